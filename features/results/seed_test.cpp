#include "features/results/fixture_test.h"

#include <cmath>
#include <map>

namespace longdan::results {
namespace {

const Moment now = Day::of(2026, 8, 1).begin();

void prepare(db::Database& database) {
    database.migrate(db::together({units::migrations(), migrations()}));
    database.write([](db::Transaction& tx) {
        units::seed(tx, provinces_and_ministries());
        seed(tx, data_folder + "/published");
    });
}

LONGDAN_ON_BOTH_DATABASES(PublishedElsewhere, the_17_ministries_of_2023_are_as_printed) {
    prepare(database);
    const auto figures =
        database.read([](db::Transaction& tx) { return Published(tx, now).printed("par-index", 2023); });
    std::map<std::string, std::map<UnitId, double>> by_indicator;
    std::map<int, UnitId> by_rank;
    for (const auto& figure : figures) {
        if (figure.group != "ministry" || !figure.value) continue;
        by_indicator[figure.indicator][figure.unit] = *figure.value;
        if (figure.indicator == "overall") by_rank[*figure.rank] = figure.unit;
    }
    const auto& totals = by_indicator["overall"];
    ASSERT_EQ(totals.size(), 17u);
    ASSERT_EQ(by_rank.size(), 17u);
    double sum = 0;
    int differing = 0;
    for (const auto& [unit, total] : totals) {
        const double parts = by_indicator["verified_points"].at(unit) + by_indicator["survey_points"].at(unit);
        EXPECT_LT(std::abs(parts - total), 0.0101) << unit.text();
        differing += std::abs(parts - total) > 0.005;
        sum += total;
    }
    EXPECT_EQ(differing, 9) << "the parts were printed rounded";
    EXPECT_EQ(std::round(sum / 17 * 100) / 100, 84.38);
    for (int rank = 2; rank <= 17; ++rank) EXPECT_LE(totals.at(by_rank[rank]), totals.at(by_rank[rank - 1]));
}

LONGDAN_ON_BOTH_DATABASES(PublishedElsewhere, every_figure_has_its_source_and_the_doubtful_ones_say_why) {
    prepare(database);
    std::size_t figures = 0;
    database.read([&](db::Transaction& tx) {
        for (const auto index : {"sipas", "par-index"})
            for (const auto& figure : Published(tx, now).printed(index)) {
                ++figures;
                EXPECT_FALSE(figure.source.empty());
                EXPECT_GE(figure.year, 2012);
                if (figure.status == "derived" || figure.status == "conflict" || figure.status == "approximate") {
                    EXPECT_FALSE(figure.note.empty()) << figure.index << figure.year << figure.indicator;
                }
                EXPECT_EQ(figure.value.has_value(), !figure.printed.empty());
            }
    });
    EXPECT_EQ(figures, 416u);
}

LONGDAN_ON_BOTH_DATABASES(PublishedElsewhere, national_series_and_breaks_are_there) {
    prepare(database);
    database.read([](db::Transaction& tx) {
        const Published published(tx, now);
        std::map<int, double> national;
        for (const auto& figure : published.printed("sipas"))
            if (figure.indicator == "overall" && figure.group == "national" && figure.value)
                national[figure.year] = *figure.value;
        const std::map<int, double> expected{{2017, 81},    {2018, 82.99}, {2019, 84.45}, {2020, 85.48},
                                             {2021, 87.16}, {2022, 80.08}, {2023, 82.66}, {2024, 83.94}};
        EXPECT_EQ(national, expected);
        std::vector<int> sipas;
        for (const auto& one : published.breaks("sipas")) sipas.push_back(one.year);
        EXPECT_EQ(sipas, (std::vector<int>{2017, 2022, 2025}));
        std::vector<int> par;
        for (const auto& one : published.breaks("par-index")) par.push_back(one.year);
        EXPECT_EQ(par, (std::vector<int>{2014, 2016, 2017, 2020, 2022, 2024, 2025, 2025}));
        EXPECT_EQ(published.editions("sipas").front().year, 2024);
        EXPECT_EQ(published.editions("sipas").front().published_on, Day::of(2025, 4, 6));
    });
}

LONGDAN_ON_BOTH_DATABASES(PublishedElsewhere, the_same_data_again_changes_nothing) {
    prepare(database);
    const auto again = database.write([](db::Transaction& tx) { return seed(tx, data_folder + "/published"); });
    EXPECT_FALSE(again.changed);
}

}  // namespace
}  // namespace longdan::results
