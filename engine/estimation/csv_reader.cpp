#include "engine/estimation/csv_reader.h"

#include "engine/estimation/csv_block.h"
#include "engine/estimation/large_pages.h"
#include "engine/estimation/parallel.h"
#include "platform/base/error.h"
#include "platform/base/text.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <map>
#include <mutex>
#include <numeric>
#include <set>

#include <fmt/core.h>

namespace longdan::estimation {
namespace {

constexpr std::string_view not_utf8 = "chữ không phải UTF-8: hãy lưu lại tệp với bảng mã UTF-8";

struct Header {
    std::vector<std::string> names;
    std::size_t body = 0;
};

Header header_of(const CsvFile& file, const std::string& path) {
    std::vector<char> buffer;
    bool inside = false;
    Header header;
    std::size_t at = 0;
    while (true) {
        if (at == buffer.size()) {
            buffer.resize(at + 65536);
            buffer.resize(at + file.read(at, 65536, buffer.data() + at));
            if (at == buffer.size()) break;
        }
        if (buffer[at] == '"') inside = !inside;
        if (!inside && buffer[at] == '\n') break;
        ++at;
    }
    header.body = std::min(at + 1, file.size());
    std::string_view line(buffer.data(), at);
    if (line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) throw Error(ErrorKind::invalid, fmt::format("{}, dòng 1: thiếu dòng tiêu đề", path));
    header.names.emplace_back();
    inside = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '"' && inside && i + 1 < line.size() && line[i + 1] == '"') {
            header.names.back() += '"';
            ++i;
        } else if (line[i] == '"') {
            inside = !inside;
        } else if (line[i] == ',' && !inside) {
            header.names.emplace_back();
        } else {
            header.names.back() += line[i];
        }
    }
    std::set<std::string_view> seen;
    for (const std::string& name : header.names) {
        if (!is_utf8(name)) throw Error(ErrorKind::invalid, fmt::format("{}, dòng 1: {}", path, not_utf8));
        if (!seen.insert(name).second) {
            throw Error(ErrorKind::invalid, fmt::format("{}, dòng 1: cột '{}' có hai lần", path, name));
        }
    }
    return header;
}

/// A text is looked at once, however many rows have it.
void refuse_foreign_text(const DataTable& table, const Column& column) {
    const auto bad = std::find_if_not(column.levels.begin(), column.levels.end(), is_utf8);
    if (bad == column.levels.end()) return;
    const auto code = static_cast<std::uint32_t>(bad - column.levels.begin());
    const auto row = std::find(column.codes.begin(), column.codes.end(), code) - column.codes.begin();
    table.refuse(static_cast<std::size_t>(row), column.name, not_utf8);
}

CsvPlan plan_for(const Header& header, const std::string& path, const CsvOptions& options) {
    CsvPlan plan;
    plan.body = header.body;
    plan.columns = header.names.size();
    plan.wanted.assign(plan.columns, -1);
    for (const std::string& name : options.columns) {
        const auto at = std::find(header.names.begin(), header.names.end(), name);
        if (at == header.names.end()) {
            throw Error(ErrorKind::invalid, fmt::format("{}, dòng 1: không có cột '{}'", path, name));
        }
        plan.wanted[static_cast<std::size_t>(at - header.names.begin())] = 0;
    }
    for (std::size_t column = 0; column < plan.columns; ++column) {
        if (plan.wanted[column] < 0) continue;
        plan.wanted[column] = static_cast<int>(plan.as_text.size());
        plan.last_wanted = column;
        const auto& names = options.text_columns;
        plan.as_text.push_back(std::find(names.begin(), names.end(), header.names[column]) != names.end());
    }
    return plan;
}

/// Puts the blocks of a file together, in its order, as they come in.
class Columns {
  public:
    Columns(const CsvFile& file, const CsvPlan& plan, const CsvOptions& options)
        : file_(file),
          plan_(plan),
          size_(std::max<std::size_t>(options.block_bytes, 64)),
          code_of_(plan.as_text.size()),
          not_numbers_(plan.as_text.size()) {
        for (std::size_t i = 0; i < plan.as_text.size(); ++i) {
            std::pmr::memory_resource* const memory = memory_.get();
            Column& column = columns_.emplace_back(Column{
                .small = std::pmr::vector<std::int8_t>(memory),
                .numbers = std::pmr::vector<double>(memory),
                .codes = std::pmr::vector<std::uint32_t>(memory)});
            if (plan.as_text[i]) column.kind = Column::Kind::text;
        }
    }

