#include "platform/http/rate_limit.h"

#include <gtest/gtest.h>

namespace longdan::http {
namespace {

TEST(RateLimit, an_address_waits_until_its_stretch_is_over_and_others_do_not) {
    RateLimit limit(3, 60'000);
    const Moment start{1'000'000};
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(limit.seconds_to_wait("192.0.2.1", start), 0);
        limit.count("192.0.2.1", start);
    }
    EXPECT_EQ(limit.seconds_to_wait("192.0.2.1", start), 60);
    EXPECT_EQ(limit.seconds_to_wait("192.0.2.1", {start.milliseconds + 59'500}), 1);
    EXPECT_EQ(limit.seconds_to_wait("192.0.2.2", start), 0);
    EXPECT_EQ(limit.seconds_to_wait("192.0.2.1", {start.milliseconds + 60'000}), 0);
    limit.count("192.0.2.1", {start.milliseconds + 60'000});
    EXPECT_EQ(limit.seconds_to_wait("192.0.2.1", {start.milliseconds + 60'000}), 0) << "a new stretch has begun";
}

TEST(RateLimit, one_ipv6_connection_cannot_change_its_address_to_go_on) {
    RateLimit limit(1, 60'000);
    limit.count("2001:db8:0:1::1", {0});
    EXPECT_GT(limit.seconds_to_wait("2001:db8:0:1:ffff::2", {0}), 0);
    EXPECT_EQ(limit.seconds_to_wait("2001:db8:0:2::1", {0}), 0);
}

TEST(RateLimit, waits_are_told_in_words) {
    EXPECT_EQ(vietnamese_wait(45), "45 giây");
    EXPECT_EQ(vietnamese_wait(121), "3 phút");
}

}  // namespace
}  // namespace longdan::http
