#include "engine/xpath/evaluator.h"

#include <algorithm>
#include <array>

/// Walking the trees (XPath 1.0, section 2).
namespace longdan::xpath {

namespace {

bool is_reverse(Axis axis) {
    return axis == Axis::ancestor || axis == Axis::ancestor_or_self || axis == Axis::preceding ||
           axis == Axis::preceding_sibling || axis == Axis::parent;
}

bool is_leaf_with_text(const Node& node) {
    return node.kind == NodeKind::element && node.first_child == no_node && !node.text.empty();
}

/// The next element in document order, below the node or after it; no_node at the end of `within`.
NodeId next_in_document(const Tree& tree, NodeId at, NodeId within) {
    if (tree.node(at).first_child != no_node) return tree.node(at).first_child;
    while (at != within && at != no_node && tree.node(at).next == no_node) at = tree.node(at).parent;
    return at == within || at == no_node ? no_node : tree.node(at).next;
}

}  // namespace

bool Evaluator::passes(const Step& step, NodeRef candidate) const {
    const Node& found = *candidate;
    if (step.test == NodeTest::any_node) return true;
    if (step.test == NodeTest::any_text) return is_leaf_with_text(found);
    if (step.test == NodeTest::nothing) return false;
    if (found.kind != (step.axis == Axis::attribute ? NodeKind::attribute : NodeKind::element)) return false;
    if (step.test == NodeTest::name && found.name != step.name_id) {
        // A name that the tree met before an expression did stands in the tree's own table.
        if (found.name < Names::first_of_tree || candidate.tree->name_text(found.name) != step.name) return false;
    }
    // Names without a prefix stand for elements of every namespace: forms write /data/meta for <orx:meta> too.
    if (step.prefix.empty()) return true;
    if (step.space.empty()) return candidate.tree->name_text(found.prefix) == step.prefix;
    if (found.space == step.space_id) return true;
    return found.space >= Names::first_of_tree && candidate.tree->name_text(found.space) == step.space;
}

/// Follows an absolute path down the ancestors of current() as long as the names agree, and says how far it came.
NodeRef Evaluator::follow_repeats(const ExpressionNode& made, std::size_t most, std::size_t& step) const {
    NodeRef reached{context_.main, Tree::root};
    if (context_.current.tree != context_.main) return reached;
    std::array<NodeId, 64> chain;
    std::size_t depth = 0;
    for (NodeId at = context_.current.id; at != Tree::root && at != no_node; at = context_.main->node(at).parent) {
        if (depth == chain.size()) return reached;
        chain[depth++] = at;
    }
    while (step < most && depth > 0) {
        const NodeRef next{context_.main, chain[--depth]};
        const Step& wanted = made.steps[step];
        if (wanted.axis != Axis::child || wanted.test != NodeTest::name || !wanted.predicates.empty()) break;
        if (next->kind != NodeKind::element || !passes(wanted, next)) break;
        reached = next;
        ++step;
    }
    return reached;
}

/// Where a plain path begins, after the steps that stay in the repeats around the node.
NodeRef Evaluator::start(ExpressionId id, const Scope& scope, Repeats repeats, std::size_t& step) {
    const ExpressionNode& made = node(id);
    if (made.origin == Origin::context) return scope.node;
    if (made.origin == Origin::document) {
        if (!context_.main) return {};
        if (repeats == Repeats::all || !context_.stay_in_repeat) return {context_.main, Tree::root};
        const std::size_t kept = repeats == Repeats::stay_above_last && !made.steps.empty() ? 1 : 0;
        return follow_repeats(made, made.steps.size() - kept, step);
    }
    const ExpressionNode& base = node(made.base);
    if (base.function == Function::current) return context_.current;
    const Tree* tree = surroundings().instance(text(base.operands[0], scope));
    return tree ? NodeRef{tree, Tree::root} : NodeRef{};
}

NodeSet Evaluator::start_nodes(ExpressionId id, const Scope& scope, Repeats repeats, std::size_t& step) {
    const ExpressionNode& made = node(id);
    if (made.origin != Origin::base) {
        const NodeRef from = start(id, scope, repeats, step);
        return from ? NodeSet{from} : NodeSet{};
    }
    NodeSet found = nodes(made.base, scope);
    for (const ExpressionId predicate : made.base_predicates) filter(id, predicate, found);
    return found;
}

NodeSet Evaluator::path_to_last_step(ExpressionId id, const Scope& scope) {
    return node(id).kind == ExpressionKind::path ? path(id, scope, Repeats::stay_above_last) : nodes(id, scope);
}

NodeRef Evaluator::first_node(ExpressionId id, const Scope& scope) {
    if (!node(id).plain) {
        const NodeSet all = path(id, scope, Repeats::stay);
        return all.empty() ? NodeRef{} : all.front();
    }
    NodeRef first;
    walk_plain(id, scope, Repeats::stay, [&](NodeRef found) {
        first = found;
        return true;
    });
    return first;
}

NodeSet Evaluator::path(ExpressionId id, const Scope& scope, Repeats repeats) {
    const ExpressionNode& made = node(id);
    std::size_t at = 0;
    NodeSet here = start_nodes(id, scope, repeats, at);
    NodeSet next;
    bool level = here.size() <= 1;  // none of the nodes is above another
    for (; at < made.steps.size() && !here.empty(); ++at) {
        const Step& step = made.steps[at];
        next.clear();
        for (const NodeRef& from : here) take_step(id, step, from, next);
        const bool in_order = here.size() == 1 && !is_reverse(step.axis);
        const bool downwards = step.axis == Axis::child || step.axis == Axis::attribute || step.axis == Axis::self;
        if (!in_order && !(downwards && level)) put_in_order(next);
        level = level && (downwards || step.axis == Axis::parent);
        here.swap(next);
    }
    return here;
}

void Evaluator::take_step(ExpressionId id, const Step& step, NodeRef from, NodeSet& into) {
    if (step.predicates.empty()) return axis_nodes(id, step, from, into);
    NodeSet found;
    std::size_t first_left = 0;
    if (indexed_step(step, from, found)) {
        first_left = 1;
    } else {
        axis_nodes(id, step, from, found);
    }
    for (std::size_t at = first_left; at < step.predicates.size(); ++at) filter(id, step.predicates[at], found);
    into.insert(into.end(), found.begin(), found.end());
}

/// Nodes of an axis in its own direction: reverse axes count from the node away.
void Evaluator::axis_nodes(ExpressionId id, const Step& step, NodeRef from, NodeSet& into) {
    const Tree& tree = *from.tree;
    const auto offer = [&](NodeId candidate) {
        count_step(id);
        const NodeRef found{&tree, candidate};
        if (passes(step, found)) into.push_back(found);
    };
    const auto offer_below = [&](NodeId top) {
        for (NodeId at = tree.node(top).first_child; at != no_node; at = next_in_document(tree, at, top)) offer(at);
    };
    switch (step.axis) {
        case Axis::self:
            offer(from.id);
            break;
        case Axis::child:
            if (step.test == NodeTest::any_text && is_leaf_with_text(*from)) into.push_back(from);
            for (NodeId at = from->first_child; at != no_node; at = tree.node(at).next) {
                if (step.test != NodeTest::any_text) offer(at);
            }
            break;
        case Axis::attribute:
            for (NodeId at = from->first_attribute; at != no_node; at = tree.node(at).next) offer(at);
            break;
        case Axis::parent:
            if (from->parent != no_node) offer(from->parent);
            break;
        case Axis::descendant_or_self:
            offer(from.id);
            [[fallthrough]];
        case Axis::descendant:
            offer_below(from.id);
            break;
        case Axis::ancestor_or_self:
            offer(from.id);
            [[fallthrough]];
        case Axis::ancestor:
            for (NodeId at = from->parent; at != no_node; at = tree.node(at).parent) offer(at);
            break;
        case Axis::following_sibling:
            if (from->kind == NodeKind::attribute) break;
            for (NodeId at = from->next; at != no_node; at = tree.node(at).next) offer(at);
            break;
        case Axis::preceding_sibling:
            if (from->kind == NodeKind::attribute) break;
            for (NodeId at = from->previous; at != no_node; at = tree.node(at).previous) offer(at);
            break;
        case Axis::following: {
            NodeId at = from->kind == NodeKind::attribute ? from->parent : from.id;
            if (from->kind != NodeKind::attribute) {
                while (at != no_node && tree.node(at).next == no_node) at = tree.node(at).parent;
                at = at == no_node ? no_node : tree.node(at).next;
            } else {
                at = next_in_document(tree, at, Tree::root);
            }
            for (; at != no_node; at = next_in_document(tree, at, Tree::root)) offer(at);
            break;
        }
        case Axis::preceding: {
            if (from->kind == NodeKind::root) break;
            const NodeId self = from->kind == NodeKind::attribute ? from->parent : from.id;
            NodeSet before;
            for (NodeId at = tree.node(Tree::root).first_child; at != no_node && at != self;
                 at = next_in_document(tree, at, Tree::root)) {
                count_step(id);
                const NodeRef found{&tree, at};
                if (!tree.is_ancestor(at, self) && passes(step, found)) before.push_back(found);
            }
            into.insert(into.end(), before.rbegin(), before.rend());
            break;
        }
    }
}

/// The number a predicate like [3] or [position() = position(current()/..) - 1] asks for, the same for all nodes.
std::optional<double> Evaluator::wanted_place(ExpressionId predicate) {
    const ExpressionNode& made = node(predicate);
    if (made.kind == ExpressionKind::number) return made.number;
    if (made.kind != ExpressionKind::equal) return std::nullopt;
    const auto is_position = [&](ExpressionId id) {
        const ExpressionNode& one = node(id);
        return one.kind == ExpressionKind::call && one.function == Function::position && one.operands.empty();
    };
    const bool position_first = is_position(made.operands[0]);
    if (!position_first && !is_position(made.operands[1])) return std::nullopt;
    const ExpressionId wanted = made.operands[position_first ? 1 : 0];
    if (!node(wanted).fixed) return std::nullopt;
    const Value place = value(wanted, outermost());
    const auto* number = std::get_if<double>(&place);
    return number ? std::optional(*number) : std::nullopt;
}

void Evaluator::filter(ExpressionId id, ExpressionId predicate, NodeSet& nodes) {
    const ExpressionNode& made = node(predicate);
    if (const auto wanted = wanted_place(predicate)) {
        const auto place =
            static_cast<std::size_t>(*wanted >= 1 && *wanted <= static_cast<double>(nodes.size()) ? *wanted : 0);
        nodes = place > 0 && static_cast<double>(place) == *wanted ? NodeSet{nodes[place - 1]} : NodeSet{};
        return;
    }
    NodeSet kept;
    for (std::size_t at = 0; at < nodes.size(); ++at) {
        count_step(id);
        const Scope inner{nodes[at], at + 1, nodes.size()};
        bool keep = false;
        if (made.kind == ExpressionKind::call || made.kind == ExpressionKind::negate ||
            (made.kind >= ExpressionKind::add && made.kind <= ExpressionKind::modulo)) {
            const Value result = value(predicate, inner);
            const auto* number = std::get_if<double>(&result);
            keep = number ? *number == static_cast<double>(at + 1) : boolean_of(result);
        } else {
            keep = boolean(predicate, inner);
        }
        if (keep) kept.push_back(nodes[at]);
    }
    nodes = std::move(kept);
}

/// A step `item[key = value]` into a tree that stands still, where the value does not depend on the item: looked up.
/// The answer has passed the first predicate.
bool Evaluator::indexed_step(const Step& step, NodeRef from, NodeSet& into) {
    if (from.tree == context_.main || step.axis != Axis::child || step.test != NodeTest::name || !step.prefix.empty()) {
        return false;
    }
    const ExpressionId whole = step.predicates.front();
    if (node(whole).counts) return false;
    // The first comparison of a chain of `and` is looked up, the chain is then asked of what was found.
    ExpressionId first = whole;
    while (node(first).kind == ExpressionKind::logical_and) first = node(first).operands[0];
    const ExpressionNode& comparison = node(first);
    if (comparison.kind != ExpressionKind::equal) return false;
    const auto is_key = [&](ExpressionId id) {
        const ExpressionNode& made = node(id);
        return made.kind == ExpressionKind::path && made.plain && made.origin == Origin::context &&
               made.steps.size() == 1 && made.steps[0].test == NodeTest::name && made.steps[0].prefix.empty() &&
               (made.steps[0].axis == Axis::child || made.steps[0].axis == Axis::attribute);
    };
    const bool key_first = is_key(comparison.operands[0]);
    const ExpressionId key = comparison.operands[key_first ? 0 : 1];
    const ExpressionId wanted = comparison.operands[key_first ? 1 : 0];
    if (!is_key(key) || !node(wanted).fixed) return false;

    const Step& key_step = node(key).steps[0];
    const NameId item_name = from.tree->find_name(step.name);
    const NameId key_name = from.tree->find_name(key_step.name);
    if (item_name == Names::none || key_name == Names::none) return true;
    const auto look_up = [&](std::string_view text) {
        const bool attribute = key_step.axis == Axis::attribute;
        for (const NodeId found : from.tree->children_where(from.id, item_name, key_name, attribute, text)) {
            into.push_back({from.tree, found});
        }
    };
    const Value value_wanted = value(wanted, outermost());
    if (const auto* text = std::get_if<std::string>(&value_wanted)) {
        look_up(*text);
    } else if (const auto* nodes = std::get_if<NodeSet>(&value_wanted)) {
        std::string buffer;
        for (const NodeRef& one : *nodes) look_up(one.tree->value(one.id, buffer));
        if (nodes->size() > 1) put_in_order(into);
    } else {
        return false;
    }
    if (first != whole) filter(whole, whole, into);
    return true;
}

namespace {

/// The nodes of one tree that are asked for, met on a walk through all of it: two brothers among thousands are not
/// compared by counting the steps between them.
NodeSet met_on_a_walk(const Tree& tree, const NodeSet& wanted) {
    std::vector<NodeId> left;
    for (const NodeRef& one : wanted) left.push_back(one.id);
    std::sort(left.begin(), left.end());
    NodeSet out;
    tree.walk([&](NodeId id) {
        if (std::binary_search(left.begin(), left.end(), id)) out.push_back({&tree, id});
    });
    return out;
}

}  // namespace

void Evaluator::put_in_order(NodeSet& nodes) const {
    if (nodes.size() < 2) return;
    std::vector<const Tree*> trees;
    for (const NodeRef& one : nodes) {
        if (std::find(trees.begin(), trees.end(), one.tree) == trees.end()) trees.push_back(one.tree);
    }
    const auto rank = [&](const Tree* tree) { return std::find(trees.begin(), trees.end(), tree) - trees.begin(); };
    constexpr std::size_t many = 64;
    if (nodes.size() > many && trees.size() == 1 && !trees.front()->in_order()) {
        nodes = met_on_a_walk(*trees.front(), nodes);
        return;
    }
    std::stable_sort(nodes.begin(), nodes.end(), [&](const NodeRef& a, const NodeRef& b) {
        if (a.tree != b.tree) return rank(a.tree) < rank(b.tree);
        return a.tree->document_order(a.id, b.id) < 0;
    });
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
}

}  // namespace longdan::xpath
