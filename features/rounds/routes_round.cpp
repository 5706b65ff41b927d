#include "features/rounds/routes.h"
#include "features/rounds/store.h"
#include "platform/base/text.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

namespace longdan::rounds {

using identity::Permission;

namespace {

/// "một huyện: 3; trong 01: 6; tổng 385"
std::string size_in_words(const SizeRule& size) {
    std::string words = size.of.empty() ? fmt::format("{} trong mỗi đơn vị cấp trên", size.each)
                                        : fmt::format("{} trong mỗi {}, chia đều", size.each, level_label(size.of));
    for (const auto& [province, each] : size.in) words += fmt::format("; tỉnh mã {}: {}", province, each);
    if (size.total) words += fmt::format("; tổng cộng {}", vietnamese_number(static_cast<double>(*size.total), 0));
    if (size.minimum > 0) words += fmt::format("; mỗi nhóm ít nhất {}", size.minimum);
    return words;
}

std::string select_in_words(const DesignStage& stage) {
    std::string words = stage.select == "srs"          ? "Ngẫu nhiên đơn giản"
                        : stage.select == "systematic" ? "Hệ thống, điểm đầu ngẫu nhiên"
                                                       : "Hệ thống, xác suất tỷ lệ với dân số";
    if (stage.urban_strata) words += ", tách phường và xã";
    return words;
}

std::string read_text(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::optional<JobDocument> job_of(const std::vector<jobs::Job>& all, RoundId id) {
    for (const auto& job : all) {
        if (!job.kind.starts_with("rounds.") || job.input.find("\"" + id.text() + "\"") == std::string::npos) continue;
        if (job.state == jobs::State::done || job.state == jobs::State::cancelled) return std::nullopt;
        JobDocument document;
        document.id = job.id.text();
        document.title = job.title;
        document.state = jobs::name(job.state);
        document.state_name = job.state == jobs::State::failed    ? "Hỏng"
                              : job.state == jobs::State::running ? "Đang chạy"
                                                                  : "Đang chờ";
        document.done = static_cast<std::int64_t>(100 * job.progress);
        document.message = job.message;
        return document;
    }
    return std::nullopt;
}

std::vector<StepDocument> steps_of(const Round& round, const std::vector<Step>& history) {
    std::vector<StepDocument> steps;
    for (const auto state : all_states()) {
        if (state == State::corrected && round.state != State::corrected) continue;
        StepDocument step;
        step.state = name(state);
        step.name = vietnamese_name(state);
        step.standing = state < round.state ? "done" : state == round.state ? "now" : "later";
        for (const auto& each : history) {
            if (each.to == state && each.from != state && state <= round.state) step.time = each.time;
        }
        if (state == State::draft) step.time = round.created;
        if (state == State::published && round.publish_at && state <= round.state) step.time = round.publish_at;
        steps.push_back(std::move(step));
    }
    return steps;
}

std::string action_in_words(const Step& step) {
    static const std::map<std::string, std::string, std::less<>> words = {
        {"round.created", "Lập đợt khảo sát"},
        {"round.plan_changed", "Sửa kế hoạch"},
        {"round.plan_submitted", "Trình kế hoạch"},
        {"round.plan_approved", "Duyệt kế hoạch"},
        {"round.listing", "Bắt đầu lập danh sách"},
        {"round.frame_frozen", "Chốt dàn mẫu"},
        {"round.draw_asked", "Yêu cầu chọn mẫu"},
        {"round.drawn", "Chọn mẫu xong"},
        {"round.replaced", "Thay thế trong mẫu"},
        {"round.supplemented", "Chọn mẫu bổ sung"},
        {"round.field", "Mở thu thập"},
        {"round.codes_issued", "In mã trả lời"},
        {"round.cut_off", "Chốt số liệu"},
        {"round.cells_stored", "Ghi bảng ô"},
        {"round.trial", "Tính thử"},
        {"round.submitted", "Trình duyệt kết quả"},
        {"round.returned", "Trả lại kết quả"},
        {"round.approved", "Duyệt kết quả"},
        {"round.scheduled", "Đặt giờ công bố"},
        {"round.correction", "Bắt đầu đính chính"},
        {"round.reopened", "Mở lại bước trước"},
    };
    const auto found = words.find(step.action);
    return found == words.end() ? step.action : found->second;
}

}  // namespace

RoundHead Routes::head(db::Transaction& tx, const identity::Access& access, const Round& round) const {
    const auto scheme = parts_.identity.find_scheme(tx, round.scheme);
    RoundHead head;
    head.id = round.id.text();
    head.code = round.code;
    head.name = round.name;
    head.scheme = scheme ? scheme->name : "";
    head.year = round.year;
    head.state = name(round.state);
    head.state_name = vietnamese_name(round.state);
    head.simulated = round.simulated;
    head.whole = access.may(Permission::round_read, round.scheme);
    return head;
}

Round Routes::whole_round(db::Transaction& tx, const http::Request& request) const {
    const auto& access = identity::Identity::access(request);
    auto round = parts_.readable(tx, access, request.id<RoundId>("round"));
    if (!access.may(Permission::round_read, round.scheme)) {
        throw Error(ErrorKind::not_found, "Không tìm thấy trang này");
    }
    return round;
}

http::Response Routes::list(const http::Request& request) const {
    const auto& access = identity::Identity::access(request);
    access.require_signed_in();
    const auto page = parts_.ground.database.read([&](db::Transaction& tx) {
        RoundListPage page;
        for (const auto& round : rounds_.list(tx, access)) page.rounds.push_back(head(tx, access, round));
        page.may_create = access.may_somewhere(Permission::round_plan);
        return page;
    });
    return parts_.ground.pages.page(request, list_view, page);
}

std::vector<std::string> Routes::design_files() const {
    std::vector<std::string> files;
    const std::filesystem::path folder = std::filesystem::path(parts_.ground.settings.reference_data) / "designs";
    if (!std::filesystem::is_directory(folder)) return files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".json") files.push_back(entry.path().string());
    }
    std::sort(files.begin(), files.end(), std::greater<>());
    return files;
}

