#include "features/units/slugs.h"
#include "features/units/units.h"
#include "platform/base/csv.h"
#include "platform/base/digest.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <map>
#include <set>

namespace longdan::units {

namespace {

constexpr std::array<std::string_view, 11> file_names{
    "regions.csv",       "provinces.csv",   "districts.csv",  "communes_63.csv", "communes_34.csv", "ministries.csv",
    "scope_changes.csv", "successions.csv", "population.csv", "tiles.csv",       "doubts.csv",
};

/// A CSV file with errors that say where they stand.
class Source {
  public:
    Source(const std::string& folder, std::string_view name)
        : name_(name), table_(CsvTable::load(folder + "/" + std::string(name))) {}

    std::size_t rows() const { return table_.rows(); }
    const std::string& text(std::size_t row, std::string_view column) const { return table_.at(row, column); }
    const std::string& filled(std::size_t row, std::string_view column) const {
        const std::string& cell = table_.at(row, column);
        if (cell.empty()) refuse(row, column, "không được để trống");
        return cell;
    }
    Day day(std::size_t row, std::string_view column) const {
        const auto day = Day::parse(table_.at(row, column));
        if (!day) refuse(row, column, "không phải ngày dạng 2025-07-01");
        return *day;
    }
    std::optional<Day> maybe_day(std::size_t row, std::string_view column) const {
        if (table_.at(row, column).empty()) return std::nullopt;
        return day(row, column);
    }
    std::optional<double> maybe_number(std::size_t row, std::string_view column) const {
        const std::string& cell = table_.at(row, column);
        if (cell.empty()) return std::nullopt;
        double number = 0;
        const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
        if (error != std::errc() || end != cell.data() + cell.size()) refuse(row, column, "không phải là số");
        return number;
    }
    [[noreturn]] void refuse(std::size_t row, std::string_view column, const std::string& why) const {
        throw Error(
            ErrorKind::invalid,
            name_ + ", dòng " + std::to_string(row + 2) + ", cột " + std::string(column) + ": " + why
        );
    }

  private:
    std::string name_;
    CsvTable table_;
};

/// Everything of data/units, put together.
class Data {
  public:
    explicit Data(const std::string& folder) : folder_(folder) {
        add_country();
        add_regions();
        add_provinces();
        add_places("districts.csv", Level::district);
        add_places("communes_63.csv", Level::commune);
        add_places("communes_34.csv", Level::commune);
        add_ministries();
        for (auto& [id, draft] : drafts) {
            std::sort(draft.versions.begin(), draft.versions.end(), [](const Version& a, const Version& b) {
                return a.valid_from < b.valid_from;
            });
        }
    }

    std::map<UnitId, Draft> drafts;

    UnitId find(
        const Source& source, std::size_t row, std::string_view column, std::string_view epoch, Level level,
        const std::string& code
    ) const {
        const auto found = ids_.find(key(epoch, level, code));
        if (found == ids_.end()) source.refuse(row, column, "không có đơn vị mã " + code + " trong danh sách");
        return found->second;
    }

  private:
    static std::string key(std::string_view epoch, Level level, std::string_view code) {
        return std::string(epoch) + "|" + std::string(name(level)) + "|" + std::string(code);
    }

    /// The unit of a row: the one it continues, else its own.
    UnitId identify(const std::string& epoch, Level level, const std::string& code, const std::string& continues) {
        const auto [entry, fresh] = ids_.try_emplace(
            key(epoch, level, code), continues.empty() ? unit_id(epoch, level, code) : unit_id("63", level, continues)
        );
        auto& draft = drafts[entry->second];
        if (draft.versions.empty()) {
            draft.level = level;
            draft.epoch = continues.empty() ? epoch : "63";
        }
        return entry->second;
    }

    void add_country() {
        country_ = identify("", Level::country, "VN", "");
        drafts[country_].versions.push_back(
            {Day::of(1976, 7, 2), {}, "VN", "Việt Nam", "Cả nước", "Viet Nam", "country", {}, {}, ""}
        );
    }

    void add_regions() {
        const Source source(folder_, "regions.csv");
        for (std::size_t row = 0; row < source.rows(); ++row) {
            const std::string& code = source.filled(row, "code");
            const std::string& called = source.filled(row, "name");
            drafts[identify("", Level::region, code, "")].versions.push_back(
                {source.day(row, "valid_from"),
                 source.maybe_day(row, "valid_to"),
                 code,
                 called,
                 "Vùng " + called,
                 source.text(row, "english_name"),
                 "region",
                 country_,
                 {},
                 source.text(row, "doubt")}
            );
        }
    }

    void add_provinces() {
        const Source source(folder_, "provinces.csv");
        for (std::size_t row = 0; row < source.rows(); ++row) {
            const UnitId region = find(source, row, "region", "", Level::region, source.filled(row, "region"));
            add_version(source, row, Level::province, country_, region);
        }
    }

