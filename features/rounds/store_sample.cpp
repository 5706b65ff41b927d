#include "features/rounds/store.h"

#include <array>

namespace longdan::rounds::store {

namespace {

constexpr std::string_view unit_columns = R"(
    sequence, stage, level, code, unit, name, parent, province, stratum_group, pi, probability, stratum, psu, reserve,
    position, status, codes)";

StoredUnit read_unit(const db::Row& row) {
    StoredUnit unit;
    unit.sequence = row.integer("sequence");
    unit.stage = static_cast<int>(row.integer("stage"));
    unit.level = row.text("level");
    unit.code = row.text("code");
    unit.unit = row.id<units::UnitId>("unit");
    unit.name = row.text("name");
    unit.parent = row.text("parent");
    unit.province = row.text("province");
    unit.group = row.text("stratum_group");
    unit.pi = row.number("pi");
    unit.probability = row.number("probability");
    unit.stratum = row.text("stratum");
    unit.psu = row.text("psu");
    unit.reserve = row.yes("reserve");
    unit.position = static_cast<int>(row.integer("position"));
    unit.status = row.text("status");
    unit.codes = row.integer("codes");
    return unit;
}

std::vector<StoredUnit> read_units(const db::Rows& rows) {
    std::vector<StoredUnit> found;
    found.reserve(rows.size());
    for (const auto& row : rows) found.push_back(read_unit(row));
    return found;
}

std::optional<StoredUnit> maybe_unit(const std::optional<db::Row>& row) {
    if (!row) return std::nullopt;
    return read_unit(*row);
}

std::string select_units(std::string_view rest) {
    return "SELECT " + std::string(unit_columns) + " FROM round_unit " + std::string(rest);
}

}  // namespace

void insert_units(db::Transaction& tx, RoundId round, const std::vector<StoredUnit>& units) {
    constexpr std::array<std::string_view, 18> columns = {
        "round",         "sequence", "stage",       "level",   "code", "unit",    "name",     "parent", "province",
        "stratum_group", "pi",       "probability", "stratum", "psu",  "reserve", "position", "status", "codes"};
    std::vector<std::vector<db::Value>> rows;
    rows.reserve(units.size());
    for (const auto& unit : units) {
        rows.push_back(
            {round, unit.sequence, unit.stage, unit.level, unit.code, unit.unit, unit.name, unit.parent, unit.province,
             unit.group, unit.pi, unit.probability, unit.stratum, unit.psu, unit.reserve, unit.position, unit.status,
             unit.codes}
        );
    }
    tx.insert_many("round_unit", columns, rows);
}

void insert_places(db::Transaction& tx, RoundId round, const std::vector<StoredPlace>& places) {
    constexpr std::array<std::string_view, 8> columns = {"id", "round",   "village",  "number",
                                                         "pi", "reserve", "position", "status"};
    std::vector<std::vector<db::Value>> rows;
    rows.reserve(places.size());
    for (const auto& place : places) {
        rows.push_back(
            {place.id, round, place.village, place.number, place.pi, place.reserve, place.position, place.status}
        );
    }
    tx.insert_many("round_place", columns, rows);
}

std::vector<StoredUnit> all_units(db::Transaction& tx, RoundId round) {
    return read_units(tx.query(select_units("WHERE round = :round ORDER BY sequence"), {{"round", round}}));
}

std::vector<StoredUnit> units_under(db::Transaction& tx, RoundId round, std::string_view parent) {
    return read_units(tx.query(
        select_units("WHERE round = :round AND parent = :parent ORDER BY reserve, sequence"),
        {{"round", round}, {"parent", parent}}
    ));
}

std::optional<StoredUnit> unit(db::Transaction& tx, RoundId round, std::string_view level, std::string_view code) {
    return maybe_unit(tx.query_one(
        select_units("WHERE round = :round AND level = :level AND code = :code"),
        {{"round", round}, {"level", level}, {"code", code}}
    ));
}

std::set<std::int64_t> active_among(db::Transaction& tx, RoundId round, const std::vector<std::int64_t>& sequences) {
    std::set<std::int64_t> active;
    if (sequences.empty()) return active;
    std::string list;
    for (const std::int64_t sequence : sequences) list += (list.empty() ? "" : ",") + std::to_string(sequence);
    const bool sqlite = tx.engine() == db::Engine::sqlite;
    const auto rows = tx.query(
        sqlite ? R"(SELECT sequence FROM round_unit
                    WHERE round = :round AND status = 'active' AND sequence IN (SELECT value FROM json_each(:sequences)))"
               : R"(SELECT sequence FROM round_unit
                    WHERE round = :round AND status = 'active' AND sequence = ANY(CAST(:sequences AS BIGINT[])))",
        {{"round", round}, {"sequences", sqlite ? "[" + list + "]" : "{" + list + "}"}}
    );
    for (const auto& row : rows) active.insert(row.integer("sequence"));
    return active;
}

