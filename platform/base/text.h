#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace longdan {

/// True for well-formed UTF-8 without NUL.
bool is_utf8(std::string_view text);
/// Unicode NFC. Malformed UTF-8 comes back unchanged; check with is_utf8 first.
std::string nfc(std::string_view text);
/// NFC, outer blanks cut, inner runs of blanks made one: what a typed line becomes before it is stored.
std::string cleaned(std::string_view text);
/// For search without marks: lower case, all marks stripped, đ to d. "Đắk Lắk" -> "dak lak".
std::string folded(std::string_view text);
/// Lower case with the tone mark in one canonical place (Hoà = Hòa, Thuỷ = Thủy): equal names compare equal.
std::string tone_canonical(std::string_view text);
/// Folded, words joined by hyphens, nothing else: "Bà Rịa - Vũng Tàu" -> "ba-ria-vung-tau".
std::string slug(std::string_view text);
/// A key whose byte order is the Vietnamese order of the texts (ICU collation `vi`).
std::string sort_key(std::string_view text);

/// 1.234,5: Vietnamese thousands and decimals; rounds half away from zero at `decimals`.
std::string vietnamese_number(double number, int decimals);

std::vector<std::string_view> split(std::string_view text, char separator);
std::string_view trimmed(std::string_view text);

}  // namespace longdan
