#pragma once

#include "features/rounds/design.h"
#include "features/rounds/frame.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The draw: design, frame and seed in, sample out; the same on every machine and at every time.
namespace longdan::rounds {

/// A unit of a stage above the respondents: district, commune, village.
struct SampleUnit {
    int stage = 0;      ///< from 0
    std::string level;  ///< district, commune, village
    std::string code;   ///< of a village: the commune's code, a full stop, its number in the list
    std::string name;
    std::string parent;  ///< code of the unit of the stage before (the province for the first stage)
    std::string province;
    std::string group;       ///< stratum within the parent: "u", "r" or ""
    double pi = 0;           ///< inclusion probability within the parent
    double probability = 0;  ///< over all stages
    std::string stratum;     ///< for the variance: province, certain units and group above the first random pick
    std::string psu;         ///< for the variance: the first unit of the chain not taken with certainty; may be empty
    bool reserve = false;
    int position = 0;   ///< main units: order of the list; reserves: order of use, from 1, within parent and group
    bool open = false;  ///< it and all above it take part; units under an unused reserve do not
};

/// A place for one respondent, by its number in the village's list.
struct SamplePlace {
    std::string village;  ///< code of the unit of the stage before
    std::string province;
    int number = 0;  ///< line of the list, from 1
    double pi = 0;
    double probability = 0;
    bool reserve = false;
    int position = 0;  ///< order of use, from 1
};

/// What happened in one stratum of one stage: with the frame enough to repeat it by hand.
struct StratumDraw {
    int stage = 0;
    std::uint32_t index = 0;  ///< number of the random stream within the stage
    std::string parent;
    std::string group;
    std::int64_t units = 0;
    std::int64_t taken = 0;
    std::optional<std::uint64_t> start;
};

struct Sample {
    std::vector<SampleUnit> units;    ///< by stage, then in the order drawn
    std::vector<SamplePlace> places;  ///< of open villages
    std::vector<StratumDraw> strata;
};

/// Draws every stage with engine/sampling. Units under an unused reserve are drawn as well, so that opening a reserve
/// later needs no new draw; their places are left out unless `all_places`.
/// Throws Error(invalid) where the frame cannot carry the design (a parent without units).
Sample draw(const Design& design, const Frame& frame, std::uint64_t seed, bool all_places = false);

/// Sets probability, stratum and psu of units (and the probability of places) from pi along the chain; call it again
/// after a reserve took over the pi of the unit it replaces.
void assign_chain(std::vector<SampleUnit>& units);

/// S.csv of the contract: one row a unit and a place, with the design weight of main places.
std::string sample_csv(const Sample& sample, const Design& design);
/// R.json of the contract: seed, hashes, starts, counts.
std::string draw_report(
    const Sample& sample, const Design& design, std::uint64_t seed, std::string_view design_sha256,
    std::string_view frame_sha256, std::string_view sample_sha256
);

}  // namespace longdan::rounds
