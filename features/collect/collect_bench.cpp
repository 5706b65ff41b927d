// Durable submissions through the HTTP server, with validation, beside plain inserts of the same bytes in the same run.
//   bench_collect [SECONDS]     PostgreSQL too when LONGDAN_TEST_POSTGRESQL names a server
#include "features/collect/test_support/fixture.h"
#include "platform/base/digest.h"
#include "platform/base/log.h"
#include "platform/base/test_support/callers.h"
#include "platform/http/server.h"
#include "platform/http/test_support/client.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>

#include <fmt/format.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <sys/resource.h>

using namespace longdan;

namespace {

using Steady = std::chrono::steady_clock;
constexpr int connections = 32;

double process_cpu() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

void check(bool ok, std::string_view what) {
    if (!ok) throw std::runtime_error(std::string(what));
}

std::int64_t next_number() {
    static std::atomic<std::int64_t> next{1'000'000};
    return next++;
}

/// An answer to the 1001 questionnaire as a device sends it, about 60 answers, 1.5 KB: what stands behind the instance.
/// Made before the time is taken; making it is the device's work.
std::string answers_of(const xforms::FormPlan& plan, std::size_t number) {
    std::string body =
        "\",\"form\":\"" + plan.code() + "\",\"version\":\"" + plan.version() + "\",\"answers\":{\"age\":40";
    for (const auto& question : plan.questions()) {
        if (question.type != xforms::QuestionType::select_one) continue;
        const auto& choices = plan.list_of(question).choices;
        const auto& choice = question.name == "p8" ? choices.front() : choices[(number + question.name.size()) % 2];
        body += ",\"" + question.name + "\":\"" + choice.name + "\"";
    }
    return body + ",\"comment\":\"Tôi mong giấy tờ được trả đúng hẹn.\"}}";
}

/// The answer as it is sent; each has an instance of its own.
std::string submission(const std::array<std::string, 2>& answers, std::int64_t number) {
    return "{\"instance\":\"do-tai-" + std::to_string(number) + answers[static_cast<std::size_t>(number % 2)];
}

Measured plain_sqlite(const std::string& path, double seconds, const std::array<std::string, 2>& answers) {
    sqlite3* handle = nullptr;
    check(sqlite3_open(path.c_str(), &handle) == SQLITE_OK, "sqlite3_open");
    const auto run = [&](const char* sql) {
        check(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr) == SQLITE_OK, sql);
    };
    run("PRAGMA journal_mode = WAL");
    run("PRAGMA synchronous = FULL");
    run("CREATE TABLE plain (id BIGINT PRIMARY KEY, raw TEXT NOT NULL)");
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(handle, "INSERT INTO plain (id, raw) VALUES (?, ?)", -1, &statement, nullptr);
    const auto measured = measure(1, seconds, [&] {
        return [&] {
            const std::int64_t number = next_number();
            const std::string raw = submission(answers, number);
            sqlite3_bind_int64(statement, 1, number);
            sqlite3_bind_text(statement, 2, raw.data(), static_cast<int>(raw.size()), SQLITE_STATIC);
            check(sqlite3_step(statement) == SQLITE_DONE, "insert");
            sqlite3_reset(statement);
        };
    });
    sqlite3_finalize(statement);
    sqlite3_close(handle);
    return measured;
}

Measured plain_postgresql(const std::string& address, double seconds, const std::array<std::string, 2>& answers) {
    const auto connect = [&] {
        std::shared_ptr<PGconn> handle(PQconnectdb(address.c_str()), &PQfinish);
        check(PQstatus(handle.get()) == CONNECTION_OK, PQerrorMessage(handle.get()));
        return handle;
    };
    const auto first = connect();
    PQclear(PQexec(first.get(), "CREATE TABLE plain (id BIGINT PRIMARY KEY, raw TEXT NOT NULL)"));
    return measure(connections, seconds, [&] {
        const auto handle = connect();
        PQclear(PQprepare(handle.get(), "insert", "INSERT INTO plain (id, raw) VALUES ($1, $2)", 2, nullptr));
        return [handle, &answers] {
            const std::int64_t number = next_number();
            const std::string id = std::to_string(number);
            const std::string raw = submission(answers, number);
            const char* values[] = {id.c_str(), raw.c_str()};
            PGresult* result = PQexecPrepared(handle.get(), "insert", 2, values, nullptr, nullptr, 0);
            check(PQresultStatus(result) == PGRES_COMMAND_OK, PQerrorMessage(handle.get()));
            PQclear(result);
        };
    });
}