RoundFormPage Routes::form_page(db::Transaction& tx, const identity::Access& access) const {
    RoundFormPage page;
    std::vector<std::int64_t> schemes;
    for (const auto& scheme : parts_.identity.schemes(tx)) {
        if (!access.may(Permission::round_plan, scheme.id) || scheme.closed) continue;
        page.schemes.push_back({scheme.id.text(), scheme.name});
        schemes.push_back(scheme.id.value);
    }
    for (const auto& file : design_files()) {
        const auto design = Design::parse(read_text(file), std::filesystem::path(file).filename().string());
        page.designs.push_back({design.code, design.name});
    }
    for (const auto& form : parts_.methods.list_forms(tx, schemes)) {
        page.forms.push_back({form->id.text(), fmt::format("{} (bản {})", form->code, form->version)});
    }
    return page;
}

NewRound Routes::read_form(const http::Request& request, http::FormReader& form) const {
    NewRound round;
    round.name = form.text("name", "Tên đợt", 200);
    round.year = static_cast<int>(form.integer("year", "Năm", 2012, 2100));
    round.purpose = form.text("purpose", "Mục đích", 2000, false);
    round.form = form.id<methods::FormId>("form", "Phiếu hỏi");
    round.simulated = parts_.ground.settings.simulated;
    round.design_json = std::string(request.form.find("design_json").value_or(""));
    if (!trimmed(round.design_json).empty()) return round;
    const auto wanted = std::string(request.form.find("design").value_or(""));
    for (const auto& file : design_files()) {
        auto text = read_text(file);
        if (Design::parse(text, wanted).code == wanted) round.design_json = std::move(text);
    }
    if (trimmed(round.design_json).empty()) form.add_error("design", "Thiết kế mẫu: hãy chọn");
    return round;
}

http::Response Routes::new_form(const http::Request& request) const {
    const auto& access = identity::Identity::access(request);
    access.require_signed_in();
    if (!access.may_somewhere(Permission::round_plan)) {
        throw Error(ErrorKind::forbidden, "Tài khoản của bạn không có quyền lập đợt khảo sát");
    }
    const auto page = parts_.ground.database.read([&](db::Transaction& tx) { return form_page(tx, access); });
    return parts_.ground.pages.page(request, form_view, page);
}

namespace {

void keep_typed(RoundFormPage& page, const http::Fields& form) {
    const auto typed = [&](std::string_view name) { return std::string(form.find(name).value_or("")); };
    page.scheme = typed("scheme");
    page.code = typed("code");
    page.name = typed("name");
    page.year = typed("year");
    page.purpose = typed("purpose");
    page.design = typed("design");
    page.form = typed("form");
    page.design_json = typed("design_json");
}

std::vector<view::FieldMessage> messages(const Error& error) {
    if (!error.fields().empty()) return view::field_messages(error.fields());
    return {{"", error.what()}};
}

}  // namespace

