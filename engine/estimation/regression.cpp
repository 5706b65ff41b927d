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

RegressionModel::Step RegressionModel::step(std::span<const double> weights, std::span<const double> beta) const {
    const std::size_t n = data_->y.size();
    const std::size_t p = data_->terms.size();
    std::vector<double> curvature(n);
    std::vector<double> residual(n);
    for (std::size_t i = 0; i < n; ++i) {
        const double eta = linear(data_->x.row(i), beta);
        const double mean = logistic_ ? inverse_logit(eta) : eta;
        curvature[i] = weights[i] * (logistic_ ? mean * (1 - mean) : 1);
        residual[i] = weights[i] * (data_->y[i] - mean);
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

std::vector<double> RegressionModel::values(std::span<const double> weights) const {
    const std::size_t p = data_->terms.size();
    std::vector<double> beta(p);
    double last = INFINITY;
    std::vector<bool> kept(p, true);
    for (int round = 0; round < 100; ++round) {
        const Step now = step(weights, beta);
        const SymmetricSolver solver(now.information, 1e-12);
        if (round == 0) kept = solver.kept();
        const auto change = solver.solve(now.score);
        double size = 0;
        for (std::size_t j = 0; j < p; ++j) {
            beta[j] += change[j];
            size = std::max(size, std::fabs(change[j]) * std::sqrt(now.information(j, j)));
        }
        if (!std::isfinite(size)) return std::vector<double>(p, std::nan(""));
        if (size == 0 || (round > 3 && size >= last)) break;
        last = size;
    }
    for (std::size_t j = 0; j < p; ++j) {
        if (!kept[j]) beta[j] = std::nan("");
    }
    return beta;
}

Matrix RegressionModel::influence(std::span<const double> weights, std::span<const double> values) const {
    const std::size_t n = data_->y.size();
    const std::size_t p = data_->terms.size();
    const SymmetricSolver solver(step(weights, values).information, 1e-12);
    Matrix identity(p, p);
    for (std::size_t j = 0; j < p; ++j) identity(j, j) = 1;
    const Matrix inverse = solver.solve(identity);
    Matrix result(n, p);
    for (std::size_t i = 0; i < n; ++i) {
        const double eta = linear(data_->x.row(i), values);
        const double residual = data_->y[i] - (logistic_ ? inverse_logit(eta) : eta);
        for (std::size_t j = 0; j < p; ++j) {
            double sum = 0;
            for (std::size_t k = 0; k < p; ++k) sum += data_->x(i, k) * inverse(k, j);
            result(i, j) = sum * residual;
        }
    }
    return result;
}

}  // namespace longdan::estimation
