#include "features/units/names.h"
#include "features/units/units.h"
#include "platform/base/text.h"

#include <algorithm>

namespace longdan::units {

/// Fills a registry from the tables.
class RegistryBuilder {
  public:
    explicit RegistryBuilder(db::Transaction& tx) : tx_(tx) {}

    std::shared_ptr<const Registry> build() {
        read_units();
        read_versions();
        index_units();
        read_links();
        read_population();
        for (const auto& row : tx_.query(
                 "SELECT epoch, unit_id, grid_row, grid_column FROM unit_tile ORDER BY epoch, grid_row, grid_column"
             ))
            registry_->tiles_[row.text("epoch")].push_back(
                {row.id<UnitId>("unit_id"), static_cast<int>(row.integer("grid_row")),
                 static_cast<int>(row.integer("grid_column"))}
            );
        return registry_;
    }

  private:
    void read_units() {
        for (const auto& row : tx_.query("SELECT id, level, epoch, slug FROM unit")) {
            const auto level = level_of(row.text("level"));
            if (!level) continue;
            registry_->units_.push_back({row.id<UnitId>("id"), *level, row.text("epoch"), row.text("slug"), {}});
        }
    }

    void read_versions() {
        std::unordered_map<std::string, std::string> doubts;
        for (const auto& row : tx_.query("SELECT doubt, vietnamese FROM unit_doubt"))
            doubts[row.text("doubt")] = row.text("vietnamese");
        for (std::uint32_t i = 0; i < registry_->units_.size(); ++i) registry_->by_id_[registry_->units_[i].id] = i;

        constexpr std::string_view sql = R"(
            SELECT unit_id, valid_from, valid_to, code, name, full_name, english_name, kind, parent_id, region_id, doubt
            FROM unit_version ORDER BY unit_id, valid_from)";
        tx_.each(sql, {}, [&](const db::Row& row) {
            const auto found = registry_->by_id_.find(row.id<UnitId>("unit_id"));
            if (found == registry_->by_id_.end()) return true;
            const auto doubt = doubts.find(row.text("doubt"));
            registry_->units_[found->second].versions.push_back(
                {row.day("valid_from"), row.maybe_day("valid_to"), row.text("code"), row.text("name"),
                 row.text("full_name"), row.text("english_name"), row.text("kind"), row.id<UnitId>("parent_id"),
                 row.id<UnitId>("region_id"), doubt == doubts.end() ? "" : doubt->second}
            );
            return true;
        });
        std::erase_if(registry_->units_, [](const Unit& unit) { return unit.versions.empty(); });
        std::sort(registry_->units_.begin(), registry_->units_.end(), [](const Unit& a, const Unit& b) {
            return std::tie(a.level, a.versions.front().code, a.versions.front().valid_from) <
                   std::tie(b.level, b.versions.front().code, b.versions.front().valid_from);
        });
    }

    void index_units() {
        auto& r = *registry_;
        r.by_id_.clear();
        for (std::uint32_t i = 0; i < r.units_.size(); ++i) {
            const Unit& unit = r.units_[i];
            r.by_id_[unit.id] = i;
            r.by_slug_[unit.slug] = i;
            if (unit.level == Level::country) r.country_ = unit.id;
            std::vector<UnitId> above;
            for (std::uint32_t v = 0; v < unit.versions.size(); ++v) {
                const Version& version = unit.versions[v];
                add_once(r.by_code_[std::string(name(unit.level)) + "|" + version.code], i);
                if (std::find(above.begin(), above.end(), version.parent) == above.end()) {
                    above.push_back(version.parent);
                    r.children_[version.parent].push_back(i);
                }
                index_name(i, v);
            }
        }
    }

    void index_name(std::uint32_t unit_index, std::uint32_t version_index) {
        auto& r = *registry_;
        const Unit& unit = r.units_[unit_index];
        const Version& version = unit.versions[version_index];
        for (std::uint32_t earlier = 0; earlier < version_index; ++earlier)
            if (unit.versions[earlier].full_name == version.full_name) return;
        Registry::Name entry{
            search_name(version.name), search_name(version.full_name), "", "", unit_index, version_index};
        entry.plain = folded(entry.marked);
        entry.plain_full = folded(entry.marked_full);
        add_once(r.by_plain_name_[std::string(name(unit.level)) + "|" + entry.plain], unit_index);
        r.names_.push_back(std::move(entry));
    }

    static void add_once(std::vector<std::uint32_t>& list, std::uint32_t index) {
        if (list.empty() || list.back() != index) list.push_back(index);
    }

    void read_links() {
        auto& r = *registry_;
        constexpr std::string_view sql = "SELECT from_id, to_id, day, relation, evidence, note FROM unit_succession";
        tx_.each(sql, {}, [&](const db::Row& row) {
            const Succession link{row.id<UnitId>("from_id"), row.id<UnitId>("to_id"), row.day("day"),
                                  row.text("relation"),      row.text("evidence"),    row.text("note")};
            r.successors_[link.from].push_back(link);
            r.predecessors_[link.to].push_back(link);
            return true;
        });
        const auto by_code = [&](UnitId Succession::*end) {
            return [&r, end](const Succession& a, const Succession& b) {
                return r.by_id_.at(a.*end) < r.by_id_.at(b.*end);
            };
        };
        for (auto& [unit, links] : r.successors_) std::sort(links.begin(), links.end(), by_code(&Succession::to));
        for (auto& [unit, links] : r.predecessors_) std::sort(links.begin(), links.end(), by_code(&Succession::from));

        constexpr std::string_view scope_sql = R"(
            SELECT unit_id, day, what, COALESCE(unit_doubt.vietnamese, '') AS doubt
            FROM unit_scope_change LEFT JOIN unit_doubt ON unit_doubt.doubt = unit_scope_change.doubt
            ORDER BY day, unit_id)";
        for (const auto& row : tx_.query(scope_sql))
            r.scope_changes_.push_back({row.id<UnitId>("unit_id"), row.day("day"), row.text("what"), row.text("doubt")}
            );
    }

    void read_population() {
        constexpr std::string_view sql = R"(
            SELECT unit_id, year, source, quality, people, urban_share, area_km2
            FROM unit_population ORDER BY unit_id, year, source, quality)";
        tx_.each(sql, {}, [&](const db::Row& row) {
            registry_->populations_[row.id<UnitId>("unit_id")].push_back(
                {static_cast<int>(row.integer("year")), row.text("source"), row.text("quality"),
                 row.maybe_integer("people"), row.maybe_number("urban_share"), row.maybe_number("area_km2")}
            );
            return true;
        });
    }

    db::Transaction& tx_;
    std::shared_ptr<Registry> registry_ = std::make_shared<Registry>();
};

std::shared_ptr<const Registry> Registry::load(db::Transaction& tx) { return RegistryBuilder(tx).build(); }

}  // namespace longdan::units
