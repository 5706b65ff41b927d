#include "engine/xpath/date_time.h"

#include <array>
#include <cmath>

#include <fmt/format.h>

namespace longdan::xpath {

namespace {

constexpr std::array<std::string_view, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> week_days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

/// Reads digits and signs from the front of a text.
class Scanner {
  public:
    explicit Scanner(std::string_view text) : text_(text) {}
    bool done() const { return text_.empty(); }
    bool take(char sign) {
        if (text_.empty() || text_.front() != sign) return false;
        text_.remove_prefix(1);
        return true;
    }
    /// A number of `fewest` to `most` digits, -1 for none.
    int digits(std::size_t fewest, std::size_t most) {
        std::size_t count = 0;
        int number = 0;
        while (count < most && count < text_.size() && text_[count] >= '0' && text_[count] <= '9') {
            number = number * 10 + (text_[count++] - '0');
        }
        if (count < fewest) return -1;
        text_.remove_prefix(count);
        return number;
    }
    /// The digits after a decimal point, as milliseconds (cut); -1 for none.
    int milliseconds() {
        int number = 0;
        std::size_t count = 0;
        for (; count < text_.size() && text_[count] >= '0' && text_[count] <= '9'; ++count) {
            if (count < 3) number = number * 10 + (text_[count] - '0');
        }
        if (count == 0) return -1;
        for (std::size_t at = count; at < 3; ++at) number *= 10;
        text_.remove_prefix(count);
        return number;
    }

  private:
    std::string_view text_;
};

/// Days since 1970-01-01 of a day of the Gregorian calendar (Howard Hinnant, chrono-compatible date algorithms).
std::int64_t days_from_civil(std::int64_t year, int month, int day) {
    year -= month <= 2 ? 1 : 0;
    const std::int64_t era = (year >= 0 ? year : year - 399) / 400;
    const std::int64_t year_of_era = year - era * 400;
    const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct Civil {
    std::int64_t year;
    int month, day, hour, minute, second, millisecond, week_day;
};

Civil civil(Date date, Zone zone) {
    const auto local =
        static_cast<std::int64_t>(std::floor(date.milliseconds)) + zone.offset_minutes * std::int64_t{60000};
    constexpr std::int64_t day_length = 86400000;
    std::int64_t days = local / day_length;
    if (local % day_length < 0) --days;
    const auto rest = static_cast<int>(local - days * day_length);
    const std::int64_t shifted = days + 719468;
    const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    const std::int64_t day_of_era = shifted - era * 146097;
    const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t part = (5 * day_of_year + 2) / 153;
    const int day = static_cast<int>(day_of_year - (153 * part + 2) / 5 + 1);
    const int month = static_cast<int>(part < 10 ? part + 3 : part - 9);
    const int week_day = static_cast<int>(((days % 7) + 11) % 7);
    return {
        year_of_era + era * 400 + (month <= 2 ? 1 : 0),
        month,
        day,
        rest / 3600000,
        rest / 60000 % 60,
        rest / 1000 % 60,
        rest % 1000,
        week_day};
}

bool is_day(int year, int month, int day) {
    constexpr std::array<int, 12> lengths = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 0 || month < 1 || month > 12 || day < 1) return false;
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day <= lengths[static_cast<std::size_t>(month - 1)] + (month == 2 && leap ? 1 : 0);
}

/// "Z", "+07:00", "-03:30", "+07" or nothing; minutes, or nothing when malformed or over 14 hours.
std::optional<int> read_offset(Scanner& scanner, Zone zone) {
    if (scanner.done()) return zone.offset_minutes;
    if (scanner.take('Z')) return 0;
    const bool west = scanner.take('-');
    if (!west && !scanner.take('+')) return std::nullopt;
    const int hours = scanner.digits(2, 2);
    const int minutes = scanner.done() ? 0 : scanner.take(':') ? scanner.digits(2, 2) : -1;
    if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59) return std::nullopt;
    return (hours * 60 + minutes) * (west ? -1 : 1);
}

/// Milliseconds into the day; -1 when malformed. Minutes, seconds and their fraction may be missing.
std::int64_t read_time(Scanner& scanner) {
    const int hour = scanner.digits(2, 2);
    if (hour < 0 || hour > 23) return -1;
    int minute = 0;
    int second = 0;
    int millisecond = 0;
    if (scanner.take(':')) {
        minute = scanner.digits(2, 2);
        if (minute < 0 || minute > 59) return -1;
        if (scanner.take(':')) {
            second = scanner.digits(2, 2);
            if (second < 0 || second > 59) return -1;
            if (scanner.take('.') && (millisecond = scanner.milliseconds()) < 0) return -1;
        }
    }
    return ((hour * 60 + minute) * 60 + second) * std::int64_t{1000} + millisecond;
}

std::optional<Date> read_date(std::string_view text, Zone zone, std::size_t fewest_digits) {
    if (text.size() < 8 || text[0] < '0' || text[0] > '9') return std::nullopt;
    Scanner scanner(text);
    const int year = scanner.digits(4, 4);
    if (year < 0 || !scanner.take('-')) return std::nullopt;
    const int month = scanner.digits(fewest_digits, 2);
    if (month < 0 || !scanner.take('-')) return std::nullopt;
    const int day = scanner.digits(fewest_digits, 2);
    if (day < 0 || !is_day(year, month, day)) return std::nullopt;
    std::int64_t time = 0;
    int offset = zone.offset_minutes;
    if (!scanner.done()) {
        if (!scanner.take('T') || (time = read_time(scanner)) < 0) return std::nullopt;
        const auto written = read_offset(scanner, zone);
        if (!written || !scanner.done()) return std::nullopt;
        offset = *written;
    }
    const std::int64_t local = days_from_civil(year, month, day) * 86400000 + time;
    return Date{static_cast<double>(local - offset * std::int64_t{60000})};
}

bool is_representable(Date date) { return std::abs(date.milliseconds) <= 8.64e15; }

}  // namespace