    void add_places(std::string_view file, Level level) {
        const Source source(folder_, file);
        for (std::size_t row = 0; row < source.rows(); ++row) {
            const std::string& epoch = source.filled(row, "epoch");
            const Level above = level == Level::commune && epoch == "63" ? Level::district : Level::province;
            add_version(
                source, row, level, find(source, row, "parent", epoch, above, source.filled(row, "parent")), UnitId{}
            );
        }
    }

    void add_ministries() {
        const Source source(folder_, "ministries.csv");
        for (std::size_t row = 0; row < source.rows(); ++row) {
            const std::string& code = source.filled(row, "code");
            drafts[identify("", Level::ministry, code, "")].versions.push_back(
                {source.day(row, "valid_from"),
                 source.maybe_day(row, "valid_to"),
                 code,
                 source.filled(row, "name"),
                 source.filled(row, "name"),
                 source.text(row, "english_name"),
                 source.filled(row, "kind"),
                 country_,
                 {},
                 source.text(row, "doubt")}
            );
        }
    }

    void add_version(const Source& source, std::size_t row, Level level, UnitId parent, UnitId region) {
        const std::string& epoch = source.filled(row, "epoch");
        const std::string& code = source.filled(row, "code");
        auto& versions = drafts[identify(epoch, level, code, source.text(row, "continues"))].versions;
        Version version{
            source.day(row, "valid_from"),
            source.maybe_day(row, "valid_to"),
            code,
            source.filled(row, "name"),
            source.filled(row, "full_name"),
            source.text(row, "english_name"),
            source.filled(row, "kind"),
            parent,
            region,
            source.text(row, "doubt")};
        for (const auto& other : versions) {
            const bool apart = (other.valid_to && *other.valid_to < version.valid_from) ||
                               (version.valid_to && *version.valid_to < other.valid_from);
            if (!apart) source.refuse(row, "valid_from", "hai dòng của mã " + code + " trùng thời gian");
        }
        versions.push_back(std::move(version));
    }

