#pragma once

#include "engine/estimation/data_table.h"
#include "engine/estimation/linear_algebra.h"
#include "engine/estimation/specification.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace longdan::estimation {

/// The auxiliary variables of one calibration step, row by row: one level of each margin, and numeric columns.
struct Auxiliaries {
    std::vector<std::vector<std::uint32_t>> level;  ///< by margin, by row: index of the column of that level
    std::vector<std::vector<double>> numeric;       ///< by numeric variable, by row
    std::vector<double> totals;                     ///< by column: levels of all margins, then numeric
    std::vector<std::string> names;                 ///< by column, for errors
    std::size_t numeric_begin = 0;

    /// Without numeric variables rows fall into the cells of the margins' cross table; else `cell` is empty.
    std::vector<std::uint32_t> cell;                     ///< by row
    std::vector<std::vector<std::uint32_t>> cell_level;  ///< by cell: its column in each margin

    std::size_t columns() const { return totals.size(); }
    std::size_t cells() const { return cell_level.size(); }
    /// Sums of a weight by cell, free of order.
    std::vector<double> cell_sums(std::span<const double> weights) const;

    /// Throws Error(invalid) naming file, row and column: a missing level, a level without a total.
    static Auxiliaries of(const DataTable& data, const CalibrationSpec& spec);
};

/// Takes out of influence values what the calibrated totals already fix: the residual of their regression on the
/// auxiliaries, weighted by the weights before the step (Deville, Särndal, JASA 1992).
class Projection {
  public:
    Projection(
        std::shared_ptr<const Auxiliaries> auxiliaries, std::vector<double> before, std::vector<double> after,
        bool r_rake
    );
    /// x: weighted influence values of all rows.
    void apply(std::vector<double>& x) const;

    const Auxiliaries& auxiliaries() const { return *auxiliaries_; }
    bool is_regression() const { return !r_rake_; }
    /// Weight before the step over weight after it, by cell; 1 where a cell has no weight. Only with cells.
    std::vector<double> cell_ratios() const;
    /// What is taken out of each row of a cell, per unit of weight after the step, for several figures. `sums`: by cell
    /// and figure, influence values times the weights before the step (regression) or unweighted (r_rake, with the
    /// number of rows of each cell).
    Matrix cell_fit(const Matrix& sums, const std::vector<double>& rows_of_cell) const;

  private:
    std::shared_ptr<const Auxiliaries> auxiliaries_;
    std::vector<double> before_;
    std::vector<double> after_;
    bool r_rake_;
    std::unique_ptr<SymmetricSolver> solver_;
};

/// The steps of a design's calibration, ready for any set of starting weights (one set a replicate).
class Calibrator {
  public:
    Calibrator(const DataTable& data, const DesignSpec& spec);

    bool empty() const { return steps_.empty() && !spec_->trim; }
    bool has_steps() const { return !steps_.empty(); }
    /// Calibrates the weights in place and, if asked, gives one projection a step. Throws Error(invalid): a margin
    /// without respondents, no convergence to the step's epsilon.
    void run(std::vector<double>& weights, std::vector<Projection>* projections) const;

  private:
    const DataTable* data_;
    const DesignSpec* spec_;
    std::vector<std::shared_ptr<const Auxiliaries>> steps_;
};

}  // namespace longdan::estimation
