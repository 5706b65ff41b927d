#include "engine/xpath/value.h"

#include "engine/xpath/date_time.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace longdan::xpath {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

bool is_blank(char sign) { return sign == ' ' || sign == '\t' || sign == '\n' || sign == '\r'; }

std::string_view without_blanks(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

bool is_digit(char sign) { return sign >= '0' && sign <= '9'; }

/// "4,6": digits, a comma, digits.
double comma_number(std::string_view digits, std::size_t comma, bool negative) {
    std::string with_point(digits);
    with_point[comma] = '.';
    for (std::size_t at = 0; at < with_point.size(); ++at) {
        if (at != comma && !is_digit(with_point[at])) return not_a_number;
    }
    double number = 0;
    const auto [end, error] = std::from_chars(with_point.data(), with_point.data() + with_point.size(), number);
    if (error != std::errc() || comma + 1 == with_point.size()) return not_a_number;
    return negative ? -number : number;
}

NodeRef first_of(const NodeSet& nodes) { return nodes.empty() ? NodeRef{} : nodes.front(); }

}  // namespace

std::string text_of(double number) {
    if (std::isnan(number)) return "NaN";
    if (std::isinf(number)) return number < 0 ? "-Infinity" : "Infinity";
    if (number == 0) return "0";
    std::array<char, 400> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::fixed).ptr;
    return {digits.data(), end};
}

std::string text_of(const NodeSet& nodes) {
    const NodeRef first = first_of(nodes);
    return first ? first.tree->value(first.id) : std::string();
}

std::string text_of(const Value& value, Zone zone) {
    switch (value.index()) {
        case 0:
            return std::get<std::string>(value);
        case 1:
            return text_of(std::get<double>(value));
        case 2:
            return std::get<bool>(value) ? "true" : "false";
        case 3:
            return text_of(std::get<Date>(value), zone);
        default:
            return text_of(std::get<NodeSet>(value));
    }
}

double number_of(std::string_view text, Zone zone) {
    text = without_blanks(text);
    if (text.empty()) return not_a_number;
    const bool negative = text.front() == '-';
    std::string_view digits = text;
    if (negative || text.front() == '+') digits.remove_prefix(1);
    if (digits.empty() || (digits.front() != '.' && !is_digit(digits.front()))) return not_a_number;
    double number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const auto read = static_cast<std::size_t>(end - digits.data());
    if (read == digits.size()) {
        if (error == std::errc()) return negative ? -number : number;
        // Out of range: too great, or too near to nothing.
        const bool small =
            digits.find("e-") != std::string_view::npos || digits.front() == '.' || digits.front() == '0';
        const double bound = small ? 0.0 : std::numeric_limits<double>::infinity();
        return negative ? -bound : bound;
    }
    if (digits[read] == ',' && read <= 15) return comma_number(digits, read, negative);
    if (const auto date = parse_date(text, zone)) return number_of(*date);
    return not_a_number;
}

double number_of(Date date) { return date.milliseconds / milliseconds_of_day; }

double number_of(const Value& value, Zone zone) {
    switch (value.index()) {
        case 0:
            return number_of(std::string_view(std::get<std::string>(value)), zone);
        case 1:
            return std::get<double>(value);
        case 2:
            return std::get<bool>(value) ? 1 : 0;
        case 3:
            return number_of(std::get<Date>(value));
        default:
            break;
    }
    const NodeRef first = first_of(std::get<NodeSet>(value));
    if (!first) return not_a_number;
    std::string buffer;
    return number_of(first.tree->value(first.id, buffer), zone);
}

bool boolean_of(const Value& value) {
    switch (value.index()) {
        case 0:
            return !std::get<std::string>(value).empty();
        case 1:
            return std::get<double>(value) != 0 && !std::isnan(std::get<double>(value));
        case 2:
            return std::get<bool>(value);
        case 3:
            return !std::isnan(std::get<Date>(value).milliseconds);
        default:
            return !std::get<NodeSet>(value).empty();
    }
}

}  // namespace longdan::xpath
