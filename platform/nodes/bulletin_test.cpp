#include "platform/nodes/bulletin.h"

#include "platform/db/test_support/test_database.h"

#include <future>

#include <gtest/gtest.h>

namespace longdan::nodes {
namespace {

using Tags = std::vector<std::string>;

/// One program of several on the database.
struct Node {
    Node(db::Database& database, const Clock& clock) : bulletin(database, clock) {
        bulletin.listen([this](std::string_view tag) { heard.emplace_back(tag); });
    }
    Tags listens() {
        bulletin.exchange();
        return std::exchange(heard, {});
    }
    Tags heard;
    Bulletin bulletin;
};

struct Board {
    explicit Board(db::Database& database) { database.migrate(migrations()); }
    FakeClock clock{{1'800'000'000'000}};
};

LONGDAN_ON_BOTH_DATABASES(Bulletin, what_one_node_tells_every_other_hears_once) {
    Board board(database);
    const auto second = test_database.open_again();
    Node here(database, board.clock);
    Node there(*second, board.clock);
    Node third(*second, board.clock);
    here.bulletin.tell("results");
    here.bulletin.tell("results");
    here.bulletin.tell("collection:thu-2026");
    EXPECT_EQ(here.listens(), Tags{}) << "its own news";
    EXPECT_EQ(there.listens(), (Tags{"collection:thu-2026", "results"}));
    EXPECT_EQ(there.listens(), Tags{});
    EXPECT_EQ(third.listens(), (Tags{"collection:thu-2026", "results"}));
    there.bulletin.tell("units");
    there.bulletin.exchange();
    EXPECT_EQ(here.listens(), Tags{"units"});
}

LONGDAN_ON_BOTH_DATABASES(Bulletin, news_of_a_node_whose_clock_goes_behind_are_heard) {
    Board board(database);
    FakeClock slow{{board.clock.now().milliseconds - 60'000}};
    Node here(database, board.clock);
    Node behind(database, slow);
    here.bulletin.exchange();
    behind.bulletin.tell("results");
    behind.bulletin.exchange();
    EXPECT_EQ(here.listens(), Tags{"results"});
}

LONGDAN_ON_BOTH_DATABASES(Bulletin, who_could_not_listen_for_long_hears_that_everything_may_have_changed) {
    Board board(database);
    Node here(database, board.clock);
    Node there(database, board.clock);
    EXPECT_EQ(there.listens(), Tags{});
    board.clock.advance(30 * 60'000);
    here.bulletin.tell("results");
    here.bulletin.exchange();
    board.clock.advance(20 * 60'000);
    EXPECT_EQ(there.listens(), Tags{"results"}) << "still kept";
    board.clock.advance(2 * 3'600'000);
    EXPECT_EQ(there.listens(), Tags{"*"});
}

LONGDAN_ON_BOTH_DATABASES(Bulletin, old_news_leave_the_board_and_nothing_told_is_lost_at_the_end) {
    Board board(database);
    Node there(database, board.clock);
    there.bulletin.exchange();
    {
        Node here(database, board.clock);
        here.bulletin.tell("units");
    }
    EXPECT_EQ(there.listens(), Tags{"units"});
    board.clock.advance(2 * 3'600'000);
    Node later(database, board.clock);
    later.bulletin.tell("results");
    later.bulletin.exchange();
    const auto rows = database.read([](db::Transaction& tx) { return tx.query("SELECT tag FROM node_news"); });
    ASSERT_EQ(rows.size(), 1u);
    EXPECT_EQ(rows[0].text("tag"), "results");
}

LONGDAN_ON_BOTH_DATABASES(Bulletin, running_nodes_hear_within_the_second) {
    Board board(database);
    const auto second = test_database.open_again();
    Bulletin here(database, board.clock);
    Bulletin there(*second, board.clock);
    std::promise<void> heard;
    std::once_flag once;
    there.listen([&](std::string_view tag) {
        if (tag == "results") std::call_once(once, [&] { heard.set_value(); });
    });
    here.start(std::chrono::milliseconds(20));
    there.start(std::chrono::milliseconds(20));
    here.tell("results");
    EXPECT_EQ(heard.get_future().wait_for(std::chrono::seconds(10)), std::future_status::ready);
    here.stop();
    there.stop();
}

}  // namespace
}  // namespace longdan::nodes
