#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace longdan::estimation {

/// A dense matrix, row by row.
class Matrix {
  public:
    Matrix() = default;
    Matrix(std::size_t rows, std::size_t columns) : rows_(rows), columns_(columns), values_(rows * columns) {}

    std::size_t rows() const { return rows_; }
    std::size_t columns() const { return columns_; }
    double& operator()(std::size_t row, std::size_t column) { return values_[row * columns_ + column]; }
    double operator()(std::size_t row, std::size_t column) const { return values_[row * columns_ + column]; }
    std::span<double> row(std::size_t row) { return {values_.data() + row * columns_, columns_}; }
    std::span<const double> row(std::size_t row) const { return {values_.data() + row * columns_, columns_}; }

  private:
    std::size_t rows_ = 0;
    std::size_t columns_ = 0;
    std::vector<double> values_;
};

Matrix product(const Matrix& a, const Matrix& b);
Matrix transposed(const Matrix& a);

/// Solves A x = b for a symmetric positive semidefinite A, scaled to unit diagonal, by Cholesky's method. A column that
/// the ones before it determine (pivot below `tolerance`) is left out: its x is 0.
class SymmetricSolver {
  public:
    explicit SymmetricSolver(const Matrix& a, double tolerance = 1e-11);

    const std::vector<bool>& kept() const { return kept_; }
    std::size_t rank() const;
    std::vector<double> solve(std::span<const double> b) const;
    Matrix solve(const Matrix& b) const;

  private:
    std::size_t size_;
    std::vector<double> scale_;
    std::vector<bool> kept_;
    Matrix factor_;  // lower triangle
};

}  // namespace longdan::estimation
