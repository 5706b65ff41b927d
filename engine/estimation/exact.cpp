#include "engine/estimation/exact.h"

#include "platform/base/error.h"

#include <algorithm>
#include <cmath>

namespace longdan::estimation {

std::string to_text(Wide number) {
    if (number == 0) return "0";
    const bool negative = number < 0;
    auto rest = negative ? -static_cast<unsigned __int128>(number) : static_cast<unsigned __int128>(number);
    std::string text;
    for (; rest != 0; rest /= 10) text += static_cast<char>('0' + static_cast<int>(rest % 10));
    if (negative) text += '-';
    std::reverse(text.begin(), text.end());
    return text;
}

std::optional<Wide> parse_wide(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    if (text.empty() || text.size() > 39) return std::nullopt;
    Wide number = 0;
    for (const char digit : text) {
        if (digit < '0' || digit > '9') return std::nullopt;
        if (__builtin_mul_overflow(number, static_cast<Wide>(10), &number)) return std::nullopt;
        if (__builtin_add_overflow(number, static_cast<Wide>(digit - '0'), &number)) return std::nullopt;
    }
    return negative ? -number : number;
}

double power_of_ten(int decimals) {
    double power = 1;
    for (int i = 0; i < decimals; ++i) power *= 10;
    return power;
}

double to_double(Wide number, int decimals) { return static_cast<double>(number) / power_of_ten(decimals); }

std::optional<std::int64_t> scaled(double number, int decimals) {
    const double wanted = std::round(number * power_of_ten(decimals));
    if (!(std::fabs(wanted) < 0x1p62)) return std::nullopt;
    return static_cast<std::int64_t>(wanted);
}

Wide add_checked(Wide a, Wide b) {
    Wide sum = 0;
    if (__builtin_add_overflow(a, b, &sum)) {
        throw Error(
            ErrorKind::too_large, "Tổng vượt quá 128 bit: hãy giảm số chữ số thập phân của quyền số hoặc giá trị"
        );
    }
    return sum;
}

OrderFree::OrderFree(double largest) {
    int exponent = 0;
    if (largest > 0 && std::isfinite(largest)) std::frexp(largest, &exponent);
    const int shift = std::clamp(94 - exponent, -1000, 1000);
    up_ = std::ldexp(1.0, shift);
    down_ = std::ldexp(1.0, -shift);
}

double order_free_sum(std::span<const double> terms) {
    double top = 0;
    for (const double term : terms) top = std::max(top, std::fabs(term));
    const OrderFree scale(top);
    Wide sum = 0;
    for (const double term : terms) sum += scale.units(term);
    return scale.value(sum);
}

}  // namespace longdan::estimation
