#include "engine/sampling/random.h"

#include <gtest/gtest.h>

using namespace longdan::sampling;

TEST(philox, known_answers_of_the_published_generator) {
    EXPECT_EQ(
        philox4x32_10({0, 0, 0, 0}, {0, 0}),
        (std::array<std::uint32_t, 4>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8})
    );
    EXPECT_EQ(
        philox4x32_10({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}),
        (std::array<std::uint32_t, 4>{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd})
    );
    EXPECT_EQ(
        philox4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
        (std::array<std::uint32_t, 4>{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1})
    );
}

TEST(random, integers_are_uniform_and_streams_differ) {
    Random random(2026, 0, 0);
    std::array<int, 7> seen{};
    for (int i = 0; i < 70'000; ++i) ++seen[random.below(7)];
    for (const int count : seen) EXPECT_NEAR(count, 10'000, 400);
    EXPECT_NE(Random(2026, 0, 0).next(), Random(2026, 0, 1).next());
    EXPECT_NE(Random(2026, 0, 0).next(), Random(2026, 1, 0).next());
    EXPECT_NE(Random(2026, 0, 0).next(), Random(2027, 0, 0).next());
    EXPECT_EQ(Random(1, 0, 0).below(1), 0u);
}
