#include "engine/xforms/plan_expression.h"

#include "engine/xforms/form_model.h"
#include "engine/xpath/expression.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <boost/json.hpp>

namespace longdan::xforms {

namespace json = boost::json;

namespace {

using xpath::Axis;
using xpath::ExpressionId;
using xpath::ExpressionKind;
using xpath::ExpressionNode;
using xpath::Function;
using xpath::NodeTest;
using xpath::Origin;
using xpath::Step;

std::string_view operator_name(ExpressionKind kind) {
    switch (kind) {
        case ExpressionKind::negate:
            return "neg";
        case ExpressionKind::logical_or:
            return "or";
        case ExpressionKind::logical_and:
            return "and";
        case ExpressionKind::equal:
            return "=";
        case ExpressionKind::not_equal:
            return "!=";
        case ExpressionKind::less:
            return "<";
        case ExpressionKind::less_equal:
            return "<=";
        case ExpressionKind::greater:
            return ">";
        case ExpressionKind::greater_equal:
            return ">=";
        case ExpressionKind::add:
            return "+";
        case ExpressionKind::subtract:
            return "-";
        case ExpressionKind::multiply:
            return "*";
        case ExpressionKind::divide:
            return "div";
        case ExpressionKind::modulo:
            return "mod";
        default:
            return "|";
    }
}

std::string_view axis_name(Axis axis) {
    switch (axis) {
        case Axis::parent:
            return "parent";
        case Axis::self:
            return "self";
        case Axis::attribute:
            return "attribute";
        case Axis::descendant:
            return "descendant";
        case Axis::descendant_or_self:
            return "descendant-or-self";
        case Axis::ancestor:
            return "ancestor";
        case Axis::ancestor_or_self:
            return "ancestor-or-self";
        case Axis::following_sibling:
            return "following-sibling";
        case Axis::preceding_sibling:
            return "preceding-sibling";
        case Axis::following:
            return "following";
        case Axis::preceding:
            return "preceding";
        default:
            return "child";
    }
}

/// The pages compare names as they are written: a name of another namespace gets the prefix that the instance has
/// there.
std::string written_name(const Step& step, const xpath::Tree& instance) {
    for (xpath::NodeId at = 1; at < instance.size() && !step.space.empty(); ++at) {
        const xpath::Node& node = instance.node(at);
        if (instance.name(at) == step.name && instance.name_text(node.space) == step.space) {
            return instance.qualified_name(at);
        }
    }
    return step.prefix.empty() ? step.name : step.prefix + ":" + step.name;
}

std::string test_name(const Step& step, const xpath::Tree& instance) {
    switch (step.test) {
        case NodeTest::name:
            return written_name(step, instance);
        case NodeTest::any_name:
            return step.prefix.empty() ? "*" : step.prefix + ":*";
        case NodeTest::any_node:
            return "node()";
        case NodeTest::any_text:
            return "text()";
        default:
            return "comment()";
    }
}

std::string step_name(const Step& step, const xpath::Tree& instance) {
    const bool any = step.test == NodeTest::any_node;
    if (any && step.axis == Axis::self) return ".";
    if (any && step.axis == Axis::parent) return "..";
    if (any && step.axis == Axis::descendant_or_self) return "//";
    if (step.axis == Axis::child) return test_name(step, instance);
    if (step.axis == Axis::attribute) return "@" + test_name(step, instance);
    return std::string(axis_name(step.axis)) + "::" + test_name(step, instance);
}

/// Functions whose operand, by its number from 0, is a set of nodes: a path in it names the nodes of every repeat.
/// Those that take values as well do so only for a path that stands alone.
bool gathers(Function function, std::size_t operand, std::size_t operands) {
    switch (function) {
        case Function::count:
        case Function::count_non_empty:
        case Function::sum:
            return true;
        case Function::min:
        case Function::max:
        case Function::concat:
        case Function::area:
        case Function::distance:
        case Function::id:
        case Function::intersects:
            return operands == 1;
        case Function::checklist:
            return operand == 2 && operands == 3;
        case Function::weighted_checklist:
            return operand > 1;
        case Function::indexed_repeat:
            return operand % 2 == 1 || operand == 0;
        case Function::join:
            return operand == 1 && operands == 2;
        case Function::randomize:
            return operand == 0;
        default:
            return false;
    }
}

class Writer {
  public:
    Writer(const Form& form, const xpath::Syntax& syntax, std::uint32_t node, std::set<std::string>& pulled)
        : form_(form), syntax_(syntax), pulled_(pulled) {
        for (; node != no_index; node = form.nodes()[node].parent) around_.push_back(node);
        std::reverse(around_.begin(), around_.end());
    }

    /// `gathered`: the nodes of every repeat are meant. `inside`: within a predicate, where the node at hand is
    /// another.
    json::value write(ExpressionId id, bool gathered, bool inside) {
        const ExpressionNode& made = syntax_[id];
        switch (made.kind) {
            case ExpressionKind::number:
                return number(made.number);
            case ExpressionKind::text:
                return json::value(made.text);
            case ExpressionKind::path:
                return path(made, gathered, inside);
            case ExpressionKind::call:
                return call(made, gathered, inside);
            default: {
                json::array out{operator_name(made.kind)};
                for (const ExpressionId operand : made.operands) {
                    out.push_back(write(operand, made.kind == ExpressionKind::unite, inside));
                }
                return out;
            }
        }
    }

