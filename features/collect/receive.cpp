#include "features/collect/state.h"
#include "platform/base/digest.h"
#include "platform/base/text.h"

#include <algorithm>

namespace longdan::collect {

namespace {

constexpr std::size_t largest_raw = 256u << 10;
constexpr std::size_t signs_of_a_receipt = 12;
constexpr std::size_t rows_of_a_bulk_write = 1000;

constexpr std::string_view insert_submission_sqlite = R"(
    INSERT INTO submission (round, bucket, id, collection, form, evidence, channel, state, violations, point, psu, stratum, unit,
                            received_day, received_at, sha256, receipt, answers)
    VALUES (:round, :bucket, :id, :collection, :form, :evidence, :channel, :state, :violations, :point, :psu, :stratum, :unit,
            :received_day, :received_at, :sha256, :receipt, :answers)
    ON CONFLICT DO NOTHING)";
/// Both rows in one round trip.
constexpr std::string_view insert_submission_postgresql = R"(
    WITH stored AS (
        INSERT INTO submission (round, bucket, id, collection, form, evidence, channel, state, violations, point, psu,
                                stratum, unit, received_day, received_at, sha256, receipt, answers)
        VALUES (:round, :bucket, :id, :collection, :form, :evidence, :channel, :state, :violations, :point, :psu,
                :stratum, :unit, :received_day, :received_at, :sha256, :receipt,
                CAST(CAST(:answers AS TEXT) AS SMALLINT[]))
        ON CONFLICT DO NOTHING
        RETURNING round, bucket, id
    )
    INSERT INTO submission_raw (round, bucket, id, raw) SELECT round, bucket, id, :raw FROM stored)";
constexpr std::string_view insert_raw =
    "INSERT INTO submission_raw (round, bucket, id, raw) VALUES (:round, :bucket, :id, :raw)";
constexpr std::string_view select_receipt = R"(
    SELECT receipt, sha256, received_day, state FROM submission
    WHERE round = :round AND bucket = :bucket AND id = :id)";
constexpr std::string_view set_code = R"(
    UPDATE access_code SET state = :next
    WHERE round = :round AND hash = :hash AND state = :now AND collection = :collection)";
/// Marks a code used and tells its place in one round trip.
constexpr std::string_view take_code_postgresql = R"(
    UPDATE access_code c SET state = :next
    FROM sampling_point p
    WHERE c.round = :round AND c.hash = :hash AND c.state = :now AND c.collection = :collection
        AND p.round = c.round AND p.point = c.point
    RETURNING p.point AS point, p.psu AS psu, p.stratum AS stratum, p.unit AS unit, p.label AS label)";

/// An answer that has been judged and waits to be stored.
struct Judged {
    const Collection& collection;
    const Incoming& incoming;
    SubmissionId id;
    SubmissionState state = SubmissionState::valid;
    std::size_t violations = 0;
    std::string sha256;
    std::string receipt;
    std::string code_hash;  ///< "" without access code
    std::vector<std::int16_t> codes;
    Moment now;
};

void check_shape(const Incoming& incoming) {
    const auto allowed = [](char sign) {
        return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || (sign >= '0' && sign <= '9') ||
               sign == '-' || sign == ':' || sign == '_';
    };
    if (incoming.instance.size() < 8 || incoming.instance.size() > 64 ||
        !std::all_of(incoming.instance.begin(), incoming.instance.end(), allowed)) {
        throw Error(
            ErrorKind::invalid, "Mã phiếu (instance) phải có từ 8 đến 64 chữ không dấu, số hoặc dấu gạch",
            {{"instance", "từ 8 đến 64 chữ không dấu, số hoặc dấu gạch"}}
        );
    }
    if (incoming.raw.size() > largest_raw) {
        throw Error(ErrorKind::too_large, "Phiếu trả lời lớn hơn 256 KB, hãy rút gọn phần viết tay");
    }
    if (!is_utf8(incoming.raw)) throw Error(ErrorKind::invalid, "Phiếu trả lời có chữ không đúng mã UTF-8");
}

