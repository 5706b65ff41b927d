#include "engine/sampling/frame.h"

#include "engine/estimation/parallel.h"
#include "engine/sampling/frame_scan.h"
#include "engine/sampling/frame_source.h"
#include "platform/base/csv_cutter.h"
#include "platform/base/digest.h"
#include "platform/base/error.h"
#include "platform/base/text.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <thread>

#include <fmt/format.h>

namespace longdan::sampling {
namespace {

constexpr std::size_t part_bytes = std::size_t{1} << 20;

[[noreturn]] void refuse(const std::string& message) { throw Error(ErrorKind::invalid, message); }

const char* text_of(CsvCutter::Problem problem) {
    return problem == CsvCutter::Problem::open_quote ? "dấu nháy không được đóng" : "có chữ sau dấu nháy đóng";
}

/// The first eight bytes, most significant first: texts that differ in it are in its order.
std::uint64_t first_eight(std::string_view text) {
    std::uint64_t prefix = 0;
    if (text.size() >= 8 && std::endian::native == std::endian::little) {
        std::memcpy(&prefix, text.data(), 8);
        return __builtin_bswap64(prefix);
    }
    for (std::size_t i = 0; i < 8; ++i) {
        prefix = prefix << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0u);
    }
    return prefix;
}

}  // namespace

unsigned Frame::threads() { return std::clamp(std::thread::hardware_concurrency(), 1u, 16u); }

Frame::Frame() = default;
Frame::Frame(Frame&&) noexcept = default;
Frame& Frame::operator=(Frame&&) noexcept = default;
Frame::~Frame() = default;

Frame Frame::from_csv(std::string text, std::string name, const FrameColumns& columns) {
    Frame frame;
    frame.name_ = std::move(name);
    frame.source_ = std::make_unique<Source>(std::move(text));
    frame.open(columns);
    return frame;
}

Frame Frame::load(const std::string& path, const FrameColumns& columns) {
    Frame frame;
    frame.name_ = path;
    frame.source_ = std::make_unique<Source>(Source::map(path));
    frame.open(columns);
    return frame;
}

void Frame::open(const FrameColumns& columns) {
    text_ = source_->text();
    const std::string_view content = text_.substr(text_.starts_with("\xEF\xBB\xBF") ? 3 : 0);
    CsvCutter cutter(content);
    if (cutter.at_end()) refuse(fmt::format("{}: tệp rỗng, cần một dòng tên cột", name_));
    for (bool last = false; !last;) {
        const CsvCutter::Cell cell = cutter.next();
        const std::size_t number = columns_.size() + 1;
        if (cutter.problem() != CsvCutter::Problem::none) {
            refuse(fmt::format("{}: dòng 1, cột {}: {}", name_, number, text_of(cutter.problem())));
        }
        std::string column = cell.doubled ? csv_unescaped(cell.text) : std::string(cell.text);
        if (find(column)) refuse(fmt::format("{}: dòng 1, cột {}: tên cột «{}» có hai lần", name_, number, column));
        columns_.push_back(std::move(column));
        last = cell.last;
    }
    const auto body = static_cast<std::size_t>(cutter.position() - text_.data());
    if (!is_utf8(text_.substr(0, body))) refuse(fmt::format("{}: dòng 1: không phải văn bản UTF-8", name_));
    id_column_ = column(columns.id);
    if (!columns.parent.empty()) parent_column_ = column(columns.parent);
    if (!columns.sizes.empty()) sizes_column_ = column(columns.sizes);
    parts_ = parts_of(body);
    // The digest takes one thread while the others read.
    estimation::in_parallel(threads(), parts_.size() + 1, [&](std::size_t i) {
        if (i == 0) {
            sha256_ = longdan::sha256(text_);
        } else {
            read(parts_[i - 1]);
        }
    });
    const auto bad = [](const Part& part) { return !part.problem.empty(); };
    if (parts_.size() > 1 && std::any_of(parts_.begin(), parts_.end(), bad)) {
        // A quote inside a plain cell may have misled the search for borders: one part has none.
        parts_.assign(1, Part{});
        parts_[0].begin = body;
        parts_[0].end = text_.size();
        read(parts_[0]);
    }
    for (Part& part : parts_) {
        if (bad(part)) refuse(part.problem);
        part.first = rows_;
        rows_ += part.records;
    }
    if (rows_ == 0) refuse(fmt::format("{}: không có dòng nào sau dòng tên cột", name_));
    if (rows_ > UINT32_MAX) refuse(fmt::format("{}: hơn 4 tỉ dòng", name_));
    sort();
}

