#pragma once

#include "features/rounds/design.h"

#include <cstdint>
#include <string>
#include <vector>

namespace longdan::rounds {

/// A unit under which the next stage takes units.
struct Parent {
    std::string code;
    std::string name;
    std::string province;
    std::vector<std::string> chain;  ///< codes from the province down to itself
    bool open = true;                ///< it and all above it are main units
    bool reserve = false;            ///< itself a reserve
    std::int64_t units = 0;          ///< what it has to offer
};

/// How many units stage `stage` takes under each parent (rules: SizeRule), never more than the parent has. Parents that
/// are reserves get what the unit they may replace would get; they never change what open parents get.
std::vector<std::int64_t> stage_sizes(const Design& design, std::size_t stage, const std::vector<Parent>& parents);

}  // namespace longdan::rounds
