#include "platform/base/text.h"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <memory>
#include <stdexcept>

#include <fmt/format.h>
#include <unicode/coll.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

namespace longdan {
namespace {

icu::UnicodeString to_unicode(std::string_view text) {
    return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

std::string to_utf8(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

const icu::Normalizer2& normalizer(bool composed) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* found =
        composed ? icu::Normalizer2::getNFCInstance(status) : icu::Normalizer2::getNFDInstance(status);
    if (U_FAILURE(status)) throw std::runtime_error("ICU has no normalisation data");
    return *found;
}

icu::UnicodeString normalised(const icu::UnicodeString& text, bool composed) {
    UErrorCode status = U_ZERO_ERROR;
    return normalizer(composed).normalize(text, status);
}

bool is_ascii(std::string_view text) {
    for (const char sign : text) {
        if (static_cast<unsigned char>(sign) >= 0x80) return false;
    }
    return true;
}

/// The first place from `at` on that may hold something else than ASCII without NUL: eight bytes at a time.
std::size_t skip_ascii(std::string_view text, std::size_t at) {
    constexpr std::uint64_t ones = 0x0101010101010101;
    constexpr std::uint64_t tops = 0x8080808080808080;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, 8);
        if (((word | (word - ones)) & tops) != 0) break;
    }
    return at;
}

bool is_tone(UChar32 sign) { return sign == 0x300 || sign == 0x301 || sign == 0x303 || sign == 0x309 || sign == 0x323; }

bool is_vowel(UChar32 sign) {
    return sign < 0x80 && std::string_view("aeiouy").find(static_cast<char>(sign)) != std::string_view::npos;
}

}  // namespace

bool is_utf8(std::string_view text) {
    std::size_t i = 0;
    while (i < text.size()) {
        i = skip_ascii(text, i);
        if (i == text.size()) break;
        const auto lead = static_cast<unsigned char>(text[i]);
        if (lead == 0) return false;
        if (lead < 0x80) {
            ++i;
            continue;
        }
        const int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        if (lead < 0xC2 || lead > 0xF4 || i + static_cast<std::size_t>(length) > text.size()) return false;
        std::uint32_t point = lead & (0x7F >> length);
        for (int k = 1; k < length; ++k) {
            const auto next = static_cast<unsigned char>(text[i + static_cast<std::size_t>(k)]);
            if ((next & 0xC0) != 0x80) return false;
            point = point << 6 | (next & 0x3F);
        }
        if ((length == 3 && point < 0x800) || (length == 4 && (point < 0x10000 || point > 0x10FFFF)) ||
            (point >= 0xD800 && point <= 0xDFFF)) {
            return false;
        }
        i += static_cast<std::size_t>(length);
    }
    return true;
}

std::string nfc(std::string_view text) {
    if (is_ascii(text) || !is_utf8(text)) return std::string(text);
    return to_utf8(normalised(to_unicode(text), true));
}

std::string cleaned(std::string_view text) {
    std::string out;
    const icu::UnicodeString whole = to_unicode(nfc(text));
    icu::UnicodeString kept;
    bool blank = false;
    for (int32_t i = 0; i < whole.length(); i = whole.moveIndex32(i, 1)) {
        const UChar32 sign = whole.char32At(i);
        if (u_isUWhiteSpace(sign) || sign == 0x200B || sign == 0xFEFF) {
            blank = true;
            continue;
        }
        if (blank && !kept.isEmpty()) kept.append(static_cast<UChar>(' '));
        blank = false;
        kept.append(sign);
    }
    return to_utf8(kept);
}

std::string folded(std::string_view text) {
    icu::UnicodeString decomposed = normalised(to_unicode(text), false).toLower();
    icu::UnicodeString kept;
    for (int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1)) {
        const UChar32 sign = decomposed.char32At(i);
        if (u_charType(sign) == U_NON_SPACING_MARK) continue;
        kept.append(sign == 0x111 || sign == 0xF0 ? static_cast<UChar32>('d') : sign);
    }
    return to_utf8(kept);
}

std::string tone_canonical(std::string_view text) {
    // The tone of a syllable is moved behind the last letter of its vowel group: both accepted places become one.
    const icu::UnicodeString decomposed = normalised(to_unicode(text), false).toLower();
    icu::UnicodeString out;
    UChar32 tone = 0;
    bool in_vowels = false;
    const auto flush = [&] {
        if (tone != 0) out.append(tone);
        tone = 0;
        in_vowels = false;
    };
    for (int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1)) {
        const UChar32 sign = decomposed.char32At(i);
        if (is_tone(sign)) {
            tone = sign;
        } else if (is_vowel(sign)) {
            in_vowels = true;
            out.append(sign);
        } else if (u_charType(sign) == U_NON_SPACING_MARK) {
            out.append(sign);
        } else {
            if (in_vowels) flush();
            out.append(sign);
        }
    }
    flush();
    return to_utf8(normalised(out, true));
}

std::string slug(std::string_view text) {
    std::string out;
    for (const char sign : folded(text)) {
        if ((sign >= 'a' && sign <= 'z') || (sign >= '0' && sign <= '9')) {
            out += sign;
        } else if (!out.empty() && out.back() != '-') {
            out += '-';
        }
    }
    while (!out.empty() && out.back() == '-') out.pop_back();
    return out;
}

std::string sort_key(std::string_view text) {
    thread_local const std::unique_ptr<icu::Collator> collator = [] {
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<icu::Collator> made(icu::Collator::createInstance(icu::Locale("vi"), status));
        if (U_FAILURE(status)) throw std::runtime_error("ICU has no Vietnamese collation");
        return made;
    }();
    const icu::UnicodeString unicode = to_unicode(text);
    const int32_t length = collator->getSortKey(unicode, nullptr, 0);
    std::string bytes(static_cast<std::size_t>(length), '\0');
    collator->getSortKey(unicode, reinterpret_cast<uint8_t*>(bytes.data()), length);
    // Hex keeps the byte order and is plain text for both databases.
    std::string key;
    constexpr std::string_view digits = "0123456789abcdef";
    for (std::size_t i = 0; i + 1 < bytes.size(); ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        key += digits[byte >> 4];
        key += digits[byte & 15];
    }
    return key;
}

std::string vietnamese_number(double number, int decimals) {
    const double scale = std::pow(10.0, decimals);
    // A hair above the product, so that 0.285 * 100 and the like round as people expect (half away from zero).
    const double scaled = std::fabs(number) * scale;
    const double rounded = std::floor(scaled + 0.5 + scaled * 1e-14);
    std::string digits = fmt::format("{:.{}f}", rounded / scale, decimals);
    const std::size_t point = digits.find('.');
    std::string whole = digits.substr(0, point);
    for (std::size_t i = whole.size(); i > 3; i -= 3) whole.insert(i - 3, ".");
    std::string out = number < 0 && rounded > 0 ? "-" : "";
    out += whole;
    if (point != std::string::npos) out += "," + digits.substr(point + 1);
    return out;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    std::size_t start = 0;
    while (true) {
        const std::size_t end = text.find(separator, start);
        parts.push_back(text.substr(start, end == std::string_view::npos ? end : end - start));
        if (end == std::string_view::npos) return parts;
        start = end + 1;
    }
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace longdan
