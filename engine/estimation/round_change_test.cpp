#include "engine/estimation/round_change.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

namespace longdan::estimation {
namespace {

struct Unit {
    double before = 0;
    double after = 0;
};

CellTable table_of(
    const std::vector<std::vector<Unit>>& population, const std::vector<std::vector<std::size_t>>& drawn, bool after
) {
    CellTable table({.domains = {}, .items = {"y"}, .weight_decimals = 6, .value_decimals = 3});
    for (std::size_t h = 0; h < population.size(); ++h) {
        const std::string stratum = "h" + std::to_string(h);
        table.declare_stratum(stratum, static_cast<std::int64_t>(population[h].size()));
        for (const std::size_t i : drawn[h]) {
            const double y = after ? population[h][i].after : population[h][i].before;
            const double weight = static_cast<double>(population[h].size()) / static_cast<double>(drawn[h].size());
            table.add(
                {.stratum = stratum,
                 .psu = "xa" + std::to_string(i),
                 .domains = {},
                 .weight = weight,
                 .values = {&y, 1}}
            );
        }
    }
    return table;
}

std::vector<std::vector<Unit>> villages(std::mt19937& random) {
    std::vector<std::vector<Unit>> population(3);
    std::normal_distribution<double> normal;
    for (std::size_t h = 0; h < 3; ++h) {
        for (int i = 0; i < 40; ++i) {
            const double level = 5 + static_cast<double>(h) + normal(random);
            const auto rounded = [](double y) { return std::round(y * 1000) / 1000; };
            population[h].push_back({rounded(level), rounded(level + 0.4 * normal(random) + 0.3)});
        }
    }
    return population;
}

std::vector<std::size_t> shuffled(std::size_t count, std::mt19937& random) {
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), 0);
    std::shuffle(order.begin(), order.end(), random);
    return order;
}

/// Twelve villages of forty in the first round; eight of them stay, four are new: the mean of the estimated variance is
/// the variance of the change over many draws.
TEST(RoundChange, the_variance_of_a_change_is_right_on_average_when_samples_overlap) {
    std::mt19937 random(2024);
    const auto population = villages(random);
    const int draws = 500;
    double sum = 0;
    double square = 0;
    double variance = 0;
    double alone = 0;
    for (int draw = 0; draw < draws; ++draw) {
        std::vector<std::vector<std::size_t>> first(3);
        std::vector<std::vector<std::size_t>> second(3);
        for (std::size_t h = 0; h < 3; ++h) {
            const auto order = shuffled(40, random);
            first[h].assign(order.begin(), order.begin() + 12);
            second[h].assign(order.begin() + 4, order.begin() + 16);
        }
        const CellView before(table_of(population, first, false), {});
        const CellView after(table_of(population, second, true), {});
        const Linear a = after.total(0, 0);
        const Linear b = before.total(0, 0);
        const RoundChange change = round_change(after, a, before, b);
        EXPECT_EQ(change.shared_psus, 24u);
        sum += change.value;
        square += change.value * change.value;
        variance += change.se * change.se;
        alone += after.variance(a) + before.variance(b);
    }
    const double mean = sum / draws;
    const double seen = square / draws - mean * mean;
    EXPECT_NEAR(variance / draws / seen, 1, 0.15);
    EXPECT_GT(alone / draws / seen, 1.5);  // what taking the rounds as independent would say
}

TEST(RoundChange, the_same_sample_twice_gives_the_variance_of_the_difference) {
    std::mt19937 random(5);
    const auto population = villages(random);
    std::vector<std::vector<std::size_t>> drawn;
    for (int h = 0; h < 3; ++h) {
        const auto order = shuffled(40, random);
        drawn.emplace_back(order.begin(), order.begin() + 10);
    }
    CellTable both({.domains = {}, .items = {"before", "after"}, .weight_decimals = 6, .value_decimals = 3});
    for (std::size_t h = 0; h < 3; ++h) {
        const std::string stratum = "h" + std::to_string(h);
        both.declare_stratum(stratum, 40);
        for (const std::size_t i : drawn[h]) {
            const double y[] = {population[h][i].before, population[h][i].after};
            both.add({.stratum = stratum, .psu = "xa" + std::to_string(i), .domains = {}, .weight = 4, .values = y});
        }
    }
    const CellView one(both, {});
    const Linear before = one.mean(0, 0);
    const Linear after = one.mean(0, 1);
    const std::pair<double, const Linear*> terms[] = {{1.0, &after}, {-1.0, &before}};
    const double expected = std::sqrt(one.variance(sum(terms)));
    const CellView first(table_of(population, drawn, false), {});
    const CellView second(table_of(population, drawn, true), {});
    const RoundChange change = round_change(second, second.mean(0, 0), first, first.mean(0, 0));
    EXPECT_NEAR(change.se, expected, expected * 1e-10);
    EXPECT_NEAR(change.value, after.value - before.value, 1e-12);
    EXPECT_GT(change.correlation, 0.7);
}

TEST(RoundChange, samples_that_share_nothing_are_independent) {
    std::mt19937 random(6);
    const auto population = villages(random);
    std::vector<std::vector<std::size_t>> first(3);
    std::vector<std::vector<std::size_t>> second(3);
    for (std::size_t h = 0; h < 3; ++h) {
        for (std::size_t i = 0; i < 10; ++i) {
            first[h].push_back(i);
            second[h].push_back(20 + i);
        }
    }
    const CellView before(table_of(population, first, false), {});
    const CellView after(table_of(population, second, true), {});
    const Linear a = after.mean(0, 0);
    const Linear b = before.mean(0, 0);
    const RoundChange change = round_change(after, a, before, b);
    EXPECT_EQ(change.shared_psus, 0u);
    EXPECT_EQ(change.correlation, 0);
    EXPECT_NEAR(change.se * change.se, after.variance(a) + before.variance(b), 1e-15);
    EXPECT_GT(change.df, 30);
    EXPECT_LE(change.df, 54 + 1e-9);
}

}  // namespace
}  // namespace longdan::estimation
