#include "engine/xlsform/definition.h"
#include "engine/xlsform/language.h"
#include "platform/base/error.h"
#include "platform/base/text.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace longdan::xlsform {
namespace {

using Line = std::vector<std::string>;

void check_text(std::string_view text, const std::string& file_name) {
    if (!is_utf8(text)) {
        throw Error(
            ErrorKind::invalid,
            fmt::format("{}: không phải văn bản UTF-8; lưu lại tệp với mã UTF-8 (not UTF-8 text)", file_name)
        );
    }
}

/// One table after another: a line with a name in its first cell opens a sheet; the first line with other cells is
/// its heading, lines after that are its rows.
class TableCollector {
  public:
    /// `alone`: the only table of the file, the survey whatever its name.
    TableCollector(const Limits& limits, bool alone) : limits_(limits), alone_(alone) {}

    void add(const Line& line, const std::string& file_name) {
        if (line.empty()) return;
        if (!line.front().empty()) open(line.front());
        if (std::all_of(line.begin() + 1, line.end(), [](const std::string& cell) { return cell.empty(); })) return;
        if (sheet_ == nullptr) return;
        if (columns_.empty()) {
            read_headings(line);
            return;
        }
        if (++rows_ > limits_.rows) {
            throw Error(
                ErrorKind::too_large, fmt::format("{}: hơn {} dòng (more rows than allowed)", file_name, limits_.rows)
            );
        }
        DataSheet::Row row{sheet_->rows.size() + 2, {}};
        for (std::size_t column = 1; column < line.size() && column <= columns_.size(); ++column) {
            if (line[column].empty() || sheet_->headings[columns_[column - 1]].empty()) continue;
            const auto there =
                std::ranges::find_if(row.cells, [&](const auto& cell) { return cell.first == columns_[column - 1]; });
            if (there == row.cells.end()) {
                row.cells.emplace_back(columns_[column - 1], line[column]);
            } else {
                there->second = line[column];
            }
        }
        sheet_->rows.push_back(std::move(row));
    }

    Definition finish() { return std::move(definition_); }

  private:
    void open(const std::string& name) {
        definition_.sheet_names.push_back(name);
        columns_.clear();
        sheet_ = sheet_for(definition_, alone_ ? "survey" : name);
        if (sheet_ == nullptr || sheet_->present) return;
        sheet_->name = name;
        sheet_->present = true;
    }

    /// A sheet that is opened again may order its columns anew.
    void read_headings(const Line& line) {
        for (auto heading = line.begin() + 1; heading != line.end(); ++heading) {
            const auto known = std::ranges::find(sheet_->headings, *heading);
            columns_.push_back(static_cast<std::uint32_t>(known - sheet_->headings.begin()));
            if (known == sheet_->headings.end()) sheet_->headings.push_back(*heading);
        }
    }

    const Limits& limits_;
    const bool alone_;
    Definition definition_;
    DataSheet* sheet_ = nullptr;
    std::vector<std::uint32_t> columns_;
    std::size_t rows_ = 0;
};

/// The cells of a Markdown table row; nothing for lines that are no such row, or only rule it.
std::optional<Line> markdown_cells(std::string_view line) {
    line = stripped(line);
    if (line.size() < 2 || line.front() != '|') return std::nullopt;
    const auto last = line.rfind('|');
    if (last == 0) return std::nullopt;
    const std::string_view inside = line.substr(1, last - 1);
    if (!inside.empty() && inside.find_first_not_of("|-") == std::string_view::npos) return std::nullopt;
    Line cells(1);
    for (std::size_t at = 0; at < inside.size(); ++at) {
        if (inside[at] == '\\' && at + 1 < inside.size() && inside[at + 1] == '|') {
            cells.back() += '|';
            ++at;
        } else if (inside[at] == '|') {
            cells.emplace_back();
        } else {
            cells.back() += inside[at];
        }
    }
    for (std::string& cell : cells) cell = std::string(stripped(cell));
    return cells;
}

/// Without a note behind the last bar that a # begins.
std::string_view without_note(std::string_view line) {
    const auto bar = line.rfind('|');
    if (bar == std::string_view::npos) return line;
    const auto hash = line.find('#', bar);
    return hash == std::string_view::npos || hash + 1 == line.size() ? line : line.substr(0, hash);
}

class CsvLines {
  public:
    CsvLines(std::string_view text, const std::string& file_name) : text_(text), file_name_(file_name) {
        if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
    }

    bool next(Line& line) {
        line.clear();
        if (at_ >= text_.size()) return false;
        line.emplace_back();
        bool quoted = false;
        for (; at_ < text_.size(); ++at_) {
            const char sign = text_[at_];
            if (quoted) {
                if (sign != '"') {
                    line.back() += sign;
                } else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
                    line.back() += '"';
                    ++at_;
                } else {
                    quoted = false;
                }
            } else if (sign == '"' && line.back().empty()) {
                quoted = true;
            } else if (sign == ',') {
                line.emplace_back();
            } else if (sign == '\n' || sign == '\r') {
                at_ += sign == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n' ? 2 : 1;
                return true;
            } else {
                line.back() += sign;
            }
        }
        if (quoted) {
            throw Error(
                ErrorKind::invalid,
                fmt::format("{}: một ô mở ngoặc kép mà không đóng (a quote is left open)", file_name_)
            );
        }
        return true;
    }

  private:
    std::string_view text_;
    const std::string& file_name_;
    std::size_t at_ = 0;
};

}  // namespace

Definition read_csv_definition(std::string_view text, const std::string& file_name, const Limits& limits) {
    check_text(text, file_name);
    TableCollector tables(limits, false);
    CsvLines lines(text, file_name);
    Line line;
    while (lines.next(line)) {
        for (std::string& cell : line) cell = std::string(stripped(cell));
        tables.add(line, file_name);
    }
    return tables.finish();
}

Definition read_markdown_definition(std::string_view text, const std::string& file_name, const Limits& limits) {
    check_text(text, file_name);
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const auto read = [&](bool alone) {
        TableCollector tables(limits, alone);
        for (const std::string_view line : split(text, '\n')) {
            if (stripped(line).starts_with('#')) continue;
            if (const auto cells = markdown_cells(without_note(line))) tables.add(*cells, file_name);
        }
        return tables.finish();
    };
    Definition definition = read(false);
    const bool alone =
        definition.sheet_names.size() == 1 && sheet_for(definition, definition.sheet_names.front()) == nullptr;
    return alone ? read(true) : definition;
}

}  // namespace longdan::xlsform
