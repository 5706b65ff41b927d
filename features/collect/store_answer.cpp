#include "features/collect/intake.h"

namespace longdan::collect {

namespace {

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
    if (!admission) return from_code;
    AdmissionDecision decision = admission->admit(tx, admission_request(judged, from_code.point));
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

}  // namespace

AdmissionRequest admission_request(const Judged& judged, std::int64_t from_code) {
    AdmissionRequest request;
    request.round = judged.collection.round;
    request.evidence = judged.collection.evidence;
    request.channel = judged.incoming.channel;
    request.point = from_code != 0 ? from_code : judged.incoming.point;
    request.access = judged.incoming.access;
    request.now = judged.now;
    return request;
}

bool is_in_window(const Judged& judged) {
    const Collection& collection = judged.collection;
    return collection.open && judged.now >= collection.opens && judged.now <= collection.closes;
}

Receipt fresh_receipt(const Judged& judged) {
    Receipt fresh;
    fresh.code = judged.receipt;
    fresh.sha256 = judged.sha256;
    fresh.received = Day::of(judged.now);
    fresh.state = judged.state;
    return fresh;
}

Receipt store_answer(db::Transaction& tx, const Collect::State& state, const Judged& judged) {
    SamplingPoint point;
    if (!judged.code_hash.empty()) {
        const auto taken = take_code(tx, state, judged);
        if (!taken) return answer_to_stale_code(tx, state, judged);
        point = *taken;
    }
    if (!is_in_window(judged)) {
        if (judged.code_hash.empty()) {
            if (auto before = received_before(tx, judged, bucket_of(point.psu, judged.id))) return *before;
        }
        require_window(judged.collection, judged.now);
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
    return fresh_receipt(judged);
}

}  // namespace longdan::collect
