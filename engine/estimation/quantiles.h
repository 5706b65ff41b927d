#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace longdan::estimation {

/// A weighted sample in order of its values, for quantiles by one of the rules of Hyndman, Fan (American Statistician
/// 1996) carried over to weights as R's survey package 4.1 has them: `math` (type 1, the inverse of the distribution
/// function), `school` (type 2, the middle where the inverse is an interval), `hf7` (type 7, linear between k-1 steps).
/// Rows of weight 0 do not count. Among equal values hf7 depends on which weight comes last: they stand as in the file.
class WeightedValues {
  public:
    WeightedValues(
        std::span<const double> values, std::span<const double> weights, std::span<const std::uint32_t> rows
    );

    bool empty() const { return values_.empty(); }
    /// NaN for a probability outside 0..1 or an empty sample. As in R 4.1, `math` and `school` give the second value
    /// for a probability below the first step.
    double quantile(double probability, std::string_view rule) const;

  private:
    std::vector<double> values_;
    std::vector<double> cumulated_;
};

}  // namespace longdan::estimation
