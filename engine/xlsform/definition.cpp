#include "engine/xlsform/definition.h"

#include "engine/sheets/sheets.h"
#include "engine/xlsform/language.h"
#include "platform/base/error.h"
#include "platform/base/text.h"

#include <algorithm>

#include <fmt/format.h>

namespace longdan::xlsform {
namespace {

constexpr std::size_t empty_columns_at_end = 20;
constexpr std::size_t empty_rows_at_end = 60;

std::string with_plain_blanks(std::string_view text) {
    std::string out(stripped(text));
    for (std::size_t at = out.find("\xC2\xA0"); at != std::string::npos; at = out.find("\xC2\xA0", at)) {
        out.replace(at, 2, " ");
    }
    return out;
}

std::string heading_of(std::string_view cell) {
    std::string out;
    for (const char sign : stripped(cell)) {
        if (sign == ' ' && !out.empty() && out.back() == ' ') continue;
        out += sign;
    }
    return out;
}

/// Headings as written must differ. Those that differ only in blanks are one column: `columns` says, for each column of
/// the file, which heading it goes to.
std::vector<std::size_t> read_headings(const sheets::Sheet& from, DataSheet& to, const std::string& file_name) {
    std::vector<std::size_t> columns;
    if (from.rows.empty()) return columns;
    const auto& first = from.rows.front();
    std::size_t empty = 0;
    for (std::size_t column = 0; column < first.size(); ++column) {
        std::string heading = heading_of(first[column]);
        columns.push_back(column);
        if (heading.empty()) {
            if (empty++ == empty_columns_at_end) break;
        } else {
            empty = 0;
            const auto end = first.begin() + static_cast<std::ptrdiff_t>(column);
            if (std::find(first.begin(), end, first[column]) != end) {
                throw Error(
                    ErrorKind::invalid, fmt::format(
                                            "{}: trang {}, dòng 1: cột \"{}\" có hai lần; đổi tên hoặc bỏ một cột "
                                            "(duplicate column header)",
                                            file_name, to.name, heading
                                        )
                );
            }
            if (const auto known = std::ranges::find(to.headings, heading); known != to.headings.end()) {
                columns.back() = static_cast<std::size_t>(known - to.headings.begin());
                heading.clear();
            }
        }
        to.headings.push_back(std::move(heading));
    }
    return columns;
}

/// Puts the text of a cell under its heading; two cells of one heading may not say different things.
void add_cell(
    DataSheet::Row& row, std::size_t heading, std::string text, const DataSheet& to, const std::string& file
) {
    const auto at = std::ranges::lower_bound(row.cells, heading, {}, [](const auto& cell) { return cell.first; });
    if (at == row.cells.end() || at->first != heading) {
        row.cells.emplace(at, static_cast<std::uint32_t>(heading), std::move(text));
    } else if (at->second != text) {
        throw Error(
            ErrorKind::invalid,
            fmt::format(
                "{}: trang {}, dòng {}: hai cột \"{}\" ghi khác nhau; bỏ một cột (two columns of one heading differ)",
                file, to.name, row.number, to.headings[heading]
            )
        );
    }
}

void read_rows(
    const sheets::Sheet& from, const std::vector<std::size_t>& columns, DataSheet& to, const std::string& file_name
) {
    std::size_t empty = 0;
    for (std::size_t number = 2; number <= from.rows.size(); ++number) {
        const auto& cells = from.rows[number - 1];
        DataSheet::Row row{number, {}};
        for (std::size_t column = 0; column < columns.size() && column < cells.size(); ++column) {
            if (to.headings[columns[column]].empty()) continue;
            std::string text = with_plain_blanks(cells[column]);
            if (!text.empty()) add_cell(row, columns[column], std::move(text), to, file_name);
        }
        if (row.cells.empty()) {
            if (empty++ == empty_rows_at_end) break;
        } else {
            empty = 0;
        }
        to.rows.push_back(std::move(row));
    }
    while (!to.rows.empty() && to.rows.back().cells.empty()) to.rows.pop_back();
    while (!to.headings.empty() && to.headings.back().empty()) to.headings.pop_back();
}

Definition read_xlsx_definition(std::string_view bytes, const std::string& file_name, const Limits& limits) {
    sheets::Limits allowed;
    allowed.file_bytes = limits.file_bytes;
    allowed.cells = limits.cells;
    allowed.cell_bytes = limits.cell_bytes;
    allowed.text_bytes = limits.file_bytes;  // as much as a .csv or .md could hold
    const sheets::Workbook workbook = sheets::read_xlsx(bytes, file_name, allowed, sheets::Dates::clocked);
    Definition definition;
    for (const sheets::Sheet& sheet : workbook.sheets) {
        definition.sheet_names.push_back(sheet.name);
        DataSheet* to = sheet_for(definition, workbook.sheets.size() == 1 ? "survey" : sheet.name);
        if (to == nullptr || to->present) continue;
        to->name = sheet.name;
        to->present = true;
        const std::vector<std::size_t> columns = read_headings(sheet, *to, file_name);
        read_rows(sheet, columns, *to, file_name);
    }
    return definition;
}

std::string ending_of(std::string_view file_name) {
    const auto dot = file_name.rfind('.');
    return dot == std::string_view::npos ? std::string() : lower(file_name.substr(dot));
}

void check_bytes(std::string_view bytes, const std::string& file_name, const Limits& limits) {
    if (bytes.size() > limits.file_bytes) {
        throw Error(
            ErrorKind::too_large,
            fmt::format("{}: tệp dài {} byte, tối đa {} (file too large)", file_name, bytes.size(), limits.file_bytes)
        );
    }
}

}  // namespace

std::string_view stripped(std::string_view text) {
    while (const std::size_t blank = blank_at(text, 0)) text.remove_prefix(blank);
    while (const std::size_t blank = blank_before(text, text.size())) text.remove_suffix(blank);
    return text;
}

DataSheet* sheet_for(Definition& definition, std::string_view name) {
    const std::string key = lower(stripped(name));
    if (key == "survey") return &definition.survey;
    if (key == "choices") return &definition.choices;
    if (key == "settings") return &definition.settings;
    if (key == "external_choices") return &definition.external_choices;
    if (key == "entities") return &definition.entities;
    if (key == "osm") return &definition.osm;
    return nullptr;
}

void check_size(const Definition& definition, const std::string& file_name, const Limits& limits) {
    std::size_t rows = 0;
    std::size_t cells = 0;
    for (const DataSheet* sheet :
         {&definition.survey, &definition.choices, &definition.settings, &definition.external_choices,
          &definition.entities, &definition.osm}) {
        rows += sheet->rows.size();
        for (const auto& row : sheet->rows) {
            cells += row.cells.size();
            for (const auto& [column, text] : row.cells) {
                if (text.size() > limits.cell_bytes) {
                    throw Error(
                        ErrorKind::too_large,
                        fmt::format(
                            "{}: trang {}, dòng {}: một ô dài {} byte, tối đa {} (cell too large)", file_name,
                            sheet->name, row.number, text.size(), limits.cell_bytes
                        )
                    );
                }
            }
        }
    }
    if (rows > limits.rows || cells > limits.cells) {
        throw Error(
            ErrorKind::too_large, fmt::format(
                                      "{}: {} dòng, {} ô; tối đa {} dòng, {} ô (too many rows or cells)", file_name,
                                      rows, cells, limits.rows, limits.cells
                                  )
        );
    }
}

Definition read_definition(std::string_view bytes, const std::string& file_name, const Limits& limits) {
    check_bytes(bytes, file_name, limits);
    const std::string ending = ending_of(file_name);
    Definition definition;
    if (ending == ".xls" || bytes.starts_with("\xD0\xCF\x11\xE0")) {
        throw Error(
            ErrorKind::invalid, fmt::format(
                                    "{}: tệp .xls của Excel cũ không đọc được; mở bằng Excel hoặc LibreOffice, chọn "
                                    "Lưu thành .xlsx rồi gửi "
                                    "lại (old .xls workbooks are not read: save it as .xlsx)",
                                    file_name
                                )
        );
    }
    if (ending == ".md") {
        definition = read_markdown_definition(bytes, file_name, limits);
    } else if (ending == ".csv") {
        definition = read_csv_definition(bytes, file_name, limits);
    } else {
        definition = read_xlsx_definition(bytes, file_name, limits);
    }
    check_size(definition, file_name, limits);
    const auto slash = file_name.find_last_of("/\\");
    definition.file_stem = slash == std::string::npos ? file_name : file_name.substr(slash + 1);
    if (const auto dot = definition.file_stem.rfind('.'); dot != std::string::npos && dot > 0) {
        definition.file_stem.resize(dot);
    }
    return definition;
}

}  // namespace longdan::xlsform
