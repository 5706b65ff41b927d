#pragma once

#include "platform/db/db.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

/// What programs on one database tell each other: which content has changed, so that pages kept in memory go.
/// docs/decisions/nodes.md
namespace longdan::nodes {

/// A board in the database. Thread-safe. Whatever is told reaches every other node that is running, at least once;
/// a node that could not look for longer than news are kept hears "*", everything.
class Bulletin {
  public:
    using Listener = std::function<void(std::string_view tag)>;

    Bulletin(db::Database& database, const Clock& clock);
    /// Stops, and stores what is not told yet.
    ~Bulletin();
    Bulletin(const Bulletin&) = delete;
    Bulletin& operator=(const Bulletin&) = delete;

    /// Who hears what others tell; set before start(). Called on the bulletin's thread, never inside a transaction.
    void listen(Listener listener);
    /// Tells the others; returns at once and may be called anywhere. The thread stores it in the same moment.
    void tell(std::string_view tag);
    /// Begins to look every `pause`, after telling everybody "*": this program may have died before it told what it
    /// had changed.
    void start(std::chrono::milliseconds pause = std::chrono::milliseconds(500));
    void stop();
    /// Stores what is to be told and hears what is new; what the thread does, for tests and commands. Throws what the
    /// database throws; nothing is lost then.
    void exchange();

  private:
    void run(std::chrono::milliseconds pause);
    void post();
    void hear();

    db::Database& database_;
    const Clock& clock_;
    const std::int64_t node_;
    Listener listener_ = [](std::string_view) {};

    std::mutex exchanging_;  ///< one exchange at a time
    std::optional<Moment> heard_;
    std::unordered_map<std::int64_t, Moment> known_;  ///< news heard lately, by id

    std::mutex mutex_;
    std::condition_variable changed_;
    std::set<std::string, std::less<>> untold_;
    bool stopping_ = false;
    std::thread thread_;
};

std::span<const db::Migration> migrations();

}  // namespace longdan::nodes
