#pragma once

#include "engine/xforms/form_plan.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The rules of a plan applied to values: what `check`, `pack` and FormSession share.
namespace longdan::xforms {

/// For each question 1 when it is asked, given these values (by question index, "" is blank). A question that is not
/// asked counts as blank in the conditions of others.
std::vector<char> relevance(const FormPlan& plan, const std::vector<std::string>& values);

/// True when a condition holds for a question; an empty condition gives `otherwise`.
bool holds(
    const Expression& condition, const std::vector<std::string>& values, const std::vector<char>& relevant,
    const std::string& current, bool otherwise
);

/// What is wrong with the value of a relevant question, without "required". A blank value is never wrong.
std::optional<ViolationRule> judge_value(
    const FormPlan& plan, const Question& question, const std::vector<std::string>& values,
    const std::vector<char>& relevant, const std::string& value
);

/// Everything wrong with one relevant question, "required" included.
std::optional<ViolationRule> judge_question(
    const FormPlan& plan, std::size_t question, const std::vector<std::string>& values,
    const std::vector<char>& relevant
);

/// The sentence for the respondent: the form's own where it has one.
std::string violation_message(const Question& question, ViolationRule rule, std::string_view language);

std::optional<std::int64_t> read_integer(std::string_view text);

}  // namespace longdan::xforms
