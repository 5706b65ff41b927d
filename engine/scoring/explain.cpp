#include "engine/scoring/explain.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace longdan::scoring {
namespace {

/// SplitMix64 (Steele, Lea and Flood 2014): small, seeded, the same everywhere.
class Uniform {
  public:
    explicit Uniform(std::uint64_t seed) : state_(seed) {}
    double operator()() {
        state_ += 0x9E3779B97F4A7C15ULL;
        std::uint64_t mixed = state_;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9ULL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBULL;
        return static_cast<double>((mixed ^ (mixed >> 31)) >> 11) * 0x1.0p-53;
    }
    /// Standard normal (Box and Muller 1958).
    double normal() {
        const double radius = std::sqrt(-2 * std::log(1 - (*this)()));
        return radius * std::cos(2 * std::numbers::pi * (*this)());
    }

  private:
    std::uint64_t state_;
};

Exact lost_points(const Node& node, const NodeScore& score) {
    if (node.rule.kind == RuleKind::penalty) return Exact(0) - score.points;
    if (node.rule.kind == RuleKind::bonus) return 0;
    return score.maximum - score.points;
}

}  // namespace

Comparison compare_units(const std::vector<UnitScore>& scores) {
    Comparison out;
    if (scores.empty()) return out;
    const std::size_t nodes = scores[0].nodes.size();
    out.best.resize(nodes);
    out.mean.resize(nodes);
    for (std::size_t i = 0; i < nodes; ++i) {
        double sum = 0;
        int units = 0;
        for (const UnitScore& score : scores) {
            const NodeScore& node = score.nodes[i];
            if (!node.applicable) continue;
            sum += node.points.to_double();
            ++units;
            if (!out.best[i] || *out.best[i] < node.points) out.best[i] = node.points;
        }
        if (units > 0) out.mean[i] = sum / units;
    }
    return out;
}

std::vector<Loss> explain(
    const Scorer& scorer, const UnitScore& score, const Comparison& comparison, const LastYear& last_year
) {
    std::vector<Loss> losses;
    double all = 0;
    for (std::size_t i = 0; i < score.nodes.size(); ++i) {
        const Node& node = *scorer.nodes()[i];
        if (!node.is_leaf() || !score.nodes[i].applicable) continue;
        Loss loss;
        loss.node = i;
        loss.lost = lost_points(node, score.nodes[i]);
        if (loss.lost <= Exact(0)) continue;
        all += loss.lost.to_double();
        if (i < comparison.best.size()) {
            loss.best = comparison.best[i];
            loss.mean = comparison.mean[i];
        }
        if (last_year.scorer != nullptr) {
            const auto older = last_year.carried.find(node.code);
            if (older != last_year.carried.end()) {
                const auto index = last_year.scorer->find(older->second);
                if (index && last_year.score->nodes[*index].applicable) {
                    loss.before = last_year.score->nodes[*index].points;
                }
            }
        }
        losses.push_back(std::move(loss));
    }
    for (Loss& loss : losses) loss.share_of_total = loss.lost.to_double() / all;
    std::stable_sort(losses.begin(), losses.end(), [](const Loss& a, const Loss& b) { return b.lost < a.lost; });
    return losses;
}

WhatIf what_if(
    const Scorer& scorer, const std::vector<UnitInputs>& units, const std::vector<UnitScore>& scores, std::size_t unit,
    std::string_view node, const Inputs& inputs
) {
    std::vector<UnitScore> changed = scores;
    UnitInputs other = units.at(unit);
    other.nodes[std::string(node)] = inputs;
    scorer.rescore(changed[unit], other, scorer.index(node));
    scorer.rank(changed);
    WhatIf out;
    out.points_before = scores[unit].total.points;
    out.points_after = changed[unit].total.points;
    out.percent_before = scores[unit].percent();
    out.percent_after = changed[unit].percent();
    out.rank_before = scores[unit].rank;
    out.rank_after = changed[unit].rank;
    return out;
}

YearChange year_change(const Scorer& older, const UnitScore& before, const Scorer& newer, const UnitScore& after) {
    const auto carried = carry_map(older.frame(), newer.frame());
    YearChange out;
    for (const auto& [old_code, new_code] : carried) {
        const NodeScore& then = before.nodes[older.index(old_code)];
        const NodeScore& now = after.nodes[newer.index(new_code)];
        if (then.applicable && now.applicable) out.same_components += now.points - then.points;
    }
    out.frame_change = after.total.points - before.total.points - out.same_components;
    return out;
}

