#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// Conditions of a form as trees, with the values and conversions of XPath 1.0 (section 3.4, 4.2 to 4.4), which is what
/// XForms conditions mean.
namespace longdan::xforms {

using ExpressionValue = std::variant<std::string, double, bool>;

std::string to_string(const ExpressionValue& value);
/// Not a number for a text that is none, also for "".
double to_number(const ExpressionValue& value);
bool to_boolean(const ExpressionValue& value);

enum class Operation {
    literal,
    reference,  ///< the answer of a question
    current,    ///< the answer the condition stands at
    logical_and,
    logical_or,
    logical_not,
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
    selected,
    count_selected,
    string_length,
    if_,
    coalesce,
    number,
    string,
    round,
    floor,
};

/// A tree kept as a list of nodes, children before parents; the last node is the root. Empty: no condition.
class Expression {
  public:
    struct Node {
        Operation operation = Operation::literal;
        ExpressionValue literal;
        std::size_t question = 0;  ///< of a reference
        std::vector<std::size_t> arguments;
    };

    bool empty() const { return nodes_.empty(); }
    const std::vector<Node>& nodes() const { return nodes_; }
    /// Adds a node and returns its place.
    std::size_t add(Node node) {
        nodes_.push_back(std::move(node));
        return nodes_.size() - 1;
    }

    /// `answer` gives the answer of a question ("" when blank or not asked); `current` is the answer at hand.
    using AnswerOf = std::function<const std::string&(std::size_t question)>;
    ExpressionValue evaluate(const AnswerOf& answer, const std::string& current) const;
    bool holds(const AnswerOf& answer, const std::string& current) const {
        return to_boolean(evaluate(answer, current));
    }
    /// Questions it names.
    std::vector<std::size_t> references() const;

  private:
    ExpressionValue evaluate_node(std::size_t node, const AnswerOf& answer, const std::string& current) const;
    std::vector<Node> nodes_;
};

}  // namespace longdan::xforms
