#include "engine/xforms/expression.h"

#include "platform/base/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace longdan::xforms {

namespace {

double number_of_text(std::string_view text) {
    const std::string_view digits = trimmed(text);
    // XPath numbers have no exponent, no plus sign, no hexadecimal form (section 3.7).
    if (digits.empty() || digits.find_first_not_of("-.0123456789") != std::string_view::npos) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    double number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::numeric_limits<double>::quiet_NaN();
    return number;
}

std::string text_of_number(double number) {
    if (std::isnan(number)) return "NaN";
    if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
    if (number == 0) return "0";
    char buffer[400];
    const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::fixed);
    return error == std::errc() ? std::string(buffer, end) : std::string();
}

bool equal_values(const ExpressionValue& a, const ExpressionValue& b) {
    if (std::holds_alternative<bool>(a) || std::holds_alternative<bool>(b)) return to_boolean(a) == to_boolean(b);
    if (std::holds_alternative<double>(a) || std::holds_alternative<double>(b)) return to_number(a) == to_number(b);
    return std::get<std::string>(a) == std::get<std::string>(b);
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    for (const auto word : split(text, ' ')) {
        if (!word.empty()) words.push_back(word);
    }
    return words;
}

/// Number of code points: string-length counts characters, not bytes.
double characters_in(std::string_view text) {
    return static_cast<double>(std::count_if(text.begin(), text.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
    }));
}

}  // namespace

std::string to_string(const ExpressionValue& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* number = std::get_if<double>(&value)) return text_of_number(*number);
    return std::get<bool>(value) ? "true" : "false";
}

double to_number(const ExpressionValue& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return number_of_text(*text);
    if (const auto* number = std::get_if<double>(&value)) return *number;
    return std::get<bool>(value) ? 1 : 0;
}

bool to_boolean(const ExpressionValue& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return !text->empty();
    if (const auto* number = std::get_if<double>(&value)) return *number != 0 && !std::isnan(*number);
    return std::get<bool>(value);
}

ExpressionValue Expression::evaluate(const AnswerOf& answer, const std::string& current) const {
    if (nodes_.empty()) return true;
    return evaluate_node(nodes_.size() - 1, answer, current);
}

ExpressionValue Expression::evaluate_node(std::size_t place, const AnswerOf& answer, const std::string& current) const {
    const Node& node = nodes_[place];
    const auto value = [&](std::size_t argument) { return evaluate_node(node.arguments[argument], answer, current); };
    const auto number = [&](std::size_t argument) { return to_number(value(argument)); };
    switch (node.operation) {
        case Operation::literal:
            return node.literal;
        case Operation::reference:
            return answer(node.question);
        case Operation::current:
            return current;
        case Operation::logical_and:
            for (std::size_t i = 0; i < node.arguments.size(); ++i) {
                if (!to_boolean(value(i))) return false;
            }
            return true;
        case Operation::logical_or:
            for (std::size_t i = 0; i < node.arguments.size(); ++i) {
                if (to_boolean(value(i))) return true;
            }
            return false;
        case Operation::logical_not:
            return !to_boolean(value(0));
        case Operation::equal:
            return equal_values(value(0), value(1));
        case Operation::not_equal:
            return !equal_values(value(0), value(1));
        case Operation::less:
            return number(0) < number(1);
        case Operation::less_equal:
            return number(0) <= number(1);
        case Operation::greater:
            return number(0) > number(1);
        case Operation::greater_equal:
            return number(0) >= number(1);
        case Operation::add:
            return number(0) + number(1);
        case Operation::subtract:
            return number(0) - number(1);
        case Operation::multiply:
            return number(0) * number(1);
        case Operation::divide:
            return number(0) / number(1);
        case Operation::modulo:
            return std::fmod(number(0), number(1));
        case Operation::selected: {
            const std::string list = to_string(value(0));
            const std::string wanted = to_string(value(1));
            const auto words = words_of(list);
            return std::find(words.begin(), words.end(), trimmed(wanted)) != words.end();
        }
        case Operation::count_selected:
            return static_cast<double>(words_of(to_string(value(0))).size());
        case Operation::string_length:
            return characters_in(to_string(value(0)));
        case Operation::if_:
            return to_boolean(value(0)) ? value(1) : value(2);
        case Operation::coalesce: {
            const std::string first = to_string(value(0));
            return first.empty() ? value(1) : ExpressionValue(first);
        }
        case Operation::number:
            return number(0);
        case Operation::string:
            return to_string(value(0));
        case Operation::round:
            return std::floor(number(0) + 0.5);  // XPath 1.0, 4.4: halves go up
        case Operation::floor:
            return std::floor(number(0));
    }
    return false;
}

std::vector<std::size_t> Expression::references() const {
    std::vector<std::size_t> found;
    for (const Node& node : nodes_) {
        if (node.operation == Operation::reference) found.push_back(node.question);
    }
    return found;
}

}  // namespace longdan::xforms
