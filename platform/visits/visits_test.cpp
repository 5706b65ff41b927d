#include "platform/visits/visits.h"

#include "platform/db/test_support/test_database.h"

#include <gtest/gtest.h>

namespace longdan::visits {
namespace {

constexpr std::int64_t minute = 60'000;

/// Thursday, 19 November 2026, 10 o'clock in Việt Nam.
constexpr Moment thursday{1'795'057'200'000};

void expect_counts(const Visits& visits, std::int64_t online, std::int64_t today, std::int64_t week, std::int64_t all) {
    const Counts counts = visits.counts();
    EXPECT_EQ(counts.online, online);
    EXPECT_EQ(counts.today, today);
    EXPECT_EQ(counts.week, week);
    EXPECT_EQ(counts.all, all);
}

LONGDAN_ON_BOTH_DATABASES(Visits, a_visit_begins_after_half_an_hour_without_any_page) {
    database.migrate(migrations());
    FakeClock clock{thursday};
    Visits visits(database, clock);
    visits.seen("a");
    visits.seen("a");
    visits.seen("b");
    visits.refresh();
    expect_counts(visits, 2, 2, 2, 2);
    clock.set({thursday.milliseconds + 10 * minute});
    visits.seen("a");
    visits.refresh();
    expect_counts(visits, 1, 2, 2, 2);
    clock.set({thursday.milliseconds + 45 * minute});
    visits.seen("a");
    visits.refresh();
    expect_counts(visits, 1, 3, 3, 3);
}

LONGDAN_ON_BOTH_DATABASES(Visits, days_weeks_and_nodes_add_up_and_survive_the_program) {
    database.migrate(migrations());
    FakeClock clock{thursday};
    {
        Visits first(database, clock);
        Visits second(database, clock);
        first.seen("a");
        second.seen("x");
        second.seen("y");
        first.refresh();
        second.refresh();
        first.refresh();
        expect_counts(first, 3, 3, 3, 3);
        second.seen("z");
    }
    clock.set({thursday.milliseconds + 2 * 24 * 60 * minute});
    Visits saturday(database, clock);
    saturday.seen("a");
    saturday.refresh();
    expect_counts(saturday, 1, 1, 5, 5);
    clock.set({thursday.milliseconds + 4 * 24 * 60 * minute});
    Visits monday(database, clock);
    monday.refresh();
    expect_counts(monday, 0, 0, 0, 5);
}

TEST(Visits, only_pages_that_citizens_read_count) {
    for (const auto* page : {"/", "/en/", "/en", "/chi-so/sipas/2024", "/don-vi/ha-noi?nam=2024", "/khao-sat"}) {
        EXPECT_TRUE(is_page_of_the_site(page)) << page;
    }
    for (const auto* other :
         {"/lam-viec/dot", "/assets/style.css", "/api/v1/rounds", "/chi-so/sipas/2024.csv", "/healthz", "/dang-nhap",
          "/en/chi-so.json", "/metrics"}) {
        EXPECT_FALSE(is_page_of_the_site(other)) << other;
    }
}

}  // namespace
}  // namespace longdan::visits
