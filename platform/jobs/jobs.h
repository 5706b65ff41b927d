#pragma once

#include "platform/base/document.h"
#include "platform/db/db.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Long work, stored in the database and run by worker threads: draw, estimate, import, export. At least once: a job
/// that was running when the program died runs again, so each step is idempotent.
namespace longdan::jobs {

struct JobTag;
using JobId = Id<JobTag>;

enum class State { waiting, running, done, failed, cancelled };
std::string_view name(State state);

struct Job {
    JobId id;
    std::string kind;
    std::string title;  ///< what people see: "Tính thử SIPAS 2026, lần 3"
    State state = State::waiting;
    double progress = 0;       ///< 0 to 1
    std::string message;       ///< where it is, or why it failed
    std::string input;         ///< JSON
    std::string result;        ///< JSON, when done
    std::int64_t scheme = 0;   ///< whose it is: lists are filtered by it
    std::int64_t account = 0;  ///< who started it
    int attempts = 0;
    Moment created;
    std::optional<Moment> finished;
};

/// What a running job sees.
class Context {
  public:
    virtual ~Context() = default;
    virtual const Job& job() const = 0;
    /// Stores progress (at most twice a second) and throws Cancelled when somebody asked to stop.
    virtual void progress(double share, std::string_view message) = 0;
};

struct Cancelled {};

/// Does the work and returns the result as JSON. An Error's text is shown to the person; other exceptions are logged
/// and shown as "hỏng" with the job's number.
using Work = std::function<std::string(Context&)>;

class Runner {
  public:
    Runner(db::Database& database, const Clock& clock);
    ~Runner();

    /// Before start(): what a kind of job does. Up to `attempts` runs when the program dies meanwhile.
    void define(std::string kind, Work work, int attempts = 3);
    void start(int threads);
    /// Lets running jobs reach their next progress() and puts them back to waiting.
    void stop();

    struct NewJob {
        std::string kind;
        std::string title;
        std::string input = "{}";
        std::int64_t scheme = 0;
        std::int64_t account = 0;
    };
    /// Stored with the caller's transaction; runs after its commit.
    JobId enqueue(db::Transaction& tx, const NewJob& job);
    std::optional<Job> find(db::Transaction& tx, JobId id) const;
    std::vector<Job> list(db::Transaction& tx, const std::vector<std::int64_t>& schemes, int limit) const;
    /// Asks a job to stop; a waiting one is cancelled at once.
    void cancel(db::Transaction& tx, JobId id);
    /// For tests: runs waiting jobs on this thread until none is left.
    void drain();

  private:
    struct State_;
    std::unique_ptr<State_> state_;
};

std::span<const db::Migration> migrations();

}  // namespace longdan::jobs
