#pragma once

#include "engine/estimation/linear_algebra.h"

#include <span>
#include <vector>

namespace longdan::estimation {

/// Direct estimates of small areas and what else is known about them.
struct SmallArea {
    double direct = 0;
    double variance = 0;             ///< of the direct estimate, smoothed beforehand; over 0
    std::vector<double> covariates;  ///< with the constant, if wanted; the same number for all areas
    double share = 0;                ///< of the area in its larger domain, for benchmarking
};

struct SmallAreaEstimate {
    double value = 0;
    double mse = 0;        ///< Prasad, Rao 1990: g1 + g2 + 2 g3
    double shrinkage = 0;  ///< weight of the direct estimate, 0..1
};

struct SmallAreaFit {
    double between_variance = 0;  ///< A, by restricted maximum likelihood, at least 0
    std::vector<double> coefficients;
    std::vector<SmallAreaEstimate> areas;
};

/// The area-level model of Fay, Herriot (JASA 1979): direct_i = x_i'b + v_i + e_i, v_i ~ (0, A), e_i ~ (0, variance_i).
/// Throws Error(invalid): fewer areas than covariates plus two, a variance that is not positive, covariates that
/// determine one another.
SmallAreaFit fay_herriot(std::span<const SmallArea> areas);

/// Scales the estimates so that their sum weighted by `share` is the direct estimate of the larger domain.
void benchmark(std::span<const SmallArea> areas, double domain_estimate, SmallAreaFit& fit);

}  // namespace longdan::estimation
