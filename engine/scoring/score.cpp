#include "engine/scoring/score.h"

#include "platform/base/csv.h"
#include "platform/base/error.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

namespace longdan::scoring {

std::optional<Exact> UnitScore::percent() const {
    if (total.maximum.is_zero()) return std::nullopt;
    return total.points * Exact(100) / total.maximum;
}

struct Scorer::State {
    Frame frame;
    std::vector<const Node*> nodes;
    std::vector<std::optional<std::size_t>> parents;
    std::vector<std::optional<CompiledRule>> rules;  ///< of leaves
    std::map<std::string, std::size_t, std::less<>> by_code;
    std::vector<std::size_t> leaves;
    bool has_bonus = false;

    void add(const Node& node, std::optional<std::size_t> parent) {
        const std::size_t index = nodes.size();
        nodes.push_back(&node);
        parents.push_back(parent);
        by_code.emplace(node.code, index);
        if (node.is_leaf()) {
            rules.emplace_back(CompiledRule(node));
            leaves.push_back(index);
            has_bonus = has_bonus || is(index, RuleKind::bonus) || is(index, RuleKind::penalty);
        } else {
            rules.emplace_back(std::nullopt);
        }
        for (const Node& child : node.children) add(child, index);
    }

    bool is(std::size_t leaf, RuleKind kind) const { return nodes[leaf]->rule.kind == kind; }

    bool applies(std::size_t leaf, const UnitInputs& unit, const Inputs& inputs, bool without_survey) const {
        if (inputs.not_applicable) return false;
        if (without_survey && nodes[leaf]->scored_by == ScoredBy::survey) return false;
        // Kinds of units are stated where a whole part falls away: the node or anything above it.
        for (std::optional<std::size_t> at = leaf; at; at = parents[*at]) {
            const auto& kinds = nodes[*at]->applies_to;
            if (!kinds.empty() && std::find(kinds.begin(), kinds.end(), unit.kind) == kinds.end()) return false;
        }
        return true;
    }

    /// What was reported for each node, by index: both sides are sorted by code, so one walk pairs them.
    std::vector<const Inputs*> reported(const UnitInputs& unit) const {
        static const Inputs nothing;
        std::vector<const Inputs*> out(nodes.size(), &nothing);
        auto given = unit.nodes.begin();
        for (const auto& [code, index] : by_code) {
            while (given != unit.nodes.end() && given->first < code) ++given;
            if (given == unit.nodes.end()) break;
            if (given->first == code) out[index] = &given->second;
        }
        return out;
    }

    bool reports_survey(const std::vector<const Inputs*>& reported) const {
        return std::any_of(leaves.begin(), leaves.end(), [&](std::size_t leaf) {
            return nodes[leaf]->scored_by == ScoredBy::survey && !reported[leaf]->empty() &&
                   !reported[leaf]->not_applicable;
        });
    }

    NodeScore score_leaf(std::size_t leaf, const UnitInputs& unit, const Inputs& inputs, bool without_survey) const {
        NodeScore score;
        score.applicable = applies(leaf, unit, inputs, without_survey);
        if (!score.applicable) return score;
        const Outcome outcome = rules[leaf]->evaluate(inputs);
        score.points = outcome.points;
        score.missing = outcome.missing;
        score.maximum = nodes[leaf]->maximum;
        return score;
    }

    /// Bonus and penalty points beyond the frame's caps are cut in the order of the frame.
    void cap(std::vector<NodeScore>& scores) const {
        std::optional<Exact> bonus = frame.bonus_cap;
        std::optional<Exact> penalty = frame.penalty_cap;
        for (const std::size_t leaf : leaves) {
            if (bonus && is(leaf, RuleKind::bonus)) {
                scores[leaf].points = smaller(scores[leaf].points, *bonus);
                bonus = *bonus - scores[leaf].points;
            }
            if (penalty && is(leaf, RuleKind::penalty)) {
                scores[leaf].points = larger(scores[leaf].points, Exact(0) - *penalty);
                penalty = *penalty + scores[leaf].points;
            }
        }
    }

    /// Inner nodes from their children, last ones first.
    void sum(UnitScore& score) const {
        std::vector<NodeScore>& all = score.nodes;
        score.total = {};
        for (std::size_t i = all.size(); i-- > 0;) {
            if (!nodes[i]->is_leaf()) finish_inner(all[i], i);
            NodeScore& above = parents[i] ? all[*parents[i]] : score.total;
            if (!all[i].applicable) continue;
            above.points += all[i].points;
            above.maximum += all[i].maximum;
        }
    }

