#include "engine/estimation/survey.h"

#include "engine/estimation/exact.h"
#include "engine/estimation/parallel.h"

#include <algorithm>
#include <cmath>

namespace longdan::estimation {
namespace {

constexpr std::size_t most_kept_replicate_bytes = std::size_t{1} << 30;

double largest_product(std::span<const double> weights, std::span<const double> values) {
    double result = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) result = std::max(result, std::fabs(weights[i] * values[i]));
    return result;
}

/// True when figure j depends on sums 0 and j + 1 only.
bool is_first_and_own(const Matrix& gradient) {
    for (std::size_t j = 0; j < gradient.rows(); ++j) {
        for (std::size_t c = 1; c < gradient.columns(); ++c) {
            if (c != j + 1 && gradient(j, c) != 0) return false;
        }
    }
    return true;
}

}  // namespace

double Fit::se(std::size_t j) const { return std::sqrt(covariance(j, j)); }

Survey::Survey(const DataTable& data, const DesignSpec& spec, unsigned threads)
    : design_(data, spec), calibrator_(data, spec), threads_(threads), weights_(design_.base_weights()) {
    const bool taylor = !spec.replicates;
    if (!calibrator_.empty()) {
        calibrated_.assign(weights_.begin(), weights_.end());
        calibrator_.run(calibrated_, taylor ? &projections_ : nullptr);
        weights_ = calibrated_;
    }
    keeps_all_rows_ = taylor && (spec.pps != UnequalProbabilities::none || calibrator_.has_steps());
    if (taylor) return;
    replicates_ = std::make_unique<Replicates>(design_, *spec.replicates);
    const bool own_weights = replicates_->given() || !calibrator_.empty();
    if (own_weights && replicates_->count() * data.rows * sizeof(double) <= most_kept_replicate_bytes) {
        std::vector<std::vector<double>> kept(replicates_->count());
        in_parallel(threads, kept.size(), [&](std::size_t r) { kept[r] = replicate_weights(r); });
        replicate_weights_ = std::move(kept);
    }
}

std::vector<double> Survey::replicate_weights(std::size_t replicate) const {
    if (!replicate_weights_.empty()) return replicate_weights_[replicate];
    auto weights = replicates_->weights(replicate);
    calibrator_.run(weights, nullptr);
    return weights;
}

std::vector<double> Survey::weights_of(const RowList& rows) const {
    std::vector<double> result(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) result[i] = weights_[rows[i]];
    return result;
}

LeafSums Survey::leaf_sums(
    const RowList& rows, const std::vector<std::vector<double>>& columns, std::span<const double> weights
) const {
    LeafSums result;
    const auto& leaf = design_.leaf();
    std::vector<std::size_t> begin;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (i > 0 && leaf[rows[i]] == leaf[rows[i - 1]]) continue;
        begin.push_back(i);
        result.leaf.push_back(leaf[rows[i]]);
    }
    begin.push_back(rows.size());
    result.sums = Matrix(result.leaf.size(), columns.size());
    result.total.assign(columns.size(), 0);
    for (std::size_t c = 0; c < columns.size(); ++c) {
        const OrderFree scale(largest_product(weights, columns[c]));
        Wide total = 0;
        for (std::size_t l = 0; l < result.leaf.size(); ++l) {
            Wide sum = 0;
            for (std::size_t i = begin[l]; i < begin[l + 1]; ++i) sum += scale.units(weights[i] * columns[c][i]);
            result.sums(l, c) = scale.value(sum);
            total += sum;
        }
        result.total[c] = scale.value(total);
    }
    return result;
}

Scores Survey::scores_of_leaves(const LeafSums& sums, const Matrix& gradient) const {
    Scores scores{sums.leaf, gradient.rows(), std::vector<double>(sums.leaf.size() * gradient.rows())};
    if (gradient.columns() == gradient.rows() + 1 && is_first_and_own(gradient)) {  // means
        std::vector<double> first(scores.width);
        std::vector<double> own(scores.width);
        for (std::size_t j = 0; j < scores.width; ++j) {
            first[j] = gradient(j, 0);
            own[j] = gradient(j, j + 1);
        }
        for (std::size_t l = 0; l < sums.leaf.size(); ++l) {
            const double* const from = sums.sums.row(l).data();
            double* const into = scores.z.data() + l * scores.width;
            for (std::size_t j = 0; j < scores.width; ++j) into[j] = first[j] * from[0] + own[j] * from[j + 1];
        }
        return scores;
    }
    struct Term {
        std::size_t figure;
        std::size_t column;
        double factor;
    };
    std::vector<Term> terms;
    for (std::size_t j = 0; j < gradient.rows(); ++j) {
        for (std::size_t c = 0; c < gradient.columns(); ++c) {
            if (gradient(j, c) != 0) terms.push_back({j, c, gradient(j, c)});
        }
    }
    for (std::size_t l = 0; l < sums.leaf.size(); ++l) {
        const double* const from = sums.sums.row(l).data();
        double* const into = scores.z.data() + l * scores.width;
        for (const Term& term : terms) into[term.figure] += term.factor * from[term.column];
    }
    return scores;
}

