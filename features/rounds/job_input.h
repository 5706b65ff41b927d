#pragma once

#include "features/rounds/rounds.h"
#include "platform/base/document.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// What the jobs of a round are given.
namespace longdan::rounds {

struct RoundInput {
    std::string round;
    LONGDAN_DOCUMENT(RoundInput, round)
};

struct CutOffInput {
    std::string round;
    std::int64_t cut_off = 0;  ///< the moment it was asked for
    double blank_share = 0;
    bool straight_line = false;
    std::vector<std::int64_t> left_out;
    std::string decision;
    LONGDAN_DOCUMENT(CutOffInput, round, cut_off, blank_share, straight_line, left_out, decision)
};

RoundId round_of_job(std::string_view input);
CutOffInput read_cut_off(std::string_view input);

}  // namespace longdan::rounds