/// Parts begin after a line end outside quotes: where the number of quotes before is even.
std::vector<Frame::Part> Frame::parts_of(std::size_t body) const {
    const std::size_t count = std::max<std::size_t>(1, (text_.size() - body) / part_bytes);
    std::vector<std::size_t> borders = {body};
    for (std::size_t i = 1; i < count; ++i) {
        const std::size_t line_end = text_.find('\n', body + (text_.size() - body) / count * i);
        if (line_end == std::string_view::npos || line_end + 1 >= text_.size()) break;
        if (line_end + 1 > borders.back()) borders.push_back(line_end + 1);
    }
    borders.push_back(text_.size());
    std::vector<std::size_t> quotes(borders.size() - 1);
    estimation::in_parallel(threads(), quotes.size(), [&](std::size_t i) {
        const std::string_view piece = text_.substr(borders[i], borders[i + 1] - borders[i]);
        for (std::size_t at = piece.find('"'); at != std::string_view::npos; at = piece.find('"', at + 1)) ++quotes[i];
    });
    std::vector<Part> parts;
    std::size_t before = 0;
    for (std::size_t i = 0; i < quotes.size(); ++i) {
        if (before % 2 == 0) {
            parts.emplace_back();
            parts.back().begin = borders[i];
        }
        parts.back().end = borders[i + 1];
        before += quotes[i];
    }
    return parts;
}

/// Cuts a record for the first time. How many cells it has; 0 for an empty line, or when something is wrong.
inline std::size_t Frame::first_cut(CsvCutter& cutter, Part& part, std::vector<std::string_view>& cells) const {
    const std::size_t width = cells.size();
    for (std::size_t column = 0;; ++column) {
        const CsvCutter::Cell cell = cutter.next();
        std::string_view value = cell.text;
        if (cell.doubled) {
            const auto at = static_cast<std::size_t>(cell.text.data() - text_.data());
            value = part.unescaped.emplace(at, csv_unescaped(cell.text)).first->second;
        }
        if (column < width) cells[column] = value;
        if (!cell.last) continue;
        if (cutter.problem() != CsvCutter::Problem::none) {
            part.problem = fmt::format("cột {}: {}", column + 1, text_of(cutter.problem()));
            return 0;
        }
        return column == 0 && value.empty() ? 0 : column + 1;
    }
}

void Frame::read(Part& part) const {
    const std::string_view text = text_.substr(part.begin, part.end - part.begin);
    if (!is_utf8(text)) {
        part.problem = fmt::format("{}: không phải văn bản UTF-8; hãy lưu lại với mã UTF-8", name_);
        return;
    }
    CsvCutter cutter(text);
    const std::size_t width = columns_.size();
    const std::size_t sizes_column = sizes_column_.value_or(width);
    if (sizes_column_) part.sizes.reserve(text.size() / (2 * width) + 1);
    std::vector<std::string_view> cells(width);
    std::string_view last_id;
    std::string_view last_parent;
    std::uint64_t last_prefix = 0;
    while (!cutter.at_end()) {
        const auto start = static_cast<std::size_t>(cutter.position() - text_.data());
        const std::size_t found = first_cut(cutter, part, cells);
        if (found != width || cells[id_column_].empty()) {
            if (found == 0 && part.problem.empty()) continue;
            if (found != 0 && found != width) part.problem = fmt::format("có {} ô, dòng tên cột có {}", found, width);
            if (part.problem.empty()) part.problem = fmt::format("cột {}: thiếu mã", columns_[id_column_]);
            const char* const joint = part.problem.starts_with("cột") ? "," : ":";
            part.problem = fmt::format("{}: dòng {}{} {}", name_, line_at(start), joint, part.problem);
            return;
        }
        const std::string_view id = cells[id_column_];
        const std::string_view parent = parent_column_ ? cells[*parent_column_] : std::string_view();
        const std::uint64_t prefix = first_eight(id);
        if (part.records > 0 && part.sorted) {
            const int compared = prefix != last_prefix ? (last_prefix < prefix ? -1 : 1) : last_id.compare(id);
            part.sorted = compared < 0 || (compared == 0 && last_parent < parent);
        }
        if (part.records % mark_every == 0) part.marks.push_back(start);
        if (sizes_column < width) part.sizes.push_back(whole_of(cells[sizes_column]));
        last_id = id;
        last_prefix = prefix;
        last_parent = parent;
        ++part.records;
    }
}

/// The cells of the next record; false for an empty line.
bool Frame::cut(CsvCutter& cutter, const Part& part, std::vector<std::string_view>& cells) const {
    for (std::size_t column = 0;; ++column) {
        const CsvCutter::Cell cell = cutter.next();
        cells[column] = cell.text;
        if (cell.doubled) {
            cells[column] = part.unescaped.at(static_cast<std::size_t>(cell.text.data() - text_.data()));
        }
        if (cell.last) return column > 0 || !cells[column].empty();
    }
}