    void finish_inner(NodeScore& node, std::size_t index) const {
        node.applicable = !node.maximum.is_zero() || !node.points.is_zero();
        if (nodes[index]->rounding) node.points = node.points.rounded(*nodes[index]->rounding);
    }
};

Scorer::Scorer(Frame frame) : state_(std::make_unique<State>()) {
    state_->frame = std::move(frame);
    for (const Node& node : state_->frame.nodes) state_->add(node, std::nullopt);
}
Scorer::~Scorer() = default;
Scorer::Scorer(Scorer&&) noexcept = default;

const Frame& Scorer::frame() const { return state_->frame; }
const std::vector<const Node*>& Scorer::nodes() const { return state_->nodes; }
std::optional<std::size_t> Scorer::parent(std::size_t node) const { return state_->parents[node]; }
const CompiledRule& Scorer::rule(std::size_t leaf) const { return *state_->rules.at(leaf); }

std::optional<std::size_t> Scorer::find(std::string_view code) const {
    const auto found = state_->by_code.find(code);
    if (found == state_->by_code.end()) return std::nullopt;
    return found->second;
}

std::size_t Scorer::index(std::string_view code) const {
    const auto found = find(code);
    if (!found) throw Error(ErrorKind::not_found, fmt::format("khung không có nút {} (no such node)", code));
    return *found;
}

UnitScore Scorer::score(const UnitInputs& inputs) const {
    UnitScore score;
    score.unit = inputs.unit;
    const auto& excluded = state_->frame.not_ranked;
    score.ranked = !inputs.not_ranked && std::find(excluded.begin(), excluded.end(), inputs.unit) == excluded.end();
    const std::vector<const Inputs*> reported = state_->reported(inputs);
    score.without_survey = state_->frame.rescale_without_survey && !state_->reports_survey(reported);
    score.nodes.resize(state_->nodes.size());
    for (const std::size_t leaf : state_->leaves) {
        score.nodes[leaf] = state_->score_leaf(leaf, inputs, *reported[leaf], score.without_survey);
    }
    if (state_->has_bonus) state_->cap(score.nodes);
    state_->sum(score);
    return score;
}

void Scorer::rescore(UnitScore& score, const UnitInputs& inputs, std::size_t leaf) const {
    const bool survey = state_->nodes[leaf]->scored_by == ScoredBy::survey && state_->frame.rescale_without_survey;
    const bool capped = state_->is(leaf, RuleKind::bonus) || state_->is(leaf, RuleKind::penalty);
    if (survey || capped) {
        const UnitScore anew = this->score(inputs);
        score.nodes = anew.nodes;
        score.total = anew.total;
        score.without_survey = anew.without_survey;
        return;
    }
    static const Inputs nothing;
    const auto found = inputs.nodes.find(state_->nodes[leaf]->code);
    const Inputs& value = found == inputs.nodes.end() ? nothing : found->second;
    score.nodes[leaf] = state_->score_leaf(leaf, inputs, value, score.without_survey);
    for (std::size_t i = 0; i < score.nodes.size(); ++i) {
        if (!state_->nodes[i]->is_leaf()) score.nodes[i] = {};
    }
    state_->sum(score);
}

std::vector<UnitScore> Scorer::score_all(const std::vector<UnitInputs>& units) const {
    std::vector<UnitScore> scores;
    scores.reserve(units.size());
    for (const UnitInputs& unit : units) scores.push_back(score(unit));
    rank(scores);
    return scores;
}

void Scorer::rank(std::vector<UnitScore>& scores) const {
    struct Entry {
        double rough;
        Exact percent;
        std::size_t unit;
    };
    std::vector<Entry> order;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        scores[i].rank = scores[i].ties = 0;
        scores[i].band = -1;
        const auto percent = scores[i].percent();
        if (!percent) continue;
        if (scores[i].ranked) order.push_back({percent->to_double(), *percent, i});
        for (std::size_t b = 0; b < state_->frame.bands.size() && !state_->frame.quartiles; ++b) {
            if (*percent < state_->frame.bands[b].from) continue;
            scores[i].band = static_cast<int>(b);
            break;
        }
    }
    // Doubles decide where they are far apart; exact numbers where they are near.
    std::stable_sort(order.begin(), order.end(), [](const Entry& a, const Entry& b) {
        if (std::abs(a.rough - b.rough) > 1e-6) return a.rough > b.rough;
        return b.percent < a.percent;
    });
    for (std::size_t begin = 0; begin < order.size();) {
        std::size_t end = begin + 1;
        while (end < order.size() && order[end].percent == order[begin].percent) ++end;
        for (std::size_t i = begin; i < end; ++i) {
            UnitScore& score = scores[order[i].unit];
            score.rank = static_cast<int>(begin) + 1;
            score.ties = static_cast<int>(end - begin) - 1;
            if (state_->frame.quartiles && !state_->frame.bands.empty()) {
                score.band = static_cast<int>(begin * state_->frame.bands.size() / order.size());
            }
        }
        begin = end;
    }
}

std::optional<Exact> mean_percent(const std::vector<UnitScore>& scores) {
    Exact sum;
    std::int64_t units = 0;
    for (const UnitScore& score : scores) {
        const auto percent = score.percent();
        if (!percent || !score.ranked) continue;
        sum += *percent;
        ++units;
    }
    if (units == 0) return std::nullopt;
    return sum / Exact(units);
}

