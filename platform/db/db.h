#pragma once

#include "platform/base/error.h"
#include "platform/base/id.h"
#include "platform/base/time.h"

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

/// One small interface over SQLite and PostgreSQL. SQL stays in the subset both speak; parameters are `:name`.
///
///     database.write([&](db::Transaction& tx) {
///         tx.execute("INSERT INTO unit (id, code) VALUES (:id, :code)", {{"id", id}, {"code", "01"}});
///     });
///     auto names = database.read([&](db::Transaction& tx) {
///         std::vector<std::string> names;
///         for (const auto& row : tx.query("SELECT name FROM unit WHERE kind = :kind", {{"kind", "province"}}))
///             names.push_back(row.text("name"));
///         return names;
///     });
///
/// Column types, the same on both: BIGINT (integers, ids, Moments in ms, Days, booleans 0/1), DOUBLE PRECISION, TEXT,
/// and {{bytes}} in a migration (BLOB or BYTEA). No AUTOINCREMENT, no SERIAL, no BOOLEAN, no dates of the database:
/// ids and times are made by the program.
namespace longdan::db {

enum class Engine { sqlite, postgresql };

/// Where a read may run. A replica may lag; what must see the caller's own writes says primary.
enum class Role { primary, replica };

using Bytes = std::vector<std::byte>;

/// A value bound to a parameter. NaN is stored as NULL; text that is not UTF-8 or holds NUL throws Error(invalid).
class Value {
  public:
    Value(std::nullptr_t) {}
    Value(std::string_view text) : data_(std::string(text)) {}
    Value(const std::string& text) : data_(text) {}
    Value(std::string&& text) : data_(std::move(text)) {}
    Value(const char* text) : data_(std::string(text)) {}
    Value(double number) : data_(number) {}
    Value(bool yes) : data_(std::int64_t{yes}) {}
    template <class T>
        requires std::is_integral_v<T> && (!std::is_same_v<T, bool>)
    Value(T number) : data_(static_cast<std::int64_t>(number)) {}
    Value(Moment moment) : data_(moment.milliseconds) {}
    Value(Day day) : data_(std::int64_t{day.number}) {}
    Value(Bytes bytes) : data_(std::move(bytes)) {}
    template <class Tag>
    Value(Id<Tag> id) : data_(id.value) {}
    template <class T>
    Value(const std::optional<T>& maybe) : Value(nullptr) {
        if (maybe) *this = Value(*maybe);
    }

    using Data = std::variant<std::monostate, std::int64_t, double, std::string, Bytes>;
    const Data& data() const { return data_; }

  private:
    Data data_;
};

using Parameters = std::vector<std::pair<std::string_view, Value>>;

/// One row of an answer. A column by name; a wrong name or type is our own mistake and throws std::logic_error with the
/// column. `maybe_…` gives nothing for NULL, the others throw.
class Row {
  public:
    std::int64_t integer(std::string_view column) const;
    double number(std::string_view column) const;
    std::string text(std::string_view column) const;
    Bytes bytes(std::string_view column) const;
    bool yes(std::string_view column) const { return integer(column) != 0; }
    Moment moment(std::string_view column) const { return {integer(column)}; }
    Day day(std::string_view column) const { return {static_cast<std::int32_t>(integer(column))}; }
    template <class IdType>
    IdType id(std::string_view column) const {
        return IdType{integer(column)};
    }

    bool is_null(std::string_view column) const;
    std::optional<std::int64_t> maybe_integer(std::string_view column) const;
    std::optional<double> maybe_number(std::string_view column) const;
    std::optional<std::string> maybe_text(std::string_view column) const;
    std::optional<Moment> maybe_moment(std::string_view column) const;
    std::optional<Day> maybe_day(std::string_view column) const;
    template <class IdType>
    std::optional<IdType> maybe_id(std::string_view column) const {
        const auto value = maybe_integer(column);
        if (!value) return std::nullopt;
        return IdType{*value};
    }

    struct Columns {
        std::vector<std::string> names;
    };
    Row(std::shared_ptr<const Columns> columns, std::vector<Value::Data> cells)
        : columns_(std::move(columns)), cells_(std::move(cells)) {}
    const std::vector<Value::Data>& cells() const { return cells_; }
    const Columns& columns() const { return *columns_; }

  private:
    std::size_t index(std::string_view column) const;

    std::shared_ptr<const Columns> columns_;
    std::vector<Value::Data> cells_;
};

using Rows = std::vector<Row>;

/// What runs inside a transaction. Not thread-safe; never kept beyond the function it was given to.
class Transaction {
  public:
    virtual ~Transaction() = default;
    virtual Engine engine() const = 0;

