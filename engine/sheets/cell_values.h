#pragma once

#include "engine/sheets/sheets.h"

#include <string>
#include <string_view>

/// What a cell that holds a number shows: the number, or the day, clock or duration its format makes of it.
namespace longdan::sheets {

enum class Shown { number, date, duration };

/// What a number format ("dd/mm/yyyy", "[h]:mm", "0.0") shows. Only the part for positive numbers counts; what stands
/// in quotes, behind an escape, or in brackets (colours, currencies, languages) does not, but for [h], [m], [s].
Shown shown_by(std::string_view format);
/// What the format with that number of ECMA-376, 18.8.30 shows, the East Asian ones with them.
Shown shown_by(int built_in);

/// The number without trailing ".0", whole ones with all digits, others in the fewest digits that read as the same
/// double, with an exponent under 0.0001 and from 1e16: "12", "0.25", "1e-07". What is no number stays as it is.
std::string number_text(std::string_view text);

/// The day and clock of a serial number, as `dates` wants them; see read_xlsx.
std::string date_text(std::string_view text, bool from_1904, Dates dates);

/// The duration of a serial number of days: "30:00:00"; with Dates::clocked "1 day, 6:00:00".
std::string duration_text(std::string_view text, Dates dates);

/// A date of a cell that holds ISO 8601 ("2024-01-31T08:30:00Z"), as `dates` wants it.
std::string stated_date_text(std::string_view text, Dates dates);

}  // namespace longdan::sheets
