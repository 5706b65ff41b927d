#include "engine/xforms/judge.h"

#include "platform/base/text.h"

#include <algorithm>
#include <charconv>

namespace longdan::xforms {

namespace {

const std::string blank;

Expression::AnswerOf answers_of(const std::vector<std::string>& values, const std::vector<char>& relevant) {
    return [&values, &relevant](std::size_t question) -> const std::string& {
        return relevant[question] ? values[question] : blank;
    };
}

std::optional<ViolationRule> judge_choices(const FormPlan& plan, const Question& question, std::string_view value) {
    const ChoiceList& list = plan.list_of(question);
    std::vector<std::string_view> chosen;
    bool stands_alone = false;
    for (const auto word : split(value, ' ')) {
        const Choice* choice = list.find(word);
        if (!choice) return ViolationRule::choice;
        if (std::find(chosen.begin(), chosen.end(), word) != chosen.end()) return ViolationRule::choice;
        chosen.push_back(word);
        stands_alone |= choice->missing.has_value();
    }
    if (question.type == QuestionType::select_one && chosen.size() != 1) return ViolationRule::choice;
    if (stands_alone && chosen.size() > 1) return ViolationRule::constraint;
    if (question.max_choices != 0 && chosen.size() > question.max_choices) return ViolationRule::constraint;
    return std::nullopt;
}

bool is_plain_text(std::string_view text) {
    return is_utf8(text) && std::none_of(text.begin(), text.end(), [](char byte) {
               const auto code = static_cast<unsigned char>(byte);
               return (code < 0x20 && byte != '\n' && byte != '\r' && byte != '\t') || code == 0x7F;
           });
}

std::string in_language(std::string_view language, std::string_view vietnamese, std::string_view english) {
    return std::string(language == "en" ? english : vietnamese);
}

}  // namespace

std::optional<std::int64_t> read_integer(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

bool holds(
    const Expression& condition, const std::vector<std::string>& values, const std::vector<char>& relevant,
    const std::string& current, bool otherwise
) {
    if (condition.empty()) return otherwise;
    return condition.holds(answers_of(values, relevant), current);
}

std::vector<char> relevance(const FormPlan& plan, const std::vector<std::string>& values) {
    std::vector<char> relevant(plan.questions().size(), 0);
    for (const std::size_t index : plan.evaluation_order()) {
        const Question& question = plan.questions()[index];
        bool asked = holds(plan.pages()[question.page].relevant, values, relevant, blank, true);
        for (const std::size_t group : question.groups) {
            asked = asked && holds(plan.groups()[group].relevant, values, relevant, blank, true);
        }
        relevant[index] = asked && holds(question.relevant, values, relevant, blank, true);
    }
    return relevant;
}

std::optional<ViolationRule> judge_value(
    const FormPlan& plan, const Question& question, const std::vector<std::string>& values,
    const std::vector<char>& relevant, const std::string& value
) {
    if (value.empty()) return std::nullopt;
    switch (question.type) {
        case QuestionType::note:
            return ViolationRule::unknown;
        case QuestionType::select_one:
        case QuestionType::select_multiple:
            if (const auto wrong = judge_choices(plan, question, value)) return wrong;
            break;
        case QuestionType::integer: {
            const auto number = read_integer(value);
            if (!number) return ViolationRule::type;
            if (number < question.minimum || number > question.maximum) return ViolationRule::constraint;
            break;
        }
        case QuestionType::text:
            if (!is_plain_text(value)) return ViolationRule::type;
            if (value.size() > question.max_length) return ViolationRule::constraint;
            break;
    }
    if (!holds(question.constraint, values, relevant, value, true)) return ViolationRule::constraint;
    return std::nullopt;
}

std::optional<ViolationRule> judge_question(
    const FormPlan& plan, std::size_t index, const std::vector<std::string>& values, const std::vector<char>& relevant
) {
    const Question& question = plan.questions()[index];
    const std::string& value = values[index];
    if (value.empty()) {
        const bool required = holds(question.required, values, relevant, value, false);
        if (required && question.type != QuestionType::note) return ViolationRule::required;
        return std::nullopt;
    }
    return judge_value(plan, question, values, relevant, value);
}

std::string violation_message(const Question& question, ViolationRule rule, std::string_view language) {
    if (rule == ViolationRule::required && !question.required_message.empty()) {
        return text_in(question.required_message, language);
    }
    if (rule == ViolationRule::constraint && !question.constraint_message.empty()) {
        return text_in(question.constraint_message, language);
    }
    const auto between = [&](std::string_view vietnamese, std::string_view english, std::string_view to) {
        return in_language(language, vietnamese, english) + std::to_string(*question.minimum) + std::string(to) +
               std::to_string(*question.maximum);
    };
    switch (rule) {
        case ViolationRule::required:
            return in_language(language, "Xin hãy trả lời câu này", "Please answer this question");
        case ViolationRule::type:
            return question.type == QuestionType::integer
                       ? in_language(language, "Xin hãy nhập một số nguyên, ví dụ 35", "Please enter a whole number")
                       : in_language(language, "Câu trả lời có ký tự không đọc được", "The answer cannot be read");
        case ViolationRule::constraint:
            if (question.type == QuestionType::integer) {
                return language == "en" ? between("", "Please enter a number from ", " to ")
                                        : between("Xin hãy nhập số từ ", "", " đến ");
            }
            if (question.type == QuestionType::text) {
                return in_language(language, "Câu trả lời quá dài, xin viết ngắn hơn", "The answer is too long");
            }
            if (question.max_choices != 0) {
                const std::string count = std::to_string(question.max_choices);
                return language == "en" ? "Please choose at most " + count : "Xin chọn nhiều nhất " + count + " ý";
            }
            return in_language(
                language, "Các lựa chọn này không đi cùng nhau, xin chọn lại", "These choices exclude each other"
            );
        case ViolationRule::choice:
            return in_language(
                language, "Xin chọn trong các câu trả lời có sẵn", "Please choose one of the given answers"
            );
        case ViolationRule::irrelevant:
            return in_language(
                language, "Câu này không hỏi trong trường hợp của phiếu, hãy bỏ câu trả lời",
                "This question is not asked in this case; take the answer out"
            );
        case ViolationRule::calculate:
        case ViolationRule::unknown:
            return in_language(language, "Phiếu không có câu hỏi này", "The form has no such question");
    }
    return {};
}

}  // namespace longdan::xforms
