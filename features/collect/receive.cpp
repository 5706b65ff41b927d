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
constexpr std::string_view insert_submission_postgresql = R"(
    INSERT INTO submission (round, bucket, id, collection, form, evidence, channel, state, violations, point, psu, stratum, unit,
                            received_day, received_at, sha256, receipt, answers)
    VALUES (:round, :bucket, :id, :collection, :form, :evidence, :channel, :state, :violations, :point, :psu, :stratum, :unit,
            :received_day, :received_at, :sha256, :receipt, CAST(CAST(:answers AS TEXT) AS SMALLINT[]))
    ON CONFLICT DO NOTHING)";
constexpr std::string_view insert_raw =
    "INSERT INTO submission_raw (round, bucket, id, raw) VALUES (:round, :bucket, :id, :raw)";
constexpr std::string_view select_receipt = R"(
    SELECT receipt, sha256, received_day, state FROM submission
    WHERE round = :round AND bucket = :bucket AND id = :id)";
constexpr std::string_view use_code = R"(
    UPDATE access_code SET state = :used WHERE round = :round AND hash = :hash AND state = :issued)";

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
    const std::int64_t inserted = tx.execute(
        tx.by_engine(insert_submission_sqlite, insert_submission_postgresql),
        {{"round", collection.round},
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
         {"answers", packed_value(tx.engine(), judged.codes)}}
    );
    if (inserted == 0) return false;
    tx.execute(
        insert_raw,
        {{"round", collection.round}, {"bucket", bucket}, {"id", judged.id}, {"raw", bytes_of(judged.incoming.raw)}}
    );
    return true;
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

    Receipt receipt = state_->ground.database.write([&](db::Transaction& tx) {
        std::optional<KnownCode> code;
        if (!judged.code_hash.empty()) {
            code = state_->find_code(tx, collection.round, judged.code_hash);
            if (!code || code->collection != collection.id) {
                throw Error(
                    ErrorKind::not_found, "Không có mã truy cập này, hãy xem lại từng chữ trên thư mời",
                    {{"access_code", "Mã truy cập: không có mã này"}}
                );
            }
        }
        SamplingPoint point = code ? code->point : SamplingPoint{};
        std::int64_t bucket = bucket_of(point.psu, judged.id);
        const bool open = collection.open && collection.opens <= judged.now && judged.now <= collection.closes;
        if (!open || (code && code->state != CodeState::issued)) {
            if (auto before = received_before(tx, judged, bucket)) return *before;
            require_window(collection, judged.now);
            require_usable(*code);
        }
        point = admitted_point(tx, state_->admission, judged, point);
        bucket = bucket_of(point.psu, judged.id);
        if (!insert(tx, judged, point, bucket)) {
            auto before = received_before(tx, judged, bucket);
            if (!before) throw std::logic_error("an answer could not be stored and is not there");
            return *before;
        }
        if (code) {
            const std::int64_t used = tx.execute(
                use_code, {{"used", static_cast<int>(CodeState::used)},
                           {"round", collection.round},
                           {"hash", judged.code_hash},
                           {"issued", static_cast<int>(CodeState::issued)}}
            );
            if (used != 1) require_usable({CodeState::used, {}, {}});
        }
        Receipt fresh;
        fresh.code = judged.receipt;
        fresh.sha256 = judged.sha256;
        fresh.received = Day::of(judged.now);
        fresh.state = judged.state;
        return fresh;
    });
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
