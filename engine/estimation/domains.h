#pragma once

#include "engine/estimation/survey.h"

#include <optional>
#include <string>
#include <vector>

namespace longdan::estimation {

/// One domain: its label and its rows in design order.
struct Domain {
    std::string label;  ///< "name=value;name=value", empty for all rows
    RowList rows;
};

/// The domains that the `by` columns make of the rows for which `where` holds, in the order of the columns' values.
/// Rows with a missing `by` value are in none; a missing `where` is false.
std::vector<Domain> domains_of(
    const Survey& survey, const std::vector<std::string>& by, const std::optional<std::string>& where
);

}  // namespace longdan::estimation
