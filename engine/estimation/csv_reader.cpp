#include "engine/estimation/csv_reader.h"

#include "engine/estimation/parallel.h"
#include "platform/base/error.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <set>
#include <unordered_map>

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

namespace longdan::estimation {
namespace {

constexpr double powers[] = {1,    1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                             1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

class File {
  public:
    explicit File(const std::string& path) : path_(path), handle_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
        struct stat info {};
        if (handle_ < 0 || ::fstat(handle_, &info) != 0 || !S_ISREG(info.st_mode)) {
            if (handle_ >= 0) ::close(handle_);
            throw Error(ErrorKind::invalid, fmt::format("{}: không đọc được tệp", path));
        }
        size_ = static_cast<std::size_t>(info.st_size);
    }
    ~File() { ::close(handle_); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    std::size_t size() const { return size_; }

    void read(std::size_t at, std::size_t count, std::vector<char>& into) const {
        const std::size_t end = std::min(at + count, size_);
        const std::size_t start = into.size();
        into.resize(start + (end > at ? end - at : 0));
        for (std::size_t done = 0; at + done < end;) {
            const ssize_t got =
                ::pread(handle_, into.data() + start + done, end - at - done, static_cast<off_t>(at + done));
            if (got <= 0) throw Error(ErrorKind::unavailable, fmt::format("{}: đọc tệp bị ngắt", path_));
            done += static_cast<std::size_t>(got);
        }
    }

  private:
    std::string path_;
    int handle_;
    std::size_t size_ = 0;
};

bool is_missing_cell(std::string_view cell) { return cell.empty() || cell == "NA"; }

std::string_view without_blanks(std::string_view cell) {
    while (!cell.empty() && (cell.front() == ' ' || cell.front() == '\t')) cell.remove_prefix(1);
    while (!cell.empty() && (cell.back() == ' ' || cell.back() == '\t')) cell.remove_suffix(1);
    return cell;
}

/// A decimal number, correctly rounded: up to 15 digits by one exact division, others by the library.
bool read_number(std::string_view cell, double& number) {
    cell = without_blanks(cell);
    const char* at = cell.data();
    const char* const end = at + cell.size();
    if (at != end && *at == '+') ++at;
    const char* const start = at;
    const bool negative = at != end && *at == '-';
    if (negative) ++at;
    std::uint64_t digits = 0;
    int count = 0;
    int decimals = 0;
    for (; at != end && *at >= '0' && *at <= '9'; ++at, ++count)
        digits = digits * 10 + static_cast<unsigned>(*at - '0');
    if (at != end && *at == '.') {
        for (++at; at != end && *at >= '0' && *at <= '9'; ++at, ++count, ++decimals) {
            digits = digits * 10 + static_cast<unsigned>(*at - '0');
        }
    }
    if (count == 0) return false;
    if (at == end && count <= 15) {
        number = static_cast<double>(digits) / powers[decimals];
        if (negative) number = -number;
        return true;
    }
    const auto [stop, error] = std::from_chars(start, end, number);
    return error == std::errc() && stop == end && std::isfinite(number);
}

/// Where the cells of one wanted column go while a block is read.
struct Store {
    bool as_text = false;
    bool wide = false;
    std::vector<std::int8_t> small;
    std::vector<double> numbers;
    std::vector<std::uint32_t> codes;
    std::vector<std::string> levels;
    std::unordered_map<std::string, std::uint32_t> index;

    void add_number(double number) {
        if (!wide) {
            if (number >= -127 && number <= 127) {
                const auto whole = static_cast<std::int8_t>(number);
                if (whole == number && !(whole == 0 && std::signbit(number))) {
                    small.push_back(whole);
                    return;
                }
            }
            widen();
        }
        numbers.push_back(number);
    }

    void add_missing() {
        if (as_text) {
            codes.push_back(missing_code);
        } else if (wide) {
            numbers.push_back(std::numeric_limits<double>::quiet_NaN());
        } else {
            small.push_back(missing_small);
        }
    }

    void add_text(std::string_view cell) {
        const auto [at, inserted] = index.try_emplace(std::string(cell), static_cast<std::uint32_t>(levels.size()));
        if (inserted) levels.emplace_back(cell);
        codes.push_back(at->second);
    }

    void widen() {
        wide = true;
        numbers.reserve(small.capacity());
        for (const std::int8_t value : small) {
            numbers.push_back(value == missing_small ? std::numeric_limits<double>::quiet_NaN() : value);
        }
        small = {};
    }
};

struct Block {
    std::vector<Store> stores;
    std::size_t rows = 0;
    std::size_t quotes = 0;
    bool started_inside = false;
    std::size_t bad_row = 0;
    std::string problem;            // of row bad_row of this block
    std::vector<bool> not_numbers;  // by wanted column
};

struct Plan {
    std::size_t body = 0;       // where the first row begins
    std::size_t columns = 0;    // in the file
    std::vector<int> wanted;    // by column of the file: index of the wanted column or -1
    std::vector<char> as_text;  // by wanted column
    std::size_t last_wanted = 0;
};

/// Reads one row that starts at `at`; returns the start of the next, nullptr when the buffer ends inside it.
class RowReader {
  public:
    RowReader(const Plan& plan, Block& block) : plan_(plan), block_(block) {}

    /// A row without quotes that ends at `line_end` (a line feed). False when it has not as many cells as the header:
    /// then `read` says what is wrong, and what was stored is of no use.
    bool read_plain(const char* at, const char* line_end) {
        const char* const stop = line_end != at && line_end[-1] == '\r' ? line_end - 1 : line_end;
        if (at == stop && plan_.columns > 1) return false;  // an empty line
        std::size_t column = 0;
        for (; column <= plan_.last_wanted && at <= stop; ++column) {
            const char* const begin = at;
            const int wanted = plan_.wanted[column];
            Store* const store = wanted < 0 ? nullptr : &block_.stores[static_cast<std::size_t>(wanted)];
            if (store != nullptr && stop - at >= 1 && (at + 1 == stop || at[1] == ',') && *at >= '0' && *at <= '9' &&
                !store->wide && !store->as_text) {
                store->small.push_back(static_cast<std::int8_t>(*at - '0'));
                at += 2;
                continue;
            }
            while (at != stop && *at != ',') ++at;
            if (store != nullptr) {
                this->store(*store, static_cast<std::size_t>(wanted), {begin, static_cast<std::size_t>(at - begin)});
            }
            ++at;
        }
        for (; at <= stop; ++at, ++column) {
            while (at != stop && *at != ',') ++at;
        }
        if (column != plan_.columns) return false;
        ++block_.rows;
        return true;
    }

    const char* read(const char* at, const char* end, bool is_last) {
        const char* const row = at;
        std::size_t column = 0;
        cells_.resize(plan_.columns);
        while (true) {
            if (at != end && *at == '"') {
                at = quoted(at + 1, end, column);
                if (at == nullptr) {
                    if (is_last) fail("dấu nháy kép không đóng");
                    return nullptr;
                }
                if (at == end && !is_last) return nullptr;  // the next sign decides whether the cell is closed
            } else {
                const char* const begin = at;
                while (at != end && *at != ',' && *at != '\n' && *at != '"') ++at;
                if (at == end && !is_last) return nullptr;
                const char* stop = at;
                if (stop != begin && (at == end || *at == '\n') && stop[-1] == '\r') --stop;
                if (column < plan_.columns) cells_[column] = {begin, static_cast<std::size_t>(stop - begin)};
            }
            ++column;
            if (at == end || *at == '\n') break;
            if (*at == '"') {
                fail("dấu nháy kép ở giữa ô");
                return nullptr;
            }
            ++at;
        }
        if (column == 1 && cells_[0].empty() && plan_.columns > 1 && at - row <= 1) return at == end ? end : at + 1;
        if (column != plan_.columns) {
            fail(fmt::format("có {} ô, dòng tiêu đề có {}", column, plan_.columns));
            return nullptr;
        }
        store_row();
        return at == end ? end : at + 1;
    }

  private:
    /// A quoted cell; returns the sign after it, nullptr when the buffer ends inside it.
    const char* quoted(const char* at, const char* end, std::size_t column) {
        const char* const begin = at;
        bool doubled = false;
        while (true) {
            at = static_cast<const char*>(std::memchr(at, '"', static_cast<std::size_t>(end - at)));
            if (at == nullptr || at == end) return nullptr;
            if (at + 1 == end || at[1] != '"') break;
            doubled = true;
            at += 2;
            if (at >= end) return nullptr;
        }
        std::string_view cell(begin, static_cast<std::size_t>(at - begin));
        if (doubled) {
            std::string& clean = buffers_.emplace_back();
            for (std::size_t i = 0; i < cell.size(); ++i) {
                clean += cell[i];
                if (cell[i] == '"') ++i;
            }
            cell = clean;
        }
        if (column < plan_.columns) cells_[column] = cell;
        ++at;
        if (at != end && *at == '\r' && (at + 1 == end || at[1] == '\n')) ++at;
        if (at != end && *at != ',' && *at != '\n') {
            fail("có ký tự sau dấu nháy kép đóng");
            return at;
        }
        return at;
    }

    void fail(std::string what) {
        if (!block_.problem.empty()) return;
        block_.problem = std::move(what);
        block_.bad_row = block_.rows;
    }

    void store_row() {
        for (std::size_t column = 0; column <= plan_.last_wanted; ++column) {
            const int wanted = plan_.wanted[column];
            if (wanted < 0) continue;
            store(block_.stores[static_cast<std::size_t>(wanted)], static_cast<std::size_t>(wanted), cells_[column]);
        }
        ++block_.rows;
        buffers_.clear();
    }

    void store(Store& store, std::size_t wanted, std::string_view cell) {
        if (store.as_text) {
            is_missing_cell(cell) ? store.add_missing() : store.add_text(cell);
            return;
        }
        double number = 0;
        if (is_missing_cell(cell)) {
            store.add_missing();
        } else if (read_number(cell, number)) {
            store.add_number(number);
        } else {
            block_.not_numbers[wanted] = true;
            store.add_missing();
        }
    }

    const Plan& plan_;
    Block& block_;
    std::vector<std::string_view> cells_;
    std::vector<std::string> buffers_;
};

/// Reads the rows that begin in [begin, end) of the file.
Block read_block(const File& file, const Plan& plan, std::size_t begin, std::size_t end, bool starts_inside) {
    Block block;
    block.started_inside = starts_inside;
    block.stores.resize(plan.as_text.size());
    block.not_numbers.resize(plan.as_text.size());
    for (std::size_t i = 0; i < plan.as_text.size(); ++i) block.stores[i].as_text = plan.as_text[i] != 0;
    std::vector<char> buffer;
    file.read(begin, end - begin, buffer);
    for (const char* from = buffer.data(); from != nullptr;) {
        const char* const stop = buffer.data() + buffer.size();
        from = static_cast<const char*>(std::memchr(from, '"', static_cast<std::size_t>(stop - from)));
        if (from == nullptr) break;
        ++block.quotes;
        ++from;
    }
    std::size_t at = 0;
    if (begin > plan.body) {  // the first row begins after the first line end outside quotes
        std::vector<char> before;
        file.read(begin - 1, 1, before);
        bool inside = starts_inside;
        if (inside || before[0] != '\n') {
            while (at < buffer.size() && (inside || buffer[at] != '\n')) {
                if (buffer[at] == '"') inside = !inside;
                ++at;
            }
            ++at;
        }
    }
    for (Store& store : block.stores) store.small.reserve((end - begin) / (2 * plan.columns) + 16);
    RowReader reader(plan, block);
    const std::size_t limit = end - begin;
    bool plain = block.quotes == 0;
    while (at < limit && block.problem.empty()) {
        if (plain) {
            const char* const row = buffer.data() + at;
            const auto* line_end = static_cast<const char*>(std::memchr(row, '\n', buffer.size() - at));
            if (line_end != nullptr && reader.read_plain(row, line_end)) {
                at = static_cast<std::size_t>(line_end - buffer.data()) + 1;
                continue;
            }
        }
        const bool is_last = begin + buffer.size() >= file.size();
        const char* const next = reader.read(buffer.data() + at, buffer.data() + buffer.size(), is_last);
        if (next != nullptr) {
            at = static_cast<std::size_t>(next - buffer.data());
        } else if (block.problem.empty()) {
            const std::size_t had = buffer.size();
            file.read(begin + had, std::max<std::size_t>(had / 2, 65536), buffer);
            plain = plain && std::memchr(buffer.data() + had, '"', buffer.size() - had) == nullptr;
        }
    }
    return block;
}

std::vector<Block> read_blocks(const File& file, const Plan& plan, const CsvOptions& options) {
    const std::size_t size = std::max<std::size_t>(options.block_bytes, 64);
    const std::size_t length = file.size() - std::min(plan.body, file.size());
    const std::size_t count = std::max<std::size_t>((length + size - 1) / size, 1);
    const auto begin_of = [&](std::size_t i) { return plan.body + i * size; };
    const auto end_of = [&](std::size_t i) { return std::min(begin_of(i + 1), file.size()); };
    std::vector<Block> blocks(count);
    in_parallel(options.threads, count, [&](std::size_t i) {
        blocks[i] = read_block(file, plan, begin_of(i), end_of(i), false);
    });
    std::vector<std::size_t> again;
    std::size_t quotes = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (quotes % 2 != 0) again.push_back(i);
        quotes += blocks[i].quotes;
    }
    in_parallel(options.threads, again.size(), [&](std::size_t i) {
        blocks[again[i]] = read_block(file, plan, begin_of(again[i]), end_of(again[i]), true);
    });
    return blocks;
}

void append_text(Column& column, std::vector<Block>& blocks, std::size_t wanted) {
    std::set<std::string_view> distinct;
    for (const Block& block : blocks) {
        for (const std::string& level : block.stores[wanted].levels) distinct.insert(level);
    }
    std::unordered_map<std::string_view, std::uint32_t> rank;
    for (const std::string_view level : distinct) {
        rank.emplace(level, static_cast<std::uint32_t>(column.levels.size()));
        column.levels.emplace_back(level);
    }
    for (Block& block : blocks) {
        Store& store = block.stores[wanted];
        std::vector<std::uint32_t> rank_of;
        for (const std::string& level : store.levels) rank_of.push_back(rank.at(level));
        for (const std::uint32_t code : store.codes) {
            column.codes.push_back(code == missing_code ? missing_code : rank_of[code]);
        }
    }
    for (Block& block : blocks) block.stores[wanted] = {};
}

void fill(Column& column, std::vector<Block>& blocks, std::size_t wanted, std::size_t rows, bool as_text) {
    if (as_text) {
        column.kind = Column::Kind::text;
        column.codes.reserve(rows);
        append_text(column, blocks, wanted);
        return;
    }
    const bool wide = std::any_of(blocks.begin(), blocks.end(), [&](const Block& b) { return b.stores[wanted].wide; });
    column.kind = wide ? Column::Kind::number : Column::Kind::small;
    if (wide) {
        column.numbers.reserve(rows);
    } else {
        column.small.reserve(rows);
    }
    for (Block& block : blocks) {
        Store& store = block.stores[wanted];
        if (wide && !store.wide) store.widen();
        column.numbers.insert(column.numbers.end(), store.numbers.begin(), store.numbers.end());
        column.small.insert(column.small.end(), store.small.begin(), store.small.end());
        store = {};
    }
}

struct Header {
    std::vector<std::string> names;
    std::size_t body = 0;
};

Header header_of(const File& file, const std::string& path) {
    std::vector<char> buffer;
    bool inside = false;
    Header header;
    std::size_t at = 0;
    while (true) {
        if (at == buffer.size()) {
            file.read(buffer.size(), 65536, buffer);
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
        if (!seen.insert(name).second) {
            throw Error(ErrorKind::invalid, fmt::format("{}, dòng 1: cột '{}' có hai lần", path, name));
        }
    }
    return header;
}

Plan plan_for(const Header& header, const std::string& path, const CsvOptions& options) {
    Plan plan;
    plan.body = header.body;
    plan.columns = header.names.size();
    plan.wanted.assign(plan.columns, -1);
    for (std::size_t i = 0; i < options.columns.size(); ++i) {
        const auto at = std::find(header.names.begin(), header.names.end(), options.columns[i]);
        if (at == header.names.end()) {
            throw Error(ErrorKind::invalid, fmt::format("{}, dòng 1: không có cột '{}'", path, options.columns[i]));
        }
        const auto index = static_cast<std::size_t>(at - header.names.begin());
        plan.wanted[index] = static_cast<int>(i);
        plan.last_wanted = std::max(plan.last_wanted, index);
        const bool text = std::find(options.text_columns.begin(), options.text_columns.end(), options.columns[i]) !=
                          options.text_columns.end();
        plan.as_text.push_back(text);
    }
    return plan;
}

/// True when a column that was read as numbers turned out to be text: the plan says so now, read again.
bool learn_text_columns(Plan& plan, const std::vector<Block>& blocks) {
    bool changed = false;
    for (std::size_t i = 0; i < plan.as_text.size(); ++i) {
        for (const Block& block : blocks) {
            if (!block.not_numbers[i] || plan.as_text[i]) continue;
            plan.as_text[i] = 1;
            changed = true;
        }
    }
    return changed;
}

void refuse_problems(const std::vector<Block>& blocks, const std::string& path) {
    std::size_t rows = 0;
    for (const Block& block : blocks) {
        if (!block.problem.empty()) {
            throw Error(
                ErrorKind::invalid, fmt::format("{}, dòng {}: {}", path, rows + block.bad_row + 2, block.problem)
            );
        }
        rows += block.rows;
    }
}

}  // namespace

std::vector<std::string> read_csv_header(const std::string& path) {
    const File file(path);
    return header_of(file, path).names;
}

DataTable read_csv(const std::string& path, const CsvOptions& options) {
    const File file(path);
    DataTable table;
    table.name = path;
    const Header header = header_of(file, path);
    table.header = header.names;
    Plan plan = plan_for(header, path, options);
    {  // most text columns show in the first rows: look there before reading all as numbers
        const std::size_t end = std::min(plan.body + std::min<std::size_t>(options.block_bytes, 65536), file.size());
        std::vector<Block> first(1);
        first[0] = read_block(file, plan, plan.body, end, false);
        learn_text_columns(plan, first);
    }
    std::vector<Block> blocks = read_blocks(file, plan, options);
    refuse_problems(blocks, path);
    if (learn_text_columns(plan, blocks)) blocks = read_blocks(file, plan, options);
    for (const Block& block : blocks) table.rows += block.rows;
    table.columns.resize(options.columns.size());
    in_parallel(options.threads, options.columns.size(), [&](std::size_t i) {
        table.columns[i].name = options.columns[i];
        fill(table.columns[i], blocks, i, table.rows, plan.as_text[i] != 0);
    });
    return table;
}

}  // namespace longdan::estimation
