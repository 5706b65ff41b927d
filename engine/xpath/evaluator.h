#pragma once

#include "engine/xpath/evaluate.h"

#include <optional>
#include <string>
#include <string_view>

/// How expressions are evaluated; for the files of this room only.
namespace longdan::xpath {

/// The node at hand and its place among the nodes a predicate goes through.
struct Scope {
    NodeRef node;
    std::size_t position = 0;
    std::size_t size = 0;
};

/// One evaluation.
class Evaluator {
  public:
    Evaluator(const Expression& expression, const Context& context);

    Value value(ExpressionId id, const Scope& scope);
    /// As value(), but absolute paths name the nodes of all repeats (see Context::stay_in_repeat).
    Value gathered(ExpressionId id, const Scope& scope);
    bool boolean(ExpressionId id, const Scope& scope);
    double number(ExpressionId id, const Scope& scope);
    /// The text, either elsewhere (a literal, a node) or in `buffer`.
    std::string_view text(ExpressionId id, const Scope& scope, std::string& buffer);
    std::string text(ExpressionId id, const Scope& scope);
    NodeSet nodes(ExpressionId id, const Scope& scope);

    Scope outermost() const { return {context_.node, context_.position, context_.size}; }
    Zone zone() const { return context_.zone; }

  private:
    enum class Repeats { stay, stay_above_last, all };

    const ExpressionNode& node(ExpressionId id) const { return expression_.syntax()[id]; }
    [[noreturn]] void refuse(ExpressionId id, const std::string& message) const;
    void count_step(ExpressionId id) {
        if (++steps_ > context_.most_steps) refuse_work(id);
    }
    [[noreturn]] void refuse_work(ExpressionId id) const;
    /// The value of a node; long texts count as work.
    std::string_view value_of(NodeRef node, std::string& buffer) {
        const std::string_view value = node.tree->value(node.id, buffer);
        steps_ += value.size() / 64;
        return value;
    }
    Surroundings& surroundings() { return context_.surroundings ? *context_.surroundings : nothing_; }

    // evaluator.cpp
    bool compare(const ExpressionNode& made, const Scope& scope);
    bool compare_nodes(const ExpressionNode& made, const NodeSet& nodes, const Value& other, bool nodes_on_the_left);
    bool compare_path(
        const ExpressionNode& made, ExpressionId path, const Value& other, bool path_on_the_left, const Scope& scope
    );
    bool holds(ExpressionKind kind, std::string_view node_text, const Value& other, bool node_on_the_left) const;
    bool holds(ExpressionKind kind, const Value& left, const Value& right) const;

    // paths.cpp
    NodeSet path(ExpressionId id, const Scope& scope, Repeats repeats);
    NodeRef first_node(ExpressionId id, const Scope& scope);
    /// Calls `visit` for every node of a plain path until it gives true, which is then the answer.
    template <typename Visitor>
    bool walk_plain(ExpressionId id, const Scope& scope, Repeats repeats, Visitor&& visit) {
        std::size_t step = 0;
        const NodeRef from = start(id, scope, repeats, step);
        return from && walk_steps(id, step, from, visit);
    }
    template <typename Visitor>
    bool walk_steps(ExpressionId id, std::size_t at, NodeRef from, Visitor& visit) {
        const auto& steps = node(id).steps;
        if (at == steps.size()) return visit(from);
        const Step& step = steps[at];
        switch (step.axis) {
            case Axis::child:
            case Axis::attribute: {
                NodeId next = step.axis == Axis::child ? from->first_child : from->first_attribute;
                for (; next != no_node; next = from.tree->node(next).next) {
                    count_step(id);
                    const NodeRef found{from.tree, next};
                    if (passes(step, found) && walk_steps(id, at + 1, found, visit)) return true;
                }
                return false;
            }
            case Axis::parent: {
                const NodeRef found{from.tree, from->parent};
                return found && passes(step, found) && walk_steps(id, at + 1, found, visit);
            }
            default:
                return passes(step, from) && walk_steps(id, at + 1, from, visit);
        }
    }
    NodeRef start(ExpressionId id, const Scope& scope, Repeats repeats, std::size_t& step);
    NodeRef follow_repeats(const ExpressionNode& made, std::size_t most, std::size_t& step) const;
    /// The nodes of a path whose steps but the last stay in the repeats around the node.
    NodeSet path_to_last_step(ExpressionId id, const Scope& scope);
    NodeSet start_nodes(ExpressionId id, const Scope& scope, Repeats repeats, std::size_t& step);
    void take_step(ExpressionId id, const Step& step, NodeRef from, NodeSet& into);
    void axis_nodes(ExpressionId id, const Step& step, NodeRef from, NodeSet& into);
    std::optional<double> wanted_place(ExpressionId predicate);
    void filter(ExpressionId id, ExpressionId predicate, NodeSet& nodes);
    bool indexed_step(const Step& step, NodeRef from, NodeSet& into);
    bool passes(const Step& step, NodeRef candidate) const;
    void put_in_order(NodeSet& nodes) const;

    // functions: each file answers those it knows
    Value call(ExpressionId id, const Scope& scope);
    Value call_about_nodes(ExpressionId id, const Scope& scope);
    Value call_about_numbers(ExpressionId id, const Scope& scope);
    Value call_about_texts(ExpressionId id, const Scope& scope);
    Value call_about_dates(ExpressionId id, const Scope& scope);
    Value call_about_choices(ExpressionId id, const Scope& scope);
    Value call_about_places(ExpressionId id, const Scope& scope);
    NodeSet indexed_repeat(ExpressionId id, const Scope& scope);
    bool nodes_below(ExpressionId id, NodeRef from, NodeSet& into);
    NodeSet randomized(ExpressionId id, const Scope& scope);
    std::string pulldata(ExpressionId id, const Scope& scope);
    std::string uuid(ExpressionId id, const Scope& scope);
    bool matches(ExpressionId id, std::string_view whole, const Scope& scope);
    std::string digest(ExpressionId id, std::string_view whole, const Scope& scope);
    std::size_t position_of(const Scope& scope) const;
    std::size_t size_of(const Scope& scope) const;
    /// Values of operands from `first` on; the nodes of a path one by one, as texts. A path that stands alone gathers
    /// the nodes of all repeats.
    std::vector<Value> flattened(ExpressionId id, std::size_t first, const Scope& scope);
    bool gives_nodes(ExpressionId id) const;
    NodeRef first_node_of(ExpressionId id, const Scope& scope);
    NodeSet nodes_by_id(const std::vector<Value>& lists);
    bool speaks(NodeRef node, std::string_view language) const;
    std::string context_text(const Scope& scope);
    Date date_of(const Value& value) const;

    const Expression& expression_;
    Context context_;
    Surroundings nothing_;
    std::uint64_t steps_ = 0;
};

}  // namespace longdan::xpath
