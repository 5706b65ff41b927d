#include "engine/scoring/exact.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <utility>

#include <boost/multiprecision/cpp_int.hpp>

namespace longdan::scoring {

using boost::multiprecision::cpp_int;
using boost::multiprecision::cpp_rational;

struct Exact::Large {
    cpp_rational value;
};

namespace {

/// Binary greatest common divisor (Stein 1967) of two numbers over 0.
std::uint64_t gcd_of(std::uint64_t a, std::uint64_t b) {
    const int shared = std::countr_zero(a | b);
    a >>= std::countr_zero(a);
    while (b != 0) {
        b >>= std::countr_zero(b);
        if (a > b) std::swap(a, b);
        b -= a;
    }
    return a << shared;
}

__int128 gcd_of(__int128 a, __int128 b) {
    if (a < 0) a = -a;
    while (b != 0) {
        if (a <= INT64_MAX && b <= INT64_MAX) {
            if (a == 0) return b;
            return static_cast<__int128>(gcd_of(static_cast<std::uint64_t>(a), static_cast<std::uint64_t>(b)));
        }
        const __int128 rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

bool fits(__int128 value) { return value >= -INT64_MAX && value <= INT64_MAX; }

cpp_int whole_of(__int128 value) {
    const bool negative = value < 0;
    const auto magnitude = static_cast<unsigned __int128>(negative ? -value : value);
    cpp_int out = static_cast<std::uint64_t>(magnitude >> 64);
    out <<= 64;
    out += static_cast<std::uint64_t>(magnitude);
    return negative ? cpp_int(-out) : out;
}

cpp_int power_of_ten(int exponent) { return boost::multiprecision::pow(cpp_int(10), static_cast<unsigned>(exponent)); }

}  // namespace

Exact Exact::small_or_large(__int128 numerator, __int128 denominator) {
    if (denominator < 0) {
        numerator = -numerator;
        denominator = -denominator;
    }
    if (fits(numerator) && fits(denominator)) {
        auto top = static_cast<std::int64_t>(numerator);
        auto bottom = static_cast<std::int64_t>(denominator);
        if (bottom != 1 && top != 0) {
            const auto divisor = static_cast<std::int64_t>(
                gcd_of(static_cast<std::uint64_t>(top < 0 ? -top : top), static_cast<std::uint64_t>(bottom))
            );
            top /= divisor;
            bottom /= divisor;
        }
        Exact out;
        out.numerator_ = top;
        out.denominator_ = top == 0 ? 1 : bottom;
        return out;
    }
    const __int128 divisor = gcd_of(numerator, denominator);
    if (divisor > 1) {
        numerator /= divisor;
        denominator /= divisor;
    }
    if (fits(numerator) && fits(denominator)) {
        Exact out;
        out.numerator_ = static_cast<std::int64_t>(numerator);
        out.denominator_ = static_cast<std::int64_t>(denominator);
        return out;
    }
    return from_large({cpp_rational(whole_of(numerator), whole_of(denominator))});
}

Exact Exact::from_large(const Large& large) {
    const cpp_int top = boost::multiprecision::numerator(large.value);
    const cpp_int bottom = boost::multiprecision::denominator(large.value);
    const cpp_int limit = INT64_MAX;
    Exact out;
    if (boost::multiprecision::abs(top) <= limit && bottom <= limit) {
        out.numerator_ = static_cast<std::int64_t>(top);
        out.denominator_ = static_cast<std::int64_t>(bottom);
    } else {
        out.large_ = std::make_shared<const Large>(large);
    }
    return out;
}

Exact::Large Exact::large() const {
    if (large_) return *large_;
    return {cpp_rational(numerator_, denominator_)};
}

Exact Exact::fraction(std::int64_t numerator, std::int64_t denominator) {
    return small_or_large(numerator, denominator);
}

std::optional<Exact> Exact::parse(std::string_view text) {
    if (text.empty() || text.size() > 40) return std::nullopt;
    std::size_t at = 0;
    const bool negative = text[0] == '-';
    if (negative) ++at;
    cpp_int digits = 0;
    int scale = 0;
    bool point = false;
    bool any = false;
    for (; at < text.size() && text[at] != 'e' && text[at] != 'E'; ++at) {
        if (text[at] == '.' || text[at] == ',') {
            if (point) return std::nullopt;
            point = true;
            continue;
        }
        if (text[at] < '0' || text[at] > '9') return std::nullopt;
        digits = digits * 10 + (text[at] - '0');
        any = true;
        if (point) ++scale;
    }
    if (!any) return std::nullopt;
    if (at < text.size()) {
        int exponent = 0;
        const char* first = text.data() + at + 1;
        if (first < text.data() + text.size() && *first == '+') ++first;
        const auto [end, error] = std::from_chars(first, text.data() + text.size(), exponent);
        if (error != std::errc() || end != text.data() + text.size() || exponent > 40 || exponent < -40) {
            return std::nullopt;
        }
        scale -= exponent;
    }
    if (negative) digits = -digits;
    if (scale < 0) return from_large({cpp_rational(digits * power_of_ten(-scale))});
    return from_large({cpp_rational(digits, power_of_ten(scale))});
}

Exact Exact::from_double(double number) {
    char buffer[32];
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, number);
    return parse({buffer, static_cast<std::size_t>(end - buffer)}).value_or(Exact());
}

Exact Exact::operator+(const Exact& other) const {
    if (large_ || other.large_) return from_large({large().value + other.large().value});
    if (denominator_ == other.denominator_) {
        return small_or_large(static_cast<__int128>(numerator_) + other.numerator_, denominator_);
    }
    __int128 numerator = 0;
    if (__builtin_add_overflow(
            static_cast<__int128>(numerator_) * other.denominator_,
            static_cast<__int128>(other.numerator_) * denominator_, &numerator
        )) {
        return from_large({large().value + other.large().value});
    }
    return small_or_large(numerator, static_cast<__int128>(denominator_) * other.denominator_);
}

Exact Exact::operator-(const Exact& other) const { return *this + other * Exact(-1); }

Exact Exact::operator*(const Exact& other) const {
    if (large_ || other.large_) return from_large({large().value * other.large().value});
    return small_or_large(
        static_cast<__int128>(numerator_) * other.numerator_, static_cast<__int128>(denominator_) * other.denominator_
    );
}

Exact Exact::operator/(const Exact& other) const {
    if (large_ || other.large_) return from_large({large().value / other.large().value});
    return small_or_large(
        static_cast<__int128>(numerator_) * other.denominator_, static_cast<__int128>(denominator_) * other.numerator_
    );
}

std::strong_ordering Exact::operator<=>(const Exact& other) const {
    if (!large_ && !other.large_) {
        const __int128 left = static_cast<__int128>(numerator_) * other.denominator_;
        const __int128 right = static_cast<__int128>(other.numerator_) * denominator_;
        return left <=> right;
    }
    const int compared = large().value.compare(other.large().value);
    return compared <=> 0;
}

double Exact::to_double() const {
    if (large_) return large_->value.convert_to<double>();
    return static_cast<double>(numerator_) / static_cast<double>(denominator_);
}

std::string Exact::decimal(int decimals) const {
    const cpp_rational value = large().value;
    const cpp_int bottom = boost::multiprecision::denominator(value);
    cpp_int top = boost::multiprecision::numerator(value);
    const bool negative = top < 0;
    if (negative) top = -top;
    // floor(2 * |x| * 10^d + 1) / 2: half goes away from zero.
    const cpp_int rounded = (2 * top * power_of_ten(decimals) + bottom) / (2 * bottom);
    std::string digits = rounded.str();
    if (decimals > 0) {
        if (digits.size() <= static_cast<std::size_t>(decimals)) {
            digits.insert(0, static_cast<std::size_t>(decimals) + 1 - digits.size(), '0');
        }
        digits.insert(digits.size() - static_cast<std::size_t>(decimals), ".");
    }
    return negative && rounded != 0 ? "-" + digits : digits;
}

Exact Exact::rounded(int decimals) const { return *parse(decimal(decimals)); }

std::string Exact::text() const {
    const std::string twelve = decimal(12);
    if (const auto again = parse(twelve); again && *again == *this) {
        std::string shortest = twelve;
        while (shortest.back() == '0') shortest.pop_back();
        if (shortest.back() == '.') shortest.pop_back();
        return shortest;
    }
    return large().value.str();
}

bool Exact::multiple_of(const Exact& step) const {
    return boost::multiprecision::denominator((*this / step).large().value) == 1;
}

}  // namespace longdan::scoring
