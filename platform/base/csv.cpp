#include "platform/base/csv.h"

#include "platform/base/csv_cutter.h"
#include "platform/base/error.h"
#include "platform/base/text.h"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

namespace longdan {
namespace {

/// Cuts one record after the other and knows the line on which each begins.
class Reader {
  public:
    Reader(std::string_view text, const std::string& name) : cutter_(text), name_(name) {}

    bool at_end() const { return cutter_.at_end(); }
    std::size_t line() const { return line_; }

    std::vector<std::string> row() {
        std::vector<std::string> cells;
        const char* const start = cutter_.position();
        for (bool last = false; !last;) {
            const CsvCutter::Cell cell = cutter_.next();
            if (cutter_.problem() != CsvCutter::Problem::none) refuse(cells.size() + 1);
            cells.push_back(cell.doubled ? csv_unescaped(cell.text) : std::string(cell.text));
            last = cell.last;
        }
        const std::string_view record(start, static_cast<std::size_t>(cutter_.position() - start));
        const auto lines = std::count(record.begin(), record.end(), '\n');
        line_ += static_cast<std::size_t>(std::max<std::ptrdiff_t>(lines, 1));
        return cells;
    }

  private:
    [[noreturn]] void refuse(std::size_t column) const {
        const bool open = cutter_.problem() == CsvCutter::Problem::open_quote;
        throw Error(
            ErrorKind::invalid, fmt::format(
                                    "{}: dòng {}, cột {}: {}", name_, line_, column,
                                    open ? "dấu nháy không được đóng" : "có chữ sau dấu nháy đóng"
                                )
        );
    }

    CsvCutter cutter_;
    const std::string& name_;
    std::size_t line_ = 1;
};

}  // namespace

CsvTable CsvTable::parse(std::string_view text, std::string name, std::size_t max_bytes) {
    if (text.size() > max_bytes) {
        throw Error(ErrorKind::too_large, fmt::format("{}: lớn hơn {} byte", name, max_bytes));
    }
    if (!is_utf8(text)) {
        throw Error(ErrorKind::invalid, fmt::format("{}: không phải văn bản UTF-8; hãy lưu lại với mã UTF-8", name));
    }
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    CsvTable table;
    table.name_ = std::move(name);
    Reader reader(text, table.name_);
    if (reader.at_end())
        throw Error(ErrorKind::invalid, fmt::format("{}: tệp rỗng, cần một dòng tên cột", table.name_));
    table.header_ = reader.row();
    for (std::size_t i = 0; i < table.header_.size(); ++i) {
        if (table.column(table.header_[i]) != i) {
            throw Error(
                ErrorKind::invalid,
                fmt::format("{}: dòng 1, cột {}: tên cột «{}» có hai lần", table.name_, i + 1, table.header_[i])
            );
        }
    }
    while (!reader.at_end()) {
        const std::size_t line = reader.line();
        auto cells = reader.row();
        if (cells.size() == 1 && cells[0].empty()) continue;
        if (cells.size() != table.header_.size()) {
            throw Error(
                ErrorKind::invalid,
                fmt::format(
                    "{}: dòng {}: có {} ô, dòng tên cột có {}", table.name_, line, cells.size(), table.header_.size()
                )
            );
        }
        table.cells_.push_back(std::move(cells));
    }
    return table;
}

CsvTable CsvTable::load(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw Error(ErrorKind::not_found, fmt::format("{}: không mở được tệp", path));
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return parse(text, path, SIZE_MAX);
}

std::optional<std::size_t> CsvTable::column(std::string_view name) const {
    for (std::size_t i = 0; i < header_.size(); ++i) {
        if (header_[i] == name) return i;
    }
    return std::nullopt;
}

const std::string& CsvTable::at(std::size_t row, std::string_view name) const {
    const auto found = column(name);
    if (!found) throw Error(ErrorKind::invalid, fmt::format("{}: thiếu cột «{}»", name_, name));
    return cells_[row][*found];
}

void append_csv_cell(std::string& out, std::string_view cell) {
    std::string guarded;
    if (!cell.empty() && std::string_view("=+-@\t\r").find(cell.front()) != std::string_view::npos) {
        const bool number = cell.find_first_not_of("+-.,0123456789eE") == std::string_view::npos;
        if (!number) guarded = "'";
    }
    guarded += cell;
    if (guarded.find_first_of(",\"\r\n") == std::string::npos) {
        out += guarded;
        return;
    }
    out += '"';
    for (const char sign : guarded) {
        if (sign == '"') out += '"';
        out += sign;
    }
    out += '"';
}

void append_csv_row(std::string& out, const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) out += ',';
        append_csv_cell(out, cells[i]);
    }
    out += "\r\n";
}

}  // namespace longdan
