#pragma once

#include "engine/estimation/data_table.h"
#include "engine/estimation/linear_algebra.h"
#include "engine/estimation/row_runs.h"
#include "engine/estimation/specification.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace longdan::estimation {

/// Influence values summed over the leaves of a design (its finest sampling units that matter for the variance):
/// `width` figures side by side, leaves ascending. A leaf that is not listed holds no row of the domain.
struct Scores {
    std::vector<std::uint32_t> leaf;
    std::size_t width = 1;
    std::vector<double> z;  ///< leaf by leaf
};

/// One stage of selection. Clusters are numbered in the order of strata and labels, those of one parent together.
struct Stage {
    std::vector<std::uint32_t> parent;         ///< by cluster: cluster of the stage above; 0 at the first
    std::vector<std::uint32_t> stratum;        ///< by cluster
    std::vector<std::uint32_t> stratum_begin;  ///< by stratum, and the number of clusters at the end
    std::vector<double> sampled;               ///< by cluster: n/N or the inclusion probability; 0 when not stated
    std::vector<std::uint32_t> first_row;      ///< by cluster: a row of it, for errors
};

/// A sample as it was drawn: strata and clusters by stage, sampling fractions, base weights.
class SampleDesign {
  public:
    /// Throws Error(invalid) naming file, row and column: a missing or negative weight, a missing stratum or cluster,
    /// clusters that cross strata without `nest`, a population smaller than its sample.
    SampleDesign(const DataTable& data, const DesignSpec& spec);

    const DataTable& data() const { return *data_; }
    const DesignSpec& spec() const { return *spec_; }
    std::size_t rows() const { return data_->rows; }

    /// Rows next to each other in one leaf, and the leaf of each.
    const RowRuns& runs() const { return runs_; }
    const std::vector<std::uint32_t>& leaf_of_run() const { return leaf_of_run_; }
    bool order_is_file_order() const { return order_is_file_order_; }
    /// Rows sorted by leaf; within a leaf as in the file. Made when first asked for, as what is told by row is.
    const std::vector<std::uint32_t>& order() const;
    const std::vector<std::uint32_t>& leaf() const;  ///< by row
    std::size_t leaves() const { return stages_.back().parent.size(); }
    std::size_t psus() const { return stages_.front().parent.size(); }
    /// First-stage cluster of a leaf.
    const std::vector<std::uint32_t>& psu_of_leaf() const { return psu_of_leaf_; }
    const std::vector<Stage>& stages() const { return stages_; }
    std::span<const double> base_weights() const { return weights_; }

    /// PSUs minus strata that hold one of the rows with a weight that is not 0.
    double degrees_of_freedom(std::span<const std::uint32_t> rows, std::span<const double> weights) const;

    /// The same for leaves, where `counts` tells which hold such a row.
    double degrees_of_freedom_of_leaves(std::span<const std::uint32_t> leaves, std::span<const char> counts) const;

    /// Covariances of the figures. With `all_present` every PSU of the sample counts as a member of the domain, as it
    /// does where weights outside the domain are set to 0 (calibrated and unequal-probability designs).
    /// With `diagonal_only` the off-diagonal entries are left 0.
    Matrix covariance(const Scores& scores, bool all_present, bool diagonal_only = false) const;

  private:
    void read_weights();
    void read_fractions();
    void load_joint();
    Matrix stage_covariance(std::size_t stage, const Scores& scores, bool all_present, bool diagonal_only) const;
    Matrix pairwise_covariance(const Scores& scores) const;
    double pairwise_check(std::size_t a, std::size_t b) const;

    const DataTable* data_;
    const DesignSpec* spec_;
    RowRuns runs_;
    std::vector<std::uint32_t> leaf_of_run_;
    bool order_is_file_order_ = true;
    mutable std::once_flag order_made_;
    mutable std::vector<std::uint32_t> order_;
    mutable std::once_flag leaf_made_;
    mutable std::vector<std::uint32_t> leaf_;
    std::vector<std::uint32_t> psu_of_leaf_;
    std::vector<Stage> stages_;
    std::span<const double> weights_;  // a column of the data or own_weights_
    std::vector<double> own_weights_;
    Matrix joint_;                                  // joint inclusion probabilities by PSU
    std::vector<double> stratum_mean_probability_;  // by first-stage stratum
};

}  // namespace longdan::estimation