std::vector<UnitInputs> read_scores(std::string_view text, const std::string& name, const Frame& frame) {
    const CsvTable table = CsvTable::parse(text, name, std::size_t{1} << 30);
    for (const std::string_view column : {"unit", "node", "field", "value"}) {
        if (!table.column(column)) {
            throw Error(ErrorKind::invalid, fmt::format("{}: thiếu cột '{}' (missing column)", name, column));
        }
    }
    const Scorer scorer(frame);
    std::vector<UnitInputs> units;
    std::map<std::string, std::size_t, std::less<>> places;
    std::map<std::string, std::size_t> seen;
    for (std::size_t row = 0; row < table.rows(); ++row) {
        const std::string& unit = table.at(row, "unit");
        const std::string& node = table.at(row, "node");
        const std::string& field = table.at(row, "field");
        const auto refuse = [&](std::string_view column, std::string_view message) {
            throw Error(
                ErrorKind::invalid, fmt::format("{}: dòng {}, cột {} (row, column): {}", name, row + 2, column, message)
            );
        };
        if (unit.empty()) refuse("unit", "để trống (is empty)");
        if (const auto [first, added] = seen.emplace(unit + "\n" + node + "\n" + field, row); !added) {
            refuse("field", fmt::format("'{}' của nút {} đã có ở dòng {} (twice)", field, node, first->second + 2));
        }
        const auto [place, added] = places.emplace(unit, units.size());
        if (added) units.push_back({unit, "", false, {}});
        UnitInputs& inputs = units[place->second];
        const std::string& value = table.at(row, "value");
        try {
            if (node.empty() && field == "kind") {
                inputs.kind = value;
                continue;
            }
            if (node.empty() && field == "not_ranked") {
                Inputs flag;
                flag.set("yes", value);
                inputs.not_ranked = *flag.yes;
                continue;
            }
            const auto index = scorer.find(node);
            if (!index) refuse("node", fmt::format("khung không có nút '{}' (no such node)", node));
            const Node* known = scorer.nodes()[*index];
            if (!known->is_leaf()) refuse("node", fmt::format("nút {} có nút con, không nhận điểm (not a leaf)", node));
            if (!scorer.rule(*index).takes(field)) {
                refuse("field", fmt::format("luật của nút {} không nhận trường '{}' (not taken)", node, field));
            }
            Inputs& leaf = inputs.nodes[node];
            leaf.set(field, value);
            if (field == "points" && known->step && !leaf.points->multiple_of(*known->step)) {
                refuse("value", fmt::format("nút {} chỉ nhận bội số của {} (steps)", node, known->step->text()));
            }
            if (field == "points" && (*leaf.points < Exact(0) || known->maximum < *leaf.points)) {
                refuse("value", fmt::format("nút {} nhận từ 0 đến {} điểm (range)", node, known->maximum.text()));
            }
        } catch (const Error& error) {
            const std::string said = error.what();
            if (said.starts_with(name)) throw;
            refuse("value", said);
        }
    }
    return units;
}

namespace {

std::string percent_text(const NodeScore& score) {
    if (score.maximum.is_zero()) return "";
    return (score.points * Exact(100) / score.maximum).decimal(6);
}

}  // namespace

std::string write_results(
    const Scorer& scorer, const std::vector<UnitInputs>& units, const std::vector<UnitScore>& scores
) {
    static const Inputs nothing;
    std::string out;
    append_csv_row(out, {"unit", "node", "points", "maximum", "percent", "rank", "ties", "band", "reason"});
    for (std::size_t u = 0; u < scores.size(); ++u) {
        const UnitScore& score = scores[u];
        for (std::size_t i = 0; i < score.nodes.size(); ++i) {
            const Node& node = *scorer.nodes()[i];
            const NodeScore& value = score.nodes[i];
            std::string reason;
            if (!value.applicable) {
                reason = "không áp dụng";
            } else if (node.is_leaf()) {
                const auto found = units[u].nodes.find(node.code);
                reason = scorer.rule(i).reason(found == units[u].nodes.end() ? nothing : found->second).vi;
            }
            append_csv_row(
                out, {score.unit, node.code, value.points.decimal(6), value.maximum.decimal(6), percent_text(value), "",
                      "", "", reason}
            );
        }
        std::string reason;
        if (score.without_survey) reason = "không có phần điều tra, quy về 100";
        if (!score.ranked) reason += std::string(reason.empty() ? "" : "; ") + "chấm điểm, không xếp hạng";
        append_csv_row(
            out, {score.unit, "total", score.total.points.decimal(6), score.total.maximum.decimal(6),
                  percent_text(score.total), score.rank > 0 ? std::to_string(score.rank) : "",
                  score.rank > 0 ? std::to_string(score.ties) : "",
                  score.band >= 0 ? scorer.frame().bands[static_cast<std::size_t>(score.band)].name.vi : "", reason}
        );
    }
    return out;
}

}  // namespace longdan::scoring
