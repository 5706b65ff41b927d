#include "features/units/names.h"

#include "platform/base/text.h"

#include <algorithm>
#include <array>
#include <utility>

namespace longdan::units {

namespace {

constexpr std::array<std::pair<Level, std::string_view>, 6> level_names{{
    {Level::country, "country"},
    {Level::region, "region"},
    {Level::province, "province"},
    {Level::district, "district"},
    {Level::commune, "commune"},
    {Level::ministry, "ministry"},
}};

constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kind_names{{
    {"country", "nước"},
    {"region", "vùng"},
    {"province", "tỉnh"},
    {"municipality", "thành phố trực thuộc trung ương"},
    {"urban_district", "quận"},
    {"district", "huyện"},
    {"provincial_city", "thành phố thuộc tỉnh"},
    {"municipal_city", "thành phố thuộc thành phố trực thuộc trung ương"},
    {"town", "thị xã"},
    {"ward", "phường"},
    {"township", "thị trấn"},
    {"commune", "xã"},
    {"special_zone", "đặc khu"},
    {"ministry", "bộ"},
}};

constexpr std::array<std::string_view, 24> kind_words{
    "thành phố ", "thanh pho ", "thị trấn ", "thi tran ", "thị xã ", "thi xa ", "đặc khu ", "dac khu ",
    "tỉnh ",      "tinh ",      "huyện ",    "huyen ",    "phường ", "phuong ", "quận ",    "quan ",
    "vùng ",      "vung ",      "xã ",       "xa ",       "tp ",     "tx ",     "tt ",      "t ",
};

}  // namespace

std::string_view name(Level level) { return level_names[static_cast<std::size_t>(level)].second; }

std::optional<Level> level_of(std::string_view name) {
    for (const auto& [level, text] : level_names)
        if (text == name) return level;
    return std::nullopt;
}

std::string_view vietnamese_name(Level level) {
    switch (level) {
        case Level::country:
            return "Cả nước";
        case Level::region:
            return "Vùng";
        case Level::province:
            return "Tỉnh, thành phố";
        case Level::district:
            return "Cấp huyện";
        case Level::commune:
            return "Cấp xã";
        case Level::ministry:
            return "Bộ, cơ quan ngang bộ";
    }
    return "";
}

std::string_view vietnamese_kind(std::string_view kind) {
    for (const auto& [code, text] : kind_names)
        if (code == kind) return text;
    return kind == "ministerial_agency" ? "cơ quan ngang bộ" : kind;
}

std::string search_name(std::string_view name) {
    const std::string lower = tone_canonical(name);
    std::string out;
    out.reserve(lower.size());
    const auto blank = [&] {
        if (!out.empty() && out.back() != ' ') out += ' ';
    };
    for (std::size_t i = 0; i < lower.size(); ++i) {
        const auto byte = static_cast<unsigned char>(lower[i]);
        const bool dash = byte == 0xE2 && i + 2 < lower.size() && static_cast<unsigned char>(lower[i + 1]) == 0x80;
        if (dash) {
            blank();
            i += 2;
        } else if (byte >= 0x80 || std::isalnum(byte)) {
            out += lower[i];
        } else {
            blank();
        }
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

std::string_view without_kind(std::string_view search_name) {
    for (const auto word : kind_words)
        if (search_name.starts_with(word) && search_name.size() > word.size()) return search_name.substr(word.size());
    return search_name;
}

}  // namespace longdan::units
