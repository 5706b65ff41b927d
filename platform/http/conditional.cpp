#include "platform/http/conditional.h"

#include "platform/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace longdan::http {

namespace {

constexpr std::array<std::string_view, 7> week_days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::int64_t day_seconds = 86400;

bool same_word(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

template <class Number>
std::optional<Number> read_number(std::string_view text) {
    Number value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool is_zero_quality(std::string_view parameters) {
    for (const std::string_view parameter : split(parameters, ';')) {
        const std::string_view cut = trimmed(parameter);
        if (cut.size() < 3 || (cut[0] != 'q' && cut[0] != 'Q') || cut[1] != '=') continue;
        const std::string_view value = cut.substr(2);
        return value.front() == '0' && value.find_first_not_of("0.") == std::string_view::npos;
    }
    return false;
}

}  // namespace

Encoding accepted_encoding(std::string_view accept_encoding) {
    bool gzip = false;
    bool brotli = false;
    while (!accept_encoding.empty()) {
        const auto comma = accept_encoding.find(',');
        const std::string_view item = accept_encoding.substr(0, comma);
        accept_encoding = comma == std::string_view::npos ? std::string_view() : accept_encoding.substr(comma + 1);
        const auto semicolon = item.find(';');
        const std::string_view coding = trimmed(item.substr(0, semicolon));
        const bool is_gzip = same_word(coding, "gzip");
        const bool is_brotli = same_word(coding, "br");
        if (!is_gzip && !is_brotli) continue;
        const bool wanted = semicolon == std::string_view::npos || !is_zero_quality(item.substr(semicolon + 1));
        (is_gzip ? gzip : brotli) = wanted;
    }
    return brotli ? Encoding::brotli : gzip ? Encoding::gzip : Encoding::identity;
}

std::string_view name_of(Encoding encoding) {
    switch (encoding) {
        case Encoding::gzip:
            return "gzip";
        case Encoding::brotli:
            return "br";
        case Encoding::identity:
            return "";
    }
    return "";
}

bool matches_etag(std::string_view if_none_match, std::string_view etag) {
    for (const std::string_view item : split(if_none_match, ',')) {
        std::string_view one = trimmed(item);
        if (one == "*") return true;
        if (one.starts_with("W/")) one.remove_prefix(2);
        if (one.size() < 2 || one.front() != '"' || one.back() != '"') continue;
        one = one.substr(1, one.size() - 2);
        if (!one.starts_with(etag)) continue;
        const std::string_view ending = one.substr(etag.size());
        if (ending.empty() || ending == "-gzip" || ending == "-br") return true;
    }
    return false;
}

RangeAnswer read_range(std::string_view range, std::uint64_t size) {
    RangeAnswer whole;
    if (!range.starts_with("bytes=")) return whole;
    range = trimmed(range.substr(6));
    const auto dash = range.find('-');
    if (dash == std::string_view::npos || range.find(',') != std::string_view::npos) return whole;
    const std::string_view first = range.substr(0, dash);
    const std::string_view last = range.substr(dash + 1);
    RangeAnswer part{RangeAnswer::Kind::part, {}};
    if (first.empty()) {
        const auto count = read_number<std::uint64_t>(last);
        if (!count) return whole;
        if (*count == 0 || size == 0) return {RangeAnswer::Kind::unsatisfiable, {}};
        part.range.length = std::min(*count, size);
        part.range.begin = size - part.range.length;
        return part;
    }
    const auto begin = read_number<std::uint64_t>(first);
    const auto end = last.empty() ? std::optional(~std::uint64_t{0}) : read_number<std::uint64_t>(last);
    if (!begin || !end || *end < *begin) return whole;
    if (*begin >= size) return {RangeAnswer::Kind::unsatisfiable, {}};
    part.range.begin = *begin;
    part.range.length = std::min(*end, size - 1) - *begin + 1;
    return part;
}

std::string http_date(std::int64_t seconds) {
    const std::int64_t days = seconds >= 0 ? seconds / day_seconds : (seconds - day_seconds + 1) / day_seconds;
    const Day day{static_cast<std::int32_t>(days)};
    const std::int64_t rest = seconds - days * day_seconds;
    return fmt::format(
        "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", week_days[static_cast<std::size_t>(((days + 4) % 7 + 7) % 7)],
        day.day(), months[static_cast<std::size_t>(day.month() - 1)], day.year(), rest / 3600, rest / 60 % 60, rest % 60
    );
}

std::optional<std::int64_t> read_http_date(std::string_view text) {
    // Sun, 06 Nov 1994 08:49:37 GMT
    if (text.size() != 29 || text.substr(3, 2) != ", " || !text.ends_with(" GMT")) return std::nullopt;
    const auto month = std::find(months.begin(), months.end(), text.substr(8, 3));
    const auto day = read_number<int>(text.substr(5, 2));
    const auto year = read_number<int>(text.substr(12, 4));
    const auto hour = read_number<int>(text.substr(17, 2));
    const auto minute = read_number<int>(text.substr(20, 2));
    const auto second = read_number<int>(text.substr(23, 2));
    if (month == months.end() || !day || !year || !hour || !minute || !second) return std::nullopt;
    const auto parsed =
        Day::parse(fmt::format("{:04}-{:02}-{:02}", *year, static_cast<int>(month - months.begin()) + 1, *day));
    if (!parsed) return std::nullopt;
    return parsed->number * day_seconds + *hour * 3600 + *minute * 60 + *second;
}

}  // namespace longdan::http
