#include "engine/estimation/exact.h"
#include "engine/estimation/sample_design.h"
#include "platform/base/error.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

namespace longdan::estimation {
namespace {

double largest(std::span<const double> values) {
    double result = 0;
    for (const double value : values) result = std::max(result, std::fabs(value));
    return result;
}

/// The scores of one stratum at one stage.
struct StratumScores {
    std::span<const std::uint32_t> clusters;
    std::span<const double> z;  // cluster by cluster
    std::size_t width;
};

Scores with_every_leaf(const Scores& scores, std::size_t leaves) {
    Scores full{std::vector<std::uint32_t>(leaves), scores.width, std::vector<double>(leaves * scores.width)};
    for (std::size_t i = 0; i < leaves; ++i) full.leaf[i] = static_cast<std::uint32_t>(i);
    for (std::size_t i = 0; i < scores.leaf.size(); ++i) {
        for (std::size_t j = 0; j < scores.width; ++j) {
            full.z[scores.leaf[i] * scores.width + j] = scores.z[i * scores.width + j];
        }
    }
    return full;
}

/// What one stratum adds to the covariances, and whether it can be told at all.
class StratumShare {
  public:
    StratumShare(const Stage& stage, std::size_t stratum, const DesignSpec& spec, bool all_present)
        : stage_(stage),
          begin_(stage.stratum_begin[stratum]),
          end_(stage.stratum_begin[stratum + 1]),
          spec_(spec),
          all_present_(all_present) {}

    std::size_t psus() const { return end_ - begin_; }

    /// False when the share is to be replaced by the mean of the others.
    bool add_to(
        Matrix& result, const StratumScores& scores, const OrderFree& sums, const OrderFree& squares, bool diagonal_only
    ) const {
        const double n = static_cast<double>(psus());
        const std::size_t present = all_present_ ? psus() : scores.clusters.size();
        double most_free = 0;
        for (std::size_t c = begin_; c < end_; ++c) most_free = std::max(most_free, 1 - stage_.sampled[c]);
        if (most_free < 1e-7) return true;
        const bool alone = psus() == 1;
        const bool alone_in_domain = present == 1 && spec_.adjust_domain_lonely;
        if (spec_.lonely == LonelyPsu::average && (alone || alone_in_domain)) return false;
        const bool centred = !(spec_.lonely == LonelyPsu::adjust && present <= 1 && (alone || alone_in_domain));
        const double factor = alone ? 1 : n / (n - 1);
        std::vector<double> mean(scores.width);
        if (centred && !(diagonal_only && !spec_.clusters.empty())) {
            for (std::size_t j = 0; j < scores.width; ++j) {
                Wide sum = 0;
                for (std::size_t c = 0; c < scores.clusters.size(); ++c)
                    sum += sums.units(scores.z[c * scores.width + j]);
                mean[j] = sums.value(sum) / n;
            }
        }
        if (diagonal_only && !spec_.clusters.empty()) {
            add_diagonal(result, scores, factor, centred);
            return true;
        }
        double free_of_absent = 0;
        for (std::size_t c = begin_; c < end_; ++c) free_of_absent += 1 - stage_.sampled[c];
        for (const std::uint32_t cluster : scores.clusters) free_of_absent -= 1 - stage_.sampled[cluster];
        if (scores.clusters.size() == psus()) free_of_absent = 0;
        for (std::size_t j = 0; j < scores.width; ++j) {
            for (std::size_t k = diagonal_only ? j : 0; k <= j; ++k) {
                Wide sum = 0;
                for (std::size_t c = 0; c < scores.clusters.size(); ++c) {
                    const double* z = scores.z.data() + c * scores.width;
                    sum +=
                        squares.units((1 - stage_.sampled[scores.clusters[c]]) * (z[j] - mean[j]) * (z[k] - mean[k]));
                }
                result(j, k) += factor * (squares.value(sum) + free_of_absent * mean[j] * mean[k]);
            }
        }
        return true;
    }

