#include "features/collect/state.h"
#include "platform/base/digest.h"
#include "platform/base/text.h"

namespace longdan::collect {

using identity::AuditEntry;
using identity::Permission;

namespace {

constexpr std::string_view select_answers = R"(
    SELECT id, form, evidence, channel, state, point, psu, stratum, unit, received_day, {answers} AS answers
    FROM submission
    WHERE round = :round AND received_day <= :until AND state <> :erased
    ORDER BY id)";

constexpr std::string_view count_answers = R"(
    SELECT unit, evidence, state, COUNT(*) AS number, MAX(received_day) AS last
    FROM submission WHERE round = :round
    GROUP BY unit, evidence, state)";

constexpr std::string_view count_codes = R"(
    SELECT p.unit AS unit, COUNT(*) AS number
    FROM access_code c
    JOIN sampling_point p ON p.round = c.round AND p.point = c.point
    WHERE c.round = :round AND c.state <> :withdrawn
    GROUP BY p.unit)";

constexpr std::string_view find_submission = R"(
    SELECT s.bucket, s.state, s.violations, s.unit, s.sha256, s.received_day, s.receipt, c.scheme, c.title
    FROM submission s
    JOIN collection c ON c.id = s.collection
    WHERE s.round = :round AND s.id = :id)";

constexpr std::string_view select_events = R"(
    SELECT kind, day, account, reason FROM submission_event
    WHERE round = :round AND bucket = :bucket AND id = :id ORDER BY number)";

constexpr std::string_view insert_event = R"(
    INSERT INTO submission_event (round, bucket, id, number, kind, day, account, reason)
    VALUES (:round, :bucket, :id,
            (SELECT COUNT(*) + 1 FROM submission_event WHERE round = :round AND bucket = :bucket AND id = :id),
            :kind, :day, :account, :reason))";

/// The answer, for somebody who must hold `permission` over its unit.
db::Row require_submission(
    db::Transaction& tx, const identity::Access& access, Permission permission, RoundId round, SubmissionId id
) {
    auto row = tx.query_one(find_submission, {{"round", round}, {"id", id}});
    if (!row) no_such_page(access);
    access.require(permission, row->id<identity::SchemeId>("scheme"), row->id<identity::UnitId>("unit"));
    return *row;
}

}  // namespace

void Collect::each_answer(
    db::Transaction& tx, RoundId round, Day until, const std::function<bool(const Answer&)>& answer
) const {
    std::string sql(select_answers);
    sql.replace(sql.find("{answers}"), 9, tx.engine() == db::Engine::sqlite ? "answers" : "CAST(answers AS TEXT)");
    const db::Parameters parameters = {
        {"round", round}, {"until", until}, {"erased", static_cast<int>(SubmissionState::erased)}};
    tx.each(sql, parameters, [&](const db::Row& row) {
        Answer one;
        one.id = row.id<SubmissionId>("id");
        one.form = row.id<methods::FormId>("form");
        one.evidence = static_cast<Evidence>(row.integer("evidence"));
        one.channel = static_cast<Channel>(row.integer("channel"));
        one.state = static_cast<SubmissionState>(row.integer("state"));
        one.point = row.integer("point");
        one.psu = row.integer("psu");
        one.stratum = row.text("stratum");
        one.unit = row.id<identity::UnitId>("unit");
        one.received = row.day("received_day");
        one.codes = packed_codes(tx.engine(), row, "answers");
        return answer(one);
    });
}

std::vector<Progress> Collect::progress(db::Transaction& tx, RoundId round) const {
    std::map<std::int64_t, Progress> units;
    const auto of = [&](const db::Row& row) -> Progress& {
        Progress& progress = units[row.integer("unit")];
        progress.unit = row.id<identity::UnitId>("unit");
        return progress;
    };
    for (const auto& row :
         tx.query(count_codes, {{"round", round}, {"withdrawn", static_cast<int>(CodeState::withdrawn)}})) {
        of(row).issued = row.integer("number");
    }
    for (const auto& row : tx.query(count_answers, {{"round", round}})) {
        Progress& progress = of(row);
        const std::int64_t number = row.integer("number");
        const Day last = row.day("last");
        if (!progress.last || *progress.last < last) progress.last = last;
        if (static_cast<Evidence>(row.integer("evidence")) == Evidence::open) {
            progress.open += number;
            continue;
        }
        progress.received += number;
        switch (static_cast<SubmissionState>(row.integer("state"))) {
            case SubmissionState::valid:
                progress.valid += number;
                break;
            case SubmissionState::invalid:
                progress.invalid += number;
                break;
            case SubmissionState::voided:
                progress.voided += number;
                break;
            case SubmissionState::erased:
                break;
        }
    }
    std::vector<Progress> list;
    for (auto& [unit, progress] : units) list.push_back(progress);
    return list;
}

