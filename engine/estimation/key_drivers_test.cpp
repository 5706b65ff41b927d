#include "engine/estimation/key_drivers.h"

#include <cmath>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

namespace longdan::estimation {
namespace {

Matrix square(std::initializer_list<std::initializer_list<double>> rows) {
    Matrix result(rows.size(), rows.size());
    std::size_t i = 0;
    for (const auto& row : rows) {
        std::size_t j = 0;
        for (const double value : row) result(i, j++) = value;
        ++i;
    }
    return result;
}

TEST(KeyDrivers, independent_drivers_get_their_own_squared_correlation) {
    const auto parts = shapley_parts(square({{4, 1, 0.5, 0}, {1, 1, 0, 0}, {0.5, 0, 1, 0}, {0, 0, 0, 2}}));
    EXPECT_NEAR(parts[0], 0.25, 1e-14);
    EXPECT_NEAR(parts[1], 0.0625, 1e-14);
    EXPECT_NEAR(parts[2], 0, 1e-14);
}

/// Two drivers by hand: each gets the mean of its gain alone and its gain after the other.
TEST(KeyDrivers, two_correlated_drivers_share_what_they_explain_together) {
    const double a = 0.6;
    const double b = 0.5;
    const double r = 0.3;
    const auto parts = shapley_parts(square({{1, a, b}, {a, 1, r}, {b, r, 1}}));
    const double both = (a * a + b * b - 2 * a * b * r) / (1 - r * r);
    EXPECT_NEAR(parts[0], (a * a + both - b * b) / 2, 1e-14);
    EXPECT_NEAR(parts[1], (b * b + both - a * a) / 2, 1e-14);
}

TEST(KeyDrivers, a_driver_that_is_another_one_shares_its_part_and_none_is_lost) {
    const auto parts =
        shapley_parts(square({{1, 0.6, 0.6, 0.2}, {0.6, 1, 1, 0.1}, {0.6, 1, 1, 0.1}, {0.2, 0.1, 0.1, 1}}));
    EXPECT_NEAR(parts[0], parts[1], 1e-12);
    const double alone = (0.36 + 0.04 - 2 * 0.6 * 0.2 * 0.1) / (1 - 0.01);
    EXPECT_NEAR(std::accumulate(parts.begin(), parts.end(), 0.0), alone, 1e-12);
}

TEST(KeyDrivers, the_gradient_is_the_change_when_sums_change_a_little) {
    std::mt19937 random(8);
    std::normal_distribution<double> normal;
    const KeyDriverModel model(4);
    std::vector<double> sums(1 + 5 + model.pairs().size());
    for (int row = 0; row < 60; ++row) {
        double y[5];
        for (double& value : y) value = normal(random);
        y[0] += 0.8 * y[1] + 0.4 * y[2];
        y[3] += 0.5 * y[2];
        const double weight = 1 + static_cast<double>(row % 5);
        sums[0] += weight;
        for (std::size_t j = 0; j < 5; ++j) sums[1 + j] += weight * y[j];
        for (std::size_t k = 0; k < model.pairs().size(); ++k)
            sums[6 + k] += weight * y[model.pairs()[k].first] * y[model.pairs()[k].second];
    }
    const auto values = model.values(sums);
    EXPECT_NEAR(std::accumulate(values.begin(), values.end() - 1, 0.0), 1, 1e-12);
    const Matrix gradient = model.gradient(sums);
    for (std::size_t c = 0; c < sums.size(); ++c) {
        const double step = 1e-4;
        auto up = sums;
        auto down = sums;
        up[c] += step;
        down[c] -= step;
        const auto above = model.values(up);
        const auto below = model.values(down);
        for (std::size_t j = 0; j < values.size(); ++j)
            EXPECT_NEAR(gradient(j, c), (above[j] - below[j]) / (2 * step), 1e-9) << j << " " << c;
    }
}

}  // namespace
}  // namespace longdan::estimation
