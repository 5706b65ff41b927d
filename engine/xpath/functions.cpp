#include "engine/xpath/evaluator.h"

#include <algorithm>

/// Functions about truth and nodes, and the way to all others.
namespace longdan::xpath {

namespace {

/// What one call may gather.
constexpr std::size_t most_values = 500'000;
constexpr std::size_t most_bytes = 16'000'000;

bool is_blank_text(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

/// checklist() asks each node whether it says something, any other value for its truth.
bool counts_as_true(const Value& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return !is_blank_text(*text);
    return boolean_of(value);
}

bool within(double amount, double fewest, double most) {
    return (fewest < 0 || amount >= fewest) && (most < 0 || amount <= most);
}

}  // namespace

Value Evaluator::call(ExpressionId id, const Scope& scope) {
    switch (node(id).function) {
        case Function::abs:
        case Function::acos:
        case Function::asin:
        case Function::atan:
        case Function::atan2:
        case Function::ceiling:
        case Function::cos:
        case Function::exp:
        case Function::exp10:
        case Function::floor:
        case Function::int_:
        case Function::log:
        case Function::log10:
        case Function::max:
        case Function::min:
        case Function::number:
        case Function::pi:
        case Function::pow:
        case Function::random:
        case Function::round:
        case Function::sin:
        case Function::sqrt:
        case Function::sum:
        case Function::tan:
            return call_about_numbers(id, scope);
        case Function::base64_decode:
        case Function::concat:
        case Function::contains:
        case Function::digest:
        case Function::ends_with:
        case Function::extract_signed:
        case Function::join:
        case Function::normalize_space:
        case Function::regex:
        case Function::starts_with:
        case Function::string:
        case Function::string_length:
        case Function::substr:
        case Function::substring:
        case Function::substring_after:
        case Function::substring_before:
        case Function::translate:
        case Function::uuid:
            return call_about_texts(id, scope);
        case Function::date:
        case Function::date_time:
        case Function::decimal_date_time:
        case Function::decimal_time:
        case Function::format_date:
        case Function::format_date_time:
        case Function::now:
        case Function::today:
            return call_about_dates(id, scope);
        case Function::choice_name:
        case Function::count_selected:
        case Function::itext:
        case Function::property:
        case Function::pulldata:
        case Function::selected:
        case Function::selected_at:
        case Function::version:
            return call_about_choices(id, scope);
        case Function::area:
        case Function::distance:
        case Function::geofence:
        case Function::intersects:
            return call_about_places(id, scope);
        default:
            return call_about_nodes(id, scope);
    }
}

Value Evaluator::call_about_nodes(ExpressionId id, const Scope& scope) {
    const ExpressionNode& made = node(id);
    const auto& operands = made.operands;
    switch (made.function) {
        case Function::true_:
            return true;
        case Function::false_:
            return false;
        case Function::boolean:
            return boolean(operands[0], scope);
        case Function::not_:
            return !boolean(operands[0], scope);
        case Function::boolean_from_string: {
            std::string buffer;
            const std::string_view said = text(operands[0], scope, buffer);
            return said == "1" || said == "true";
        }
        case Function::if_:
            return value(operands[boolean(operands[0], scope) ? 1 : 2], scope);
        case Function::depend:
            return value(operands[0], scope);
        case Function::coalesce:
            for (const ExpressionId operand : operands) {
                Value found = value(operand, scope);
                if (const auto* nodes = std::get_if<NodeSet>(&found)) found = text_of(*nodes);
                const auto* said = std::get_if<std::string>(&found);
                const auto* number = std::get_if<double>(&found);
                const bool empty = (said && said->empty()) || (number && *number != *number);
                if (!empty) return found;
            }
            return std::string();
        case Function::once: {
            std::string kept = context_text(scope);
            return kept.empty() ? Value(text(operands[0], scope)) : Value(std::move(kept));
        }
        case Function::checklist: {
            const std::vector<Value> list = flattened(id, 2, scope);
            const auto trues = static_cast<double>(std::count_if(list.begin(), list.end(), counts_as_true));
            return within(trues, number(operands[0], scope), number(operands[1], scope));
        }
        case Function::weighted_checklist: {
            double weight = 0;
            for (std::size_t at = 2; at + 1 < operands.size(); at += 2) {
                const NodeSet flags = gives_nodes(operands[at]) ? nodes(operands[at], scope) : NodeSet{};
                if (!gives_nodes(operands[at])) {
                    if (counts_as_true(value(operands[at], scope))) weight += number(operands[at + 1], scope);
                    continue;
                }
                const NodeSet weights = gives_nodes(operands[at + 1]) ? nodes(operands[at + 1], scope) : NodeSet{};
                for (std::size_t one = 0; one < flags.size(); ++one) {
                    if (is_blank_text(flags[one].tree->value(flags[one].id))) continue;
                    if (gives_nodes(operands[at + 1])) {
                        if (one < weights.size())
                            weight += number_of(Value(weights[one].tree->value(weights[one].id)), zone());
                    } else if (one == 0) {
                        weight += number(operands[at + 1], scope);
                    }
                }
            }
            return within(weight, number(operands[0], scope), number(operands[1], scope));
        }
        case Function::count:
            return static_cast<double>(nodes(operands[0], scope).size());
        case Function::count_non_empty: {
            const NodeSet all = nodes(operands[0], scope);
            std::string buffer;
            return static_cast<double>(std::count_if(all.begin(), all.end(), [&](const NodeRef& one) {
                return !one.tree->value(one.id, buffer).empty();
            }));
        }
        case Function::current:
            return NodeSet{context_.current};
        case Function::instance: {
            const Tree* tree = surroundings().instance(text(operands[0], scope));
            return tree ? NodeSet{{tree, Tree::root}} : NodeSet{};
        }
        case Function::indexed_repeat:
            return indexed_repeat(id, scope);
        case Function::randomize:
            return randomized(id, scope);
        case Function::position:
            if (operands.empty()) return static_cast<double>(position_of(scope));
            if (const NodeRef first = first_node_of(operands[0], scope)) {
                return static_cast<double>(first.tree->position(first.id));
            }
            return 0.0;
        case Function::last:
            return static_cast<double>(size_of(scope));
        case Function::name:
        case Function::local_name:
        case Function::namespace_uri: {
            const NodeRef named = operands.empty() ? scope.node : first_node_of(operands[0], scope);
            if (!named) return std::string();
            if (made.function == Function::namespace_uri) return named.tree->name_text(named->space);
            return made.function == Function::name ? named.tree->qualified_name(named.id) : named.tree->name(named.id);
        }
        case Function::id:
            return nodes_by_id(flattened(id, 0, scope));
        case Function::lang:
            return speaks(scope.node, text(operands[0], scope));
        default:
            refuse(id, made.text);
    }
}

bool Evaluator::gives_nodes(ExpressionId id) const {
    const ExpressionNode& made = node(id);
    if (made.kind == ExpressionKind::path || made.kind == ExpressionKind::unite) return true;
    return made.kind == ExpressionKind::call && made.function != Function::refused && facts(made.function).gives_nodes;
}

NodeRef Evaluator::first_node_of(ExpressionId id, const Scope& scope) {
    if (node(id).kind == ExpressionKind::path) return first_node(id, scope);
    const NodeSet all = nodes(id, scope);
    return all.empty() ? NodeRef{} : all.front();
}

std::vector<Value> Evaluator::flattened(ExpressionId id, std::size_t first, const Scope& scope) {
    const auto& operands = node(id).operands;
    std::vector<Value> all;
    std::size_t size = 0;
    for (std::size_t at = first; at < operands.size(); ++at) {
        Value one = operands.size() == first + 1 ? gathered(operands[at], scope) : value(operands[at], scope);
        if (const auto* nodes = std::get_if<NodeSet>(&one)) {
            if (all.size() + nodes->size() > most_values) refuse_work(id);
            std::string buffer;
            for (const NodeRef& found : *nodes) {
                const std::string_view text = value_of(found, buffer);
                if ((size += text.size()) > most_bytes) refuse_work(id);
                all.emplace_back(std::string(text));
            }
        } else {
            all.push_back(std::move(one));
        }
    }
    return all;
}

std::string Evaluator::context_text(const Scope& scope) {
    std::string buffer;
    return scope.node ? std::string(value_of(scope.node, buffer)) : std::string();
}

std::size_t Evaluator::position_of(const Scope& scope) const {
    if (scope.position > 0 || !scope.node) return scope.position;
    return scope.node.tree->position(scope.node.id);
}

std::size_t Evaluator::size_of(const Scope& scope) const {
    if (scope.size > 0 || !scope.node) return scope.size;
    std::size_t size = scope.node.tree->position(scope.node.id);
    for (NodeId at = scope.node->next; at != no_node; at = scope.node.tree->node(at).next) {
        if (scope.node.tree->node(at).name == scope.node->name) ++size;
    }
    return size;
}

/// ODK XForms, indexed-repeat(): the nodes of the first argument that stand in the n-th repeat of each named repeat. A
/// repeat around the node that is not named stays the one the node is in.
NodeSet Evaluator::indexed_repeat(ExpressionId id, const Scope& scope) {
    struct Level {
        NodeSet repeats;
        ExpressionId path;
        double index;
    };
    const auto& operands = node(id).operands;
    std::vector<Level> levels;
    for (std::size_t at = 1; at + 1 < operands.size(); at += 2) {
        levels.push_back({nodes(operands[at], scope), operands[at], number(operands[at + 1], scope)});
        if (levels.back().repeats.empty()) return {};
    }
    const auto depth = [](const Level& level) {
        const NodeRef& first = level.repeats.front();
        std::size_t above = 0;
        for (NodeId at = first->parent; at != no_node; at = first.tree->node(at).parent) ++above;
        return above;
    };
    std::stable_sort(levels.begin(), levels.end(), [&](const Level& a, const Level& b) { return depth(a) < depth(b); });
    levels.front().repeats = path_to_last_step(levels.front().path, scope);
    NodeRef inside;
    const auto keep_inside = [&](NodeSet& all) {
        if (!inside) return;
        std::erase_if(all, [&](const NodeRef& one) {
            return one.tree != inside.tree || !one.tree->is_ancestor(inside.id, one.id);
        });
    };
    for (Level& level : levels) {
        keep_inside(level.repeats);
        if (!(level.index >= 1) || level.index > static_cast<double>(level.repeats.size())) return {};
        inside = level.repeats[static_cast<std::size_t>(level.index) - 1];
    }
    NodeSet targets;
    if (inside && nodes_below(operands[0], inside, targets)) return targets;
    targets = nodes(operands[0], scope);
    keep_inside(targets);
    return targets;
}

/// The nodes of an absolute path that are below a node on its way; false for another path.
bool Evaluator::nodes_below(ExpressionId id, NodeRef from, NodeSet& into) {
    const ExpressionNode& made = node(id);
    if (made.kind != ExpressionKind::path || !made.plain || made.origin != Origin::document) return false;
    std::size_t depth = 0;
    for (NodeId at = from.id; at != Tree::root; at = from.tree->node(at).parent) ++depth;
    if (from.tree != context_.main || depth >= made.steps.size()) return false;
    std::size_t step = depth;
    for (NodeId at = from.id; at != Tree::root; at = from.tree->node(at).parent) {
        --step;
        if (made.steps[step].axis != Axis::child || !passes(made.steps[step], {from.tree, at})) return false;
    }
    const auto take = [&into](NodeRef found) {
        into.push_back(found);
        return false;
    };
    walk_steps(id, depth, from, take);
    return true;
}

NodeSet Evaluator::nodes_by_id(const std::vector<Value>& lists) {
    std::string padded = " ";
    for (const Value& list : lists) padded += text_of(list, zone()) + " ";
    std::replace_if(
        padded.begin(), padded.end(), [](char sign) { return sign == '\n' || sign == '\t' || sign == '\r'; }, ' '
    );
    NodeSet found;
    if (!context_.main) return found;
    const Tree& tree = *context_.main;
    for (NodeId at = 0; at < tree.size(); ++at) {
        if (tree.node(at).kind != NodeKind::element || tree.node(at).parent == no_node) continue;
        const NodeId attribute = tree.attribute(at, "id");
        if (attribute == no_node || tree.node(attribute).text.empty()) continue;
        if (padded.find(" " + tree.node(attribute).text + " ") != std::string::npos) found.push_back({&tree, at});
    }
    put_in_order(found);
    return found;
}

/// XPath 1.0, section 4.3, lang(): the nearest xml:lang is this language or a part of it.
bool Evaluator::speaks(NodeRef node, std::string_view language) const {
    const auto lower = [](std::string_view text) {
        std::string out(text);
        std::transform(out.begin(), out.end(), out.begin(), [](unsigned char sign) {
            return static_cast<char>(sign >= 'A' && sign <= 'Z' ? sign + 32 : sign);
        });
        return out;
    };
    const std::string wanted = lower(language);
    if (!node || wanted.empty()) return false;
    const Tree& tree = *node.tree;
    for (NodeId at = node.id; at != no_node; at = tree.node(at).parent) {
        for (NodeId one = tree.node(at).first_attribute; one != no_node; one = tree.node(one).next) {
            if (tree.qualified_name(one) != "xml:lang") continue;
            const std::string spoken = lower(tree.node(one).text);
            return spoken == wanted || spoken.starts_with(wanted + "-");
        }
    }
    return false;
}

}  // namespace longdan::xpath
