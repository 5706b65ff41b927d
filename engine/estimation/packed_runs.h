#pragma once

#include "engine/estimation/packed_items.h"
#include "engine/estimation/row_runs.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace longdan::estimation {

/// Rows in the order in which they are summed, cut into runs of one leaf and one domain.
struct PackedRuns {
    std::vector<std::uint32_t> rows;    ///< by position; empty: as they stand in the file
    std::vector<std::uint32_t> begin;   ///< by run, and the number of positions at the end
    std::vector<std::uint32_t> leaf;    ///< by run
    std::vector<std::uint32_t> domain;  ///< by run; missing_code: in none
    std::vector<std::uint32_t> cell;    ///< by run, of the calibration; empty where runs are not cut by it

    std::size_t count() const { return leaf.size(); }
};

/// A run is cut at this length, so that its sums stay in 64 bits and its weights in the nearest cache.
constexpr std::size_t longest_packed_run = 1024;

/// Weights as whole multiples of a unit: 43 bits for the largest.
struct IntegerScale {
    double up = 1;    ///< weight times this, rounded, is the whole number
    double unit = 1;  ///< and this turns it back

    /// Nothing when a weight is negative or under 2^-14 of the largest.
    static std::optional<IntegerScale> of(std::span<const double> weights);
};

/// Whole sums over each run: the weights, then the items. A row that misses an item is not counted.
struct PackedSums {
    std::size_t width = 1;
    std::vector<std::int64_t> sums;      ///< run by run
    std::vector<std::uint32_t> counted;  ///< by run: rows that answered and have a weight that is not 0

    std::span<const std::int64_t> of(std::size_t run) const { return {sums.data() + run * width, width}; }
};

/// With `within_domains` runs that are in no domain are left out (0).
PackedSums sum_runs(
    std::span<const double> weights, const IntegerScale& scale, const std::vector<PackedPlan>& plans,
    const PackedRuns& runs, bool within_domains, unsigned threads
);

/// Rows that answered every item, by cell, and what they answered: counts of conditions, sums of values. Row by row of
/// the result a cell, first the number. Only runs of one domain.
std::vector<std::int64_t> count_cells(
    const std::vector<PackedPlan>& plans, const PackedRuns& runs, std::span<const std::uint32_t> of_domain,
    std::span<const std::uint32_t> cell_of_row, std::size_t cells
);

/// Sums that several questions ask for, where rows are summed as they stand in the file.
class PackedCache {
  public:
    std::shared_ptr<const PackedSums> find(
        const std::vector<PackedPlan>& plans, const std::vector<std::uint32_t>& begin
    ) const;
    void keep(std::vector<PackedPlan> plans, std::vector<std::uint32_t> begin, std::shared_ptr<const PackedSums> sums);

  private:
    struct Entry {
        std::vector<PackedPlan> plans;
        std::vector<std::uint32_t> begin;
        std::shared_ptr<const PackedSums> sums;
    };
    mutable std::mutex guard_;
    std::vector<Entry> entries_;
};

}  // namespace longdan::estimation
