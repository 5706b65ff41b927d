#include "platform/backup/tables.h"

#include "platform/backup/cells.h"
#include "platform/base/digest.h"

#include <algorithm>

namespace longdan::backup {
namespace {

constexpr std::size_t piece_size = 1u << 20;

constexpr std::string_view sqlite_tables =
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE "
    "'\\'"
    " ORDER BY name";
constexpr std::string_view postgresql_tables =
    "SELECT c.relname AS name FROM pg_class c WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition"
    " AND c.relnamespace = to_regnamespace(current_schema()) ORDER BY c.relname";

/// Each column with its place in the primary key, 0 outside it.
constexpr std::string_view sqlite_columns =
    "SELECT name, pk AS place, 0 AS is_array FROM pragma_table_xinfo(:table) WHERE hidden = 0 ORDER BY name";
constexpr std::string_view postgresql_columns =
    "SELECT a.attname AS name, coalesce(array_position(i.indkey::int2[], a.attnum), -1) + 1 AS place,"
    " a.atttypid = CAST('int2[]' AS regtype) AS is_array"
    " FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary"
    " WHERE a.attrelid = to_regclass(:table) AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''"
    " ORDER BY a.attname";

constexpr std::string_view foreign_keys =
    "SELECT conrelid::regclass::text AS table_name, conname AS name, pg_get_constraintdef(oid) AS definition"
    " FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 AND connamespace = to_regnamespace(current_schema())"
    " ORDER BY conrelid, conname";

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

/// NULLs first or last by our own word: the databases differ.
std::string order_of(const Table& table) {
    if (!table.key.empty()) return joined(table.key);
    std::string text;
    for (const auto& name : table.columns) text += (text.empty() ? "" : ", ") + name + " IS NULL, " + name;
    return text;
}

Table described(db::Transaction& tx, std::string name) {
    Table table;
    std::vector<std::pair<std::int64_t, std::string>> key;
    for (const auto& row : tx.query(tx.by_engine(sqlite_columns, postgresql_columns), {{"table", name}})) {
        table.columns.push_back(row.text("name"));
        table.arrays.push_back(row.yes("is_array"));
        if (row.integer("place") > 0) key.emplace_back(row.integer("place"), row.text("name"));
    }
    std::sort(key.begin(), key.end());
    for (auto& [place, column] : key) table.key.push_back(std::move(column));
    table.name = std::move(name);
    return table;
}

std::vector<db::Value::Data> packed(std::vector<db::Value::Data> cells, const std::vector<bool>& arrays) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (const auto* text = std::get_if<std::string>(&cells[i]); text && arrays[i]) cells[i] = packed_numbers(*text);
    }
    return cells;
}

}  // namespace

std::vector<Table> tables(db::Transaction& tx) {
    std::vector<Table> all;
    for (const auto& row : tx.query(tx.by_engine(sqlite_tables, postgresql_tables))) {
        auto name = row.text("name");
        if (name != "schema_migration") all.push_back(described(tx, std::move(name)));
    }
    return all;
}

std::vector<MigrationEntry> applied_migrations(db::Transaction& tx) {
    std::vector<MigrationEntry> all;
    for (const auto& row : tx.query("SELECT feature, number FROM schema_migration ORDER BY feature, number")) {
        all.push_back({row.text("feature"), row.integer("number")});
    }
    return all;
}

bool has_rows(db::Transaction& tx, const Table& table) {
    return tx.query_one("SELECT 1 AS one FROM " + table.name + " LIMIT 1").has_value();
}

TableEntry dump(db::Transaction& tx, const Table& table, const std::function<void(std::string_view lines)>& take) {
    TableEntry entry{table.name, table.columns, 0, ""};
    Sha256 hash;
    std::string lines;
    const bool has_arrays = std::find(table.arrays.begin(), table.arrays.end(), true) != table.arrays.end();
    const auto flush = [&] {
        hash.update(lines);
        take(lines);
        lines.clear();
    };
    const std::string sql = "SELECT " + joined(table.columns) + " FROM " + table.name + " ORDER BY " + order_of(table);
    tx.each(sql, {}, [&](const db::Row& row) {
        if (has_arrays) {
            append_line(lines, packed(row.cells(), table.arrays));
        } else {
            append_line(lines, row.cells());
        }
        ++entry.rows;
        if (lines.size() >= piece_size) flush();
        return true;
    });
    if (!lines.empty()) flush();
    entry.sha256 = hash.finish();
    return entry;
}

LooseForeignKeys::LooseForeignKeys(db::Transaction& tx) : tx_(tx) {
    if (tx.engine() == db::Engine::sqlite) {
        tx.execute("PRAGMA defer_foreign_keys = ON");  // until this transaction ends, where they are checked
        return;
    }
    for (const auto& row : tx.query(foreign_keys)) {
        dropped_.push_back({row.text("table_name"), row.text("name"), row.text("definition")});
        tx.execute("ALTER TABLE " + dropped_.back().table + " DROP CONSTRAINT " + dropped_.back().name);
    }
}

void LooseForeignKeys::finish() {
    for (const auto& constraint : dropped_) {
        tx_.execute(
            "ALTER TABLE " + constraint.table + " ADD CONSTRAINT " + constraint.name + " " + constraint.definition
        );
    }
}

}  // namespace longdan::backup
