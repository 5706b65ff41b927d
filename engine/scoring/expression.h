#pragma once

#include "engine/scoring/exact.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace longdan::scoring {

/// What an expression may name.
enum class Variable { maximum, points, numerator, denominator, count, percent, yes };
inline constexpr std::array<std::string_view, 7> variable_names = {"maximum", "points",  "numerator", "denominator",
                                                                   "count",   "percent", "yes"};

/// Values of the variables; one that was not reported has none, and what needs it has no value either.
using Variables = std::array<std::optional<Exact>, 7>;

/// A small safe language: numbers, variables, + - * /, comparisons, && || !, parentheses, min(…), max(…), abs(x),
/// floor(x), round(x, decimals), if(condition, then, else). No loops and no calls of its own: time grows with the
/// length of the text, which is at most 2,000 signs. A condition is 1 or 0. Division by 0 has no value.
class Expression {
  public:
    /// Throws Error(invalid) that names the place (sign, from 1) and what was wanted there.
    static Expression compile(std::string_view text);

    /// Exact; nothing where a variable is missing or something is divided by 0.
    std::optional<Exact> evaluate(const Variables& variables) const;
    /// The variables that occur.
    std::vector<Variable> variables() const;

    enum class Operation {
        number,
        variable,
        add,
        subtract,
        multiply,
        divide,
        negate,
        less,
        less_equal,
        greater,
        greater_equal,
        equal,
        not_equal,
        both,
        either,
        opposite,
        minimum,
        maximum,
        absolute,
        floor,
        round,
        choose
    };
    struct Step {
        Operation operation;
        Exact number;
        std::size_t argument = 0;  ///< variable, or number of arguments
        std::size_t a = 0;         ///< indices of earlier steps
        std::size_t b = 0;
        std::size_t c = 0;
    };

  private:
    friend class ExpressionParser;
    std::vector<Step> steps_;  ///< each uses only earlier ones; the last is the value
};

}  // namespace longdan::scoring
