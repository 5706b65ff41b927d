// Durable single inserts: this interface beside the raw C libraries with one commit each, in the same run.
//   bench_db [SECONDS]     PostgreSQL too when LONGDAN_TEST_POSTGRESQL names a server
#include "platform/base/digest.h"
#include "platform/base/log.h"
#include "platform/base/test_support/callers.h"
#include "platform/db/db.h"

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <libpq-fe.h>
#include <sqlite3.h>

using namespace longdan;

namespace {

constexpr std::string_view create = "CREATE TABLE submission (id BIGINT PRIMARY KEY, raw TEXT NOT NULL)";
const std::string raw(3100, 'x');  // bytes of a submission with 60 answers

std::int64_t next_id() {
    static std::atomic<std::int64_t> next{1};
    return next++;
}

void print(std::string_view what, const Measured& measured, const Measured& limit) {
    fmt::print(
        "{:<44}{:>9.0f}/s   ratio {:>5.2f}   p50 {:>7.2f} ms   p99 {:>7.2f} ms\n", what, measured.per_second,
        measured.per_second / limit.per_second, measured.p50, measured.p99
    );
    std::fflush(stdout);
}

void check(bool ok, std::string_view what) {
    if (!ok) throw std::runtime_error(std::string(what));
}

Measured raw_sqlite(const std::string& path, double seconds) {
    sqlite3* handle = nullptr;
    check(sqlite3_open(path.c_str(), &handle) == SQLITE_OK, "sqlite3_open");
    const auto run = [&](const char* sql) {
        check(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr) == SQLITE_OK, sql);
    };
    run("PRAGMA journal_mode = WAL");
    run("PRAGMA synchronous = FULL");
    run(std::string(create).c_str());
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(handle, "INSERT INTO submission (id, raw) VALUES (?, ?)", -1, &statement, nullptr);
    const auto measured = measure(1, seconds, [&] {
        return [&] {
            sqlite3_bind_int64(statement, 1, next_id());
            sqlite3_bind_text(statement, 2, raw.data(), static_cast<int>(raw.size()), SQLITE_STATIC);
            check(sqlite3_step(statement) == SQLITE_DONE, "insert");
            sqlite3_reset(statement);
        };
    });
    sqlite3_finalize(statement);
    sqlite3_close(handle);
    return measured;
}

Measured raw_postgresql(const std::string& address, double seconds) {
    PGconn* handle = PQconnectdb(address.c_str());
    check(PQstatus(handle) == CONNECTION_OK, PQerrorMessage(handle));
    PQclear(PQexec(handle, "DROP TABLE IF EXISTS submission, schema_migration"));
    PQclear(PQexec(handle, std::string(create).c_str()));
    PQclear(PQprepare(handle, "insert", "INSERT INTO submission (id, raw) VALUES ($1, $2)", 2, nullptr));
    const auto measured = measure(1, seconds, [&] {
        return [&] {
            const std::string id = std::to_string(next_id());
            const char* values[] = {id.c_str(), raw.c_str()};
            PGresult* result = PQexecPrepared(handle, "insert", 2, values, nullptr, nullptr, 0);
            check(PQresultStatus(result) == PGRES_COMMAND_OK, PQerrorMessage(handle));
            PQclear(result);
        };
    });
    PQclear(PQexec(handle, "DROP TABLE submission"));
    PQfinish(handle);
    return measured;
}

void through_interface(const std::string& address, const Measured& limit, double seconds) {
    db::Options options;
    options.address = address;
    options.connections = 32;
    const auto database = db::open(options);
    const db::Migration tables[] = {{"bench", 1, "tables", create}};
    database->migrate(tables);
    for (const int callers : {1, 8, 32}) {
        const auto measured = measure(callers, seconds, [&] {
            return [&] {
                database->write([](db::Transaction& tx) {
                    tx.execute(
                        "INSERT INTO submission (id, raw) VALUES (:id, :raw)", {{"id", next_id()}, {"raw", raw}}
                    );
                });
            };
        });
        print(fmt::format("  through platform/db, {} callers", callers), measured, limit);
    }
}

}  // namespace

int main(int argc, char** argv) {
    log::quiet();
    const double seconds = argc > 1 ? std::atof(argv[1]) : 3;
    const auto folder = std::filesystem::temp_directory_path() / ("longdan-bench-" + hex(random_bytes(6)));
    std::filesystem::create_directories(folder);
    fmt::print("SQLite {}, WAL, synchronous=FULL, rows of {} bytes\n", sqlite3_libversion(), raw.size());
    const auto sqlite_limit = raw_sqlite((folder / "raw.db").string(), seconds);
    print("  raw sqlite3, one commit a row", sqlite_limit, sqlite_limit);
    through_interface((folder / "interface.db").string(), sqlite_limit, seconds);
    std::filesystem::remove_all(folder);

    if (const char* address = std::getenv("LONGDAN_TEST_POSTGRESQL")) {
        fmt::print("PostgreSQL, synchronous_commit on, serializable through the interface\n");
        const auto limit = raw_postgresql(address, seconds);
        print("  raw libpq, one commit a row", limit, limit);
        through_interface(address, limit, seconds);
    }
    return 0;
}
