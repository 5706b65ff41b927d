#include "engine/xpath/evaluator.h"
#include "platform/base/digest.h"

#include <cmath>
#include <numbers>

/// Functions about numbers, and the order that randomize() makes.
namespace longdan::xpath {

namespace {

constexpr double most_places = 30;

/// Half away from zero, at so many decimals (fewer than none: tens, hundreds); not a number for more than 30.
double rounded(double number, double decimals) {
    if (std::isnan(number) || std::isinf(number)) return number;
    if (std::isnan(decimals)) return decimals;
    const double places = std::trunc(decimals);
    if (std::abs(places) > most_places) return std::nan("");
    const double factor = std::pow(10.0, std::abs(places));
    const double size = std::abs(number);
    const double kept = places >= 0 ? std::round(size * factor) / factor : std::round(size / factor) * factor;
    return std::copysign(std::isfinite(kept) ? kept : size, number);
}

/// The greatest or least; not a number when one of them is none, or when there are none.
double extreme(const std::vector<Value>& list, bool greatest, Zone zone) {
    double found = std::nan("");
    bool first = true;
    for (const Value& value : list) {
        const double number = number_of(value, zone);
        if (std::isnan(number)) return number;
        if (first || (greatest ? number > found : number < found)) found = number;
        first = false;
    }
    return found;
}

/// The generator of randomize() with a seed (ODK XForms, "randomize()"): Park and Miller's minimal standard, modulus
/// 2^31 - 1, multiplier 16807.
class ParkMiller {
  public:
    explicit ParkMiller(std::int64_t seed) : state_(seed % modulus) {
        if (state_ <= 0) state_ += modulus - 1;
    }
    /// From 0 to below 1.
    double next() {
        state_ = state_ * 16807 % modulus;
        return static_cast<double>(state_ - 1) / static_cast<double>(modulus - 1);
    }

  private:
    static constexpr std::int64_t modulus = 2147483647;
    std::int64_t state_;
};

/// As Java turns a double into a long: cut, held to the range, 0 for not a number.
std::int64_t cut_to_integer(double number) {
    if (std::isnan(number)) return 0;
    if (number >= 9223372036854775807.0) return INT64_MAX;
    if (number <= -9223372036854775808.0) return INT64_MIN;
    return static_cast<std::int64_t>(number);
}

/// A text that is no number: the first 64 bits of its SHA-256, as a signed number.
std::int64_t seed_of_text(std::string_view text) {
    std::uint64_t bits = 0;
    for (const char sign : sha256(text).substr(0, 16)) {
        bits = bits << 4U | static_cast<std::uint64_t>(sign <= '9' ? sign - '0' : sign - 'a' + 10);
    }
    return static_cast<std::int64_t>(bits);
}

double chance(std::uint64_t bits) { return static_cast<double>(bits >> 11U) * 0x1.0p-53; }

}  // namespace

Value Evaluator::call_about_numbers(ExpressionId id, const Scope& scope) {
    const ExpressionNode& made = node(id);
    const auto& operands = made.operands;
    const auto argument = [&](std::size_t place) { return number(operands[place], scope); };
    switch (made.function) {
        case Function::abs:
            return std::abs(argument(0));
        case Function::acos:
            return std::acos(argument(0));
        case Function::asin:
            return std::asin(argument(0));
        case Function::atan:
            return std::atan(argument(0));
        case Function::atan2: {
            const double y = argument(0);
            return std::atan2(y, argument(1));
        }
        case Function::ceiling:
            return std::ceil(argument(0));
        case Function::cos:
            return std::cos(argument(0));
        case Function::exp:
            return std::exp(argument(0));
        case Function::exp10:
            return std::pow(10.0, argument(0));
        case Function::floor:
            return std::floor(argument(0));
        case Function::int_:
            return std::trunc(argument(0));
        case Function::log:
            return std::log(argument(0));
        case Function::log10:
            return std::log10(argument(0));
        case Function::max:
            return extreme(flattened(id, 0, scope), true, zone());
        case Function::min:
            return extreme(flattened(id, 0, scope), false, zone());
        case Function::number:
            if (operands.empty()) return number_of(std::string_view(context_text(scope)), zone());
            return argument(0);
        case Function::pi:
            return std::numbers::pi;
        case Function::pow: {
            const double base = argument(0);
            return std::pow(base, argument(1));
        }
        case Function::random:
            return chance(surroundings().random_bits());
        case Function::round: {
            const double value = argument(0);
            return rounded(value, operands.size() > 1 ? argument(1) : 0.0);
        }
        case Function::sin:
            return std::sin(argument(0));
        case Function::sqrt:
            return std::sqrt(argument(0));
        case Function::sum: {
            double sum = 0;
            std::string buffer;
            for (const NodeRef& one : nodes(operands[0], scope))
                sum += number_of(one.tree->value(one.id, buffer), zone());
            return sum;
        }
        default:
            return std::tan(argument(0));
    }
}

/// Fisher and Yates from the inside out, as JavaRosa and the ODK web forms do it, so that one seed gives one order
/// everywhere.
NodeSet Evaluator::randomized(ExpressionId id, const Scope& scope) {
    const auto& operands = node(id).operands;
    const NodeSet nodes = this->nodes(operands[0], scope);
    NodeSet order(nodes.size());
    const auto shuffle = [&](auto&& next) {
        for (std::size_t at = 0; at < nodes.size(); ++at) {
            const auto other = static_cast<std::size_t>(next() * static_cast<double>(at + 1));
            if (other != at) order[at] = order[other];
            order[other] = nodes[at];
        }
    };
    if (operands.size() < 2) {
        shuffle([&] { return chance(surroundings().random_bits()); });
        return order;
    }
    Value seed = value(operands[1], scope);
    double number = number_of(seed, zone());
    std::int64_t start = cut_to_integer(number);
    if (std::isnan(number)) {
        const std::string text = text_of(seed, zone());
        if (!text.empty() && !std::holds_alternative<double>(seed)) start = seed_of_text(text);
    }
    ParkMiller generator(start);
    shuffle([&] { return generator.next(); });
    return order;
}

}  // namespace longdan::xpath