  private:
    /// Clusters stand in the order of their labels, so plain sums do not depend on the order of rows.
    void add_diagonal(Matrix& result, const StratumScores& scores, double factor, bool centred) const {
        const std::size_t width = scores.width;
        std::vector<double> mean(width);
        std::vector<double> square(width);
        if (centred) {
            for (std::size_t c = 0; c < scores.clusters.size(); ++c) {
                const double* z = scores.z.data() + c * width;
                for (std::size_t j = 0; j < width; ++j) mean[j] += z[j];
            }
            for (double& value : mean) value /= static_cast<double>(psus());
        }
        double free_of_absent = 0;
        if (scores.clusters.size() < psus()) {
            for (std::size_t c = begin_; c < end_; ++c) free_of_absent += 1 - stage_.sampled[c];
        }
        for (std::size_t c = 0; c < scores.clusters.size(); ++c) {
            const double free_share = 1 - stage_.sampled[scores.clusters[c]];
            if (scores.clusters.size() < psus()) free_of_absent -= free_share;
            const double* z = scores.z.data() + c * width;
            for (std::size_t j = 0; j < width; ++j) square[j] += free_share * (z[j] - mean[j]) * (z[j] - mean[j]);
        }
        for (std::size_t j = 0; j < width; ++j)
            result(j, j) += factor * (square[j] + free_of_absent * mean[j] * mean[j]);
    }

