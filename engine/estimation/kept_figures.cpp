#include "engine/estimation/kept_figures.h"

#include "engine/estimation/distributions.h"
#include "engine/estimation/ranks.h"
#include "platform/base/error.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/core.h>

namespace longdan::estimation {
namespace {

/// One row of a kept question: where it stands and the labels by which it can be called.
struct KeptRow {
    std::size_t domain;
    std::size_t figure;
    std::string label;
    std::string label_without_y;
};

std::vector<KeptRow> rows_of(const Kept& kept) {
    const auto joined = [](std::initializer_list<std::string_view> parts) {
        std::string label;
        for (const std::string_view part : parts) {
            if (part.empty()) continue;
            if (!label.empty()) label += ':';
            label += part;
        }
        return label;
    };
    std::set<std::string> ys;
    std::vector<KeptRow> rows;
    for (std::size_t d = 0; d < kept.domains.size(); ++d) {
        for (std::size_t f = 0; f < kept.figures[d].figures.size(); ++f) {
            const Figure& figure = kept.figures[d].figures[f];
            ys.insert(figure.y);
            rows.push_back(
                {d, f, joined({kept.domains[d].label, figure.y, figure.level}),
                 joined({kept.domains[d].label, figure.level})}
            );
        }
    }
    if (ys.size() > 1) {
        for (KeptRow& row : rows) row.label_without_y.clear();
    }
    return rows;
}

/// Adds factor times the scores of one figure to scores of width 1.
void add_scores(std::map<std::uint32_t, double>& into, const Fit& fit, std::size_t j, double factor) {
    for (std::size_t l = 0; l < fit.scores.leaf.size(); ++l) {
        into[fit.scores.leaf[l]] += factor * fit.scores.z[l * fit.scores.width + j];
    }
}

}  // namespace

Figure contrast(const Survey& survey, const Question& question, const Kept& kept, const std::string& where) {
    const auto rows = rows_of(kept);
    double value = 0;
    std::map<std::uint32_t, double> scores;
    std::vector<double> replicates;
    RowList used;
    for (const DomainFigures& domain : kept.figures) used.insert(used.end(), domain.rows.begin(), domain.rows.end());
    for (const auto& [label, factor] : question.coef) {
        const auto at = std::find_if(rows.begin(), rows.end(), [&](const KeptRow& row) {
            return row.label == label || (!row.label_without_y.empty() && row.label_without_y == label);
        });
        if (at == rows.end())
            throw Error(ErrorKind::invalid, fmt::format("{}: mục '{}' không có dòng '{}'", where, question.of, label));
        const auto& fit = kept.figures[at->domain].fit;
        if (!fit)
            throw Error(
                ErrorKind::invalid,
                fmt::format("{}: dòng '{}' của mục '{}' không có phương sai để so sánh", where, label, question.of)
            );
        value += factor * fit->value[at->figure];
        add_scores(scores, *fit, at->figure, factor);
        if (!survey.has_replicates()) continue;
        replicates.resize(fit->replicates.rows());
        for (std::size_t r = 0; r < replicates.size(); ++r) replicates[r] += factor * fit->replicates(r, at->figure);
    }
    Fit combined;
    combined.value = {value};
    for (const auto& [leaf, score] : scores) {
        combined.scores.leaf.push_back(leaf);
        combined.scores.z.push_back(score);
    }
    combined.replicates = Matrix(replicates.size(), 1);
    for (std::size_t r = 0; r < replicates.size(); ++r) combined.replicates(r, 0) = replicates[r];
    const double se = std::sqrt(survey.covariance(combined, false)(0, 0));
    const double margin = student_quantile(0.5 + question.level / 2, degrees_of_freedom(survey, question, used)) * se;
    return {"", "", {{"estimate", value}, {"se", se}, {"ci_low", value - margin}, {"ci_high", value + margin}}};
}

std::vector<std::pair<std::string, Figure>> ranking(
    const Survey& survey, const Question& question, const Kept& kept, const std::string& where
) {
    std::map<std::pair<std::string, std::string>, std::vector<std::pair<std::size_t, std::size_t>>> places;
    for (std::size_t d = 0; d < kept.domains.size(); ++d) {
        const DomainFigures& domain = kept.figures[d];
        if (!domain.fit && !domain.figures.empty()) {
            throw Error(
                ErrorKind::invalid, fmt::format("{}: mục '{}' không có phương sai để xếp hạng", where, question.of)
            );
        }
        for (std::size_t f = 0; f < domain.figures.size(); ++f) {
            const Figure& figure = domain.figures[f];
            if (!std::isnan(domain.fit->value[f])) places[{figure.y, figure.level}].emplace_back(d, f);
        }
    }
    std::map<std::pair<std::size_t, std::size_t>, Figure> ranked;
    for (const auto& [label, units] : places) {
        std::map<std::uint32_t, std::vector<double>> scores;
        Fit together;
        for (std::size_t u = 0; u < units.size(); ++u) {
            const auto [d, f] = units[u];
            const Fit& fit = *kept.figures[d].fit;
            together.value.push_back(fit.value[f]);
            for (std::size_t l = 0; l < fit.scores.leaf.size(); ++l) {
                auto& of_leaf = scores[fit.scores.leaf[l]];
                of_leaf.resize(units.size());
                of_leaf[u] += fit.scores.z[l * fit.scores.width + f];
            }
            if (!survey.has_replicates()) continue;
            if (u == 0) together.replicates = Matrix(fit.replicates.rows(), units.size());
            for (std::size_t r = 0; r < fit.replicates.rows(); ++r) together.replicates(r, u) = fit.replicates(r, f);
        }
        together.scores.width = units.size();
        for (const auto& [leaf, of_leaf] : scores) {
            together.scores.leaf.push_back(leaf);
            together.scores.z.insert(together.scores.z.end(), of_leaf.begin(), of_leaf.end());
        }
        const auto ranks = rank_intervals(
            together.value, survey.covariance(together, true), question.level, question.draws, question.seed
        );
        const auto number = [](std::size_t rank) { return static_cast<double>(rank); };
        for (std::size_t u = 0; u < units.size(); ++u) {
            ranked[units[u]] = {
                label.first,
                label.second,
                {{"estimate", together.value[u]},
                 {"rank", number(ranks[u].rank)},
                 {"rank_low", number(ranks[u].best)},
                 {"rank_high", number(ranks[u].worst)},
                 {"joint_low", number(ranks[u].joint_best)},
                 {"joint_high", number(ranks[u].joint_worst)},
                 {"group", number(ranks[u].tied_group)}}};
        }
    }
    std::vector<std::pair<std::string, Figure>> result;
    for (auto& [place, figure] : ranked) result.emplace_back(kept.domains[place.first].label, std::move(figure));
    return result;
}

}  // namespace longdan::estimation