    std::size_t blocks() const {
        const std::size_t length = file_.size() - std::min(plan_.body, file_.size());
        return std::max<std::size_t>((length + size_ - 1) / size_, 1);
    }

    /// Reads block i. For any thread, each i once.
    void read(std::size_t i) {
        if (refused_) return;
        auto block = spare();
        read_block(i, false, *block);
        const std::lock_guard lock(guard_);
        waiting_.emplace(i, std::move(block));
        for (auto at = waiting_.begin(); at != waiting_.end() && at->first == next_; at = waiting_.erase(at), ++next_) {
            if (!refused_) append(*at->second);
            spare_.push_back(std::move(at->second));
        }
    }

    std::size_t rows() const { return rows_; }
    /// What is wrong with the row after `rows`, if anything is.
    const std::string& problem() const { return problem_; }
    /// By wanted column: holds a cell that is no number.
    const std::vector<char>& not_numbers() const { return not_numbers_; }

    std::shared_ptr<std::pmr::memory_resource> memory() const { return memory_; }

    Column take(std::size_t wanted) {
        sort_levels(columns_[wanted]);
        return std::move(columns_[wanted]);
    }

  private:
    std::unique_ptr<CsvBlock> spare() {
        const std::lock_guard lock(guard_);
        if (spare_.empty()) return std::make_unique<CsvBlock>(plan_);
        auto block = std::move(spare_.back());
        spare_.pop_back();
        return block;
    }

    void read_block(std::size_t i, bool starts_inside, CsvBlock& block) const {
        const std::size_t begin = plan_.body + i * size_;
        read_csv_block(file_, plan_, begin, std::min(begin + size_, file_.size()), starts_inside, block);
    }

    void append(CsvBlock& block) {
        if (quotes_ % 2 != 0) read_block(next_, true, block);
        quotes_ += block.quotes;
        if (rows_ == 0) expected_ = block.cells.rows() * (blocks() + (blocks() + 15) / 16);
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const CsvCells::Part& part = block.cells.part(i);
            not_numbers_[i] = not_numbers_[i] || part.not_a_number;
            if (part.is_text) {
                if (rows_ == 0) columns_[i].codes.reserve(expected_);
                append_text(columns_[i], code_of_[i], part);
            } else {
                append_numbers(columns_[i], block.cells, i);
            }
        }
        rows_ += block.cells.rows();
        if (block.problem.empty()) return;
        problem_ = std::move(block.problem);
        refused_ = true;
    }

    void append_numbers(Column& column, const CsvCells& cells, std::size_t wanted) const {
        const CsvCells::Part& part = cells.part(wanted);
        if (part.needs_wide && column.kind == Column::Kind::small) {
            column.kind = Column::Kind::number;
            column.numbers.reserve(std::max(expected_, rows_));
            for (std::size_t row = 0; row < rows_; ++row) {
                column.numbers.push_back(
                    column.small[row] == missing_small ? std::numeric_limits<double>::quiet_NaN() : column.small[row]
                );
            }
            column.small.clear();
        }
        const double* const numbers = part.numbers.get();
        const std::int8_t* const small = cells.small(wanted);
        if (column.kind == Column::Kind::number && part.is_wide) {
            column.numbers.insert(column.numbers.end(), numbers, numbers + cells.rows());
        } else if (column.kind == Column::Kind::number) {
            for (std::size_t row = 0; row < cells.rows(); ++row) {
                column.numbers.push_back(
                    small[row] == missing_small ? std::numeric_limits<double>::quiet_NaN() : small[row]
                );
            }
        } else {
            if (rows_ == 0) column.small.reserve(expected_);
            if (!part.is_wide) {
                column.small.insert(column.small.end(), small, small + cells.rows());
                return;
            }
            for (std::size_t row = 0; row < cells.rows(); ++row) {
                column.small.push_back(
                    std::isnan(numbers[row]) ? missing_small : static_cast<std::int8_t>(numbers[row])
                );
            }
        }
    }

    static void append_text(
        Column& column, std::map<std::string, std::uint32_t, std::less<>>& code_of, const CsvCells::Part& part
    ) {
        std::vector<std::uint32_t> code;
        for (const std::string& level : part.levels) {
            const auto [at, is_new] = code_of.emplace(level, static_cast<std::uint32_t>(column.levels.size()));
            if (is_new) column.levels.push_back(level);
            code.push_back(at->second);
        }
        for (const std::uint32_t own : part.codes) column.codes.push_back(own == missing_code ? own : code[own]);
    }

    static void sort_levels(Column& column) {
        std::vector<std::uint32_t> sorted(column.levels.size());
        std::iota(sorted.begin(), sorted.end(), 0u);
        std::sort(sorted.begin(), sorted.end(), [&](std::uint32_t a, std::uint32_t b) {
            return column.levels[a] < column.levels[b];
        });
        std::vector<std::uint32_t> rank(sorted.size());
        std::vector<std::string> levels;
        for (const std::uint32_t code : sorted) {
            rank[code] = static_cast<std::uint32_t>(levels.size());
            levels.push_back(std::move(column.levels[code]));
        }
        column.levels = std::move(levels);
        for (std::uint32_t& code : column.codes) {
            if (code != missing_code) code = rank[code];
        }
    }

    const CsvFile& file_;
    const CsvPlan& plan_;
    std::shared_ptr<LargePages> memory_ = std::make_shared<LargePages>();
    std::size_t size_;
    std::size_t expected_ = 0;  // rows of the file, and some more
    std::size_t rows_ = 0;
    std::size_t quotes_ = 0;
    std::vector<Column> columns_;
    std::vector<std::map<std::string, std::uint32_t, std::less<>>> code_of_;
    std::vector<char> not_numbers_;
    std::string problem_;
    std::atomic<bool> refused_ = false;
    std::mutex guard_;
    std::map<std::size_t, std::unique_ptr<CsvBlock>> waiting_;  // came in before their turn
    std::size_t next_ = 0;
    std::vector<std::unique_ptr<CsvBlock>> spare_;
};

