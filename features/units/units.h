#pragma once

#include "features/identity/identity.h"

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// Administrative units and agencies of Việt Nam by date: what a unit was called, of what kind and under whom on a day,
/// and what became of it. A code is an attribute, never an identity: the list of 2025 gave old codes to other units.
namespace longdan::units {

using identity::UnitId;

enum class Level { country, region, province, district, commune, ministry };
std::string_view name(Level level);             ///< "province"
std::string_view vietnamese_name(Level level);  ///< "Tỉnh, thành phố"
std::optional<Level> level_of(std::string_view name);

/// What a unit was during a period (both days included).
struct Version {
    Day valid_from;
    std::optional<Day> valid_to;  ///< nothing: still in force
    std::string code;             ///< the official code of that time; for ministries the usual abbreviation
    std::string name;             ///< "Ba Đình"; of a ward it can be just "1"
    std::string full_name;        ///< "Phường Ba Đình": the form to show
    std::string english_name;
    std::string kind;   ///< province, municipality, urban_district, ward, commune, special_zone, ministry, …
    UnitId parent;      ///< one level up on these days; none only for the country
    UnitId region;      ///< of a province; none otherwise
    std::string doubt;  ///< "" or what is doubtful about this version, in Vietnamese

    bool holds(Day day) const { return valid_from <= day && (!valid_to || day <= *valid_to); }
};
std::string_view vietnamese_kind(std::string_view kind);  ///< "ward" -> "phường"

struct Unit {
    UnitId id;
    Level level = Level::country;
    std::string
        epoch;         ///< the list it was first in: "63" (to 30/06/2025), "34", or "" for ministries, regions, country
    std::string slug;  ///< in addresses; stable and unique
    std::vector<Version> versions;  ///< by time, never empty

    const Version& last() const { return versions.back(); }
    const Version* on(Day day) const;
    /// The version on the day or, when it did not exist then, the nearest one: there is always a name to show.
    const Version& near(Day day) const;
    bool exists(Day day) const { return on(day) != nullptr; }
};

/// One unit went, wholly or in part, into another.
struct Succession {
    UnitId from;
    UnitId to;
    Day day;  ///< the first day of the new order
    std::string
        relation;  ///< full, merged, renamed, kind_changed, part, part_area, part_people, part_area_all_people, …
    std::string evidence;  ///< which lists have the link, "nso dvhcvn npm"
    std::string note;

    bool whole() const { return !relation.starts_with("part"); }
};

/// A unit kept its name but not its remit: do not compare its figures across the day.
struct ScopeChange {
    UnitId unit;
    Day day;
    std::string what;   ///< Vietnamese
    std::string doubt;  ///< Vietnamese, "" when confirmed
};

struct Population {
    int year = 0;
    std::string source;   ///< census_2019, gso_average_2020, registered_2024, merger_map_2025, …
    std::string quality;  ///< ok, summed, registered, name_collision, suspect, missing
    std::optional<std::int64_t> people;
    std::optional<double> urban_share;
    std::optional<double> area_km2;
};

/// A place on the tile map of a list.
struct Tile {
    UnitId unit;
    int row = 0;
    int column = 0;
};

/// What a search found.
struct Found {
    UnitId unit;
    std::string matched;          ///< the full name that matched, as it was then
    std::vector<UnitId> current;  ///< today's units where the found one exists no more
    std::string sentence;  ///< "Từ ngày 01/07/2025, tỉnh Bình Dương thuộc Thành phố Hồ Chí Minh." or ""
};

struct Filter {
    UnitId parent;          ///< none: whatever the parent. Any ancestor, not only the next one
    std::string_view kind;  ///< empty: every kind
};

/// All units with their history, in memory, never changed. Lists come in order of code. Safe from any thread.
class Registry {
  public:
    /// Reads everything that `seed` stored.
    static std::shared_ptr<const Registry> load(db::Transaction& tx);

    UnitId country() const { return country_; }
    std::size_t size() const { return units_.size(); }
    const Unit* find(UnitId id) const;
    /// Throws Error(not_found).
    const Unit& at(UnitId id) const;
    const Unit* by_slug(std::string_view slug) const;
    /// The unit that carried this code on the day.
    const Unit* by_code(Level level, std::string_view code, Day day) const;
    /// By name as people write it: "TP. Hồ Chí Minh", "Tỉnh Hoà Bình", "hoa binh"; without `parent` only where the
    /// name is unique on the day. Nothing when none or several fit.
    const Unit* by_name(Level level, std::string_view name, Day day, UnitId parent = {}) const;

