#include "platform/base/log.h"
#include "platform/jobs/store.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace longdan::jobs {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::chrono::milliseconds progress_pause{500};
/// How soon a job that another program stored is seen.
constexpr std::chrono::seconds poll_pause{1};

struct Stopping {};  ///< the program ends; the job goes back to waiting
struct Lost {};      ///< another runner has the job

/// Signs of life are compared between programs, so they use the real time even when a test turns the clock.
Moment real_now() { return SystemClock().now(); }
Moment alive_since() { return {real_now().milliseconds - dead_after_milliseconds}; }

}  // namespace

struct Runner::State_ {
    struct Kind {
        Work work;
        int attempts;
    };

    State_(db::Database& the_database, const Clock& the_clock) : database(the_database), clock(the_clock) {}

    std::optional<Claim> take();
    void run(Claim claim);
    void run_work(Claim& claim);
    void settle(Claim& claim, State state, double progress, std::string message, std::string result = "");
    void work_until_stopped();
    void beat_until_stopped();

    db::Database& database;
    const Clock& clock;
    const std::int64_t id = new_random_id();
    std::map<std::string, Kind> kinds;
    std::vector<std::string> kind_names;

    std::mutex mutex;
    std::condition_variable news;
    std::uint64_t enqueued = 0;  ///< grows with every job that this program stored
    int running = 0;
    bool stopping = false;
    std::vector<std::thread> threads;
};

namespace {

/// `stopping` is asked at every call, the database at most twice a second.
class RunContext final : public Context {
  public:
    RunContext(db::Database& database, const Claim& claim, std::function<bool()> stopping)
        : database_(database), claim_(claim), stopping_(std::move(stopping)) {}

    const Job& job() const override { return claim_.job; }

    void progress(double share, std::string_view message) override {
        if (stopping_()) throw Stopping{};
        const auto now = Steady::now();
        if (last_ && now - *last_ < progress_pause) return;
        last_ = now;
        const Word word = database_.write([&](db::Transaction& tx) {
            return store_progress(tx, claim_, std::clamp(share, 0.0, 1.0), message, real_now());
        });
        if (word == Word::cancel) throw Cancelled{};
        if (word == Word::lost) throw Lost{};
    }

  private:
    db::Database& database_;
    const Claim& claim_;
    std::function<bool()> stopping_;
    std::optional<Steady::time_point> last_;
};

}  // namespace

std::optional<Claim> Runner::State_::take() {
    const bool any = database.read([&](db::Transaction& tx) { return has_work(tx, kind_names, alive_since()); });
    if (!any) return std::nullopt;
    return database.write([&](db::Transaction& tx) { return claim(tx, kind_names, id, real_now(), alive_since()); });
}

void Runner::State_::settle(Claim& claim, State state, double progress, std::string message, std::string result) {
    claim.job.state = state;
    claim.job.progress = progress;
    claim.job.message = std::move(message);
    claim.job.result = std::move(result);
    database.write([&](db::Transaction& tx) { finish(tx, claim, clock.now()); });
}

void Runner::State_::run(Claim claim) {
    {
        const std::lock_guard lock(mutex);
        ++running;
    }
    try {
        run_work(claim);
    } catch (const std::exception& error) {
        // What became of it could not be stored: without signs of life it will be taken again.
        log::error("job_not_settled", {{"job", claim.job.id.text()}, {"error", error.what()}});
    }
    const std::lock_guard lock(mutex);
    --running;
}

void Runner::State_::run_work(Claim& claim) {
    const Kind& kind = kinds.at(claim.job.kind);
    const std::string number = claim.job.id.text();
    if (claim.job.attempts > kind.attempts) {
        settle(
            claim, State::failed, claim.job.progress,
            "Chương trình đã dừng giữa chừng " + std::to_string(kind.attempts) + " lần khi làm việc này (số " + number +
                "): hãy báo quản trị hệ thống"
        );
        return;
    }
    RunContext context(database, claim, [this] {
        const std::lock_guard lock(mutex);
        return stopping;
    });
    try {
        std::string result = kind.work(context);
        settle(claim, State::done, 1, "", std::move(result));
    } catch (const Cancelled&) {
        settle(claim, State::cancelled, claim.job.progress, "Đã dừng theo yêu cầu");
    } catch (const Stopping&) {
        database.write([&](db::Transaction& tx) { put_back(tx, claim); });
    } catch (const Lost&) {
        log::warning("job_lost", {{"job", number}, {"kind", claim.job.kind}});
    } catch (const Error& error) {
        settle(claim, State::failed, claim.job.progress, error.what());
    } catch (const std::exception& error) {
        log::error("job_failed", {{"job", number}, {"kind", claim.job.kind}, {"error", error.what()}});
        settle(
            claim, State::failed, claim.job.progress, "Việc này bị hỏng (số " + number + "): hãy báo quản trị hệ thống"
        );
    }
}

