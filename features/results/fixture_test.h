#pragma once

#include "features/methods/methods.h"
#include "features/results/results.h"
#include "platform/base/digest.h"
#include "platform/ground/test_support/test_ground.h"

#include <filesystem>
#include <fstream>

namespace longdan::results {

inline const std::string data_folder = std::string(LONGDAN_SOURCE_DIR) + "/data";

/// The unit files without districts and communes: what figures need, and quick to load.
inline const std::string& provinces_and_ministries() {
    static const std::string folder = [] {
        const auto made = std::filesystem::temp_directory_path() / ("longdan-units-" + hex(random_bytes(8)));
        std::filesystem::create_directories(made);
        for (const auto& entry : std::filesystem::directory_iterator(data_folder + "/units")) {
            const std::string name = entry.path().filename().string();
            if (!name.ends_with(".csv")) continue;
            const bool small = name.starts_with("communes") || name.starts_with("districts");
            const bool mixed = name == "successions.csv" || name == "population.csv";
            std::ifstream in(entry.path());
            std::ofstream out(made / name);
            std::string line;
            for (bool header = true; std::getline(in, line); header = false)
                if (header || (mixed ? line.starts_with("province") || line.starts_with("ministry") : !small))
                    out << line << '\n';
        }
        return made.string();
    }();
    return folder;
}

inline std::vector<db::Migration> all_migrations() {
    return db::together({identity::migrations(), units::migrations(), methods::migrations(), migrations()});
}

/// The features that results stand on, with the reference data in the database.
struct House {
    explicit House(TestGround& given)
        : ground(given), identity(given), units(given), methods(given), results(given, identity, units, &methods) {
        ground.database.write([&](db::Transaction& tx) {
            units::seed(tx, provinces_and_ministries());
            methods.seed(tx, data_folder);
            seed(tx, data_folder + "/published");
        });
        results.add_routes();
    }

    UnitId province(std::string_view name) const {
        const auto* unit = units.registry()->by_name(units::Level::province, name, ground.clock.today());
        if (!unit) throw std::logic_error("no such province");
        return unit->id;
    }

    static Figure figure(UnitId unit, double value, std::int64_t n, Series series = Series::official) {
        Figure figure;
        figure.indicator = "overall";
        figure.unit = unit;
        figure.value = value;
        figure.n = n;
        figure.series = series;
        if (series == Series::statistical) {
            figure.se = 1.25;
            figure.ci_low = value - 2.5;
            figure.ci_high = value + 2.5;
            figure.df = 40;
        }
        return figure;
    }

    /// The test year's result: A 366/448, B 352/453, C 383/460.
    std::vector<Figure> test_year() const {
        std::vector<Figure> figures;
        const auto add = [&](UnitId unit, double satisfied, std::int64_t valid, std::optional<int> rank) {
            figures.push_back(figure(unit, 100 * satisfied / static_cast<double>(valid), valid));
            figures.back().rank = rank;
            figures.push_back(
                figure(unit, 100 * satisfied / static_cast<double>(valid) + 0.4, valid, Series::statistical)
            );
        };
        add(province("Hà Tĩnh"), 366, 448, 2);
        add(province("Lâm Đồng"), 352, 453, 3);
        add(province("Hồ Chí Minh"), 383, 460, 1);
        add(units.registry()->country(), 1101, 1361, std::nullopt);
        return figures;
    }

    Revision revision(std::int64_t round = 77) const {
        Revision revision;
        revision.scheme = identity::SchemeId{5};
        revision.round = round;
        revision.index = "sipas";
        revision.year = 2026;
        revision.title = "Chỉ số hài lòng năm 2026";
        revision.method = "sipas-1001";
        revision.method_version = "";
        revision.form = "sipas-1001";
        revision.sample_seed = "20260406";
        revision.frame_hash = std::string(64, 'a');
        revision.cells_hash = std::string(64, 'b');
        revision.cut_off = ground.clock.now();
        revision.minimum_n = 5;
        return revision;
    }

    RevisionId publish(const Revision& revision, const std::vector<Figure>& figures, Moment at) {
        return ground.database.write([&](db::Transaction& tx) {
            const auto access = identity::Identity::system_access();
            const auto id = results.add(tx, revision, figures);
            results.approve(tx, access, id, "Quyết định 1/QĐ-BNV");
            results.schedule(tx, access, id, at);
            return id;
        });
    }

    TestGround& ground;
    identity::Identity identity;
    units::Units units;
    methods::Methods methods;
    Results results;
};

}  // namespace longdan::results
