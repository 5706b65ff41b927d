#include "engine/sampling/precision.h"

#include <gtest/gtest.h>

using namespace longdan::sampling;

TEST(precision, the_normal_quantile_is_that_of_the_tables) {
    EXPECT_DOUBLE_EQ(normal_quantile(0.95), 1.959963985);
    EXPECT_DOUBLE_EQ(normal_quantile(0.9), 1.644853627);
    EXPECT_DOUBLE_EQ(normal_quantile(0.99), 2.575829304);
}

TEST(precision, five_points_of_a_proportion_need_385_of_a_large_population) {
    const Precision five{0.05};
    EXPECT_EQ(size_for_proportion(five, 100'000'000), 385);
    EXPECT_EQ(size_for_proportion(five, 1000), 278);
    EXPECT_EQ(size_for_proportion(five, 10), 10);
    EXPECT_EQ(size_for_proportion({0.05, 0.95, 0.5, 2}, 100'000'000), 769);
    EXPECT_EQ(size_for_proportion({0.05, 0.95, 0.5, 2, 0.8}, 100'000'000), 961);
    EXPECT_EQ(size_for_proportion({0.03, 0.95, 0.8}, 100'000'000), 683);
}

TEST(precision, a_stratified_mean_needs_least_under_neymans_shares) {
    const std::vector<StratumSize> strata = {{8000, 0, 10, 1, 0}, {2000, 0, 40, 1, 0}};
    Precision one{1};
    // Neyman, w = 1/2 each: (.64 * 100 + .04 * 1600) / .5 = 256, over 1/z² + (80 + 320)/10000 = 0.30033: 852.4.
    EXPECT_EQ(size_for_mean(one, strata, Allocation::neyman, 0.5), 853);
    // Proportional: (.8 * 100 + .2 * 1600) = 400 over the same: 1331.9.
    EXPECT_EQ(size_for_mean(one, strata, Allocation::proportional, 0.5), 1332);
    one.design_effect = 1.5;
    one.response = 0.5;
    EXPECT_EQ(size_for_mean(one, strata, Allocation::neyman, 0.5), 2558);
}
