#pragma once

#include "engine/sampling/allocate.h"

#include <cstdint>
#include <vector>

namespace longdan::sampling {

/// What an estimate is to reach: half the width of its confidence interval.
struct Precision {
    double margin = 0;          ///< of a proportion (0.05 is five percent points) or in the units of a mean; over 0
    double level = 0.95;        ///< of the interval, in (0, 1)
    double proportion = 0.5;    ///< what is expected; 0.5 needs the largest sample
    double design_effect = 1;   ///< variance of the design over that of simple random sampling, over 0
    double response = 1;        ///< expected share of people who answer, in (0, 1]
    bool each_stratum = false;  ///< the margin holds in every stratum, not only for the whole
};

/// The normal quantile of a two-sided interval, rounded to 9 decimals so that it is the same on every machine:
/// 1.959963985 for 0.95.
double normal_quantile(double level);

/// Units to draw of N so that a proportion has this margin: n0 = z² p (1 - p) / d², n = n0 / (1 + (n0 - 1) / N)
/// (Cochran, Sampling Techniques, 3rd ed., 4.4), times the design effect, over the response, rounded up; at most N.
std::int64_t size_for_proportion(const Precision& precision, std::int64_t units);

/// Units to draw so that a stratified mean has this margin, with S_h the deviations of the strata and w_h the shares
/// of the allocation: n = Σ W_h² S_h² / w_h / (d²/z² + Σ W_h S_h² / N) (Cochran, 5.9), times the design effect, over
/// the response, rounded up; at most N.
std::int64_t size_for_mean(
    const Precision& precision, const std::vector<StratumSize>& strata, Allocation kind, double power
);

}  // namespace longdan::sampling
