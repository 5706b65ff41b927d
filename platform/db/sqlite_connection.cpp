#include "platform/db/sqlite_connection.h"

#include "platform/db/statement.h"

#include <cmath>
#include <stdexcept>

#include <sqlite3.h>

namespace longdan::db {
namespace {

constexpr std::size_t most_cached_statements = 256;
/// How long a statement waits for another program's lock before it gives up and the transaction is tried again.
constexpr int busy_milliseconds = 1000;

}  // namespace

SqliteConnection::SqliteConnection(const std::string& path, Use use) : use_(use), path_(path) {
    try {
        open(path);
    } catch (...) {
        sqlite3_close_v2(handle_);
        throw;
    }
}

void SqliteConnection::open(const std::string& path) {
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (use_ == Use::write ? SQLITE_OPEN_CREATE : 0);
    if (const int code = sqlite3_open_v2(path.c_str(), &handle_, flags, nullptr); code != SQLITE_OK) fail(code, "");
    sqlite3_extended_result_codes(handle_, 1);
    sqlite3_busy_timeout(handle_, busy_milliseconds);
    if (use_ == Use::write) run("PRAGMA journal_mode = WAL");
    run("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;"
        "PRAGMA cache_size = -16384; PRAGMA journal_size_limit = 67108864");
    if (use_ == Use::read) run("PRAGMA query_only = ON");
}

SqliteConnection::~SqliteConnection() {
    for (auto& cached : cache_) sqlite3_finalize(cached.statement);
    sqlite3_close_v2(handle_);
}

void SqliteConnection::run(const char* sql) {
    if (const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr); code != SQLITE_OK) fail(code, sql);
}

bool SqliteConnection::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

bool SqliteConnection::breaks_foreign_keys() const {
    int current = 0;
    int highest = 0;
    sqlite3_db_status(handle_, SQLITE_DBSTATUS_DEFERRED_FKS, &current, &highest, 0);
    return current != 0;
}

std::int64_t SqliteConnection::total_changes() const { return sqlite3_total_changes64(handle_); }
std::int64_t SqliteConnection::last_changes() const { return sqlite3_changes64(handle_); }

void SqliteConnection::fail(int code, std::string_view sql) const {
    const std::string message = handle_ ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
    const auto unavailable = [&](const std::string& text) -> Error {
        return {ErrorKind::unavailable, text + " (" + path_ + ": " + message + ")"};
    };
    switch (code & 0xFF) {
        case SQLITE_CONSTRAINT:
            throw ConstraintViolation(message);
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            throw SqliteBusy(message);
        case SQLITE_FULL:
            throw unavailable("Đĩa đã đầy, chưa lưu được gì: hãy dọn chỗ rồi thử lại");
        case SQLITE_CANTOPEN:
            throw unavailable("Không mở được tệp cơ sở dữ liệu: hãy kiểm tra đường dẫn và quyền ghi thư mục");
        case SQLITE_READONLY:
            if (use_ == Use::read) break;
            throw unavailable("Cơ sở dữ liệu không ghi được: hãy kiểm tra quyền ghi tệp và thư mục");
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            throw unavailable("Tệp cơ sở dữ liệu bị hỏng: hãy khôi phục từ bản sao lưu");
        case SQLITE_IOERR:
        case SQLITE_NOMEM:
            throw unavailable("Máy không đọc hoặc ghi được cơ sở dữ liệu: hãy thử lại sau");
        default:
            break;
    }
    throw std::logic_error("SQLite: " + message + ": " + std::string(sql));
}

SqliteConnection::Lease SqliteConnection::prepare(std::string_view sql) {
    if (const auto found = by_text_.find(sql); found != by_text_.end()) {
        cache_.splice(cache_.begin(), cache_, found->second);
        if (!cache_.front().leased) return Lease(*this, &cache_.front(), nullptr);
    }
    const bool in_use = by_text_.contains(sql);
    sqlite3_stmt* statement = nullptr;
    const char* rest = nullptr;
    const int code = sqlite3_prepare_v3(
        handle_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, &rest
    );
    if (code != SQLITE_OK) fail(code, sql);
    if (!statement) throw std::logic_error("an empty SQL statement");
    const std::string_view tail(rest, static_cast<std::size_t>(sql.data() + sql.size() - rest));
    if (tail.find_first_not_of(" \t\r\n;") != std::string_view::npos) {
        sqlite3_finalize(statement);
        throw std::logic_error("more than one SQL statement in one call: " + std::string(sql));
    }
    if (in_use) return Lease(*this, nullptr, statement);
    if (cache_.size() >= most_cached_statements && !cache_.back().leased) {
        by_text_.erase(cache_.back().sql);
        sqlite3_finalize(cache_.back().statement);
        cache_.pop_back();
    }
    cache_.push_front({std::string(sql), statement, false});
    by_text_.emplace(cache_.front().sql, cache_.begin());
    return Lease(*this, &cache_.front(), nullptr);
}

SqliteConnection::Lease::Lease(SqliteConnection& connection, Cached* cached, sqlite3_stmt* own)
    : connection_(connection), cached_(cached), statement_(cached ? cached->statement : own), owned_(!cached) {
    if (cached_) cached_->leased = true;
}

SqliteConnection::Lease::~Lease() {
    if (owned_) {
        sqlite3_finalize(statement_);
    } else {
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
        cached_->leased = false;
    }
}

