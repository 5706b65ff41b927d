#include "engine/xlsform/expressions.h"

#include "engine/xlsform/language.h"
#include "engine/xpath/syntax.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace longdan::xlsform {
namespace {

bool holds_expressions(const std::vector<std::string>& column) {
    static constexpr std::array<std::string_view, 5> binds = {
        "relevant", "constraint", "calculate", "required", "readonly"};
    if (column.size() == 1) {
        static constexpr std::array<std::string_view, 4> columns = {
            "choice_filter", "create_if", "update_if", "entity_id"};
        return std::ranges::find(columns, column.front()) != columns.end();
    }
    if (column.size() != 2) return false;
    if (column.front() == "control") return column.back() == "jr:count";
    return column.front() == "bind" && std::ranges::find(binds, column.back()) != binds.end();
}

/// `${name}` becomes a step of the same length, so that places in the text stay.
std::string without_references(std::string_view text) {
    std::string out(text);
    for (const Reference& reference : references(text)) {
        const std::size_t name = reference.end - 1 - reference.name.size();
        std::fill(
            out.begin() + static_cast<std::ptrdiff_t>(reference.begin), out.begin() + static_cast<std::ptrdiff_t>(name),
            ' '
        );
        out[reference.end - 1] = ' ';
    }
    return out;
}

/// "vi (en)" apart.
std::pair<std::string, std::string> both(const std::string& message) {
    const auto at = message.rfind(" (");
    if (at == std::string::npos || message.back() != ')') return {message, message};
    return {message.substr(0, at), message.substr(at + 2, message.size() - at - 3)};
}

}  // namespace

void check_expressions(const GroupedSheet& sheet, const DataSheet& data, Problems& problems) {
    std::vector<bool> asked;
    for (const auto& column : sheet.columns) asked.push_back(holds_expressions(column));
    xpath::Names names;
    for (const DataSheet::Row& row : data.rows) {
        for (const auto& [column, raw] : row.cells) {
            if (!asked[column]) continue;
            const std::string text = cleaned_cell(raw, true);
            if (text.empty() || yes_no(text) || !references_well_formed(text)) continue;
            try {
                xpath::parse_expression(without_references(text), names, [](std::string_view) { return "urn:known"; });
            } catch (const xpath::ExpressionError& error) {
                auto [vi, en] = both(error.what());
                problems.warn(
                    {sheet.name, row.number, sheet.headings[column]}, "công thức không đọc được: " + vi,
                    "the expression cannot be read: " + en
                );
            }
        }
    }
}

}  // namespace longdan::xlsform
