#include "platform/db/test_support/test_database.h"

#include <atomic>
#include <csignal>
#include <set>
#include <thread>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace longdan;
using namespace longdan::db;

namespace {

constexpr Migration tables[] = {
    {"test", 1, "tables",
     "CREATE TABLE receipt (id BIGINT PRIMARY KEY, raw TEXT NOT NULL); CREATE TABLE answer (receipt BIGINT PRIMARY "
     "KEY)"}};

void store(Database& database, std::int64_t id, const std::string& raw) {
    database.write([&](Transaction& tx) {
        tx.execute("INSERT INTO receipt (id, raw) VALUES (:id, :raw)", {{"id", id}, {"raw", raw}});
        tx.execute("INSERT INTO answer (receipt) VALUES (:id)", {{"id", id}});
    });
}

std::set<std::int64_t> ids(Database& database, const std::string& sql) {
    return database.read([&](Transaction& tx) {
        std::set<std::int64_t> all;
        for (const auto& row : tx.query(sql)) all.insert(row.integer("id"));
        return all;
    });
}

/// Stores from eight threads and tells the pipe each id when it is durable, until it is killed.
[[noreturn]] void store_until_killed(const TestDatabase& test_database, int pipe) {
    const auto database = test_database.open_again();
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 8; ++thread) {
        threads.emplace_back([&, thread] {
            for (std::int64_t i = 0;; ++i) {
                const std::int64_t id = thread * 1'000'000 + i;
                store(*database, id, std::string(500, 'x'));
                if (::write(pipe, &id, sizeof id) != sizeof id) _exit(1);
            }
        });
    }
    for (auto& thread : threads) thread.join();
    _exit(0);
}

}  // namespace

LONGDAN_ON_BOTH_DATABASES(durability, what_was_acknowledged_before_a_kill_is_there_and_nothing_by_halves) {
    database.migrate(tables);
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) store_until_killed(test_database, ends[1]);
    close(ends[1]);
    std::set<std::int64_t> acknowledged;
    std::int64_t id = 0;
    while (::read(ends[0], &id, sizeof id) == sizeof id) {
        acknowledged.insert(id);
        if (acknowledged.size() == 200) kill(child, SIGKILL);
    }
    close(ends[0]);
    waitpid(child, nullptr, 0);
    ASSERT_GE(acknowledged.size(), 200u);

    const auto second = test_database.open_again();
    const auto receipts = ids(*second, "SELECT id FROM receipt");
    for (const auto one : acknowledged) EXPECT_TRUE(receipts.contains(one)) << one;
    const auto halves =
        ids(*second,
            "SELECT id FROM receipt WHERE id NOT IN (SELECT receipt FROM answer)"
            " UNION ALL SELECT receipt FROM answer WHERE receipt NOT IN (SELECT id FROM receipt)");
    EXPECT_TRUE(halves.empty());
    store(*second, -1, "the next program goes on");
}

TEST(durability, a_full_disk_is_said_to_every_caller_whose_work_was_lost) {
    TestDatabase test_database(Engine::sqlite);
    auto& database = *test_database;
    database.migrate(tables);
    database.write([](Transaction& tx) { tx.query("PRAGMA max_page_count = 60"); });
    std::atomic<int> stored{0};
    std::atomic<int> refused{0};
    std::vector<std::thread> callers;
    for (int caller = 0; caller < 6; ++caller) {
        callers.emplace_back([&, caller] {
            for (int i = 0; i < 20; ++i) {
                try {
                    store(database, caller * 100 + i, std::string(3000, 'x'));
                    ++stored;
                } catch (const Error& error) {
                    EXPECT_EQ(error.kind(), ErrorKind::unavailable);
                    ++refused;
                }
            }
        });
    }
    for (auto& caller : callers) caller.join();
    EXPECT_GT(stored, 0);
    EXPECT_GT(refused, 0);
    EXPECT_EQ(ids(database, "SELECT id FROM receipt").size(), static_cast<std::size_t>(stored));
    EXPECT_EQ(ids(database, "SELECT receipt AS id FROM answer").size(), static_cast<std::size_t>(stored));
    database.write([](Transaction& tx) { tx.query("PRAGMA max_page_count = 100000"); });
    store(database, 9'999, "room again");
}
