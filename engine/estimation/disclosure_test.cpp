#include "engine/estimation/disclosure.h"

#include "engine/estimation/linear_program.h"
#include "platform/base/error.h"

#include <cmath>
#include <functional>
#include <random>

#include <gtest/gtest.h>

namespace longdan::estimation {
namespace {

/// A table of rows by columns with margins: inner cells row by row, then row totals, column totals, the grand total.
CountTable crossed(std::size_t rows, std::size_t columns, const std::vector<std::int64_t>& inner) {
    CountTable table;
    table.count = inner;
    const std::size_t row_total = rows * columns;
    const std::size_t column_total = row_total + rows;
    const std::size_t all = column_total + columns;
    table.count.resize(all + 1);
    CountTable::Relation down{all, {}};
    CountTable::Relation across{all, {}};
    for (std::size_t i = 0; i < rows; ++i) {
        CountTable::Relation relation{row_total + i, {}};
        for (std::size_t j = 0; j < columns; ++j) {
            relation.parts.push_back(i * columns + j);
            table.count[row_total + i] += inner[i * columns + j];
            table.count[column_total + j] += inner[i * columns + j];
            table.count[all] += inner[i * columns + j];
        }
        table.relations.push_back(relation);
        down.parts.push_back(row_total + i);
    }
    for (std::size_t j = 0; j < columns; ++j) {
        CountTable::Relation relation{column_total + j, {}};
        for (std::size_t i = 0; i < rows; ++i) relation.parts.push_back(i * columns + j);
        table.relations.push_back(relation);
        across.parts.push_back(column_total + j);
    }
    table.relations.push_back(down);
    table.relations.push_back(across);
    return table;
}

TEST(LinearProgram, a_textbook_program_an_empty_one_and_an_endless_one) {
    LinearProgram program;  // max 3x + 2y with x + y <= 4, x + 3y <= 6, x <= 3
    program.equations = Matrix(3, 5);
    const double rows[3][5] = {{1, 1, 1, 0, 0}, {1, 3, 0, 1, 0}, {1, 0, 0, 0, 1}};
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 5; ++j) program.equations(i, j) = rows[i][j];
    }
    program.right = {4, 6, 3};
    program.cost = {-3, -2, 0, 0, 0};
    const LinearSolution solution = minimise(program);
    ASSERT_EQ(solution.state, LinearSolution::State::optimal);
    EXPECT_NEAR(solution.value, -11, 1e-12);
    EXPECT_NEAR(solution.x[0], 3, 1e-12);
    EXPECT_NEAR(solution.x[1], 1, 1e-12);
    LinearProgram none{Matrix(1, 1), {-1}, {1}};
    none.equations(0, 0) = 1;
    EXPECT_EQ(minimise(none).state, LinearSolution::State::infeasible);
    LinearProgram endless{Matrix(1, 2), {0}, {-1, 0}};
    endless.equations(0, 0) = 1;
    endless.equations(0, 1) = -1;
    EXPECT_EQ(minimise(endless).state, LinearSolution::State::unbounded);
    endless.right.clear();
    EXPECT_THROW(minimise(endless), Error);
}

TEST(Disclosure, a_single_hidden_cell_is_recovered_from_its_margins) {
    const CountTable table = crossed(3, 3, {20, 3, 40, 30, 50, 10, 25, 15, 35});
    std::vector<bool> hidden(table.count.size());
    hidden[1] = true;
    const auto open = attack(table, hidden);
    EXPECT_NEAR(open[1].low, 3, 1e-9);
    EXPECT_NEAR(open[1].high, 3, 1e-9);
    EXPECT_EQ(open[0].low, 20);
}

/// All tables with the shown cells, one by one, against the linear program.
TEST(Disclosure, the_attacker_finds_what_trying_every_table_finds) {
    std::mt19937 random(11);
    for (int trial = 0; trial < 6; ++trial) {
        std::vector<std::int64_t> inner;
        for (int c = 0; c < 9; ++c) inner.push_back(static_cast<std::int64_t>(random() % 3));
        const CountTable table = crossed(3, 3, inner);
        std::vector<bool> hidden(table.count.size());
        for (const std::size_t c : {0u, 1u, 3u, 4u}) hidden[c] = true;
        if (trial % 2 == 0) hidden[8] = hidden[7] = hidden[5] = true;
        std::vector<double> low(9, 1e9);
        std::vector<double> high(9, -1);
        std::vector<std::int64_t> guess(inner);
        const auto fits = [&] {
            for (std::size_t i = 0; i < 3; ++i) {
                if (guess[3 * i] + guess[3 * i + 1] + guess[3 * i + 2] != table.count[9 + i]) return false;
                if (guess[i] + guess[3 + i] + guess[6 + i] != table.count[12 + i]) return false;
            }
            return true;
        };
        const std::function<void(std::size_t)> fill = [&](std::size_t cell) {
            if (cell == 9) {
                if (!fits()) return;
                for (std::size_t c = 0; c < 9; ++c) {
                    low[c] = std::min(low[c], static_cast<double>(guess[c]));
                    high[c] = std::max(high[c], static_cast<double>(guess[c]));
                }
                return;
            }
            if (!hidden[cell]) return fill(cell + 1);
            for (guess[cell] = 0; guess[cell] <= 6; ++guess[cell]) fill(cell + 1);
            guess[cell] = inner[cell];
        };
        fill(0);
        const auto open = attack(table, hidden);
        for (std::size_t c = 0; c < 9; ++c) {
            EXPECT_NEAR(open[c].low, low[c], 1e-6) << trial << " " << c;
            EXPECT_NEAR(open[c].high, high[c], 1e-6) << trial << " " << c;
        }
    }
}

