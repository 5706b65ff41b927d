#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace longdan::estimation {

/// Sums are kept as integers, so that they do not depend on the order of their terms.
using Wide = __int128;

/// Decimal digits, with a sign when negative.
std::string to_text(Wide number);
/// Reads what to_text wrote; nothing for anything else or for more than 128 bits.
std::optional<Wide> parse_wide(std::string_view text);
/// number / 10^decimals, rounded twice at most (decimals up to 22).
double to_double(Wide number, int decimals);
/// round(number * 10^decimals), half away from zero; nothing when it does not fit 62 bits or is not a number.
std::optional<std::int64_t> scaled(double number, int decimals);
/// 10^decimals as a double, exact up to 22.
double power_of_ten(int decimals);

/// a + b; throws Error(too_large) instead of overflowing.
Wide add_checked(Wide a, Wide b);

/// The number without its fraction, as static_cast<Wide> gives it, which takes a call.
inline Wide whole_part(double number) {
    const auto bits = std::bit_cast<std::uint64_t>(number);
    const int exponent = static_cast<int>(bits >> 52 & 0x7ff) - 1075;
    if (exponent < 0) return static_cast<std::int64_t>(number);
    if (exponent > 73) return static_cast<Wide>(number);
    constexpr std::uint64_t hidden = std::uint64_t{1} << 52;
    const auto size = static_cast<Wide>((bits & (hidden - 1)) | hidden) << exponent;
    return bits >> 63 != 0 ? -size : size;
}

/// Order-free sums of doubles that are at most `largest` in absolute value: each is cut to a multiple of a power of two
/// that is 2^-94 of `largest` or finer, so that 2^32 terms fit 128 bits and no term loses more than 2^-94 of the
/// largest one. Add what `units` gives; `value` turns the sum back.
class OrderFree {
  public:
    explicit OrderFree(double largest);
    Wide units(double term) const { return whole_part(term * up_); }
    double value(Wide sum) const { return static_cast<double>(sum) * down_; }

  private:
    double up_ = 1;
    double down_ = 1;
};

/// The sum of the terms, the same for any order of them.
double order_free_sum(std::span<const double> terms);

}  // namespace longdan::estimation
