#include "features/rounds/frame_document.h"
#include "features/rounds/job_input.h"
#include "features/rounds/parts.h"
#include "features/rounds/store.h"
#include "platform/base/digest.h"
#include "platform/base/text.h"

#include <algorithm>

#include <fmt/format.h>

/// From the plan to the sample.
namespace longdan::rounds {

using identity::Permission;

namespace {

void check_code(const NewRound& round) {
    if (round.code.empty() || round.code.size() > 60 || slug(round.code) != round.code) {
        throw Error(
            ErrorKind::invalid, "Mã đợt chỉ gồm chữ thường không dấu, chữ số và gạch nối",
            {{"code", "Mã đợt chỉ gồm chữ thường không dấu, chữ số và gạch nối, ví dụ sipas-2026"}}
        );
    }
    if (round.name.empty()) throw Error(ErrorKind::invalid, "Tên đợt: hãy nhập", {{"name", "Tên đợt: hãy nhập"}});
    if (round.year < 2012 || round.year > 2100) {
        throw Error(ErrorKind::invalid, "Năm: phải từ 2012 đến 2100", {{"year", "Năm: phải từ 2012 đến 2100"}});
    }
}

/// Design, method and form as the new round wants them; the form must belong to the design's method.
void take_plan(
    db::Transaction& tx, Rounds::Parts& parts, identity::SchemeId scheme, const NewRound& wanted, Round& round
) {
    const auto design = Design::parse(wanted.design_json, "Thiết kế");
    auto method = parts.methods.find_method(tx, design.method, {}, scheme.value);
    if (method == nullptr) method = parts.methods.find_method(tx, design.method);
    if (method == nullptr) {
        throw Error(
            ErrorKind::invalid, fmt::format(
                                    "Thiết kế \"{}\" dùng phương pháp {}, phương pháp này chưa có trong hệ thống",
                                    design.code, design.method
                                )
        );
    }
    const auto form = parts.methods.form(tx, wanted.form);
    if (form->scheme != 0 && form->scheme != scheme.value) {
        throw Error(ErrorKind::not_found, "Không tìm thấy phiếu hỏi này");
    }
    if (parts.methods.method(tx, form->method)->code != method->code) {
        throw Error(
            ErrorKind::invalid, fmt::format("Phiếu hỏi {} không thuộc phương pháp {}", form->code, method->code),
            {{"form", fmt::format("Hãy chọn phiếu hỏi của phương pháp {}", method->code)}}
        );
    }
    round.name = wanted.name;
    round.year = wanted.year;
    round.purpose = wanted.purpose;
    round.design = design.code;
    round.design_version = design.version;
    round.design_sha256 = parts.ground.files.put(wanted.design_json).sha256;
    round.method = form->method;
    round.form = form->id;
}

std::uint64_t new_seed() {
    const auto bytes = random_bytes(8);
    std::uint64_t seed = 0;
    for (const char byte : bytes) seed = seed << 8 | static_cast<unsigned char>(byte);
    return seed % 1'000'000'000'000ull + 1;
}

}  // namespace

RoundId Rounds::create(db::Transaction& tx, const identity::Access& access, const NewRound& wanted) {
    access.require(Permission::round_plan, wanted.scheme);
    const auto scheme = parts_->identity.find_scheme(tx, wanted.scheme);
    if (!scheme) throw Error(ErrorKind::not_found, "Không tìm thấy đề án này");
    if (scheme->closed) throw Error(ErrorKind::conflict, "Đề án đã đóng, không mở đợt khảo sát mới được");
    check_code(wanted);
    if (store::find_round(tx, wanted.code)) {
        throw Error(ErrorKind::conflict, "Mã đợt đã có", {{"code", "Mã đợt này đã được dùng, hãy chọn mã khác"}});
    }
    Round round;
    round.id = new_id<RoundId>(parts_->ground.clock);
    round.scheme = wanted.scheme;
    round.code = wanted.code;
    round.simulated = wanted.simulated;
    round.created_by = access.account();
    round.created = parts_->ground.clock.now();
    take_plan(tx, *parts_, wanted.scheme, wanted, round);
    store::insert_round(tx, round);
    parts_->note(tx, access, round, {State::draft, "round.created", "lập đợt khảo sát", "", ""});
    return round.id;
}

void Rounds::change_plan(db::Transaction& tx, const identity::Access& access, RoundId id, const NewRound& wanted) {
    auto round = parts_->require(tx, access, id, Permission::round_plan, {State::draft}, "sửa kế hoạch");
    const auto dossier = parts_->approvals.find_by_subject(tx, "plan:" + id.text());
    if (dossier && dossier->state == approvals::State::submitted) {
        throw Error(ErrorKind::conflict, "Kế hoạch đang chờ phê duyệt; hãy chờ quyết định hoặc trả lại rồi sửa");
    }
    auto checked = wanted;
    checked.code = round.code;
    check_code(checked);
    take_plan(tx, *parts_, round.scheme, checked, round);
    parts_->move(tx, access, round, {State::draft, "round.plan_changed", "sửa kế hoạch", "", ""});
}

void Rounds::submit_plan(db::Transaction& tx, const identity::Access& access, RoundId id) {
    const auto round = parts_->require(tx, access, id, Permission::approval_submit, {State::draft}, "trình kế hoạch");
    const auto design = parts_->design(round);
    const auto subject = "plan:" + id.text();
    const std::vector<approvals::SummaryLine> summary = {
        {"Đợt khảo sát", round.name},
        {"Thiết kế mẫu", design.name},
        {"Số giai đoạn", std::to_string(design.stages.size())},
        {"Đơn vị hành chính ngày", design.day.vietnamese()},
    };
    const auto file = fmt::format("{}-thiet-ke.json", round.code);
    auto dossier = parts_->approvals.find_by_subject(tx, subject);
    approvals::DossierId dossier_id;
    if (dossier) {
        dossier_id = dossier->id;
        parts_->approvals.replace_file(tx, access, dossier_id, round.design_sha256, file, summary);
    } else {
        approvals::NewDossier wanted;
        wanted.scheme = round.scheme;
        wanted.subject = subject;
        wanted.title = "Kế hoạch " + round.name;
        wanted.file_sha256 = round.design_sha256;
        wanted.file_name = file;
        wanted.address = "/lam-viec/dot/" + id.text();
        wanted.summary = summary;
        if (round.created_by) wanted.makers = {round.created_by};
        dossier_id = parts_->approvals.open(tx, access, wanted);
    }
    parts_->approvals.submit(tx, access, dossier_id);
    parts_->note(tx, access, round, {State::draft, "round.plan_submitted", "trình kế hoạch", "", ""});
}

void Rounds::Parts::on_plan(db::Transaction& tx, const identity::Access& access, const approvals::Dossier& dossier) {
    if (dossier.state != approvals::State::approved) return;
    const auto id = RoundId::parse(std::string_view(dossier.subject).substr(5));
    auto round = load(tx, id.value_or(RoundId{}));
    if (round.state != State::draft || round.design_sha256 != dossier.file_sha256) {
        throw Error(ErrorKind::conflict, "Kế hoạch đã đổi sau khi trình; hãy trả lại và trình lại");
    }
    move(
        tx, access, round,
        {State::plan_approved, "round.plan_approved", "duyệt kế hoạch", "", dossier.decision->document_number}
    );
}

void Rounds::open_lists(db::Transaction& tx, const identity::Access& access, RoundId id) {
    auto round = parts_->require(tx, access, id, Permission::round_plan, {State::plan_approved}, "lập danh sách");
    parts_->move(tx, access, round, {State::listing, "round.listing", "bắt đầu lập danh sách", "", ""});
}

void Rounds::freeze_frame(db::Transaction& tx, const identity::Access& access, RoundId id) {
    auto round = parts_->require(tx, access, id, Permission::round_draw, {State::listing}, "chốt dàn mẫu");
    FrameReport report;
    const auto frame = build_frame(parts_->design(round), *parts_->units.registry(), report);
    round.frame_sha256 = parts_->ground.files.put(frame.to_csv()).sha256;
    round.frame_report = to_json(document_of(report, frame));
    parts_->move(
        tx, access, round,
        {State::frame_frozen, "round.frame_frozen", "chốt dàn mẫu, SHA-256 " + round.frame_sha256, "", ""}
    );
}

jobs::JobId Rounds::request_draw(db::Transaction& tx, const identity::Access& access, RoundId id, std::uint64_t seed) {
    auto round = parts_->require(tx, access, id, Permission::round_draw, {State::frame_frozen}, "chọn mẫu");
    if (!round.seed.empty() && seed != 0 && round.seed != std::to_string(seed)) {
        throw Error(
            ErrorKind::conflict, fmt::format("Mẫu đã được chọn với số gốc {}; một dàn mẫu chỉ chọn một lần", round.seed)
        );
    }
    if (round.seed.empty()) {
        round.seed_origin = seed == 0 ? "system" : "typed";
        round.seed = std::to_string(seed == 0 ? new_seed() : seed);
        parts_->move(
            tx, access, round, {State::frame_frozen, "round.draw_asked", "chọn mẫu với số gốc " + round.seed, "", ""}
        );
    }
    jobs::Runner::NewJob job;
    job.kind = "rounds.draw";
    job.title = "Chọn mẫu: " + round.name;
    job.input = to_json(RoundInput{id.text()});
    job.scheme = round.scheme.value;
    job.account = access.account().value;
    return parts_->ground.jobs.enqueue(tx, job);
}

}  // namespace longdan::rounds