std::map<std::string, Exact> group_means(
    const std::vector<UnitScore>& scores, const std::map<std::string, std::string>& group_of_unit
) {
    std::map<std::string, std::pair<Exact, std::int64_t>> sums;
    for (const UnitScore& score : scores) {
        const auto group = group_of_unit.find(score.unit);
        const auto percent = score.percent();
        if (group == group_of_unit.end() || !percent) continue;
        auto& [sum, units] = sums[group->second];
        sum += *percent;
        ++units;
    }
    std::map<std::string, Exact> out;
    for (const auto& [group, sum] : sums) out[group] = sum.first / Exact(sum.second);
    return out;
}

std::vector<RankInterval> rank_intervals(
    const Scorer& scorer, const std::vector<UnitScore>& scores, const SensitivityOptions& options
) {
    // Doubles are enough: the variation is far above rounding.
    const std::size_t domains = scorer.frame().nodes.size();
    std::vector<std::size_t> units;
    for (std::size_t u = 0; u < scores.size(); ++u) {
        if (scores[u].rank > 0) units.push_back(u);
    }
    std::vector<std::size_t> domain_index;
    for (const Node& node : scorer.frame().nodes) domain_index.push_back(scorer.index(node.code));
    std::vector<std::vector<double>> points(units.size(), std::vector<double>(domains));
    std::vector<std::vector<double>> maxima = points;
    std::vector<std::vector<double>> errors = points;  // variance of the survey part by domain
    for (std::size_t k = 0; k < units.size(); ++k) {
        const UnitScore& score = scores[units[k]];
        for (std::size_t d = 0; d < domains; ++d) {
            points[k][d] = score.nodes[domain_index[d]].points.to_double();
            maxima[k][d] = score.nodes[domain_index[d]].maximum.to_double();
        }
        for (const auto& [key, se] : options.survey_se) {
            if (key.first != score.unit) continue;
            std::optional<std::size_t> at = scorer.find(key.second);
            while (at && scorer.parent(*at)) at = scorer.parent(*at);
            for (std::size_t d = 0; d < domains; ++d) {
                if (at == domain_index[d]) errors[k][d] += se * se;
            }
        }
    }
    Uniform random(options.seed);
    std::vector<std::vector<int>> ranks(units.size());
    std::vector<double> totals(units.size());
    std::vector<std::size_t> order(units.size());
    for (int draw = 0; draw < options.draws; ++draw) {
        std::vector<double> weight(domains);
        for (double& value : weight) value = 1 + options.weight_spread * (2 * random() - 1);
        for (std::size_t k = 0; k < units.size(); ++k) {
            double sum = 0;
            double whole = 0;
            for (std::size_t d = 0; d < domains; ++d) {
                const double error = errors[k][d] > 0 ? std::sqrt(errors[k][d]) * random.normal() : 0;
                sum += weight[d] * (points[k][d] + error);
                whole += weight[d] * maxima[k][d];
            }
            totals[k] = whole > 0 ? sum / whole : 0;
        }
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return totals[a] > totals[b];
        });
        for (std::size_t place = 0; place < order.size(); ++place)
            ranks[order[place]].push_back(static_cast<int>(place) + 1);
    }
    std::vector<RankInterval> out;
    const double tail = (1 - options.level) / 2;
    for (std::size_t k = 0; k < units.size(); ++k) {
        std::sort(ranks[k].begin(), ranks[k].end());
        const auto last = static_cast<double>(ranks[k].size() - 1);
        RankInterval interval;
        interval.unit = scores[units[k]].unit;
        interval.rank = scores[units[k]].rank;
        interval.low = ranks[k][static_cast<std::size_t>(std::floor(tail * last))];
        interval.high = ranks[k][static_cast<std::size_t>(std::ceil((1 - tail) * last))];
        interval.mean_rank =
            std::accumulate(ranks[k].begin(), ranks[k].end(), 0.0) / static_cast<double>(ranks[k].size());
        interval.share_first =
            static_cast<double>(std::count(ranks[k].begin(), ranks[k].end(), 1)) / static_cast<double>(ranks[k].size());
        out.push_back(interval);
    }
    return out;
}

}  // namespace longdan::scoring
