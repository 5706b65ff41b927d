#pragma once

#include "engine/estimation/models.h"

namespace longdan::estimation {

/// How much of the variance of an outcome each of some drivers explains, from their covariance matrix (outcome first):
/// the gain in R2 from adding the driver, averaged over every order of entry (Lindeman, Merenda, Gold 1980; the Shapley
/// value of R2). The parts add up to R2. `gradient` gets, for each part, the derivative by each entry a <= b of the
/// matrix, in the order (0,0), (0,1), .., (1,1), ...; null when not wanted. A driver that others determine shares what
/// they explain together.
std::vector<double> shapley_parts(const Matrix& covariance, Matrix* gradient = nullptr);

/// Columns of CorrelationModel: 1, outcome and drivers minus a constant near their mean, products of all pairs.
/// Figures: each driver's share of R2, then R2.
class KeyDriverModel final : public SumsModel {
  public:
    static constexpr std::size_t most_drivers = 12;

    explicit KeyDriverModel(std::size_t drivers);
    const std::vector<std::pair<std::size_t, std::size_t>>& pairs() const { return pairs_; }
    std::vector<double> values(std::span<const double> sums) const override;
    Matrix gradient(std::span<const double> sums) const override;

  private:
    Matrix covariance(std::span<const double> sums) const;

    std::size_t variables_;
    std::vector<std::pair<std::size_t, std::size_t>> pairs_;
    MomentModel moments_;
};

}  // namespace longdan::estimation
