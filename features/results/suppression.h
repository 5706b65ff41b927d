#pragma once

#include "features/results/results.h"

#include <functional>
#include <vector>

namespace longdan::results {

/// Which figures may not be shown, one entry a figure: those that stand on fewer than `minimum_n` answers and, so that
/// none follows by subtraction from the total of its siblings, the next smallest ones until at least two are hidden and
/// together they stand on `minimum_n` answers. Siblings are the units under the same `parent_of`, or the categories of
/// one dimension of one unit. Series with the same counts hide the same cells. minimum_n 0 hides nothing.
std::vector<bool> hidden_figures(
    const std::vector<Figure>& figures, int minimum_n, const std::function<UnitId(UnitId)>& parent_of
);

}  // namespace longdan::results
