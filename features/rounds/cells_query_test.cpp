#include "engine/estimation/cells_query.h"

#include "platform/base/error.h"
#include "platform/db/test_support/test_database.h"

#include <cmath>
#include <limits>
#include <optional>
#include <random>

#include <gtest/gtest.h>

namespace longdan::rounds {
namespace {

using estimation::CellQuery;
using estimation::CellTable;

constexpr db::Migration tables[] = {
    {"test", 1, "answers",
     "CREATE TABLE answer (id BIGINT NOT NULL PRIMARY KEY, stratum TEXT NOT NULL, psu TEXT NOT NULL, province TEXT NOT "
     "NULL, "
     "weight BIGINT, speed BIGINT, change BIGINT)"},
};

struct Given {
    std::string stratum;
    std::string psu;
    std::string province;
    std::int64_t weight = 0;  // in millionths
    std::optional<int> speed;
    std::optional<int> change;
};

const estimation::CellLayout layout{
    .domains = {"province"}, .items = {"fast", "speed", "change"}, .weight_decimals = 6, .value_decimals = 0};

const CellQuery query{
    .from = "answer",
    .where = "id >= 0",
    .stratum = "stratum",
    .psu = "psu",
    .domains = {"province"},
    .weight = "weight",
    .items = {
        {.value = "CASE WHEN speed >= 4 THEN 1 WHEN speed IS NOT NULL THEN 0 END", .indicator = true},
        {.value = "speed"},
        {.value = "change"}}};

std::vector<Given> many(int count) {
    std::mt19937_64 random(17);
    std::vector<Given> rows;
    for (int i = 0; i < count; ++i) {
        Given row;
        row.stratum = "tầng " + std::to_string(random() % 5);
        row.psu = "xã " + std::to_string(random() % 12);
        row.province = std::to_string(random() % 3);
        row.weight = i % 50 == 0 ? 0 : static_cast<std::int64_t>(random() % 900000000000);
        if (random() % 9 != 0) row.speed = 1 + static_cast<int>(random() % 5);
        if (random() % 5 != 0) row.change = static_cast<int>(random() % 65) - 32;
        rows.push_back(row);
    }
    return rows;
}

void insert(db::Database& database, const std::vector<Given>& rows) {
    static constexpr std::string_view columns[] = {"id", "stratum", "psu", "province", "weight", "speed", "change"};
    std::vector<std::vector<db::Value>> values;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const Given& row = rows[i];
        values.push_back({i, row.stratum, row.psu, row.province, row.weight, row.speed, row.change});
    }
    database.write([&](db::Transaction& tx) { tx.insert_many("answer", columns, values); });
}

CellTable asked(db::Database& database, const CellQuery& wanted) {
    CellTable table(layout);
    database.read([&](db::Transaction& tx) {
        tx.each(cell_query_text(layout, wanted), {}, [&](const db::Row& row) {
            std::vector<std::string_view> keys;
            std::vector<std::int64_t> numbers;
            for (const auto& cell : row.cells()) {
                if (const auto* const text = std::get_if<std::string>(&cell)) {
                    keys.push_back(*text);
                } else {
                    numbers.push_back(std::get<std::int64_t>(cell));
                }
            }
            add_cells(table, wanted, keys, numbers);
            return true;
        });
    });
    return table;
}

CellTable one_by_one(const std::vector<Given>& rows) {
    CellTable table(layout);
    const double missing = std::numeric_limits<double>::quiet_NaN();
    for (const Given& row : rows) {
        const std::string_view domains[] = {row.province};
        const double values[] = {
            row.speed ? (*row.speed >= 4 ? 1.0 : 0.0) : missing, row.speed ? *row.speed : missing,
            row.change ? *row.change : missing};
        table.add({row.stratum, row.psu, domains, static_cast<double>(row.weight) / 1e6, values});
    }
    return table;
}

LONGDAN_ON_BOTH_DATABASES(CellsQuery, one_group_by_gives_the_bytes_of_the_rows_added_one_by_one) {
    database.migrate(tables);
    const auto rows = many(4000);
    insert(database, rows);
    const std::string expected = one_by_one(rows).serialise();
    EXPECT_GT(expected.size(), 10000u);
    EXPECT_EQ(asked(database, query).serialise(), expected);
}

/// Nodes or days apart: two questions over parts of the rows add up to one over all.
LONGDAN_ON_BOTH_DATABASES(CellsQuery, parts_of_the_rows_add_up) {
    database.migrate(tables);
    const auto rows = many(500);
    insert(database, rows);
    CellQuery first = query;
    first.where = "id < 123";
    CellQuery second = query;
    second.where = "id >= 123";
    CellTable table = asked(database, first);
    table.merge(asked(database, second));
    EXPECT_EQ(table.serialise(), one_by_one(rows).serialise());
}

LONGDAN_ON_BOTH_DATABASES(CellsQuery, what_the_sums_cannot_hold_is_refused_with_the_village) {
    database.migrate(tables);
    insert(database, {{"A", "xã 7", "01", 5, 3, 33}});
    const auto refusal = [&](const std::string& set) -> std::string {
        database.write([&](db::Transaction& tx) { tx.execute("UPDATE answer SET " + set); });
        try {
            asked(database, query);
        } catch (const Error& error) {
            return error.what();
        }
        return "";
    };
    EXPECT_NE(refusal("change = 33").find("xã 7"), std::string::npos);
    EXPECT_NE(refusal("change = -33").find("change"), std::string::npos);
    EXPECT_EQ(refusal("change = -32"), "");
    EXPECT_NE(refusal("weight = -1").find("xã 7"), std::string::npos);
    EXPECT_NE(refusal("weight = 1152921504606846976").find("xã 7"), std::string::npos);
    EXPECT_NE(refusal("weight = NULL").find("xã 7"), std::string::npos);
    EXPECT_EQ(refusal("weight = 1152921504606846975"), "");
}

/// Answers as they are kept on PostgreSQL: an array of codes, of which some are valid and some satisfied.
TEST(CellsQuery, an_array_of_codes_is_added_up_where_it_stands) {
    if (!db::can_test_on(db::Engine::postgresql)) GTEST_SKIP() << "no test server";
    db::TestDatabase database(db::Engine::postgresql);
    database->write([](db::Transaction& tx) {
        tx.execute("CREATE TABLE submission (psu TEXT NOT NULL, weight BIGINT NOT NULL, answers SMALLINT[] NOT NULL)");
        tx.execute(
            "INSERT INTO submission VALUES ('1', 2500000, '{5,1}'), ('1', 2500000, '{3,-8}'), ('2', 1000000, '{-9,2}')"
        );
    });
    const auto satisfied = [](int place) {
        return "CASE WHEN answers[" + std::to_string(place) + "] IN (4, 5) THEN 1 WHEN answers[" +
               std::to_string(place) + "] IN (1, 2, 3) THEN 0 END";
    };
    const estimation::CellLayout two{.domains = {}, .items = {"P1", "P2"}, .weight_decimals = 6, .value_decimals = 0};
    const CellQuery codes{
        .from = "submission",
        .where = "",
        .stratum = "'A'",
        .psu = "psu",
        .domains = {},
        .weight = "weight",
        .items = {{.value = satisfied(1), .indicator = true}, {.value = satisfied(2), .indicator = true}}};
    CellTable table(two);
    database->read([&](db::Transaction& tx) {
        for (const auto& row : tx.query(cell_query_text(two, codes))) {
            const std::string stratum = row.text("k0");
            const std::string psu = row.text("k1");
            const std::string_view keys[] = {stratum, psu};
            std::vector<std::int64_t> numbers;
            for (std::size_t c = 2; c < row.cells().size(); ++c)
                numbers.push_back(std::get<std::int64_t>(row.cells()[c]));
            add_cells(table, codes, keys, numbers);
        }
    });
    CellTable expected(two);
    const double missing = std::numeric_limits<double>::quiet_NaN();
    const double first[] = {1, 0};
    const double second[] = {0, missing};
    const double third[] = {missing, 0};
    expected.add({"A", "1", {}, 2.5, first});
    expected.add({"A", "1", {}, 2.5, second});
    expected.add({"A", "2", {}, 1, third});
    EXPECT_EQ(table.serialise(), expected.serialise());
}

TEST(CellsQuery, a_query_that_does_not_fit_the_layout_is_refused) {
    CellQuery wrong = query;
    wrong.items.pop_back();
    EXPECT_THROW(cell_query_text(layout, wrong), Error);
    estimation::CellLayout wide = layout;
    CellQuery long_query = query;
    for (int i = 0; i < 300; ++i) {
        wide.items.push_back("x" + std::to_string(i));
        long_query.items.push_back({.value = "speed"});
    }
    EXPECT_THROW(cell_query_text(wide, long_query), Error);
    CellTable table(layout);
    const std::string_view keys[] = {"A", "1", "01"};
    EXPECT_THROW(add_cells(table, query, keys, std::vector<std::int64_t>(3)), Error);
}

}  // namespace
}  // namespace longdan::rounds