    std::vector<const Unit*> units(Level level, Day day, const Filter& filter = {}) const;
    /// Units directly under it on the day.
    std::vector<const Unit*> children(UnitId unit, Day day) const;
    /// From the next above up to the country, as of the day (or the nearest day on which the unit existed).
    std::vector<UnitId> ancestors(UnitId unit, Day day) const;
    /// The unit itself or one of its ancestors.
    bool within(UnitId unit, UnitId ancestor, Day day) const;
    /// The province of a unit on the day; itself for a province; none for ministries.
    UnitId province_of(UnitId unit, Day day) const;

    const std::vector<Succession>& successors(UnitId unit) const;
    const std::vector<Succession>& predecessors(UnitId unit) const;
    /// The units that exist on the day into which this one went, followed through every merger; itself when it exists.
    std::vector<UnitId> current(UnitId unit, Day day) const;
    /// True when the figures of both describe the same territory or remit: the same unit and no scope change between.
    bool comparable(UnitId unit, Day earlier, UnitId other, Day later) const;
    const std::vector<ScopeChange>& scope_changes() const { return scope_changes_; }
    /// A sentence about what the unit came from or went into, as of the day; "" when nothing happened.
    std::string change_sentence(UnitId unit, Day day, bool english = false) const;

    const std::vector<Population>& populations(UnitId unit) const;
    /// The measure to weight with: counted before averaged before registered, ok before doubtful, then the newest.
    /// Nothing when there is no number.
    std::optional<Population> best_population(UnitId unit) const;
    /// Tile map of the provinces of the day.
    std::vector<Tile> tiles(Day day) const;

    /// Units whose present or former name fits: whole words and beginnings of words, with marks or without. Provinces
    /// and ministries first, existing ones before former ones, exact before partial.
    std::vector<Found> search(std::string_view query, Day today, std::size_t limit = 20) const;

  private:
    friend class RegistryBuilder;
    struct Name {
        std::string marked;  ///< search_name() of the bare name, with marks
        std::string marked_full;
        std::string plain;  ///< the same without marks
        std::string plain_full;
        std::uint32_t unit = 0;
        std::uint32_t version = 0;
    };

    UnitId country_;
    std::vector<Unit> units_;  ///< by level, then first code, then first day
    std::unordered_map<UnitId, std::uint32_t> by_id_;
    std::unordered_map<std::string, std::uint32_t> by_slug_;
    std::unordered_map<std::string, std::vector<std::uint32_t>> by_code_;        ///< "level|code"
    std::unordered_map<std::string, std::vector<std::uint32_t>> by_plain_name_;  ///< "level|name without marks"
    std::unordered_map<UnitId, std::vector<std::uint32_t>> children_;            ///< whoever was ever under it
    std::unordered_map<UnitId, std::vector<Succession>> successors_;
    std::unordered_map<UnitId, std::vector<Succession>> predecessors_;
    std::unordered_map<UnitId, std::vector<Population>> populations_;
    std::vector<ScopeChange> scope_changes_;
    std::map<std::string, std::vector<Tile>> tiles_;  ///< by list: "63", "34"
    std::vector<Name> names_;
};

/// The same identity in every installation.
UnitId unit_id(std::string_view epoch, Level level, std::string_view code);
/// The first day of the 34 provinces and two levels of local government.
Day two_level_day();

/// What seeding did.
struct SeedReport {
    bool changed = false;  ///< false: this data was there already
    std::size_t units = 0;
    std::size_t versions = 0;
    std::size_t successions = 0;
    std::size_t populations = 0;
};
/// Loads data/units (CSV files, see its README) into the database. The same data again changes nothing; newer data
/// replaces versions, links and populations, and never takes an identity away. Throws Error(invalid) with file and row.
SeedReport seed(db::Transaction& tx, const std::string& data_folder);

/// The registry of a running program.
class Units {
  public:
    explicit Units(Ground& ground);

    /// The newest snapshot; read from the database at the first call, so not for the inside of a transaction.
    std::shared_ptr<const Registry> registry() const;
    /// The same for the inside of a transaction: what is not loaded yet is read with it.
    std::shared_ptr<const Registry> registry(db::Transaction& tx) const;
    /// After a seed: the next registry() reads again.
    void reload();

    /// `/don-vi`: the list with search.
    void add_routes();
    static void declare_views(view::Catalogue& catalogue);

  private:
    struct State;
    std::shared_ptr<State> state_;
    Ground& ground_;
};

std::span<const db::Migration> migrations();

}  // namespace longdan::units
