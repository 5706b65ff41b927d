#include "engine/estimation/round_change.h"

#include "engine/estimation/distributions.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>

namespace longdan::estimation {
namespace {

double score_of(const Linear& figure, std::uint32_t psu) {
    const auto at = std::lower_bound(
        figure.scores.begin(), figure.scores.end(), psu,
        [](const Linear::Score& score, std::uint32_t wanted) { return score.psu < wanted; }
    );
    return at == figure.scores.end() || at->psu != psu ? 0 : at->score;
}

const CellView::Stratum* find_stratum(const CellView& view, std::string_view name) {
    const auto& strata = view.strata();
    const auto at = std::lower_bound(
        strata.begin(), strata.end(), name,
        [](const CellView::Stratum& stratum, std::string_view wanted) { return stratum.name < wanted; }
    );
    return at == strata.end() || at->name != name ? nullptr : &*at;
}

/// The same units in two rounds: pairs of places, in the order of their names.
std::vector<std::pair<std::uint32_t, std::uint32_t>> shared_psus(
    const CellView& later, const CellView::Stratum& a, const CellView& earlier, const CellView::Stratum& b
) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    std::uint32_t i = 0;
    std::uint32_t j = 0;
    while (i < a.psus && j < b.psus) {
        const int order = later.psu_name(a.first_psu + i).compare(earlier.psu_name(b.first_psu + j));
        if (order == 0) pairs.emplace_back(a.first_psu + i, b.first_psu + j);
        if (order <= 0) ++i;
        if (order >= 0) ++j;
    }
    return pairs;
}

}  // namespace

double covariance_between(const CellView& later, const Linear& a, const CellView& earlier, const Linear& b) {
    double result = 0;
    for (const CellView::Stratum& mine : later.strata()) {
        const CellView::Stratum* const theirs = find_stratum(earlier, mine.name);
        if (theirs == nullptr) continue;
        const auto pairs = shared_psus(later, mine, earlier, *theirs);
        const double m = static_cast<double>(pairs.size());
        if (pairs.size() < 2) continue;
        double mean_a = 0;
        double mean_b = 0;
        for (const auto& [i, j] : pairs) {
            mean_a += score_of(a, i) / m;
            mean_b += score_of(b, j) / m;
        }
        double product = 0;
        for (const auto& [i, j] : pairs) product += (score_of(a, i) - mean_a) * (score_of(b, j) - mean_b);
        result += (m - theirs->psus * (1 - mine.free_share)) * product / (m - 1);
    }
    return result;
}

RoundChange round_change(
    const CellView& later, const Linear& a, const CellView& earlier, const Linear& b, double level
) {
    const double variance_a = later.variance(a);
    const double variance_b = earlier.variance(b);
    const double limit = std::sqrt(variance_a * variance_b);
    const double covariance = std::clamp(covariance_between(later, a, earlier, b), -limit, limit);
    RoundChange result;
    result.value = a.value - b.value;
    result.se = std::sqrt(variance_a + variance_b - 2 * covariance);
    result.correlation = limit > 0 ? covariance / limit : 0;
    const double sum = variance_a + variance_b;
    result.df = sum * sum /
                (variance_a * variance_a / later.degrees_of_freedom(a) +
                 variance_b * variance_b / earlier.degrees_of_freedom(b));
    const double margin = student_quantile(0.5 + level / 2, result.df) * result.se;
    result.low = result.value - margin;
    result.high = result.value + margin;
    for (const CellView::Stratum& mine : later.strata()) {
        if (const auto* const theirs = find_stratum(earlier, mine.name))
            result.shared_psus += shared_psus(later, mine, earlier, *theirs).size();
    }
    return result;
}

}  // namespace longdan::estimation
