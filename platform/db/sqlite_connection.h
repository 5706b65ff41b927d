#pragma once

#include "platform/db/guarded_transaction.h"

#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace longdan::db {

/// Another program holds the database; the transaction may be tried again.
class SqliteBusy : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// One connection with its cache of prepared statements. Used by one thread at a time.
class SqliteConnection {
  public:
    enum class Use { write, read };

    SqliteConnection(const std::string& path, Use use);
    ~SqliteConnection();
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    /// Runs a text of one or several statements without parameters.
    void run(const char* sql);
    /// True between BEGIN and COMMIT. Some failures (disk full) make SQLite roll back by itself.
    bool in_transaction() const;
    /// True when a deferred foreign key waits for a row that is not there.
    bool breaks_foreign_keys() const;
    std::int64_t total_changes() const;
    std::int64_t last_changes() const;

    /// A prepared statement for as long as the lease lives; reset when it ends.
    class Lease;
    Lease prepare(std::string_view sql);

    /// Throws what the engine's code means for the caller. `sql` may be empty.
    [[noreturn]] void fail(int code, std::string_view sql) const;

  private:
    struct Cached {
        std::string sql;
        sqlite3_stmt* statement = nullptr;
        bool leased = false;
    };
    using Cache = std::list<Cached>;  // most recently used first

    void open(const std::string& path);

    sqlite3* handle_ = nullptr;
    Use use_;
    std::string path_;
    Cache cache_;
    std::unordered_map<std::string_view, Cache::iterator> by_text_;
};

class SqliteConnection::Lease {
  public:
    Lease(SqliteConnection& connection, Cached* cached, sqlite3_stmt* own);
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;

    void bind(const Parameters& parameters, std::string_view sql);
    void bind(int position, const Value& value, std::string_view sql);
    /// True while there is a row.
    bool step(std::string_view sql);
    void reset();
    std::shared_ptr<const Row::Columns> columns() const;
    std::vector<Value::Data> cells() const;

  private:
    SqliteConnection& connection_;
    Cached* cached_;
    sqlite3_stmt* statement_;
    bool owned_;
};

/// The work of one caller on a connection.
class SqliteTransaction final : public GuardedTransaction {
  public:
    explicit SqliteTransaction(SqliteConnection& connection) : connection_(connection) {}

    Engine engine() const override { return Engine::sqlite; }
    std::int64_t execute(std::string_view sql, const Parameters& parameters) override;
    Rows query(std::string_view sql, const Parameters& parameters) override;
    void each(std::string_view sql, const Parameters& parameters, const std::function<bool(const Row&)>& row) override;
    void insert_many(
        std::string_view table, std::span<const std::string_view> columns, const std::vector<std::vector<Value>>& rows
    ) override;

  private:
    SqliteConnection& connection_;
};

}  // namespace longdan::db
