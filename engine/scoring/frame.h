#pragma once

#include "engine/scoring/exact.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace longdan::scoring {

/// Vietnamese is what people see; English where the frame has it.
struct Text {
    std::string vi;
    std::string en;
    bool operator==(const Text&) const = default;
};

/// Who gives the points of a component.
enum class ScoredBy { unit, ministry, survey, statistic };

/// How a component's points follow from what is reported. docs/scoring.md has a page part for each family.
enum class RuleKind {
    points,      ///< points with a reason
    yes_no,      ///< all or nothing
    steps,       ///< points by bounds on a count, share or day
    ratio,       ///< numerator / denominator with threshold and linear part
    levels,      ///< average or minimum of levels reached by several things
    best_of,     ///< the best of several rules
    penalty,     ///< points lost for each case
    bonus,       ///< points won for each case, with a cap
    percentage,  ///< share of another figure in percent, for instance SIPAS
    survey,      ///< options that carry a share of the maximum, over valid answers
    expression,  ///< the safe expression language
};
std::string_view name(RuleKind kind);
std::optional<RuleKind> rule_kind(std::string_view name);

enum class Measure { count, share, date };

/// One bound of a `steps` rule: reached when the value is at least `from` (count, share) or the day is not after
/// `until` (date).
struct Step {
    Exact from;
    std::int32_t until = 0;  ///< days since 1970-01-01
    Exact points;
    bool operator==(const Step&) const = default;
};

/// Inputs and the points they must give: examples stand in the frame and are run as tests.
struct Example {
    std::map<std::string, std::string> inputs;
    Exact points;
    bool operator==(const Example&) const = default;
};

struct Rule {
    RuleKind kind = RuleKind::points;
    Measure measure = Measure::count;      ///< steps
    std::vector<Step> steps;               ///< steps: best first
    Exact otherwise;                       ///< steps, ratio: points below the last step or the threshold
    Exact threshold;                       ///< ratio: below it `otherwise`
    Exact full = 1;                        ///< ratio: from here on the maximum
    bool interpolate = false;              ///< ratio: linear from threshold to full instead of value / full
    bool minimum = false;                  ///< levels: minimum instead of average
    std::map<std::string, Exact> options;  ///< levels, survey: share of the maximum by option
    std::vector<std::string> not_counted;  ///< survey: options that are no valid answers
    std::map<std::string, Exact> groups;   ///< survey: weight of each respondent group; empty: all pooled
    Exact per_case;                        ///< penalty, bonus: points for each case
    std::optional<Exact> most;             ///< penalty, bonus: at most this many points
    std::string expression;                ///< expression
    std::vector<Rule> rules;               ///< best_of
    std::vector<Example> examples;
    bool operator==(const Rule&) const = default;
};

/// A node of the frame: domain, criterion or component. Only leaves have a rule; a node with children sums them.
struct Node {
    std::string code;
    Text name;
    Exact maximum;
    ScoredBy scored_by = ScoredBy::unit;
    Rule rule;
    Text evidence;                        ///< documents asked for
    std::vector<std::string> applies_to;  ///< kinds of units; empty: all
    std::string owner;                    ///< department that fills it in
    std::optional<Exact> step;            ///< allowed values are multiples
    std::optional<int> rounding;          ///< decimals, only where the frame says the node is rounded
    std::string standing = "confirmed";   ///< confirmed, background, derived, unknown, example
    std::string note;
    std::vector<Node> children;
    bool operator==(const Node&) const = default;

    bool is_leaf() const { return children.empty(); }
};

struct Band {
    Text name;
    Exact from;  ///< percent, at least
    bool operator==(const Band&) const = default;
};

struct Frame {
    std::string code;
    std::string version;
    Text title;
    std::string standing = "confirmed";  ///< what sources say of the frame as a whole; "example" for made-up ones
    std::string source;
    std::string note;
    std::string refines;                  ///< "code/version" of the frame that this one refines; empty: none
    bool rescale_without_survey = false;  ///< a unit without any survey input is scored on the rest, rescaled to 100
    std::optional<Exact> bonus_cap;       ///< most bonus points of a unit in a year
    std::optional<Exact> penalty_cap;
    bool quartiles = false;               ///< bands by quartile of rank instead of bounds
    std::vector<Band> bands;              ///< highest first
    std::vector<std::string> not_ranked;  ///< units that are scored but not ranked
    std::vector<Node> nodes;              ///< domains
    bool operator==(const Frame&) const = default;

    Exact maximum() const;
    const Node* find(std::string_view code) const;
};

/// One problem of a frame, with its place ("1.2.3, rule"), in both languages.
struct Problem {
    std::string place;
    std::string vi;
    std::string en;
    bool operator==(const Problem&) const = default;
};

/// Limits: what is larger is refused by parse_frame.
inline constexpr std::size_t most_nodes = 20'000;
inline constexpr int most_depth = 16;

/// Reads data/schema/frame.schema.json's form. Throws Error(invalid) with the place of the first thing that cannot be
/// read; what can be read but is wrong is found by check(). Numbers may be JSON numbers or decimal text.
Frame parse_frame(std::string_view json, const std::string& name);
/// The same form again: parse_frame(write_frame(f)) == f.
std::string write_frame(const Frame& frame);

/// All problems at once: codes unique, maxima add up, rules complete and of the right inputs, examples pass, values
/// that can never be reached, survey options without shares, bands in order.
std::vector<Problem> check(const Frame& frame);
/// Beside check(): the frame has every node of the one it refines, with the same maximum, and adds only below.
std::vector<Problem> check_refinement(const Frame& frame, const Frame& above);

/// What a difference between two frames is.
enum class Change { same, renamed, moved, points, rule, added, removed };
std::string_view name(Change change);

struct Difference {
    Change change;
    std::string code;      ///< in the newer frame; empty when removed
    std::string old_code;  ///< in the older frame; empty when added
    std::string detail;    ///< "1.5 -> 2"
};
/// Nodes matched by code and, where a code is gone or names another thing, by equal name. Several differences of one
/// node come as several lines.
std::vector<Difference> compare(const Frame& older, const Frame& newer);
/// old code -> new code for leaves whose scores can be carried over unchanged: same maximum and rule.
std::map<std::string, std::string> carry_map(const Frame& older, const Frame& newer);

}  // namespace longdan::scoring
