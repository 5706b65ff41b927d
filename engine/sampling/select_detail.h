#pragma once

#include "engine/sampling/select.h"

#include <cstdint>
#include <span>
#include <vector>

namespace longdan::sampling::detail {

/// The first `wanted` places of a random permutation of [0, count).
std::vector<std::size_t> first_of_permutation(std::size_t count, std::size_t wanted, Random& random);

/// Adds reserves, each of the units left equally likely; `probability` is what they have as main units.
void add_equal_reserves(
    Selection& selection, std::size_t count, std::size_t reserve, double probability, Random& random
);
/// Adds reserves one by one with probability proportional to size among the units left.
void add_sized_reserves(
    Selection& selection, std::span<const std::int64_t> sizes, const SizedProbabilities& probabilities,
    std::size_t reserve, Random& random
);

}  // namespace longdan::sampling::detail