TEST(Disclosure, small_cells_of_a_cross_table_stay_open_and_few_others_are_hidden) {
    const CountTable table = crossed(4, 4, {20, 3, 40, 22, 30, 50, 10, 31, 25, 15, 35, 2, 41, 27, 36, 18});
    const Protected safe = protect(table, {});
    std::size_t hidden = 0;
    for (std::size_t c = 0; c < table.count.size(); ++c) {
        hidden += safe.hidden[c];
        EXPECT_EQ(safe.primary[c], table.count[c] < 5) << c;
        if (safe.primary[c]) {
            EXPECT_GE(safe.intervals[c].high, static_cast<double>(table.count[c] + 5) - 1e-6);
        }
        if (!safe.hidden[c]) {
            EXPECT_EQ(safe.intervals[c].low, safe.intervals[c].high);
        }
    }
    EXPECT_GE(hidden, 4u);
    EXPECT_LE(hidden, 7u);
    EXPECT_FALSE(safe.hidden.back());
}

/// Country over provinces over districts, crossed with two groups: whatever small cells there are, none is recovered.
TEST(Disclosure, nothing_leaks_through_a_hierarchy_of_three_levels) {
    std::mt19937 random(3);
    for (int trial = 0; trial < 6; ++trial) {
        CountTable table;
        const auto add = [&](std::int64_t count) {
            table.count.push_back(count);
            return table.count.size() - 1;
        };
        std::size_t level[3] = {add(0), add(0), add(0)};  // both groups, the first, the second
        const std::size_t country[3] = {level[0], level[1], level[2]};
        std::vector<CountTable::Relation> over(3);
        for (int g = 0; g < 3; ++g) over[static_cast<std::size_t>(g)].total = country[g];
        for (int p = 0; p < 3; ++p) {
            const std::size_t province[3] = {add(0), add(0), add(0)};
            std::vector<CountTable::Relation> inside(3);
            for (std::size_t g = 0; g < 3; ++g) {
                inside[g].total = province[g];
                over[g].parts.push_back(province[g]);
            }
            for (int d = 0; d < 3; ++d) {
                const std::int64_t a = static_cast<std::int64_t>(random() % 30);
                const std::int64_t b = static_cast<std::int64_t>(random() % 30);
                const std::size_t district[3] = {add(a + b), add(a), add(b)};
                table.relations.push_back({district[0], {district[1], district[2]}});
                for (std::size_t g = 0; g < 3; ++g) {
                    inside[g].parts.push_back(district[g]);
                    table.count[province[g]] += table.count[district[g]];
                    table.count[country[g]] += table.count[district[g]];
                }
            }
            table.relations.push_back({province[0], {province[1], province[2]}});
            for (const auto& relation : inside) table.relations.push_back(relation);
        }
        table.relations.push_back({country[0], {country[1], country[2]}});
        for (const auto& relation : over) table.relations.push_back(relation);
        const Protected safe = protect(table, {.minimum = 4, .hide_zero = true, .width = 3});
        const auto open = attack(table, safe.hidden);
        for (std::size_t c = 0; c < table.count.size(); ++c) {
            if (!safe.primary[c]) continue;
            EXPECT_GE(open[c].high, static_cast<double>(table.count[c] + 3) - 1e-6) << trial << " " << c;
        }
    }
}

TEST(Disclosure, a_table_that_does_not_add_up_is_refused) {
    CountTable table{{10, 4, 5}, {{0, {1, 2}}}};
    EXPECT_THROW(protect(table, {}), Error);
    table.count[0] = 9;
    EXPECT_NO_THROW(protect(table, {}));
    table.relations[0].parts.push_back(9);
    EXPECT_THROW(attack(table, std::vector<bool>(3)), Error);
    EXPECT_THROW(protect({std::vector<std::int64_t>(601), {}}, {}), Error);
    EXPECT_THROW(protect({{-1}, {}}, {}), Error);
}

}  // namespace
}  // namespace longdan::estimation
