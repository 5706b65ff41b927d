#include "engine/estimation/models.h"

#include <cmath>

namespace longdan::estimation {

std::vector<double> MeanModel::values(std::span<const double> sums) const {
    std::vector<double> result;
    for (std::size_t c = 1; c < sums.size(); ++c) result.push_back(sums[c] / sums[0]);
    return result;
}

Matrix MeanModel::gradient(std::span<const double> sums) const {
    Matrix result(sums.size() - 1, sums.size());
    for (std::size_t c = 1; c < sums.size(); ++c) {
        result(c - 1, 0) = -sums[c] / sums[0] / sums[0];
        result(c - 1, c) = 1 / sums[0];
    }
    return result;
}

std::vector<double> TotalModel::values(std::span<const double> sums) const { return {sums.begin(), sums.end()}; }

Matrix TotalModel::gradient(std::span<const double> sums) const {
    Matrix result(sums.size(), sums.size());
    for (std::size_t c = 0; c < sums.size(); ++c) result(c, c) = 1;
    return result;
}

std::vector<double> RatioModel::values(std::span<const double> sums) const { return {sums[0] / sums[1]}; }

Matrix RatioModel::gradient(std::span<const double> sums) const {
    Matrix result(1, 2);
    result(0, 0) = 1 / sums[1];
    result(0, 1) = -sums[0] / sums[1] / sums[1];
    return result;
}

std::vector<double> MomentModel::values(std::span<const double> sums) const {
    std::vector<double> result;
    for (std::size_t k = 0; k < pairs_.size(); ++k) {
        const auto [a, b] = pairs_[k];
        const double product = sums[1 + variables_ + k] / sums[0];
        result.push_back(factor_ * (product - sums[1 + a] / sums[0] * (sums[1 + b] / sums[0])));
    }
    return result;
}

Matrix MomentModel::gradient(std::span<const double> sums) const {
    Matrix result(pairs_.size(), sums.size());
    for (std::size_t k = 0; k < pairs_.size(); ++k) {
        const auto [a, b] = pairs_[k];
        const double w = sums[0];
        const double mean_a = sums[1 + a] / w;
        const double mean_b = sums[1 + b] / w;
        const double product = sums[1 + variables_ + k] / w;
        result(k, 0) = factor_ * (2 * mean_a * mean_b - product) / w;
        result(k, 1 + a) -= factor_ * mean_b / w;
        result(k, 1 + b) -= factor_ * mean_a / w;
        result(k, 1 + variables_ + k) = factor_ / w;
    }
    return result;
}

namespace {

std::vector<std::pair<std::size_t, std::size_t>> all_pairs(std::size_t variables) {
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (std::size_t a = 0; a < variables; ++a) {
        for (std::size_t b = a; b < variables; ++b) pairs.emplace_back(a, b);
    }
    return pairs;
}

}  // namespace

CorrelationModel::CorrelationModel(std::size_t variables, double n)
    : variables_(variables), pairs_(all_pairs(variables)), moments_(variables, pairs_, n) {}

std::size_t CorrelationModel::index(std::size_t a, std::size_t b) const { return a * variables_ - a * (a + 1) / 2 + b; }

std::vector<double> CorrelationModel::values(std::span<const double> sums) const {
    const auto moment = moments_.values(sums);
    std::vector<double> result;
    for (const auto& [a, b] : pairs_) {
        if (a != b) result.push_back(moment[index(a, b)] / std::sqrt(moment[index(a, a)] * moment[index(b, b)]));
    }
    return result;
}

Matrix CorrelationModel::gradient(std::span<const double> sums) const {
    const auto moment = moments_.values(sums);
    const Matrix inner = moments_.gradient(sums);
    Matrix result(variables_ * (variables_ - 1) / 2, sums.size());
    std::size_t row = 0;
    for (const auto& [a, b] : pairs_) {
        if (a == b) continue;
        const double va = moment[index(a, a)];
        const double vb = moment[index(b, b)];
        const double root = std::sqrt(va * vb);
        const double r = moment[index(a, b)] / root;
        for (std::size_t c = 0; c < sums.size(); ++c) {
            result(row, c) =
                inner(index(a, b), c) / root - r / 2 * (inner(index(a, a), c) / va + inner(index(b, b), c) / vb);
        }
        ++row;
    }
    return result;
}

std::vector<double> DifferenceModel::values(std::span<const double> sums) const {
    return {sums[3] / sums[1] - sums[2] / sums[0]};
}

Matrix DifferenceModel::gradient(std::span<const double> sums) const {
    Matrix result(1, 4);
    result(0, 0) = sums[2] / sums[0] / sums[0];
    result(0, 1) = -sums[3] / sums[1] / sums[1];
    result(0, 2) = -1 / sums[0];
    result(0, 3) = 1 / sums[1];
    return result;
}

}  // namespace longdan::estimation
