#include "engine/sampling/select.h"

#include "platform/base/error.h"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

using namespace longdan::sampling;

TEST(selection, certain_units_are_found_until_none_is_left) {
    // 1000 is over the step of 1090/3, then 70 over that of 90/2; 12 and 8 are under that of 20/1.
    const std::vector<std::int64_t> sizes = {12, 1000, 8, 70, 0};
    const SizedProbabilities probabilities(sizes, 3);
    EXPECT_EQ(probabilities.certain(), (std::vector<std::size_t>{1, 3}));
    EXPECT_EQ(probabilities.open_n(), 1u);
    EXPECT_EQ(probabilities.open_total(), 20);
    EXPECT_DOUBLE_EQ(probabilities[0], 0.6);
    EXPECT_DOUBLE_EQ(probabilities[3], 1.0);
    EXPECT_DOUBLE_EQ(probabilities[4], 0.0);
}

TEST(selection, a_unit_of_exactly_the_step_is_certain) {
    const std::vector<std::int64_t> sizes = {50, 25, 25};
    EXPECT_EQ(SizedProbabilities(sizes, 2).certain(), (std::vector<std::size_t>{0}));
    const std::vector<std::int64_t> equal(4, 5);
    EXPECT_EQ(SizedProbabilities(equal, 4).certain().size(), 4u) << "all are taken";
}

TEST(selection, size_zero_is_never_taken_and_too_few_with_a_size_are_said) {
    const std::vector<std::int64_t> some = {0, 5, 0, 7, 1};
    for (std::uint32_t round = 0; round < 500; ++round) {
        Random random(3, 0, round);
        for (const Pick& pick : select_pps_systematic(some, 2, 3, random).picks) EXPECT_GT(some[pick.position], 0);
    }
    Random random(3, 0, 0);
    try {
        select_pps_systematic(some, 4, 0, random);
        FAIL();
    } catch (const longdan::Error& error) {
        EXPECT_STREQ(error.what(), "cần 4 đơn vị nhưng chỉ 3 đơn vị có cỡ lớn hơn 0");
    }
}

TEST(selection, thresholds_do_not_overflow_and_a_sum_that_does_is_refused) {
    Random random(3, 0, 0);
    const std::vector<std::int64_t> large(1000, std::int64_t{1} << 52);
    EXPECT_EQ(select_pps_systematic(large, 900, 0, random).picks.size(), 900u);
    const std::vector<std::int64_t> too_large(1000, std::int64_t{1} << 56);
    EXPECT_THROW(select_pps_systematic(too_large, 900, 0, random), longdan::Error);
}

TEST(selection, cube_keeps_balanced_totals_far_nearer_than_a_plain_draw) {
    const std::size_t count = 60;
    std::vector<std::int64_t> measure;
    std::vector<std::vector<double>> balance(2);
    for (std::size_t i = 0; i < count; ++i) {
        measure.push_back(static_cast<std::int64_t>(20 + (i * 37) % 50));
        balance[0].push_back(static_cast<double>((i * 13) % 17));
        balance[1].push_back(static_cast<double>(i % 2));
    }
    const double total = std::accumulate(balance[0].begin(), balance[0].end(), 0.0);
    const auto error_of = [&](const Selection& selection) {
        double estimate = 0;
        for (const Pick& pick : selection.picks) estimate += balance[0][pick.position] / pick.probability;
        return (estimate - total) * (estimate - total);
    };
    double cube_error = 0;
    double plain_error = 0;
    for (std::uint32_t round = 0; round < 1000; ++round) {
        Random cube(99, 0, round);
        const Selection balanced = select_cube(count, measure, balance, 15, 0, cube);
        EXPECT_EQ(balanced.picks.size(), 15u);
        cube_error += error_of(balanced);
        Random plain(99, 1, round);
        plain_error += error_of(select_sampford(measure, 15, 0, plain));
    }
    EXPECT_LT(cube_error, plain_error / 5);
}

TEST(selection, reserves_come_in_an_order_and_are_no_main_units) {
    Random random(5, 0, 0);
    const Selection selection = select_srs(10, 4, 100, random);
    EXPECT_EQ(selection.picks.size(), 10u);
    EXPECT_FALSE(selection.picks[3].reserve);
    EXPECT_TRUE(selection.picks[4].reserve);
}

TEST(selection, reserves_by_size_come_in_proportion_to_it_also_in_long_lists) {
    // One main unit of 3001; the first reserve is the last unit, half of all sizes, in about half of the draws.
    std::vector<std::int64_t> sizes(3001, 1);
    sizes.back() = 3000;
    int last_first = 0;
    for (std::uint32_t round = 0; round < 400; ++round) {
        Random random(8, 0, round);
        const Selection selection = select_pps_systematic(sizes, 1, 2, random);
        ASSERT_EQ(selection.picks.size(), 3u);
        if (selection.picks[0].position == 3000) continue;
        last_first += selection.picks[1].position == 3000 ? 1 : 0;
    }
    EXPECT_NEAR(last_first, 100, 45);
}
