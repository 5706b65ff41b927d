#include "features/approvals/store.h"

#include "platform/base/text.h"

namespace longdan::approvals::store {
namespace {

constexpr std::string_view columns =
    "SELECT id, scheme, subject, title, address, file_sha256, file_name, summary, state, opened_by, opened, changed, "
    "version, document_number, document_day, signer, signer_title, on_behalf_of, approver, signed_sha256 "
    "FROM approvals_dossier ";

/// "label<tab>value<newline>" a line: both are cleaned texts, which hold neither.
std::string summary_text(const std::vector<SummaryLine>& summary) {
    std::string text;
    for (const SummaryLine& line : summary) text += cleaned(line.label) + "\t" + cleaned(line.value) + "\n";
    return text;
}

std::vector<SummaryLine> summary_of(std::string_view text) {
    std::vector<SummaryLine> summary;
    for (const std::string_view line : split(text, '\n')) {
        const auto tab = line.find('\t');
        if (tab == std::string_view::npos) continue;
        summary.push_back({std::string(line.substr(0, tab)), std::string(line.substr(tab + 1))});
    }
    return summary;
}

std::optional<Decision> decision_of(const db::Row& row) {
    const auto number = row.maybe_text("document_number");
    if (!number) return std::nullopt;
    return Decision{
        .file_sha256 = row.text("file_sha256"),
        .document_number = *number,
        .day = row.day("document_day"),
        .signer = row.text("signer"),
        .signer_title = row.text("signer_title"),
        .on_behalf_of = row.text("on_behalf_of"),
    };
}

Dossier read(const db::Row& row) {
    return {
        .id = row.id<DossierId>("id"),
        .scheme = row.id<identity::SchemeId>("scheme"),
        .subject = row.text("subject"),
        .title = row.text("title"),
        .address = row.text("address"),
        .file_sha256 = row.text("file_sha256"),
        .file_name = row.text("file_name"),
        .summary = summary_of(row.text("summary")),
        .state = state_of(row.text("state")).value(),
        .opened_by = row.id<identity::AccountId>("opened_by"),
        .opened = row.moment("opened"),
        .decision = decision_of(row),
        .approver = row.maybe_id<identity::AccountId>("approver"),
        .signed_sha256 = row.maybe_text("signed_sha256").value_or(""),
        .history = {},
    };
}

std::vector<Step> history_of(db::Transaction& tx, DossierId id) {
    std::vector<Step> history;
    const auto rows = tx.query(
        "SELECT state, recorded, account, account_name, reason, file_sha256 FROM approvals_step "
        "WHERE dossier = :dossier ORDER BY number",
        {{"dossier", id}}
    );
    for (const auto& row : rows) {
        history.push_back({
            .to = state_of(row.text("state")).value(),
            .time = row.moment("recorded"),
            .account = row.id<identity::AccountId>("account"),
            .account_name = row.text("account_name"),
            .reason = row.text("reason"),
            .file_sha256 = row.text("file_sha256"),
        });
    }
    return history;
}

std::optional<Stored> complete(db::Transaction& tx, const std::optional<db::Row>& row) {
    if (!row) return std::nullopt;
    Stored stored{read(*row), row->integer("version"), {}};
    stored.dossier.history = history_of(tx, stored.dossier.id);
    const auto makers = tx.query(
        "SELECT account FROM approvals_maker WHERE dossier = :dossier ORDER BY account",
        {{"dossier", stored.dossier.id}}
    );
    for (const auto& maker : makers) stored.makers.push_back(maker.id<identity::AccountId>("account"));
    return stored;
}

}  // namespace

std::optional<State> state_of(std::string_view text) {
    for (const State state : {State::draft, State::submitted, State::returned, State::approved, State::locked}) {
        if (name(state) == text) return state;
    }
    return std::nullopt;
}

std::optional<Stored> find(db::Transaction& tx, DossierId id) {
    return complete(tx, tx.query_one(std::string(columns) + "WHERE id = :id", {{"id", id}}));
}

std::optional<Stored> find_by_subject(db::Transaction& tx, std::string_view subject) {
    return complete(tx, tx.query_one(std::string(columns) + "WHERE subject = :subject", {{"subject", subject}}));
}

std::vector<DossierLine> list(
    db::Transaction& tx, const std::vector<identity::SchemeId>& schemes, std::optional<State> state, int limit
) {
    if (schemes.empty()) return {};
    std::string ids;
    for (const identity::SchemeId scheme : schemes) ids += (ids.empty() ? "" : ", ") + scheme.text();
    std::string where = "WHERE scheme IN (" + ids + ") ";
    db::Parameters parameters = {{"limit", limit}};
    if (state) {
        where += "AND state = :state ";
        parameters.emplace_back("state", name(*state));
    }
    std::vector<DossierLine> lines;
    const auto rows = tx.query(
        "SELECT id, scheme, title, subject, state, changed FROM approvals_dossier " + where +
            "ORDER BY changed DESC, id DESC LIMIT :limit",
        parameters
    );
    for (const auto& row : rows) {
        lines.push_back({
            .id = row.id<DossierId>("id"),
            .scheme = row.id<identity::SchemeId>("scheme"),
            .title = row.text("title"),
            .subject = row.text("subject"),
            .state = state_of(row.text("state")).value(),
            .changed = row.moment("changed"),
            .waits_for_me = false,
        });
    }
    return lines;
}

void insert(db::Transaction& tx, const Dossier& dossier) {
    tx.execute(
        "INSERT INTO approvals_dossier (id, scheme, subject, title, address, file_sha256, file_name, summary, state, "
        "opened_by, opened, changed, version) VALUES (:id, :scheme, :subject, :title, :address, :file, :file_name, "
        ":summary, :state, :opened_by, :opened, :opened, 1)",
        {{"id", dossier.id},
         {"scheme", dossier.scheme},
         {"subject", dossier.subject},
         {"title", dossier.title},
         {"address", dossier.address},
         {"file", dossier.file_sha256},
         {"file_name", dossier.file_name},
         {"summary", summary_text(dossier.summary)},
         {"state", name(dossier.state)},
         {"opened_by", dossier.opened_by},
         {"opened", dossier.opened}}
    );
}

bool update(db::Transaction& tx, const Dossier& dossier, Moment now, std::int64_t version) {
    db::Parameters parameters = {
        {"id", dossier.id},
        {"version", version},
        {"now", now},
        {"file", dossier.file_sha256},
        {"file_name", dossier.file_name},
        {"summary", summary_text(dossier.summary)},
        {"state", name(dossier.state)},
        {"approver", dossier.approver},
    };
    std::string set =
        "UPDATE approvals_dossier SET version = version + 1, changed = :now, file_sha256 = :file, "
        "file_name = :file_name, summary = :summary, state = :state, approver = :approver";
    if (dossier.decision) {
        set +=
            ", document_number = :number, document_day = :day, signer = :signer, signer_title = :signer_title, "
            "on_behalf_of = :on_behalf_of";
        parameters.emplace_back("number", dossier.decision->document_number);
        parameters.emplace_back("day", dossier.decision->day);
        parameters.emplace_back("signer", dossier.decision->signer);
        parameters.emplace_back("signer_title", dossier.decision->signer_title);
        parameters.emplace_back("on_behalf_of", dossier.decision->on_behalf_of);
    }
    if (!dossier.signed_sha256.empty()) {
        set += ", signed_sha256 = :signed";
        parameters.emplace_back("signed", dossier.signed_sha256);
    }
    return tx.execute(set + " WHERE id = :id AND version = :version", parameters) == 1;
}

void add_maker(db::Transaction& tx, DossierId dossier, identity::AccountId account) {
    tx.execute(
        "INSERT INTO approvals_maker (dossier, account) VALUES (:dossier, :account) "
        "ON CONFLICT (dossier, account) DO NOTHING",
        {{"dossier", dossier}, {"account", account}}
    );
}

void add_step(db::Transaction& tx, DossierId dossier, std::size_t number, const Step& step) {
    tx.execute(
        "INSERT INTO approvals_step (dossier, number, state, recorded, account, account_name, reason, file_sha256) "
        "VALUES (:dossier, :number, :state, :recorded, :account, :account_name, :reason, :file)",
        {{"dossier", dossier},
         {"number", number},
         {"state", name(step.to)},
         {"recorded", step.time},
         {"account", step.account},
         {"account_name", step.account_name},
         {"reason", step.reason},
         {"file", step.file_sha256}}
    );
}

void each_file(db::Transaction& tx, const std::function<void(DossierId, const std::string&)>& file) {
    tx.each(
        "SELECT id, file_sha256 AS sha256 FROM approvals_dossier UNION "
        "SELECT id, signed_sha256 FROM approvals_dossier WHERE signed_sha256 IS NOT NULL UNION "
        "SELECT dossier, file_sha256 FROM approvals_step ORDER BY 1, 2",
        {},
        [&](const db::Row& row) {
            file(row.id<DossierId>("id"), row.text("sha256"));
            return true;
        }
    );
}

std::vector<DossierId> made_by(db::Transaction& tx, identity::AccountId account) {
    std::vector<DossierId> made;
    const auto rows = tx.query(
        "SELECT dossier FROM approvals_maker WHERE account = :account ORDER BY dossier", {{"account", account}}
    );
    for (const auto& row : rows) made.push_back(row.id<DossierId>("dossier"));
    return made;
}

}  // namespace longdan::approvals::store
