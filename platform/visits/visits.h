#pragma once

#include "platform/db/db.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>

/// How many people read the site, counted on the server without cookies. A visitor is the day's keyed mark of an
/// address (http::DailyMark), which is kept in memory for half an hour and never stored; the database has totals of
/// days. People behind one address count as one, robots count too: it is a figure of use, not of people.
namespace longdan::visits {

struct Counts {
    std::int64_t online = 0;  ///< seen within five minutes
    std::int64_t today = 0;
    std::int64_t week = 0;  ///< since Monday
    std::int64_t all = 0;
};

/// Thread-safe.
class Visits {
  public:
    /// How often totals are stored and read again.
    static constexpr std::chrono::milliseconds refresh_every{60'000};

    Visits(db::Database& database, const Clock& clock);
    /// Stops, and stores what is counted.
    ~Visits();
    Visits(const Visits&) = delete;
    Visits& operator=(const Visits&) = delete;

    /// A page was shown to the visitor; a visit begins when nothing was for thirty minutes. Quick.
    void seen(std::string_view mark);
    /// Of all nodes, as they were at the last refresh.
    Counts counts() const;
    /// Stores what was counted since the last time and reads the totals. Throws what the database throws; nothing
    /// counted is lost then.
    void refresh();
    /// Refreshes now and every `refresh_every`.
    void start();
    void stop();

  private:
    std::int64_t online_and_forget(Moment now);

    db::Database& database_;
    const Clock& clock_;
    const std::int64_t node_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::unordered_map<std::string, Moment> last_seen_;
    std::map<std::int32_t, std::int64_t> fresh_;  ///< visits by day, not stored yet
    Counts counts_;
    bool stopping_ = false;
    std::thread thread_;
};

/// True for an address whose pages count: what citizens read, not files, programs' addresses and officials' pages.
bool is_page_of_the_site(std::string_view target);

std::span<const db::Migration> migrations();

}  // namespace longdan::visits
