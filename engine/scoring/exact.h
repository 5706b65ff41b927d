#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace longdan::scoring {

/// An exact rational number. Points are never rounded inside: sums of shares with any denominators stay exact. Small
/// numbers are two 64-bit integers; larger ones move to the heap by themselves.
class Exact {
  public:
    Exact() = default;
    Exact(std::int64_t whole) : numerator_(whole) {}  // NOLINT(google-explicit-constructor): whole numbers are exact
    /// numerator / denominator; the denominator is not 0.
    static Exact fraction(std::int64_t numerator, std::int64_t denominator);
    /// Reads "12", "-0.25", "12,5", "1e-3"; at most 40 signs; nothing when it is no number.
    static std::optional<Exact> parse(std::string_view text);
    /// The decimal number that prints shortest for the double: 0.1 is one tenth.
    static Exact from_double(double number);

    Exact operator+(const Exact& other) const;
    Exact operator-(const Exact& other) const;
    Exact operator*(const Exact& other) const;
    /// The divisor is not 0.
    Exact operator/(const Exact& other) const;
    Exact& operator+=(const Exact& other) { return *this = *this + other; }
    std::strong_ordering operator<=>(const Exact& other) const;
    bool operator==(const Exact& other) const { return (*this <=> other) == 0; }

    bool is_zero() const { return !large_ && numerator_ == 0; }
    double to_double() const;
    /// Rounded once, half away from zero, to so many decimals: "88.41".
    std::string decimal(int decimals) const;
    /// Rounded as decimal() does, as a number again.
    Exact rounded(int decimals) const;
    /// "12.5" when the decimal form ends within 12 digits, "1/3" otherwise; parse() or fraction reads it again.
    std::string text() const;
    /// True when it is a whole multiple of the step (over 0).
    bool multiple_of(const Exact& step) const;

  private:
    struct Large;
    static Exact small_or_large(__int128 numerator, __int128 denominator);
    static Exact from_large(const Large& large);
    Large large() const;

    std::int64_t numerator_ = 0;
    std::int64_t denominator_ = 1;
    std::shared_ptr<const Large> large_;
};

inline const Exact& smaller(const Exact& a, const Exact& b) { return b < a ? b : a; }
inline const Exact& larger(const Exact& a, const Exact& b) { return a < b ? b : a; }

}  // namespace longdan::scoring