void Frame::sort() {
    bool sorted = true;
    const auto compare = [this](std::size_t a, std::size_t b) {
        const int ids = cell_of_record(a, id_column_).compare(cell_of_record(b, id_column_));
        if (ids != 0 || !parent_column_) return ids;
        return cell_of_record(a, *parent_column_).compare(cell_of_record(b, *parent_column_));
    };
    for (const Part& part : parts_) {
        sorted = sorted && part.sorted;
        if (part.first > 0 && part.records > 0) sorted = sorted && compare(part.first - 1, part.first) < 0;
    }
    if (sorted) return;
    struct Entry {
        std::uint64_t prefix;
        std::uint32_t record;
    };
    const std::vector<std::string_view> ids = texts(id_column_);
    std::vector<Entry> entries(rows_);
    const auto before = [&](const Entry& a, const Entry& b) {
        if (a.prefix != b.prefix) return a.prefix < b.prefix;
        const int by_id = ids[a.record].compare(ids[b.record]);
        if (by_id != 0) return by_id < 0;
        const int by_parent = compare(a.record, b.record);
        return by_parent != 0 ? by_parent < 0 : a.record < b.record;
    };
    const std::size_t pieces = std::bit_floor(threads());
    const auto piece = [&](std::size_t i) { return entries.begin() + static_cast<std::ptrdiff_t>(rows_ * i / pieces); };
    estimation::in_parallel(threads(), pieces, [&](std::size_t i) {
        for (std::size_t r = rows_ * i / pieces; r < rows_ * (i + 1) / pieces; ++r) {
            entries[r] = {first_eight(ids[r]), static_cast<std::uint32_t>(r)};
        }
        std::sort(piece(i), piece(i + 1), before);
    });
    for (std::size_t step = 1; step < pieces; step *= 2) {
        for (std::size_t i = 0; i < pieces; i += 2 * step) {
            std::inplace_merge(piece(i), piece(i + step), piece(i + 2 * step), before);
        }
    }
    order_.resize(rows_);
    for (std::size_t row = 0; row < rows_; ++row) order_[row] = entries[row].record;
    for (std::size_t row = 1; row < rows_; ++row) {
        if (entries[row].prefix != entries[row - 1].prefix || compare(order_[row - 1], order_[row]) != 0) continue;
        refuse(fmt::format(
            "{}: dòng {}, cột {}: mã {} có hai lần, lần đầu ở dòng {}", name_, line(row), columns_[id_column_], id(row),
            line(row - 1)
        ));
    }
}

std::optional<std::size_t> Frame::find(std::string_view column) const {
    const auto found = std::find(columns_.begin(), columns_.end(), column);
    if (found == columns_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - columns_.begin());
}

std::size_t Frame::column(std::string_view column) const {
    const auto found = find(column);
    if (!found) refuse(fmt::format("{}: dòng 1: thiếu cột {}", name_, column));
    return *found;
}

const Frame::Part& Frame::part_with(std::size_t record) const {
    const auto after = std::upper_bound(parts_.begin(), parts_.end(), record, [](std::size_t wanted, const Part& part) {
        return wanted < part.first;
    });
    return *std::prev(after);
}

std::string_view Frame::cell_of_record(std::size_t record, std::size_t column) const {
    std::string_view cell;
    seek(record, [&](const std::vector<std::string_view>& cells, std::size_t) { cell = cells[column]; });
    return cell;
}

std::string_view Frame::cell(std::size_t row, std::size_t column) const {
    return cell_of_record(record_of(row), column);
}

std::size_t Frame::line(std::size_t row) const {
    std::size_t line = 0;
    seek(record_of(row), [&](const std::vector<std::string_view>&, std::size_t start) { line = line_at(start); });
    return line;
}

std::size_t Frame::line_at(std::size_t offset) const {
    std::size_t line = 1;
    for (std::size_t i = 0; i < offset; ++i) {
        line += text_[i] == '\n' || (text_[i] == '\r' && (i + 1 == text_.size() || text_[i + 1] != '\n')) ? 1 : 0;
    }
    return line;
}

double Frame::number(std::size_t row, std::size_t column) const {
    const std::string_view text = cell(row, column);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
        refuse(fmt::format("{}: dòng {}, cột {}: «{}» không phải số", name_, line(row), columns_[column], text));
    }
    return value;
}

std::optional<std::size_t> Frame::row_of(std::string_view wanted) const {
    std::size_t low = 0;
    std::size_t high = rows();
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (id(middle) < wanted) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low < rows() && id(low) == wanted) return low;
    return std::nullopt;
}

}  // namespace longdan::sampling
