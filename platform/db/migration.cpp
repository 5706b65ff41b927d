#include "platform/db/migration.h"

#include "platform/base/digest.h"
#include "platform/base/log.h"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace longdan::db {
namespace {

using Key = std::pair<std::string, int>;

constexpr std::string_view create_table =
    "CREATE TABLE IF NOT EXISTS schema_migration ("
    " feature TEXT NOT NULL, number BIGINT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL,"
    " applied_at BIGINT NOT NULL, PRIMARY KEY (feature, number))";

std::string text_for(Engine engine, const Migration& migration) {
    std::string text(
        engine == Engine::postgresql && !migration.postgresql.empty() ? migration.postgresql : migration.sql
    );
    constexpr std::string_view mark = "{{bytes}}";
    const std::string_view type = engine == Engine::sqlite ? "BLOB" : "BYTEA";
    for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at)) {
        text.replace(at, mark.size(), type);
    }
    return text;
}

std::string digest(Engine engine, const Migration& migration) {
    std::string all(migration.feature);
    all += '\n' + std::to_string(migration.number) + '\n' + text_for(engine, migration);
    return sha256(all);
}

bool has_table(Transaction& tx) {
    constexpr std::string_view sqlite =
        "SELECT 1 AS one FROM sqlite_master WHERE type = 'table' AND name = 'schema_migration'";
    constexpr std::string_view postgresql = "SELECT 1 AS one WHERE to_regclass('schema_migration') IS NOT NULL";
    return tx.query_one(tx.by_engine(sqlite, postgresql)).has_value();
}

std::map<Key, std::string> applied(Transaction& tx) {
    std::map<Key, std::string> result;
    for (const auto& row : tx.query("SELECT feature, number, sha256 FROM schema_migration")) {
        result[{row.text("feature"), static_cast<int>(row.integer("number"))}] = row.text("sha256");
    }
    return result;
}

std::string label(std::string_view feature, int number) { return std::string(feature) + " " + std::to_string(number); }

/// Throws when what is in the database is not a beginning of what the program knows.
void refuse_strangers(Engine engine, const std::map<Key, std::string>& applied, std::span<const Migration> migrations) {
    std::map<Key, std::string> known;
    for (const auto& migration : migrations) {
        if (!known.emplace(Key{migration.feature, migration.number}, digest(engine, migration)).second) {
            throw std::logic_error("migration given twice: " + label(migration.feature, migration.number));
        }
    }
    for (const auto& [key, sha] : applied) {
        const auto found = known.find(key);
        if (found == known.end()) {
            throw Error(
                ErrorKind::conflict, "Cơ sở dữ liệu có bước nâng cấp " + label(key.first, key.second) +
                                         " mà chương trình này không biết: hãy dùng bản chương trình mới hơn"
            );
        }
        if (found->second != sha) {
            throw Error(
                ErrorKind::conflict,
                "Bước nâng cấp " + label(key.first, key.second) +
                    " khác với bước đã chạy trên cơ sở dữ liệu này: hãy dùng đúng bản chương trình, "
                    "hoặc khôi phục từ bản sao lưu"
            );
        }
    }
}

}  // namespace

void apply_migrations(const MigrationHost& host, std::span<const Migration> migrations) {
    host.exclusively([&](Transaction& tx) {
        tx.execute(create_table);
        refuse_strangers(host.engine, applied(tx), migrations);
    });
    for (const auto& migration : migrations) {
        bool ran = false;
        host.exclusively([&](Transaction& tx) {
            ran = false;
            if (applied(tx).contains({std::string(migration.feature), migration.number})) return;
            host.run_script(tx, text_for(host.engine, migration));
            tx.execute(
                "INSERT INTO schema_migration (feature, number, name, sha256, applied_at)"
                " VALUES (:feature, :number, :name, :sha256, :applied_at)",
                {{"feature", migration.feature},
                 {"number", migration.number},
                 {"name", migration.name},
                 {"sha256", digest(host.engine, migration)},
                 {"applied_at", SystemClock().now()}}
            );
            ran = true;
        });
        if (ran) {
            log::info(
                "migration_applied",
                {{"migration", label(migration.feature, migration.number)}, {"name", migration.name}}
            );
        }
    }
}

std::vector<MigrationStatus> status_of_migrations(Transaction& tx, std::span<const Migration> migrations) {
    const auto done = has_table(tx) ? applied(tx) : std::map<Key, std::string>();
    std::vector<MigrationStatus> status;
    for (const auto& migration : migrations) {
        std::string feature(migration.feature);
        const bool is_applied = done.contains({feature, migration.number});
        status.push_back({std::move(feature), migration.number, std::string(migration.name), is_applied});
    }
    return status;
}

}  // namespace longdan::db
