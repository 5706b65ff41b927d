#include "platform/nodes/bulletin.h"

#include "platform/base/log.h"

#include <algorithm>

namespace longdan::nodes {
namespace {

constexpr std::int64_t minute = 60'000;
/// News are looked for that far back: a transaction may become visible after younger ones, and clocks of nodes differ.
constexpr std::int64_t looked_back = 2 * minute;
constexpr std::int64_t kept = 60 * minute;

Moment earlier(Moment moment, std::int64_t milliseconds) { return {moment.milliseconds - milliseconds}; }

}  // namespace

Bulletin::Bulletin(db::Database& database, const Clock& clock)
    : database_(database), clock_(clock), node_(new_random_id()) {}

Bulletin::~Bulletin() {
    stop();
    try {
        post();
    } catch (const std::exception& error) {
        log::warning("news_not_told", {{"reason", error.what()}});
    }
}

void Bulletin::listen(Listener listener) { listener_ = std::move(listener); }

void Bulletin::tell(std::string_view tag) {
    {
        const std::lock_guard lock(mutex_);
        untold_.emplace(tag);
    }
    changed_.notify_one();
}

void Bulletin::start(std::chrono::milliseconds pause) {
    tell("*");
    thread_ = std::thread([this, pause] { run(pause); });
}

void Bulletin::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Bulletin::run(std::chrono::milliseconds pause) {
    bool failing = false;
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        lock.unlock();
        try {
            exchange();
            failing = false;
        } catch (const std::exception& error) {
            if (!failing) log::warning("news_not_exchanged", {{"reason", error.what()}});
            failing = true;
        }
        lock.lock();
        // After a failure the untold must not make it turn without rest.
        changed_.wait_for(lock, pause, [&] { return stopping_ || (!failing && !untold_.empty()); });
    }
}

void Bulletin::exchange() {
    const std::lock_guard lock(exchanging_);
    post();
    hear();
}

void Bulletin::post() {
    std::set<std::string, std::less<>> tags;
    {
        const std::lock_guard lock(mutex_);
        tags.swap(untold_);
    }
    if (tags.empty()) return;
    const Moment now = clock_.now();
    constexpr std::string_view columns[] = {"id", "node", "posted", "tag"};
    std::vector<std::vector<db::Value>> rows;
    for (const std::string& tag : tags) rows.push_back({new_random_id(), node_, now, tag});
    try {
        database_.write([&](db::Transaction& tx) {
            tx.execute("DELETE FROM node_news WHERE posted < :old", {{"old", earlier(now, kept)}});
            tx.insert_many("node_news", columns, rows);
        });
    } catch (...) {
        const std::lock_guard lock(mutex_);
        untold_.merge(tags);
        throw;
    }
}

void Bulletin::hear() {
    const Moment now = clock_.now();
    const bool missed = heard_ && now.milliseconds - heard_->milliseconds > kept - looked_back;
    const Moment since = earlier(heard_ ? std::min(*heard_, now) : now, looked_back);
    std::set<std::string> tags;
    std::unordered_map<std::int64_t, Moment> found;
    database_.read([&](db::Transaction& tx) {
        tags.clear();
        found.clear();
        const auto rows = tx.query(
            "SELECT id, node, posted, tag FROM node_news WHERE posted >= :since ORDER BY posted, id", {{"since", since}}
        );
        for (const db::Row& row : rows) {
            found.emplace(row.integer("id"), row.moment("posted"));
            if (row.integer("node") != node_ && !known_.contains(row.integer("id"))) tags.insert(row.text("tag"));
        }
    });
    if (missed) tags.insert("*");
    for (const std::string& tag : tags) listener_(tag);
    // Only now: what a listener could not take is heard again.
    known_ = std::move(found);
    heard_ = now;
}

}  // namespace longdan::nodes
