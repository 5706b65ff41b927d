#pragma once

#include "engine/sampling/select.h"

#include <cstdint>
#include <span>
#include <vector>

namespace longdan::sampling::detail {

/// The first `wanted` places of a random permutation of [0, count).
std::vector<std::size_t> first_of_permutation(std::size_t count, std::size_t wanted, Random& random);

/// Adds reserves, each of the units left equally likely.
void add_equal_reserves(Selection& selection, std::size_t count, std::size_t reserve, Random& random);
/// Adds reserves one by one with probability proportional to size among the units left.
void add_sized_reserves(Selection& selection, std::span<const std::int64_t> sizes, std::size_t reserve, Random& random);

struct Probabilities {
    std::vector<double> values;
    std::vector<std::size_t> certain;
    std::size_t open_n = 0;       ///< places left for the units that are not certain
    std::int64_t open_total = 0;  ///< sum of their sizes
};
/// n * size / total, with units at or over 1 made certain and the others computed anew until none is over.
Probabilities inclusion_probabilities(std::span<const std::int64_t> sizes, std::size_t n);

}  // namespace longdan::sampling::detail
