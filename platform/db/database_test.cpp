#include "platform/db/test_support/test_database.h"

#include <atomic>
#include <cmath>
#include <limits>
#include <thread>

#include <gtest/gtest.h>

using namespace longdan;
using namespace longdan::db;

namespace {

constexpr Migration tables[] = {
    {"test", 1, "tables",
     "CREATE TABLE item (id BIGINT PRIMARY KEY, name TEXT UNIQUE, share DOUBLE PRECISION, data {{bytes}});"
     "CREATE TABLE part (id BIGINT PRIMARY KEY, item BIGINT NOT NULL REFERENCES item (id) DEFERRABLE INITIALLY "
     "DEFERRED,"
     " size BIGINT NOT NULL CHECK (size > 0))"},
    {"test", 2, "turnstile", "CREATE TABLE turnstile (id BIGINT PRIMARY KEY, people BIGINT NOT NULL)"},
};

void insert_item(Transaction& tx, std::int64_t id, const Value& name) {
    tx.execute("INSERT INTO item (id, name) VALUES (:id, :name)", {{"id", id}, {"name", name}});
}

std::int64_t count(Database& database, const std::string& table = "item") {
    return database.read([&](Transaction& tx) {
        return tx.query_one("SELECT count(*) AS n FROM " + table)->integer("n");
    });
}

ErrorKind kind_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.kind();
    }
    ADD_FAILURE() << "no Error was thrown";
    return ErrorKind::invalid;
}

}  // namespace

LONGDAN_ON_BOTH_DATABASES(database, values_come_back_as_they_went_in) {
    database.migrate(tables);
    const Bytes bytes{std::byte{0}, std::byte{0xFF}, std::byte{'\\'}, std::byte{'\''}};
    const std::string text = "O'Brien :name $1 \"x\" ::text -- Đắk Lắk \\ \n\t";
    const auto lowest = std::numeric_limits<std::int64_t>::min();
    const auto highest = std::numeric_limits<std::int64_t>::max();
    const auto insert = "INSERT INTO item (id, name, share, data) VALUES (:id, :name, :share, :data)";
    database.write([&](Transaction& tx) {
        EXPECT_EQ(tx.execute(insert, {{"id", highest}, {"name", text}, {"share", 0.1}, {"data", bytes}}), 1);
        tx.execute(insert, {{"id", lowest}, {"name", nullptr}, {"share", nullptr}, {"data", nullptr}});
        tx.execute(insert, {{"id", 0}, {"name", ""}, {"share", 1e300}, {"data", Bytes()}});
        tx.execute(insert, {{"id", 1}, {"name", "không số"}, {"share", std::nan("")}, {"data", nullptr}});
    });
    const auto rows = database.read([](Transaction& tx) { return tx.query("SELECT * FROM item ORDER BY id"); });
    ASSERT_EQ(rows.size(), 4u);
    EXPECT_EQ(rows[0].integer("id"), lowest);
    EXPECT_FALSE(rows[0].maybe_text("name"));
    EXPECT_FALSE(rows[0].maybe_number("share"));
    EXPECT_TRUE(rows[0].is_null("data"));
    EXPECT_EQ(rows[1].text("name"), "");
    EXPECT_EQ(rows[1].number("share"), 1e300);
    EXPECT_EQ(rows[1].bytes("data"), Bytes());
    EXPECT_TRUE(rows[2].is_null("share"));
    EXPECT_EQ(rows[3].integer("id"), highest);
    EXPECT_EQ(rows[3].text("name"), text);
    EXPECT_EQ(rows[3].number("share"), 0.1);
    EXPECT_EQ(rows[3].bytes("data"), bytes);
}

