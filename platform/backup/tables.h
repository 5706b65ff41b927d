#pragma once

#include "platform/backup/backup.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// What the database says about its own tables.
namespace longdan::backup {

struct Table {
    std::string name;
    std::vector<std::string> columns;  ///< sorted by name: the databases may hold them in different orders
    std::vector<std::string> key;      ///< primary key, in its own order; empty: none
    std::vector<bool> arrays;          ///< by column: SMALLINT[] of PostgreSQL, where SQLite holds packed bytes
};

/// The tables of the program, sorted by name, without the bookkeeping of migrations, search indexes of SQLite (virtual
/// tables) and generated columns: what can be made again is not kept.
std::vector<Table> tables(db::Transaction& tx);
std::vector<MigrationEntry> applied_migrations(db::Transaction& tx);
bool has_rows(db::Transaction& tx, const Table& table);

/// Hands over the lines of a table in pieces of about a megabyte, in the order of its key, and says what they are.
TableEntry dump(db::Transaction& tx, const Table& table, const std::function<void(std::string_view lines)>& take);

/// Lets rows come in any order until it goes: foreign keys are checked when finish() is called.
class LooseForeignKeys {
  public:
    explicit LooseForeignKeys(db::Transaction& tx);
    void finish();

  private:
    struct Constraint {
        std::string table;
        std::string name;
        std::string definition;
    };
    db::Transaction& tx_;
    std::vector<Constraint> dropped_;
};

}  // namespace longdan::backup