void refuse_violations(const std::vector<xforms::Violation>& violations, std::string_view language) {
    if (violations.empty()) return;
    std::vector<FieldError> fields;
    for (const auto& violation : violations) fields.push_back({violation.question, violation.message});
    throw Error(
        ErrorKind::invalid,
        language == "en" ? "Some answers need another look: " + std::to_string(fields.size())
                         : "Có " + std::to_string(fields.size()) + " câu trả lời cần xem lại",
        fields
    );
}

Receipt receipt_of(const db::Row& row) {
    Receipt receipt;
    receipt.code = row.text("receipt");
    receipt.sha256 = row.text("sha256");
    receipt.received = row.day("received_day");
    receipt.state = static_cast<SubmissionState>(row.integer("state"));
    return receipt;
}

db::Parameters key_of(const Judged& judged, std::int64_t bucket) {
    return {{"round", judged.collection.round}, {"bucket", bucket}, {"id", judged.id}};
}

/// The receipt of the same answer stored before; other content under its instance is refused.
std::optional<Receipt> received_before(db::Transaction& tx, const Judged& judged, std::int64_t bucket) {
    const auto row = tx.query_one(select_receipt, key_of(judged, bucket));
    if (!row) return std::nullopt;
    if (row->text("sha256") != judged.sha256) {
        throw Error(
            ErrorKind::conflict,
            "Một phiếu khác với cùng mã phiếu đã được nhận trước đó; phiếu đã nhận được giữ nguyên, phiếu này không "
            "được lưu"
        );
    }
    Receipt receipt = receipt_of(*row);
    receipt.repeated = true;
    return receipt;
}

void require_window(const Collection& collection, Moment now) {
    if (now < collection.opens) {
        throw Error(ErrorKind::forbidden, "Khảo sát mở từ " + vietnamese(collection.opens) + ", hiện chưa nhận phiếu");
    }
    if (!collection.open || now > collection.closes) {
        throw Error(ErrorKind::forbidden, "Khảo sát đã đóng, không nhận thêm phiếu trả lời");
    }
}

void require_usable(const KnownCode& code) {
    if (code.state == CodeState::used) {
        throw Error(ErrorKind::conflict, "Mã truy cập này đã được dùng để gửi một phiếu, mỗi mã chỉ dùng một lần");
    }
    if (code.state == CodeState::withdrawn) {
        throw Error(ErrorKind::forbidden, "Mã truy cập này đã được thu hồi, hãy hỏi người đưa phiếu cho Ông/Bà");
    }
}

bool insert(db::Transaction& tx, const Judged& judged, const SamplingPoint& point, std::int64_t bucket) {
    const Collection& collection = judged.collection;
    const std::optional<Moment> moment =
        collection.anonymous ? std::optional<Moment>() : std::optional<Moment>(judged.now);
    db::Parameters row = {
        {"round", collection.round},
        {"bucket", bucket},
        {"id", judged.id},
        {"collection", collection.id},
        {"form", collection.form},
        {"evidence", static_cast<int>(collection.evidence)},
        {"channel", static_cast<int>(judged.incoming.channel)},
        {"state", static_cast<int>(judged.state)},
        {"violations", judged.violations},
        {"point", point.point},
        {"psu", point.psu},
        {"stratum", point.stratum},
        {"unit", point.unit},
        {"received_day", Day::of(judged.now)},
        {"received_at", moment},
        {"sha256", judged.sha256},
        {"receipt", judged.receipt},
        {"answers", packed_value(tx.engine(), judged.codes)}};
    if (tx.engine() == db::Engine::postgresql) {
        row.emplace_back("raw", bytes_of(judged.incoming.raw));
        return tx.execute(insert_submission_postgresql, row) == 1;
    }
    if (tx.execute(insert_submission_sqlite, row) == 0) return false;
    db::Parameters raw = key_of(judged, bucket);
    raw.emplace_back("raw", bytes_of(judged.incoming.raw));
    tx.execute(insert_raw, raw);
    return true;
}

db::Parameters code_change(const Judged& judged, CodeState now, CodeState next) {
    return {
        {"round", judged.collection.round},
        {"hash", judged.code_hash},
        {"collection", judged.collection.id},
        {"now", static_cast<int>(now)},
        {"next", static_cast<int>(next)}};
}

