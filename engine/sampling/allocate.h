#pragma once

#include <cstdint>
#include <vector>

namespace longdan::sampling {

/// What allocation knows of a stratum.
struct StratumSize {
    std::int64_t units = 0;  ///< N_h, at least 1
    double measure = 0;      ///< total of the measure of size; 0: none
    double deviation = 0;    ///< S_h, for Neyman and optimum
    double cost = 1;         ///< c_h per unit, over 0, for optimum
    std::int64_t least = 0;  ///< units taken in any case: the stratum gets no less
};

enum class Allocation { proportional, equal, neyman, optimum, power };

/// Shares n over strata: proportional to N_h; equal; N_h S_h (Neyman 1934); N_h S_h / sqrt(c_h) (Cochran, Sampling
/// Techniques, 3rd ed., 5.5); M_h^power with M_h the measure, or N_h without one (Bankier 1988, CV taken as constant).
/// Every stratum gets at least `minimum` and its own `least`, at most N_h; what that takes or leaves is shared again
/// among the others. Rounded by largest remainder, ties in stratum order, so the sum is n. All in whole numbers, see
/// docs/sampling.md. Throws Error(invalid) when n is over the number of units or under the sum of the least numbers, or
/// when all shares are 0.
std::vector<std::int64_t> allocate(
    std::int64_t n, const std::vector<StratumSize>& strata, Allocation kind, double power, std::int64_t minimum
);

/// What the shares are proportional to, as whole numbers below 2^53 (see docs/sampling.md).
std::vector<std::int64_t> allocation_shares(const std::vector<StratumSize>& strata, Allocation kind, double power);

/// The largest n whose units, shared like this, cost at most `budget`: c_h a unit. Throws as allocate does, and when
/// the budget is too small for the least numbers.
std::int64_t size_for_budget(
    double budget, const std::vector<StratumSize>& strata, Allocation kind, double power, std::int64_t minimum
);

}  // namespace longdan::sampling
