#include "features/collect/intake.h"
#include "platform/base/digest.h"
#include "platform/base/text.h"

#include <algorithm>

namespace longdan::collect {

namespace {

constexpr std::size_t largest_raw = 256u << 10;
constexpr std::size_t signs_of_a_receipt = 12;
constexpr std::size_t rows_of_a_bulk_write = 1000;

constexpr std::string_view select_hash =
    "SELECT sha256 FROM submission WHERE round = :round AND bucket = :bucket AND id = :id";

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

    Receipt receipt = state_->intake->store(judged);
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
                    tx.query_one(select_hash, {{"round", collection.round}, {"bucket", bucket}, {"id", id}});
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
