#include "engine/xlsform/headings.h"

#include "engine/xlsform/language.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace longdan::xlsform {
namespace {

std::string snake_case(std::string_view text) {
    std::string out;
    for (const std::string& word : words(text)) {
        if (!out.empty()) out += '_';
        out += lower(word);
    }
    return out;
}

std::vector<std::string> split_heading(std::string_view heading, std::string_view separator) {
    std::vector<std::string> out;
    for (;;) {
        const auto at = heading.find(separator);
        out.emplace_back(stripped(heading.substr(0, at)));
        if (at == std::string_view::npos) return out;
        heading.remove_prefix(at + separator.size());
    }
}

/// `bind:jr:count` split at single colons keeps `jr:count` together.
void join_namespace(std::vector<std::string>& parts) {
    const auto jr = std::ranges::find(parts, "jr");
    if (jr == parts.end() || jr + 1 == parts.end()) return;
    *jr += ":" + *(jr + 1);
    parts.erase(jr + 1);
}

std::vector<std::string> meaning(const std::string& heading, const ColumnNames& names, bool double_colons) {
    if (names.known(heading) && !names.alias(heading)) return {heading};
    const std::string plain = snake_case(heading);
    if (names.known(plain) && !names.alias(plain)) return {plain};
    std::vector<std::string> parts;
    if (double_colons || heading.find("::") != std::string::npos) {
        parts = split_heading(heading, "::");
    } else {
        parts = split_heading(heading, ":");
        join_namespace(parts);
    }
    const std::string first = snake_case(parts.front());
    if (auto alias = names.alias(first)) {
        alias->insert(alias->end(), parts.begin() + 1, parts.end());
        return *alias;
    }
    if (names.known(first)) parts.front() = first;
    return parts;
}

void group_row(
    const DataSheet::Row& row, const GroupedSheet& sheet, const std::string& default_language, bool clean, Field& out
) {
    for (const auto& [column, text] : row.cells) {
        const auto& parts = sheet.columns[column];
        Field value(cleaned_cell(text, clean));
        if (parts.size() == 1) {
            out.set(parts.front(), std::move(value));
            continue;
        }
        for (std::size_t index = parts.size() - 1; index > 0; --index) {
            Field group = Field::group();
            group.set(parts[index], std::move(value));
            value = std::move(group);
        }
        if (Field* there = out.find(parts.front())) {
            *there = merged(std::move(*there), std::move(value), default_language);
        } else {
            out.set(parts.front(), std::move(value));
        }
    }
}

/// A heading such as bind::NAME or attribute::NAME writes an attribute of that name into the form.
void check_attribute_name(const GroupedSheet& sheet, std::size_t column, Problems& problems) {
    const auto& parts = sheet.columns[column];
    static constexpr std::string_view writers[] = {"attribute", "bind", "body", "control", "instance"};
    if (parts.size() < 2 || std::ranges::find(writers, parts.front()) == std::end(writers) || is_name(parts[1])) return;
    problems.error(
        {sheet.name, 1, sheet.headings[column]},
        fmt::format("\"{}\" không dùng làm tên thuộc tính XML được; chỉ chữ cái, chữ số, gạch", parts[1]),
        fmt::format("'{}' cannot be the name of an XML attribute", parts[1])
    );
}

void check_headings(const GroupedSheet& sheet, const ColumnNames& names, bool has_rows, Problems& problems) {
    std::map<std::vector<std::string>, std::size_t> seen;
    for (std::size_t column = 0; column < sheet.columns.size(); ++column) {
        if (sheet.headings[column].empty()) continue;
        check_attribute_name(sheet, column, problems);
        const auto [other, first] = seen.emplace(sheet.columns[column], column);
        if (first) continue;
        problems.error(
            {sheet.name, 1, sheet.headings[column]},
            fmt::format("cột này và cột \"{}\" nói cùng một điều; bỏ một cột", sheet.headings[other->second]),
            fmt::format("this column and '{}' mean the same; remove one", sheet.headings[other->second])
        );
    }
    if (!has_rows && names.sheet != "survey") return;
    for (const std::string_view required : names.required) {
        const bool there = std::ranges::any_of(sheet.columns, [&](const auto& parts) {
            return !parts.empty() && parts.front() == required;
        });
        if (there) continue;
        problems.error(
            {sheet.name, 1, std::string(required)}, fmt::format("thiếu cột bắt buộc \"{}\"", required),
            fmt::format("the required column '{}' is missing", required)
        );
    }
}

/// Columns of one value; below `bind`, `control` and `instance` all but messages are.
bool one_value(const ColumnNames& names, std::string_view key) {
    static constexpr std::string_view of_survey[] = {"choice_filter", "default", "parameters", "trigger"};
    if (names.sheet == "survey") return std::ranges::find(of_survey, key) != std::end(of_survey);
    return key != "attribute" && key != "instance" && names.known(key);
}

bool is_message(std::string_view key) {
    return key == "jr:constraintMsg" || key == "jr:requiredMsg" || key == "jr:noAppErrorString";
}

}  // namespace

void refuse_languages(
    const GroupedSheet& sheet, const ColumnNames& names, const GroupedSheet::Row& row, Problems& problems
) {
    const auto refuse = [&](std::string_view first, std::string_view second) {
        problems.error(
            sheet.place(row.number, first, second), "cột này có một giá trị cho mọi ngôn ngữ; bỏ phần sau ::",
            "this column has one value for all languages; remove what follows ::"
        );
    };
    for (const auto& [key, field] : row.fields.parts) {
        if (!field.grouped) continue;
        if (one_value(names, key)) refuse(key, "");
        if (key != "bind" && key != "control" && key != "instance") continue;
        for (const auto& [name, value] : field.parts) {
            if (value.grouped && !(key == "bind" && is_message(name))) refuse(key, name);
        }
    }
}

Place GroupedSheet::place(std::size_t row, std::string_view first, std::string_view second) const {
    for (std::size_t column = 0; column < columns.size(); ++column) {
        const auto& parts = columns[column];
        if (parts.empty() || parts.front() != first) continue;
        if (!second.empty() && (parts.size() < 2 || parts[1] != second)) continue;
        return {name, row, headings[column]};
    }
    return {name, row, std::string(second.empty() ? first : second)};
}

std::string cleaned_cell(std::string_view text, bool runs) {
    if (runs) text = stripped(text);
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::string_view three = text.substr(at, 3);
        if (three == "\xE2\x80\x98" || three == "\xE2\x80\x99") {
            out += '\'';
            at += 2;
        } else if (three == "\xE2\x80\x9C" || three == "\xE2\x80\x9D") {
            out += '"';
            at += 2;
        } else if (!runs || text[at] != ' ' || out.empty() || out.back() != ' ') {
            out += text[at];
        }
    }
    return out;
}

GroupedSheet group_columns(
    const DataSheet& sheet, const ColumnNames& names, const std::string& default_language, bool clean,
    Problems& problems
) {
    GroupedSheet out;
    out.name = sheet.name;
    out.headings = sheet.headings;
    const bool double_colons = std::ranges::any_of(sheet.headings, [](const std::string& heading) {
        return heading.find("::") != std::string::npos;
    });
    for (const std::string& heading : sheet.headings) out.columns.push_back(meaning(heading, names, double_colons));
    check_headings(out, names, !sheet.rows.empty(), problems);
    out.rows.reserve(sheet.rows.size());
    for (const DataSheet::Row& row : sheet.rows) {
        out.rows.push_back({row.number, Field::group()});
        group_row(row, out, default_language, clean, out.rows.back().fields);
    }
    return out;
}

}  // namespace longdan::xlsform
