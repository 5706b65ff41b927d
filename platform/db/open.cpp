#include "platform/db/sqlite_database.h"

namespace longdan::db {

std::unique_ptr<Database> open(const Options& options) { return std::make_unique<SqliteDatabase>(options); }

}  // namespace longdan::db
