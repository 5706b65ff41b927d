#include "engine/xpath/evaluator.h"

#include <algorithm>

/// Functions about answers to choice questions, labels, and files beside the form.
namespace longdan::xpath {

namespace {

/// The values of a select_multiple answer: between single spaces, an empty one where two spaces meet.
std::vector<std::string_view> chosen(std::string_view answer) {
    std::vector<std::string_view> list;
    std::size_t begin = 0;
    while (true) {
        const std::size_t end = answer.find(' ', begin);
        list.push_back(answer.substr(begin, end == std::string_view::npos ? end : end - begin));
        if (end == std::string_view::npos) return list;
        begin = end + 1;
    }
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

}  // namespace

Value Evaluator::call_about_choices(ExpressionId id, const Scope& scope) {
    const ExpressionNode& made = node(id);
    const auto& operands = made.operands;
    std::string buffer;
    switch (made.function) {
        case Function::selected: {
            const std::vector<std::string_view> list = chosen(text(operands[0], scope, buffer));
            const std::string wanted = text(operands[1], scope);
            return std::find(list.begin(), list.end(), trimmed(wanted)) != list.end();
        }
        case Function::selected_at: {
            std::vector<std::string_view> list = chosen(text(operands[0], scope, buffer));
            std::erase_if(list, [](std::string_view one) { return one.empty(); });
            const double place = number(operands[1], scope);
            if (!(place > -1 && place < static_cast<double>(list.size()))) return std::string();
            return std::string(list[static_cast<std::size_t>(std::max(place, 0.0))]);
        }
        case Function::count_selected: {
            const std::vector<std::string_view> list = chosen(text(operands[0], scope, buffer));
            return static_cast<double>(std::count_if(list.begin(), list.end(), [](auto one) { return !one.empty(); }));
        }
        case Function::choice_name: {
            const std::string value = text(operands[0], scope);
            return surroundings().choice_name(value, text(operands[1], scope, buffer), scope.node);
        }
        case Function::itext:
            return surroundings().itext(text(operands[0], scope), scope.node).value_or("");
        case Function::property:
            return surroundings().property(text(operands[0], scope));
        case Function::version:
            return surroundings().version();
        default:
            return pulldata(id, scope);
    }
}

/// pulldata(file, wanted column, key column, key): the first row of the file whose key column has the key.
std::string Evaluator::pulldata(ExpressionId id, const Scope& scope) {
    const auto& operands = node(id).operands;
    std::string file = text(operands[0], scope);
    const Tree* tree = surroundings().instance(file);
    if (!tree && file.ends_with(".csv")) tree = surroundings().instance(file.substr(0, file.size() - 4));
    if (!tree || tree->document() == no_node) return {};
    const NameId item = tree->find_name("item");
    const NameId key_column = tree->find_name(text(operands[2], scope));
    const std::string key = text(operands[3], scope);
    if (item == Names::none || key_column == Names::none) return {};
    const auto& rows = tree->children_where(tree->document(), item, key_column, false, key);
    if (rows.empty()) return {};
    const NodeId found = tree->child(rows.front(), text(operands[1], scope));
    return found == no_node ? std::string() : tree->value(found);
}

}  // namespace longdan::xpath
