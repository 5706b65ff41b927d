#include "engine/xlsform/translations.h"

#include <algorithm>

#include <fmt/format.h>

namespace longdan::xlsform {
namespace {

/// How many parts of a heading's meaning name the text; 0 when it is none that people read.
std::size_t text_parts(const std::vector<std::string>& parts) {
    const std::string& first = parts.front();
    if (first == "label" || first == "hint" || first == "guidance_hint") return 1;
    if (parts.size() < 2) return 0;
    if (first == "media") return 2;
    return first == "bind" && (parts[1] == "jr:constraintMsg" || parts[1] == "jr:requiredMsg") ? 2 : 0;
}

/// "English (en)", "Tiếng Việt (vi)", "中文 (zh-Hant)".
bool has_code(const std::string& language) {
    const auto open = language.rfind('(');
    if (open == std::string::npos || language.back() != ')') return false;
    const std::string code = language.substr(open + 1, language.size() - open - 2);
    const auto letter = [](char sign) { return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z'); };
    const auto first = static_cast<std::size_t>(std::ranges::find(code, '-') - code.begin());
    return (first == 2 || first == 3) && std::ranges::all_of(code.substr(0, first), letter) &&
           std::ranges::all_of(code, [&](char sign) {
               return letter(sign) || sign == '-' || (sign >= '0' && sign <= '9');
           });
}

}  // namespace

void Translations::add(const GroupedSheet& sheet) {
    std::map<std::vector<std::string>, std::size_t> there;
    for (std::size_t index = 0; index < sheet.columns.size(); ++index) {
        const auto& parts = sheet.columns[index];
        if (parts.empty() || sheet.headings[index].empty()) continue;
        const std::size_t length = text_parts(parts);
        if (length == 0 || parts.size() > length + 1) continue;
        const std::string& language = parts.size() > length ? parts[length] : default_language_;
        languages_.emplace(language, Place{sheet.name, 1, sheet.headings[index]});
        const std::vector<std::string> text(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(length));
        const auto [column, first] = there.emplace(text, columns_.size());
        if (first) columns_.push_back({sheet.name, sheet.headings[index], {}});
        columns_[column->second].languages.insert(language);
    }
}

void Translations::check(Problems& problems) const {
    for (const auto& [language, place] : languages_) {
        if (language == "default" || has_code(language)) continue;
        problems.warn(
            place, fmt::format("ngôn ngữ \"{}\" không có mã; viết như \"Tiếng Việt (vi)\"", language),
            fmt::format("the language '{}' has no code; write it like 'English (en)'", language)
        );
    }
    if (languages_.size() < 2) return;
    for (const Column& column : columns_) {
        for (const auto& [language, place] : languages_) {
            if (column.languages.contains(language)) continue;
            problems.warn(
                {column.sheet, 1, column.heading}, fmt::format("cột này không có bản ngôn ngữ \"{}\"", language),
                fmt::format("this column is missing for the language '{}'", language)
            );
        }
    }
}

}  // namespace longdan::xlsform
