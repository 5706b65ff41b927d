#include "platform/db/sqlite_database.h"

#include "platform/db/migration.h"
#include "platform/db/statement.h"

#include <algorithm>
#include <stdexcept>

namespace longdan::db {
namespace {

/// How long a reader waits for a free connection before the caller is told to come back.
constexpr std::chrono::seconds longest_wait_for_reader{10};

}  // namespace

SqliteDatabase::SqliteDatabase(const Options& options) : options_(options) {
    try {
        writer_ = std::make_unique<SqliteConnection>(options.address, SqliteConnection::Use::write);
    } catch (const SqliteBusy& error) {
        throw Error(
            ErrorKind::unavailable, "Cơ sở dữ liệu đang bị chương trình khác giữ, hãy thử lại sau (" + options.address +
                                        ": " + error.what() + ")"
        );
    }
}

SqliteDatabase::~SqliteDatabase() = default;

void SqliteDatabase::run_write(const std::function<void(Transaction&)>& work) {
    auto actions = write_with_retry(work);
    run_after_commit(actions);
}

AfterCommit SqliteDatabase::write_with_retry(const std::function<void(Transaction&)>& work) {
    const NestingGuard guard(*this);
    for (int attempt = 1;; ++attempt) {
        pause_before(attempt);
        try {
            return attempt_write(work);
        } catch (const SqliteBusy& error) {
            if (attempt < most_attempts) continue;
            throw Error(
                ErrorKind::unavailable,
                "Cơ sở dữ liệu đang bận vì chương trình khác đang ghi, hãy thử lại sau ít phút (" +
                    std::string(error.what()) + ")"
            );
        }
    }
}

AfterCommit SqliteDatabase::attempt_write(const std::function<void(Transaction&)>& work) {
    std::unique_lock lock(mutex_);
    take_turn(lock);
    join_batch(lock);
    SqliteTransaction tx(*writer_);
    lock.unlock();
    try {
        run_in_savepoint(tx, work);
    } catch (...) {
        lock.lock();
        leave_failed(lock);
        throw;
    }
    lock.lock();
    wait_until_durable(lock, &tx);
    return std::move(tx.actions());
}

void SqliteDatabase::take_turn(std::unique_lock<std::mutex>& lock) {
    ++waiting_;
    turn_.wait(lock, [&] { return !busy_; });
    --waiting_;
    busy_ = true;
}

void SqliteDatabase::give_turn() {
    busy_ = false;
    turn_.notify_one();
}

/// Opens a batch when none is open. The lock is released while SQLite works.
void SqliteDatabase::join_batch(std::unique_lock<std::mutex>& lock) {
    if (batch_) {
        batch_->last = nullptr;  // whoever waited for company need not commit any more
        return;
    }
    lock.unlock();
    try {
        writer_->run("BEGIN IMMEDIATE");
    } catch (...) {
        lock.lock();
        give_turn();
        throw;
    }
    lock.lock();
    batch_ = std::make_shared<Batch>();
    const std::chrono::microseconds most(options_.group_commit_microseconds);
    batch_->end = std::chrono::steady_clock::now() + std::min(most, commit_cost_);
}

void SqliteDatabase::run_in_savepoint(SqliteTransaction& tx, const std::function<void(Transaction&)>& work) {
    writer_->run("SAVEPOINT caller");
    try {
        work(tx);
        tx.require_sound();
        if (writer_->breaks_foreign_keys()) throw ConstraintViolation("FOREIGN KEY constraint failed at the end");
        writer_->run("RELEASE caller");
    } catch (...) {
        if (writer_->in_transaction()) writer_->run("ROLLBACK TO caller; RELEASE caller");
        throw;
    }
}

/// The caller's savepoint is gone. Its companions must not suffer: the turn goes on, or their commit is done for them.
void SqliteDatabase::leave_failed(std::unique_lock<std::mutex>& lock) {
    if (!writer_->in_transaction()) {
        drop_batch(lock, std::current_exception());
    } else if (waiting_ > 0) {
        give_turn();
    } else {
        commit_batch(lock);
    }
}

void SqliteDatabase::wait_until_durable(std::unique_lock<std::mutex>& lock, const void* self) {
    const auto batch = batch_;
    ++batch->members;
    batch->last = self;
    const bool late = std::chrono::steady_clock::now() >= batch->end;
    if (late || (waiting_ == 0 && batch->members >= company_)) {
        commit_batch(lock);
    } else {
        give_turn();
        settled_.wait_until(lock, batch->end, [&] { return batch->finished || batch->last != self; });
        if (!batch->finished && batch->last == self) {
            // Nobody came in time; nobody else holds the connection, for a newcomer would have taken `last`.
            busy_ = true;
            commit_batch(lock);
        }
        settled_.wait(lock, [&] { return batch->finished; });
    }
    if (batch->error) std::rethrow_exception(batch->error);
}

/// Commits for all members; called by whoever has the turn.
void SqliteDatabase::commit_batch(std::unique_lock<std::mutex>& lock) {
    const auto batch = batch_;
    lock.unlock();
    std::exception_ptr error;
    const auto start = std::chrono::steady_clock::now();
    try {
        writer_->run(batch->members > 0 ? "COMMIT" : "ROLLBACK");
    } catch (...) {
        error = std::current_exception();
        try {
            if (writer_->in_transaction()) writer_->run("ROLLBACK");
        } catch (const std::exception&) {
            // The error of the commit says more; the next BEGIN meets whatever is still wrong.
        }
    }
    const auto cost = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
    lock.lock();
    if (batch->members > 0) {
        commit_cost_ = (commit_cost_ * 3 + cost) / 4;
        company_ = std::max<std::size_t>(1, batch->members + waiting_);
    }
    drop_batch(lock, error);
}

/// Ends the batch with what became of it and passes the turn on.
void SqliteDatabase::drop_batch(std::unique_lock<std::mutex>&, std::exception_ptr error) {
    batch_->finished = true;
    batch_->error = error;
    batch_ = nullptr;
    give_turn();
    settled_.notify_all();
}

std::unique_ptr<SqliteConnection> SqliteDatabase::take_reader() {
    std::unique_lock lock(readers_mutex_);
    const bool free = reader_back_.wait_for(lock, longest_wait_for_reader, [&] {
        return !readers_.empty() || readers_out_ < options_.connections;
    });
    if (!free) throw Error(ErrorKind::unavailable, "Hệ thống đang quá tải, hãy thử lại sau ít phút");
    ++readers_out_;
    if (!readers_.empty()) {
        auto reader = std::move(readers_.back());
        readers_.pop_back();
        return reader;
    }
    lock.unlock();
    try {
        return std::make_unique<SqliteConnection>(options_.address, SqliteConnection::Use::read);
    } catch (...) {
        give_reader(nullptr);
        throw;
    }
}

void SqliteDatabase::give_reader(std::unique_ptr<SqliteConnection> reader) {
    {
        const std::lock_guard lock(readers_mutex_);
        --readers_out_;
        if (reader && !reader->in_transaction()) readers_.push_back(std::move(reader));
    }
    reader_back_.notify_one();
}

void SqliteDatabase::run_read(const std::function<void(Transaction&)>& work, Role) {
    auto actions = read_with_retry(work);
    run_after_commit(actions);
}

AfterCommit SqliteDatabase::read_with_retry(const std::function<void(Transaction&)>& work) {
    const NestingGuard guard(*this);
    for (int attempt = 1;; ++attempt) {
        pause_before(attempt);
        auto reader = take_reader();
        try {
            reader->run("BEGIN");
            SqliteTransaction tx(*reader);
            work(tx);
            tx.require_sound();
            reader->run("ROLLBACK");
            give_reader(std::move(reader));
            return std::move(tx.actions());
        } catch (const SqliteBusy& error) {
            give_reader(nullptr);
            if (attempt < most_attempts) continue;
            throw Error(
                ErrorKind::unavailable, "Cơ sở dữ liệu đang bận, hãy thử lại sau (" + std::string(error.what()) + ")"
            );
        } catch (...) {
            try {
                if (reader->in_transaction()) reader->run("ROLLBACK");
                give_reader(std::move(reader));
            } catch (const std::exception&) {
                give_reader(nullptr);
            }
            throw;
        }
    }
}

void SqliteDatabase::migrate(std::span<const Migration> migrations) {
    const MigrationHost host{
        Engine::sqlite, [&](const std::function<void(Transaction&)>& work) { run_write(work); },
        [&](Transaction&, const std::string& text) { writer_->run(text.c_str()); }};
    apply_migrations(host, migrations);
}

std::vector<MigrationStatus> SqliteDatabase::migration_status(std::span<const Migration> migrations) {
    return read([&](Transaction& tx) { return status_of_migrations(tx, migrations); });
}

void SqliteDatabase::ping() {
    read([](Transaction& tx) { tx.query("SELECT 1 AS one"); });
}

}  // namespace longdan::db
