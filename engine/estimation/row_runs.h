#pragma once

#include "engine/estimation/data_table.h"

#include <cstdint>
#include <span>
#include <vector>

namespace longdan::estimation {

/// Rows that stand next to each other and are alike in some columns. Where a file comes PSU by PSU there are as many
/// runs as PSUs, and what is said of PSUs need not be said row by row.
class RowRuns {
  public:
    /// All rows as one run (none where there are no rows).
    explicit RowRuns(std::size_t rows);
    /// Cuts where the column changes.
    void cut(const Column& column);
    /// Cuts where `value` changes.
    void cut(std::span<const std::uint32_t> value);
    void cut_everywhere();
    /// Cuts runs that are longer.
    void cut_longer_than(std::size_t rows);

    std::size_t count() const { return begin_.size() - 1; }
    std::uint32_t begin(std::size_t run) const { return begin_[run]; }
    std::uint32_t end(std::size_t run) const { return begin_[run + 1]; }
    /// The first row of each run.
    std::span<const std::uint32_t> firsts() const { return {begin_.data(), count()}; }
    bool operator==(const RowRuns&) const = default;

  private:
    std::vector<std::uint32_t> begin_;  // and the number of rows
};

}  // namespace longdan::estimation