Scores Survey::scores_of_rows(const RowList& rows, const Matrix& weighted) const {
    const std::size_t width = weighted.columns();
    if (projections_.empty()) {
        std::vector<std::vector<double>> columns(width, std::vector<double>(rows.size()));
        for (std::size_t j = 0; j < width; ++j) {
            for (std::size_t i = 0; i < rows.size(); ++i) columns[j][i] = weighted(i, j);
        }
        const std::vector<double> ones(rows.size(), 1);
        const LeafSums sums = leaf_sums(rows, columns, ones);
        Matrix identity(width, width);
        for (std::size_t j = 0; j < width; ++j) identity(j, j) = 1;
        return scores_of_leaves(sums, identity);
    }
    Scores scores{{}, width, std::vector<double>(design_.leaves() * width)};
    for (std::size_t l = 0; l < design_.leaves(); ++l) scores.leaf.push_back(static_cast<std::uint32_t>(l));
    in_parallel(threads_, width, [&](std::size_t j) {
        std::vector<double> x(design_.rows());
        for (std::size_t i = 0; i < rows.size(); ++i) x[rows[i]] = weighted(i, j);
        for (const Projection& projection : projections_) projection.apply(x);
        double top = 0;
        for (const double value : x) top = std::max(top, std::fabs(value));
        const OrderFree scale(top);
        std::vector<Wide> sums(design_.leaves());
        for (std::size_t row = 0; row < x.size(); ++row) sums[design_.leaf()[row]] += scale.units(x[row]);
        for (std::size_t l = 0; l < sums.size(); ++l) scores.z[l * width + j] = scale.value(sums[l]);
    });
    return scores;
}

void Survey::replicate_rows(
    const SumsModel& model, const RowList& rows, const std::vector<std::vector<double>>& columns, Fit& fit
) const {
    const std::size_t width = columns.size();
    fit.replicates = Matrix(replicates_->count(), fit.value.size());
    in_parallel(threads_, replicates_->count(), [&](std::size_t r) {
        std::vector<double> kept;
        if (replicate_weights_.empty()) kept = replicate_weights(r);
        const std::vector<double>& all = replicate_weights_.empty() ? kept : replicate_weights_[r];
        std::vector<double> totals(width);
        std::vector<double> products(rows.size());
        for (std::size_t c = 0; c < width; ++c) {
            for (std::size_t i = 0; i < rows.size(); ++i) products[i] = all[rows[i]] * columns[c][i];
            totals[c] = order_free_sum(products);
        }
        const auto values = model.values(totals);
        std::copy(values.begin(), values.end(), fit.replicates.row(r).begin());
    });
}

void Survey::replicate_sums(const SumsModel& model, const LeafSums& sums, Fit& fit) const {
    const std::size_t width = fit.sums.size();
    fit.replicates = Matrix(replicates_->count(), fit.value.size());
    Matrix by_psu(design_.psus(), width);
    for (std::size_t l = 0; l < sums.leaf.size(); ++l) {
        const auto from = sums.sums.row(l);
        const auto into = by_psu.row(design_.psu_of_leaf()[sums.leaf[l]]);
        for (std::size_t c = 0; c < width; ++c) into[c] += from[c];
    }
    in_parallel(threads_, replicates_->count(), [&](std::size_t r) {
        const auto multipliers = replicates_->multipliers(r);
        std::vector<double> totals(width);
        for (std::size_t c = 0; c < width; ++c) totals[c] = multipliers.base * fit.sums[c];
        if (design_.spec().clusters.empty()) {  // units stand in the order of the file
            std::vector<double> products(multipliers.changes.size());
            for (std::size_t c = 0; c < width; ++c) {
                for (std::size_t i = 0; i < products.size(); ++i)
                    products[i] = multipliers.changes[i].second * by_psu(multipliers.changes[i].first, c);
                totals[c] += order_free_sum(products);
            }
        } else {
            for (const auto& [psu, change] : multipliers.changes) {
                const double* const from = by_psu.row(psu).data();
                double* const into = totals.data();
                for (std::size_t c = 0; c < width; ++c) into[c] += change * from[c];
            }
        }
        const auto values = model.values(totals);
        std::copy(values.begin(), values.end(), fit.replicates.row(r).begin());
    });
}

const std::optional<IntegerScale>& Survey::integer_scale() const {
    std::call_once(integer_scale_found_, [&] { integer_scale_ = IntegerScale::of(weights_); });
    return integer_scale_;
}