void SqliteConnection::Lease::bind(const Parameters& parameters, std::string_view sql) {
    const int count = sqlite3_bind_parameter_count(statement_);
    std::vector<std::string> names;
    for (int position = 1; position <= count; ++position) {
        const char* name = sqlite3_bind_parameter_name(statement_, position);
        if (!name || name[0] != ':') throw std::logic_error("parameters are written :name: " + std::string(sql));
        names.emplace_back(name + 1);
        bind(position, parameter(parameters, names.back(), sql), sql);
    }
    refuse_unused(parameters, names, sql);
}

void SqliteConnection::Lease::bind(int position, const Value& value, std::string_view sql) {
    struct Binder {
        sqlite3_stmt* statement;
        int position;
        int operator()(std::monostate) const { return sqlite3_bind_null(statement, position); }
        int operator()(std::int64_t integer) const { return sqlite3_bind_int64(statement, position, integer); }
        int operator()(double number) const {
            return std::isnan(number) ? sqlite3_bind_null(statement, position)
                                      : sqlite3_bind_double(statement, position, number);
        }
        int operator()(const std::string& text) const {
            check_text(text);
            return sqlite3_bind_text64(statement, position, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
        }
        int operator()(const Bytes& bytes) const {
            if (bytes.empty()) return sqlite3_bind_zeroblob(statement, position, 0);
            return sqlite3_bind_blob64(statement, position, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
        }
    };
    const int code = std::visit(Binder{statement_, position}, value.data());
    if (code != SQLITE_OK) connection_.fail(code, sql);
}

bool SqliteConnection::Lease::step(std::string_view sql) {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    connection_.fail(code, sql);
}

void SqliteConnection::Lease::reset() { sqlite3_reset(statement_); }

std::shared_ptr<const Row::Columns> SqliteConnection::Lease::columns() const {
    auto columns = std::make_shared<Row::Columns>();
    const int count = sqlite3_column_count(statement_);
    for (int i = 0; i < count; ++i) columns->names.emplace_back(sqlite3_column_name(statement_, i));
    return columns;
}

std::vector<Value::Data> SqliteConnection::Lease::cells() const {
    const int count = sqlite3_column_count(statement_);
    std::vector<Value::Data> cells;
    cells.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        switch (sqlite3_column_type(statement_, i)) {
            case SQLITE_INTEGER:
                cells.emplace_back(std::int64_t{sqlite3_column_int64(statement_, i)});
                break;
            case SQLITE_FLOAT:
                cells.emplace_back(sqlite3_column_double(statement_, i));
                break;
            case SQLITE_TEXT: {
                const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, i));
                cells.emplace_back(std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement_, i))));
                break;
            }
            case SQLITE_BLOB: {
                const auto* bytes = static_cast<const std::byte*>(sqlite3_column_blob(statement_, i));
                cells.emplace_back(Bytes(bytes, bytes + sqlite3_column_bytes(statement_, i)));
                break;
            }
            default:
                cells.emplace_back(std::monostate{});
        }
    }
    return cells;
}

std::int64_t SqliteTransaction::execute(std::string_view sql, const Parameters& parameters) {
    return guarded([&]() -> std::int64_t {
        auto statement = connection_.prepare(sql);
        statement.bind(parameters, sql);
        const std::int64_t before = connection_.total_changes();
        while (statement.step(sql)) {
        }
        return connection_.total_changes() == before ? 0 : connection_.last_changes();
    });
}

Rows SqliteTransaction::query(std::string_view sql, const Parameters& parameters) {
    return guarded([&] {
        Rows rows;
        auto statement = connection_.prepare(sql);
        statement.bind(parameters, sql);
        std::shared_ptr<const Row::Columns> columns;
        while (statement.step(sql)) {
            if (!columns) columns = statement.columns();
            rows.emplace_back(columns, statement.cells());
        }
        return rows;
    });
}

void SqliteTransaction::each(
    std::string_view sql, const Parameters& parameters, const std::function<bool(const Row&)>& row
) {
    require_sound();
    auto statement = connection_.prepare(sql);
    guarded([&] { statement.bind(parameters, sql); });
    std::shared_ptr<const Row::Columns> columns;
    while (guarded([&] { return statement.step(sql); })) {
        if (!columns) columns = statement.columns();
        if (!row(Row(columns, statement.cells()))) return;
    }
}

void SqliteTransaction::insert_many(
    std::string_view table, std::span<const std::string_view> columns, const std::vector<std::vector<Value>>& rows
) {
    if (rows.empty()) return;
    std::string sql = "INSERT INTO " + std::string(checked_name(table)) + " (";
    std::string marks;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (i > 0) sql += ", ", marks += ", ";
        sql += checked_name(columns[i]);
        marks += '?';
    }
    sql += ") VALUES (" + marks + ")";
    guarded([&] {
        auto statement = connection_.prepare(sql);
        for (const auto& row : rows) {
            if (row.size() != columns.size()) throw std::logic_error("a row has another number of values: " + sql);
            for (std::size_t i = 0; i < row.size(); ++i) statement.bind(static_cast<int>(i) + 1, row[i], sql);
            while (statement.step(sql)) {
            }
            statement.reset();
        }
    });
}

}  // namespace longdan::db