    const Stage& stage_;
    std::size_t begin_;
    std::size_t end_;
    const DesignSpec& spec_;
    bool all_present_;
};

}  // namespace

Matrix SampleDesign::stage_covariance(std::size_t s, const Scores& scores, bool all_present, bool diagonal_only) const {
    const Stage& stage = stages_[s];
    const std::size_t width = scores.width;
    const double top = largest(scores.z);
    const OrderFree sums(top);
    const OrderFree squares(4 * top * top);
    Matrix result(width, width);
    std::size_t at = 0;
    while (at < scores.leaf.size()) {  // strata of one parent cluster
        const std::uint32_t parent = stage.parent[scores.leaf[at]];
        Matrix share(width, width);
        std::size_t strata = 0;
        std::size_t told = 0;
        for (std::size_t next = at; at < scores.leaf.size() && stage.parent[scores.leaf[at]] == parent; at = next) {
            const std::uint32_t stratum = stage.stratum[scores.leaf[at]];
            while (next < scores.leaf.size() && stage.stratum[scores.leaf[next]] == stratum) ++next;
            const StratumShare one(stage, stratum, *spec_, all_present);
            if (one.psus() == 1 && spec_->lonely == LonelyPsu::fail && stage.sampled[scores.leaf[at]] < 1 - 1e-7) {
                const std::uint32_t row = stage.first_row[scores.leaf[at]];
                const bool named = s < spec_->strata.size();
                const std::string column = named                     ? spec_->strata[s]
                                           : spec_->clusters.empty() ? "-"
                                                                     : spec_->clusters[s];
                data_->refuse(
                    row, column,
                    fmt::format(
                        "tầng '{}' chỉ có một đơn vị chọn bậc {}; gộp tầng hoặc chọn \"lonely_psu\"",
                        named ? data_->at(column).shown(row) : "", s + 1
                    )
                );
            }
            const StratumScores in{
                {scores.leaf.data() + at, next - at}, {scores.z.data() + at * width, (next - at) * width}, width};
            told += one.add_to(share, in, sums, squares, diagonal_only) ? 1 : 0;
            ++strata;
        }
        double factor = 1;
        for (std::size_t level = s, cluster = parent; level-- > 0; cluster = stages_[level].parent[cluster]) {
            factor *= stages_[level].sampled[cluster];
        }
        if (told != strata) factor *= static_cast<double>(strata) / static_cast<double>(told);
        for (std::size_t j = 0; j < width; ++j) {
            for (std::size_t k = 0; k <= j; ++k) {
                result(j, k) += told == 0 ? std::nan("") : factor * share(j, k);
            }
        }
    }
    for (std::size_t j = 0; j < width; ++j) {
        for (std::size_t k = 0; k < j; ++k) result(k, j) = result(j, k);
    }
    return result;
}

/// (pi_ij - pi_i pi_j) / pi_ij, or its approximation from the sampled probabilities alone.
double SampleDesign::pairwise_check(std::size_t a, std::size_t b) const {
    const Stage& first = stages_.front();
    const double p = first.sampled[a];
    const double q = first.sampled[b];
    if (spec_->pps == UnequalProbabilities::joint) return (joint_(a, b) - joint_(a, a) * joint_(b, b)) / joint_(a, b);
    if (a == b) return 1 - p;
    const std::uint32_t stratum = first.stratum[a];
    if (stratum != first.stratum[b]) return 0;
    const double n = first.stratum_begin[stratum + 1] - first.stratum_begin[stratum];
    if (spec_->pps == UnequalProbabilities::overton) {
        const double mean = (p + q) / 2;
        return mean == 1 ? 0 : 1 - (n - mean) / (n - 1);
    }
    return 1 - (n - (p + q) + stratum_mean_probability_[stratum]) / (n - 1);
}

Matrix SampleDesign::pairwise_covariance(const Scores& scores) const {
    const std::size_t units = leaves();
    const std::size_t width = scores.width;
    Matrix z(units, width);
    for (std::size_t i = 0; i < scores.leaf.size(); ++i) {
        for (std::size_t j = 0; j < width; ++j) z(scores.leaf[i], j) = scores.z[i * width + j];
    }
    Matrix result(width, width);
    for (std::size_t a = 0; a < units; ++a) {
        for (std::size_t b = 0; b < units; ++b) {
            const double check = pairwise_check(a, b);
            if (check == 0) continue;
            for (std::size_t j = 0; j < width; ++j) {
                for (std::size_t k = 0; k < width; ++k) {
                    const double drop = spec_->yates_grundy ? z(b, j) * z(b, k) : 0;
                    result(j, k) += check * (z(a, j) * z(b, k) - drop);
                }
            }
        }
    }
    return result;
}

Matrix SampleDesign::covariance(const Scores& scores, bool all_present, bool diagonal_only) const {
    if (spec_->pps != UnequalProbabilities::none && spec_->pps != UnequalProbabilities::brewer) {
        return pairwise_covariance(scores);
    }
    const std::size_t width = scores.width;
    Matrix result(width, width);
    Scores made;
    const Scores* level = &scores;
    if (all_present && scores.leaf.size() != leaves()) {
        made = with_every_leaf(scores, leaves());
        level = &made;
    }
    for (std::size_t s = stages_.size(); s-- > 0;) {
        const Matrix part = stage_covariance(s, *level, all_present, diagonal_only);
        for (std::size_t j = 0; j < width; ++j) {
            for (std::size_t k = 0; k < width; ++k) result(j, k) += part(j, k);
        }
        if (s == 0) break;
        const OrderFree sums(largest(level->z));
        Scores up{{}, width, {}};
        std::vector<Wide> total(width);
        for (std::size_t i = 0; i < level->leaf.size(); ++i) {
            for (std::size_t j = 0; j < width; ++j) total[j] += sums.units(level->z[i * width + j]);
            const std::uint32_t parent = stages_[s].parent[level->leaf[i]];
            if (i + 1 < level->leaf.size() && stages_[s].parent[level->leaf[i + 1]] == parent) continue;
            up.leaf.push_back(parent);
            for (Wide& sum : total) {
                up.z.push_back(sums.value(sum));
                sum = 0;
            }
        }
        made = std::move(up);
        level = &made;
    }
    return result;
}

}  // namespace longdan::estimation
