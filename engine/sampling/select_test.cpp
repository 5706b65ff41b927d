#include "engine/sampling/select.h"

#include "platform/base/error.h"

#include <cmath>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

using namespace longdan::sampling;

namespace {

/// Share of `rounds` draws in which each unit was a main unit; checks size and that no unit comes twice.
template <class Draw>
std::vector<double> frequencies(std::size_t count, std::size_t n, int rounds, Draw&& draw) {
    std::vector<double> share(count, 0.0);
    for (int round = 0; round < rounds; ++round) {
        Random random(99, 0, static_cast<std::uint32_t>(round));
        const Selection selection = draw(random);
        std::set<std::size_t> all;
        std::size_t main = 0;
        for (const Pick& pick : selection.picks) {
            EXPECT_TRUE(all.insert(pick.position).second);
            if (pick.reserve) continue;
            ++main;
            share[pick.position] += 1.0 / rounds;
        }
        EXPECT_EQ(main, n);
    }
    return share;
}

void expect_near(const std::vector<double>& share, const std::vector<double>& wanted, int rounds) {
    for (std::size_t i = 0; i < share.size(); ++i) {
        const double error = std::sqrt(wanted[i] * (1 - wanted[i]) / rounds);
        EXPECT_NEAR(share[i], wanted[i], 4.5 * error + 1e-12) << "unit " << i;
    }
}

const std::vector<std::int64_t> sizes = {10, 20, 30, 40, 50, 60, 70, 120};

}  // namespace

TEST(selection, simple_random_draws_every_unit_equally_often) {
    const auto share = frequencies(12, 5, 20'000, [](Random& random) { return select_srs(12, 5, 3, random); });
    expect_near(share, std::vector<double>(12, 5.0 / 12), 20'000);
}

TEST(selection, systematic_draws_every_unit_equally_often_also_with_a_broken_step) {
    const auto share = frequencies(11, 4, 20'000, [](Random& random) { return select_systematic(11, 4, 2, random); });
    expect_near(share, std::vector<double>(11, 4.0 / 11), 20'000);
}

TEST(selection, pps_keeps_the_inclusion_probabilities_and_takes_certain_units) {
    Random first(1, 0, 0);
    const Selection one = select_pps_systematic(sizes, 4, 0, first);
    EXPECT_EQ(one.certain, (std::vector<std::size_t>{7}));
    EXPECT_DOUBLE_EQ(one.probabilities[7], 1.0);
    EXPECT_DOUBLE_EQ(one.probabilities[6], 3 * 70.0 / 280);
    const auto share =
        frequencies(8, 4, 20'000, [](Random& random) { return select_pps_systematic(sizes, 4, 2, random); });
    expect_near(share, one.probabilities, 20'000);
}

TEST(selection, pps_never_takes_size_zero_and_says_when_too_few_have_a_size) {
    const std::vector<std::int64_t> some = {0, 5, 0, 7, 1};
    for (std::uint32_t round = 0; round < 500; ++round) {
        Random random(3, 0, round);
        for (const Pick& pick : select_pps_systematic(some, 2, 3, random).picks) EXPECT_GT(some[pick.position], 0);
    }
    Random random(3, 0, 0);
    EXPECT_THROW(select_pps_systematic(some, 4, 0, random), longdan::Error);
}

TEST(selection, pps_thresholds_do_not_overflow) {
    const std::vector<std::int64_t> huge(1000, std::int64_t{1} << 52);
    Random random(3, 0, 0);
    EXPECT_EQ(select_pps_systematic(huge, 900, 0, random).picks.size(), 900u);
}

TEST(selection, sampford_keeps_the_inclusion_probabilities_single_and_joint) {
    Random first(1, 0, 0);
    const Selection one = select_sampford(sizes, 3, 0, first);
    const int rounds = 20'000;
    std::vector<double> joint(64, 0.0);
    const auto share = frequencies(8, 3, rounds, [&](Random& random) {
        Selection selection = select_sampford(sizes, 3, 1, random);
        for (const Pick& a : selection.picks) {
            for (const Pick& b : selection.picks) {
                if (!a.reserve && !b.reserve && a.position < b.position)
                    joint[a.position * 8 + b.position] += 1.0 / rounds;
            }
        }
        return selection;
    });
    expect_near(share, one.probabilities, rounds);
    // Fixed size: for each unit the joint probabilities sum to (n-1) pi, and every pair can be drawn.
    for (std::size_t i = 0; i < 8; ++i) {
        double sum = 0;
        for (std::size_t j = 0; j < 8; ++j) sum += joint[std::min(i, j) * 8 + std::max(i, j)];
        EXPECT_NEAR(sum, 2 * share[i], 1e-9);
        for (std::size_t j = i + 1; j < 8; ++j) {
            EXPECT_GT(joint[i * 8 + j], 0.0);
            EXPECT_LT(joint[i * 8 + j], one.probabilities[i] * one.probabilities[j]);
        }
    }
}

TEST(selection, cube_keeps_probabilities_size_and_balance) {
    const std::size_t count = 60;
    std::vector<std::int64_t> measure;
    std::vector<std::vector<double>> balance(2);
    for (std::size_t i = 0; i < count; ++i) {
        measure.push_back(static_cast<std::int64_t>(20 + (i * 37) % 50));
        balance[0].push_back(static_cast<double>((i * 13) % 17));
        balance[1].push_back(static_cast<double>(i % 2));
    }
    const double total = std::accumulate(balance[0].begin(), balance[0].end(), 0.0);
    double cube_error = 0;
    double pps_error = 0;
    std::vector<double> probabilities;
    const int rounds = 4'000;
    const auto error_of = [&](const Selection& selection) {
        double estimate = 0;
        for (const Pick& pick : selection.picks)
            estimate += balance[0][pick.position] / selection.probabilities[pick.position];
        return (estimate - total) * (estimate - total);
    };
    const auto share = frequencies(count, 15, rounds, [&](Random& random) {
        Selection selection = select_cube(count, measure, balance, 15, 0, random);
        probabilities = selection.probabilities;
        cube_error += error_of(selection);
        Random other(4, 1, static_cast<std::uint32_t>(cube_error));
        pps_error += error_of(select_sampford(std::vector<std::int64_t>(count, 1), 15, 0, other));
        return selection;
    });
    expect_near(share, probabilities, rounds);
    EXPECT_LT(cube_error, pps_error / 5);
}

TEST(selection, reserves_come_in_an_order_and_are_no_main_units) {
    Random random(5, 0, 0);
    const Selection selection = select_srs(10, 4, 100, random);
    EXPECT_EQ(selection.picks.size(), 10u);
    EXPECT_FALSE(selection.picks[3].reserve);
    EXPECT_TRUE(selection.picks[4].reserve);
}