LONGDAN_ON_BOTH_DATABASES(database, sums_counts_and_conditions_have_the_same_types) {
    database.migrate(tables);
    database.write([](Transaction& tx) {
        for (int i = 1; i <= 3; ++i) insert_item(tx, i, std::to_string(i));
    });
    database.read([](Transaction& tx) {
        const auto row = tx.query_one(
            "SELECT sum(id) AS total, avg(id) AS mean, count(*) AS n, max(id) > 2 AS big, min(name) AS first FROM item"
        );
        EXPECT_EQ(row->integer("total"), 6);
        EXPECT_EQ(row->number("mean"), 2.0);
        EXPECT_EQ(row->integer("n"), 3);
        EXPECT_TRUE(row->yes("big"));
        EXPECT_EQ(row->text("first"), "1");
        const auto limited =
            tx.query("SELECT id FROM item WHERE id > :low - 1 ORDER BY id LIMIT :n", {{"low", 2}, {"n", 1}});
        ASSERT_EQ(limited.size(), 1u);
        EXPECT_EQ(limited[0].integer("id"), 2);
        const std::string_view maybe = "SELECT id FROM item WHERE (:name IS NULL OR name = :name) ORDER BY id";
        EXPECT_EQ(tx.query(maybe, {{"name", nullptr}}).size(), 3u);
        EXPECT_EQ(tx.query(maybe, {{"name", "2"}}).size(), 1u);
    });
}

LONGDAN_ON_BOTH_DATABASES(database, an_exception_rolls_back_and_passes_on) {
    database.migrate(tables);
    bool told = false;
    EXPECT_THROW(
        database.write([&](Transaction& tx) {
            insert_item(tx, 1, "a");
            tx.after_commit([&] { told = true; });
            throw std::runtime_error("no");
        }),
        std::runtime_error
    );
    EXPECT_FALSE(told);
    EXPECT_EQ(count(database), 0);
    database.write([&](Transaction& tx) {
        insert_item(tx, 1, "a");
        tx.after_commit([&] {
            told = true;
            EXPECT_EQ(count(database), 1) << "durable by now, and a new transaction may start";
        });
    });
    EXPECT_TRUE(told);
}

LONGDAN_ON_BOTH_DATABASES(database, a_broken_rule_is_a_constraint_violation_and_cannot_be_swallowed) {
    database.migrate(tables);
    database.write([](Transaction& tx) { insert_item(tx, 1, "a"); });
    EXPECT_THROW(database.write([](Transaction& tx) { insert_item(tx, 1, "b"); }), ConstraintViolation);
    EXPECT_THROW(database.write([](Transaction& tx) { insert_item(tx, 2, "a"); }), ConstraintViolation);
    EXPECT_THROW(
        database.write([](Transaction& tx) {
            insert_item(tx, 3, "c");
            try {
                insert_item(tx, 3, "d");
            } catch (const ConstraintViolation&) {
            }
        }),
        ConstraintViolation
    );
    EXPECT_EQ(count(database), 1);
    const auto part = "INSERT INTO part (id, item, size) VALUES (:id, :item, :size)";
    EXPECT_THROW(
        database.write([&](Transaction& tx) {
            tx.execute(part, {{"id", 1}, {"item", 1}, {"size", 0}});
        }),
        ConstraintViolation
    );
    EXPECT_THROW(
        database.write([&](Transaction& tx) {
            tx.execute(part, {{"id", 1}, {"item", 99}, {"size", 1}});
        }),
        ConstraintViolation
    ) << "a deferred foreign key is checked at the end of the caller's own work";
    database.write([&](Transaction& tx) {
        tx.execute(part, {{"id", 1}, {"item", 5}, {"size", 1}});
        insert_item(tx, 5, "five");
    });
    EXPECT_EQ(count(database, "part"), 1);
}

LONGDAN_ON_BOTH_DATABASES(database, broken_text_is_refused_before_it_is_stored) {
    database.migrate(tables);
    for (const std::string& bad : {std::string("a\xC3"), std::string("a\0b", 3)}) {
        EXPECT_EQ(
            kind_of([&] { database.write([&](Transaction& tx) { insert_item(tx, 1, bad); }); }), ErrorKind::invalid
        );
    }
    EXPECT_EQ(count(database), 0);
}

