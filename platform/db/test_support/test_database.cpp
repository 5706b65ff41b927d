#include "platform/db/test_support/test_database.h"

#include "platform/base/digest.h"
#include "platform/base/log.h"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include <unistd.h>

namespace longdan::db {
namespace {

std::string server() {
    const char* address = std::getenv("LONGDAN_TEST_POSTGRESQL");
    return address ? address : "";
}

std::string with_schema(const std::string& address, const std::string& schema) {
    return address + (address.find('?') == std::string::npos ? "?" : "&") + "options=-csearch_path%3D" + schema;
}

void run_on_server(const std::string& sql) {
    Options options;
    options.address = server();
    options.connections = 1;
    open(options)->write([&](Transaction& tx) { tx.execute(sql); });
}

}  // namespace

TestDatabase::TestDatabase(Engine engine, Options options) {
    log::quiet();
    if (engine == Engine::sqlite) {
        folder_ = (std::filesystem::temp_directory_path() / ("longdan-test-" + hex(random_bytes(8)))).string();
        std::filesystem::create_directories(folder_);
        address_ = folder_ + "/test.db";
    } else {
        schema_ = "test_" + hex(random_bytes(8));
        run_on_server("CREATE SCHEMA " + schema_);
        address_ = with_schema(server(), schema_);
    }
    database_ = open_again(std::move(options));
}

TestDatabase::~TestDatabase() {
    database_.reset();
    try {
        if (!folder_.empty()) std::filesystem::remove_all(folder_);
        if (!schema_.empty()) run_on_server("DROP SCHEMA " + schema_ + " CASCADE");
    } catch (const std::exception& error) {
        log::warning("test_database_not_removed", {{"error", error.what()}});
    }
}

std::unique_ptr<Database> TestDatabase::open_again(Options options) const {
    options.address = address_;
    return open(options);
}

std::vector<Migration> together(std::initializer_list<std::span<const Migration>> lists) {
    std::vector<Migration> all;
    for (const auto& list : lists) all.insert(all.end(), list.begin(), list.end());
    return all;
}

bool can_test_on(Engine engine) {
    if (engine == Engine::sqlite || !server().empty()) return true;
    const char* required = std::getenv("LONGDAN_REQUIRE_POSTGRESQL");
    if (required && std::string_view(required) == "1") {
        ADD_FAILURE() << "LONGDAN_REQUIRE_POSTGRESQL=1, but LONGDAN_TEST_POSTGRESQL names no server: run the tests "
                         "under script/with-postgresql";
    }
    return false;
}

}  // namespace longdan::db
