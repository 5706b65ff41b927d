#pragma once

#include "engine/estimation/linear_algebra.h"

#include <vector>

namespace longdan::estimation {

/// Minimise cost'x with equations x = right and x >= 0.
struct LinearProgram {
    Matrix equations;
    std::vector<double> right;
    std::vector<double> cost;
};

struct LinearSolution {
    enum class State { optimal, infeasible, unbounded } state = State::optimal;
    double value = 0;
    std::vector<double> x;
};

/// The simplex method in two phases on a dense tableau (Dantzig 1951), with Bland's rule (1977) once a run of steps
/// brings no gain, so that it ends. For tables of some hundred columns. Throws Error(invalid) when sizes differ.
LinearSolution minimise(const LinearProgram& program);

}  // namespace longdan::estimation
