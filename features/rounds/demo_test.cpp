#include "features/rounds/test_support/house.h"

#include <cmath>
#include <filesystem>

#include <gtest/gtest.h>

namespace longdan::rounds {
namespace {

/// The designs of the demonstration, small: two provinces and few people.
std::string small_data(const std::string& folder) {
    const auto designs = folder + "/demo-data/designs";
    std::filesystem::create_directories(designs);
    auto large = house_file("data/designs/sipas-2026.json");
    const auto put = [&](const std::string& what, const std::string& with) {
        const auto at = large.find(what);
        if (at == std::string::npos) throw std::logic_error("the design has changed: " + what);
        large.replace(at, what.size(), with);
    };
    put("\"domain\": \"province\"", "\"domain\": \"province\", \"provinces\": [\"42\", \"68\"]");
    put("{\"each\": 31, \"total\": 36500}", "{\"each\": 4}");
    std::ofstream(designs + "/sipas-2026.json") << large;
    std::ofstream(designs + "/mot-tinh-2026.json") << house_file("data/designs/mot-tinh-2026.json");
    return folder + "/demo-data";
}

TEST(Demo, a_round_is_published_another_takes_answers_and_a_second_owner_stands_apart) {
    TestGround ground(db::Engine::sqlite, house_migrations());
    House house(ground);
    ground.database.write([&](db::Transaction& tx) {
        house.methods.seed(tx, std::string(LONGDAN_SOURCE_DIR) + "/data");
    });
    const auto folder = small_data(ground.settings.data);
    ground.database.read([&](db::Transaction& tx) { EXPECT_FALSE(house.rounds.holds_simulated(tx)); });
    const DemoHouse demo{ground,        house.identity,  house.units,   house.methods,
                         house.collect, house.approvals, house.results, house.rounds};
    std::vector<std::string> said;
    const auto report = make_demo(demo, folder, [&](std::string_view line) { said.emplace_back(line); });
    EXPECT_TRUE(report.made);
    EXPECT_EQ(report.accounts.size(), 7u);
    EXPECT_FALSE(said.empty());
    EXPECT_GT(report.answers, 220) << "240 places, a few people never answer";
    EXPECT_FALSE(report.access_code.empty());

    const auto system = identity::Identity::system_access();
    ground.fake_clock().advance(5'000);
    ground.database.read([&](db::Transaction& tx) {
        const auto published = house.rounds.find_by_code(tx, system, "sipas-2026-mo-phong");
        ASSERT_TRUE(published.has_value());
        EXPECT_TRUE(house.rounds.holds_simulated(tx));
        EXPECT_EQ(published->state, State::published);
        EXPECT_TRUE(published->simulated);
        const results::Published figures(tx, ground.clock.now());
        const auto revisions = figures.revisions("sipas", 2026);
        ASSERT_EQ(revisions.size(), 1u);
        EXPECT_TRUE(revisions.front().simulated);
        for (const auto& figure : figures.figures(revisions.front())) {
            if (figure.figure.indicator != "overall" || figure.suppressed || !figure.figure.value) continue;
            EXPECT_GT(*figure.figure.value, 60);
            EXPECT_LT(*figure.figure.value, 97);
        }
        EXPECT_EQ(house.rounds.find_by_code(tx, system, "khao-sat-thu")->state, State::field);
        for (const auto& door : house.collect.collections(tx, published->id)) EXPECT_TRUE(door.simulated);
        const auto own = house.identity.find_account(tx, "demo-lam-dong");
        ASSERT_TRUE(own.has_value());
        const auto access = house.identity.access_of(tx, *own);
        const auto seen = house.rounds.list(tx, access);
        ASSERT_EQ(seen.size(), 1u);
        EXPECT_EQ(seen.front().code, "lam-dong-2026");
    });
    EXPECT_FALSE(make_demo(demo, folder, [](std::string_view) {}).made) << "a second time changes nothing";
}

}  // namespace
}  // namespace longdan::rounds
