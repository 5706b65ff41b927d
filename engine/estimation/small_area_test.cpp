#include "engine/estimation/small_area.h"

#include "platform/base/error.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace longdan::estimation {
namespace {

/// With equal sampling variances D and a constant only, REML has a closed form: A = s^2 - D.
TEST(SmallArea, equal_variances_have_the_closed_form) {
    const std::vector<double> direct = {3, 7, 4, 10, 6};
    std::vector<SmallArea> areas;
    for (const double value : direct) areas.push_back({value, 2, {1}, 0.2});
    const SmallAreaFit fit = fay_herriot(areas);
    EXPECT_NEAR(fit.between_variance, 7.5 - 2, 1e-9);
    EXPECT_NEAR(fit.coefficients[0], 6, 1e-12);
    const double gamma = 5.5 / 7.5;
    EXPECT_NEAR(fit.areas[0].value, 6 + gamma * (3 - 6), 1e-9);
    EXPECT_NEAR(fit.areas[0].shrinkage, gamma, 1e-9);
    const double g1 = gamma * 2;
    const double g2 = (1 - gamma) * (1 - gamma) * 7.5 / 5;
    const double g3 = 4 / (7.5 * 7.5 * 7.5) * 2 * 7.5 * 7.5 / 5;
    EXPECT_NEAR(fit.areas[0].mse, g1 + g2 + 2 * g3, 1e-9);
}

TEST(SmallArea, areas_that_differ_by_no_more_than_error_shrink_to_the_regression) {
    std::vector<SmallArea> areas;
    for (int i = 0; i < 8; ++i) areas.push_back({5 + 0.01 * (i % 3), 4, {1}, 0});
    const SmallAreaFit fit = fay_herriot(areas);
    EXPECT_EQ(fit.between_variance, 0);
    for (const auto& area : fit.areas) EXPECT_NEAR(area.value, fit.coefficients[0], 1e-12);
}

TEST(SmallArea, the_model_beats_the_direct_estimates_and_its_error_is_as_large_as_it_says) {
    std::mt19937_64 random(3);
    std::normal_distribution<double> normal;
    double direct_error = 0;
    double model_error = 0;
    double stated = 0;
    for (int round = 0; round < 60; ++round) {
        std::vector<SmallArea> areas;
        std::vector<double> truth;
        for (int i = 0; i < 40; ++i) {
            const double x = i % 10;
            truth.push_back(50 + 2 * x + 2 * normal(random));
            const double variance = 2 + i % 9;
            areas.push_back({truth.back() + std::sqrt(variance) * normal(random), variance, {1, x}, 1.0 / 40});
        }
        const SmallAreaFit fit = fay_herriot(areas);
        for (int i = 0; i < 40; ++i) {
            direct_error += (areas[i].direct - truth[i]) * (areas[i].direct - truth[i]);
            model_error += (fit.areas[i].value - truth[i]) * (fit.areas[i].value - truth[i]);
            stated += fit.areas[i].mse;
        }
    }
    EXPECT_LT(model_error, 0.65 * direct_error);
    EXPECT_NEAR(stated / model_error, 1, 0.12);
}

TEST(SmallArea, benchmarked_estimates_add_up_to_the_domain) {
    std::vector<SmallArea> areas;
    for (int i = 0; i < 6; ++i) areas.push_back({60.0 + 5 * i, 3.0 + i, {1}, (1.0 + i) / 21});
    SmallAreaFit fit = fay_herriot(areas);
    benchmark(areas, 78, fit);
    double sum = 0;
    for (std::size_t i = 0; i < areas.size(); ++i) sum += areas[i].share * fit.areas[i].value;
    EXPECT_NEAR(sum, 78, 1e-10);
}

TEST(SmallArea, what_the_model_cannot_use_is_refused) {
    EXPECT_THROW(fay_herriot({}), Error);
    const std::vector<SmallArea> zero = {{1, 0, {1}, 0}, {2, 1, {1}, 0}, {3, 1, {1}, 0}};
    EXPECT_THROW(fay_herriot(zero), Error);
    const std::vector<SmallArea> dependent = {
        {1, 1, {1, 2}, 0}, {2, 1, {1, 2}, 0}, {3, 1, {1, 2}, 0}, {3, 1, {1, 2}, 0}};
    EXPECT_THROW(fay_herriot(dependent), Error);
}

}  // namespace
}  // namespace longdan::estimation
