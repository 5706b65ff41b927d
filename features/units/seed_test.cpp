#include "features/units/units.h"
#include "platform/db/test_support/test_database.h"

#include <set>

namespace longdan::units {
namespace {

const std::string data_folder = std::string(LONGDAN_SOURCE_DIR) + "/data/units";

LONGDAN_ON_BOTH_DATABASES(UnitsSeed, the_same_data_again_changes_nothing) {
    database.migrate(migrations());
    const auto first = database.write([](db::Transaction& tx) { return seed(tx, data_folder); });
    EXPECT_TRUE(first.changed);
    EXPECT_GT(first.units, 14'000u);
    EXPECT_EQ(first.successions, 10'500u);

    const auto again = database.write([](db::Transaction& tx) { return seed(tx, data_folder); });
    EXPECT_FALSE(again.changed);
}

LONGDAN_ON_BOTH_DATABASES(UnitsSeed, newer_data_replaces_versions_and_keeps_identities_and_addresses) {
    database.migrate(migrations());
    database.write([](db::Transaction& tx) { seed(tx, data_folder); });
    const auto load = [&] { return database.read([](db::Transaction& tx) { return Registry::load(tx); }); };
    const auto before = load();

    database.write([](db::Transaction& tx) {
        tx.execute("UPDATE unit_seed SET sha256 = 'an older list'");
        tx.execute("DELETE FROM unit_succession");
        return seed(tx, data_folder).changed;
    });
    const auto after = load();
    ASSERT_EQ(before->size(), after->size());
    const Unit* hue = after->by_slug("hue");
    ASSERT_TRUE(hue);
    EXPECT_EQ(hue->id, before->by_slug("hue")->id);
    EXPECT_FALSE(after->predecessors(after->by_slug("tuyen-quang")->id).empty());
}

TEST(UnitsSeed, an_identity_is_the_same_everywhere_and_a_code_is_not_one) {
    EXPECT_EQ(unit_id("34", Level::province, "01").value, unit_id("34", Level::province, "01").value);
    EXPECT_NE(unit_id("63", Level::province, "24"), unit_id("34", Level::province, "24"));
    EXPECT_NE(unit_id("63", Level::province, "01"), unit_id("63", Level::district, "01"));
    EXPECT_GT(unit_id("63", Level::commune, "00004").value, 0);
}

TEST(UnitsSeed, a_missing_file_is_named) {
    db::TestDatabase database(db::Engine::sqlite);
    database->migrate(migrations());
    try {
        database->write([](db::Transaction& tx) { seed(tx, "/nowhere"); });
        FAIL() << "seeding from nothing must be refused";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("regions.csv"), std::string::npos) << error.what();
    }
}

}  // namespace
}  // namespace longdan::units
