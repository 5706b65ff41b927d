#pragma once

#include "engine/estimation/linear_algebra.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace longdan::estimation {

/// Draws from the normal distribution of estimates with a covariance matrix (positive semidefinite); the same draws for
/// the same seed on every machine. `visit` gets one vector of estimates at a time.
void simulate(
    std::span<const double> estimates, const Matrix& covariance, std::size_t draws, std::uint64_t seed,
    const std::function<void(std::span<const double>)>& visit
);

/// Ranks of units by an estimate, highest first, with what sampling error leaves open.
struct RankInterval {
    std::size_t rank = 0;  ///< of the estimate: 1 + number of higher ones (ties share the better rank)
    std::size_t joint_best =
        0;  ///< with the stated probability all units' ranks lie in joint_best..joint_worst at once
    std::size_t joint_worst = 0;
    std::size_t best = 0;  ///< central interval of this unit's simulated rank
    std::size_t worst = 0;
    std::size_t tied_group = 0;  ///< 1 is the top group: units that do not differ from the first of their group
};

/// Joint intervals from all pairwise comparisons at once: the critical value is the simulated quantile of the largest
/// |difference| / se over all pairs (Tukey's method for correlated estimates; ranks from simultaneous intervals: Klein,
/// Wright, Wieczorek, JRSS A 2020). Throws Error(invalid) when sizes differ, the level is not between 0 and 1 or there
/// are fewer than 100 draws.
std::vector<RankInterval> rank_intervals(
    std::span<const double> estimates, const Matrix& covariance, double level, std::size_t draws, std::uint64_t seed
);

/// Score and rank of a composite index when both sampling error and choices of method are open.
struct CompositeInterval {
    double score = 0;  ///< with the estimates and the first method
    double low = 0;
    double high = 0;
    std::size_t rank = 0;
    std::size_t best = 0;
    std::size_t worst = 0;
};

/// A method turns the figures of all units into their scores. Draws take the stated methods in turn, so each variation
/// has the same weight; intervals are central in the draws.
using CompositeMethod = std::function<std::vector<double>(std::span<const double> figures)>;
std::vector<CompositeInterval> composite_intervals(
    std::span<const double> figures, const Matrix& covariance, std::span<const CompositeMethod> methods, double level,
    std::size_t draws, std::uint64_t seed
);

}  // namespace longdan::estimation
