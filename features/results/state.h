#pragma once

#include "features/methods/methods.h"
#include "features/results/results.h"

namespace longdan::results {

struct Results::State {
    Ground& ground;
    identity::Identity& identity;
    units::Units& units;
    methods::Methods* methods;
    std::vector<Results::Pages> pages;
};

}  // namespace longdan::results
