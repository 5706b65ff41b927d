#include "platform/jobs/jobs.h"

#include "platform/db/test_support/test_database.h"

#include <atomic>
#include <set>
#include <thread>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace longdan;
using namespace longdan::jobs;

namespace {

const Moment noon{1'795'320'000'000};

Job job_of(db::Database& database, const Runner& runner, JobId id) {
    return *database.read([&](db::Transaction& tx) { return runner.find(tx, id); });
}

JobId enqueue(db::Database& database, Runner& runner, const std::string& kind, std::int64_t scheme = 1) {
    return database.write([&](db::Transaction& tx) {
        return runner.enqueue(tx, {kind, "Việc " + kind, "{\"n\":1}", scheme, 7});
    });
}

void make_the_runner_look_dead(db::Database& database) {
    database.write([](db::Transaction& tx) { tx.execute("UPDATE job SET heartbeat = heartbeat - 60000"); });
}

/// Waits for something another thread does; gives up after ten seconds.
template <class Condition>
bool eventually(Condition&& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

}  // namespace

LONGDAN_ON_BOTH_DATABASES(jobs, a_job_runs_after_its_transaction_and_leaves_its_result) {
    database.migrate(migrations());
    FakeClock clock(noon);
    Runner runner(database, clock);
    runner.define("echo", [](Context& context) {
        context.progress(0.5, "nửa đường");
        return "{\"input\":" + context.job().input + "}";
    });
    EXPECT_THROW(
        database.write([&](db::Transaction& tx) {
            runner.enqueue(tx, {"echo", "rolled back"});
            throw std::runtime_error("no");
        }),
        std::runtime_error
    );
    const auto id = enqueue(database, runner, "echo");
    EXPECT_EQ(job_of(database, runner, id).state, State::waiting);
    clock.advance(1000);
    runner.drain();
    const auto job = job_of(database, runner, id);
    EXPECT_EQ(job.state, State::done);
    EXPECT_EQ(job.result, "{\"input\":{\"n\":1}}");
    EXPECT_EQ(job.progress, 1);
    EXPECT_EQ(job.title, "Việc echo");
    EXPECT_EQ(job.account, 7);
    EXPECT_EQ(job.attempts, 1);
    EXPECT_EQ(job.created, noon);
    EXPECT_EQ(job.finished->milliseconds, noon.milliseconds + 1000);
    EXPECT_EQ(name(job.state), "done");
    EXPECT_THROW(database.write([&](db::Transaction& tx) { runner.enqueue(tx, {"unknown", "x"}); }), std::logic_error);
}

LONGDAN_ON_BOTH_DATABASES(jobs, progress_is_stored_now_and_then_and_not_at_every_call) {
    database.migrate(migrations());
    FakeClock clock(noon);
    Runner runner(database, clock);
    std::set<std::string> seen;
    runner.define("counting", [&](Context& context) -> std::string {
        for (int i = 0; i < 100; ++i) {
            context.progress(i / 100.0, "bước " + std::to_string(i));
            seen.insert(job_of(database, runner, context.job().id).message);
        }
        context.progress(7, "quá");
        return "{}";
    });
    enqueue(database, runner, "counting");
    const auto start = std::chrono::steady_clock::now();
    runner.drain();
    const auto half_seconds = (std::chrono::steady_clock::now() - start) / std::chrono::milliseconds(500);
    EXPECT_TRUE(seen.contains("bước 0"));
    EXPECT_LE(seen.size(), static_cast<std::size_t>(half_seconds) + 1);
}

LONGDAN_ON_BOTH_DATABASES(jobs, an_error_is_shown_and_another_exception_only_by_number) {
    database.migrate(migrations());
    FakeClock clock(noon);
    Runner runner(database, clock);
    runner.define("wrong", [](Context&) -> std::string { throw Error(ErrorKind::invalid, "dòng 3: thiếu mã"); });
    runner.define("broken", [](Context&) -> std::string { throw std::runtime_error("secret detail"); });
    const auto wrong = enqueue(database, runner, "wrong");
    const auto broken = enqueue(database, runner, "broken");
    runner.drain();
    EXPECT_EQ(job_of(database, runner, wrong).state, State::failed);
    EXPECT_EQ(job_of(database, runner, wrong).message, "dòng 3: thiếu mã");
    const auto failed = job_of(database, runner, broken);
    EXPECT_EQ(failed.state, State::failed);
    EXPECT_EQ(failed.message.find("secret"), std::string::npos);
    EXPECT_NE(failed.message.find(broken.text()), std::string::npos);
}

LONGDAN_ON_BOTH_DATABASES(jobs, lists_hold_only_the_schemes_asked_for) {
    database.migrate(migrations());
    FakeClock clock(noon);
    Runner runner(database, clock);
    runner.define("echo", [](Context&) { return std::string("{}"); });
    enqueue(database, runner, "echo", 1);
    clock.advance(1);
    const auto later = enqueue(database, runner, "echo", 2);
    clock.advance(1);
    enqueue(database, runner, "echo", 3);
    database.read([&](db::Transaction& tx) {
        EXPECT_TRUE(runner.list(tx, {}, 10).empty());
        const auto two = runner.list(tx, {1, 2}, 10);
        ASSERT_EQ(two.size(), 2u);
        EXPECT_EQ(two[0].id, later) << "the newest first";
        EXPECT_EQ(runner.list(tx, {1, 2, 3}, 1).size(), 1u);
        EXPECT_FALSE(runner.find(tx, JobId{1}));
    });
}

LONGDAN_ON_BOTH_DATABASES(jobs, cancelling_ends_a_waiting_job_at_once_and_a_running_one_at_its_next_progress) {
    database.migrate(migrations());
    SystemClock clock;
    Runner runner(database, clock);
    std::atomic<bool> running{false};
    runner.define("long", [&](Context& context) -> std::string {
        running = true;
        while (true) {
            context.progress(0.25, "đang chạy");
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    });
    const auto waiting = enqueue(database, runner, "long");
    database.write([&](db::Transaction& tx) { runner.cancel(tx, waiting); });
    EXPECT_EQ(job_of(database, runner, waiting).state, State::cancelled);
    EXPECT_TRUE(job_of(database, runner, waiting).finished);

    const auto id = enqueue(database, runner, "long");
    runner.start(1);
    ASSERT_TRUE(eventually([&] { return running && job_of(database, runner, id).progress == 0.25; }));
    EXPECT_EQ(job_of(database, runner, id).message, "đang chạy");
    database.write([&](db::Transaction& tx) { runner.cancel(tx, id); });
    EXPECT_TRUE(eventually([&] { return job_of(database, runner, id).state == State::cancelled; }));
    runner.stop();
    EXPECT_THROW(database.write([&](db::Transaction& tx) { runner.cancel(tx, JobId{5}); }), Error);
}

LONGDAN_ON_BOTH_DATABASES(jobs, a_stopping_program_puts_its_job_back_and_the_next_one_finishes_it) {
    database.migrate(migrations());
    SystemClock clock;
    std::atomic<bool> patient{true};
    std::atomic<int> runs{0};
    const Work work = [&](Context& context) -> std::string {
        ++runs;
        while (patient) {
            context.progress(0, "");
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        return "{}";
    };
    Runner first(database, clock);
    first.define("long", work);
    const auto id = enqueue(database, first, "long");
    first.start(2);
    ASSERT_TRUE(eventually([&] { return runs == 1; }));
    first.stop();
    EXPECT_EQ(job_of(database, first, id).state, State::waiting);
    EXPECT_EQ(job_of(database, first, id).attempts, 0);
    patient = false;
    first.start(1);
    EXPECT_TRUE(eventually([&] { return job_of(database, first, id).state == State::done; }));
    EXPECT_EQ(job_of(database, first, id).attempts, 1);
}

LONGDAN_ON_BOTH_DATABASES(jobs, the_job_of_a_killed_program_runs_again_and_not_for_ever) {
    database.migrate(migrations());
    SystemClock clock;
    Runner runner(database, clock);
    bool well = false;
    runner.define(
        "deadly", [&](Context&) -> std::string { return well ? "{\"survived\":true}" : "{}"; }, 2
    );
    const auto mended = enqueue(database, runner, "deadly");

    const auto die_once = [&] {
        const pid_t child = fork();
        if (child == 0) {
            const auto own = test_database.open_again();
            Runner dying(*own, clock);
            dying.define(
                "deadly",
                [](Context& context) -> std::string {
                    context.progress(0.75, "sắp xong");
                    _exit(9);
                },
                2
            );
            dying.drain();
            _exit(0);
        }
        int status = 0;
        waitpid(child, &status, 0);
        EXPECT_EQ(WEXITSTATUS(status), 9);
    };
    die_once();
    EXPECT_EQ(job_of(database, runner, mended).state, State::running);
    EXPECT_EQ(job_of(database, runner, mended).progress, 0.75);
    runner.drain();
    EXPECT_EQ(job_of(database, runner, mended).state, State::running) << "its heart may still beat";
    make_the_runner_look_dead(database);
    well = true;
    runner.drain();
    EXPECT_EQ(job_of(database, runner, mended).state, State::done);
    EXPECT_EQ(job_of(database, runner, mended).result, "{\"survived\":true}");
    EXPECT_EQ(job_of(database, runner, mended).attempts, 2);

    const auto hopeless = enqueue(database, runner, "deadly");
    for (int i = 0; i < 2; ++i) {
        die_once();
        make_the_runner_look_dead(database);
    }
    runner.drain();
    EXPECT_EQ(job_of(database, runner, hopeless).state, State::failed);
    EXPECT_NE(job_of(database, runner, hopeless).message.find("2 lần"), std::string::npos);
}

LONGDAN_ON_BOTH_DATABASES(jobs, a_runner_that_was_taken_for_dead_cannot_write_over_its_successor) {
    database.migrate(migrations());
    SystemClock clock;
    Runner second(database, clock);
    second.define("slow", [](Context&) -> std::string { return "\"second\""; });
    Runner first(database, clock);
    first.define("slow", [&](Context&) -> std::string {
        make_the_runner_look_dead(database);
        second.drain();
        return "\"first\"";
    });
    const auto id = enqueue(database, first, "slow");
    first.drain();
    EXPECT_EQ(job_of(database, first, id).result, "\"second\"");
    EXPECT_EQ(job_of(database, first, id).attempts, 2);
}

LONGDAN_ON_BOTH_DATABASES(jobs, several_runners_run_each_job_once) {
    database.migrate(migrations());
    SystemClock clock;
    constexpr int jobs = 24;
    std::mutex mutex;
    std::multiset<std::int64_t> ran;
    const Work work = [&](Context& context) -> std::string {
        const std::lock_guard lock(mutex);
        ran.insert(context.job().id.value);
        return "{}";
    };
    const auto second_database = test_database.open_again();
    Runner first(database, clock);
    Runner second(*second_database, clock);
    first.define("count", work);
    second.define("count", work);
    first.start(2);
    second.start(2);
    database.write([&](db::Transaction& tx) {
        for (int i = 0; i < jobs; ++i) first.enqueue(tx, {"count", "x"});
    });
    const auto done = [&] {
        return database.read([](db::Transaction& tx) {
            return tx.query_one("SELECT count(*) AS n FROM job WHERE state = 'done'")->integer("n");
        });
    };
    EXPECT_TRUE(eventually([&] { return done() == jobs; }));
    first.stop();
    second.stop();
    EXPECT_EQ(ran.size(), static_cast<std::size_t>(jobs));
    EXPECT_EQ(std::set<std::int64_t>(ran.begin(), ran.end()).size(), static_cast<std::size_t>(jobs));
}
