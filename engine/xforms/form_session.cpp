#include "engine/xforms/form_plan.h"
#include "engine/xforms/judge.h"
#include "platform/base/text.h"

#include <algorithm>

namespace longdan::xforms {

FormSession::FormSession(const FormPlan& plan, std::string language, const Answers& answers)
    : plan_(plan), language_(std::move(language)), values_(plan.questions().size()) {
    for (const auto& [name, value] : answers) {
        if (const auto question = plan_.find(name)) values_[*question] = value;
    }
}

bool FormSession::set(std::string_view name, const std::vector<std::string>& values) {
    const auto question = plan_.find(name);
    if (!question || plan_.questions()[*question].type == QuestionType::note) return false;
    std::string joined;
    if (plan_.questions()[*question].type == QuestionType::select_multiple) {
        for (const std::string& value : values) {
            const auto word = trimmed(value);
            if (word.empty()) continue;
            if (!joined.empty()) joined += ' ';
            joined += word;
        }
    } else if (!values.empty()) {
        const std::string& value = values.back();
        joined = is_utf8(value) ? nfc(trimmed(value)) : value;
    }
    values_[*question] = std::move(joined);
    fresh_ = false;
    return true;
}

const std::string& FormSession::value(std::size_t question) const { return values_[question]; }

void FormSession::evaluate() const {
    if (fresh_) return;
    relevant_ = relevance(plan_, values_);
    fresh_ = true;
}

bool FormSession::relevant(std::size_t question) const {
    evaluate();
    return relevant_[question] != 0;
}

bool FormSession::relevant_page(std::size_t page) const {
    const auto& questions = plan_.pages()[page].questions;
    return std::any_of(questions.begin(), questions.end(), [&](std::size_t question) { return relevant(question); });
}

bool FormSession::required(std::size_t question) const {
    evaluate();
    return holds(plan_.questions()[question].required, values_, relevant_, values_[question], false);
}

std::vector<Violation> FormSession::errors_on(std::size_t page) const {
    evaluate();
    std::vector<Violation> errors;
    for (const std::size_t index : plan_.pages()[page].questions) {
        if (!relevant_[index]) continue;
        const auto rule = judge_question(plan_, index, values_, relevant_);
        if (!rule) continue;
        const Question& question = plan_.questions()[index];
        errors.push_back({question.path, *rule, question.name, violation_message(question, *rule, language_)});
    }
    return errors;
}

std::vector<Violation> FormSession::errors() const { return check(plan_, answers(), language_); }

std::optional<std::size_t> FormSession::first_page() const {
    for (std::size_t page = 0; page < plan_.pages().size(); ++page) {
        if (relevant_page(page)) return page;
    }
    return std::nullopt;
}

std::optional<std::size_t> FormSession::next_page(std::size_t page) const {
    for (std::size_t next = page + 1; next < plan_.pages().size(); ++next) {
        if (relevant_page(next)) return next;
    }
    return std::nullopt;
}

std::optional<std::size_t> FormSession::previous_page(std::size_t page) const {
    for (std::size_t previous = page; previous-- > 0;) {
        if (relevant_page(previous)) return previous;
    }
    return std::nullopt;
}

Answers FormSession::answers() const {
    evaluate();
    Answers answers;
    for (std::size_t i = 0; i < values_.size(); ++i) {
        if (relevant_[i] && !values_[i].empty()) answers.emplace(plan_.questions()[i].name, values_[i]);
    }
    return answers;
}

Answers FormSession::draft() const {
    Answers answers;
    for (std::size_t i = 0; i < values_.size(); ++i) {
        if (!values_[i].empty()) answers.emplace(plan_.questions()[i].name, values_[i]);
    }
    return answers;
}

}  // namespace longdan::xforms