void through_the_server(db::Engine engine, double seconds) {
    TestGround ground(engine, collect::all_migrations());
    ground.fake_clock().set(SystemClock().now());
    collect::CollectFixture fixture(ground);
    const methods::FormId form = ground.database.write([&](db::Transaction& tx) {
        fixture.methods.seed(tx, std::string(LONGDAN_SOURCE_DIR) + "/data");
        return fixture.methods.find_form(tx, "sipas-1001")->id;
    });
    const auto plan = ground.database.read([&](db::Transaction& tx) { return fixture.methods.form(tx, form)->plan; });
    std::vector<std::string> codes;
    const collect::Collection door = ground.database.write([&](db::Transaction& tx) {
        fixture.form = form;
        auto opened = fixture.opened(tx, "do-tai", collect::Evidence::probability);
        const auto system = identity::Identity::system_access();
        std::vector<collect::SamplingPoint> villages;
        for (int i = 1; i <= 500; ++i) villages.push_back(collect::village(i));
        for (const auto& code : fixture.collect.issue_codes(tx, system, opened.id, villages, 200)) {
            codes.push_back(code.code);
        }
        return opened;
    });
    fixture.collect.add_routes();
    http::Metrics metrics;
    http::ServerOptions options;
    options.temp_folder = ground.settings.data;
    options.dispatch.middlewares = {fixture.identity.middleware()};
    http::Server server(options, ground.router, ground.page_cache, ground.clock, metrics);
    server.start();

    const std::array<std::string, 2> answers = {answers_of(*plan, 0), answers_of(*plan, 1)};
    const auto limit = engine == db::Engine::sqlite
                           ? plain_sqlite(ground.settings.data + "/plain.db", seconds, answers)
                           : plain_postgresql(std::getenv("LONGDAN_TEST_POSTGRESQL"), seconds, answers);
    const double cpu_before = process_cpu();
    std::atomic<std::size_t> next_code = 0;
    const auto measured = measure(connections, seconds, [&] {
        const auto client = std::make_shared<http::test_support::Client>(server.port());
        return [&, client] {
            const auto answered = client->post(
                "/api/v1/rounds/do-tai/submissions", "application/json", submission(answers, next_number()),
                {{"X-Access-Code", codes.at(next_code++)}}
            );
            if (answered.status != 201) throw std::runtime_error(fmt::format("{}: {}", answered.status, answered.body));
        };
    });
    const double cpu = (process_cpu() - cpu_before - measured.caller_cpu) / static_cast<double>(measured.count);
    const auto open = measure(connections, seconds / 2, [&] {
        const auto client = std::make_shared<http::test_support::Client>(server.port());
        return [client] {
            if (client->get("/khao-sat/do-tai").status != 200) throw std::runtime_error("the start page failed");
        };
    });
    server.stop();
    const std::string_view name = engine == db::Engine::sqlite ? "SQLite" : "PostgreSQL";
    fmt::print(
        "{:<11} plain inserts, {:>2} callers   {:>8.0f}/s   p50 {:>7.2f} ms   p99 {:>7.2f} ms\n", name,
        engine == db::Engine::sqlite ? 1 : connections, limit.per_second, limit.p50, limit.p99
    );
    fmt::print(
        "{:<11} submissions, {} connections {:>7.0f}/s   p50 {:>7.2f} ms   p99 {:>7.2f} ms   ratio {:.2f} (goal 0.30)  "
        " "
        "CPU {:.3f} ms each (goal 0.5)\n",
        name, connections, measured.per_second, measured.p50, measured.p99, measured.per_second / limit.per_second,
        cpu * 1000
    );
    fmt::print(
        "{:<11} start page from memory       {:>8.0f}/s   p50 {:>7.2f} ms   p99 {:>7.2f} ms\n", name, open.per_second,
        open.p50, open.p99
    );
    const auto count_start = Steady::now();
    const auto progress =
        ground.database.read([&](db::Transaction& tx) { return fixture.collect.progress(tx, door.round); });
    fmt::print(
        "{:<11} counters of {} answers and {} codes: {:.1f} ms\n", name, progress.at(0).received, progress.at(0).issued,
        std::chrono::duration<double, std::milli>(Steady::now() - count_start).count()
    );
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    log::quiet();
    const double seconds = argc > 1 ? std::atof(argv[1]) : 4;
    through_the_server(db::Engine::sqlite, seconds);
    if (std::getenv("LONGDAN_TEST_POSTGRESQL")) through_the_server(db::Engine::postgresql, seconds);
    return 0;
}