const Auxiliaries* Survey::calibration_cells() const {
    const bool one_step = !replicates_ && projections_.size() == 1 && !design_.spec().trim;
    // Without clusters leaves are rows, and sums in their order would depend on it.
    const bool packed = design_.spec().pps == UnequalProbabilities::none && !design_.spec().clusters.empty();
    if (!one_step || !packed) return nullptr;
    const Auxiliaries& aux = projections_[0].auxiliaries();
    return aux.cell.empty() ? nullptr : &aux;
}

const Survey::CellWeights& Survey::calibration_weights() const {
    std::call_once(calibration_weights_made_, [&] {
        const Auxiliaries& aux = *calibration_cells();
        const auto& leaf = design_.leaf();
        CellWeights& made = calibration_weights_;
        made.rows_of_cell.assign(aux.cells(), 0);
        double top = 0;
        for (const double weight : weights_) top = std::max(top, std::fabs(weight));
        const OrderFree scale(top);
        std::vector<Wide> sums(aux.cells());
        std::vector<std::uint32_t> met;
        const auto& order = design_.order();
        for (std::size_t i = 0; i < order.size(); ++i) {
            const std::uint32_t cell = aux.cell[order[i]];
            if (std::find(met.begin(), met.end(), cell) == met.end()) met.push_back(cell);
            sums[cell] += scale.units(weights_[order[i]]);
            made.rows_of_cell[cell] += 1;
            if (i + 1 < order.size() && leaf[order[i + 1]] == leaf[order[i]]) continue;
            std::sort(met.begin(), met.end());
            for (const std::uint32_t one : met) {
                made.leaf.push_back(leaf[order[i]]);
                made.cell.push_back(one);
                made.weight.push_back(scale.value(sums[one]));
                sums[one] = 0;
            }
            met.clear();
        }
    });
    return calibration_weights_;
}

bool Survey::sums_are_enough() const { return calibrator_.empty() && !(replicates_ && replicates_->given()); }

Fit Survey::fit(const SumsModel& model, const LeafSums& sums, bool full) const {
    Fit fit;
    fit.sums = sums.total;
    fit.value = model.values(fit.sums);
    if (replicates_) {
        replicate_sums(model, sums, fit);
    } else {
        fit.scores = scores_of_leaves(sums, model.gradient(fit.sums));
    }
    fit.covariance = covariance(fit, full);
    return fit;
}

Fit Survey::fit(const SumsModel& model, const RowList& rows, const std::vector<std::vector<double>>& columns, bool full)
    const {
    const auto weights = weights_of(rows);
    const LeafSums sums = leaf_sums(rows, columns, weights);
    if (sums_are_enough()) return fit(model, sums, full);
    Fit result;
    result.sums = sums.total;
    result.value = model.values(result.sums);
    if (replicates_) {
        replicate_rows(model, rows, columns, result);
        result.covariance = covariance(result, full);
        return result;
    }
    const Matrix gradient = model.gradient(result.sums);
    if (projections_.empty()) {
        result.scores = scores_of_leaves(sums, gradient);
    } else {
        Matrix weighted(rows.size(), gradient.rows());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            for (std::size_t j = 0; j < gradient.rows(); ++j) {
                double influence = 0;
                for (std::size_t c = 0; c < columns.size(); ++c) influence += gradient(j, c) * columns[c][i];
                weighted(i, j) = weights[i] * influence;
            }
        }
        result.scores = scores_of_rows(rows, weighted);
    }
    result.covariance = covariance(result, full);
    return result;
}

Fit Survey::fit(const GeneralModel& model, const RowList& rows, bool full) const {
    Fit fit;
    const auto weights = weights_of(rows);
    fit.value = model.values(weights);
    if (replicates_) {
        fit.replicates = Matrix(replicates_->count(), fit.value.size());
        in_parallel(threads_, replicates_->count(), [&](std::size_t r) {
            const auto all = replicate_weights(r);
            std::vector<double> mine(rows.size());
            for (std::size_t i = 0; i < rows.size(); ++i) mine[i] = all[rows[i]];
            const auto values = model.values(mine);
            std::copy(values.begin(), values.end(), fit.replicates.row(r).begin());
        });
    } else {
        Matrix influence = model.influence(weights, fit.value);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            for (double& value : influence.row(i)) value *= weights[i];
        }
        fit.scores = scores_of_rows(rows, influence);
    }
    fit.covariance = covariance(fit, full);
    return fit;
}

Matrix Survey::covariance(const Fit& fit, bool full) const {
    if (replicates_) return replicates_->covariance(fit.value, fit.replicates, !full);
    return design_.covariance(fit.scores, keeps_all_rows_, !full);
}

}  // namespace longdan::estimation