http::Response Routes::create(const http::Request& request) const {
    const auto& access = identity::Identity::access(request);
    try {
        http::FormReader form(request.form);
        auto wanted = read_form(request, form);
        wanted.scheme = form.id<identity::SchemeId>("scheme", "Đề án");
        wanted.code = form.text("code", "Mã đợt", 60);
        form.require_ok();
        const auto id =
            parts_.ground.database.write([&](db::Transaction& tx) { return rounds_.create(tx, access, wanted); });
        return parts_.identity.redirect(request, "/lam-viec/dot/" + id.text(), "Đã lập đợt khảo sát.");
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::invalid && error.kind() != ErrorKind::conflict) throw;
        auto page = parts_.ground.database.read([&](db::Transaction& tx) { return form_page(tx, access); });
        keep_typed(page, request.form);
        page.errors = messages(error);
        return parts_.ground.pages.page(request, form_view, page, 422);
    }
}

http::Response Routes::edit_form(const http::Request& request) const {
    const auto& access = identity::Identity::access(request);
    const auto page = parts_.ground.database.read([&](db::Transaction& tx) {
        const auto round = parts_.require(
            tx, access, request.id<RoundId>("round"), Permission::round_plan, {State::draft}, "sửa kế hoạch"
        );
        auto page = form_page(tx, access);
        page.id = round.id.text();
        page.scheme = round.scheme.text();
        page.code = round.code;
        page.name = round.name;
        page.year = std::to_string(round.year);
        page.purpose = round.purpose;
        page.form = round.form.text();
        page.design_json = parts_.ground.files.get(round.design_sha256);
        return page;
    });
    return parts_.ground.pages.page(request, form_view, page);
}

http::Response Routes::edit(const http::Request& request) const {
    const auto& access = identity::Identity::access(request);
    const auto id = request.id<RoundId>("round");
    try {
        http::FormReader form(request.form);
        const auto wanted = read_form(request, form);
        form.require_ok();
        parts_.ground.database.write([&](db::Transaction& tx) { rounds_.change_plan(tx, access, id, wanted); });
        return parts_.identity.redirect(request, "/lam-viec/dot/" + id.text(), "Đã lưu kế hoạch.");
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::invalid) throw;
        auto page = parts_.ground.database.read([&](db::Transaction& tx) { return form_page(tx, access); });
        page.id = id.text();
        keep_typed(page, request.form);
        page.errors = messages(error);
        return parts_.ground.pages.page(request, form_view, page, 422);
    }
}

http::Response Routes::show(const http::Request& request) const {
    const auto& access = identity::Identity::access(request);
    const auto page = parts_.ground.database.read([&](db::Transaction& tx) {
        const auto round = parts_.readable(tx, access, request.id<RoundId>("round"));
        const auto history = rounds_.history(tx, round.id);
        const auto subject = round.state == State::draft
                                 ? "plan:" + round.id.text()
                                 : "revision:" + (round.revision ? round.revision->text() : "0");
        const auto dossier = parts_.approvals.find_by_subject(tx, subject);
        const bool waits = dossier && dossier->state == approvals::State::submitted;
        RoundPage page;
        page.head = head(tx, access, round);
        page.purpose = round.purpose;
        page.design_name = parts_.design(round).name;
        const auto method = parts_.methods.method(tx, round.method);
        page.method = fmt::format("{} (bản {})", method->title.vi, method->version);
        const auto form = parts_.methods.form(tx, round.form);
        page.form = fmt::format("{} (bản {})", form->code, form->version);
        page.steps = steps_of(round, history);
        page.waiting_for = waiting_for(round, waits);
        page.actions = actions_of(round, access, waits);
        page.job = job_of(parts_.ground.jobs.list(tx, {round.scheme.value}, 40), round.id);
        if (waits) page.dossier = "/lam-viec/phe-duyet/" + dossier->id.text();
        page.frame_sha256 = round.frame_sha256;
        page.seed = round.seed;
        page.sample_sha256 = round.sample_sha256;
        page.collection_from = round.collection_from;
        page.collection_to = round.collection_to;
        for (const auto& collection : parts_.collect.collections(tx, round.id)) {
            if (collection.evidence == collect::Evidence::probability)
                page.questionnaire = "/khao-sat/" + collection.code;
        }
        if (round.revision && page.head.whole) {
            if (const auto revision = parts_.results.find(tx, *round.revision)) page.revision = revision->code;
        }
        page.publish_at = round.publish_at;
        for (auto step = history.rbegin(); step != history.rend(); ++step) {
            page.history.push_back(
                {step->time, step->account_name, action_in_words(*step), step->reason, step->document}
            );
        }
        return page;
    });
    return parts_.ground.pages.page(request, round_view, page);
}

