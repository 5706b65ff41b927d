#include "engine/estimation/fieldwork_quality.h"

#include "platform/base/error.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace longdan::estimation {
namespace {

const double nan = std::numeric_limits<double>::quiet_NaN();

TEST(FieldworkQuality, answers_that_follow_the_interviewer_show_in_the_icc) {
    const std::vector<std::uint32_t> who = {0, 0, 1, 1, 2, 2};
    const std::vector<double> same = {1, 1, 5, 5, 9, 9};
    EXPECT_DOUBLE_EQ(interviewer_effect(same, who).icc, 1);
    EXPECT_DOUBLE_EQ(interviewer_effect(same, who).effect, 2);
    // Means 3, 5, 7; between 2*(4+0+4)/2 = 8, within (2+2+2)/3 = 2, icc (8-2)/(8+2)
    const std::vector<double> partly = {2, 4, 4, 6, 6, 8};
    EXPECT_NEAR(interviewer_effect(partly, who).icc, 0.6, 1e-12);
    EXPECT_THROW(interviewer_effect(partly, std::vector<std::uint32_t>(6, 1)), Error);
}

TEST(FieldworkQuality, an_interviewer_with_many_refusals_stands_out) {
    const std::vector<std::uint32_t> refused = {2, 3, 20};
    const std::vector<std::uint32_t> asked = {50, 50, 50};
    const auto scores = interviewer_scores(refused, asked);
    EXPECT_GT(scores[2], 4);
    EXPECT_LT(scores[0], 0);
}

TEST(FieldworkQuality, a_straight_line_is_the_longest_run_over_what_was_answered) {
    const std::vector<std::int8_t> line = {4, 4, 4, -128, 4};
    const std::vector<std::int8_t> mixed = {1, 2, 2, 3, 1};
    const std::vector<std::int8_t> none = {-128, -128};
    EXPECT_DOUBLE_EQ(straight_line_share(line), 1);
    EXPECT_DOUBLE_EQ(straight_line_share(mixed), 0.4);
    EXPECT_DOUBLE_EQ(straight_line_share(none), 0);
}

TEST(FieldworkQuality, near_duplicates_are_pairs_with_enough_items_in_common) {
    const std::vector<std::int8_t> rows = {1, 2, 3, 4, 1, 2, 3, 5, 5, 5, 5, 5, 1, -128, -128, -128};
    const auto pairs = near_duplicates(rows, 4, 0.75);
    ASSERT_EQ(pairs.size(), 1u);
    EXPECT_EQ(pairs[0].first, 0u);
    EXPECT_EQ(pairs[0].second, 1u);
    EXPECT_DOUBLE_EQ(pairs[0].share, 0.75);
    EXPECT_TRUE(near_duplicates(rows, 4, 0.8).empty());
}

TEST(FieldworkQuality, interviews_far_below_the_median_are_too_fast) {
    const std::vector<double> seconds = {600, 580, nan, 100, 620, 640};
    EXPECT_EQ(too_fast(seconds, 0.5), std::vector<std::size_t>{3});
    EXPECT_TRUE(too_fast(std::vector<double>{nan}, 0.5).empty());
}

TEST(FieldworkQuality, a_reinterview_that_agrees_by_chance_has_kappa_zero) {
    const auto perfect = reinterview_agreement(std::vector<double>{40, 0, 0, 60}, 2);
    EXPECT_DOUBLE_EQ(perfect.kappa, 1);
    EXPECT_DOUBLE_EQ(perfect.gross_difference, 0);
    const auto chance = reinterview_agreement(std::vector<double>{25, 25, 25, 25}, 2);
    EXPECT_NEAR(chance.kappa, 0, 1e-15);
    EXPECT_NEAR(chance.inconsistency, 1, 1e-15);
    const auto drift = reinterview_agreement(std::vector<double>{30, 20, 10, 40}, 2);
    EXPECT_NEAR(drift.gross_difference, 0.3, 1e-12);
    EXPECT_NEAR(drift.net_difference, 0.1, 1e-12);
    EXPECT_NEAR(drift.kappa, 0.4, 1e-12);
    EXPECT_NEAR(drift.response_variance, 0.15, 1e-12);
    EXPECT_THROW(reinterview_agreement(std::vector<double>{1, 2, 3}, 2), Error);
}

TEST(FieldworkQuality, equal_propensities_are_representative) {
    const std::vector<double> weights = {1, 1, 2};
    EXPECT_DOUBLE_EQ(r_indicator(std::vector<double>{0.5, 0.5, 0.5}, weights), 1);
    EXPECT_DOUBLE_EQ(r_indicator(std::vector<double>{0.2, 0.2, 0.6}, weights), 1 - 2 * 0.2);
}

}  // namespace
}  // namespace longdan::estimation
