#include "engine/estimation/calibration.h"

#include "engine/estimation/exact.h"
#include "platform/base/error.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/core.h>

namespace longdan::estimation {
namespace {

double largest(std::span<const double> values) {
    double result = 0;
    for (const double value : values) result = std::max(result, std::fabs(value));
    return result;
}

std::vector<double> column_sums_of_cells(const Auxiliaries& aux, const std::vector<double>& by_cell) {
    std::vector<double> result(aux.columns());
    for (std::size_t c = 0; c < by_cell.size(); ++c) {
        for (const std::uint32_t column : aux.cell_level[c]) result[column] += by_cell[c];
    }
    return result;
}

/// Sums of weight times each auxiliary, in an order-free way.
std::vector<double> column_sums(const Auxiliaries& aux, const std::vector<double>& weights) {
    if (!aux.cell.empty()) return column_sums_of_cells(aux, aux.cell_sums(weights));
    std::vector<double> result(aux.columns());
    const OrderFree scale(largest(weights));
    std::vector<Wide> sums(aux.numeric_begin);
    for (const auto& level : aux.level) {
        for (std::size_t row = 0; row < weights.size(); ++row) sums[level[row]] += scale.units(weights[row]);
    }
    for (std::size_t j = 0; j < sums.size(); ++j) result[j] = scale.value(sums[j]);
    for (std::size_t k = 0; k < aux.numeric.size(); ++k) {
        const OrderFree fine(largest(weights) * largest(aux.numeric[k]));
        Wide sum = 0;
        for (std::size_t row = 0; row < weights.size(); ++row) sum += fine.units(weights[row] * aux.numeric[k][row]);
        result[aux.numeric_begin + k] = fine.value(sum);
    }
    return result;
}

/// X' diag(weights) X.
Matrix cross_products(const Auxiliaries& aux, const std::vector<double>& weights) {
    const std::size_t p = aux.columns();
    Matrix result(p, p);
    if (!aux.cell.empty()) {
        const auto by_cell = aux.cell_sums(weights);
        for (std::size_t c = 0; c < by_cell.size(); ++c) {
            for (const std::uint32_t i : aux.cell_level[c]) {
                for (const std::uint32_t j : aux.cell_level[c]) result(i, j) += by_cell[c];
            }
        }
        return result;
    }
    const OrderFree scale(largest(weights));
    std::vector<Wide> sums(aux.numeric_begin * aux.numeric_begin);
    for (std::size_t a = 0; a < aux.level.size(); ++a) {
        for (std::size_t b = 0; b <= a; ++b) {
            for (std::size_t row = 0; row < weights.size(); ++row) {
                sums[aux.level[a][row] * aux.numeric_begin + aux.level[b][row]] += scale.units(weights[row]);
            }
        }
    }
    for (std::size_t i = 0; i < aux.numeric_begin; ++i) {
        for (std::size_t j = 0; j < aux.numeric_begin; ++j) {
            const double value = scale.value(sums[i * aux.numeric_begin + j]);
            if (value != 0) result(i, j) = result(j, i) = value;
        }
    }
    for (std::size_t k = 0; k < aux.numeric.size(); ++k) {
        std::vector<double> product(weights.size());
        for (std::size_t row = 0; row < weights.size(); ++row) product[row] = weights[row] * aux.numeric[k][row];
        const auto column = column_sums(aux, product);
        for (std::size_t j = 0; j < p; ++j)
            result(aux.numeric_begin + k, j) = result(j, aux.numeric_begin + k) = column[j];
    }
    return result;
}

double fitted(const Auxiliaries& aux, const std::vector<double>& coefficient, std::size_t row) {
    double value = 0;
    for (const auto& level : aux.level) value += coefficient[level[row]];
    for (std::size_t k = 0; k < aux.numeric.size(); ++k)
        value += coefficient[aux.numeric_begin + k] * aux.numeric[k][row];
    return value;
}

/// Largest misfit of a margin relative to the sum of weights (for numeric margins: to their total).
double misfit(const Auxiliaries& aux, const std::vector<double>& sums) {
    double total = 0;
    for (std::size_t j = 0; j < aux.numeric_begin; ++j) total = std::max(total, std::fabs(aux.totals[j]));
    double worst = 0;
    for (std::size_t j = 0; j < aux.columns(); ++j) {
        const double against = j < aux.numeric_begin ? total : std::max(std::fabs(aux.totals[j]), 1.0);
        worst = std::max(worst, std::fabs(sums[j] - aux.totals[j]) / against);
    }
    return worst;
}

/// Iterative proportional fitting of the cross table (`start`: its sums of weights): each margin in turn, until no
/// sweep brings the margins closer.
void rake(const Auxiliaries& aux, const std::vector<double>& start, std::vector<double>& weights) {
    std::vector<double> now = start;
    std::vector<double> best = now;
    double best_misfit = std::numeric_limits<double>::infinity();
    std::vector<double> sums(aux.columns());
    const auto add_up = [&] {
        std::fill(sums.begin(), sums.end(), 0);
        for (std::size_t c = 0; c < now.size(); ++c) {
            for (const std::uint32_t column : aux.cell_level[c]) sums[column] += now[c];
        }
    };
    int without_gain = 0;
    for (int sweep = 0; sweep < 5000 && without_gain < 3 && best_misfit > 0; ++sweep) {
        for (std::size_t m = 0; m < aux.level.size(); ++m) {
            add_up();
            for (std::size_t c = 0; c < now.size(); ++c) {
                const std::uint32_t column = aux.cell_level[c][m];
                if (now[c] != 0) now[c] *= aux.totals[column] / sums[column];
            }
        }
        add_up();
        const double off = misfit(aux, sums);
        without_gain = off < best_misfit * 0.999 ? 0 : without_gain + 1;
        if (off < best_misfit) {
            best_misfit = off;
            best = now;
        }
    }
    std::vector<double> factor(now.size(), 1);
    for (std::size_t c = 0; c < now.size(); ++c) {
        if (start[c] != 0) factor[c] = best[c] / start[c];
    }
    for (std::size_t row = 0; row < weights.size(); ++row) weights[row] *= factor[aux.cell[row]];
}

/// g(u) of a distance (Deville, Särndal 1992, table 1) and its derivative.
struct Distance {
    CalibrationSpec::Kind kind;
    double low;
    double high;

