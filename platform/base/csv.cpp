#include "platform/base/csv.h"

#include "platform/base/error.h"
#include "platform/base/text.h"

#include <cstdint>
#include <fstream>
#include <iterator>

#include <fmt/format.h>

namespace longdan {
namespace {

class Reader {
  public:
    Reader(std::string_view text, const std::string& name) : text_(text), name_(name) {}

    bool at_end() const { return at_ >= text_.size(); }
    std::size_t line() const { return line_; }

    std::vector<std::string> row() {
        std::vector<std::string> cells;
        const std::size_t first_line = line_;
        while (true) {
            cells.push_back(cell(first_line, cells.size() + 1));
            if (at_end()) return cells;
            if (text_[at_] == ',') {
                ++at_;
                continue;
            }
            end_line();
            return cells;
        }
    }

  private:
    void end_line() {
        if (text_[at_] == '\r') ++at_;
        if (!at_end() && text_[at_] == '\n') ++at_;
        ++line_;
    }

    std::string cell(std::size_t first_line, std::size_t column) {
        if (at_end() || text_[at_] != '"') {
            const std::size_t end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
            std::string plain(text_.substr(at_, end - at_));
            at_ = end;
            return plain;
        }
        ++at_;
        std::string quoted;
        while (!at_end()) {
            const char sign = text_[at_++];
            if (sign == '\n') ++line_;
            if (sign != '"') {
                quoted += sign;
            } else if (!at_end() && text_[at_] == '"') {
                quoted += '"';
                ++at_;
            } else {
                if (!at_end() && text_[at_] != ',' && text_[at_] != '\r' && text_[at_] != '\n') {
                    throw Error(
                        ErrorKind::invalid,
                        fmt::format("{}: dòng {}, cột {}: có chữ sau dấu nháy đóng", name_, first_line, column)
                    );
                }
                return quoted;
            }
        }
        throw Error(
            ErrorKind::invalid, fmt::format("{}: dòng {}, cột {}: dấu nháy không được đóng", name_, first_line, column)
        );
    }

    std::string_view text_;
    const std::string& name_;
    std::size_t at_ = 0;
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
