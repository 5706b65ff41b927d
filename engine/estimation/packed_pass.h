#pragma once

#include "engine/estimation/expression.h"
#include "engine/estimation/survey.h"

#include <optional>
#include <string>
#include <vector>

namespace longdan::estimation {

/// Sums of one domain by leaf: column 0 the weights, then the items. Where the survey is calibrated each leaf stands
/// once for every cell of the calibration's cross table that it meets.
struct PackedDomain {
    std::string label;
    LeafSums sums;
    std::vector<std::uint32_t> cell;  ///< by entry of sums.leaf; empty without calibration
    Matrix unweighted;                ///< by cell and column: sums with every weight 1, where the calibration asks
    double n = 0;                     ///< rows that answered every item and have a weight that is not 0
    double df = 0;                    ///< PSUs minus strata among them
    bool incomplete = false;
};

/// One pass over packed bytes for many items and domains at once: for items that are small whole numbers or conditions
/// on them. Weights become integers of 43 bits, so sums are exact and free of order. Nothing when an item is of another
/// kind, when weights differ by more than 2^14, or when the survey needs rows (given or calibrated replicate weights,
/// calibration by numeric totals or in several steps).
std::optional<std::vector<PackedDomain>> packed_pass(
    const Survey& survey, const std::vector<std::string>& items, const std::vector<std::string>& by,
    const std::optional<std::string>& where
);

/// The fit of a packed domain, calibrated or not.
Fit fit_packed(const Survey& survey, const SumsModel& model, const PackedDomain& domain);

/// True when the item is a condition, so that its square is itself.
bool is_packed_condition(const std::string& item);

}  // namespace longdan::estimation
