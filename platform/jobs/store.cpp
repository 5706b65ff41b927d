#include "platform/jobs/store.h"

#include <stdexcept>

namespace longdan::jobs {
namespace {

constexpr std::string_view names[] = {"waiting", "running", "done", "failed", "cancelled"};

State state_of(std::string_view text) {
    for (std::size_t i = 0; i < std::size(names); ++i) {
        if (names[i] == text) return static_cast<State>(i);
    }
    throw std::logic_error("not a state of a job: " + std::string(text));
}

Job job_of(const db::Row& row) {
    Job job;
    job.id = row.id<JobId>("id");
    job.kind = row.text("kind");
    job.title = row.text("title");
    job.state = state_of(row.text("state"));
    job.progress = row.number("progress");
    job.message = row.text("message");
    job.input = row.text("input");
    job.result = row.text("result");
    job.scheme = row.integer("scheme");
    job.account = row.integer("account");
    job.attempts = static_cast<int>(row.integer("attempts"));
    job.created = row.moment("created");
    job.finished = row.maybe_moment("finished");
    return job;
}

constexpr std::string_view columns =
    "id, kind, title, state, progress, message, input, result, scheme, account, attempts, created, finished";

/// ":p0, :p1" with its values.
template <class T>
std::string placeholders(
    const std::vector<T>& values, std::vector<std::string>& parameter_names, db::Parameters& parameters
) {
    std::string text;
    parameter_names.reserve(parameter_names.size() + values.size());
    for (const auto& value : values) {
        parameter_names.push_back("p" + std::to_string(parameter_names.size()));
        text += (text.empty() ? ":" : ", :") + parameter_names.back();
        parameters.emplace_back(parameter_names.back(), value);
    }
    return text;
}

/// A job that may be taken: it waits, or its runner is dead.
std::string takeable(
    const std::vector<std::string>& kinds, Moment alive_since, std::vector<std::string>& parameter_names,
    db::Parameters& parameters
) {
    parameters.emplace_back("alive_since", alive_since);
    return "(state = 'waiting' OR (state = 'running' AND heartbeat < :alive_since)) AND kind IN (" +
           placeholders(kinds, parameter_names, parameters) + ")";
}

constexpr std::string_view mine = " WHERE id = :id AND state = 'running' AND runner = :runner AND attempts = :attempts";

db::Parameters of(const Claim& claim) {
    return {{"id", claim.job.id}, {"runner", claim.runner}, {"attempts", claim.job.attempts}};
}

}  // namespace

std::string_view name(State state) { return names[static_cast<std::size_t>(state)]; }

void insert(db::Transaction& tx, const Job& job) {
    tx.execute(
        "INSERT INTO job (id, kind, title, state, progress, message, input, result, scheme, account, attempts,"
        " cancel_asked, created) VALUES (:id, :kind, :title, 'waiting', 0, '', :input, '', :scheme, :account, 0, 0,"
        " :created)",
        {{"id", job.id},
         {"kind", job.kind},
         {"title", job.title},
         {"input", job.input},
         {"scheme", job.scheme},
         {"account", job.account},
         {"created", job.created}}
    );
}

std::optional<Job> find(db::Transaction& tx, JobId id) {
    const auto row = tx.query_one("SELECT " + std::string(columns) + " FROM job WHERE id = :id", {{"id", id}});
    if (!row) return std::nullopt;
    return job_of(*row);
}

std::vector<Job> list(db::Transaction& tx, const std::vector<std::int64_t>& schemes, int limit) {
    if (schemes.empty()) return {};
    std::vector<std::string> parameter_names;
    db::Parameters parameters{{"limit", limit}};
    const std::string sql = "SELECT " + std::string(columns) + " FROM job WHERE scheme IN (" +
                            placeholders(schemes, parameter_names, parameters) +
                            ") ORDER BY created DESC, id DESC LIMIT :limit";
    std::vector<Job> jobs;
    for (const auto& row : tx.query(sql, parameters)) jobs.push_back(job_of(row));
    return jobs;
}

void ask_to_cancel(db::Transaction& tx, JobId id, Moment now) {
    const auto cancelled = tx.execute(
        "UPDATE job SET state = 'cancelled', finished = :now WHERE id = :id AND state = 'waiting'",
        {{"id", id}, {"now", now}}
    );
    if (cancelled == 1) return;
    tx.execute("UPDATE job SET cancel_asked = 1 WHERE id = :id AND state = 'running'", {{"id", id}});
    if (!find(tx, id)) throw Error(ErrorKind::not_found, "Không tìm thấy việc số " + id.text());
}

bool has_work(db::Transaction& tx, const std::vector<std::string>& kinds, Moment alive_since) {
    if (kinds.empty()) return false;
    std::vector<std::string> parameter_names;
    db::Parameters parameters;
    const std::string where = takeable(kinds, alive_since, parameter_names, parameters);
    return !tx.query("SELECT id FROM job WHERE " + where + " LIMIT 1", parameters).empty();
}

std::optional<Claim> claim(
    db::Transaction& tx, const std::vector<std::string>& kinds, std::int64_t runner, Moment now, Moment alive_since
) {
    if (kinds.empty()) return std::nullopt;
    std::vector<std::string> parameter_names;
    db::Parameters parameters;
    const std::string where = takeable(kinds, alive_since, parameter_names, parameters);
    // On SQLite there is one writer at a time; on PostgreSQL others step over the row that is being taken.
    const std::string_view lock = tx.by_engine("", " FOR UPDATE SKIP LOCKED");
    const auto next = tx.query_one(
        "SELECT id FROM job WHERE " + where + " ORDER BY created, id LIMIT 1" + std::string(lock), parameters
    );
    if (!next) return std::nullopt;
    tx.execute(
        "UPDATE job SET state = 'running', runner = :runner, heartbeat = :now, attempts = attempts + 1 WHERE id = :id",
        {{"id", next->integer("id")}, {"runner", runner}, {"now", now}}
    );
    return Claim{*find(tx, next->id<JobId>("id")), runner};
}

Word store_progress(db::Transaction& tx, const Claim& claim, double share, std::string_view message, Moment now) {
    auto parameters = of(claim);
    parameters.emplace_back("share", share);
    parameters.emplace_back("message", message);
    parameters.emplace_back("now", now);
    const auto rows = tx.query(
        "UPDATE job SET progress = :share, message = :message, heartbeat = :now" + std::string(mine) +
            " RETURNING cancel_asked",
        parameters
    );
    if (rows.empty()) return Word::lost;
    return rows.front().yes("cancel_asked") ? Word::cancel : Word::go_on;
}

void keep_alive(db::Transaction& tx, std::int64_t runner, Moment now) {
    tx.execute(
        "UPDATE job SET heartbeat = :now WHERE state = 'running' AND runner = :runner",
        {{"runner", runner}, {"now", now}}
    );
}

void finish(db::Transaction& tx, const Claim& claim, Moment now) {
    auto parameters = of(claim);
    parameters.emplace_back("new_state", name(claim.job.state));
    parameters.emplace_back("progress", claim.job.progress);
    parameters.emplace_back("message", claim.job.message);
    parameters.emplace_back("result", claim.job.result);
    parameters.emplace_back("now", now);
    tx.execute(
        "UPDATE job SET state = :new_state, progress = :progress, message = :message, result = :result, finished = "
        ":now" +
            std::string(mine),
        parameters
    );
}

void put_back(db::Transaction& tx, const Claim& claim) {
    tx.execute(
        "UPDATE job SET state = 'waiting', runner = NULL, heartbeat = NULL, attempts = attempts - 1" +
            std::string(mine),
        of(claim)
    );
}

}  // namespace longdan::jobs
