#pragma once

#include "platform/jobs/jobs.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

/// The table of jobs. A running job belongs to a runner for one attempt; every later statement names both, so that a
/// runner that was taken for dead cannot write over the one that took its job.
namespace longdan::jobs {

/// Whose turn a running job is.
struct Claim {
    Job job;
    std::int64_t runner = 0;
};

/// A running job without a sign of life for this long belongs to a dead program.
constexpr std::int64_t dead_after_milliseconds = 30'000;
constexpr std::int64_t heartbeat_milliseconds = 5'000;

void insert(db::Transaction& tx, const Job& job);
std::optional<Job> find(db::Transaction& tx, JobId id);
std::vector<Job> list(db::Transaction& tx, const std::vector<std::int64_t>& schemes, int limit);
/// Cancels a waiting job, asks a running one to stop; Error(not_found) when there is no such job.
void ask_to_cancel(db::Transaction& tx, JobId id, Moment now);

/// True when a job of these kinds waits or was left by a dead program. Cheap, for polling.
bool has_work(db::Transaction& tx, const std::vector<std::string>& kinds, Moment alive_since);
/// The next job, now running for the runner; nothing when none is left.
std::optional<Claim> claim(
    db::Transaction& tx, const std::vector<std::string>& kinds, std::int64_t runner, Moment now, Moment alive_since
);

enum class Word { go_on, cancel, lost };
/// Stores progress as a sign of life; says whether somebody asked to stop, or another runner has the job by now.
Word store_progress(db::Transaction& tx, const Claim& claim, double share, std::string_view message, Moment now);
void keep_alive(db::Transaction& tx, std::int64_t runner, Moment now);
/// Stores how it ended (state, progress, message, result of `claim.job`); nothing when the job was lost.
void finish(db::Transaction& tx, const Claim& claim, Moment now);
/// Back to waiting, as if this attempt had not been: the program is stopping.
void put_back(db::Transaction& tx, const Claim& claim);

}  // namespace longdan::jobs
