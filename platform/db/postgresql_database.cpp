#include "platform/db/postgresql_database.h"

#include "platform/base/log.h"
#include "platform/db/migration.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace longdan::db {
namespace {

constexpr const char* begin_write = "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE";
constexpr const char* begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// Each statement sees what others committed: after the lock, the migrations of the program that had it before.
constexpr const char* begin_migration = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
/// Any number does, as long as every version of the program has the same; the schema is the other half.
constexpr const char* lock_migrations = "SELECT pg_advisory_xact_lock(1270326, hashtext(current_schema()))";

/// After that many failures a writer asks the others of this program to wait for it.
constexpr int attempts_among_others = 2;
constexpr std::chrono::seconds longest_wait_for_connection{10};
constexpr std::chrono::seconds rest_of_a_dead_replica{10};

/// Texts are compared and sorted by their bytes, as on SQLite; another collation would give other orders.
void require_plain_collation(PostgresqlPool& pool) {
    auto connection = pool.take();
    const Rows rows = rows_of(connection
                                  ->run("SELECT datcollate AS collation, pg_encoding_to_char(encoding) AS encoding"
                                        " FROM pg_database WHERE datname = current_database()")
                                  .get());
    const std::string collation = rows.at(0).text("collation");
    const std::string encoding = rows.at(0).text("encoding");
    const bool plain = collation == "C" || collation == "POSIX" || collation == "C.UTF-8" || collation == "C.utf8";
    if (plain && encoding == "UTF8") return;
    throw Error(
        ErrorKind::invalid,
        "Cơ sở dữ liệu PostgreSQL phải dùng mã UTF8 và thứ tự C (đang là " + encoding + ", " + collation +
            "). Hãy tạo lại: CREATE DATABASE longdan ENCODING 'UTF8' LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8' "
            "TEMPLATE template0"
    );
}

}  // namespace

PostgresqlPool::Lease::~Lease() {
    connection_->begin(nullptr);  // work that asked nothing leaves one behind
    if (!connection_->idle() && connection_->alive()) {
        try {
            connection_->run("ROLLBACK");
        } catch (const std::exception& error) {
            log::warning("rollback_failed", {{"error", error.what()}});
        }
    }
    pool_.give(std::move(connection_));
}

PostgresqlPool::Lease PostgresqlPool::take() {
    std::unique_lock lock(mutex_);
    if (!back_.wait_for(lock, longest_wait_for_connection, [&] { return out_ < most_; })) {
        throw Error(ErrorKind::unavailable, "Hệ thống đang quá tải, hãy thử lại sau ít phút");
    }
    ++out_;
    if (!idle_.empty()) {
        auto connection = std::move(idle_.back());
        idle_.pop_back();
        return {*this, std::move(connection)};
    }
    lock.unlock();
    try {
        return {*this, std::make_unique<PostgresqlConnection>(address_)};
    } catch (...) {
        give(nullptr);
        throw;
    }
}

void PostgresqlPool::give(std::unique_ptr<PostgresqlConnection> connection) {
    {
        const std::lock_guard lock(mutex_);
        --out_;
        if (connection && connection->idle()) idle_.push_back(std::move(connection));
    }
    back_.notify_one();
}

void PostgresqlPool::forget_idle() {
    std::vector<std::unique_ptr<PostgresqlConnection>> closed;
    const std::lock_guard lock(mutex_);
    closed.swap(idle_);
}

bool PostgresqlPool::rests() const { return std::chrono::steady_clock::now() < resting_until_.load(); }
void PostgresqlPool::rest() { resting_until_ = std::chrono::steady_clock::now() + rest_of_a_dead_replica; }

PostgresqlDatabase::PostgresqlDatabase(const Options& options) : primary_(options.address, options.connections) {
    for (const auto& address : options.replicas) {
        replicas_.push_back(std::make_unique<PostgresqlPool>(address, options.connections));
    }
    require_plain_collation(primary_);
}

/// Lets one unlucky writer at a time run alone among the writers of this program. Without it a writer may lose to
/// others again and again where all change one row.
class PostgresqlDatabase::Turn {
  public:
    explicit Turn(std::mutex& gate) : lock_(gate, std::defer_lock) {}

