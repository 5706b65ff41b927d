#include "features/rounds/frame.h"

#include "features/rounds/draw.h"
#include "features/units/units.h"
#include "platform/base/digest.h"
#include "platform/db/test_support/test_database.h"

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

namespace longdan::rounds {
namespace {

const units::Registry& registry() {
    static const std::shared_ptr<const units::Registry> loaded = [] {
        db::TestDatabase database(db::Engine::sqlite);
        database->migrate(units::migrations());
        database->write([](db::Transaction& tx) { units::seed(tx, std::string(LONGDAN_SOURCE_DIR) + "/data/units"); });
        return database->read([](db::Transaction& tx) { return units::Registry::load(tx); });
    }();
    return *loaded;
}

Design design_of(const std::string& code) {
    std::ifstream file(std::string(LONGDAN_SOURCE_DIR) + "/data/designs/" + code + ".json");
    std::stringstream text;
    text << file.rdbuf();
    return Design::parse(text.str(), code);
}

struct Totals {
    std::map<std::string, int> units;
    std::map<std::string, int> places;  ///< by province
    int main_places = 0;
};

Totals totals_of(const Sample& sample) {
    Totals totals;
    for (const auto& unit : sample.units) {
        if (unit.open) ++totals.units[unit.level];
    }
    for (const auto& place : sample.places) {
        if (place.reserve) continue;
        ++totals.places[place.province];
        ++totals.main_places;
    }
    return totals;
}

TEST(Frame, the_2024_round_has_195_districts_385_communes_1170_villages_and_36525_people) {
    const auto design = design_of("sipas-2024");
    FrameReport report;
    const auto frame = build_frame(design, registry(), report);
    EXPECT_EQ(frame.level("province").size(), 63u);
    EXPECT_EQ(report.left_out.size(), 5u) << "five island districts have no communes";
    const auto totals = totals_of(draw(design, frame, 2024));
    EXPECT_EQ(totals.units.at("district"), 195);
    EXPECT_EQ(totals.units.at("commune"), 385);
    EXPECT_EQ(totals.units.at("village"), 1170);
    EXPECT_EQ(totals.main_places, 36525);
    EXPECT_EQ(totals.places.at("01"), 2700);
    EXPECT_EQ(totals.places.at("79"), 2700);
}

TEST(Frame, the_2026_round_goes_straight_to_390_communes_of_34_provinces) {
    const auto design = design_of("sipas-2026");
    FrameReport report;
    const auto frame = build_frame(design, registry(), report);
    EXPECT_EQ(frame.level("province").size(), 34u);
    EXPECT_EQ(frame.level("commune").size(), 3321u);
    std::int64_t filled = 0;
    for (const auto& province : report.provinces) filled += province.filled;
    EXPECT_GE(filled, 66) << "communes without a usable population get the median of their province";
    const auto totals = totals_of(draw(design, frame, 2026));
    EXPECT_EQ(totals.units.at("commune"), 390);
    EXPECT_EQ(totals.units.at("village"), 1170);
    EXPECT_EQ(totals.main_places, 36500);
}

TEST(Frame, the_seat_of_every_province_is_in_the_2024_sample_and_the_others_change_with_the_seed) {
    const auto design = design_of("sipas-2024");
    FrameReport report;
    const auto frame = build_frame(design, registry(), report);
    const auto districts = [&](std::uint64_t seed) {
        std::set<std::string> codes;
        for (const auto& unit : draw(design, frame, seed).units) {
            if (unit.level == "district" && unit.open) codes.insert(unit.code);
        }
        return codes;
    };
    const auto one = districts(1);
    const auto two = districts(2);
    for (const auto& seat : design.stages.front().fixed) {
        EXPECT_TRUE(one.contains(seat)) << seat;
        EXPECT_TRUE(two.contains(seat)) << seat;
    }
    EXPECT_NE(one, two);
}

TEST(Frame, the_same_registry_gives_the_same_frame_bytes) {
    const auto design = design_of("sipas-2026");
    FrameReport first, second;
    const auto frame = build_frame(design, registry(), first);
    EXPECT_EQ(sha256(frame.to_csv()), sha256(build_frame(design, registry(), second).to_csv()));
    EXPECT_EQ(Frame::from_csv(frame.to_csv()).to_csv(), frame.to_csv());
}

TEST(Frame, a_code_that_no_unit_has_on_the_day_is_refused_by_name) {
    auto design = design_of("sipas-2024");
    design.stages.front().fixed.push_back("999");
    FrameReport report;
    try {
        build_frame(design, registry(), report);
        FAIL() << "a wrong code went through";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("999"), std::string::npos);
        EXPECT_NE(std::string(error.what()).find("01/10/2024"), std::string::npos);
    }
}

}  // namespace
}  // namespace longdan::rounds
