#include "engine/xforms/form_plan.h"

#include "engine/xforms/judge.h"
#include "platform/base/text.h"

#include <algorithm>

namespace longdan::xforms {

namespace {

const std::string blank;

/// Values by question index; names the plan has not are reported as violations.
std::vector<std::string> values_of(
    const FormPlan& plan, const Answers& answers, std::string_view language, std::vector<Violation>* unknown
) {
    std::vector<std::string> values(plan.questions().size());
    for (const auto& [name, value] : answers) {
        const auto question = plan.find(name);
        if (question) {
            values[*question] = value;
        } else if (unknown) {
            unknown->push_back(
                {"/data/" + name, ViolationRule::unknown, name,
                 language == "en" ? "The form has no such question" : "Phiếu không có câu hỏi này"}
            );
        }
    }
    return values;
}

std::int16_t pack_choice(const Choice& choice) {
    return choice.missing ? static_cast<std::int16_t>(*choice.missing) : choice.code;
}

std::int16_t pack_value(const FormPlan& plan, const Variable& variable, const std::string& value) {
    const Question& question = plan.questions()[variable.question];
    switch (variable.type) {
        case QuestionType::select_one:
            return pack_choice(*plan.list_of(question).find(value));
        case QuestionType::integer:
            return static_cast<std::int16_t>(*read_integer(value));
        case QuestionType::select_multiple: {
            const ChoiceList& list = plan.list_of(question);
            const auto words = split(value, ' ');
            if (words.size() == 1) {
                const Choice* only = list.find(words.front());
                if (only->missing) return static_cast<std::int16_t>(*only->missing);
            }
            const std::string& wanted = list.choices[variable.choice].name;
            return std::find(words.begin(), words.end(), wanted) != words.end() ? 1 : 0;
        }
        case QuestionType::text:
        case QuestionType::note:
            break;
    }
    return static_cast<std::int16_t>(MissingCode::invalid);
}

}  // namespace

const std::string& text_in(const Texts& texts, std::string_view language) {
    if (const auto found = texts.find(language); found != texts.end()) return found->second;
    if (const auto vietnamese = texts.find("vi"); vietnamese != texts.end()) return vietnamese->second;
    return texts.empty() ? blank : texts.begin()->second;
}

std::string_view name(MissingCode code) {
    switch (code) {
        case MissingCode::not_asked:
            return "not_asked";
        case MissingCode::dont_know:
            return "dont_know";
        case MissingCode::refused:
            return "refused";
        case MissingCode::invalid:
            return "invalid";
        case MissingCode::missing:
            return "missing";
    }
    return "missing";
}

std::string_view name(QuestionType type) {
    switch (type) {
        case QuestionType::select_one:
            return "select_one";
        case QuestionType::select_multiple:
            return "select_multiple";
        case QuestionType::integer:
            return "integer";
        case QuestionType::text:
            return "text";
        case QuestionType::note:
            return "note";
    }
    return "text";
}

std::string_view name(ViolationRule rule) {
    switch (rule) {
        case ViolationRule::type:
            return "type";
        case ViolationRule::required:
            return "required";
        case ViolationRule::constraint:
            return "constraint";
        case ViolationRule::choice:
            return "choice";
        case ViolationRule::irrelevant:
            return "irrelevant";
        case ViolationRule::calculate:
            return "calculate";
        case ViolationRule::unknown:
            return "unknown";
    }
    return "unknown";
}

const Choice* ChoiceList::find(std::string_view choice) const {
    const auto found =
        std::find_if(choices.begin(), choices.end(), [&](const Choice& other) { return other.name == choice; });
    return found == choices.end() ? nullptr : &*found;
}

std::optional<std::size_t> FormPlan::find(std::string_view question) const {
    const auto found = by_name_.find(std::string(question));
    if (found == by_name_.end()) return std::nullopt;
    return found->second;
}

std::vector<Violation> check(const FormPlan& plan, const Answers& answers, std::string_view language) {
    std::vector<Violation> violations;
    const auto values = values_of(plan, answers, language, &violations);
    const auto relevant = relevance(plan, values);
    for (std::size_t i = 0; i < plan.questions().size(); ++i) {
        const Question& question = plan.questions()[i];
        std::optional<ViolationRule> rule;
        if (relevant[i]) {
            rule = judge_question(plan, i, values, relevant);
        } else if (!values[i].empty()) {
            rule = ViolationRule::irrelevant;
        }
        if (rule) {
            violations.push_back({question.path, *rule, question.name, violation_message(question, *rule, language)});
        }
    }
    return violations;
}

std::optional<std::size_t> Codebook::find(std::string_view variable) const {
    for (std::size_t i = 0; i < variables.size(); ++i) {
        if (variables[i].name == variable) return i;
    }
    return std::nullopt;
}

Codebook make_codebook(const FormPlan& plan) {
    Codebook codebook;
    for (std::size_t i = 0; i < plan.questions().size(); ++i) {
        const Question& question = plan.questions()[i];
        switch (question.type) {
            case QuestionType::select_one:
            case QuestionType::integer:
                codebook.variables.push_back({question.name, i, 0, question.type, question.item});
                break;
            case QuestionType::select_multiple: {
                const auto& choices = plan.list_of(question).choices;
                for (std::size_t choice = 0; choice < choices.size(); ++choice) {
                    if (choices[choice].missing) continue;
                    codebook.variables.push_back(
                        {question.name + "/" + choices[choice].name, i, choice, question.type, question.item}
                    );
                }
                break;
            }
            case QuestionType::text:
            case QuestionType::note:
                break;
        }
    }
    return codebook;
}

std::vector<std::int16_t> pack(const FormPlan& plan, const Codebook& codebook, const Answers& answers) {
    const auto values = values_of(plan, answers, "vi", nullptr);
    const auto relevant = relevance(plan, values);
    std::vector<std::int16_t> packed;
    packed.reserve(codebook.variables.size());
    for (const Variable& variable : codebook.variables) {
        const std::string& value = values[variable.question];
        const Question& question = plan.questions()[variable.question];
        if (!relevant[variable.question]) {
            packed.push_back(static_cast<std::int16_t>(MissingCode::not_asked));
        } else if (value.empty()) {
            packed.push_back(static_cast<std::int16_t>(MissingCode::missing));
        } else if (judge_value(plan, question, values, relevant, value)) {
            packed.push_back(static_cast<std::int16_t>(MissingCode::invalid));
        } else {
            packed.push_back(pack_value(plan, variable, value));
        }
    }
    return packed;
}

}  // namespace longdan::xforms
