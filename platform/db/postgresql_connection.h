#pragma once

#include "platform/db/guarded_transaction.h"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

struct pg_conn;
struct pg_result;

namespace longdan::db {

class BoundValues;

/// Serializable transactions got in each other's way; the transaction may be tried again.
class SerializationFailure : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// The connection broke; nothing of an uncommitted transaction is left.
class ConnectionLost : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

struct ResultDeleter {
    void operator()(pg_result* result) const;
};
using Result = std::unique_ptr<pg_result, ResultDeleter>;

/// One connection with its prepared statements. Used by one thread at a time.
class PostgresqlConnection {
  public:
    /// Throws Error(unavailable) when the server cannot be reached or lets us not in.
    explicit PostgresqlConnection(const std::string& address);
    ~PostgresqlConnection();
    PostgresqlConnection(const PostgresqlConnection&) = delete;
    PostgresqlConnection& operator=(const PostgresqlConnection&) = delete;

    bool alive() const;
    /// Connected, and no transaction is open.
    bool idle() const;

    /// Begins a transaction. Sent with its first statement, in one round trip where that is prepared already.
    void begin(const char* how) { begin_ = how; }
    /// A text of one or several statements without parameters.
    Result run(const std::string& sql);
    /// One statement, prepared at its first use.
    Result run_prepared(std::string_view sql, const Parameters& parameters);
    /// One statement that is not worth preparing: cursors.
    Result run_once(std::string_view prefix, std::string_view sql, const Parameters& parameters);
    void copy_in(const std::string& sql, const std::vector<std::vector<Value>>& rows, std::size_t columns);
    void commit();

  private:
    struct Prepared {
        NamedStatement statement;
        /// By the types of the values: the server's name of the statement.
        std::vector<std::pair<std::string, std::string>> names;
    };

    void send_begin();
    /// BEGIN and the statement behind it in one round trip.
    Result run_with_begin(const std::string& name, const BoundValues& bound, std::string_view sql);
    Prepared& parsed(std::string_view sql);
    const std::string& prepared(Prepared& entry, const BoundValues& bound);
    /// Returns the result when it is a success, throws what the SQLSTATE means otherwise.
    Result checked(pg_result* result, std::string_view sql);
    void send_rows(const std::vector<std::vector<Value>>& rows, std::size_t columns, const std::string& sql);

    pg_conn* handle_ = nullptr;
    std::unordered_map<std::string, Prepared> statements_;
    std::size_t prepared_count_ = 0;
    std::size_t next_name_ = 0;
    const char* begin_ = nullptr;  ///< not sent yet
};

/// The rows of a result, typed by the columns' types (postgresql_values.cpp).
Rows rows_of(const pg_result* result);
/// Rows inserted, updated or deleted.
std::int64_t changed_rows(pg_result* result);

class PostgresqlTransaction final : public GuardedTransaction {
  public:
    explicit PostgresqlTransaction(PostgresqlConnection& connection) : connection_(connection) {}

    Engine engine() const override { return Engine::postgresql; }
    std::int64_t execute(std::string_view sql, const Parameters& parameters) override;
    Rows query(std::string_view sql, const Parameters& parameters) override;
    void each(std::string_view sql, const Parameters& parameters, const std::function<bool(const Row&)>& row) override;
    void insert_many(
        std::string_view table, std::span<const std::string_view> columns, const std::vector<std::vector<Value>>& rows
    ) override;

  private:
    PostgresqlConnection& connection_;
    int cursors_ = 0;
};

}  // namespace longdan::db