SamplingPoint place_of(const db::Row& row) {
    return {
        row.integer("point"), row.integer("psu"), row.text("stratum"), row.id<identity::UnitId>("unit"),
        row.text("label")};
}

/// Where the answer belongs, as the round says; throws when it does not admit it.
SamplingPoint admitted_point(
    db::Transaction& tx, Admission* admission, const Judged& judged, const SamplingPoint& from_code
) {
    AdmissionRequest request;
    request.round = judged.collection.round;
    request.evidence = judged.collection.evidence;
    request.channel = judged.incoming.channel;
    request.point = from_code.point != 0 ? from_code.point : judged.incoming.point;
    request.access = judged.incoming.access;
    request.now = judged.now;
    if (!admission) return from_code;
    AdmissionDecision decision = admission->admit(tx, request);
    if (!decision.admitted) throw Error(ErrorKind::forbidden, decision.reason);
    return decision.point.psu != 0 ? decision.point : from_code;
}

/// Marks the code used and tells its place; nothing when it is not a fresh code of this door.
std::optional<SamplingPoint> take_code(db::Transaction& tx, const Collect::State& state, const Judged& judged) {
    const auto change = code_change(judged, CodeState::issued, CodeState::used);
    if (tx.engine() == db::Engine::postgresql) {
        const auto row = tx.query_one(take_code_postgresql, change);
        if (!row) return std::nullopt;
        return place_of(*row);
    }
    if (tx.execute(set_code, change) == 0) return std::nullopt;
    return state.find_code(tx, judged.collection.round, judged.code_hash)->point;
}

/// What to say to a sender whose code is not fresh: the receipt of the same answer, or why not.
Receipt answer_to_stale_code(db::Transaction& tx, const Collect::State& state, const Judged& judged) {
    const auto code = state.find_code(tx, judged.collection.round, judged.code_hash);
    if (!code || code->collection != judged.collection.id) {
        throw Error(
            ErrorKind::not_found, "Không có mã truy cập này, hãy xem lại từng chữ trên thư mời",
            {{"access_code", "Mã truy cập: không có mã này"}}
        );
    }
    if (auto before = received_before(tx, judged, bucket_of(code->point.psu, judged.id))) return *before;
    require_window(judged.collection, judged.now);
    require_usable(*code);
    throw std::logic_error("a fresh code was not taken");
}

Receipt store_answer(db::Transaction& tx, Collect::State& state, const Judged& judged) {
    SamplingPoint point;
    if (!judged.code_hash.empty()) {
        const auto taken = take_code(tx, state, judged);
        if (!taken) return answer_to_stale_code(tx, state, judged);
        point = *taken;
    }
    const Collection& collection = judged.collection;
    if (!collection.open || judged.now < collection.opens || judged.now > collection.closes) {
        if (judged.code_hash.empty()) {
            if (auto before = received_before(tx, judged, bucket_of(point.psu, judged.id))) return *before;
        }
        require_window(collection, judged.now);
    }
    point = admitted_point(tx, state.admission, judged, point);
    const std::int64_t bucket = bucket_of(point.psu, judged.id);
    if (!insert(tx, judged, point, bucket)) {
        const auto before = received_before(tx, judged, bucket);
        if (!before) throw std::logic_error("an answer could not be stored and is not there");
        // The same answer under another code: that code stays fresh.
        if (!judged.code_hash.empty()) tx.execute(set_code, code_change(judged, CodeState::used, CodeState::issued));
        return *before;
    }
    Receipt fresh;
    fresh.code = judged.receipt;
    fresh.sha256 = judged.sha256;
    fresh.received = Day::of(judged.now);
    fresh.state = judged.state;
    return fresh;
}

}  // namespace

