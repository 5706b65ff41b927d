#include "engine/estimation/regression.h"

#include "engine/estimation/exact.h"

#include <algorithm>
#include <cmath>

namespace longdan::estimation {
namespace {

double inverse_logit(double eta) { return eta >= 0 ? 1 / (1 + std::exp(-eta)) : std::exp(eta) / (1 + std::exp(eta)); }

double linear(std::span<const double> x, std::span<const double> beta) {
    double eta = 0;
    for (std::size_t j = 0; j < x.size(); ++j) {
        if (!std::isnan(beta[j])) eta += x[j] * beta[j];
    }
    return eta;
}

/// Order-free sum of terms that a function gives for each row.
template <class Term>
double order_free_sum(std::size_t rows, Term term) {
    double top = 0;
    for (std::size_t i = 0; i < rows; ++i) top = std::max(top, std::fabs(term(i)));
    const OrderFree scale(top);
    Wide sum = 0;
    for (std::size_t i = 0; i < rows; ++i) sum += scale.units(term(i));
    return scale.value(sum);
}

}  // namespace

/// Sums of w x (against) and of w v x x', v the variance at the mean.
RegressionModel::Step RegressionModel::step(
    std::span<const double> weights, std::span<const double> mean, std::span<const double> against
) const {
    const std::size_t n = data_->y.size();
    const std::size_t p = data_->terms.size();
    std::vector<double> curvature(n);
    std::vector<double> residual(n);
    for (std::size_t i = 0; i < n; ++i) {
        curvature[i] = weights[i] * (logistic_ ? mean[i] * (1 - mean[i]) : 1);
        residual[i] = weights[i] * against[i];
    }
    Step result{Matrix(p, p), std::vector<double>(p)};
    for (std::size_t a = 0; a < p; ++a) {
        result.score[a] = order_free_sum(n, [&](std::size_t i) { return data_->x(i, a) * residual[i]; });
        for (std::size_t b = 0; b <= a; ++b) {
            const double value =
                order_free_sum(n, [&](std::size_t i) { return data_->x(i, a) * data_->x(i, b) * curvature[i]; });
            result.information(a, b) = result.information(b, a) = value;
        }
    }
    return result;
}

std::vector<double> RegressionModel::means(std::span<const double> beta) const {
    std::vector<double> result(data_->y.size());
    for (std::size_t i = 0; i < result.size(); ++i) {
        const double eta = linear(data_->x.row(i), beta);
        result[i] = logistic_ ? inverse_logit(eta) : eta;
    }
    return result;
}

double RegressionModel::deviance(std::span<const double> weights, std::span<const double> mean) const {
    const auto part = [](double y, double mu) { return y == 0 ? 0 : y * std::log(y / mu); };
    return order_free_sum(data_->y.size(), [&](std::size_t i) {
        const double y = data_->y[i];
        return 2 * weights[i] / data_->mean_weight * (part(y, mean[i]) + part(1 - y, 1 - mean[i]));
    });
}

RegressionModel::Solution RegressionModel::solve_linear(std::span<const double> weights) const {
    const std::size_t n = data_->y.size();
    const std::size_t p = data_->terms.size();
    Solution solution{std::vector<double>(p), {}, {}, {}};
    double last = INFINITY;
    for (int round = 0; round < 100; ++round) {
        const auto mean = means(solution.beta);
        std::vector<double> residual(n);
        for (std::size_t i = 0; i < n; ++i) residual[i] = data_->y[i] - mean[i];
        Step now = step(weights, mean, residual);
        const SymmetricSolver solver(now.information, 1e-12);
        if (round == 0) solution.kept = solver.kept();
        const auto change = solver.solve(now.score);
        double size = 0;
        for (std::size_t j = 0; j < p; ++j) {
            solution.beta[j] += change[j];
            size = std::max(size, std::fabs(change[j]) * std::sqrt(now.information(j, j)));
        }
        solution.information = std::move(now.information);
        if (!std::isfinite(size)) {
            solution.beta.assign(p, std::nan(""));
            break;
        }
        if (size == 0 || (round > 3 && size >= last)) break;
        last = size;
    }
    return solution;
}

RegressionModel::Solution RegressionModel::solve_logistic(std::span<const double> weights) const {
    const std::size_t n = data_->y.size();
    const std::size_t p = data_->terms.size();
    std::vector<double> mean(n);
    std::vector<double> working(n);
    for (std::size_t i = 0; i < n; ++i) {
        const double weight = weights[i] / data_->mean_weight;
        mean[i] = (weight * data_->y[i] + 0.5) / (weight + 1);
        working[i] = std::log(mean[i] / (1 - mean[i])) * mean[i] * (1 - mean[i]) + data_->y[i] - mean[i];
    }
    Solution solution{std::vector<double>(p), {}, {}, {}};
    double last = deviance(weights, mean);
    for (int round = 0; round < 100; ++round) {
        Step now = step(weights, mean, working);
        const SymmetricSolver solver(now.information, 1e-12);
        if (round == 0) solution.kept = solver.kept();
        const auto change = solver.solve(now.score);
        bool finite = true;
        for (std::size_t j = 0; j < p; ++j) {
            solution.beta[j] += change[j];
            finite = finite && std::isfinite(solution.beta[j]);
        }
        solution.information = std::move(now.information);
        solution.means = std::move(mean);
        if (!finite) {
            solution.beta.assign(p, std::nan(""));
            break;
        }
        mean = means(solution.beta);
        const double reached = deviance(weights, mean);
        if (!(std::fabs(reached - last) >= 1e-15 * (std::fabs(reached) + 0.1))) break;
        last = reached;
        for (std::size_t i = 0; i < n; ++i) working[i] = data_->y[i] - mean[i];
    }
    return solution;
}

std::vector<double> RegressionModel::values(std::span<const double> weights) const {
    Solution solution = logistic_ ? solve_logistic(weights) : solve_linear(weights);
    for (std::size_t j = 0; j < solution.beta.size(); ++j) {
        if (!solution.kept[j]) solution.beta[j] = std::nan("");
    }
    return solution.beta;
}

Matrix RegressionModel::influence(std::span<const double> weights, std::span<const double> values) const {
    const std::size_t n = data_->y.size();
    const std::size_t p = data_->terms.size();
    const Solution solution = logistic_ ? solve_logistic(weights) : solve_linear(weights);
    const SymmetricSolver solver(solution.information, 1e-12);
    Matrix identity(p, p);
    for (std::size_t j = 0; j < p; ++j) identity(j, j) = 1;
    const Matrix inverse = solver.solve(identity);
    const auto mean = means(values);
    Matrix result(n, p);
    for (std::size_t i = 0; i < n; ++i) {
        double residual = data_->y[i] - mean[i];
        if (logistic_ && residual != 0) {
            const double before = solution.means[i] * (1 - solution.means[i]);
            residual *= before / (mean[i] * (1 - mean[i]));
        }
        for (std::size_t j = 0; j < p; ++j) {
            double sum = 0;
            for (std::size_t k = 0; k < p; ++k) sum += data_->x(i, k) * inverse(k, j);
            result(i, j) = sum * residual;
        }
    }
    return result;
}

}  // namespace longdan::estimation