/// Columns with a cell that is no number are text. True when the plan did not know.
bool learn_text_columns(CsvPlan& plan, const std::vector<char>& not_numbers) {
    bool learned = false;
    for (std::size_t i = 0; i < not_numbers.size(); ++i) {
        if (!not_numbers[i] || plan.as_text[i]) continue;
        plan.as_text[i] = 1;
        learned = true;
    }
    return learned;
}

/// Most text columns show in the first rows.
void look_at_first_rows(const CsvFile& file, CsvPlan& plan, const CsvOptions& options) {
    const std::size_t end = std::min(plan.body + std::min<std::size_t>(options.block_bytes, 65536), file.size());
    CsvBlock first(plan);
    read_csv_block(file, plan, plan.body, end, false, first);
    std::vector<char> not_numbers;
    for (std::size_t i = 0; i < plan.as_text.size(); ++i) not_numbers.push_back(first.cells.part(i).not_a_number);
    learn_text_columns(plan, not_numbers);
}

}  // namespace

std::vector<std::string> read_csv_header(const std::string& path) {
    const CsvFile file(path);
    return header_of(file, path).names;
}

DataTable read_csv(const std::string& path, const CsvOptions& options) {
    const CsvFile file(path);
    const Header header = header_of(file, path);
    CsvPlan plan = plan_for(header, path, options);
    look_at_first_rows(file, plan, options);
    while (true) {
        Columns columns(file, plan, options);
        in_parallel(options.threads, columns.blocks(), [&](std::size_t i) { columns.read(i); });
        if (!columns.problem().empty()) {
            throw Error(
                ErrorKind::invalid, fmt::format("{}, dòng {}: {}", path, columns.rows() + 2, columns.problem())
            );
        }
        const std::vector<char> not_numbers = columns.not_numbers();
        CsvPlan next = plan;
        if (learn_text_columns(next, not_numbers)) {
            plan = std::move(next);
            continue;
        }
        DataTable table;
        table.name = path;
        table.header = header.names;
        table.rows = columns.rows();
        table.memory = columns.memory();
        for (const std::string& name : options.columns) {
            const auto at = std::find(header.names.begin(), header.names.end(), name) - header.names.begin();
            table.columns.push_back(columns.take(static_cast<std::size_t>(plan.wanted[static_cast<std::size_t>(at)])));
            table.columns.back().name = name;
            refuse_foreign_text(table, table.columns.back());
        }
        return table;
    }
}

}  // namespace longdan::estimation
