#include "engine/estimation/cells.h"

#include "platform/base/error.h"

#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

namespace longdan::estimation {
namespace {

const double missing = std::numeric_limits<double>::quiet_NaN();

struct Interview {
    std::string stratum;
    std::string psu;
    std::string province;
    std::string sex;
    double weight;
    std::vector<double> values;
};

std::vector<Interview> interviews(std::size_t count, unsigned seed) {
    std::mt19937 random(seed);
    std::vector<Interview> rows;
    for (std::size_t i = 0; i < count; ++i) {
        const unsigned stratum = random() % 7;
        Interview row;
        row.stratum = "tầng " + std::to_string(stratum);
        row.psu = "xã, \"" + std::to_string(random() % 5) + "\"";
        row.province = std::to_string(stratum / 2);
        row.sex = random() % 2 ? "nam" : "nữ";
        row.weight = (random() % 1'000'000) / 997.0;
        for (int j = 0; j < 3; ++j) row.values.push_back(random() % 6 == 0 ? missing : 1 + random() % 5);
        rows.push_back(row);
    }
    return rows;
}

CellTable empty_table() {
    CellTable table({.domains = {"province", "sex"}, .items = {"a", "b", "c"}});
    for (int s = 0; s < 7; ++s) table.declare_stratum("tầng " + std::to_string(s), 20 + s);
    return table;
}

void change(CellTable& table, const Interview& row, bool take_back = false) {
    const std::string_view domains[] = {row.province, row.sex};
    const CellRow cells{row.stratum, row.psu, domains, row.weight, row.values};
    take_back ? table.retract(cells) : table.add(cells);
}

TEST(Cells, any_order_and_any_split_into_shards_give_the_same_bytes) {
    auto rows = interviews(3000, 1);
    CellTable whole = empty_table();
    for (const auto& row : rows) change(whole, row);
    const std::string expected = whole.serialise();
    std::mt19937 random(2);
    for (int trial = 0; trial < 5; ++trial) {
        std::shuffle(rows.begin(), rows.end(), random);
        std::vector<CellTable> shards(2 + trial * 3, empty_table());
        for (const auto& row : rows) change(shards[random() % shards.size()], row);
        CellTable merged = empty_table();
        std::shuffle(shards.begin(), shards.end(), random);
        for (const auto& shard : shards) merged.merge(shard);
        EXPECT_EQ(merged.serialise(), expected);
    }
    EXPECT_EQ(CellTable::parse(expected, "o.csv").serialise(), expected);
}

TEST(Cells, an_interview_taken_back_leaves_no_trace) {
    const auto rows = interviews(200, 3);
    CellTable kept = empty_table();
    CellTable both = empty_table();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        change(both, rows[i]);
        if (i % 3 != 0) change(kept, rows[i]);
    }
    for (std::size_t i = 0; i < rows.size(); i += 3) change(both, rows[i], true);
    EXPECT_EQ(both.serialise(), kept.serialise());
    const std::string_view odd[] = {"99", "nam"};
    const double values[] = {1, 2, 3};
    both.add({"tầng 1", "xã mới", odd, 5, values});
    EXPECT_NE(both.serialise(), kept.serialise());
    both.retract({"tầng 1", "xã mới", odd, 5, values});
    EXPECT_EQ(both.serialise(), kept.serialise());
}

TEST(Cells, a_weight_or_value_that_cannot_be_kept_exactly_is_refused) {
    CellTable table({.domains = {}, .items = {"a"}});
    const double half[] = {0.5};
    const double three[] = {3};
    EXPECT_THROW(table.add({"h", "i", {}, 1, half}), Error);
    EXPECT_THROW(table.add({"h", "i", {}, -1, three}), Error);
    EXPECT_THROW(table.add({"h", "i", {}, missing, three}), Error);
    EXPECT_THROW(table.add({"h", "", {}, 1, three}), Error);
    EXPECT_THROW(table.add({"h\x1f", "i", {}, 1, three}), Error);
    EXPECT_NO_THROW(table.add({"h", "i", {}, 1, three}));
}

TEST(Cells, tables_of_different_layout_or_population_do_not_merge) {
    CellTable table({.domains = {"province"}, .items = {"a"}});
    EXPECT_THROW(table.merge(CellTable({.domains = {"sex"}, .items = {"a"}})), Error);
    table.declare_stratum("1", 10);
    CellTable other({.domains = {"province"}, .items = {"a"}});
    other.declare_stratum("1", 11);
    EXPECT_THROW(table.merge(other), Error);
    EXPECT_THROW(CellTable({.domains = {"a"}, .items = {"a"}}), Error);
}

TEST(Cells, a_damaged_file_is_refused_with_its_line) {
    const auto rows = interviews(20, 4);
    CellTable table = empty_table();
    for (const auto& row : rows) change(table, row);
    std::string text = table.serialise();
    text.replace(text.find("\ncell,") + 1, 4, "bell");
    try {
        CellTable::parse(text, "vong1.csv");
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("vong1.csv:"), std::string::npos);
    }
    EXPECT_THROW(CellTable::parse(table.serialise() + "cell,1", "o.csv"), Error);
    EXPECT_THROW(CellTable::parse("", "o.csv"), Error);
}

TEST(Cells, weight_decimals_follow_from_the_largest_weight_and_the_rows) {
    EXPECT_EQ(weight_decimals_for(1000, 36500), 12);
    EXPECT_EQ(weight_decimals_for(1e6, 10'000'000), 9);
    EXPECT_EQ(weight_decimals_for(1e18, 10), 0);
}

}  // namespace
}  // namespace longdan::estimation
