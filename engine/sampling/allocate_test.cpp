#include "engine/sampling/allocate.h"

#include "engine/sampling/random.h"
#include "platform/base/error.h"

#include <numeric>

#include <gtest/gtest.h>

using namespace longdan::sampling;

namespace {
std::vector<StratumSize> strata(std::initializer_list<std::int64_t> units) {
    std::vector<StratumSize> out;
    for (const auto count : units) out.push_back({count, 0, 0, 1});
    return out;
}
}  // namespace

TEST(allocation, largest_remainder_keeps_the_total_and_breaks_ties_in_order) {
    EXPECT_EQ(
        allocate(10, strata({50, 30, 20}), Allocation::proportional, 0.5, 0), (std::vector<std::int64_t>{5, 3, 2})
    );
    EXPECT_EQ(
        allocate(10, strata({10, 10, 10}), Allocation::proportional, 0.5, 0), (std::vector<std::int64_t>{4, 3, 3})
    );
}

TEST(allocation, minimum_and_whole_stratum_are_kept_and_the_rest_shared_again) {
    EXPECT_EQ(
        allocate(20, strata({100, 5, 2}), Allocation::proportional, 0.5, 2), (std::vector<std::int64_t>{16, 2, 2})
    );
    EXPECT_EQ(allocate(20, strata({100, 5, 2}), Allocation::equal, 0.5, 0), (std::vector<std::int64_t>{13, 5, 2}));
}

TEST(allocation, neyman_follows_size_times_deviation) {
    std::vector<StratumSize> two = strata({100, 100});
    two[0].deviation = 3;
    two[1].deviation = 1;
    EXPECT_EQ(allocate(40, two, Allocation::neyman, 0.5, 0), (std::vector<std::int64_t>{30, 10}));
    two[0].cost = 9;
    EXPECT_EQ(allocate(40, two, Allocation::optimum, 0.5, 0), (std::vector<std::int64_t>{20, 20}));
}

TEST(allocation, the_sum_and_the_bounds_hold_for_random_strata) {
    Random random(7, 0, 0);
    for (int round = 0; round < 500; ++round) {
        std::vector<StratumSize> some(1 + random.below(12));
        std::int64_t all = 0;
        std::int64_t least = 0;
        const auto minimum = static_cast<std::int64_t>(random.below(4));
        for (auto& stratum : some) {
            stratum.units = 1 + static_cast<std::int64_t>(random.below(50));
            stratum.deviation = random.unit();
            all += stratum.units;
            least += std::min(minimum, stratum.units);
        }
        const std::int64_t n =
            least + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(all - least + 1)));
        for (const auto kind : {Allocation::proportional, Allocation::equal, Allocation::neyman, Allocation::power}) {
            const auto sizes = allocate(n, some, kind, 0.5, minimum);
            ASSERT_EQ(std::accumulate(sizes.begin(), sizes.end(), std::int64_t{0}), n);
            for (std::size_t h = 0; h < some.size(); ++h) {
                ASSERT_LE(sizes[h], some[h].units);
                ASSERT_GE(sizes[h], std::min(minimum, some[h].units));
            }
        }
    }
}

TEST(allocation, remainders_that_are_equal_are_equal_to_the_last_digit) {
    // 10 of 30: remainders 1/3, 1/3 and 1/3, though 1/3, 4/3 and 25/3 end differently as doubles.
    EXPECT_EQ(allocate(10, strata({1, 4, 25}), Allocation::proportional, 0.5, 0), (std::vector<std::int64_t>{1, 1, 8}));
    // 0.3 * 2 is a little less than 0.1 * 6 as a double, but they are the same share: the first stratum has the odd
    // unit.
    std::vector<StratumSize> two = strata({2, 6});
    two[0].deviation = 0.3;
    two[1].deviation = 0.1;
    EXPECT_EQ(allocate(3, two, Allocation::neyman, 0.5, 0), (std::vector<std::int64_t>{2, 1}));
}

TEST(allocation, what_is_too_much_in_one_stratum_and_too_little_in_another_is_balanced) {
    // Shares 15.2, 0.4, 0.4 of 16; the large one has 10 units, the others need 5: 6, 5 and 5.
    std::vector<StratumSize> three = strata({10, 100, 100});
    three[0].deviation = 380;
    three[1].deviation = three[2].deviation = 1;
    EXPECT_EQ(allocate(16, three, Allocation::neyman, 0.5, 5), (std::vector<std::int64_t>{6, 5, 5}));
    three[1].least = 7;
    EXPECT_EQ(allocate(20, three, Allocation::neyman, 0.5, 5), (std::vector<std::int64_t>{8, 7, 5}));
}

TEST(allocation, power_shares_follow_the_measure) {
    std::vector<StratumSize> two = strata({50, 50});
    two[0].measure = 900;
    two[1].measure = 100;
    EXPECT_EQ(allocate(40, two, Allocation::power, 0.5, 0), (std::vector<std::int64_t>{30, 10}));
    EXPECT_EQ(allocate(40, two, Allocation::power, 1, 0), (std::vector<std::int64_t>{36, 4}));
    EXPECT_EQ(allocate(40, two, Allocation::power, 0, 0), (std::vector<std::int64_t>{20, 20}));
}

TEST(allocation, a_budget_buys_the_largest_sample_that_it_pays) {
    std::vector<StratumSize> two = strata({100, 100});
    two[0] = {100, 0, 3, 9, 0};
    two[1] = {100, 0, 2, 4, 0};
    // Optimum: N S / sqrt(c) = 100 and 100, so half and half at 13 a pair.
    EXPECT_EQ(size_for_budget(130, two, Allocation::optimum, 0.5, 0), 20);
    EXPECT_EQ(size_for_budget(125, two, Allocation::optimum, 0.5, 0), 18);
    EXPECT_EQ(size_for_budget(1e9, two, Allocation::optimum, 0.5, 0), 200);
    EXPECT_THROW(size_for_budget(8, two, Allocation::optimum, 0.5, 1), longdan::Error);
}

TEST(allocation, too_large_a_size_is_refused_with_the_numbers) {
    try {
        allocate(200, strata({50, 30}), Allocation::proportional, 0.5, 0);
        FAIL();
    } catch (const longdan::Error& error) {
        EXPECT_STREQ(error.what(), "cỡ mẫu n = 200 lớn hơn 80 đơn vị của dàn mẫu");
    }
}
