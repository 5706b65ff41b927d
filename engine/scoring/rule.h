#pragma once

#include "engine/scoring/expression.h"
#include "engine/scoring/frame.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace longdan::scoring {

/// What is reported for one component of one unit.
struct Inputs {
    std::optional<Exact> points;
    std::optional<Exact> numerator;
    std::optional<Exact> denominator;
    std::optional<Exact> count;
    std::optional<Exact> percent;
    std::optional<bool> yes;
    std::optional<std::int32_t> date;  ///< days since 1970-01-01
    bool not_applicable = false;
    std::vector<std::pair<std::string, Exact>> options;  ///< "A" or "group.A" -> number of answers, sorted by name
    std::string reason;

    /// Takes one field of S.csv: points, numerator, denominator, count, percent, yes, date, not_applicable, bonus,
    /// penalty (counts of cases), option.A, option.GROUP.A, reason. Throws Error(invalid) saying what the value must
    /// be.
    void set(std::string_view field, std::string_view value);
    bool empty() const;
};

/// Points of one component.
struct Outcome {
    Exact points;
    bool missing = false;  ///< nothing usable was reported: 0 points
};

/// A rule made ready for many evaluations. Keeps a reference to the node.
class CompiledRule {
  public:
    /// Throws Error(invalid) for an expression that does not compile.
    explicit CompiledRule(const Node& node);
    /// Points within 0 and the maximum; a penalty may go below 0 and a bonus has its own `most`.
    Outcome evaluate(const Inputs& inputs) const;
    /// Why the points are what they are: "đạt 83,3%, dưới ngưỡng 90%"; empty at the maximum.
    Text reason(const Inputs& inputs) const;
    /// What would have brought the maximum, or the next better step: "từ 90% (đang 83,3%)".
    Text next_step(const Inputs& inputs) const;
    /// True when the component takes this field.
    bool takes(std::string_view field) const;

  private:
    CompiledRule(const Node& node, const Rule& rule);
    Outcome evaluate_raw(const Inputs& inputs, Text* said) const;
    Outcome evaluate_steps(const Inputs& inputs, Text* said) const;
    Outcome evaluate_ratio(const Inputs& inputs, Text* said) const;
    Outcome evaluate_levels(const Inputs& inputs, Text* said) const;
    Outcome evaluate_survey(const Inputs& inputs, Text* said) const;
    Outcome evaluate_expression(const Inputs& inputs, Text* said) const;

    /// Mean share of the maximum over the valid answers of a respondent group ("": all).
    std::optional<Exact> answered_share(const Inputs& inputs, std::string_view group) const;

    const Node* node_;
    const Rule* rule_;
    std::optional<Expression> expression_;
    std::vector<CompiledRule> rules_;
};

/// numerator / denominator, or percent / 100; nothing when not reported or the denominator is 0.
std::optional<Exact> share_of(const Inputs& inputs);

}  // namespace longdan::scoring
