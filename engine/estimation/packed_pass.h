#pragma once

#include "engine/estimation/expression.h"
#include "engine/estimation/survey.h"

#include <optional>
#include <string>
#include <vector>

namespace longdan::estimation {

/// Sums of one domain by leaf: column 0 the weights, then the items.
struct PackedDomain {
    std::string label;
    LeafSums sums;
    double n = 0;   ///< rows that answered every item and have a weight that is not 0
    double df = 0;  ///< PSUs minus strata among them
    bool incomplete = false;
};

/// One pass over packed bytes for many items and domains at once: for items that are small whole numbers or conditions
/// on them. Weights become integers of 43 bits, so sums are exact and free of order. Nothing when an item is of another
/// kind, when weights differ by more than 2^14, or when the survey needs rows (calibration, own replicate weights).
std::optional<std::vector<PackedDomain>> packed_pass(
    const Survey& survey, const std::vector<std::string>& items, const std::vector<std::string>& by,
    const std::optional<std::string>& where
);

/// True when the item is a condition, so that its square is itself.
bool is_packed_condition(const std::string& item);

}  // namespace longdan::estimation