http::Response Routes::job(const http::Request& request) const {
    const auto& access = identity::Identity::access(request);
    const auto document = parts_.ground.database.read([&](db::Transaction& tx) {
        const auto round = parts_.readable(tx, access, request.id<RoundId>("round"));
        auto document = job_of(parts_.ground.jobs.list(tx, {round.scheme.value}, 40), round.id);
        if (!document) document = JobDocument{"", "", "done", "Xong", 100, 100, ""};
        return *document;
    });
    return http::json(to_json(document));
}

http::Response Routes::design(const http::Request& request) const {
    const auto& access = identity::Identity::access(request);
    const auto page = parts_.ground.database.read([&](db::Transaction& tx) {
        const auto round = parts_.readable(tx, access, request.id<RoundId>("round"));
        const auto design = parts_.design(round);
        DesignPage page{head(tx, access, round), design.name, design.summary,    design.version,
                        round.design_sha256,     design.day,  design.confidence, {}};
        for (const auto& stage : design.stages) {
            StageDocument line{
                stage.name,
                std::string(level_label(stage.unit)),
                size_in_words(stage.size),
                select_in_words(stage),
                stage.list,
                static_cast<std::int64_t>(stage.fixed.size()),
                stage.reserve,
                {}};
            for (const auto& note : stage.notes) line.notes.push_back({note.about, note.mark, note.text, note.source});
            page.stages.push_back(std::move(line));
        }
        return page;
    });
    return parts_.ground.pages.page(request, design_view, page);
}

void Routes::add() {
    auto& router = parts_.ground.router;
    const auto with = [this](http::Response (Routes::*handler)(const http::Request&) const) {
        return [routes = *this, handler](const http::Request& request) { return (routes.*handler)(request); };
    };
    router.get("/lam-viec/dot", with(&Routes::list));
    router.get("/lam-viec/dot/moi", with(&Routes::new_form));
    router.post("/lam-viec/dot", with(&Routes::create));
    router.get("/lam-viec/dot/{round}", with(&Routes::show));
    router.get("/lam-viec/dot/{round}/sua", with(&Routes::edit_form));
    router.post("/lam-viec/dot/{round}/sua", with(&Routes::edit));
    router.get("/lam-viec/dot/{round}/viec", with(&Routes::job));
    router.get("/lam-viec/dot/{round}/thiet-ke", with(&Routes::design));
    router.get("/lam-viec/dot/{round}/khung", with(&Routes::frame));
    router.get("/lam-viec/dot/{round}/chon-mau", with(&Routes::draw));
    router.get("/lam-viec/dot/{round}/mau", with(&Routes::sample));
    router.post("/lam-viec/dot/{round}/thay-the", with(&Routes::replace));
    router.post("/lam-viec/dot/{round}/bo-sung", with(&Routes::supplement));
    router.get("/lam-viec/dot/{round}/tien-do", with(&Routes::board));
    router.get("/lam-viec/dot/{round}/tep/{file}", with(&Routes::file));
    router.get("/lam-viec/dot/{round}/so-lieu", with(&Routes::cut_offs));
    router.get("/lam-viec/dot/{round}/ket-qua/{trial}", with(&Routes::trial));
    router.get("/lam-viec/dot/{round}/ket-qua/{trial}/{item}", with(&Routes::item));
    router.post("/lam-viec/dot/{round}/ma", with(&Routes::codes));
    add_steps();
}

void Rounds::add_routes() { Routes(*this, *parts_).add(); }

void Rounds::declare_views(view::Catalogue& catalogue) {
    catalogue.add(list_view);
    catalogue.add(form_view);
    catalogue.add(round_view);
    catalogue.add(design_view);
    catalogue.add(frame_view);
    catalogue.add(draw_view);
    catalogue.add(sample_view);
    catalogue.add(board_view);
    catalogue.add(cut_off_view);
    catalogue.add(trial_view);
    catalogue.add(item_view);
}

}  // namespace longdan::rounds
