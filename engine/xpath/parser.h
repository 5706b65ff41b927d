#pragma once

#include "engine/xpath/scanner.h"

/// How expressions are read; for the files of this room only.
namespace longdan::xpath {

struct BinaryOperator {
    std::string_view sign;
    int strength;
    ExpressionKind kind;
};

/// A Pratt parser that reads the text as it goes: where an operand is wanted `*` and `div` are names, where an operator
/// is wanted they are operators (XPath 1.0, section 3.7).
class Parser : private ExpressionScanner {
  public:
    Parser(std::string_view text, Names& names, const NamespaceOf& namespace_of, BadCalls bad_calls)
        : ExpressionScanner(text), names_(names), namespace_of_(namespace_of), bad_calls_(bad_calls) {}

    Syntax run();

  private:
    /// What is known of a finished part: where it is, how deep, and what its value depends on.
    struct Part {
        ExpressionId id = 0;
        std::size_t height = 1;
        bool reads_context = false;
        bool uses_chance = false;
        bool counts = false;

        void take(const Part& inner) {
            height = std::max(height, inner.height + 1);
            reads_context = reads_context || inner.reads_context;
            uses_chance = uses_chance || inner.uses_chance;
            counts = counts || inner.counts;
        }
        /// A predicate looks at its own nodes, not at the node outside.
        void take_predicate(const Part& inner) {
            height = std::max(height, inner.height + 1);
            uses_chance = uses_chance || inner.uses_chance;
        }
    };

    class Nesting;

    // parser.cpp: operators, literals, functions
    ExpressionNode node(ExpressionKind kind, std::size_t offset) const {
        ExpressionNode made;
        made.kind = kind;
        made.offset = static_cast<std::uint32_t>(offset);
        return made;
    }
    Part finish(ExpressionNode node, Part part);
    const BinaryOperator* binary_operator();
    Part expression(int strength);
    Part operand();
    bool gives_nodes(const ExpressionNode& made) const;
    void want_nodes(const Part& part, std::size_t offset) const;
    /// A name is a function when a parenthesis follows, unless it is a node test.
    bool begins_primary() const;
    Part primary();
    Part text_literal(char quote);
    Part number_literal();
    Part call();
    static bool draws_by_chance(Function function, std::size_t arguments);
    /// Why the arguments do not fit; "" when they do.
    std::string problem_of_arguments(const FunctionFacts& fact, const ExpressionNode& made) const;
    std::string space_of(std::string_view prefix) const {
        return namespace_of_ ? namespace_of_(prefix) : std::string();
    }

    // parser_paths.cpp
    bool is_plain(const ExpressionNode& made) const;
    Part path();
    Part absolute_path();
    static Step everything_below();
    void predicates(std::vector<ExpressionId>& into, Part& part);
    void steps(ExpressionNode& made, Part& part);
    Step step(Part& part);
    bool axis(Step& made);
    void node_test(Step& made);
    void kind_test(Step& made, std::string_view name, std::size_t begin);

    Names& names_;
    const NamespaceOf& namespace_of_;
    BadCalls bad_calls_;
    std::size_t nesting_ = 0;
    Syntax out_;
};

}  // namespace longdan::xpath
