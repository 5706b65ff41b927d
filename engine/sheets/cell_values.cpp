#include "engine/sheets/cell_values.h"

#include "platform/base/time.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

namespace longdan::sheets {
namespace {

constexpr long day_milliseconds = 86'400'000;

std::optional<double> number_of(std::string_view text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
    return text;
}

std::string clock_text(long milliseconds, bool exact) {
    const long seconds = milliseconds / 1000;
    std::string out = fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if (exact && milliseconds % 1000 != 0) out += fmt::format(".{:03}000", milliseconds % 1000);
    return out;
}

/// [h], [hh], [m], [mm], [s], [ss]: time that runs on past its unit.
bool is_running_time(std::string_view inside) {
    if (inside.empty() || inside.size() > 2 || inside.front() != inside.back()) return false;
    return std::string_view("hmsHMS").find(inside.front()) != std::string_view::npos;
}

}  // namespace

Shown shown_by(std::string_view format) {
    Shown shown = Shown::number;
    for (std::size_t at = 0; at < format.size() && format[at] != ';'; ++at) {
        const char sign = format[at];
        if (sign == '"') {
            at = std::min(format.find('"', at + 1), format.size() - 1);
        } else if (sign == '\\' || sign == '_' || sign == '*') {
            ++at;
        } else if (sign == '[') {
            const std::size_t close = std::min(format.find(']', at), format.size() - 1);
            if (is_running_time(format.substr(at + 1, close - at - 1))) return Shown::duration;
            at = close;
        } else if (std::string_view("dmyhsDMYHS").find(sign) != std::string_view::npos) {
            shown = Shown::date;
        }
    }
    return shown;
}

Shown shown_by(int built_in) {
    if (built_in == 46) return Shown::duration;
    const bool date = (built_in >= 14 && built_in <= 22) || (built_in >= 27 && built_in <= 36) || built_in == 45 ||
                      built_in == 47 || (built_in >= 50 && built_in <= 58);
    return date ? Shown::date : Shown::number;
}

std::string number_text(std::string_view text) {
    text = trimmed(text);
    std::string_view digits = text;
    if (digits.starts_with('-')) digits.remove_prefix(1);
    if (!digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos) {
        digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size() - 1));
        return fmt::format("{}{}", text.front() == '-' && digits != "0" ? "-" : "", digits);
    }
    const auto value = number_of(text);
    if (!value) return std::string(text);
    if (*value == 0) return "0";
    if (*value == std::floor(*value)) return fmt::format("{:.0f}", *value);
    char buffer[64];
    const double size = std::fabs(*value);
    const auto form = size < 1e-4 || size >= 1e16 ? std::chars_format::scientific : std::chars_format::fixed;
    const auto written = std::to_chars(buffer, buffer + sizeof buffer, *value, form);
    return {buffer, written.ptr};
}

std::string date_text(std::string_view text, bool from_1904, Dates dates) {
    const auto serial = number_of(trimmed(text));
    const bool clocked = dates == Dates::clocked;
    if (!serial || *serial < (clocked ? -693'593 : 0) || *serial >= 2'958'466) return number_text(text);
    double whole = std::floor(*serial);
    long clock = std::lround((*serial - whole) * day_milliseconds);
    if (!clocked) clock = (clock + 500) / 1000 * 1000;
    const bool time_alone = whole == 0 && clock < day_milliseconds && (clocked || !from_1904);
    if (time_alone) return clock_text(clock, clocked);
    // Day 60 of the 1900 system is the 29 February 1900 that never was.
    if (!from_1904 && *serial > 0 && whole < 60) whole += 1;
    if (clock == day_milliseconds) {
        clock = 0;
        whole += 1;
    }
    const int epoch = from_1904 ? Day::of(1904, 1, 1).number : Day::of(1899, 12, 30).number;
    const std::string day = Day{epoch + static_cast<int>(whole)}.iso();
    if (clocked) return day + " " + clock_text(clock, true);
    return clock == 0 ? day : day + "T" + clock_text(clock, false);
}

std::string duration_text(std::string_view text, Dates dates) {
    const auto days = number_of(trimmed(text));
    if (!days || std::fabs(*days) >= 2'958'466) return number_text(text);
    const auto whole = static_cast<long long>(std::llround(*days * day_milliseconds));
    if (dates == Dates::iso) {
        const long long seconds = std::llabs(whole) / 1000;
        return fmt::format(
            "{}{:02}:{:02}:{:02}", whole < 0 ? "-" : "", seconds / 3600, seconds / 60 % 60, seconds % 60
        );
    }
    const auto full = static_cast<long long>(std::floor(static_cast<double>(whole) / day_milliseconds));
    std::string clock = clock_text(static_cast<long>(whole - full * day_milliseconds), true);
    if (clock.starts_with('0')) clock.erase(0, 1);
    if (full == 0) return clock;
    return fmt::format("{} day{}, {}", full, full == 1 || full == -1 ? "" : "s", clock);
}

std::string stated_date_text(std::string_view text, Dates dates) {
    std::string out(trimmed(text));
    if (dates == Dates::iso) return out;
    if (out.ends_with('Z')) out.pop_back();
    if (const auto clock = out.find('T'); clock != std::string::npos && clock > 0) out[clock] = ' ';
    return out;
}

}  // namespace longdan::sheets
