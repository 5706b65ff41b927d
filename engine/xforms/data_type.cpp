#include "engine/xforms/data_type.h"

#include "platform/base/text.h"
#include "platform/base/time.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>
#include <utility>
#include <vector>

namespace longdan::xforms {
namespace {

constexpr std::array<std::pair<DataType, std::string_view>, 16> names = {{
    {DataType::string, "string"},
    {DataType::integer, "int"},
    {DataType::decimal, "decimal"},
    {DataType::boolean, "boolean"},
    {DataType::date, "date"},
    {DataType::time, "time"},
    {DataType::date_time, "dateTime"},
    {DataType::geopoint, "geopoint"},
    {DataType::geotrace, "geotrace"},
    {DataType::geoshape, "geoshape"},
    {DataType::binary, "binary"},
    {DataType::barcode, "barcode"},
    {DataType::intent, "intent"},
    {DataType::select_one, "select1"},
    {DataType::select_multiple, "select"},
    {DataType::rank, "rank"},
}};

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

bool two_digits(std::string_view text, std::size_t at, int most) {
    if (at + 2 > text.size() || !is_digit(text[at]) || !is_digit(text[at + 1])) return false;
    return (text[at] - '0') * 10 + (text[at + 1] - '0') <= most;
}

/// "Z", "+07:00", "+07" or nothing.
bool is_offset(std::string_view text) {
    if (text.empty() || text == "Z") return true;
    if (text[0] != '+' && text[0] != '-') return false;
    if (!two_digits(text, 1, 14)) return false;
    return text.size() == 3 || (text.size() == 6 && text[3] == ':' && two_digits(text, 4, 59));
}

/// hh:mm, hh:mm:ss or hh:mm:ss.sss, then an offset or nothing.
bool is_time(std::string_view text) {
    if (!two_digits(text, 0, 23) || text.size() < 5 || text[2] != ':' || !two_digits(text, 3, 59)) return false;
    std::size_t at = 5;
    if (at < text.size() && text[at] == ':') {
        if (!two_digits(text, at + 1, 59)) return false;
        at += 3;
        if (at < text.size() && text[at] == '.') {
            const std::size_t begin = ++at;
            while (at < text.size() && is_digit(text[at])) ++at;
            if (at == begin) return false;
        }
    }
    return is_offset(text.substr(at));
}

bool is_date_time(std::string_view text) {
    return text.size() > 11 && text[10] == 'T' && Day::parse(text.substr(0, 10)) && is_time(text.substr(11));
}

std::vector<std::string_view> words(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    std::vector<std::string_view> found;
    for (std::size_t at = text.find_first_not_of(blanks); at != std::string_view::npos;) {
        const std::size_t end = std::min(text.find_first_of(blanks, at), text.size());
        found.push_back(text.substr(at, end - at));
        at = text.find_first_not_of(blanks, end);
    }
    return found;
}

struct Point {
    double latitude = 0;
    double longitude = 0;
};

/// Latitude and longitude in degrees, then altitude and accuracy in metres where they are known.
std::optional<Point> read_point(std::string_view text) {
    const auto parts = words(text);
    if (parts.size() < 2 || parts.size() > 4) return std::nullopt;
    for (const std::string_view part : parts) {
        if (!read_decimal(part)) return std::nullopt;
    }
    const Point point{*read_decimal(parts[0]), *read_decimal(parts[1])};
    if (std::abs(point.latitude) > 90 || std::abs(point.longitude) > 180) return std::nullopt;
    if (parts.size() == 4 && *read_decimal(parts[3]) < 0) return std::nullopt;
    return point;
}

bool is_line(std::string_view text, std::size_t fewest, bool closed) {
    std::vector<Point> points;
    for (const std::string_view part : split(text, ';')) {
        if (trimmed(part).empty()) continue;
        const auto point = read_point(part);
        if (!point) return false;
        points.push_back(*point);
    }
    if (points.size() < fewest) return false;
    return !closed ||
           (points.front().latitude == points.back().latitude && points.front().longitude == points.back().longitude);
}

bool names_once(std::string_view text) {
    std::set<std::string_view> seen;
    for (const std::string_view word : words(text)) {
        if (!seen.insert(word).second) return false;
    }
    return true;
}

}  // namespace

std::string_view name(DataType type) {
    return std::find_if(names.begin(), names.end(), [&](const auto& one) { return one.first == type; })->second;
}

DataType read_data_type(std::string_view text) {
    text = trimmed(text);
    if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) text.remove_prefix(colon + 1);
    const auto found = std::find_if(names.begin(), names.end(), [&](const auto& one) { return one.second == text; });
    if (found != names.end()) return found->first;
    if (text == "integer" || text == "long" || text == "short") return DataType::integer;
    if (text == "double" || text == "float") return DataType::decimal;
    return DataType::string;
}

bool is_of_type(DataType type, std::string_view text) {
    if (text.empty()) return true;
    switch (type) {
        case DataType::string:
        case DataType::binary:
        case DataType::barcode:
        case DataType::intent:
        case DataType::select_one:
            return true;
        case DataType::integer:
            return read_int(text).has_value();
        case DataType::decimal:
            return read_decimal(text).has_value();
        case DataType::boolean:
            return text == "true" || text == "false" || text == "1" || text == "0";
        case DataType::date:
            return text.size() >= 10 && Day::parse(text.substr(0, 10)) && is_offset(text.substr(10));
        case DataType::time:
            return is_time(text);
        case DataType::date_time:
            return is_date_time(text);
        case DataType::geopoint:
            return read_point(text).has_value();
        case DataType::geotrace:
            return is_line(text, 2, false);
        case DataType::geoshape:
            return is_line(text, 3, true);
        case DataType::select_multiple:
        case DataType::rank:
            return names_once(text);
    }
    return false;
}

std::optional<std::int32_t> read_int(std::string_view text) {
    if (text.starts_with('+') && text.size() > 1 && is_digit(text[1])) text.remove_prefix(1);
    std::int32_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<double> read_decimal(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    const std::size_t first = text.starts_with('-') ? 1 : 0;
    if (first >= text.size() || (!is_digit(text[first]) && text[first] != '.')) return std::nullopt;
    double number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace longdan::xforms