LONGDAN_ON_BOTH_DATABASES(database, our_own_mistakes_are_logic_errors) {
    database.migrate(tables);
    const auto read = [&](std::string_view sql, const Parameters& parameters = {}) {
        database.read([&](Transaction& tx) { tx.query(sql, parameters); });
    };
    EXPECT_THROW(read("SELEC 1"), std::logic_error);
    EXPECT_THROW(read("SELECT nothing FROM item"), std::logic_error);
    EXPECT_THROW(read("SELECT :a AS a"), std::logic_error);
    EXPECT_THROW(read("SELECT 1 AS a", {{"a", 1}}), std::logic_error);
    EXPECT_THROW(read("INSERT INTO item (id) VALUES (1)"), std::logic_error) << "a read may not write";
    EXPECT_THROW(database.write([&](Transaction&) { database.write([](Transaction&) {}); }), std::logic_error)
        << "would wait for itself";
    database.read([](Transaction& tx) {
        const auto row = tx.query_one("SELECT 1 AS a, 'x' AS b");
        EXPECT_THROW(row->integer("c"), std::logic_error);
        EXPECT_THROW(row->integer("b"), std::logic_error);
        EXPECT_THROW(row->text("a"), std::logic_error);
        EXPECT_EQ(row->number("a"), 1.0);
    });
    EXPECT_EQ(count(database), 0) << "and the database goes on";
}

