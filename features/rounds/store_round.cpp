#include "features/rounds/store.h"

namespace longdan::rounds::store {

namespace {

constexpr std::string_view round_columns = R"(
    id, scheme, code, name, year, purpose, state, design, design_version, design_sha256, method, form, simulated,
    created_by, created, frame_sha256, frame_report, seed, seed_origin, sample_sha256, report_sha256, collection_from,
    collection_to, revision, publish_at, correction_reason)";

Round read_round(const db::Row& row) {
    Round round;
    round.id = row.id<RoundId>("id");
    round.scheme = row.id<identity::SchemeId>("scheme");
    round.code = row.text("code");
    round.name = row.text("name");
    round.year = static_cast<int>(row.integer("year"));
    round.purpose = row.text("purpose");
    round.state = state_of(row.text("state"));
    round.design = row.text("design");
    round.design_version = static_cast<int>(row.integer("design_version"));
    round.design_sha256 = row.text("design_sha256");
    round.method = row.id<methods::MethodId>("method");
    round.form = row.id<methods::FormId>("form");
    round.simulated = row.yes("simulated");
    round.created_by = row.id<identity::AccountId>("created_by");
    round.created = row.moment("created");
    round.frame_sha256 = row.text("frame_sha256");
    round.frame_report = row.text("frame_report");
    round.seed = row.text("seed");
    round.seed_origin = row.text("seed_origin");
    round.sample_sha256 = row.text("sample_sha256");
    round.report_sha256 = row.text("report_sha256");
    round.collection_from = row.maybe_moment("collection_from");
    round.collection_to = row.maybe_moment("collection_to");
    round.revision = row.maybe_id<results::RevisionId>("revision");
    round.publish_at = row.maybe_moment("publish_at");
    round.correction_reason = row.text("correction_reason");
    return round;
}

db::Parameters changing(const Round& round) {
    return {
        {"id", round.id},
        {"name", round.name},
        {"year", round.year},
        {"purpose", round.purpose},
        {"state", name(round.state)},
        {"design", round.design},
        {"design_version", round.design_version},
        {"design_sha256", round.design_sha256},
        {"method", round.method},
        {"form", round.form},
        {"frame_sha256", round.frame_sha256},
        {"frame_report", round.frame_report},
        {"seed", round.seed},
        {"seed_origin", round.seed_origin},
        {"sample_sha256", round.sample_sha256},
        {"report_sha256", round.report_sha256},
        {"collection_from", round.collection_from},
        {"collection_to", round.collection_to},
        {"revision", round.revision},
        {"publish_at", round.publish_at},
        {"correction_reason", round.correction_reason},
    };
}

}  // namespace

void insert_round(db::Transaction& tx, const Round& round) {
    auto parameters = changing(round);
    parameters.insert(
        parameters.end(), {{"scheme", round.scheme},
                           {"code", round.code},
                           {"simulated", round.simulated},
                           {"created_by", round.created_by},
                           {"created", round.created}}
    );
    tx.execute(
        R"(INSERT INTO round (
               id, scheme, code, name, year, purpose, state, design, design_version, design_sha256, method, form,
               simulated, created_by, created, frame_sha256, frame_report, seed, seed_origin, sample_sha256,
               report_sha256, collection_from, collection_to, revision, publish_at, correction_reason)
           VALUES (
               :id, :scheme, :code, :name, :year, :purpose, :state, :design, :design_version, :design_sha256, :method,
               :form, :simulated, :created_by, :created, :frame_sha256, :frame_report, :seed, :seed_origin,
               :sample_sha256, :report_sha256, :collection_from, :collection_to, :revision, :publish_at,
               :correction_reason))",
        parameters
    );
}

std::optional<Round> find_round(db::Transaction& tx, RoundId id) {
    const auto row = tx.query_one("SELECT " + std::string(round_columns) + " FROM round WHERE id = :id", {{"id", id}});
    if (!row) return std::nullopt;
    return read_round(*row);
}

std::optional<Round> find_round(db::Transaction& tx, std::string_view code) {
    const auto row =
        tx.query_one("SELECT " + std::string(round_columns) + " FROM round WHERE code = :code", {{"code", code}});
    if (!row) return std::nullopt;
    return read_round(*row);
}

std::vector<Round> rounds(db::Transaction& tx) {
    std::vector<Round> found;
    for (const auto& row :
         tx.query("SELECT " + std::string(round_columns) + " FROM round ORDER BY year DESC, id DESC")) {
        found.push_back(read_round(row));
    }
    return found;
}