    const std::string& folder_;
    std::map<std::string, UnitId> ids_;
    UnitId country_;
};

std::string hash_of(const std::string& folder) {
    Sha256 hash;
    for (const auto name : file_names) {
        const std::string path = folder + "/" + std::string(name);
        std::ifstream file(path, std::ios::binary);
        if (!file) throw Error(ErrorKind::invalid, "Không đọc được " + path);
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        hash.update(std::string(name) + " " + std::to_string(text.size()) + "\n");
        hash.update(text);
    }
    return hash.finish();
}

void store_units(db::Transaction& tx, const Data& data, SeedReport& report) {
    std::map<std::string, UnitId> taken;
    std::set<UnitId> known;
    for (const auto& row : tx.query("SELECT id, slug FROM unit")) {
        taken.emplace(row.text("slug"), row.id<UnitId>("id"));
        known.insert(row.id<UnitId>("id"));
    }
    const Slugs slugs(data.drafts, taken);

    std::vector<std::vector<db::Value>> units;
    std::vector<std::vector<db::Value>> versions;
    for (const auto& [id, draft] : data.drafts) {
        if (!known.contains(id)) units.push_back({id, name(draft.level), draft.epoch, slugs.of(id)});
        for (const auto& v : draft.versions) {
            versions.push_back(
                {id, v.valid_from, v.valid_to, v.code, v.name, v.full_name, v.english_name, v.kind, v.parent, v.region,
                 v.doubt}
            );
        }
    }
    constexpr std::array<std::string_view, 4> unit_columns{"id", "level", "epoch", "slug"};
    constexpr std::array<std::string_view, 11> version_columns{"unit_id",   "valid_from", "valid_to",     "code",
                                                               "name",      "full_name",  "english_name", "kind",
                                                               "parent_id", "region_id",  "doubt"};
    tx.insert_many("unit", unit_columns, units);
    tx.execute("DELETE FROM unit_version");
    tx.insert_many("unit_version", version_columns, versions);
    report.units = data.drafts.size();
    report.versions = versions.size();
}

Level level_in(const Source& source, std::size_t row, std::string_view column) {
    const auto level = level_of(source.filled(row, column));
    if (!level) source.refuse(row, column, "không có cấp này");
    return *level;
}

void store_successions(db::Transaction& tx, const std::string& folder, const Data& data, SeedReport& report) {
    const Source source(folder, "successions.csv");
    std::vector<std::vector<db::Value>> rows;
    for (std::size_t row = 0; row < source.rows(); ++row) {
        const UnitId from = data.find(
            source, row, "from_code", source.text(row, "from_epoch"), level_in(source, row, "from_level"),
            source.filled(row, "from_code")
        );
        const UnitId to = data.find(
            source, row, "to_code", source.text(row, "to_epoch"), level_in(source, row, "to_level"),
            source.filled(row, "to_code")
        );
        rows.push_back(
            {from, to, source.day(row, "day"), source.filled(row, "relation"), source.text(row, "evidence"),
             source.text(row, "note")}
        );
    }
    tx.execute("DELETE FROM unit_succession");
    constexpr std::array<std::string_view, 6> columns{"from_id", "to_id", "day", "relation", "evidence", "note"};
    tx.insert_many("unit_succession", columns, rows);
    report.successions = rows.size();
}

void store_scope_changes(db::Transaction& tx, const std::string& folder, const Data& data) {
    const Source source(folder, "scope_changes.csv");
    std::vector<std::vector<db::Value>> rows;
    for (std::size_t row = 0; row < source.rows(); ++row) {
        const UnitId unit = data.find(source, row, "code", "", Level::ministry, source.filled(row, "code"));
        rows.push_back({unit, source.day(row, "day"), source.filled(row, "what"), source.text(row, "doubt")});
    }
    tx.execute("DELETE FROM unit_scope_change");
    constexpr std::array<std::string_view, 4> columns{"unit_id", "day", "what", "doubt"};
    tx.insert_many("unit_scope_change", columns, rows);
}

void store_population(db::Transaction& tx, const std::string& folder, const Data& data, SeedReport& report) {
    const Source source(folder, "population.csv");
    std::vector<std::vector<db::Value>> rows;
    for (std::size_t row = 0; row < source.rows(); ++row) {
        const UnitId unit = data.find(
            source, row, "code", source.text(row, "epoch"), level_in(source, row, "level"), source.filled(row, "code")
        );
        const auto year = source.maybe_number(row, "year");
        if (!year) source.refuse(row, "year", "không được để trống");
        const auto people = source.maybe_number(row, "people");
        db::Value count = nullptr;
        if (people) count = static_cast<std::int64_t>(*people);
        rows.push_back(
            {unit, static_cast<std::int64_t>(*year), source.filled(row, "source"), source.filled(row, "quality"), count,
             source.maybe_number(row, "urban_share"), source.maybe_number(row, "area_km2")}
        );
    }
    tx.execute("DELETE FROM unit_population");
    constexpr std::array<std::string_view, 7> columns{"unit_id", "year",        "source",  "quality",
                                                      "people",  "urban_share", "area_km2"};
    tx.insert_many("unit_population", columns, rows);
    report.populations = rows.size();
}

void store_tiles(db::Transaction& tx, const std::string& folder, const Data& data) {
    const Source source(folder, "tiles.csv");
    std::vector<std::vector<db::Value>> rows;
    for (std::size_t row = 0; row < source.rows(); ++row) {
        const std::string& epoch = source.filled(row, "epoch");
        const UnitId unit = data.find(source, row, "code", epoch, Level::province, source.filled(row, "code"));
        const auto place = source.maybe_number(row, "row");
        const auto column = source.maybe_number(row, "column");
        if (!place || !column) source.refuse(row, "row", "không được để trống");
        rows.push_back({epoch, unit, static_cast<std::int64_t>(*place), static_cast<std::int64_t>(*column)});
    }
    tx.execute("DELETE FROM unit_tile");
    constexpr std::array<std::string_view, 4> columns{"epoch", "unit_id", "grid_row", "grid_column"};
    tx.insert_many("unit_tile", columns, rows);
}

void store_doubts(db::Transaction& tx, const std::string& folder) {
    const Source source(folder, "doubts.csv");
    std::vector<std::vector<db::Value>> rows;
    for (std::size_t row = 0; row < source.rows(); ++row)
        rows.push_back({source.filled(row, "doubt"), source.filled(row, "vietnamese"), source.filled(row, "english")});
    tx.execute("DELETE FROM unit_doubt");
    constexpr std::array<std::string_view, 3> columns{"doubt", "vietnamese", "english"};
    tx.insert_many("unit_doubt", columns, rows);
}

}  // namespace

UnitId unit_id(std::string_view epoch, Level level, std::string_view code) {
    const std::string digest =
        sha256("unit|" + std::string(epoch) + "|" + std::string(name(level)) + "|" + std::string(code));
    std::uint64_t bits = 0;
    std::from_chars(digest.data(), digest.data() + 16, bits, 16);
    return UnitId{static_cast<std::int64_t>(bits >> 1)};
}

Day two_level_day() { return Day::of(2025, 7, 1); }

SeedReport seed(db::Transaction& tx, const std::string& data_folder) {
    SeedReport report;
    const std::string hash = hash_of(data_folder);
    const auto stored = tx.query_one("SELECT sha256 FROM unit_seed WHERE only_row = 1");
    if (stored && stored->text("sha256") == hash) return report;

    const Data data(data_folder);
    store_units(tx, data, report);
    store_successions(tx, data_folder, data, report);
    store_scope_changes(tx, data_folder, data);
    store_population(tx, data_folder, data, report);
    store_tiles(tx, data_folder, data);
    store_doubts(tx, data_folder);
    tx.execute("DELETE FROM unit_seed");
    tx.execute("INSERT INTO unit_seed (only_row, sha256) VALUES (1, :hash)", {{"hash", hash}});
    report.changed = true;
    return report;
}

}  // namespace longdan::units
