#pragma once

#include "engine/estimation/linear_algebra.h"

#include <span>
#include <vector>

namespace longdan::estimation {

/// People who came by themselves, made comparable with a probability sample of the same population. There is no
/// standard error here and there must be none: how far the model of who comes is wrong cannot be seen in the sample.
struct OptInAdjustment {
    std::vector<double> coefficients;  ///< of the logistic model of taking part
    std::vector<double> propensity;    ///< by row of the opt-in sample
    std::vector<double> weights;       ///< 1/propensity, scaled to the population of the reference sample
    double effective_n = 0;            ///< Kish, of these weights
    double r_indicator = 0;            ///< of taking part, over the reference sample: 1 when everybody is as likely
};

/// Rows are people, columns what both samples know of them, the first a constant 1. The propensities solve
/// sum over opt-in x = sum over reference d pi(x) x, pi logistic, d the design weight (Chen, Li, Wu, JASA 2020), by
/// Newton's method; so the weighted shares of the reference sample are met as far as the model reaches. Throws
/// Error(invalid): columns differ, a weight is not positive, the reference sample stands for no more people than came
/// by themselves, a group came that the reference sample does not know (the equations have no solution).
OptInAdjustment adjust_opt_in(const Matrix& opt_in, const Matrix& reference, std::span<const double> reference_weights);

}  // namespace longdan::estimation