std::optional<Date> parse_date(std::string_view text, Zone zone) { return read_date(text, zone, 2); }

std::optional<Date> parse_loose_date(std::string_view text, Zone zone) { return read_date(text, zone, 1); }

double decimal_time(std::string_view text, Zone zone) {
    Scanner scanner(text);
    const std::int64_t time = read_time(scanner);
    const auto offset = time < 0 ? std::nullopt : read_offset(scanner, zone);
    if (!offset || !scanner.done()) return std::nan("");
    constexpr std::int64_t day_length = 86400000;
    std::int64_t local = (time + (zone.offset_minutes - *offset) * std::int64_t{60000}) % day_length;
    if (local < 0) local += day_length;
    return static_cast<double>(local) / milliseconds_of_day;
}

std::string text_of(Date date, Zone zone) {
    if (!is_representable(date)) return "Invalid Date";
    const Civil at = civil(date, zone);
    std::string text = fmt::format("{:04}-{:02}-{:02}", at.year, at.month, at.day);
    if (at.hour == 0 && at.minute == 0 && at.second == 0 && at.millisecond == 0) return text;
    const int offset = std::abs(zone.offset_minutes);
    return text + fmt::format(
                      "T{:02}:{:02}:{:02}.{:03}{}{:02}:{:02}", at.hour, at.minute, at.second, at.millisecond,
                      zone.offset_minutes < 0 ? '-' : '+', offset / 60, offset % 60
                  );
}

std::string format_date(Date date, std::string_view pattern, Zone zone) {
    if (!is_representable(date)) return "";
    const Civil at = civil(date, zone);
    std::string out;
    for (std::size_t place = 0; place < pattern.size(); ++place) {
        if (pattern[place] != '%' || place + 1 == pattern.size()) {
            out += pattern[place];
            continue;
        }
        switch (const char sign = pattern[++place]; sign) {
            case 'Y':
                out += fmt::format("{:04}", at.year);
                break;
            case 'y':
                out += fmt::format("{:02}", at.year % 100);
                break;
            case 'm':
                out += fmt::format("{:02}", at.month);
                break;
            case 'n':
                out += fmt::format("{}", at.month);
                break;
            case 'b':
                out += months[static_cast<std::size_t>(at.month - 1)];
                break;
            case 'd':
                out += fmt::format("{:02}", at.day);
                break;
            case 'e':
                out += fmt::format("{}", at.day);
                break;
            case 'H':
                out += fmt::format("{:02}", at.hour);
                break;
            case 'h':
                out += fmt::format("{}", at.hour);
                break;
            case 'M':
                out += fmt::format("{:02}", at.minute);
                break;
            case 'S':
                out += fmt::format("{:02}", at.second);
                break;
            case '3':
                out += fmt::format("{:03}", at.millisecond);
                break;
            case 'a':
                out += week_days[static_cast<std::size_t>(at.week_day)];
                break;
            case '%':
                out += '%';
                break;
            default:
                out += '%';
                out += sign;
        }
    }
    return out;
}

}  // namespace longdan::xpath