bool update_round(db::Transaction& tx, const Round& round, State from) {
    auto parameters = changing(round);
    parameters.push_back({"from_state", name(from)});
    return tx.execute(
               R"(UPDATE round SET
                      name = :name, year = :year, purpose = :purpose, state = :state, design = :design,
                      design_version = :design_version, design_sha256 = :design_sha256, method = :method, form = :form,
                      frame_sha256 = :frame_sha256, frame_report = :frame_report, seed = :seed,
                      seed_origin = :seed_origin, sample_sha256 = :sample_sha256, report_sha256 = :report_sha256,
                      collection_from = :collection_from, collection_to = :collection_to, revision = :revision,
                      publish_at = :publish_at, correction_reason = :correction_reason
                  WHERE id = :id AND state = :from_state)",
               parameters
           ) == 1;
}

void insert_step(db::Transaction& tx, std::int64_t id, RoundId round, identity::AccountId account, const Step& step) {
    tx.execute(
        R"(INSERT INTO round_step (id, round, time, account, account_name, action, from_state, to_state, reason, document)
           VALUES (:id, :round, :time, :account, :account_name, :action, :from_state, :to_state, :reason, :document))",
        {{"id", id},
         {"round", round},
         {"time", step.time},
         {"account", account},
         {"account_name", step.account_name},
         {"action", step.action},
         {"from_state", name(step.from)},
         {"to_state", name(step.to)},
         {"reason", step.reason},
         {"document", step.document}}
    );
}

std::vector<Step> steps(db::Transaction& tx, RoundId round) {
    std::vector<Step> found;
    for (const auto& row : tx.query(
             R"(SELECT time, account_name, action, from_state, to_state, reason, document
                FROM round_step WHERE round = :round ORDER BY time, id)",
             {{"round", round}}
         )) {
        found.push_back(
            {row.moment("time"), row.text("account_name"), row.text("action"), state_of(row.text("from_state")),
             state_of(row.text("to_state")), row.text("reason"), row.text("document")}
        );
    }
    return found;
}

void insert_data(db::Transaction& tx, RoundId round, identity::AccountId account, const Data& data, Moment now) {
    tx.execute(
        R"(INSERT INTO round_data (round, number, cut_off, cells_sha256, log_sha256, received, used, rules, time, account)
           VALUES (:round, :number, :cut_off, :cells, :log, :received, :used, :rules, :time, :account))",
        {{"round", round},
         {"number", data.number},
         {"cut_off", data.cut_off},
         {"cells", data.cells_sha256},
         {"log", data.log_sha256},
         {"received", data.received},
         {"used", data.used},
         {"rules", data.rules},
         {"time", now},
         {"account", account}}
    );
}

std::vector<Data> data(db::Transaction& tx, RoundId round) {
    std::vector<Data> found;
    for (const auto& row : tx.query(
             R"(SELECT number, cut_off, cells_sha256, log_sha256, received, used, rules
                FROM round_data WHERE round = :round ORDER BY number)",
             {{"round", round}}
         )) {
        found.push_back(
            {static_cast<int>(row.integer("number")), row.moment("cut_off"), row.text("cells_sha256"),
             row.text("log_sha256"), row.integer("received"), row.integer("used"), row.text("rules")}
        );
    }
    return found;
}

void insert_trial(db::Transaction& tx, RoundId round, identity::AccountId account, const Trial& trial) {
    tx.execute(
        R"(INSERT INTO round_trial (
               round, number, data, figures_sha256, figures_file, figures, changed, revision, time, account)
           VALUES (:round, :number, :data, :sha, :file, :figures, :changed, :revision, :time, :account))",
        {{"round", round},
         {"number", trial.number},
         {"data", trial.data},
         {"sha", trial.figures_sha256},
         {"file", trial.figures_file},
         {"figures", trial.figures},
         {"changed", trial.changed},
         {"revision", trial.revision},
         {"time", trial.time},
         {"account", account}}
    );
}

std::vector<Trial> trials(db::Transaction& tx, RoundId round) {
    std::vector<Trial> found;
    for (const auto& row : tx.query(
             R"(SELECT number, data, figures_sha256, figures_file, figures, changed, revision, time
                FROM round_trial WHERE round = :round ORDER BY number)",
             {{"round", round}}
         )) {
        Trial trial;
        trial.number = static_cast<int>(row.integer("number"));
        trial.data = static_cast<int>(row.integer("data"));
        trial.figures_sha256 = row.text("figures_sha256");
        trial.figures_file = row.text("figures_file");
        trial.figures = row.integer("figures");
        trial.changed = row.integer("changed");
        trial.revision = row.maybe_id<results::RevisionId>("revision");
        trial.time = row.moment("time");
        found.push_back(std::move(trial));
    }
    return found;
}

void set_trial_revision(db::Transaction& tx, RoundId round, int number, results::RevisionId revision) {
    tx.execute(
        "UPDATE round_trial SET revision = :revision WHERE round = :round AND number = :number",
        {{"revision", revision}, {"round", round}, {"number", number}}
    );
}

}  // namespace longdan::rounds::store
