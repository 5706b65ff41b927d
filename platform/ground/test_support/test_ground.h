#pragma once

#include "platform/db/test_support/test_database.h"
#include "platform/ground/ground.h"
#include "platform/http/page_cache.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// A whole Ground for one test of a feature: a database of its own, a clock that stands still, files in a temporary
/// folder, views that echo their document, and requests without sockets.
///
///     LONGDAN_ON_BOTH_GROUNDS(units, a_citizen_reads_a_profile, units::migrations()) {
///         units::Units units(ground);
///         units.add_routes();
///         EXPECT_EQ(ground.get("/don-vi/ha-noi").status, 200);
///     }
namespace longdan {

/// What a TestGround stands on, in the order in which the parts depend on one another.
struct TestGroundParts {
    TestGroundParts(db::Engine engine, const std::vector<db::Migration>& migrations);
    ~TestGroundParts();
    TestGroundParts(const TestGroundParts&) = delete;
    TestGroundParts& operator=(const TestGroundParts&) = delete;

    std::string folder;  ///< temporary: settings.data
    settings::Settings settings;
    FakeClock clock;  ///< stands at 2026-11-22T03:00Z, 10 o'clock in Việt Nam
    db::TestDatabase test_database;
    files::Store files;
    jobs::Runner jobs;  ///< not started: call drain()
    std::unique_ptr<view::Renderer> renderer;
    view::Pages pages;
    http::Router router;
    http::PageCache page_cache;
};

/// Made before the Ground that refers to it.
struct TestGroundOwner {
    std::unique_ptr<TestGroundParts> parts;
};

class TestGround : private TestGroundOwner, public Ground {
  public:
    /// `migrations` of the features under test; those of the jobs are added when they are missing.
    explicit TestGround(db::Engine engine, const std::vector<db::Migration>& migrations = {});
    template <class Span>
    TestGround(db::Engine engine, const Span& migrations)
        : TestGround(engine, std::vector<db::Migration>(migrations.begin(), migrations.end())) {}

    using Pairs = std::vector<std::pair<std::string, std::string>>;

    FakeClock& fake_clock() { return parts->clock; }
    settings::Settings& changeable_settings() { return parts->settings; }
    db::TestDatabase& test_database() { return parts->test_database; }

    /// Runs before the handlers, in order: identity's middleware.
    void use(http::Middleware middleware) { middlewares_.push_back(std::move(middleware)); }
    /// Sent with every request; what answers set is kept, what they delete (Max-Age=0) goes.
    std::map<std::string, std::string> cookies;

    /// `target` is path and query as a browser sends them, also "/en/…". `principal` is who asks unless a middleware
    /// says otherwise.
    http::Response get(std::string_view target, const http::Principal& principal = {});
    /// A form; the principal's `_csrf` is added when `fields` have none.
    http::Response post(std::string_view target, const Pairs& fields, const http::Principal& principal = {});
    /// Any request; method, target and what else the test is about are set. Errors become answers as on the server.
    http::Response send(http::Request request, bool add_csrf = false);

  private:
    http::Response respond(http::Request& request, bool add_csrf);
    void keep_cookies(const http::Response& response);

    std::vector<http::Middleware> middlewares_;
};

/// The body as the client would get it: text, the pieces of a stream, or the file.
std::string body_of(const http::Response& response);
/// A header of the answer; "" when there is none.
std::string header_of(const http::Response& response, std::string_view name);

}  // namespace longdan

// NOLINTBEGIN(bugprone-macro-parentheses)
/// Two tests with one body, which sees `longdan::TestGround& ground`; the rest of the arguments is an expression for
/// the migrations.
#define LONGDAN_ON_BOTH_GROUNDS(suite, name, ...)                                                         \
    static void suite##_##name(longdan::TestGround& ground);                                              \
    TEST(suite, name##_on_sqlite) {                                                                       \
        longdan::TestGround ground(longdan::db::Engine::sqlite, __VA_ARGS__);                             \
        suite##_##name(ground);                                                                           \
    }                                                                                                     \
    TEST(suite, name##_on_postgresql) {                                                                   \
        if (!longdan::db::can_test_on(longdan::db::Engine::postgresql)) GTEST_SKIP() << "no test server"; \
        longdan::TestGround ground(longdan::db::Engine::postgresql, __VA_ARGS__);                         \
        suite##_##name(ground);                                                                           \
    }                                                                                                     \
    static void suite##_##name([[maybe_unused]] longdan::TestGround& ground)
// NOLINTEND(bugprone-macro-parentheses)
