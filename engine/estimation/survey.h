#pragma once

#include "engine/estimation/calibration.h"
#include "engine/estimation/packed_runs.h"
#include "engine/estimation/replicates.h"
#include "engine/estimation/sample_design.h"

#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace longdan::estimation {

/// Rows of one domain in design order (sorted by leaf).
using RowList = std::vector<std::uint32_t>;

/// Figures that are a smooth function of weighted sums of some row values: means, totals, ratios, variances,
/// correlations, differences. Their influence values are the gradient times the row values.
class SumsModel {
  public:
    virtual ~SumsModel() = default;
    /// Figures from the sums of the columns.
    virtual std::vector<double> values(std::span<const double> sums) const = 0;
    /// Derivatives: one row a figure, one column a sum.
    virtual Matrix gradient(std::span<const double> sums) const = 0;
};

/// Figures with their covariance, and what contrasts of them need.
struct Fit {
    std::vector<double> value;
    Matrix covariance;
    Scores scores;      ///< Taylor: influence values by leaf, after calibration
    Matrix replicates;  ///< replicate values, one replicate a row
    std::vector<double> sums;

    double se(std::size_t j) const;
};

/// Weighted sums of some columns over the rows of a domain, by leaf.
struct LeafSums {
    std::vector<std::uint32_t> leaf;  ///< ascending
    Matrix sums;                      ///< leaf by column
    std::vector<double> total;        ///< by column
};

/// A sample ready to be asked: design, calibrated weights, replicates.
class Survey {
  public:
    Survey(const DataTable& data, const DesignSpec& spec, unsigned threads);

    const DataTable& data() const { return design_.data(); }
    const SampleDesign& design() const { return design_; }
    std::span<const double> weights() const { return weights_; }
    unsigned threads() const { return threads_; }
    /// True when rows outside a domain keep their place with weight 0 (calibrated or unequal-probability designs).
    bool keeps_all_rows() const { return keeps_all_rows_; }
    bool has_replicates() const { return replicates_ != nullptr; }

    std::vector<double> weights_of(const RowList& rows) const;

    /// `columns` hold one value for each of `rows`. `full` asks for covariances, not only variances.
    Fit fit(
        const SumsModel& model, const RowList& rows, const std::vector<std::vector<double>>& columns, bool full = false
    ) const;

    /// True when sums by leaf say all that figures and their errors need: no calibration, no given replicate weights.
    bool sums_are_enough() const;
    /// How weights become whole numbers; found once, when first asked for.
    const std::optional<IntegerScale>& integer_scale() const;
    PackedCache& packed_cache() const { return packed_cache_; }
    /// The same from sums that were made elsewhere; only where sums_are_enough().
    Fit fit(const SumsModel& model, const LeafSums& sums, bool full = false) const;

    const std::vector<Projection>& projections() const { return projections_; }
    /// The cross table of the calibration, when the survey is calibrated in one step by margins alone, without
    /// replicates or trimming: then sums by leaf and cell say all. Else null.
    const Auxiliaries* calibration_cells() const;
    /// Calibrated weights by leaf and cell, leaves ascending, and rows by cell.
    struct CellWeights {
        std::vector<std::uint32_t> leaf;
        std::vector<std::uint32_t> cell;
        std::vector<double> weight;
        std::vector<double> rows_of_cell;
    };
    const CellWeights& calibration_weights() const;
    /// Influence values of sums: gradient times sums, leaf by leaf.
    Scores scores_of_leaves(const LeafSums& sums, const Matrix& gradient) const;

    /// For figures that are not a function of sums: their values for any weights of the rows, and their influence
    /// values without the weight (rows.size() x figures).
    class GeneralModel {
      public:
        virtual ~GeneralModel() = default;
        virtual std::vector<double> values(std::span<const double> weights) const = 0;
        virtual Matrix influence(std::span<const double> weights, std::span<const double> values) const = 0;
    };
    Fit fit(const GeneralModel& model, const RowList& rows, bool full = false) const;

    /// Covariance of a combination of scores or replicates that was made elsewhere.
    Matrix covariance(const Fit& fit, bool full) const;

  private:
    LeafSums leaf_sums(
        const RowList& rows, const std::vector<std::vector<double>>& columns, std::span<const double> weights
    ) const;
    /// Weighted influence values of rows, calibrated if need be, summed by leaf.
    Scores scores_of_rows(const RowList& rows, const Matrix& weighted) const;
    void replicate_rows(
        const SumsModel& model, const RowList& rows, const std::vector<std::vector<double>>& columns, Fit& fit
    ) const;
    void replicate_sums(const SumsModel& model, const LeafSums& sums, Fit& fit) const;
    std::vector<double> replicate_weights(std::size_t replicate) const;

    SampleDesign design_;
    Calibrator calibrator_;
    unsigned threads_;
    bool keeps_all_rows_ = false;
    std::span<const double> weights_;  // of the design or calibrated_
    std::vector<double> calibrated_;
    std::vector<Projection> projections_;
    std::unique_ptr<Replicates> replicates_;
    mutable std::once_flag integer_scale_found_;
    mutable std::optional<IntegerScale> integer_scale_;
    mutable PackedCache packed_cache_;
    mutable std::once_flag calibration_weights_made_;
    mutable CellWeights calibration_weights_;
    std::vector<std::vector<double>> replicate_weights_;  // kept when rows carry weights of their own in each
};

}  // namespace longdan::estimation
