#include "engine/xlsform/workbook_rows.h"

#include <algorithm>
#include <array>

namespace longdan::xlsform {
namespace {

const std::string no_text;

/// Where a heading stands: by its first word, then plain before languages.
std::size_t rank(std::string_view heading) {
    static constexpr std::array<std::string_view, 31> order = {
        "type",
        "list_name",
        "name",
        "form_title",
        "form_id",
        "version",
        "default_language",
        "label",
        "hint",
        "guidance_hint",
        "media",
        "required",
        "required_message",
        "relevant",
        "appearance",
        "constraint",
        "constraint_message",
        "calculation",
        "trigger",
        "default",
        "choice_filter",
        "parameters",
        "repeat_count",
        "read_only",
        "save_to",
        "dataset",
        "entity_id",
        "create_if",
        "update_if",
        "style",
        "instance_name"};
    const auto found = std::ranges::find(order, heading.substr(0, heading.find("::")));
    return static_cast<std::size_t>(found - order.begin());
}

}  // namespace

const std::string& SheetRows::at(std::size_t row, const std::string& heading) const {
    const auto found = rows_[row].find(heading);
    return found == rows_[row].end() ? no_text : found->second;
}

void SheetRows::set(std::size_t row, const std::string& heading, std::string value) {
    if (value.empty()) return;
    if (std::ranges::find(headings_, heading) == headings_.end()) headings_.push_back(heading);
    rows_[row][heading] = std::move(value);
}

bool SheetRows::has_runs() const {
    return std::ranges::any_of(rows_, [](const auto& row) {
        return std::ranges::any_of(row, [](const auto& cell) { return cell.second.find("  ") != std::string::npos; });
    });
}

sheets::SheetOut SheetRows::sheet() const {
    std::vector<std::string> headings = headings_;
    std::ranges::stable_sort(headings, {}, [](const std::string& heading) {
        return std::pair(rank(heading), heading.find("::") != std::string::npos);
    });
    sheets::SheetOut out{name_, {}, 1, {headings}};
    for (const std::string& heading : headings) {
        const bool wide =
            heading.starts_with("label") || heading.starts_with("hint") || heading.starts_with("constraint_");
        out.columns.push_back({wide ? 40.0 : 18.0, false, wide});
    }
    for (const auto& row : rows_) {
        std::vector<std::string> cells;
        for (const std::string& heading : headings) {
            const auto found = row.find(heading);
            cells.push_back(found == row.end() ? "" : found->second);
        }
        out.rows.push_back(std::move(cells));
    }
    return out;
}

}  // namespace longdan::xlsform