void update_unit(db::Transaction& tx, RoundId round, const StoredUnit& unit) {
    tx.execute(
        R"(UPDATE round_unit SET pi = :pi, probability = :probability, stratum = :stratum, psu = :psu, status = :status,
                  codes = :codes
           WHERE round = :round AND level = :level AND code = :code)",
        {{"pi", unit.pi},
         {"probability", unit.probability},
         {"stratum", unit.stratum},
         {"psu", unit.psu},
         {"status", unit.status},
         {"codes", unit.codes},
         {"round", round},
         {"level", unit.level},
         {"code", unit.code}}
    );
}

std::vector<StoredPlace> places_in(db::Transaction& tx, RoundId round, std::string_view village) {
    std::vector<StoredPlace> found;
    for (const auto& row : tx.query(
             R"(SELECT id, village, number, pi, reserve, position, status FROM round_place
                WHERE round = :round AND village = :village ORDER BY reserve, position)",
             {{"round", round}, {"village", village}}
         )) {
        found.push_back(
            {row.integer("id"), row.text("village"), static_cast<int>(row.integer("number")), row.number("pi"),
             row.yes("reserve"), static_cast<int>(row.integer("position")), row.text("status")}
        );
    }
    return found;
}

void update_place(db::Transaction& tx, const StoredPlace& place) {
    tx.execute(
        "UPDATE round_place SET status = :status, pi = :pi WHERE id = :id",
        {{"status", place.status}, {"pi", place.pi}, {"id", place.id}}
    );
}

void withdraw_places(db::Transaction& tx, RoundId round, std::string_view village) {
    tx.execute(
        "UPDATE round_place SET status = 'withdrawn' WHERE round = :round AND village = :village",
        {{"round", round}, {"village", village}}
    );
}

std::map<std::string, std::int64_t> active_places(db::Transaction& tx, RoundId round) {
    std::map<std::string, std::int64_t> found;
    for (const auto& row : tx.query(
             R"(SELECT village, COUNT(*) AS places FROM round_place WHERE round = :round AND status = 'active'
                GROUP BY village)",
             {{"round", round}}
         )) {
        found[row.text("village")] = row.integer("places");
    }
    return found;
}

SampleCounts counts(db::Transaction& tx, RoundId round, std::string_view province) {
    SampleCounts counts;
    for (const auto& row : tx.query(
             R"(SELECT level, status, COUNT(*) AS units FROM round_unit
                WHERE round = :round AND (:province = '' OR province = :province)
                      AND (status = 'active' OR (status = 'waiting' AND reserve = 1))
                GROUP BY level, status)",
             {{"round", round}, {"province", province}}
         )) {
        (row.text("status") == "active" ? counts.active : counts.waiting)[row.text("level")] = row.integer("units");
    }
    for (const auto& row : tx.query(
             R"(SELECT p.status AS status, COUNT(*) AS places FROM round_place p
                JOIN round_unit u ON u.round = p.round AND u.code = p.village
                WHERE p.round = :round AND (:province = '' OR u.province = :province) AND p.status <> 'withdrawn'
                GROUP BY p.status)",
             {{"round", round}, {"province", province}}
         )) {
        (row.text("status") == "active" ? counts.active : counts.waiting)["place"] = row.integer("places");
    }
    return counts;
}

void insert_replacement(
    db::Transaction& tx, std::int64_t id, RoundId round, identity::AccountId account, const Replacement& replacement
) {
    tx.execute(
        R"(INSERT INTO round_replacement (
               id, round, level, parent, out_code, in_code, reason, note, document, time, account, account_name)
           VALUES (:id, :round, :level, :parent, :out_code, :in_code, :reason, :note, :document, :time, :account,
                   :account_name))",
        {{"id", id},
         {"round", round},
         {"level", replacement.level},
         {"parent", replacement.parent},
         {"out_code", replacement.out_code},
         {"in_code", replacement.in_code},
         {"reason", replacement.reason},
         {"note", replacement.note},
         {"document", replacement.document},
         {"time", replacement.time},
         {"account", account},
         {"account_name", replacement.account_name}}
    );
}

std::vector<Replacement> replacements(db::Transaction& tx, RoundId round) {
    std::vector<Replacement> found;
    for (const auto& row : tx.query(
             R"(SELECT level, parent, out_code, in_code, reason, note, document, time, account_name
                FROM round_replacement WHERE round = :round ORDER BY time, id)",
             {{"round", round}}
         )) {
        found.push_back(
            {row.text("level"), row.text("parent"), row.text("out_code"), row.text("in_code"), row.text("reason"),
             row.text("note"), row.text("document"), row.moment("time"), row.text("account_name")}
        );
    }
    return found;
}

}  // namespace longdan::rounds::store
