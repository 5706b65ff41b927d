#pragma once

#include "engine/scoring/scoring.h"

#include <string>

namespace longdan::scoring {

/// A frame of data/frames.
Frame shipped_frame(const std::string& file);
std::string file_text(const std::string& path);

/// Random whole-range inputs for every component that applies: the law tests use them.
UnitInputs random_inputs(const Scorer& scorer, const std::string& unit, std::uint64_t seed);

}  // namespace longdan::scoring
