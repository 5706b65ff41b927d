#pragma once

#include "engine/xpath/function.h"
#include "engine/xpath/names.h"
#include "platform/base/error.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// An XPath expression as a tree. The tree is plain data: an evaluator walks it, and others may write it down (a form
/// plan) and evaluate the same tree elsewhere.
namespace longdan::xpath {

/// An expression that cannot be read or evaluated. `offset()` is the place in the expression, in bytes from 0. The
/// message is Vietnamese with the English in brackets.
class ExpressionError : public Error {
  public:
    ExpressionError(std::size_t offset, const std::string& message)
        : Error(ErrorKind::invalid, message), offset_(offset) {}
    std::size_t offset() const { return offset_; }

  private:
    std::size_t offset_;
};

enum class ExpressionKind : std::uint8_t {
    number,  ///< a literal: `number`
    text,    ///< a literal: `text`
    path,    ///< `origin`, `base`, `base_predicates`, `steps`
    call,    ///< `function`, `operands`
    negate,  ///< one operand; all below have two
    logical_or,
    logical_and,
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    add,
    subtract,
    multiply,
    divide,
    modulo,
    unite,
};

enum class Axis : std::uint8_t {
    child,
    parent,
    self,
    attribute,
    descendant,
    descendant_or_self,
    ancestor,
    ancestor_or_self,
    following_sibling,
    preceding_sibling,
    following,
    preceding,
};

enum class NodeTest : std::uint8_t {
    name,      ///< `name`, and `prefix` when one was written
    any_name,  ///< `*`, or every name of `prefix`
    any_node,  ///< `node()`
    any_text,  ///< `text()`: leaves that have a text stand for their text node
    nothing,   ///< `comment()`, `processing-instruction()`: the trees keep none
};

using ExpressionId = std::uint32_t;

struct Step {
    Axis axis = Axis::child;
    NodeTest test = NodeTest::name;
    std::string prefix;
    std::string name;
    NameId name_id = Names::none;
    std::string space;  ///< the namespace that the prefix stands for, when the form declares it
    NameId space_id = Names::none;
    std::vector<ExpressionId> predicates;
    std::uint32_t offset = 0;
};

enum class Origin : std::uint8_t {
    context,   ///< relative: from the node at hand
    document,  ///< absolute: `/a/b`
    base,      ///< from the nodes of another expression: `instance('x')/root`, `current()/..`, `(a | b)[1]`
};

struct ExpressionNode {
    ExpressionKind kind = ExpressionKind::number;
    Origin origin = Origin::context;
    Function function = Function::true_;
    /// The value does not depend on the node, position or size at hand, nor on chance: a predicate may ask it once.
    bool fixed = false;
    /// Asks for position() or last() of the nodes at hand.
    bool counts = false;
    /// A path without predicates along children, parents, attributes and the node itself, from the node at hand, the
    /// document, current() or an instance: it can be walked without collecting nodes.
    bool plain = false;
    std::uint32_t offset = 0;
    double number = 0;
    std::string text;
    std::vector<ExpressionId> operands;
    ExpressionId base = 0;
    std::vector<ExpressionId> base_predicates;
    std::vector<Step> steps;
};

/// All nodes, operands before those that use them; the last one is the root.
struct Syntax {
    std::vector<ExpressionNode> nodes;
    ExpressionId root() const { return static_cast<ExpressionId>(nodes.size() - 1); }
    const ExpressionNode& operator[](ExpressionId id) const { return nodes[id]; }
};

/// The address a namespace prefix stands for, "" for an unknown one.
using NamespaceOf = std::function<std::string(std::string_view prefix)>;

/// Largest expression in bytes, and the deepest tree it may make.
inline constexpr std::size_t largest_expression = 65536;
inline constexpr std::size_t deepest_expression = 1000;

/// When a call of an unknown function, or with a wrong number of arguments, is refused.
enum class BadCalls : std::uint8_t {
    refuse,                 ///< at once: a form with it is not taken
    refuse_when_evaluated,  ///< as ODK clients do: `false() and unknown()` is false
};

/// Reads an expression; its names are added to `names`. Throws ExpressionError for anything that is not XPath 1.0 with
/// the functions of ODK XForms: unknown functions, wrong numbers of arguments, too long, too deep.
Syntax parse_expression(
    std::string_view text, Names& names, const NamespaceOf& namespace_of = {}, BadCalls bad_calls = BadCalls::refuse
);

}  // namespace longdan::xpath