    /// Before each attempt: rests after a failure, then waits while somebody runs alone, or comes to run alone.
    void wait(int attempt) {
        pause_before(lock_.owns_lock() ? std::min(attempt, 2) : attempt);
        if (lock_.owns_lock()) return;
        lock_.lock();
        if (attempt <= attempts_among_others) lock_.unlock();
    }

  private:
    std::unique_lock<std::mutex> lock_;
};

AfterCommit PostgresqlDatabase::attempt(
    PostgresqlPool& pool, const char* begin, const std::function<void(Transaction&)>& work
) {
    auto connection = pool.take();
    connection->begin(begin);
    PostgresqlTransaction tx(*connection);
    work(tx);
    tx.require_sound();
    try {
        connection->commit();
    } catch (const ConnectionLost& lost) {
        // Whether it was stored nobody knows: running it again might store it twice.
        throw Error(
            ErrorKind::unavailable,
            "Mất kết nối cơ sở dữ liệu đúng lúc lưu: hãy kiểm tra xem việc đã được lưu chưa rồi mới làm lại (" +
                std::string(lost.what()) + ")"
        );
    }
    return std::move(tx.actions());
}

AfterCommit PostgresqlDatabase::run_with_retry(
    PostgresqlPool& pool, const char* begin, std::mutex& gate, const std::function<void(Transaction&)>& work
) {
    const NestingGuard guard(*this);
    Turn turn(gate);
    bool reconnected = false;
    for (int number = 1;;) {
        turn.wait(number);
        try {
            return attempt(pool, begin, work);
        } catch (const SerializationFailure& failure) {
            if (++number <= most_attempts) continue;
            throw Error(
                ErrorKind::unavailable,
                "Nhiều người đang ghi cùng một chỗ, hãy thử lại sau giây lát (" + std::string(failure.what()) + ")"
            );
        } catch (const ConnectionLost& lost) {
            pool.forget_idle();
            if (!std::exchange(reconnected, true)) continue;
            throw Error(
                ErrorKind::unavailable,
                "Mất kết nối cơ sở dữ liệu, hãy thử lại sau ít phút (" + std::string(lost.what()) + ")"
            );
        }
    }
}

void PostgresqlDatabase::run_write(const std::function<void(Transaction&)>& work) {
    auto actions = run_with_retry(primary_, begin_write, write_gate_, work);
    run_after_commit(actions);
}

PostgresqlPool* PostgresqlDatabase::replica() {
    for (std::size_t tried = 0; tried < replicas_.size(); ++tried) {
        PostgresqlPool* pool = replicas_[next_replica_++ % replicas_.size()].get();
        if (pool->rests()) continue;
        try {
            auto connection = pool->take();
            connection->run("SELECT 1");
            return pool;
        } catch (const std::exception& error) {
            log::warning("replica_unavailable", {{"error", error.what()}});
            pool->forget_idle();
            pool->rest();
        }
    }
    return nullptr;
}

void PostgresqlDatabase::run_read(const std::function<void(Transaction&)>& work, Role role) {
    PostgresqlPool* pool = role == Role::replica ? replica() : nullptr;
    auto actions = run_with_retry(pool ? *pool : primary_, begin_read, read_gate_, work);
    run_after_commit(actions);
}

void PostgresqlDatabase::migrate(std::span<const Migration> migrations) {
    PostgresqlConnection* connection = nullptr;
    const MigrationHost host{
        Engine::postgresql,
        [&](const std::function<void(Transaction&)>& work) {
            auto lease = primary_.take();
            connection = &*lease;
            try {
                connection->run(begin_migration);
                connection->run(lock_migrations);
                PostgresqlTransaction tx(*connection);
                work(tx);
                tx.require_sound();
                connection->commit();
            } catch (const ConnectionLost& lost) {
                throw Error(
                    ErrorKind::unavailable, "Mất kết nối cơ sở dữ liệu khi nâng cấp: " + std::string(lost.what())
                );
            }
        },
        [&](Transaction&, const std::string& text) { connection->run(text); }};
    const NestingGuard guard(*this);
    apply_migrations(host, migrations);
    primary_.forget_idle();  // prepared statements that saw the old tables
}

std::vector<MigrationStatus> PostgresqlDatabase::migration_status(std::span<const Migration> migrations) {
    return read([&](Transaction& tx) { return status_of_migrations(tx, migrations); });
}

void PostgresqlDatabase::ping() {
    read([](Transaction& tx) { tx.query("SELECT 1 AS one"); });
}

}  // namespace longdan::db
