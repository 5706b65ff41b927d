#include "engine/scoring/exact.h"

#include <gtest/gtest.h>

using longdan::scoring::Exact;

TEST(exact, decimals_are_what_they_say) {
    EXPECT_EQ(Exact::parse("0.1").value() + Exact::parse("0,2").value(), Exact::fraction(3, 10));
    EXPECT_EQ(Exact::from_double(0.1), Exact::fraction(1, 10));
    EXPECT_EQ(Exact::parse("-12.50")->text(), "-12.5");
    EXPECT_EQ(Exact::parse("1e-3"), Exact::fraction(1, 1000));
    EXPECT_FALSE(Exact::parse(""));
    EXPECT_FALSE(Exact::parse("1.2.3"));
    EXPECT_FALSE(Exact::parse("x"));
    EXPECT_FALSE(Exact::parse("-"));
    EXPECT_FALSE(Exact::parse("1e99"));
}

TEST(exact, half_is_rounded_away_from_zero_once) {
    EXPECT_EQ(Exact::parse("88.405")->decimal(2), "88.41");
    EXPECT_EQ(Exact::parse("88.4049999999999999999")->decimal(2), "88.40");
    EXPECT_EQ(Exact::parse("-0.005")->decimal(2), "-0.01");
    EXPECT_EQ(Exact::parse("-0.004")->decimal(2), "0.00");
    EXPECT_EQ(Exact::fraction(2, 3).decimal(6), "0.666667");
    EXPECT_EQ(Exact(7).decimal(0), "7");
}

TEST(exact, sums_of_many_denominators_stay_exact) {
    Exact sum;
    for (std::int64_t n = 1; n <= 200; ++n) sum += Exact::fraction(1, n * 9973 + 7);
    for (std::int64_t n = 200; n >= 1; --n) sum = sum - Exact::fraction(1, n * 9973 + 7);
    EXPECT_TRUE(sum.is_zero());
    EXPECT_EQ(Exact::fraction(1, 3) + Exact::fraction(2, 3), Exact(1));
    const Exact huge = Exact(INT64_MAX) * Exact(INT64_MAX);
    EXPECT_EQ(huge / Exact(INT64_MAX), Exact(INT64_MAX));
    EXPECT_LT(huge, huge + Exact::fraction(1, INT64_MAX));
}

TEST(exact, steps_are_whole_multiples) {
    EXPECT_TRUE(Exact::parse("1.75")->multiple_of(Exact::fraction(1, 4)));
    EXPECT_FALSE(Exact::parse("1.8")->multiple_of(Exact::fraction(1, 4)));
}
