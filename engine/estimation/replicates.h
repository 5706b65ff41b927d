#pragma once

#include "engine/estimation/linear_algebra.h"
#include "engine/estimation/sample_design.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace longdan::estimation {

/// Replicates of a design as multipliers of whole PSUs: weight in replicate r = weight * (base + change of its PSU).
/// Given replicate weights are columns of the data instead.
class Replicates {
  public:
    /// Throws Error(invalid): jk1 with strata, BRR with a stratum that has not two PSUs, a stratum with one PSU, a
    /// missing replicate weight.
    Replicates(const SampleDesign& design, const ReplicateSpec& spec);

    std::size_t count() const { return scales_.size(); }
    bool given() const { return !given_.empty(); }
    bool mse() const { return mse_; }

    struct Multipliers {
        double base = 0;
        std::vector<std::pair<std::uint32_t, double>> changes;  ///< by PSU; PSUs that are not listed change by 0
    };
    Multipliers multipliers(std::size_t replicate) const;
    /// The weights of one replicate, from the weights before calibration.
    std::vector<double> weights(std::size_t replicate) const;

    /// Covariance of figures from their values in the full sample and in each replicate (one a row). Replicates with
    /// a value that is not a number are left out.
    Matrix covariance(const std::vector<double>& full, const Matrix& values, bool diagonal_only) const;

  private:
    const SampleDesign* design_;
    ReplicateSpec spec_;
    bool mse_;
    std::vector<double> scales_;                                    // overall scale times the replicate's own
    std::vector<std::pair<std::uint32_t, std::uint32_t>> dropped_;  // jkn: stratum and PSU of each replicate
    std::vector<std::vector<double>> given_;
};

}  // namespace longdan::estimation
