#pragma once

#include "engine/estimation/cells.h"
#include "engine/estimation/estimate.h"
#include "features/methods/methods.h"
#include "features/results/results.h"

#include <string>
#include <string_view>
#include <vector>

namespace longdan::rounds {

/// A province of the round: code in the cell table, unit in figures.
struct FigureUnit {
    std::string code;
    identity::UnitId unit;
};

struct FigureOptions {
    double level = 0.95;
    estimation::LonelyPsu lonely = estimation::LonelyPsu::fail;
};

/// All figures of a revision from the cell table, by province and for the country, in two series:
///   official     plain counts through the method's tree; the country pooled, and "overall" once more as the mean of
///                the provinces (breakdown "of=provinces"); ranks 1-1-3 among provinces with minimum_n answers
///   statistical  the same nodes from weighted sums, with Taylor errors by strata and PSUs
/// Items outside the tree and the distribution of each item with three answers or more (breakdown "answer=4") come in
/// both. Values are percent,
/// unrounded. The same table gives the same bits.
std::vector<results::Figure> compute_figures(
    const estimation::CellTable& table, const methods::Method& method, const std::vector<methods::ItemCoding>& codings,
    const std::vector<FigureUnit>& provinces, identity::UnitId country, const FigureOptions& options
);

/// The figures as CSV (what is approved and handed on): numbers in shortest form that reads back the same. `simulated`
/// adds a column that says so in every row.
std::string figures_csv(
    const std::vector<results::Figure>& figures, const std::vector<FigureUnit>& provinces, bool simulated
);
/// Reads what figures_csv wrote; throws Error(invalid) with the row.
std::vector<results::Figure> read_figures(std::string_view csv);

/// How many figures differ between two computations, by key: changed, added or gone.
std::int64_t count_changes(const std::vector<results::Figure>& before, const std::vector<results::Figure>& after);

}  // namespace longdan::rounds
