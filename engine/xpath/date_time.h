#pragma once

#include "engine/xpath/value.h"

#include <optional>
#include <string>
#include <string_view>

/// Dates and times of expressions: ISO 8601 in, ISO 8601 or a pattern out.
namespace longdan::xpath {

inline constexpr double milliseconds_of_day = 86400000.0;

/// "2024-01-31", or with "T08", "T08:30", "T08:30:00", "T08:30:00.123", each with "Z", "+07:00" or nothing. Without an
/// offset the zone is taken. Nothing for other texts and for days the calendar does not have.
std::optional<Date> parse_date(std::string_view text, Zone zone);
/// As parse_date, and also months and days of one digit ("2024-1-5").
std::optional<Date> parse_loose_date(std::string_view text, Zone zone);
/// Part of a day from 0 to below 1 for "08:30:00.000+07:00" (offset and fraction may be missing), seen in the zone; not
/// a number for other texts.
double decimal_time(std::string_view text, Zone zone);

/// Patterns of format-date(): %Y %y %m %n %b %d %e %H %h %M %S %3 %a %%; other signs after % stay as they are.
std::string format_date(Date date, std::string_view pattern, Zone zone);

}  // namespace longdan::xpath