  private:
    static json::value number(double value) {
        if (!std::isfinite(value)) return json::array{"div", value > 0 ? 1 : 0, 0};
        if (value == std::floor(value) && std::abs(value) < 9e15) return static_cast<std::int64_t>(value);
        return value;
    }

    json::value call(const ExpressionNode& made, bool gathered, bool inside) {
        if (made.function == Function::true_) return true;
        if (made.function == Function::false_) return false;
        if (made.function == Function::pulldata && syntax_[made.operands[0]].kind == ExpressionKind::text) {
            pulled_.insert(syntax_[made.operands[0]].text);
        }
        json::array out{xpath::facts(made.function).name};
        const std::size_t outermost = made.function == Function::indexed_repeat ? outermost_repeat(made) : 0;
        for (std::size_t at = 0; at < made.operands.size(); ++at) {
            const bool all =
                made.function == Function::if_ ? gathered && at > 0 : gathers(made.function, at, made.operands.size());
            const ExpressionNode& operand = syntax_[made.operands[at]];
            if (outermost > 0 && at == outermost) {
                out.push_back(path(operand, operand.steps.size() - 1, true, inside));
            } else {
                out.push_back(write(made.operands[at], all, inside));
            }
        }
        return out;
    }

    /// The repeat of indexed-repeat() that stands outside the others: in it alone, the repeats around the node count.
    std::size_t outermost_repeat(const ExpressionNode& made) const {
        std::size_t found = 0;
        for (std::size_t at = 1; at + 1 < made.operands.size(); at += 2) {
            const ExpressionNode& one = syntax_[made.operands[at]];
            if (one.kind != ExpressionKind::path || one.origin != Origin::document || one.steps.empty()) return 0;
            if (found == 0 || one.steps.size() < syntax_[made.operands[found]].steps.size()) found = at;
        }
        return found;
    }

    json::value path(const ExpressionNode& made, bool gathered, bool inside) {
        return path(made, gathered ? 0 : made.steps.size(), gathered, inside);
    }

    /// `most`: of an absolute path, this many steps at the most stay in the repeats around the expression's node.
    json::value path(const ExpressionNode& made, std::size_t most, bool gathered, bool inside) {
        json::array out{"/"};
        std::size_t first = 0;
        if (made.origin == Origin::document) {
            first = shared_steps(made, most);
            if (first == 0) {
                out.emplace_back("/");
            } else {
                if (inside) {
                    out.push_back(json::array{"current"});
                } else {
                    out.emplace_back(".");
                }
                for (std::size_t up = first; up < around_.size(); ++up) out.emplace_back("..");
            }
        } else if (made.origin == Origin::context) {
            out.emplace_back(".");
        } else {
            out.push_back(base(made, gathered, inside));
        }
        for (std::size_t at = first; at < made.steps.size(); ++at) out.push_back(step(made.steps[at]));
        if (out.size() == 2 && out[1].is_array()) return out[1];
        return out;
    }

    json::value base(const ExpressionNode& made, bool gathered, bool inside) {
        json::value from = write(made.base, gathered || !made.base_predicates.empty(), inside);
        if (made.base_predicates.empty()) return from;
        json::array out{"[]", std::move(from)};
        for (const ExpressionId predicate : made.base_predicates) out.push_back(write(predicate, false, true));
        return out;
    }

    json::value step(const Step& step) {
        if (step.predicates.empty()) return json::value(step_name(step, form_.model().instance));
        json::array out{step_name(step, form_.model().instance)};
        for (const ExpressionId predicate : step.predicates) out.push_back(write(predicate, false, true));
        return out;
    }

    /// How many steps of an absolute path lead to the instances of repeats that stand around the expression's node; 0
    /// when no repeat does.
    std::size_t shared_steps(const ExpressionNode& made, std::size_t most) const {
        std::size_t shared = 0;
        std::size_t within_repeat = 0;
        for (const Step& step : made.steps) {
            if (shared == std::min(most, around_.size()) || step.axis != Axis::child || step.test != NodeTest::name)
                break;
            const FormNode& node = form_.nodes()[around_[shared]];
            if (!step.predicates.empty() || node.name != test_name(step, form_.model().instance)) break;
            ++shared;
            if (node.kind == NodeKind::repeat) within_repeat = shared;
        }
        return within_repeat;
    }

    const Form& form_;
    const xpath::Syntax& syntax_;
    std::vector<std::uint32_t> around_;  ///< from the root to the expression's node
    std::set<std::string>& pulled_;
};

}  // namespace

json::value PlanExpressions::write(std::uint32_t expression) {
    const FormExpression& made = form_.expressions()[expression];
    const xpath::Syntax& syntax = made.compiled->syntax();
    return Writer(form_, syntax, made.node, pulled_).write(syntax.root(), made.role == Role::choices, false);
}

}  // namespace longdan::xforms