    /// Runs a statement; returns the number of rows it changed. A unique or check violation throws
    /// ConstraintViolation, and the transaction can only be rolled back.
    virtual std::int64_t execute(std::string_view sql, const Parameters& parameters = {}) = 0;
    /// All rows of a query, also of INSERT … RETURNING.
    virtual Rows query(std::string_view sql, const Parameters& parameters = {}) = 0;
    /// Rows one by one, for answers too large to hold; return false to stop.
    virtual void each(
        std::string_view sql, const Parameters& parameters, const std::function<bool(const Row&)>& row
    ) = 0;
    /// Inserts many rows in the fastest way of the engine (prepared inserts; COPY). Column order as named.
    virtual void insert_many(
        std::string_view table, std::span<const std::string_view> columns, const std::vector<std::vector<Value>>& rows
    ) = 0;

    /// The only row, nothing when there is none; more than one is our own mistake.
    std::optional<Row> query_one(std::string_view sql, const Parameters& parameters = {});
    /// SQL text by engine where the shared subset does not reach (search, job claims).
    std::string_view by_engine(std::string_view sqlite, std::string_view postgresql) const {
        return engine() == Engine::sqlite ? sqlite : postgresql;
    }
    /// Runs after this transaction is durable, on the caller's thread of write(); dropped on rollback.
    virtual void after_commit(std::function<void()> action) = 0;
};

/// A broken UNIQUE, PRIMARY KEY, CHECK, NOT NULL or FOREIGN KEY rule. what() names the rule as the engine does.
class ConstraintViolation : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// A numbered migration, embedded in the program. `sql` may hold {{bytes}}; where the engines need different text,
/// `postgresql` is not empty and is used there.
struct Migration {
    std::string_view feature;  ///< "units"
    int number;                ///< 1, 2, … within the feature
    std::string_view name;     ///< "tables"
    std::string_view sql;
    std::string_view postgresql = {};
};

struct MigrationStatus {
    std::string feature;
    int number;
    std::string name;
    bool applied;
};

struct Options {
    /// A file path (SQLite), or postgresql://… for the primary.
    std::string address;
    std::vector<std::string> replicas;
    int connections = 8;
    /// SQLite: how long the writer collects transactions into one commit.
    int group_commit_microseconds = 2000;
};

/// A database: pool of connections, one writer on SQLite. Thread-safe.
class Database {
  public:
    virtual ~Database() = default;
    virtual Engine engine() const = 0;

    /// Runs `work` in a serializable read-write transaction and returns when it is durable. On a serialization failure
    /// or a busy database `work` runs again (up to 8 times with growing pauses), so it must have no other effects; use
    /// after_commit. An exception from `work` rolls its changes back and passes on. On SQLite the transactions of
    /// many callers share one commit, each in a savepoint of its own. Inside another transaction of the same database
    /// it would wait for itself: std::logic_error.
    template <class Work>
    auto write(Work&& work) -> std::invoke_result_t<Work, Transaction&> {
        using Result = std::invoke_result_t<Work, Transaction&>;
        if constexpr (std::is_void_v<Result>) {
            run_write([&](Transaction& tx) { work(tx); });
        } else {
            std::optional<Result> result;
            run_write([&](Transaction& tx) { result.emplace(work(tx)); });
            return std::move(*result);
        }
    }

    /// Runs `work` in a read-only transaction with one consistent view.
    template <class Work>
    auto read(Work&& work, Role role = Role::primary) -> std::invoke_result_t<Work, Transaction&> {
        using Result = std::invoke_result_t<Work, Transaction&>;
        if constexpr (std::is_void_v<Result>) {
            run_read([&](Transaction& tx) { work(tx); }, role);
        } else {
            std::optional<Result> result;
            run_read([&](Transaction& tx) { result.emplace(work(tx)); }, role);
            return std::move(*result);
        }
    }

    /// Applies what is missing, in order, each in its own transaction. A migration whose text differs from the one that
    /// was applied (SHA-256), or an applied one the program does not know, throws Error(conflict) and changes nothing.
    virtual void migrate(std::span<const Migration> migrations) = 0;
    virtual std::vector<MigrationStatus> migration_status(std::span<const Migration> migrations) = 0;

    /// Quick check for /readyz; throws Error(unavailable).
    virtual void ping() = 0;

  protected:
    virtual void run_write(const std::function<void(Transaction&)>& work) = 0;
    virtual void run_read(const std::function<void(Transaction&)>& work, Role role) = 0;
};

/// Opens by address. Throws Error(unavailable) with what to do when it cannot be reached.
std::unique_ptr<Database> open(const Options& options);

}  // namespace longdan::db
