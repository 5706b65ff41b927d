#include "engine/scoring/rule.h"

#include "platform/base/error.h"
#include "platform/base/time.h"

#include <algorithm>

#include <fmt/format.h>

namespace longdan::scoring {
namespace {

std::string vietnamese(const Exact& value, int decimals = 2) {
    std::string text = value.rounded(decimals).text();
    std::replace(text.begin(), text.end(), '.', ',');
    return text;
}
std::string percent_vi(const Exact& share) { return vietnamese(share * Exact(100)) + "%"; }
std::string percent_en(const Exact& share) { return (share * Exact(100)).rounded(2).text() + "%"; }

/// Texts are made only where somebody asks: scoring alone makes none.
template <class Make>
void say(Text* said, Make&& make) {
    if (said != nullptr) *said = make();
}

Outcome missing(Text* said) {
    say(said, [] { return Text{"chưa có số liệu", "nothing was reported"}; });
    return {0, true};
}

bool truth(std::string_view value, std::string_view field) {
    if (value == "1" || value == "yes" || value == "true" || value == "có") return true;
    if (value == "0" || value == "no" || value == "false" || value == "không") return false;
    throw Error(
        ErrorKind::invalid, fmt::format("'{}' phải là 1 hoặc 0 (must be 1 or 0), không phải '{}'", field, value)
    );
}

}  // namespace

void Inputs::set(std::string_view field, std::string_view value) {
    const auto number = [&](bool negative_allowed = false) {
        const auto read = Exact::parse(value);
        if (!read || (!negative_allowed && *read < Exact(0))) {
            throw Error(
                ErrorKind::invalid,
                fmt::format("'{}' phải là số không âm (must be a number of at least 0), không phải '{}'", field, value)
            );
        }
        return *read;
    };
    if (field == "points") {
        points = number(true);
    } else if (field == "numerator") {
        numerator = number();
    } else if (field == "denominator") {
        denominator = number();
    } else if (field == "count" || field == "bonus" || field == "penalty") {
        count = number();
    } else if (field == "percent") {
        percent = number();
    } else if (field == "yes") {
        yes = truth(value, field);
    } else if (field == "not_applicable") {
        not_applicable = truth(value, field);
    } else if (field == "date") {
        const auto day = Day::parse(value);
        if (!day) {
            throw Error(
                ErrorKind::invalid,
                fmt::format("'date' phải là ngày yyyy-MM-dd (must be a day), không phải '{}'", value)
            );
        }
        date = day->number;
    } else if (field == "reason") {
        reason = value;
    } else if (field.starts_with("option.") && field.size() > 7) {
        const Exact answers = number();
        if (!answers.multiple_of(1)) {
            throw Error(ErrorKind::invalid, fmt::format("'{}' phải là số nguyên (must be whole)", field));
        }
        std::pair<std::string, Exact> entry(field.substr(7), answers);
        const auto place = std::lower_bound(options.begin(), options.end(), entry, [](const auto& a, const auto& b) {
            return a.first < b.first;
        });
        if (place != options.end() && place->first == entry.first) {
            throw Error(ErrorKind::invalid, fmt::format("'{}' có hai lần (twice)", field));
        }
        options.insert(place, std::move(entry));
    } else {
        throw Error(ErrorKind::invalid, fmt::format("không có trường '{}' (unknown field)", field));
    }
}

bool Inputs::empty() const {
    return !points && !numerator && !denominator && !count && !percent && !yes && !date && !not_applicable &&
           options.empty();
}

std::optional<Exact> share_of(const Inputs& inputs) {
    if (inputs.numerator && inputs.denominator) {
        if (inputs.denominator->is_zero()) return std::nullopt;
        return *inputs.numerator / *inputs.denominator;
    }
    if (inputs.percent) return *inputs.percent / Exact(100);
    return std::nullopt;
}

CompiledRule::CompiledRule(const Node& node) : CompiledRule(node, node.rule) {}

CompiledRule::CompiledRule(const Node& node, const Rule& rule) : node_(&node), rule_(&rule) {
    if (rule.kind == RuleKind::expression) expression_ = Expression::compile(rule.expression);
    for (const Rule& one : rule.rules) rules_.push_back(CompiledRule(node, one));
}

Outcome CompiledRule::evaluate(const Inputs& inputs) const {
    Outcome outcome = evaluate_raw(inputs, nullptr);
    const bool free = rule_->kind == RuleKind::penalty || rule_->kind == RuleKind::bonus;
    if (!free) outcome.points = smaller(larger(outcome.points, 0), node_->maximum);
    if (node_->rounding) outcome.points = outcome.points.rounded(*node_->rounding);
    return outcome;
}

Text CompiledRule::reason(const Inputs& inputs) const {
    const Outcome outcome = evaluate(inputs);
    if (outcome.points == node_->maximum && rule_->kind != RuleKind::penalty) return {};
    Text said;
    evaluate_raw(inputs, &said);
    return said;
}

Outcome CompiledRule::evaluate_raw(const Inputs& inputs, Text* said) const {
    switch (rule_->kind) {
        case RuleKind::points:
            if (!inputs.points) return missing(said);
            say(said, [&] { return Text{inputs.reason, inputs.reason}; });
            return {*inputs.points};
        case RuleKind::yes_no:
            if (!inputs.yes) return missing(said);
            say(said, [] { return Text{"không đạt", "not met"}; });
            return {*inputs.yes ? node_->maximum : Exact(0)};
        case RuleKind::steps:
            return evaluate_steps(inputs, said);
        case RuleKind::ratio:
            return evaluate_ratio(inputs, said);
        case RuleKind::levels:
            return evaluate_levels(inputs, said);
        case RuleKind::survey:
            return evaluate_survey(inputs, said);
        case RuleKind::expression:
            return evaluate_expression(inputs, said);
        case RuleKind::percentage: {
            if (!inputs.percent) return missing(said);
            const Exact share = *inputs.percent / Exact(100);
            say(said, [&] {
                return Text{"chỉ số nguồn đạt " + percent_vi(share), "the source figure is " + percent_en(share)};
            });
            return {share * node_->maximum};
        }
        case RuleKind::penalty:
        case RuleKind::bonus: {
            const Exact cases = inputs.count.value_or(0);
            Exact points = cases * rule_->per_case;
            if (rule_->most) points = smaller(points, *rule_->most);
            if (rule_->kind == RuleKind::bonus) return {points};
            if (!points.is_zero()) {
                say(said, [&] {
                    return Text{"bị trừ vì " + vietnamese(cases) + " trường hợp", "cases: " + cases.text()};
                });
            }
            return {Exact(0) - points};
        }
        case RuleKind::best_of: {
            Outcome best = missing(said);
            for (const CompiledRule& rule : rules_) {
                Text text;
                const Outcome outcome = rule.evaluate_raw(inputs, said == nullptr ? nullptr : &text);
                if (outcome.missing || (!best.missing && outcome.points <= best.points)) continue;
                best = outcome;
                say(said, [&] { return text; });
            }
            return best;
        }
    }
    return missing(said);
}

Outcome CompiledRule::evaluate_steps(const Inputs& inputs, Text* said) const {
    if (rule_->measure == Measure::date) {
        if (!inputs.date) return missing(said);
        say(said, [&] {
            const Day day{*inputs.date};
            return Text{"ngày " + day.vietnamese(), "on " + day.iso()};
        });
        for (const Step& step : rule_->steps) {
            if (*inputs.date <= step.until) return {step.points};
        }
        return {rule_->otherwise};
    }
    const bool share = rule_->measure == Measure::share;
    const std::optional<Exact> value = share ? share_of(inputs) : inputs.count;
    if (!value) return missing(said);
    say(said, [&] {
        return share ? Text{"đạt " + percent_vi(*value), percent_en(*value) + " reached"}
                     : Text{"được " + vietnamese(*value), value->text() + " counted"};
    });
    for (const Step& step : rule_->steps) {
        if (step.from <= *value) return {step.points};
    }
    return {rule_->otherwise};
}

Outcome CompiledRule::evaluate_ratio(const Inputs& inputs, Text* said) const {
    const std::optional<Exact> share = share_of(inputs);
    if (!share) return missing(said);
    const bool below = *share < rule_->threshold;
    say(said, [&] {
        Text text{"đạt " + percent_vi(*share), percent_en(*share) + " reached"};
        if (below) {
            text.vi += ", dưới ngưỡng " + percent_vi(rule_->threshold);
            text.en += ", under the threshold " + percent_en(rule_->threshold);
        }
        return text;
    });
    if (rule_->full <= *share) return {node_->maximum};
    if (below) return {rule_->otherwise};
    if (!rule_->interpolate) return {*share / rule_->full * node_->maximum};
    const Exact way = (*share - rule_->threshold) / (rule_->full - rule_->threshold);
    return {rule_->otherwise + way * (node_->maximum - rule_->otherwise)};
}

Outcome CompiledRule::evaluate_levels(const Inputs& inputs, Text* said) const {
    Exact things;
    Exact sum;
    std::optional<Exact> lowest;
    for (const auto& [level, number] : inputs.options) {
        const auto share = rule_->options.find(level);
        if (share == rule_->options.end() || number.is_zero()) continue;
        things += number;
        sum += number * share->second;
        if (!lowest || share->second < *lowest) lowest = share->second;
    }
    if (things.is_zero()) return missing(said);
    const Exact share = rule_->minimum ? *lowest : sum / things;
    say(said, [&] {
        return rule_->minimum ? Text{"mức thấp nhất " + percent_vi(share), "lowest level " + percent_en(share)}
                              : Text{"trung bình các mức " + percent_vi(share), "mean level " + percent_en(share)};
    });
    return {share * node_->maximum};
}

std::optional<Exact> CompiledRule::answered_share(const Inputs& inputs, std::string_view group) const {
    Exact valid;
    Exact sum;
    for (const auto& [name, number] : inputs.options) {
        std::string_view option = name;
        if (!group.empty()) {
            if (!option.starts_with(group) || option.size() <= group.size() || option[group.size()] != '.') continue;
            option.remove_prefix(group.size() + 1);
        }
        const auto share = rule_->options.find(std::string(option));
        if (share == rule_->options.end()) continue;
        valid += number;
        sum += number * share->second;
    }
    if (valid.is_zero()) return std::nullopt;
    return sum / valid;
}

Outcome CompiledRule::evaluate_survey(const Inputs& inputs, Text* said) const {
    std::optional<Exact> share;
    if (rule_->groups.empty()) {
        share = answered_share(inputs, "");
    } else {
        // A group without valid answers gives its weight to the others.
        Exact weights;
        Exact sum;
        for (const auto& [group, weight] : rule_->groups) {
            const auto part = answered_share(inputs, group);
            if (!part) continue;
            weights += weight;
            sum += *part * weight;
        }
        if (!weights.is_zero()) share = sum / weights;
    }
    if (!share) return missing(said);
    say(said, [&] {
        return Text{
            "người trả lời cho " + percent_vi(*share) + " điểm tối đa",
            percent_en(*share) + " of the maximum by answers"};
    });
    return {*share * node_->maximum};
}

Outcome CompiledRule::evaluate_expression(const Inputs& inputs, Text* said) const {
    Variables variables;
    variables[static_cast<std::size_t>(Variable::maximum)] = node_->maximum;
    variables[static_cast<std::size_t>(Variable::points)] = inputs.points;
    variables[static_cast<std::size_t>(Variable::numerator)] = inputs.numerator;
    variables[static_cast<std::size_t>(Variable::denominator)] = inputs.denominator;
    variables[static_cast<std::size_t>(Variable::count)] = inputs.count;
    variables[static_cast<std::size_t>(Variable::percent)] = inputs.percent;
    if (inputs.yes) variables[static_cast<std::size_t>(Variable::yes)] = Exact(*inputs.yes ? 1 : 0);
    const auto value = expression_->evaluate(variables);
    if (!value) return missing(said);
    say(said, [&] { return Text{"theo biểu thức " + rule_->expression, "by the expression " + rule_->expression}; });
    return {*value};
}

Text CompiledRule::next_step(const Inputs& inputs) const {
    const Exact now = evaluate(inputs).points;
    switch (rule_->kind) {
        case RuleKind::yes_no:
            return {"đạt yêu cầu", "meet the requirement"};
        case RuleKind::steps: {
            // Steps are best first: the last one that is still better than now is the nearest.
            for (auto step = rule_->steps.rbegin(); step != rule_->steps.rend(); ++step) {
                if (!(now < step->points)) continue;
                const std::string gain = vietnamese(step->points);
                if (rule_->measure == Measure::date) {
                    return Text{
                        "không sau ngày " + Day{step->until}.vietnamese() + " được " + gain + " điểm",
                        "by " + Day{step->until}.iso() + " for " + step->points.text() + " points"};
                }
                const bool share = rule_->measure == Measure::share;
                return Text{
                    "từ " + (share ? percent_vi(step->from) : vietnamese(step->from)) + " được " + gain + " điểm",
                    "from " + (share ? percent_en(step->from) : step->from.text()) + " for " + step->points.text() +
                        " points"};
            }
            return {};
        }
        case RuleKind::ratio:
            return Text{
                "từ " + percent_vi(rule_->full) + " được điểm tối đa",
                "from " + percent_en(rule_->full) + " for the maximum"};
        case RuleKind::percentage:
            return {"chỉ số nguồn đạt 100%", "the source figure at 100%"};
        case RuleKind::penalty:
            return {"không để xảy ra trường hợp nào", "no case at all"};
        case RuleKind::best_of: {
            for (const CompiledRule& rule : rules_) {
                Text text = rule.next_step(inputs);
                if (!text.vi.empty()) return text;
            }
            return {};
        }
        default:
            return {};
    }
}

bool CompiledRule::takes(std::string_view field) const {
    if (field == "not_applicable" || field == "reason") return true;
    switch (rule_->kind) {
        case RuleKind::points:
            return field == "points";
        case RuleKind::yes_no:
            return field == "yes";
        case RuleKind::steps:
            if (rule_->measure == Measure::date) return field == "date";
            if (rule_->measure == Measure::count) return field == "count";
            return field == "numerator" || field == "denominator" || field == "percent";
        case RuleKind::ratio:
            return field == "numerator" || field == "denominator" || field == "percent";
        case RuleKind::percentage:
            return field == "percent";
        case RuleKind::penalty:
            return field == "penalty" || field == "count";
        case RuleKind::bonus:
            return field == "bonus" || field == "count";
        case RuleKind::levels:
            return field.starts_with("option.") && rule_->options.contains(std::string(field.substr(7)));
        case RuleKind::survey: {
            if (!field.starts_with("option.")) return false;
            std::string_view option = field.substr(7);
            if (!rule_->groups.empty()) {
                const std::size_t point = option.find('.');
                if (point == std::string_view::npos || !rule_->groups.contains(std::string(option.substr(0, point)))) {
                    return false;
                }
                option.remove_prefix(point + 1);
            }
            return rule_->options.contains(std::string(option)) ||
                   std::find(rule_->not_counted.begin(), rule_->not_counted.end(), option) != rule_->not_counted.end();
        }
        case RuleKind::expression:
            return field == "points" || field == "numerator" || field == "denominator" || field == "count" ||
                   field == "percent" || field == "yes";
        case RuleKind::best_of:
            return std::any_of(rules_.begin(), rules_.end(), [&](const CompiledRule& rule) {
                return rule.takes(field);
            });
    }
    return false;
}

}  // namespace longdan::scoring
