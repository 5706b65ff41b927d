#include "platform/base/time.h"

#include "platform/base/error.h"

#include <chrono>
#include <fstream>

#include <fmt/format.h>

namespace longdan {
namespace {

constexpr std::int64_t day_milliseconds = 86'400'000;
constexpr std::int64_t vietnam_offset = 7 * 3'600'000;

std::chrono::year_month_day civil(Day day) {
    return std::chrono::year_month_day(std::chrono::sys_days(std::chrono::days(day.number)));
}

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
    if (text.size() < at + count) return std::nullopt;
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

}  // namespace

Day Day::of(int year, int month, int day) {
    const std::chrono::year_month_day civil_day{
        std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
        std::chrono::day(static_cast<unsigned>(day))};
    return {static_cast<std::int32_t>(std::chrono::sys_days(civil_day).time_since_epoch().count())};
}

Day Day::of(Moment moment) {
    return {static_cast<std::int32_t>(floor_div(moment.milliseconds + vietnam_offset, day_milliseconds))};
}

std::optional<Day> Day::parse(std::string_view iso) {
    const auto year = digits(iso, 0, 4);
    const auto month = digits(iso, 5, 2);
    const auto day = digits(iso, 8, 2);
    if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-' || !year || !month || !day) return std::nullopt;
    const std::chrono::year_month_day civil_day{
        std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
        std::chrono::day(static_cast<unsigned>(*day))};
    if (!civil_day.ok()) return std::nullopt;
    return Day::of(*year, *month, *day);
}

int Day::year() const { return static_cast<int>(civil(*this).year()); }
int Day::month() const { return static_cast<int>(static_cast<unsigned>(civil(*this).month())); }
int Day::day() const { return static_cast<int>(static_cast<unsigned>(civil(*this).day())); }
Moment Day::begin() const { return {number * day_milliseconds - vietnam_offset}; }
Moment Day::end() const { return {(number + 1) * day_milliseconds - vietnam_offset - 1}; }
std::string Day::iso() const { return fmt::format("{:04}-{:02}-{:02}", year(), month(), day()); }
std::string Day::vietnamese() const { return fmt::format("{:02}/{:02}/{:04}", day(), month(), year()); }

std::optional<Moment> parse_moment(std::string_view text) {
    if (text.size() < 17 || text[10] != 'T' || text[13] != ':') return std::nullopt;
    const auto day = Day::parse(text.substr(0, 10));
    const auto hour = digits(text, 11, 2);
    const auto minute = digits(text, 14, 2);
    if (!day || !hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
    std::size_t at = 16;
    int second = 0;
    int millisecond = 0;
    if (at < text.size() && text[at] == ':') {
        const auto value = digits(text, at + 1, 2);
        if (!value || *value > 59) return std::nullopt;
        second = *value;
        at += 3;
        if (at < text.size() && text[at] == '.') {
            ++at;
            int scale = 100;
            const std::size_t start = at;
            for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10) {
                millisecond += (text[at] - '0') * scale;
            }
            if (at == start) return std::nullopt;
        }
    }
    std::int64_t offset = 0;
    if (at + 1 == text.size() && text[at] == 'Z') {
    } else if (at + 6 == text.size() && (text[at] == '+' || text[at] == '-') && text[at + 3] == ':') {
        const auto offset_hour = digits(text, at + 1, 2);
        const auto offset_minute = digits(text, at + 4, 2);
        if (!offset_hour || !offset_minute || *offset_hour > 14 || *offset_minute > 59) return std::nullopt;
        offset = (*offset_hour * 60 + *offset_minute) * 60'000 * (text[at] == '+' ? 1 : -1);
    } else {
        return std::nullopt;
    }
    const std::int64_t clock = ((*hour * 60 + *minute) * 60 + second) * 1000LL + millisecond;
    return Moment{day->number * day_milliseconds + clock - offset};
}

std::string iso(Moment moment) {
    const std::int64_t days = floor_div(moment.milliseconds, day_milliseconds);
    const std::int64_t rest = moment.milliseconds - days * day_milliseconds;
    return fmt::format(
        "{}T{:02}:{:02}:{:02}.{:03}Z", Day{static_cast<std::int32_t>(days)}.iso(), rest / 3'600'000, rest / 60'000 % 60,
        rest / 1000 % 60, rest % 1000
    );
}

std::string vietnamese(Moment moment) {
    const Day day = Day::of(moment);
    const std::int64_t rest = moment.milliseconds - day.begin().milliseconds;
    return fmt::format("{:02}:{:02} {}", rest / 3'600'000, rest / 60'000 % 60, day.vietnamese());
}

Moment SystemClock::now() const {
    using namespace std::chrono;
    return {duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count()};
}

Moment FileClock::now() const {
    std::ifstream file(path_);
    std::string line;
    std::getline(file, line);
    const auto moment = parse_moment(line);
    if (!moment)
        throw Error(ErrorKind::unavailable, fmt::format("clock file {}: no ISO moment in its first line", path_));
    return *moment;
}

}  // namespace longdan