    double g(double u) const {
        switch (kind) {
            case CalibrationSpec::Kind::raking:
                return std::clamp(std::exp(u), low, high);
            case CalibrationSpec::Kind::logit: {
                const double a = (high - low) / ((high - 1) * (1 - low));
                const double e = std::exp(a * u);
                if (std::isinf(e)) return high;
                return (low * (high - 1) + high * (1 - low) * e) / (high - 1 + (1 - low) * e);
            }
            default:
                return std::clamp(1 + u, low, high);
        }
    }

    double slope(double u) const {
        switch (kind) {
            case CalibrationSpec::Kind::raking:
                return u < high - 1 && u > low - 1 ? std::exp(u) : 0;
            case CalibrationSpec::Kind::logit: {
                const double a = (high - low) / ((high - 1) * (1 - low));
                const double value = g(u);
                return a * (value - low) * (high - value) / (high - low);
            }
            default:
                return u < high - 1 && u > low - 1 ? 1 : 0;
        }
    }
};

/// Newton's method on the calibration equations.
void newton(const Auxiliaries& aux, const CalibrationSpec& spec, std::vector<double>& weights) {
    const double infinite = std::numeric_limits<double>::infinity();
    const Distance distance{
        spec.kind, spec.bounds ? spec.bounds->first : -infinite, spec.bounds ? spec.bounds->second : infinite};
    const std::vector<double> start = weights;
    std::vector<double> eta(aux.columns());
    std::vector<double> best = weights;
    double best_misfit = std::numeric_limits<double>::infinity();
    std::vector<double> slopes(weights.size());
    for (int round = 0, without_gain = 0; round < 100 && without_gain < 4; ++round) {
        std::vector<double> now(weights.size());
        for (std::size_t row = 0; row < weights.size(); ++row) {
            const double u = fitted(aux, eta, row);
            now[row] = start[row] * distance.g(u);
            slopes[row] = start[row] * distance.slope(u);
        }
        const auto sums = column_sums(aux, now);
        const double off = misfit(aux, sums);
        without_gain = off < best_misfit ? 0 : without_gain + 1;
        if (off < best_misfit) {
            best_misfit = off;
            best = now;
        }
        if (off == 0) break;
        std::vector<double> missing(aux.columns());
        for (std::size_t j = 0; j < missing.size(); ++j) missing[j] = aux.totals[j] - sums[j];
        const auto step = SymmetricSolver(cross_products(aux, slopes)).solve(missing);
        double shrink = 1;
        for (int half = 0; half < 30; ++half, shrink /= 2) {
            double worst = 0;
            for (std::size_t row = 0; row < weights.size(); ++row) {
                std::vector<double>& trial = slopes;  // recomputed in the next round
                trial[row] = fitted(aux, eta, row) + shrink * fitted(aux, step, row);
                worst = std::max(worst, std::fabs(trial[row]));
            }
            if (std::isfinite(worst) && worst < 500) break;
        }
        for (std::size_t j = 0; j < eta.size(); ++j) eta[j] += shrink * step[j];
    }
    weights = std::move(best);
}

void trim(std::vector<double>& weights, double low, double high) {
    std::size_t uncut = 0;
    std::vector<double> excess(weights.size());
    for (std::size_t row = 0; row < weights.size(); ++row) {
        const double cut = std::clamp(weights[row], low, high);
        excess[row] = weights[row] - cut;
        uncut += cut == weights[row] ? 1 : 0;
    }
    const OrderFree scale(largest(excess));
    Wide sum = 0;
    for (const double part : excess) sum += scale.units(part);
    if (uncut == 0 || uncut == weights.size()) {
        for (std::size_t row = 0; row < weights.size(); ++row) weights[row] -= excess[row];
        return;
    }
    const double share = scale.value(sum) / static_cast<double>(uncut);
    for (std::size_t row = 0; row < weights.size(); ++row)
        weights[row] = excess[row] == 0 ? weights[row] + share : weights[row] - excess[row];
}

}  // namespace

Projection::Projection(
    std::shared_ptr<const Auxiliaries> auxiliaries, std::vector<double> before, std::vector<double> after, bool r_rake
)
    : auxiliaries_(std::move(auxiliaries)), before_(std::move(before)), after_(std::move(after)), r_rake_(r_rake) {
    if (!r_rake_) solver_ = std::make_unique<SymmetricSolver>(cross_products(*auxiliaries_, before_));
}

void Projection::apply(std::vector<double>& x) const {
    const Auxiliaries& aux = *auxiliaries_;
    if (!r_rake_) {
        std::vector<double> scaled(x.size());
        for (std::size_t row = 0; row < x.size(); ++row) {
            scaled[row] = x[row] == 0 ? 0 : x[row] * (before_[row] / after_[row]);
        }
        const auto coefficient = solver_->solve(column_sums(aux, scaled));
        for (std::size_t row = 0; row < x.size(); ++row) x[row] -= after_[row] * fitted(aux, coefficient, row);
        return;
    }
    std::vector<double> count(aux.numeric_begin);
    for (const auto& level : aux.level) {
        for (const std::uint32_t column : level) count[column] += 1;
    }
    std::vector<double> scaled(x.size());
    for (std::size_t row = 0; row < x.size(); ++row) scaled[row] = after_[row] == 0 ? 0 : x[row] / after_[row];
    for (int sweep = 0; sweep < 10; ++sweep) {
        for (const auto& level : aux.level) {
            const OrderFree scale(largest(scaled));
            std::vector<Wide> sums(aux.numeric_begin);
            for (std::size_t row = 0; row < x.size(); ++row) sums[level[row]] += scale.units(scaled[row]);
            for (std::size_t row = 0; row < x.size(); ++row)
                scaled[row] -= scale.value(sums[level[row]]) / count[level[row]];
        }
    }
    for (std::size_t row = 0; row < x.size(); ++row) x[row] = scaled[row] * after_[row];
}

std::vector<double> Projection::cell_ratios() const {
    const auto before = auxiliaries_->cell_sums(before_);
    const auto after = auxiliaries_->cell_sums(after_);
    std::vector<double> result(before.size(), 1);
    for (std::size_t c = 0; c < result.size(); ++c) {
        if (after[c] != 0) result[c] = before[c] / after[c];
    }
    return result;
}

Matrix Projection::cell_fit(const Matrix& sums, const std::vector<double>& rows_of_cell) const {
    const Auxiliaries& aux = *auxiliaries_;
    const std::size_t width = sums.columns();
    Matrix fit(aux.cells(), width);
    const auto add = [width](std::span<double> into, std::span<const double> from) {
        for (std::size_t j = 0; j < width; ++j) into[j] += from[j];
    };
    if (!r_rake_) {
        Matrix by_column(aux.columns(), width);
        for (std::size_t c = 0; c < aux.cells(); ++c) {
            for (const std::uint32_t column : aux.cell_level[c]) add(by_column.row(column), sums.row(c));
        }
        const Matrix coefficient = solver_->solve(by_column);
        for (std::size_t c = 0; c < aux.cells(); ++c) {
            for (const std::uint32_t column : aux.cell_level[c]) add(fit.row(c), coefficient.row(column));
        }
        return fit;
    }
    std::vector<double> count(aux.columns());
    for (std::size_t c = 0; c < aux.cells(); ++c) {
        for (const std::uint32_t column : aux.cell_level[c]) count[column] += rows_of_cell[c];
    }
    Matrix rest = sums;
    for (int sweep = 0; sweep < 10; ++sweep) {
        for (std::size_t m = 0; m < aux.level.size(); ++m) {
            Matrix mean(aux.columns(), width);
            for (std::size_t c = 0; c < aux.cells(); ++c) add(mean.row(aux.cell_level[c][m]), rest.row(c));
            for (std::size_t column = 0; column < aux.columns(); ++column) {
                for (double& value : mean.row(column)) value /= count[column];
            }
            for (std::size_t c = 0; c < aux.cells(); ++c) {
                const auto out = mean.row(aux.cell_level[c][m]);
                const auto left = rest.row(c);
                add(fit.row(c), out);
                for (std::size_t j = 0; j < width; ++j) left[j] -= rows_of_cell[c] * out[j];
            }
        }
    }
    return fit;
}

Calibrator::Calibrator(const DataTable& data, const DesignSpec& spec) : data_(&data), spec_(&spec) {
    for (const CalibrationSpec& step : spec.calibrate) {
        steps_.push_back(std::make_shared<const Auxiliaries>(Auxiliaries::of(data, step)));
    }
}

void Calibrator::run(std::vector<double>& weights, std::vector<Projection>* projections) const {
    for (std::size_t s = 0; s < steps_.size(); ++s) {
        const CalibrationSpec& spec = spec_->calibrate[s];
        const Auxiliaries& aux = *steps_[s];
        const std::vector<double> before = weights;
        const std::vector<double> by_cell = aux.cell.empty() ? std::vector<double>() : aux.cell_sums(weights);
        const auto sums = aux.cell.empty() ? column_sums(aux, weights) : column_sums_of_cells(aux, by_cell);
        for (std::size_t j = 0; j < aux.numeric_begin; ++j) {
            if (sums[j] == 0 && aux.totals[j] != 0) {
                throw Error(
                    ErrorKind::invalid, fmt::format(
                                            "{}, dòng 1, cột '{}': biên '{}' không có người trả lời nào", data_->name,
                                            aux.names[j].substr(0, aux.names[j].find('=')), aux.names[j]
                                        )
                );
            }
        }
        if (spec.kind == CalibrationSpec::Kind::post || spec.kind == CalibrationSpec::Kind::rake) {
            rake(aux, by_cell, weights);
        } else {
            newton(aux, spec, weights);
        }
        const double off = misfit(aux, column_sums(aux, weights));
        if (!(off <= std::max(spec.epsilon, 1e-12))) {
            throw Error(
                ErrorKind::invalid, fmt::format(
                                        "{}, dòng 1, cột '{}': hiệu chỉnh bước {} không hội tụ, lệch {:.3g}; kiểm tra "
                                        "các tổng của biên và cận",
                                        data_->name, aux.names[0].substr(0, aux.names[0].find('=')), s + 1, off
                                    )
            );
        }
        if (projections != nullptr) projections->emplace_back(steps_[s], before, weights, spec.r_rake_variance);
    }
    if (spec_->trim) trim(weights, spec_->trim->first, spec_->trim->second);
}

}  // namespace longdan::estimation
