#pragma once

#include "platform/db/db.h"

#include <functional>
#include <span>
#include <string>
#include <vector>

/// The bookkeeping of migrations, the same for both engines.
namespace longdan::db {

/// What an engine lends the bookkeeping: a transaction that no other program's migration can be inside of at the same
/// time, and a way to run a text of several statements in it.
struct MigrationHost {
    Engine engine;
    std::function<void(const std::function<void(Transaction&)>&)> exclusively;
    std::function<void(Transaction&, const std::string&)> run_script;
};

void apply_migrations(const MigrationHost& host, std::span<const Migration> migrations);
std::vector<MigrationStatus> status_of_migrations(Transaction& tx, std::span<const Migration> migrations);

}  // namespace longdan::db
