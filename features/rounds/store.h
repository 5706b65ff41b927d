#pragma once

#include "features/rounds/draw.h"
#include "features/rounds/rounds.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

/// The SQL of rounds. Nothing here asks who may.
namespace longdan::rounds::store {

void insert_round(db::Transaction& tx, const Round& round);
/// As stored: state approved even when the publication has come.
std::optional<Round> find_round(db::Transaction& tx, RoundId id);
std::optional<Round> find_round(db::Transaction& tx, std::string_view code);
std::vector<Round> rounds(db::Transaction& tx);
/// Writes everything that may change, guarded by the state it was read in: false when somebody was first.
bool update_round(db::Transaction& tx, const Round& round, State from);

void insert_step(db::Transaction& tx, std::int64_t id, RoundId round, identity::AccountId account, const Step& step);
std::vector<Step> steps(db::Transaction& tx, RoundId round);

void insert_units(db::Transaction& tx, RoundId round, const std::vector<StoredUnit>& units);
void insert_places(db::Transaction& tx, RoundId round, const std::vector<StoredPlace>& places);
/// Every unit of the sample, in the order drawn.
std::vector<StoredUnit> all_units(db::Transaction& tx, RoundId round);
std::vector<StoredUnit> units_under(db::Transaction& tx, RoundId round, std::string_view parent);
std::optional<StoredUnit> unit(db::Transaction& tx, RoundId round, std::string_view level, std::string_view code);
/// Those of the units, named by their sequence, that are active.
std::set<std::int64_t> active_among(db::Transaction& tx, RoundId round, const std::vector<std::int64_t>& sequences);
void update_unit(db::Transaction& tx, RoundId round, const StoredUnit& unit);
std::vector<StoredPlace> places_in(db::Transaction& tx, RoundId round, std::string_view village);
void update_place(db::Transaction& tx, const StoredPlace& place);
void withdraw_places(db::Transaction& tx, RoundId round, std::string_view village);
/// Active places by village.
std::map<std::string, std::int64_t> active_places(db::Transaction& tx, RoundId round);
SampleCounts counts(db::Transaction& tx, RoundId round, std::string_view province);

void insert_replacement(
    db::Transaction& tx, std::int64_t id, RoundId round, identity::AccountId account, const Replacement& replacement
);
std::vector<Replacement> replacements(db::Transaction& tx, RoundId round);

void insert_data(db::Transaction& tx, RoundId round, identity::AccountId account, const Data& data, Moment now);
std::vector<Data> data(db::Transaction& tx, RoundId round);
void insert_trial(db::Transaction& tx, RoundId round, identity::AccountId account, const Trial& trial);
std::vector<Trial> trials(db::Transaction& tx, RoundId round);
void set_trial_revision(db::Transaction& tx, RoundId round, int number, results::RevisionId revision);

}  // namespace longdan::rounds::store
