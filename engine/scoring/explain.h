#pragma once

#include "engine/scoring/score.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace longdan::scoring {

/// Points that a unit did not get in one component, and how others did there.
struct Loss {
    std::size_t node = 0;         ///< index in Scorer::nodes()
    Exact lost;                   ///< maximum minus points; of a penalty the points taken
    double share_of_total = 0;    ///< of all points the unit lost, 0 to 1
    std::optional<Exact> best;    ///< most points of any unit to which it applies
    std::optional<double> mean;   ///< mean over those units
    std::optional<Exact> before;  ///< the unit's points there last year, where the component is the same
};

/// What a unit lost, largest first; ties in the order of the frame. `last_year` (optional) has the scores of the same
/// unit with `carried`: newer code -> older code, and the older scorer.
struct LastYear {
    const Scorer* scorer = nullptr;
    const UnitScore* score = nullptr;
    std::map<std::string, std::string> carried;
};

/// Best and mean of every node over all units: computed once for all explanations.
struct Comparison {
    std::vector<std::optional<Exact>> best;
    std::vector<std::optional<double>> mean;
};
Comparison compare_units(const std::vector<UnitScore>& scores);

std::vector<Loss> explain(
    const Scorer& scorer, const UnitScore& score, const Comparison& comparison, const LastYear& last_year = {}
);

/// The total of a unit, its rank and what it gains when one component is reported otherwise.
struct WhatIf {
    Exact points_before;
    Exact points_after;
    std::optional<Exact> percent_before;
    std::optional<Exact> percent_after;
    int rank_before = 0;
    int rank_after = 0;
};
WhatIf what_if(
    const Scorer& scorer, const std::vector<UnitInputs>& units, const std::vector<UnitScore>& scores, std::size_t unit,
    std::string_view node, const Inputs& inputs
);

/// Change of a unit's total between two rounds, in parts that can be told apart.
struct YearChange {
    Exact same_components;  ///< points of components that did not change
    Exact frame_change;     ///< points of components that are new, gone, or scored otherwise
};
YearChange year_change(const Scorer& older, const UnitScore& before, const Scorer& newer, const UnitScore& after);

/// Averages by group (kind of unit, region): mean of the unrounded percentages; groups without units are left out.
std::map<std::string, Exact> group_means(
    const std::vector<UnitScore>& scores, const std::map<std::string, std::string>& group_of_unit
);

/// How much a ranking depends on choices.
struct SensitivityOptions {
    double weight_spread = 0.1;  ///< each domain's points are multiplied by a number in [1 - s, 1 + s]
    int draws = 1000;
    std::uint64_t seed = 1;
    double level = 0.95;
    /// Standard errors of survey components in points: (unit, node) -> SE, independent.
    std::map<std::pair<std::string, std::string>, double> survey_se;
};
struct RankInterval {
    std::string unit;
    int rank = 0;
    int low = 0;  ///< best rank inside the interval
    int high = 0;
    double mean_rank = 0;
    double share_first = 0;
};
/// Ranks under random variation of domain weights and of survey errors (Saisana, Saltelli and Tarantola 2005). The same
/// seed gives the same intervals.
std::vector<RankInterval> rank_intervals(
    const Scorer& scorer, const std::vector<UnitScore>& scores, const SensitivityOptions& options
);

}  // namespace longdan::scoring
