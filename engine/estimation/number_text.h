#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace longdan::estimation {

/// Eight bytes of text as one word, the first in the lowest byte.
inline std::uint64_t eight_bytes(const char* at) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    if constexpr (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__) word = __builtin_bswap64(word);
    return word;
}

/// The byte in all eight places of a word.
constexpr std::uint64_t eight_times(unsigned char byte) { return 0x0101010101010101u * byte; }

/// Not 0 when a byte of the word is `byte`; the lowest bit that is set lies in the first such byte.
inline std::uint64_t places_of(std::uint64_t word, unsigned char byte) {
    const std::uint64_t other = word ^ eight_times(byte);
    return (other - eight_times(1)) & ~other & eight_times(0x80);
}

/// 10^0 ... 10^22, exact.
extern const double powers_of_ten[23];

/// A number in few digits: mantissa / 10^decimals.
struct ShortNumber {
    std::uint32_t mantissa = 0;
    std::uint32_t decimals = 0;

    double value() const { return mantissa / powers_of_ten[decimals]; }
};

/// Reads the first `length` bytes (1 to 8) of the word: digits with at most one point, nothing else. False for anything
/// else, which read_number may still know.
inline bool read_short_number(std::uint64_t word, std::size_t length, ShortNumber& number) {
    // Digits stand at the end, zeros before them.
    const std::uint64_t zeros = (eight_times('0') >> (4 * length)) >> (4 * length);
    std::uint64_t digits = (word << (64 - 8 * length)) | zeros;
    number.decimals = 0;
    if (const std::uint64_t point = places_of(digits, '.')) {
        if (length == 1) return false;
        const unsigned bit = static_cast<unsigned>(__builtin_ctzll(point)) & ~7u;  // where the point's byte begins
        const std::uint64_t before = digits & ((std::uint64_t{1} << bit) - 1);
        const std::uint64_t after = bit == 56 ? 0 : digits >> (bit + 8) << (bit + 8);
        digits = after | before << 8 | '0';
        number.decimals = 7 - bit / 8;
    }
    const std::uint64_t high = eight_times(0xf0);
    if ((digits & high) != eight_times('0') || ((digits + eight_times(6)) & high) != eight_times('0')) return false;
    digits -= eight_times('0');
    digits = digits * 10 + (digits >> 8);
    const std::uint64_t pairs = 0x000000ff000000ffu;
    number.mantissa = static_cast<std::uint32_t>(
        ((digits & pairs) * 0x000f424000000064u + ((digits >> 16) & pairs) * 0x0000271000000001u) >> 32
    );
    return true;
}

/// A decimal number, correctly rounded, blanks around it and a sign before it allowed. False for anything else, for
/// infinities and for what a double cannot hold.
bool read_number(std::string_view cell, double& number);

}  // namespace longdan::estimation