void Runner::State_::work_until_stopped() {
    std::uint64_t seen = 0;
    while (true) {
        {
            const std::lock_guard lock(mutex);
            if (stopping) return;
            seen = enqueued;
        }
        try {
            if (auto claim = take()) {
                run(std::move(*claim));
                continue;
            }
        } catch (const std::exception& error) {
            log::warning("jobs_not_read", {{"error", error.what()}});
        }
        std::unique_lock lock(mutex);
        news.wait_for(lock, poll_pause, [&] { return stopping || enqueued != seen; });
    }
}

void Runner::State_::beat_until_stopped() {
    std::unique_lock lock(mutex);
    while (true) {
        // Until the last job has reached its end: a stopping program is not a dead one.
        news.wait_for(lock, std::chrono::milliseconds(heartbeat_milliseconds), [&] {
            return stopping && running == 0;
        });
        if (stopping && running == 0) return;
        if (running == 0) continue;
        lock.unlock();
        try {
            database.write([&](db::Transaction& tx) { keep_alive(tx, id, real_now()); });
        } catch (const std::exception& error) {
            log::warning("heartbeat_failed", {{"error", error.what()}});
        }
        lock.lock();
    }
}

Runner::Runner(db::Database& database, const Clock& clock) : state_(std::make_unique<State_>(database, clock)) {}

Runner::~Runner() { stop(); }

void Runner::define(std::string kind, Work work, int attempts) {
    if (!state_->threads.empty()) throw std::logic_error("jobs are defined before start(): " + kind);
    if (!state_->kinds.emplace(kind, State_::Kind{std::move(work), attempts}).second) {
        throw std::logic_error("this kind of job is defined already: " + kind);
    }
    state_->kind_names.push_back(std::move(kind));
}

void Runner::start(int threads) {
    if (!state_->threads.empty()) throw std::logic_error("the runner is running");
    state_->stopping = false;
    for (int i = 0; i < threads; ++i) state_->threads.emplace_back([this] { state_->work_until_stopped(); });
    state_->threads.emplace_back([this] { state_->beat_until_stopped(); });
}

void Runner::stop() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->stopping = true;
    }
    state_->news.notify_all();
    // The workers first; the heart beats on until their jobs have ended.
    for (auto& thread : state_->threads) {
        if (&thread == &state_->threads.back()) state_->news.notify_all();
        thread.join();
    }
    state_->threads.clear();
}

JobId Runner::enqueue(db::Transaction& tx, const NewJob& job) {
    if (!state_->kinds.contains(job.kind)) throw std::logic_error("this kind of job is not defined: " + job.kind);
    Job stored;
    stored.id = new_id<JobId>(state_->clock);
    stored.kind = job.kind;
    stored.title = job.title;
    stored.input = job.input;
    stored.scheme = job.scheme;
    stored.account = job.account;
    stored.created = state_->clock.now();
    insert(tx, stored);
    tx.after_commit([state = state_.get()] {
        {
            const std::lock_guard lock(state->mutex);
            ++state->enqueued;
        }
        state->news.notify_all();
    });
    return stored.id;
}

std::optional<Job> Runner::find(db::Transaction& tx, JobId id) const { return jobs::find(tx, id); }

std::vector<Job> Runner::list(db::Transaction& tx, const std::vector<std::int64_t>& schemes, int limit) const {
    return jobs::list(tx, schemes, limit);
}

void Runner::cancel(db::Transaction& tx, JobId id) { ask_to_cancel(tx, id, state_->clock.now()); }

void Runner::drain() {
    while (auto claim = state_->take()) state_->run(std::move(*claim));
}

}  // namespace longdan::jobs
