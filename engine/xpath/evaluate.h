#pragma once

#include "engine/xpath/expression.h"
#include "engine/xpath/value.h"
#include "platform/base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace longdan::xpath {

/// What an expression may ask of the form and of the person's device. Everything has an answer of its own for a form
/// that has none of it; a form overrides what it can tell.
class Surroundings {
  public:
    virtual ~Surroundings() = default;
    /// The tree of `instance('id')`, the external file of pulldata() among them; null when there is none.
    virtual const Tree* instance(std::string_view /*id*/) const { return nullptr; }
    /// The text of jr:itext('id') in the language at hand, with its outputs filled in; nothing for an unknown id.
    virtual std::optional<std::string> itext(std::string_view /*id*/, NodeRef /*context*/) const {
        return std::nullopt;
    }
    /// The label of the choice `value` of the question at `path` (as written in the form), seen from `context`.
    virtual std::string choice_name(std::string_view /*value*/, std::string_view /*path*/, NodeRef /*context*/) const {
        return {};
    }
    /// property('deviceid') and the like.
    virtual std::string property(std::string_view /*name*/) const { return {}; }
    /// The form's version().
    virtual std::string version() const { return {}; }
    /// 64 bits of chance for random(), uuid() and randomize() without a seed. The engine has no source of its own.
    virtual std::uint64_t random_bits() { return 0; }
};

/// Where and when an expression is evaluated.
struct Context {
    NodeRef node;                ///< `.`
    NodeRef current;             ///< current(); `node` when left empty
    const Tree* main = nullptr;  ///< what absolute paths walk; the tree of `node` when left empty
    std::size_t position = 0;    ///< position(); 0: the place of the node among those of its name
    std::size_t size = 0;        ///< last(); 0: how many of its name there are
    Moment now;
    Zone zone;                             ///< in which days begin and times are written
    Surroundings* surroundings = nullptr;  ///< null: the answers of Surroundings itself
    /// Absolute paths that pass through a repeat around the node stay in the same repeat, as in JavaRosa. Never for the
    /// nodes that count(), sum(), join() and the like gather from one path, never at or below a step with a predicate.
    bool stay_in_repeat = true;
    std::uint64_t most_steps = 5'000'000;  ///< nodes visited before the evaluation is refused
};

/// The value. Throws ExpressionError where the expression cannot be evaluated: a function that needs nodes got a value,
/// a malformed regular expression, too much work.
Value evaluate(const Expression& expression, const Context& context);
bool evaluate_boolean(const Expression& expression, const Context& context);
double evaluate_number(const Expression& expression, const Context& context);
std::string evaluate_text(const Expression& expression, const Context& context);
/// The nodes in document order. Throws ExpressionError when the value is no node set.
NodeSet evaluate_nodes(const Expression& expression, const Context& context);

}  // namespace longdan::xpath
