#pragma once

#include "engine/sampling/design.h"
#include "engine/sampling/frame.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace longdan::sampling {

enum class SampleRole { main, reserve, replaced };

/// One unit of the sample.
struct SampledUnit {
    std::size_t stage = 0;              ///< from 0
    std::size_t row = 0;                ///< in the stage's frame
    std::size_t stratum = 0;            ///< index into Sample::strata
    std::optional<std::size_t> parent;  ///< index into Sample::units, from the second stage on
    std::int64_t order = 0;             ///< from 1, within stratum and role; reserves are used in this order
    std::vector<double> probabilities;  ///< pi_1 … of the stages so far, each given the stage before
    double probability = 0;             ///< their product
    std::optional<double> weight;       ///< 1 / probability; only main units have one
    SampleRole role = SampleRole::main;
    std::optional<std::int64_t> panel;  ///< rotation: the panel of a main unit
};

/// One stratum of one stage (from the second stage on: within one unit of the stage before).
struct StratumReport {
    std::size_t stage = 0;
    std::string key;         ///< levels joined by ';'
    std::string parent;      ///< id of the unit of the stage before; empty in the first stage
    std::int64_t units = 0;  ///< N
    std::int64_t size = 0;   ///< n
    std::int64_t certain = 0;
    std::int64_t reserve = 0;
    std::optional<std::uint64_t> start;  ///< of systematic draws and of permanent numbers
};

/// A wish to replace a unit of the sample by the next reserve of its stratum.
struct ReplacementRequest {
    std::size_t stage = 0;  ///< from 0
    std::string id;
    std::string parent;  ///< the unit of the stage before; empty: any, when the id is there once
    std::string reason;
};

/// A replacement that was made: the reserve has the place, the probabilities and the weight of the unit that went.
struct Replacement {
    std::size_t out = 0;  ///< index into Sample::units
    std::size_t in = 0;   ///< index into Sample::units
    std::int64_t reserve_order = 0;
    std::string reason;
};

struct Sample {
    std::vector<SampledUnit>
        units;  ///< by stage, stratum, main before reserve, order; what replacements add stands last
    std::vector<StratumReport> strata;
    std::vector<Replacement> replacements;  ///< in the order in which they were asked for
};

/// Draws the sample. `frames[k]` is the frame of stage k. The same frames, design and seed give the same sample on any
/// machine: strata are numbered in the order of their keys' bytes (within the order of the parents), and stratum s of
/// stage k uses Random(seed, k, s). Later stages are drawn within the main units of the stage before.
/// Replacements follow in their order: the first unused reserve of the same stratum comes in; when the unit has stages
/// below, they are drawn within the reserve with the next free stratum numbers, and those of the unit that went are
/// replaced with it.
/// Throws Error(invalid) that names the frame, line, column or stratum: a stratum without a number, more units wanted
/// than there are, a parent that is not in the frame before, a measure that is no whole number, a replacement of a unit
/// that is not in the sample or has no reserve left.
Sample draw(
    const Design& design, const std::vector<Frame>& frames, std::uint64_t seed,
    const std::vector<ReplacementRequest>& replacements = {}
);

/// S.csv of the contract: columns of the frames, stage, order, pi_1 …, pi, weight, role; panel when a stage rotates.
/// Numbers in shortest form, lines end with LF.
std::string sample_csv(const Design& design, const std::vector<Frame>& frames, const Sample& sample);
/// R.json: seed, SHA-256 of the design and of each frame, starts and counts by stratum, replacements: all that is
/// needed to repeat the draw.
std::string report_json(
    const Design& design, const std::vector<Frame>& frames, const Sample& sample, std::uint64_t seed
);

}  // namespace longdan::sampling
