#include "platform/db/postgresql_connection.h"

#include "platform/db/postgresql_values.h"

#include <charconv>
#include <cmath>
#include <stdexcept>
#include <utility>

#include <libpq-fe.h>

namespace longdan::db {
namespace {

constexpr std::size_t most_prepared_statements = 256;
constexpr std::size_t copy_piece = 64u << 10;

/// What makes answers the same on every server, whatever its configuration says.
constexpr const char* session =
    "SET client_encoding = 'UTF8'; SET standard_conforming_strings = on; SET extra_float_digits = 1;"
    "SET bytea_output = 'hex'; SET TimeZone = 'UTC'; SET cursor_tuple_fraction = 1";

std::string message_of(const PGconn* handle) {
    std::string message = PQerrorMessage(handle);
    while (!message.empty() && message.back() == '\n') message.pop_back();
    return message;
}

}  // namespace

void ResultDeleter::operator()(pg_result* result) const { PQclear(result); }

PostgresqlConnection::PostgresqlConnection(const std::string& address) {
    // What stands in the address comes last and wins.
    const char* names[] = {"connect_timeout", "tcp_user_timeout", "application_name", "dbname", nullptr};
    const char* values[] = {"5", "20000", "longdan", address.c_str(), nullptr};
    handle_ = PQconnectdbParams(names, values, 1);
    if (PQstatus(handle_) != CONNECTION_OK) {
        const std::string message = message_of(handle_);
        PQfinish(handle_);
        throw Error(
            ErrorKind::unavailable,
            "Không kết nối được máy chủ PostgreSQL, hãy kiểm tra máy chủ và địa chỉ trong LONGDAN_DATABASE (" +
                message + ")"
        );
    }
    PQsetNoticeReceiver(
        handle_, [](void*, const PGresult*) {}, nullptr
    );
    try {
        run(session);
    } catch (...) {
        PQfinish(handle_);
        throw;
    }
}

PostgresqlConnection::~PostgresqlConnection() { PQfinish(handle_); }

bool PostgresqlConnection::alive() const { return PQstatus(handle_) == CONNECTION_OK; }
bool PostgresqlConnection::idle() const { return alive() && PQtransactionStatus(handle_) == PQTRANS_IDLE; }

Result PostgresqlConnection::checked(pg_result* raw, std::string_view sql) {
    Result result(raw);
    const auto status = PQresultStatus(result.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_COPY_IN) return result;

    const char* field = result ? PQresultErrorField(result.get(), PG_DIAG_SQLSTATE) : nullptr;
    const std::string_view state = field ? field : "";
    const char* primary = result ? PQresultErrorField(result.get(), PG_DIAG_MESSAGE_PRIMARY) : nullptr;
    const std::string message = primary ? primary : message_of(handle_);

    if (!alive() || state.starts_with("08") || state.starts_with("57P0")) throw ConnectionLost(message);
    if (state == "40001" || state == "40P01") throw SerializationFailure(message);
    if (state == "0A000" && message.find("cached plan") != std::string::npos) {
        statements_.clear();
        throw SerializationFailure(message);
    }
    if (state.starts_with("23")) throw ConstraintViolation(message);
    if (state == "53100") {
        throw Error(ErrorKind::unavailable, "Đĩa của máy chủ cơ sở dữ liệu đã đầy, chưa lưu được gì (" + message + ")");
    }
    if (state.starts_with("53") || state.starts_with("58") || state.starts_with("XX") || state == "57014" ||
        state == "55P03") {
        throw Error(
            ErrorKind::unavailable, "Máy chủ cơ sở dữ liệu chưa trả lời được, hãy thử lại sau (" + message + ")"
        );
    }
    throw std::logic_error("PostgreSQL " + std::string(state) + ": " + message + ": " + std::string(sql));
}

Result PostgresqlConnection::run(const std::string& sql) {
    send_begin();
    return checked(PQexec(handle_, sql.c_str()), sql);
}

void PostgresqlConnection::send_begin() {
    if (const char* how = std::exchange(begin_, nullptr)) checked(PQexec(handle_, how), how);
}

Result PostgresqlConnection::run_with_begin(const std::string& name, const BoundValues& bound, std::string_view sql) {
    const char* how = std::exchange(begin_, nullptr);
    const bool sent = PQenterPipelineMode(handle_) == 1 &&
                      PQsendQueryParams(handle_, how, 0, nullptr, nullptr, nullptr, nullptr, 0) == 1 &&
                      PQsendQueryPrepared(
                          handle_, name.c_str(), bound.count(), bound.values(), bound.lengths(), bound.formats(), 0
                      ) == 1 &&
                      PQpipelineSync(handle_) == 1;
    if (!sent) throw ConnectionLost(message_of(handle_));
    // Each statement's results end with nothing; the mark of the end comes last.
    Result begun(PQgetResult(handle_));
    Result none(PQgetResult(handle_));
    Result done(PQgetResult(handle_));
    none.reset(PQgetResult(handle_));
    none.reset(PQgetResult(handle_));
    if (PQexitPipelineMode(handle_) != 1) throw ConnectionLost(message_of(handle_));
    checked(begun.release(), how);
    return checked(done.release(), sql);
}

PostgresqlConnection::Prepared& PostgresqlConnection::parsed(std::string_view sql) {
    std::string key(sql);
    if (const auto found = statements_.find(key); found != statements_.end()) return found->second;
    if (prepared_count_ >= most_prepared_statements) {
        run("DEALLOCATE ALL");
        statements_.clear();
        prepared_count_ = 0;
    }
    Prepared entry{parse_names(sql), {}};
    return statements_.emplace(std::move(key), std::move(entry)).first->second;
}

const std::string& PostgresqlConnection::prepared(Prepared& entry, const BoundValues& bound) {
    for (const auto& [known, name] : entry.names) {
        if (known == bound.type_key()) return name;
    }
    const std::string name = "s" + std::to_string(next_name_++);
    const std::string text = entry.statement.numbered(bound.type_key());
    send_begin();
    checked(PQprepare(handle_, name.c_str(), text.c_str(), bound.count(), bound.types().data()), text);
    ++prepared_count_;
    entry.names.emplace_back(bound.type_key(), name);
    return entry.names.back().second;
}

Result PostgresqlConnection::run_prepared(std::string_view sql, const Parameters& parameters) {
    Prepared& entry = parsed(sql);
    const BoundValues bound(parameters, entry.statement.names, sql);
    const std::string& name = prepared(entry, bound);
    if (begin_) return run_with_begin(name, bound, sql);
    return checked(
        PQexecPrepared(handle_, name.c_str(), bound.count(), bound.values(), bound.lengths(), bound.formats(), 0), sql
    );
}

Result PostgresqlConnection::run_once(std::string_view prefix, std::string_view sql, const Parameters& parameters) {
    send_begin();
    const auto statement = parse_names(sql);
    const BoundValues bound(parameters, statement.names, sql);
    const std::string text = std::string(prefix) + statement.numbered(bound.type_key());
    return checked(
        PQexecParams(
            handle_, text.c_str(), bound.count(), bound.types().data(), bound.values(), bound.lengths(),
            bound.formats(), 0
        ),
        text
    );
}

void PostgresqlConnection::copy_in(
    const std::string& sql, const std::vector<std::vector<Value>>& rows, std::size_t columns
) {
    run(sql);
    try {
        send_rows(rows, columns, sql);
    } catch (...) {
        PQputCopyEnd(handle_, "the caller's row could not be sent");
        while (pg_result* result = PQgetResult(handle_)) PQclear(result);
        throw;
    }
    if (PQputCopyEnd(handle_, nullptr) != 1) throw ConnectionLost(message_of(handle_));
    Result first(PQgetResult(handle_));
    while (pg_result* result = PQgetResult(handle_)) PQclear(result);
    checked(first.release(), sql);
}

void PostgresqlConnection::send_rows(
    const std::vector<std::vector<Value>>& rows, std::size_t columns, const std::string& sql
) {
    std::string piece;
    const auto flush = [&] {
        if (PQputCopyData(handle_, piece.data(), static_cast<int>(piece.size())) != 1) {
            throw ConnectionLost(message_of(handle_));
        }
        piece.clear();
    };
    for (const auto& row : rows) {
        if (row.size() != columns) throw std::logic_error("a row has another number of values: " + sql);
        append_copy_row(piece, row);
        if (piece.size() >= copy_piece) flush();
    }
    if (!piece.empty()) flush();
}

void PostgresqlConnection::commit() {
    if (std::exchange(begin_, nullptr)) return;  // nothing was done
    const auto result = run("COMMIT");
    if (std::string_view(PQcmdStatus(result.get())) != "COMMIT") {
        throw std::logic_error("PostgreSQL rolled back a transaction that was to be committed");
    }
}

std::int64_t changed_rows(pg_result* result) {
    const std::string_view status = PQcmdStatus(result);
    if (!status.starts_with("INSERT") && !status.starts_with("UPDATE") && !status.starts_with("DELETE")) return 0;
    const std::string_view count = PQcmdTuples(result);
    std::int64_t rows = 0;
    std::from_chars(count.data(), count.data() + count.size(), rows);
    return rows;
}

std::int64_t PostgresqlTransaction::execute(std::string_view sql, const Parameters& parameters) {
    return guarded([&] { return changed_rows(connection_.run_prepared(sql, parameters).get()); });
}

Rows PostgresqlTransaction::query(std::string_view sql, const Parameters& parameters) {
    return guarded([&] { return rows_of(connection_.run_prepared(sql, parameters).get()); });
}

/// A cursor and not the single-row mode: the caller may run other statements between the rows, as on SQLite.
void PostgresqlTransaction::each(
    std::string_view sql, const Parameters& parameters, const std::function<bool(const Row&)>& row
) {
    const std::string name = "each_" + std::to_string(++cursors_);
    guarded([&] { connection_.run_once("DECLARE " + name + " NO SCROLL CURSOR FOR ", sql, parameters); });
    bool more = true;
    while (more) {
        const Rows rows = guarded([&] { return rows_of(connection_.run("FETCH 1000 FROM " + name).get()); });
        more = !rows.empty();
        for (const auto& next : rows) {
            if (!row(next)) {
                more = false;
                break;
            }
        }
    }
    guarded([&] { connection_.run("CLOSE " + name); });
}

void PostgresqlTransaction::insert_many(
    std::string_view table, std::span<const std::string_view> columns, const std::vector<std::vector<Value>>& rows
) {
    if (rows.empty()) return;
    std::string sql = "COPY " + std::string(checked_name(table)) + " (";
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (i > 0) sql += ", ";
        sql += checked_name(columns[i]);
    }
    sql += ") FROM STDIN";
    guarded([&] { connection_.copy_in(sql, rows, columns.size()); });
}

}  // namespace longdan::db
