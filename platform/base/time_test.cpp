#include "platform/base/time.h"

#include "platform/base/id.h"

#include <set>

#include <gtest/gtest.h>

using namespace longdan;

TEST(time, a_day_is_a_day_of_viet_nam) {
    const Day day = Day::of(2026, 4, 6);
    EXPECT_EQ(iso(day.begin()), "2026-04-05T17:00:00.000Z");
    EXPECT_EQ(Day::of(day.end()), day);
    EXPECT_EQ(Day::of(Moment{day.end().milliseconds + 1}), Day::of(2026, 4, 7));
    EXPECT_EQ(day.vietnamese(), "06/04/2026");
    EXPECT_EQ(Day::parse("2026-02-30"), std::nullopt);
    EXPECT_EQ(Day::of(Moment{-1}), Day::of(1970, 1, 1));
}

TEST(time, moments_are_read_with_their_offset) {
    const auto moment = parse_moment("2026-04-06T08:30:00+07:00");
    ASSERT_TRUE(moment);
    EXPECT_EQ(iso(*moment), "2026-04-06T01:30:00.000Z");
    EXPECT_EQ(vietnamese(*moment), "08:30 06/04/2026");
    EXPECT_EQ(parse_moment("2026-04-06T01:30:00.000Z"), moment);
    EXPECT_EQ(parse_moment("2026-04-06T01:30Z"), moment);
    EXPECT_FALSE(parse_moment("2026-04-06T08:30:00"));
    EXPECT_FALSE(parse_moment("2026-04-06 08:30:00Z"));
    EXPECT_FALSE(parse_moment(""));
}

TEST(id, ordered_and_different) {
    FakeClock clock(*parse_moment("2026-11-22T00:00:00Z"));
    struct Tag;
    std::set<std::int64_t> seen;
    for (int i = 0; i < 20'000; ++i) seen.insert(new_id<Id<Tag>>(clock).value);
    EXPECT_EQ(seen.size(), 20'000u);
    clock.advance(10);
    EXPECT_GT(new_id<Id<Tag>>(clock).value, *seen.rbegin());
    EXPECT_GT(*seen.begin(), 0);
    EXPECT_FALSE(Id<Tag>::parse("-1"));
    EXPECT_FALSE(Id<Tag>::parse("12x"));
}
