#pragma once

#include "engine/sampling/random.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace longdan::sampling {

enum class Method { srs, systematic, pps_systematic, sampford, cube };
std::optional<Method> method_of(std::string_view name);

/// One unit that was picked, by its position in the stratum.
struct Pick {
    std::size_t position;
    bool reserve;
};

/// What a draw in one stratum gave.
struct Selection {
    std::vector<Pick> picks;             ///< main units in order of the list, then reserves in the order of their use
    std::vector<double> probabilities;   ///< inclusion probability of every unit of the stratum as a main unit
    std::vector<std::size_t> certain;    ///< positions taken with certainty (PPS)
    std::optional<std::uint64_t> start;  ///< systematic draws: the random start, in units of 1/n of the size
};

/// n of `count` units, each n/count. Main units are the first n of a random permutation, reserves the next ones.
Selection select_srs(std::size_t count, std::size_t n, std::size_t reserve, Random& random);

/// Every (count/n)-th unit of the list from a random start u in [0, count): unit i (from 0) is taken when some
/// u + k*count, k = 0..n-1, lies in [n*i, n*(i+1)). Whole numbers only.
Selection select_systematic(std::size_t count, std::size_t n, std::size_t reserve, Random& random);

/// Systematic with probability proportional to whole sizes: thresholds u + k*T (T the sum of sizes, u in [0, T)) on the
/// cumulated sizes times n, in 128-bit integers. A unit with n*size >= T is certain; it is taken out and T and n are
/// computed anew until none is. Size 0 is never taken. Throws Error(invalid) when fewer than n units have a size.
/// Reserves are drawn one by one from the rest with probability proportional to size.
Selection select_pps_systematic(
    std::span<const std::int64_t> sizes, std::size_t n, std::size_t reserve, Random& random
);

/// Sampford (1967): n different units with inclusion probabilities exactly n*size/T. Certain units as above. Throws
/// Error(invalid) when no sample was accepted in 10 million tries (n too large for the method).
Selection select_sampford(std::span<const std::int64_t> sizes, std::size_t n, std::size_t reserve, Random& random);

/// Cube method (Deville and Tillé 2004; fast flight of Chauvet and Tillé 2006): inclusion probabilities as given by the
/// sizes (equal when `sizes` is empty), totals of `balance` (one vector a variable, each as long as the stratum) kept
/// as near as possible. The sample size is kept exactly. Landing: variables are dropped from the last.
Selection select_cube(
    std::size_t count, std::span<const std::int64_t> sizes, const std::vector<std::vector<double>>& balance,
    std::size_t n, std::size_t reserve, Random& random
);

}  // namespace longdan::sampling
