#include "engine/estimation/ranks.h"

#include "engine/estimation/reliability.h"
#include "platform/base/error.h"

#include <cmath>

#include <gtest/gtest.h>

namespace longdan::estimation {
namespace {

Matrix diagonal(std::vector<double> variances) {
    Matrix result(variances.size(), variances.size());
    for (std::size_t i = 0; i < variances.size(); ++i) result(i, i) = variances[i];
    return result;
}

TEST(Ranks, units_far_apart_have_certain_ranks_and_near_ones_share_theirs) {
    const std::vector<double> estimates = {80, 95, 80.1, 60};
    const auto ranks = rank_intervals(estimates, diagonal({0.04, 0.04, 0.04, 0.04}), 0.95, 4000, 1);
    EXPECT_EQ(ranks[1].rank, 1u);
    EXPECT_EQ(ranks[1].joint_worst, 1u);
    EXPECT_EQ(ranks[3].joint_best, 4u);
    EXPECT_EQ(ranks[0].rank, 3u);
    EXPECT_EQ(ranks[0].joint_best, 2u);
    EXPECT_EQ(ranks[2].joint_worst, 3u);
    EXPECT_EQ(ranks[0].best, 2u);
    EXPECT_EQ(ranks[0].worst, 3u);
    EXPECT_EQ(ranks[0].tied_group, ranks[2].tied_group);
    EXPECT_NE(ranks[0].tied_group, ranks[1].tied_group);
}

TEST(Ranks, estimates_that_move_together_are_told_apart) {
    const std::vector<double> estimates = {80, 81};
    Matrix together(2, 2);
    together(0, 0) = together(1, 1) = 4;
    together(0, 1) = together(1, 0) = 3.99;
    EXPECT_EQ(rank_intervals(estimates, together, 0.95, 2000, 1)[0].joint_best, 2u);
    EXPECT_EQ(rank_intervals(estimates, diagonal({4, 4}), 0.95, 2000, 1)[0].joint_best, 1u);
}

/// Over many samples the joint intervals must hold all true ranks in about the stated share; they are conservative.
TEST(Ranks, joint_intervals_hold_the_true_ranks_as_often_as_they_say) {
    const std::vector<double> truth = {10, 11, 12, 13, 14};
    const Matrix covariance = diagonal({1, 1, 1, 1, 1});
    int held = 0;
    int samples = 0;
    simulate(truth, covariance, 200, 77, [&](std::span<const double> drawn) {
        const auto ranks = rank_intervals(drawn, covariance, 0.9, 300, static_cast<std::uint64_t>(++samples));
        bool all = true;
        for (std::size_t i = 0; i < 5; ++i) all = all && ranks[i].joint_best <= 5 - i && 5 - i <= ranks[i].joint_worst;
        held += all;
    });
    EXPECT_GE(held, 170);
}

TEST(Ranks, draws_have_the_covariance_asked_for_and_repeat) {
    Matrix covariance(2, 2);
    covariance(0, 0) = 4;
    covariance(1, 1) = 1;
    covariance(0, 1) = covariance(1, 0) = 1.2;
    const std::vector<double> centre = {5, -3};
    double square = 0;
    double mixed = 0;
    std::vector<double> first;
    simulate(centre, covariance, 20000, 3, [&](std::span<const double> drawn) {
        if (first.empty()) first.assign(drawn.begin(), drawn.end());
        square += (drawn[0] - 5) * (drawn[0] - 5) / 20000;
        mixed += (drawn[0] - 5) * (drawn[1] + 3) / 20000;
    });
    EXPECT_NEAR(square, 4, 0.2);
    EXPECT_NEAR(mixed, 1.2, 0.1);
    simulate(centre, covariance, 1, 3, [&](std::span<const double> drawn) { EXPECT_EQ(drawn[1], first[1]); });
    EXPECT_THROW(rank_intervals(centre, diagonal({1}), 0.95, 1000, 1), Error);
}

TEST(Ranks, a_composite_is_as_open_as_its_figures_and_its_method) {
    const std::vector<double> figures = {90, 70, 80, 79};  // two units with two figures each
    const auto scores = [](double weight) {
        return [weight](std::span<const double> f) {
            return std::vector<double>{weight * f[0] + (1 - weight) * f[1], weight * f[2] + (1 - weight) * f[3]};
        };
    };
    const std::vector<CompositeMethod> one = {scores(0.5)};
    const std::vector<CompositeMethod> several = {scores(0.5), scores(0.3), scores(0.7)};
    const auto small = composite_intervals(figures, diagonal({0.01, 0.01, 0.01, 0.01}), one, 0.95, 900, 5);
    const auto large = composite_intervals(figures, diagonal({0.01, 0.01, 0.01, 0.01}), several, 0.95, 900, 5);
    EXPECT_DOUBLE_EQ(small[0].score, 80);
    EXPECT_LT(small[0].high - small[0].low, 0.5);
    EXPECT_GT(large[0].high - large[0].low, 7);
    EXPECT_EQ(large[1].best, 1u);
    EXPECT_EQ(large[1].worst, 2u);
}

TEST(Reliability, figures_are_hidden_warned_or_shown_by_the_rule) {
    FigureQuality figure{.value = 0.5, .se = 0.03, .n = 300, .effective_n = 280, .is_proportion = true};
    EXPECT_EQ(judge(classic_rule(), figure).reliability, Reliability::shown);
    EXPECT_EQ(judge(proportion_rule(), figure).reliability, Reliability::shown);
    figure.n = 29;
    EXPECT_EQ(judge(classic_rule(), figure).reliability, Reliability::hidden);
    figure.n = 50;
    EXPECT_EQ(judge(classic_rule(), figure).reason, "n");
    figure = {.value = 0.01, .se = 0.004, .n = 400, .effective_n = 100, .is_proportion = true};
    EXPECT_EQ(judge(classic_rule(), figure).reason, "relative se");
    EXPECT_EQ(judge(proportion_rule(), figure).reason, "relative width");
    figure = {.value = 0.5, .se = 0.1, .n = 400, .effective_n = 35, .is_proportion = true};
    EXPECT_EQ(judge(proportion_rule(), figure).reason, "width");
    figure.value = std::nan("");
    EXPECT_EQ(judge({}, figure).reliability, Reliability::hidden);
}

}  // namespace
}  // namespace longdan::estimation