LONGDAN_ON_BOTH_DATABASES(database, many_rows_go_in_at_once_and_come_out_one_by_one) {
    database.migrate(tables);
    std::vector<std::vector<Value>> rows;
    for (int i = 0; i < 10'000; ++i) {
        rows.push_back(
            {i, "dòng\t" + std::to_string(i) + "\\\n", i % 3 ? Value(i / 7.0) : Value(nullptr), Bytes{std::byte(i)}}
        );
    }
    constexpr std::string_view columns[] = {"id", "name", "share", "data"};
    database.write([&](Transaction& tx) { tx.insert_many("item", columns, rows); });
    std::int64_t expected = 0;
    database.read([&](Transaction& tx) {
        tx.each("SELECT id, name, share, data FROM item ORDER BY id", {}, [&](const Row& row) {
            const auto id = row.integer("id");
            EXPECT_EQ(id, expected++);
            EXPECT_EQ(row.text("name"), "dòng\t" + std::to_string(id) + "\\\n");
            if (id % 3) {
                EXPECT_EQ(row.number("share"), static_cast<double>(id) / 7.0);
            }
            EXPECT_EQ(row.is_null("share"), id % 3 == 0);
            EXPECT_EQ(row.bytes("data"), Bytes{std::byte(id)});
            return !testing::Test::HasFailure();
        });
        EXPECT_EQ(expected, 10'000);
        int seen = 0;
        tx.each("SELECT id FROM item WHERE id >= :low", {{"low", 100}}, [&](const Row& row) {
            EXPECT_TRUE(tx.query_one("SELECT id FROM item WHERE id = :id", {{"id", row.integer("id")}}));
            return ++seen < 5;
        });
        EXPECT_EQ(seen, 5) << "stopped early, with other statements between";
    });
    EXPECT_THROW(database.write([&](Transaction& tx) { tx.insert_many("item", columns, rows); }), ConstraintViolation);
    EXPECT_EQ(count(database), 10'000);
}

LONGDAN_ON_BOTH_DATABASES(database, changed_rows_are_counted_and_returned) {
    database.migrate(tables);
    database.write([](Transaction& tx) {
        for (int i = 0; i < 5; ++i) insert_item(tx, i, std::to_string(i));
        EXPECT_EQ(tx.execute("UPDATE item SET name = name || '!' WHERE id >= :low", {{"low", 2}}), 3);
        EXPECT_EQ(tx.execute("DELETE FROM item WHERE id = 77"), 0);
        const auto rows = tx.query(
            "INSERT INTO item (id, name) VALUES (:id, 'x') ON CONFLICT (id) DO UPDATE SET name = 'again' RETURNING "
            "name",
            {{"id", 1}}
        );
        ASSERT_EQ(rows.size(), 1u);
        EXPECT_EQ(rows[0].text("name"), "again");
        EXPECT_THROW(tx.query_one("SELECT id FROM item"), std::logic_error);
        EXPECT_FALSE(tx.query_one("SELECT id FROM item WHERE id = 77"));
    });
}

LONGDAN_ON_BOTH_DATABASES(database, the_failure_of_one_caller_leaves_the_others_alone) {
    database.migrate(tables);
    std::vector<std::thread> callers;
    std::atomic<int> failed{0};
    for (int caller = 0; caller < 8; ++caller) {
        callers.emplace_back([&, caller] {
            for (int i = 0; i < 20; ++i) {
                try {
                    database.write([&](Transaction& tx) {
                        insert_item(tx, caller * 1000 + i, std::to_string(caller * 1000 + i));
                        if (i % 4 == 3) throw std::runtime_error("this one not");
                    });
                } catch (const std::runtime_error&) {
                    ++failed;
                }
            }
        });
    }
    for (auto& caller : callers) caller.join();
    EXPECT_EQ(failed, 8 * 5);
    EXPECT_EQ(count(database), 8 * 15);
    EXPECT_EQ(
        database.read([](Transaction& tx) { return tx.query("SELECT id FROM item WHERE id % 1000 % 4 = 3").size(); }),
        0u
    );
}

LONGDAN_ON_BOTH_DATABASES(database, racing_callers_never_pass_a_check_that_only_some_may_pass) {
    database.migrate(tables);
    constexpr int places = 10;
    database.write([](Transaction& tx) { tx.execute("INSERT INTO turnstile (id, people) VALUES (1, 0)"); });
    std::atomic<int> admitted{0};
    std::atomic<int> told{0};
    std::vector<std::thread> callers;
    for (int caller = 0; caller < 6; ++caller) {
        callers.emplace_back([&, caller] {
            for (int i = 0; i < 4; ++i) {
                try {
                    const bool in = database.write([&](Transaction& tx) {
                        // The count of another table decides: only serializable transactions keep this right.
                        const auto taken = tx.query_one("SELECT count(*) AS n FROM item")->integer("n");
                        if (taken >= places) return false;
                        insert_item(tx, 100 + caller * 10 + i, nullptr);
                        tx.after_commit([&] { ++told; });
                        return true;
                    });
                    if (in) ++admitted;
                } catch (const Error& error) {
                    EXPECT_EQ(error.kind(), ErrorKind::unavailable);
                }
            }
        });
    }
    for (auto& caller : callers) caller.join();
    EXPECT_EQ(count(database), admitted);
    EXPECT_EQ(told, admitted) << "once for each commit, not for each try";
    EXPECT_LE(admitted, places);
    EXPECT_GT(admitted, 0);
}

LONGDAN_ON_BOTH_DATABASES(database, callers_that_all_change_the_same_row_all_get_through) {
    database.migrate(tables);
    database.write([](Transaction& tx) { tx.execute("INSERT INTO turnstile (id, people) VALUES (1, 0)"); });
    constexpr int callers = 12;
    constexpr int times = 10;
    std::atomic<int> refused{0};
    std::vector<std::thread> threads;
    for (int caller = 0; caller < callers; ++caller) {
        threads.emplace_back([&] {
            for (int i = 0; i < times; ++i) {
                try {
                    database.write([&](Transaction& tx) {
                        const auto people =
                            tx.query_one("SELECT people FROM turnstile WHERE id = 1")->integer("people");
                        tx.execute("UPDATE turnstile SET people = :people WHERE id = 1", {{"people", people + 1}});
                    });
                } catch (const Error&) {
                    ++refused;
                }
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(refused, 0);
    const auto people = database.read([](Transaction& tx) {
        return tx.query_one("SELECT people FROM turnstile WHERE id = 1")->integer("people");
    });
    EXPECT_EQ(people, callers * times);
}

LONGDAN_ON_BOTH_DATABASES(database, a_read_sees_one_moment) {
    database.migrate(tables);
    database.read([&](Transaction& tx) {
        EXPECT_EQ(tx.query_one("SELECT count(*) AS n FROM item")->integer("n"), 0);
        std::thread([&] { database.write([](Transaction& other) { insert_item(other, 1, "a"); }); }).join();
        EXPECT_EQ(tx.query_one("SELECT count(*) AS n FROM item")->integer("n"), 0);
    });
    EXPECT_EQ(count(database), 1);
}

LONGDAN_ON_BOTH_DATABASES(database, what_was_written_is_seen_by_a_second_program) {
    database.migrate(tables);
    const auto second = test_database.open_again();
    database.write([](Transaction& tx) { insert_item(tx, 1, "a"); });
    EXPECT_EQ(count(*second), 1);
    std::thread other([&] {
        for (int i = 0; i < 20; ++i) second->write([&](Transaction& tx) { insert_item(tx, 100 + i, nullptr); });
    });
    for (int i = 0; i < 20; ++i) database.write([&](Transaction& tx) { insert_item(tx, 200 + i, nullptr); });
    other.join();
    EXPECT_EQ(count(database), 41);
    EXPECT_NO_THROW(second->ping());
}

LONGDAN_ON_BOTH_DATABASES(migration, what_is_missing_is_applied_and_nothing_twice) {
    const auto first = std::span(tables).first(1);
    for (const auto& status : database.migration_status(tables)) EXPECT_FALSE(status.applied);
    database.migrate(first);
    database.migrate(first);
    const auto between = database.migration_status(tables);
    EXPECT_TRUE(between[0].applied);
    EXPECT_FALSE(between[1].applied);
    EXPECT_EQ(between[1].name, "turnstile");
    database.migrate(tables);
    EXPECT_TRUE(database.migration_status(tables)[1].applied);
}

LONGDAN_ON_BOTH_DATABASES(migration, a_changed_or_unknown_step_is_refused_and_nothing_changes) {
    database.migrate(std::span(tables).first(1));
    const Migration changed[] = {
        {"test", 1, "tables", "CREATE TABLE item (id BIGINT)"}, {"test", 2, "more", "CREATE TABLE more (id BIGINT)"}};
    EXPECT_EQ(kind_of([&] { database.migrate(changed); }), ErrorKind::conflict);
    const Migration stranger[] = {{"other", 1, "more", "CREATE TABLE more (id BIGINT)"}};
    EXPECT_EQ(kind_of([&] { database.migrate(stranger); }), ErrorKind::conflict);
    EXPECT_THROW(database.read([](Transaction& tx) { tx.query("SELECT id FROM more"); }), std::logic_error);
}

LONGDAN_ON_BOTH_DATABASES(migration, a_step_that_fails_leaves_nothing_of_itself) {
    const Migration broken[] = {{"test", 1, "broken", "CREATE TABLE half (id BIGINT); CREATE TABLE half (id BIGINT)"}};
    EXPECT_THROW(database.migrate(broken), std::logic_error);
    EXPECT_FALSE(database.migration_status(broken)[0].applied);
    const Migration mended[] = {{"test", 1, "mended", "CREATE TABLE half (id BIGINT); CREATE TABLE whole (id BIGINT)"}};
    database.migrate(mended);
    EXPECT_EQ(count(database, "whole"), 0);
}

LONGDAN_ON_BOTH_DATABASES(migration, two_programs_at_once_apply_each_step_once) {
    const auto second = test_database.open_again();
    std::thread other([&] { second->migrate(tables); });
    database.migrate(tables);
    other.join();
    EXPECT_EQ(count(database, "schema_migration"), 2);
}

TEST(sqlite, a_folder_that_is_not_there_is_said_plainly) {
    Options options;
    options.address = "/nowhere/at/all/longdan.db";
    EXPECT_EQ(kind_of([&] { open(options); }), ErrorKind::unavailable);
}

TEST(sqlite, a_program_that_holds_the_database_makes_others_wait_and_then_try_again) {
    TestDatabase test_database(Engine::sqlite);
    test_database->migrate(tables);
    const auto second = test_database.open_again();
    std::atomic<bool> holding{false};
    std::thread other([&] {
        second->write([&](Transaction& tx) {
            insert_item(tx, 1, "first");
            holding = true;
            std::this_thread::sleep_for(std::chrono::milliseconds(1300));  // longer than one wait for the lock
        });
    });
    while (!holding) std::this_thread::yield();
    test_database->write([](Transaction& tx) { insert_item(tx, 2, "second"); });
    other.join();
    EXPECT_EQ(count(*test_database), 2);
}
