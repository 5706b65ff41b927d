#include "engine/estimation/linear_algebra.h"

#include <algorithm>
#include <cmath>

namespace longdan::estimation {

Matrix product(const Matrix& a, const Matrix& b) {
    Matrix result(a.rows(), b.columns());
    for (std::size_t i = 0; i < a.rows(); ++i) {
        for (std::size_t k = 0; k < a.columns(); ++k) {
            const double factor = a(i, k);
            if (factor == 0) continue;
            for (std::size_t j = 0; j < b.columns(); ++j) result(i, j) += factor * b(k, j);
        }
    }
    return result;
}

Matrix transposed(const Matrix& a) {
    Matrix result(a.columns(), a.rows());
    for (std::size_t i = 0; i < a.rows(); ++i) {
        for (std::size_t j = 0; j < a.columns(); ++j) result(j, i) = a(i, j);
    }
    return result;
}

SymmetricSolver::SymmetricSolver(const Matrix& a, double tolerance)
    : size_(a.rows()), scale_(size_), kept_(size_), factor_(size_, size_) {
    for (std::size_t i = 0; i < size_; ++i) scale_[i] = a(i, i) > 0 ? 1 / std::sqrt(a(i, i)) : 0;
    for (std::size_t j = 0; j < size_; ++j) {
        double pivot = scale_[j] > 0 ? 1 : 0;
        for (std::size_t k = 0; k < j; ++k) pivot -= factor_(j, k) * factor_(j, k);
        kept_[j] = pivot > tolerance;
        if (!kept_[j]) continue;
        const double root = std::sqrt(pivot);
        factor_(j, j) = root;
        for (std::size_t i = j + 1; i < size_; ++i) {
            double value = a(i, j) * scale_[i] * scale_[j];
            for (std::size_t k = 0; k < j; ++k) value -= factor_(i, k) * factor_(j, k);
            factor_(i, j) = value / root;
        }
    }
}

std::size_t SymmetricSolver::rank() const {
    return static_cast<std::size_t>(std::count(kept_.begin(), kept_.end(), true));
}

std::vector<double> SymmetricSolver::solve(std::span<const double> b) const {
    std::vector<double> x(size_);
    for (std::size_t i = 0; i < size_; ++i) {
        if (!kept_[i]) continue;
        double value = b[i] * scale_[i];
        for (std::size_t k = 0; k < i; ++k) value -= factor_(i, k) * x[k];
        x[i] = value / factor_(i, i);
    }
    for (std::size_t i = size_; i-- > 0;) {
        if (!kept_[i]) continue;
        double value = x[i];
        for (std::size_t k = i + 1; k < size_; ++k) {
            if (kept_[k]) value -= factor_(k, i) * x[k];
        }
        x[i] = value / factor_(i, i);
    }
    for (std::size_t i = 0; i < size_; ++i) x[i] *= scale_[i];
    return x;
}

Matrix SymmetricSolver::solve(const Matrix& b) const {
    Matrix result(b.rows(), b.columns());
    std::vector<double> column(size_);
    for (std::size_t j = 0; j < b.columns(); ++j) {
        for (std::size_t i = 0; i < size_; ++i) column[i] = b(i, j);
        const auto x = solve(column);
        for (std::size_t i = 0; i < size_; ++i) result(i, j) = x[i];
    }
    return result;
}

}  // namespace longdan::estimation