Receipt Collect::receive(const Collection& collection, const Incoming& incoming) {
    check_shape(incoming);
    const auto form = state_->form(collection.form);
    const auto violations = xforms::check(*form->plan, incoming.answers, incoming.language);
    // What a device collected in the field is never refused: it is kept and marked. A person at a page can mend it.
    const bool from_the_field = incoming.channel == Channel::device || incoming.channel == Channel::paper;
    if (!from_the_field) refuse_violations(violations, incoming.language);

    Judged judged{collection, incoming, submission_id(collection.round, incoming.instance)};
    judged.state = violations.empty() ? SubmissionState::valid : SubmissionState::invalid;
    judged.violations = violations.size();
    judged.sha256 = sha256(incoming.raw);
    judged.receipt = random_code(signs_of_a_receipt);
    judged.codes = xforms::pack(*form->plan, form->codebook, incoming.answers);
    judged.now = state_->ground.clock.now();
    const bool named = incoming.access && incoming.access->signed_in();
    if (collection.evidence == Evidence::probability && incoming.access_code.empty() && !named) {
        throw Error(
            ErrorKind::invalid, "Hãy nhập mã truy cập in trên thư mời", {{"access_code", "Mã truy cập: hãy nhập"}}
        );
    }
    if (!incoming.access_code.empty()) {
        if (!is_code(incoming.access_code)) {
            throw Error(
                ErrorKind::not_found, "Mã truy cập không đúng, hãy xem lại từng chữ trên thư mời",
                {{"access_code", "Mã truy cập: không đúng, hãy xem lại từng chữ"}}
            );
        }
        judged.code_hash = code_hash(state_->secret(), incoming.access_code);
    }

    Receipt receipt =
        state_->ground.database.write([&](db::Transaction& tx) { return store_answer(tx, *state_, judged); });
    receipt.violations = violations;
    return receipt;
}

std::int64_t Collect::receive_many(const Collection& collection, std::span<const BulkAnswer> answers) {
    constexpr std::string_view columns[] = {
        "round", "bucket", "id",      "collection", "form",         "evidence",    "channel", "state",   "violations",
        "point", "psu",    "stratum", "unit",       "received_day", "received_at", "sha256",  "receipt", "answers"};
    constexpr std::string_view raw_columns[] = {"round", "bucket", "id", "raw"};
    const auto form = state_->form(collection.form);
    std::int64_t stored = 0;
    for (std::size_t first = 0; first < answers.size(); first += rows_of_a_bulk_write) {
        const auto chunk = answers.subspan(first, std::min(rows_of_a_bulk_write, answers.size() - first));
        stored += state_->ground.database.write([&](db::Transaction& tx) {
            std::vector<std::vector<db::Value>> rows;
            std::vector<std::vector<db::Value>> raws;
            for (const BulkAnswer& answer : chunk) {
                Incoming incoming;
                incoming.instance = answer.instance;
                incoming.raw = raw_json(*form, answer.instance, "vi", answer.answers);
                check_shape(incoming);
                refuse_violations(xforms::check(*form->plan, answer.answers), "vi");
                const SubmissionId id = submission_id(collection.round, answer.instance);
                const std::int64_t bucket = bucket_of(answer.point.psu, id);
                const std::string hash = sha256(incoming.raw);
                const auto before =
                    tx.query_one(select_receipt, {{"round", collection.round}, {"bucket", bucket}, {"id", id}});
                if (before) {
                    if (before->text("sha256") == hash) continue;
                    throw Error(ErrorKind::conflict, "Phiếu " + answer.instance + " đã được nhận với nội dung khác");
                }
                const std::optional<Moment> moment =
                    collection.anonymous ? std::optional<Moment>() : std::optional<Moment>(answer.received.begin());
                rows.push_back(
                    {collection.round, bucket, id, collection.id, collection.form,
                     static_cast<int>(collection.evidence), static_cast<int>(Channel::bulk),
                     static_cast<int>(SubmissionState::valid), 0, answer.point.point, answer.point.psu,
                     answer.point.stratum, answer.point.unit, answer.received, moment, hash,
                     random_code(signs_of_a_receipt),
                     packed_value(tx.engine(), xforms::pack(*form->plan, form->codebook, answer.answers))}
                );
                raws.push_back({collection.round, bucket, id, bytes_of(incoming.raw)});
            }
            tx.insert_many("submission", columns, rows);
            tx.insert_many("submission_raw", raw_columns, raws);
            return static_cast<std::int64_t>(rows.size());
        });
    }
    return stored;
}

}  // namespace longdan::collect
