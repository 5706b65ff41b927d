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
};

enum class Allocation { proportional, equal, neyman, optimum, power };

/// Shares n over strata: proportional to N_h; equal; N_h S_h (Neyman 1934); N_h S_h / sqrt(c_h) (Cochran, Sampling
/// Techniques, 3rd ed., 5.5); M_h^power with M_h the measure, or N_h without one (Bankier 1988, CV taken as constant).
/// Every stratum gets at least min(`minimum`, N_h) and at most N_h; what that takes or leaves is shared again among the
/// others. Rounded by largest remainder, ties in stratum order, so the sum is n. Throws Error(invalid) when n is over
/// the number of units or under the sum of the minima, or when all shares are 0.
std::vector<std::int64_t> allocate(
    std::int64_t n, const std::vector<StratumSize>& strata, Allocation kind, double power, std::int64_t minimum
);

}  // namespace longdan::sampling
