#include "platform/base/digest.h"
#include "platform/db/test_support/test_database.h"

#include <memory>
#include <thread>

#include <gtest/gtest.h>

using namespace longdan;
using namespace longdan::db;

namespace {

class postgresql : public testing::Test {
  protected:
    void SetUp() override {
        if (!can_test_on(Engine::postgresql)) GTEST_SKIP() << "no test server";
        test_database_ = std::make_unique<TestDatabase>(Engine::postgresql);
        (*test_database_)->migrate(tables);
        Options options;
        options.address = test_database_->address() + "&application_name=" + name_;
        database_ = open(options);
    }

    Database& database() { return *database_; }

    /// Ends the connections of database(), and nobody else's, as a restarted server does.
    void cut_connections() {
        (*test_database_)->read([&](Transaction& tx) {
            tx.query(
                "SELECT pg_terminate_backend(pid) AS done FROM pg_stat_activity WHERE application_name = :name",
                {{"name", name_}}
            );
        });
    }

    static constexpr Migration tables[] = {
        {"test", 1, "tables", "CREATE TABLE item (id BIGINT PRIMARY KEY, list SMALLINT)"}};
    const std::string name_ = "cut_" + hex(random_bytes(6));
    std::unique_ptr<TestDatabase> test_database_;
    std::unique_ptr<Database> database_;
};

}  // namespace

TEST_F(postgresql, a_broken_connection_is_replaced_and_the_work_runs_again) {
    int runs = 0;
    database().write([&](Transaction& tx) {
        tx.execute("INSERT INTO item (id) VALUES (1)");
        if (++runs == 1) cut_connections();
        tx.execute("INSERT INTO item (id) VALUES (2)");
    });
    EXPECT_EQ(runs, 2);
    cut_connections();
    EXPECT_EQ(database().read([](Transaction& tx) { return tx.query("SELECT id FROM item").size(); }), 2u);
}

TEST_F(postgresql, a_connection_that_breaks_twice_is_said_to_the_caller) {
    try {
        database().write([&](Transaction& tx) {
            tx.execute("INSERT INTO item (id) VALUES (1)");
            cut_connections();
            tx.execute("INSERT INTO item (id) VALUES (2)");
        });
        FAIL() << "nothing was thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::unavailable);
    }
    EXPECT_NO_THROW(database().ping());
    EXPECT_EQ(database().read([](Transaction& tx) { return tx.query("SELECT id FROM item").size(); }), 0u);
}

TEST_F(postgresql, a_replica_that_is_down_hands_its_reads_to_the_primary) {
    Options options;
    options.replicas = {"postgresql://longdan@127.0.0.1:1/none"};
    const auto second = test_database_->open_again(options);
    second->write([](Transaction& tx) { tx.execute("INSERT INTO item (id) VALUES (1)"); });
    const auto read = [](Transaction& tx) { return tx.query("SELECT id FROM item").size(); };
    EXPECT_EQ(second->read(read, Role::replica), 1u);
    EXPECT_EQ(second->read(read, Role::replica), 1u);
}

TEST_F(postgresql, reads_by_role_go_to_the_replica) {
    Options options;
    options.replicas = {test_database_->address() + "&application_name=the_replica"};
    const auto second = test_database_->open_again(options);
    const auto name = [](Transaction& tx) {
        return tx.query_one("SELECT current_setting('application_name') AS name")->text("name");
    };
    EXPECT_EQ(second->read(name, Role::replica), "the_replica");
    EXPECT_EQ(second->read(name), "longdan");
}

TEST_F(postgresql, a_pool_that_is_used_up_makes_callers_wait) {
    Options options;
    options.connections = 2;
    const auto small = test_database_->open_again(options);
    std::vector<std::thread> callers;
    for (int i = 0; i < 8; ++i) {
        callers.emplace_back([&, i] {
            small->write([&](Transaction& tx) { tx.execute("INSERT INTO item (id) VALUES (:id)", {{"id", i}}); });
        });
    }
    for (auto& caller : callers) caller.join();
    EXPECT_EQ(small->read([](Transaction& tx) { return tx.query("SELECT id FROM item").size(); }), 8u);
}

TEST_F(postgresql, more_statements_than_are_kept_prepared_still_run) {
    database().write([](Transaction& tx) {
        for (int i = 0; i < 300; ++i) {
            const auto row = tx.query_one("SELECT " + std::to_string(i) + " + :i AS sum", {{"i", i}});
            EXPECT_EQ(row->integer("sum"), 2 * i);
        }
        EXPECT_EQ(tx.query_one("SELECT 1 + :i AS sum", {{"i", 1}})->integer("sum"), 2);
    });
}

TEST_F(postgresql, a_table_that_changed_under_a_prepared_statement_is_read_again) {
    const auto read = [](Transaction& tx) { return tx.query("SELECT * FROM item"); };
    database().write([&](Transaction& tx) { tx.execute("INSERT INTO item (id) VALUES (1)"); });
    EXPECT_EQ(database().read(read)[0].columns().names.size(), 2u);
    const auto second = test_database_->open_again();
    second->write([](Transaction& tx) { tx.execute("ALTER TABLE item ADD COLUMN more TEXT"); });
    EXPECT_EQ(database().read(read)[0].columns().names.size(), 3u);
}

TEST_F(postgresql, a_server_that_is_not_there_is_said_plainly) {
    Options options;
    options.address = "postgresql://longdan@127.0.0.1:1/none";
    try {
        open(options);
        FAIL() << "nothing was thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::unavailable);
        EXPECT_NE(std::string_view(error.what()).find("LONGDAN_DATABASE"), std::string_view::npos);
    }
}

TEST(open, an_address_that_is_neither_is_refused) {
    for (const std::string& address : {std::string(), std::string("mysql://host/name")}) {
        Options options;
        options.address = address;
        EXPECT_THROW(open(options), Error);
    }
}
