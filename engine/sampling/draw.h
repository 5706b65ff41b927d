#pragma once

#include "engine/sampling/design.h"
#include "engine/sampling/frame.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace longdan::sampling {

enum class SampleRole { main, reserve };

/// One unit of the sample.
struct SampledUnit {
    std::size_t stage = 0;              ///< from 0
    std::size_t row = 0;                ///< in the stage's frame
    std::size_t stratum = 0;            ///< index into Sample::strata
    std::optional<std::size_t> parent;  ///< index into Sample::units, from the second stage on
    std::int64_t order = 0;             ///< from 1, within stratum and role; reserves are used in this order
    std::vector<double> probabilities;  ///< pi_1 … of the stages so far, each given the stage before
    double probability = 0;             ///< their product
    std::optional<double> weight;       ///< 1 / probability; none for a reserve
    SampleRole role = SampleRole::main;
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
    std::optional<std::uint64_t> start;  ///< of systematic draws
};

struct Sample {
    std::vector<SampledUnit> units;  ///< by stage, stratum, main before reserve, order
    std::vector<StratumReport> strata;
};

/// Draws the sample. `frames[k]` is the frame of stage k. The same frames, design and seed give the same sample on any
/// machine: strata are numbered in the order of their keys' bytes (within the order of the parents), and stratum s of
/// stage k uses Random(seed, k, s). Later stages are drawn within the main units of the stage before.
/// Throws Error(invalid) that names the frame, row, column or stratum: a stratum without a number, more units wanted
/// than there are, a parent that is not in the frame before, a measure that is no whole number.
Sample draw(const Design& design, const std::vector<Frame>& frames, std::uint64_t seed);

/// S.csv of the contract: columns of the frames, stage, order, pi_1 …, pi, weight, role. Numbers in shortest form.
std::string sample_csv(const Design& design, const std::vector<Frame>& frames, const Sample& sample);
/// R.json: seed, design, SHA-256 of each frame, starts and counts by stratum: all that is needed to repeat the draw.
std::string report_json(
    const Design& design, const std::vector<Frame>& frames, const Sample& sample, std::uint64_t seed
);

}  // namespace longdan::sampling
