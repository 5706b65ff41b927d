#include "engine/xpath/evaluator.h"

#include "engine/xpath/date_time.h"

#include <cmath>

#include <fmt/format.h>

namespace longdan::xpath {

namespace {

bool compare_numbers(ExpressionKind kind, double left, double right) {
    switch (kind) {
        case ExpressionKind::equal:
            return left == right;
        case ExpressionKind::not_equal:
            return left != right;
        case ExpressionKind::less:
            return left < right;
        case ExpressionKind::less_equal:
            return left <= right;
        case ExpressionKind::greater:
            return left > right;
        default:
            return left >= right;
    }
}

bool is_relational(ExpressionKind kind) { return kind != ExpressionKind::equal && kind != ExpressionKind::not_equal; }

bool has_time(std::string_view text) { return text.size() > 10 && text[4] == '-' && text[10] == 'T'; }

/// Equal, or the same moment written in two ways.
bool same_text(std::string_view left, std::string_view right, Zone zone) {
    if (left == right) return true;
    if (!has_time(left) && !has_time(right)) return false;
    const auto first = parse_date(left, zone);
    const auto second = first ? parse_date(right, zone) : std::nullopt;
    return second && first->milliseconds == second->milliseconds;
}

double calculate(ExpressionKind kind, double left, double right) {
    switch (kind) {
        case ExpressionKind::add:
            return left + right;
        case ExpressionKind::subtract:
            return left - right;
        case ExpressionKind::multiply:
            return left * right;
        case ExpressionKind::divide:
            return left / right;
        default:
            return std::fmod(left, right);
    }
}

}  // namespace

Evaluator::Evaluator(const Expression& expression, const Context& context)
    : expression_(expression), context_(context) {
    if (!context_.current) context_.current = context_.node;
    if (!context_.main) context_.main = context_.node.tree;
}

void Evaluator::refuse(ExpressionId id, const std::string& message) const {
    const std::size_t offset = node(id).offset;
    throw ExpressionError(offset, fmt::format("ký tự thứ {}: {}", offset + 1, message));
}

void Evaluator::refuse_work(ExpressionId id) const {
    refuse(id, "biểu thức phải xét quá nhiều nút; hãy thu hẹp đường dẫn (too many nodes to visit)");
}

Value Evaluator::value(ExpressionId id, const Scope& scope) {
    const ExpressionNode& made = node(id);
    switch (made.kind) {
        case ExpressionKind::number:
            return made.number;
        case ExpressionKind::text:
            return made.text;
        case ExpressionKind::path:
            return path(id, scope, Repeats::stay);
        case ExpressionKind::call:
            return call(id, scope);
        case ExpressionKind::unite:
            return nodes(id, scope);
        case ExpressionKind::negate:
        case ExpressionKind::add:
        case ExpressionKind::subtract:
        case ExpressionKind::multiply:
        case ExpressionKind::divide:
        case ExpressionKind::modulo:
            return number(id, scope);
        default:
            return boolean(id, scope);
    }
}

Value Evaluator::gathered(ExpressionId id, const Scope& scope) {
    const ExpressionNode& made = node(id);
    if (made.kind == ExpressionKind::path || made.kind == ExpressionKind::unite) return nodes(id, scope);
    if (made.kind == ExpressionKind::call && made.function == Function::if_) {
        return gathered(made.operands[boolean(made.operands[0], scope) ? 1 : 2], scope);
    }
    return value(id, scope);
}

NodeSet Evaluator::nodes(ExpressionId id, const Scope& scope) {
    const ExpressionNode& made = node(id);
    if (made.kind == ExpressionKind::path) return path(id, scope, Repeats::all);
    if (made.kind == ExpressionKind::unite) {
        NodeSet all = nodes(made.operands[0], scope);
        const NodeSet more = nodes(made.operands[1], scope);
        all.insert(all.end(), more.begin(), more.end());
        put_in_order(all);
        return all;
    }
    Value result = gathered(id, scope);
    if (auto* found = std::get_if<NodeSet>(&result)) return std::move(*found);
    refuse(id, "ở đây cần một đường dẫn tới các nút, không phải một giá trị (a path is wanted, not a value)");
}

bool Evaluator::boolean(ExpressionId id, const Scope& scope) {
    const ExpressionNode& made = node(id);
    switch (made.kind) {
        case ExpressionKind::logical_or:
            return boolean(made.operands[0], scope) || boolean(made.operands[1], scope);
        case ExpressionKind::logical_and:
            return boolean(made.operands[0], scope) && boolean(made.operands[1], scope);
        case ExpressionKind::equal:
        case ExpressionKind::not_equal:
        case ExpressionKind::less:
        case ExpressionKind::less_equal:
        case ExpressionKind::greater:
        case ExpressionKind::greater_equal:
            return compare(made, scope);
        case ExpressionKind::path:
            if (made.plain) return static_cast<bool>(first_node(id, scope));
            [[fallthrough]];
        default:
            return boolean_of(value(id, scope));
    }
}

double Evaluator::number(ExpressionId id, const Scope& scope) {
    const ExpressionNode& made = node(id);
    switch (made.kind) {
        case ExpressionKind::number:
            return made.number;
        case ExpressionKind::negate:
            return -number(made.operands[0], scope);
        case ExpressionKind::add:
        case ExpressionKind::subtract:
        case ExpressionKind::multiply:
        case ExpressionKind::divide:
        case ExpressionKind::modulo: {
            const double left = number(made.operands[0], scope);
            return calculate(made.kind, left, number(made.operands[1], scope));
        }
        case ExpressionKind::text:
            return number_of(std::string_view(made.text), zone());
        case ExpressionKind::path: {
            std::string buffer;
            const NodeRef first = first_node(id, scope);
            return first ? number_of(value_of(first, buffer), zone()) : std::nan("");
        }
        default:
            return number_of(value(id, scope), zone());
    }
}

std::string_view Evaluator::text(ExpressionId id, const Scope& scope, std::string& buffer) {
    const ExpressionNode& made = node(id);
    if (made.kind == ExpressionKind::text) return made.text;
    if (made.kind == ExpressionKind::path) {
        const NodeRef first = first_node(id, scope);
        return first ? value_of(first, buffer) : std::string_view();
    }
    buffer = text_of(value(id, scope), zone());
    return buffer;
}

std::string Evaluator::text(ExpressionId id, const Scope& scope) {
    std::string buffer;
    const std::string_view found = text(id, scope, buffer);
    return found.data() == buffer.data() ? std::move(buffer) : std::string(found);
}

/// XPath 1.0, section 3.4: node sets ask whether some node compares, else booleans before numbers before texts. Dates
/// count as numbers; so do texts that are dates where an order is asked for. Where an order is asked for between nodes
/// and a boolean, each node is compared as a number: there the ODK engines leave XPath 1.0.
bool Evaluator::compare(const ExpressionNode& made, const Scope& scope) {
    const ExpressionId left = made.operands[0];
    const ExpressionId right = made.operands[1];
    const auto is_path = [&](ExpressionId id) { return node(id).kind == ExpressionKind::path && node(id).plain; };
    if (is_path(left)) return compare_path(made, left, value(right, scope), true, scope);
    if (is_path(right)) return compare_path(made, right, value(left, scope), false, scope);
    const Value first = value(left, scope);
    const Value second = value(right, scope);
    if (const auto* nodes = std::get_if<NodeSet>(&first)) return compare_nodes(made, *nodes, second, true);
    if (const auto* nodes = std::get_if<NodeSet>(&second)) return compare_nodes(made, *nodes, first, false);
    return holds(made.kind, first, second);
}

bool Evaluator::compare_path(
    const ExpressionNode& made, ExpressionId path, const Value& other, bool path_on_the_left, const Scope& scope
) {
    if (std::holds_alternative<bool>(other) && !is_relational(made.kind)) {
        const Value exists = static_cast<bool>(first_node(path, scope));
        return path_on_the_left ? holds(made.kind, exists, other) : holds(made.kind, other, exists);
    }
    std::string buffer;
    return walk_plain(path, scope, Repeats::stay, [&](NodeRef found) {
        const std::string_view text = value_of(found, buffer);
        if (const auto* others = std::get_if<NodeSet>(&other)) {
            std::string other_buffer;
            for (const NodeRef& second : *others) {
                const Value second_text = std::string(value_of(second, other_buffer));
                if (holds(made.kind, text, second_text, path_on_the_left)) return true;
            }
            return false;
        }
        return holds(made.kind, text, other, path_on_the_left);
    });
}

bool Evaluator::compare_nodes(
    const ExpressionNode& made, const NodeSet& nodes, const Value& other, bool nodes_on_the_left
) {
    if (std::holds_alternative<bool>(other) && !is_relational(made.kind)) {
        const Value exists = !nodes.empty();
        return nodes_on_the_left ? holds(made.kind, exists, other) : holds(made.kind, other, exists);
    }
    std::string buffer;
    std::string other_buffer;
    for (const NodeRef& found : nodes) {
        const std::string_view text = value_of(found, buffer);
        if (const auto* others = std::get_if<NodeSet>(&other)) {
            for (const NodeRef& second : *others) {
                const Value second_text = std::string(value_of(second, other_buffer));
                if (holds(made.kind, text, second_text, nodes_on_the_left)) return true;
            }
        } else if (holds(made.kind, text, other, nodes_on_the_left)) {
            return true;
        }
    }
    return false;
}

bool Evaluator::holds(ExpressionKind kind, std::string_view node_text, const Value& other, bool node_on_the_left)
    const {
    if (const auto* text = std::get_if<std::string>(&other); text && !is_relational(kind)) {
        return same_text(node_text, *text, zone()) == (kind == ExpressionKind::equal);
    }
    const double mine = number_of(node_text, zone());
    const double theirs = number_of(other, zone());
    return node_on_the_left ? compare_numbers(kind, mine, theirs) : compare_numbers(kind, theirs, mine);
}

bool Evaluator::holds(ExpressionKind kind, const Value& left, const Value& right) const {
    if (is_relational(kind)) return compare_numbers(kind, number_of(left, zone()), number_of(right, zone()));
    const auto either = [&](auto is) { return is(left) || is(right); };
    if (either([](const Value& one) { return std::holds_alternative<bool>(one); })) {
        return (boolean_of(left) == boolean_of(right)) == (kind == ExpressionKind::equal);
    }
    if (either([](const Value& one) { return !std::holds_alternative<std::string>(one); })) {
        return compare_numbers(kind, number_of(left, zone()), number_of(right, zone()));
    }
    const bool same = same_text(std::get<std::string>(left), std::get<std::string>(right), zone());
    return same == (kind == ExpressionKind::equal);
}

Value evaluate(const Expression& expression, const Context& context) {
    Evaluator evaluator(expression, context);
    return evaluator.value(expression.syntax().root(), evaluator.outermost());
}

bool evaluate_boolean(const Expression& expression, const Context& context) {
    Evaluator evaluator(expression, context);
    return evaluator.boolean(expression.syntax().root(), evaluator.outermost());
}

double evaluate_number(const Expression& expression, const Context& context) {
    Evaluator evaluator(expression, context);
    return evaluator.number(expression.syntax().root(), evaluator.outermost());
}

std::string evaluate_text(const Expression& expression, const Context& context) {
    Evaluator evaluator(expression, context);
    return evaluator.text(expression.syntax().root(), evaluator.outermost());
}

NodeSet evaluate_nodes(const Expression& expression, const Context& context) {
    Evaluator evaluator(expression, context);
    return evaluator.nodes(expression.syntax().root(), evaluator.outermost());
}

}  // namespace longdan::xpath