std::string Collect::raw(db::Transaction& tx, const identity::Access& access, RoundId round, SubmissionId id) {
    const db::Row row = require_submission(tx, access, Permission::answers_read, round, id);
    const auto scheme = row.id<identity::SchemeId>("scheme");
    const auto kept = tx.query_one(
        "SELECT raw FROM submission_raw WHERE round = :round AND bucket = :bucket AND id = :id",
        {{"round", round}, {"bucket", row.integer("bucket")}, {"id", id}}
    );
    if (!kept) throw Error(ErrorKind::not_found, "Câu trả lời của phiếu này đã được xóa theo quy định");
    state_->identity.audit(
        tx, access,
        AuditEntry{
            "answer.read", "submission:" + round.text() + ":" + id.text(), scheme,
            "Xem một phiếu trả lời của \"" + row.text("title") + "\"", "", ""}
    );
    return text_of(kept->bytes("raw"));
}

std::vector<Event> Collect::events(db::Transaction& tx, RoundId round, SubmissionId id) const {
    const auto row = tx.query_one(find_submission, {{"round", round}, {"id", id}});
    if (!row) throw Error(ErrorKind::not_found, "Không có phiếu trả lời này");
    std::vector<Event> events;
    // The first event is the stored answer itself.
    events.push_back({EventKind::received, row->day("received_day"), {}, ""});
    const db::Parameters key = {{"round", round}, {"bucket", row->integer("bucket")}, {"id", id}};
    for (const auto& event : tx.query(select_events, key)) {
        events.push_back(
            {static_cast<EventKind>(event.integer("kind")), event.day("day"), event.id<identity::AccountId>("account"),
             event.text("reason")}
        );
    }
    return events;
}

void Collect::change_state(
    db::Transaction& tx, const identity::Access& access, RoundId round, SubmissionId id, EventKind kind,
    std::string_view reason
) {
    const db::Row row = require_submission(tx, access, Permission::answers_enter, round, id);
    const auto scheme = row.id<identity::SchemeId>("scheme");
    if (kind != EventKind::voided && kind != EventKind::restored) {
        throw std::logic_error("change_state voids or restores");
    }
    if (trimmed(reason).empty()) throw Error(ErrorKind::invalid, "Hãy ghi lý do", {{"reason", "Lý do: hãy nhập"}});
    const auto state = static_cast<SubmissionState>(row.integer("state"));
    const bool voiding = kind == EventKind::voided;
    if (state == SubmissionState::erased)
        throw Error(ErrorKind::conflict, "Phiếu đã xóa không đổi trạng thái được nữa");
    if (voiding == (state == SubmissionState::voided)) {
        throw Error(
            ErrorKind::conflict,
            voiding ? "Phiếu này đã được loại từ trước" : "Phiếu này không bị loại, không có gì để khôi phục"
        );
    }
    const auto judged = row.integer("violations") > 0 ? SubmissionState::invalid : SubmissionState::valid;
    const auto next = voiding ? SubmissionState::voided : judged;
    tx.execute(
        "UPDATE submission SET state = :state WHERE round = :round AND bucket = :bucket AND id = :id",
        {{"state", static_cast<int>(next)}, {"round", round}, {"bucket", row.integer("bucket")}, {"id", id}}
    );
    tx.execute(
        insert_event, {{"round", round},
                       {"bucket", row.integer("bucket")},
                       {"id", id},
                       {"kind", static_cast<int>(kind)},
                       {"day", state_->ground.clock.today()},
                       {"account", access.account()},
                       {"reason", std::string(trimmed(reason))}}
    );
    state_->identity.audit(
        tx, access,
        AuditEntry{
            voiding ? "answer.voided" : "answer.restored", "submission:" + round.text() + ":" + id.text(), scheme,
            std::string(voiding ? "Loại" : "Khôi phục") + " một phiếu trả lời, lý do: " + std::string(reason),
            std::string(name(state)), std::string(name(next))}
    );
}

std::optional<Receipt> Collect::find_receipt(db::Transaction& tx, RoundId round, std::string_view code) const {
    if (!is_code(code)) return std::nullopt;
    const std::string plain = normalised_code(code);
    std::string grouped;
    for (std::size_t i = 0; i < plain.size(); ++i) {
        if (i > 0 && i % 4 == 0) grouped += '-';
        grouped += plain[i];
    }
    const auto row = tx.query_one(
        R"(SELECT receipt, sha256, received_day, state FROM submission WHERE round = :round AND receipt = :receipt)",
        {{"round", round}, {"receipt", grouped}}
    );
    if (!row) return std::nullopt;
    Receipt receipt;
    receipt.code = row->text("receipt");
    receipt.sha256 = row->text("sha256");
    receipt.received = row->day("received_day");
    receipt.state = static_cast<SubmissionState>(row->integer("state"));
    return receipt;
}

std::int64_t Collect::verify(db::Transaction& tx) const {
    std::int64_t read = 0;
    tx.each(
        R"(SELECT s.round, s.id, s.sha256, r.raw FROM submission s
           JOIN submission_raw r ON r.round = s.round AND r.bucket = s.bucket AND r.id = s.id)",
        {},
        [&](const db::Row& row) {
            if (sha256(text_of(row.bytes("raw"))) != row.text("sha256")) {
                throw Error(
                    ErrorKind::conflict, "Phiếu " + std::to_string(row.integer("id")) + " của đợt " +
                                             std::to_string(row.integer("round")) + " không còn khớp mã băm khi nhận"
                );
            }
            ++read;
            return true;
        }
    );
    return read;
}

}  // namespace longdan::collect
