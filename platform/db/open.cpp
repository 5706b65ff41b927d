#include "platform/db/postgresql_database.h"
#include "platform/db/sqlite_database.h"

namespace longdan::db {

std::unique_ptr<Database> open(const Options& options) {
    const std::string_view address = options.address;
    if (address.starts_with("postgresql://") || address.starts_with("postgres://")) {
        return std::make_unique<PostgresqlDatabase>(options);
    }
    if (address.empty() || address.find("://") != std::string_view::npos) {
        throw Error(
            ErrorKind::invalid,
            "Địa chỉ cơ sở dữ liệu không hợp lệ: hãy ghi đường dẫn tệp (SQLite) hoặc "
            "postgresql://người-dùng@máy-chủ/tên"
        );
    }
    return std::make_unique<SqliteDatabase>(options);
}

}  // namespace longdan::db
