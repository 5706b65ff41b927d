#include "features/rounds/frame.h"

#include <algorithm>

#include <fmt/format.h>

namespace longdan::rounds {

namespace {

bool is_urban(std::string_view kind) {
    return kind == "ward" || kind == "township" || kind == "urban_district" || kind == "town" ||
           kind == "provincial_city" || kind == "municipal_city";
}

units::Level level_in_registry(std::string_view unit) {
    return unit == "district" ? units::Level::district : units::Level::commune;
}

bool is_good(const units::Population& population) {
    return population.people && *population.people > 0 && population.quality != "suspect" &&
           population.quality != "name_collision" && population.quality != "missing";
}

std::int64_t median(std::vector<std::int64_t> numbers) {
    if (numbers.empty()) return 0;
    std::sort(numbers.begin(), numbers.end());
    return numbers[(numbers.size() - 1) / 2];
}

class Builder {
  public:
    Builder(const Design& design, const units::Registry& registry, FrameReport& report)
        : design_(design), registry_(registry), report_(report) {}

    Frame build() {
        add_provinces();
        std::string above = "province";
        for (const auto& stage : design_.stages) {
            if (stage.listed()) break;
            add_stage(stage, above);
            above = stage.unit;
        }
        drop_empty();
        check_codes();
        count();
        return std::move(frame_);
    }

  private:
    void add_provinces() {
        for (const auto* province : registry_.units(units::Level::province, design_.day)) {
            const auto* version = province->on(design_.day);
            if (!design_.provinces.empty() && !contains(design_.provinces, version->code)) continue;
            add(*province, *version, "province", "", version->code);
        }
        for (const auto& code : design_.provinces) {
            if (find("province", code) == nullptr) unknown("tỉnh", code);
        }
    }

    void add_stage(const DesignStage& stage, const std::string& above) {
        const bool first = &stage == &design_.stages.front();
        std::map<units::UnitId, const FrameUnit*> parents;
        for (const auto* parent : frame_.level(above)) parents[parent->unit] = parent;
        std::vector<FrameUnit> found;
        for (const auto* unit : registry_.units(level_in_registry(stage.unit), design_.day)) {
            const auto* version = unit->on(design_.day);
            if (first && !design_.only.empty() && !contains(design_.only, version->code)) continue;
            const auto* parent = nearest(parents, version->parent);
            if (parent != nullptr) found.push_back(make(*unit, *version, stage.unit, parent->code, parent->province));
        }
        if (stage.by_population) measure(found);
        std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.code < b.code; });
        frame_.units.insert(frame_.units.end(), found.begin(), found.end());
    }

    /// The parent in the frame above a unit, however many levels between.
    const FrameUnit* nearest(const std::map<units::UnitId, const FrameUnit*>& parents, units::UnitId above) const {
        while (above) {
            const auto known = parents.find(above);
            if (known != parents.end()) return known->second;
            const auto* version = registry_.at(above).on(design_.day);
            above = version == nullptr ? units::UnitId{} : version->parent;
        }
        return nullptr;
    }

    void measure(std::vector<FrameUnit>& found) {
        std::map<std::string, std::vector<std::int64_t>> good;
        std::vector<std::int64_t> all;
        for (auto& unit : found) {
            const auto population = registry_.best_population(unit.unit);
            if (!population || !is_good(*population)) continue;
            unit.measure = *population->people;
            unit.quality = population->quality;
            good[unit.province].push_back(unit.measure);
            all.push_back(unit.measure);
        }
        const auto of_country = median(all);
        for (auto& unit : found) {
            if (unit.measure > 0) continue;
            const auto of_province = median(good[unit.province]);
            unit.measure = std::max<std::int64_t>(1, of_province > 0 ? of_province : of_country);
            unit.quality = "median";
        }
    }

    /// A unit with nothing under it on the next registry stage cannot be sampled.
    void drop_empty() {
        std::vector<std::string> levels = {"province"};
        for (const auto& stage : design_.stages) {
            if (!stage.listed()) levels.push_back(stage.unit);
        }
        for (std::size_t l = levels.size() - 1; l-- > 0;) {
            std::map<std::string, int> has;
            for (const auto* child : frame_.level(levels[l + 1])) has[child->parent] = 1;
            std::erase_if(frame_.units, [&](const FrameUnit& unit) {
                if (unit.level != levels[l] || has.contains(unit.code)) return false;
                report_.left_out.push_back(fmt::format(
                    "{} ({}): không có đơn vị nào ở giai đoạn sau ({})", unit.name, unit.code, levels[l + 1]
                ));
                return true;
            });
        }
    }

    void check_codes() const {
        for (const auto& stage : design_.stages) {
            for (const auto& code : stage.fixed) {
                if (registry_.by_code(level_in_registry(stage.unit), code, design_.day) == nullptr) {
                    unknown(stage.name, code);
                }
            }
        }
        for (const auto& code : design_.only) {
            if (find(design_.stages.front().unit, code) == nullptr) unknown(design_.stages.front().name, code);
        }
    }

    [[noreturn]] void unknown(std::string_view what, const std::string& code) const {
        throw Error(
            ErrorKind::invalid, fmt::format(
                                    "Thiết kế {}: {} mã {} không có trong danh mục đơn vị ngày {}", design_.code, what,
                                    code, design_.day.vietnamese()
                                )
        );
    }

    void count() {
        for (const auto* province : frame_.level("province")) {
            FrameReport::Province line{province->code, province->name, {}, 0};
            for (const auto& unit : frame_.units) {
                if (unit.level == "province" || unit.province != province->code) continue;
                ++line.units[unit.level];
                if (unit.quality == "median") ++line.filled;
            }
            report_.provinces.push_back(std::move(line));
        }
    }

    FrameUnit make(
        const units::Unit& unit, const units::Version& version, const std::string& level, const std::string& parent,
        const std::string& province
    ) const {
        return {
            level, version.code, unit.id, version.full_name, version.kind, is_urban(version.kind), parent, province, 0,
            ""};
    }
    void add(
        const units::Unit& unit, const units::Version& version, const std::string& level, const std::string& parent,
        const std::string& province
    ) {
        frame_.units.push_back(make(unit, version, level, parent, province));
    }
    const FrameUnit* find(std::string_view level, std::string_view code) const {
        for (const auto& unit : frame_.units) {
            if (unit.level == level && unit.code == code) return &unit;
        }
        return nullptr;
    }
    static bool contains(const std::vector<std::string>& sorted, const std::string& code) {
        return std::binary_search(sorted.begin(), sorted.end(), code);
    }

    const Design& design_;
    const units::Registry& registry_;
    FrameReport& report_;
    Frame frame_;
};

}  // namespace

Frame build_frame(const Design& design, const units::Registry& registry, FrameReport& report) {
    return Builder(design, registry, report).build();
}

}  // namespace longdan::rounds
