#pragma once

#include "engine/sampling/select.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace longdan::sampling {

/// Co-ordination of samples by permanent random numbers (Ohlsson, "Coordination of samples using permanent random
/// numbers", in Business Survey Methods, Wiley 1995): a unit keeps its number from survey to survey.
struct Permanent {
    std::uint64_t seed = 0;  ///< of the numbers; the same for all surveys that are to be co-ordinated
    double start = 0;  ///< in [0, 1): the same start overlaps as much as possible, one half a round away as little
    std::int64_t groups = 0;  ///< rotation: the sample is so many panels, of which one is exchanged each round; 0: none
    std::int64_t round = 0;   ///< rotation: number of the round, from 0
};

/// A unit's number: the first 64 bits of SHA-256 of "seed:id", most significant byte first.
std::uint64_t permanent_number(std::uint64_t seed, std::string_view id);
/// The start as a number: start times 2^64, rounded down.
std::uint64_t permanent_start(double start);

/// The n units whose numbers follow the start (numbers[i] - start modulo 2^64, ties by position): n/N each, over the
/// random numbers. With groups, the list of all units in this order is cut so that panel g holds the places
/// floor(g n / groups) to floor((g + 1) n / groups) - 1, counted on beyond the end from its beginning; round r takes
/// the panels r to r + groups - 1. Reserves are the units that follow. `panels` gets the panel of each pick.
Selection select_permanent(
    const std::vector<std::uint64_t>& numbers, const Permanent& permanent, std::size_t n, std::size_t reserve,
    std::vector<std::int64_t>& panels
);

}  // namespace longdan::sampling
