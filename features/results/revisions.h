#pragma once

#include "features/results/results.h"

/// The rows of revisions and their figures.
namespace longdan::results {

inline constexpr std::string_view revision_columns =
    "id, scheme_id, round_id, number, code, index_code, year, title, method, method_version, form, form_version, "
    "sample_seed, frame_hash, cells_hash, cut_off, computed, reason, corrects_id, simulated, evidence, minimum_n, "
    "figures_hash, decision, approved, publish_at";
Revision revision_from(const db::Row& row);

inline constexpr std::string_view figure_columns =
    "series, indicator, unit_id, breakdown, value, se, ci_low, ci_high, n, df, unit_rank, flag";
Figure figure_from(const db::Row& row);

void insert_revision(db::Transaction& tx, const Revision& revision);
void insert_figures(
    db::Transaction& tx, RevisionId id, const std::vector<Figure>& figures, const std::vector<bool>& hidden
);
std::vector<Revision> revisions_of_round(db::Transaction& tx, std::int64_t round);
/// "sipas-2026": what the codes of a round's revisions start with; another round of the same index and year gets a
/// number of its own ("sipas-2026-b2").
std::string code_stem(db::Transaction& tx, const Revision& revision);

/// Throws Error(invalid) for figures that break the rules of `Results::add`.
void check_figures(const Revision& revision, const std::vector<Figure>& figures);

}  // namespace longdan::results
