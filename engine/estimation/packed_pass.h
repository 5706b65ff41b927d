#pragma once

#include "engine/estimation/packed_items.h"
#include "engine/estimation/survey.h"

#include <optional>
#include <string>
#include <vector>

namespace longdan::estimation {

/// Sums of one domain by leaf: column 0 the weights, then the items.
struct PackedDomain {
    std::string label;
    LeafSums sums;
    /// Where the survey is calibrated, by cell of the calibration's cross table: sums with the weights before it, or
    /// with every weight 1, as its projection asks.
    Matrix by_cell;
    double n = 0;   ///< rows that answered every item and have a weight that is not 0
    double df = 0;  ///< PSUs minus strata among them
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

}  // namespace longdan::estimation
