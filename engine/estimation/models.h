#pragma once

#include "engine/estimation/survey.h"

namespace longdan::estimation {

/// Columns 1, y1, y2, ...: means sum(w y) / sum(w). Särndal, Swensson, Wretman 1992, 5.7.
class MeanModel final : public SumsModel {
  public:
    std::vector<double> values(std::span<const double> sums) const override;
    Matrix gradient(std::span<const double> sums) const override;
};

/// Columns y1, y2, ...: totals sum(w y).
class TotalModel final : public SumsModel {
  public:
    std::vector<double> values(std::span<const double> sums) const override;
    Matrix gradient(std::span<const double> sums) const override;
};

/// Columns y, x: the ratio of their totals.
class RatioModel final : public SumsModel {
  public:
    std::vector<double> values(std::span<const double> sums) const override;
    Matrix gradient(std::span<const double> sums) const override;
};

/// Columns 1, d1..dp, then d_a * d_b for the pairs asked, where d = y minus any constant near its mean. Covariances
/// n/(n-1) * (mean(d_a d_b) - mean(d_a) mean(d_b)) of the pairs.
class MomentModel : public SumsModel {
  public:
    MomentModel(std::size_t variables, std::vector<std::pair<std::size_t, std::size_t>> pairs, double n)
        : variables_(variables), pairs_(std::move(pairs)), factor_(n / (n - 1)) {}
    std::vector<double> values(std::span<const double> sums) const override;
    Matrix gradient(std::span<const double> sums) const override;

  private:
    std::size_t variables_;
    std::vector<std::pair<std::size_t, std::size_t>> pairs_;
    double factor_;
};

/// Correlations a < b of p variables, from the moments of all pairs a <= b.
class CorrelationModel final : public SumsModel {
  public:
    CorrelationModel(std::size_t variables, double n);
    const std::vector<std::pair<std::size_t, std::size_t>>& pairs() const { return pairs_; }
    std::vector<double> values(std::span<const double> sums) const override;
    Matrix gradient(std::span<const double> sums) const override;

  private:
    std::size_t index(std::size_t a, std::size_t b) const;
    std::size_t variables_;
    std::vector<std::pair<std::size_t, std::size_t>> pairs_;
    MomentModel moments_;
};

/// Columns 1 of the first group, 1 of the second, y of the first, y of the second: second mean minus first.
class DifferenceModel final : public SumsModel {
  public:
    std::vector<double> values(std::span<const double> sums) const override;
    Matrix gradient(std::span<const double> sums) const override;
};

}  // namespace longdan::estimation
