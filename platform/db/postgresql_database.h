#pragma once

#include "platform/db/postgresql_connection.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace longdan::db {

/// The connections to one server. Thread-safe.
class PostgresqlPool {
  public:
    PostgresqlPool(std::string address, int most) : address_(std::move(address)), most_(most) {}

    /// A connection for as long as it lives. What is still open at its end is rolled back; a broken connection is
    /// not given back.
    class Lease {
      public:
        Lease(PostgresqlPool& pool, std::unique_ptr<PostgresqlConnection> connection)
            : pool_(pool), connection_(std::move(connection)) {}
        ~Lease();
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        PostgresqlConnection& operator*() { return *connection_; }
        PostgresqlConnection* operator->() { return connection_.get(); }

      private:
        PostgresqlPool& pool_;
        std::unique_ptr<PostgresqlConnection> connection_;
    };

    Lease take();
    /// Closes what nobody uses: after the server went away, after the tables changed.
    void forget_idle();
    /// A server that did not answer is left alone for a while.
    bool rests() const;
    void rest();

  private:
    void give(std::unique_ptr<PostgresqlConnection> connection);

    std::string address_;
    int most_;
    std::mutex mutex_;
    std::condition_variable back_;
    std::vector<std::unique_ptr<PostgresqlConnection>> idle_;
    int out_ = 0;
    std::atomic<std::chrono::steady_clock::time_point> resting_until_{};
};

class PostgresqlDatabase final : public Database {
  public:
    explicit PostgresqlDatabase(const Options& options);

    Engine engine() const override { return Engine::postgresql; }
    void migrate(std::span<const Migration> migrations) override;
    std::vector<MigrationStatus> migration_status(std::span<const Migration> migrations) override;
    void ping() override;

  protected:
    void run_write(const std::function<void(Transaction&)>& work) override;
    void run_read(const std::function<void(Transaction&)>& work, Role role) override;

  private:
    class Turn;

    AfterCommit attempt(PostgresqlPool& pool, const char* begin, const std::function<void(Transaction&)>& work);
    AfterCommit run_with_retry(
        PostgresqlPool& pool, const char* begin, std::mutex& gate, const std::function<void(Transaction&)>& work
    );
    /// A replica that answers, or nothing.
    PostgresqlPool* replica();

    std::mutex write_gate_;
    std::mutex read_gate_;
    PostgresqlPool primary_;
    std::vector<std::unique_ptr<PostgresqlPool>> replicas_;
    std::atomic<std::size_t> next_replica_{0};
};

}  // namespace longdan::db
