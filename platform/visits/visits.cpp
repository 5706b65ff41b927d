#include "platform/visits/visits.h"

#include "platform/base/log.h"

namespace longdan::visits {
namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t visit_gap = 30 * minute;
constexpr std::int64_t online_within = 5 * minute;
/// A node that has not counted for that long is gone, and nobody is online there.
constexpr std::int64_t node_gone = 5 * minute;
/// Against floods from made-up addresses; visitors beyond it are not counted.
constexpr std::size_t most_visitors = 200'000;

/// Monday of the day's week. Day 0 is Thursday, 1 January 1970.
Day monday_of(Day day) { return {day.number - ((day.number + 3) % 7 + 7) % 7}; }

}  // namespace

Visits::Visits(db::Database& database, const Clock& clock)
    : database_(database), clock_(clock), node_(new_random_id()) {}

Visits::~Visits() {
    stop();
    try {
        if (!fresh_.empty()) refresh();
    } catch (const std::exception& error) {
        log::warning("visits_not_stored", {{"reason", error.what()}});
    }
}

void Visits::seen(std::string_view mark) {
    const Moment now = clock_.now();
    const std::lock_guard lock(mutex_);
    if (last_seen_.size() >= most_visitors) return;
    const auto [place, is_new] = last_seen_.try_emplace(std::string(mark), now);
    if (is_new || now.milliseconds - place->second.milliseconds >= visit_gap) ++fresh_[Day::of(now).number];
    place->second = now;
}

Counts Visits::counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
}

std::int64_t Visits::online_and_forget(Moment now) {
    std::int64_t online = 0;
    std::erase_if(last_seen_, [&](const auto& visitor) {
        const std::int64_t since = now.milliseconds - visitor.second.milliseconds;
        if (since < online_within) ++online;
        return since >= visit_gap;
    });
    return online;
}

void Visits::refresh() {
    const Moment now = clock_.now();
    const Day today = Day::of(now);
    std::map<std::int32_t, std::int64_t> fresh;
    std::int64_t online = 0;
    {
        const std::lock_guard lock(mutex_);
        fresh.swap(fresh_);
        online = online_and_forget(now);
    }
    try {
        const Counts read = database_.write([&](db::Transaction& tx) {
            for (const auto& [day, visits] : fresh) {
                tx.execute(
                    R"(INSERT INTO visit_day (day, visits) VALUES (:day, :visits)
                       ON CONFLICT (day) DO UPDATE SET visits = visit_day.visits + excluded.visits)",
                    {{"day", day}, {"visits", visits}}
                );
            }
            tx.execute(
                "DELETE FROM visit_node WHERE counted < :gone", {{"gone", Moment{now.milliseconds - node_gone}}}
            );
            tx.execute(
                R"(INSERT INTO visit_node (node, counted, online) VALUES (:node, :now, :online)
                   ON CONFLICT (node) DO UPDATE SET counted = excluded.counted, online = excluded.online)",
                {{"node", node_}, {"now", now}, {"online", online}}
            );
            const auto sums = tx.query_one(
                R"(SELECT COALESCE(SUM(visits), 0) AS total,
                          COALESCE(SUM(CASE WHEN day >= :monday THEN visits ELSE 0 END), 0) AS week,
                          COALESCE(SUM(CASE WHEN day = :today THEN visits ELSE 0 END), 0) AS today
                   FROM visit_day)",
                {{"monday", monday_of(today)}, {"today", today}}
            );
            const auto nodes = tx.query_one("SELECT COALESCE(SUM(online), 0) AS online FROM visit_node");
            return Counts{
                nodes->integer("online"), sums->integer("today"), sums->integer("week"), sums->integer("total")};
        });
        const std::lock_guard lock(mutex_);
        counts_ = read;
    } catch (...) {
        const std::lock_guard lock(mutex_);
        for (const auto& [day, visits] : fresh) fresh_[day] += visits;
        throw;
    }
}

void Visits::start() {
    thread_ = std::thread([this] {
        std::unique_lock lock(mutex_);
        while (!stopping_) {
            lock.unlock();
            try {
                refresh();
            } catch (const std::exception& error) {
                log::warning("visits_not_refreshed", {{"reason", error.what()}});
            }
            lock.lock();
            changed_.wait_for(lock, refresh_every, [&] { return stopping_; });
        }
    });
}

void Visits::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

bool is_page_of_the_site(std::string_view target) {
    std::string_view path = target.substr(0, target.find('?'));
    if (path == "/en" || path.starts_with("/en/")) path.remove_prefix(3);
    for (const std::string_view other :
         {"/lam-viec", "/dang-", "/dat-mat-khau", "/assets", "/api", "/openrosa", "/thu-thap", "/phat-trien",
          "/healthz", "/readyz", "/metrics", "/favicon", "/robots"}) {
        if (path.starts_with(other)) return false;
    }
    return path.rfind('.') == std::string_view::npos;
}

}  // namespace longdan::visits
