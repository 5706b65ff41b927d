#pragma once

#include "platform/db/sqlite_connection.h"
#include "platform/db/statement.h"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace longdan::db {

/// The embedded database: one connection that writes, a pool that reads, write-ahead log, every commit synced.
///
/// Group commit: the callers take the writing connection in turn. Each runs its work in a savepoint; the last of a
/// batch commits for all, the others wait until that commit is on disk. A batch ends when as many have come as were
/// about lately, or when waiting longer would cost more than a commit of its own.
class SqliteDatabase final : public Database {
  public:
    explicit SqliteDatabase(const Options& options);
    ~SqliteDatabase() override;

    Engine engine() const override { return Engine::sqlite; }
    void migrate(std::span<const Migration> migrations) override;
    std::vector<MigrationStatus> migration_status(std::span<const Migration> migrations) override;
    void ping() override;

  protected:
    void run_write(const std::function<void(Transaction&)>& work) override;
    void run_read(const std::function<void(Transaction&)>& work, Role role) override;

  private:
    using SteadyTime = std::chrono::steady_clock::time_point;

    struct Batch {
        std::size_t members = 0;     ///< callers whose savepoint was released
        const void* last = nullptr;  ///< the caller whose turn it is to commit
        SteadyTime end;              ///< latest moment to commit
        bool finished = false;
        std::exception_ptr error;
    };

    AfterCommit write_with_retry(const std::function<void(Transaction&)>& work);
    AfterCommit attempt_write(const std::function<void(Transaction&)>& work);
    AfterCommit read_with_retry(const std::function<void(Transaction&)>& work);
    void take_turn(std::unique_lock<std::mutex>& lock);
    void give_turn();
    void join_batch(std::unique_lock<std::mutex>& lock);
    void run_in_savepoint(SqliteTransaction& tx, const std::function<void(Transaction&)>& work);
    void leave_failed(std::unique_lock<std::mutex>& lock);
    void wait_until_durable(std::unique_lock<std::mutex>& lock, const void* self);
    void commit_batch(std::unique_lock<std::mutex>& lock);
    void drop_batch(std::unique_lock<std::mutex>& lock, std::exception_ptr error);

    std::unique_ptr<SqliteConnection> take_reader();
    void give_reader(std::unique_ptr<SqliteConnection> reader);

    Options options_;

    std::mutex mutex_;
    std::condition_variable turn_;
    std::condition_variable settled_;
    std::unique_ptr<SqliteConnection> writer_;
    bool busy_ = false;        ///< somebody uses the writing connection
    std::size_t waiting_ = 0;  ///< callers that want it
    std::size_t company_ = 1;  ///< how many callers were about at the last commit
    std::chrono::microseconds commit_cost_{500};
    std::shared_ptr<Batch> batch_;

    std::mutex readers_mutex_;
    std::condition_variable reader_back_;
    std::vector<std::unique_ptr<SqliteConnection>> readers_;
    int readers_out_ = 0;
};

}  // namespace longdan::db
