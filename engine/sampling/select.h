#pragma once

#include "engine/sampling/random.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace longdan::sampling {

enum class Method { srs, systematic, pps_systematic, sampford, pareto, cube };
std::optional<Method> method_of(std::string_view name);

/// One unit that was picked, by its position in the stratum.
struct Pick {
    std::size_t position;
    bool reserve;
    double probability;  ///< inclusion probability of the unit as a main unit
};

/// What a draw in one stratum gave.
struct Selection {
    std::vector<Pick> picks;             ///< main units in order of the list, then reserves in the order of their use
    std::vector<std::size_t> certain;    ///< positions taken with certainty (unequal probabilities)
    std::optional<std::uint64_t> start;  ///< systematic draws: the random start, in units of 1/n of the size
};

/// Inclusion probabilities n * size / T of fixed-size draws by whole sizes: a unit at or over 1 is certain, it is taken
/// out and n and T are computed anew until none is.
class SizedProbabilities {
  public:
    /// Throws Error(invalid) when fewer than n units have a size or the sizes sum to 2^63 or more.
    SizedProbabilities(std::span<const std::int64_t> sizes, std::size_t n);

    double operator[](std::size_t position) const;
    const std::vector<std::size_t>& certain() const { return certain_; }
    std::size_t open_n() const { return open_n_; }           ///< places left for the units that are not certain
    std::int64_t open_total() const { return open_total_; }  ///< sum of their sizes
    bool is_certain(std::size_t position) const { return sizes_[position] >= bound_; }

  private:
    std::span<const std::int64_t> sizes_;
    std::vector<std::size_t> certain_;
    std::size_t open_n_;
    std::int64_t open_total_ = 0;
    std::int64_t bound_;  ///< sizes from here on are certain
};

/// n of `count` units, each n/count. Main units are the first n of a random permutation, reserves the next ones.
Selection select_srs(std::size_t count, std::size_t n, std::size_t reserve, Random& random);

/// Every (count/n)-th unit of the list from a random start u in [0, count): unit i (from 0) is taken when some
/// u + k*count, k = 0..n-1, lies in [n*i, n*(i+1)). Whole numbers only.
Selection select_systematic(std::size_t count, std::size_t n, std::size_t reserve, Random& random);

/// Systematic with probability proportional to whole sizes: thresholds u + k*T (T the sum of sizes, u in [0, T)) on the
/// cumulated sizes times n, in 128-bit integers. Certain units as in SizedProbabilities; size 0 is never taken.
/// Reserves are drawn one by one from the rest with probability proportional to size.
Selection select_pps_systematic(
    std::span<const std::int64_t> sizes, std::size_t n, std::size_t reserve, Random& random
);

/// Sampford (1967): n different units with inclusion probabilities exactly n*size/T. Certain units as above. Throws
/// Error(invalid) when no sample was accepted in 10 million tries (n too large for the method).
Selection select_sampford(std::span<const std::int64_t> sizes, std::size_t n, std::size_t reserve, Random& random);

/// Order sampling with the Pareto distribution (Rosén 1997): the n units with the smallest
/// U (1 - p) / (p (1 - U)), U a random number a unit, p = n*size/T; the next ones are the reserves. Inclusion
/// probabilities are p nearly, not exactly. `numbers` holds U of each unit in 2^-64, in [0, 2^64): permanent numbers
/// give samples that overlap as much as they can. Certain units as in SizedProbabilities.
Selection select_pareto(
    std::span<const std::int64_t> sizes, std::size_t n, std::size_t reserve, std::span<const std::uint64_t> numbers
);

/// Cube method (Deville and Tillé 2004; fast flight of Chauvet and Tillé 2006): inclusion probabilities as given by the
/// sizes (equal when `sizes` is empty), totals of `balance` (one vector a variable, each as long as the stratum) kept
/// as near as possible. The sample size is kept exactly. Landing: variables are dropped from the last.
Selection select_cube(
    std::size_t count, std::span<const std::int64_t> sizes, const std::vector<std::vector<double>>& balance,
    std::size_t n, std::size_t reserve, Random& random
);

}  // namespace longdan::sampling
