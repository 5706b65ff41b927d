#pragma once

#include "features/collect/collect.h"
#include "features/methods/methods.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace longdan::rounds {

/// A place of the sample whose answers are made up.
struct SimulatedVillage {
    collect::SamplingPoint point;
    std::int64_t people = 0;
    double level = 83.9;  ///< satisfied in a hundred, the province's
};

/// Invented answers, the same for the same seed: satisfaction around the province's level with an effect of the
/// village, of the person and of the item; some don't knows, some blanks, a few people who never answer. For
/// demonstrations only: whatever comes of them is marked as simulated.
std::vector<collect::Collect::BulkAnswer> simulate_answers(
    const SimulatedVillage& village, const methods::Method& method, const methods::Form& form, std::uint64_t seed,
    Day day
);

}  // namespace longdan::rounds
