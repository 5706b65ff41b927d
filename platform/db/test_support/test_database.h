#pragma once

#include "platform/db/db.h"

#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

/// A fresh, empty database for one test, gone afterwards.
///
///     LONGDAN_ON_BOTH_DATABASES(units, a_code_is_unique_in_a_day) {
///         database.migrate(units::migrations());
///         …
///     }
///
/// is two tests, `…_on_sqlite` and `…_on_postgresql`. The second needs a server in LONGDAN_TEST_POSTGRESQL
/// (script/with-postgresql starts one); without it the test is skipped, and fails when LONGDAN_REQUIRE_POSTGRESQL=1.
namespace longdan::db {

/// A SQLite file in a temporary folder, or a schema of its own on the test server.
class TestDatabase {
  public:
    explicit TestDatabase(Engine engine, Options options = {});
    ~TestDatabase();
    TestDatabase(const TestDatabase&) = delete;
    TestDatabase& operator=(const TestDatabase&) = delete;

    Database& operator*() { return *database_; }
    Database* operator->() { return database_.get(); }
    /// Opens the same database once more, as a second program would.
    std::unique_ptr<Database> open_again(Options options = {}) const;
    const std::string& address() const { return address_; }

  private:
    std::string address_;
    std::string folder_;  ///< SQLite
    std::string schema_;  ///< PostgreSQL
    std::unique_ptr<Database> database_;
};

/// The migrations of several features in one list, in this order.
std::vector<Migration> together(std::initializer_list<std::span<const Migration>> lists);

/// True when tests on the engine can run; a required server that is missing fails the running test.
bool can_test_on(Engine engine);

}  // namespace longdan::db

// NOLINTBEGIN(bugprone-macro-parentheses)
/// Defines two tests with one body, which sees `longdan::db::TestDatabase& test_database` and
/// `longdan::db::Database& database`.
#define LONGDAN_ON_BOTH_DATABASES(suite, name)                                                                      \
    static void suite##_##name(longdan::db::TestDatabase& test_database, longdan::db::Database& database);          \
    TEST(suite, name##_on_sqlite) {                                                                                 \
        longdan::db::TestDatabase test_database(longdan::db::Engine::sqlite);                                       \
        suite##_##name(test_database, *test_database);                                                              \
    }                                                                                                               \
    TEST(suite, name##_on_postgresql) {                                                                             \
        if (!longdan::db::can_test_on(longdan::db::Engine::postgresql)) GTEST_SKIP() << "no test server";           \
        longdan::db::TestDatabase test_database(longdan::db::Engine::postgresql);                                   \
        suite##_##name(test_database, *test_database);                                                              \
    }                                                                                                               \
    static void suite##_##name(                                                                                     \
        [[maybe_unused]] longdan::db::TestDatabase& test_database, [[maybe_unused]] longdan::db::Database& database \
    )
// NOLINTEND(bugprone-macro-parentheses)
