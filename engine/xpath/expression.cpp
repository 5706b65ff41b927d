#include "engine/xpath/expression.h"

#include <fmt/format.h>

namespace longdan::xpath {

Expression Expression::parse(std::string_view text, Names& names, const NamespaceOf& namespace_of, BadCalls bad_calls) {
    Expression made;
    made.text_ = text;
    made.syntax_ = parse_expression(text, names, namespace_of, bad_calls);
    made.dependencies_ = dependencies_of(made.syntax_);
    for (ExpressionId id = 0; id < made.syntax_.nodes.size(); ++id) {
        const ExpressionNode& node = made.syntax_[id];
        if (node.kind != ExpressionKind::call || node.function != Function::regex) continue;
        const ExpressionNode& pattern = made.syntax_[node.operands[1]];
        if (pattern.kind != ExpressionKind::text) continue;
        try {
            made.patterns_.emplace(id, RegularExpression(pattern.text));
        } catch (const Error& error) {
            throw ExpressionError(pattern.offset, fmt::format("ký tự thứ {}: {}", pattern.offset + 1, error.what()));
        }
    }
    return made;
}

}  // namespace longdan::xpath
