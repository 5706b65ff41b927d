#include "features/rounds/cells.h"
#include "features/rounds/figures.h"
#include "features/rounds/job_input.h"
#include "features/rounds/parts.h"
#include "features/rounds/store.h"
#include "platform/base/digest.h"
#include "platform/base/text.h"

#include <algorithm>

#include <fmt/format.h>

/// From the cell table to the published figure, and the way back for verification.
namespace longdan::rounds {

using identity::Permission;

namespace {

std::vector<FigureUnit> figure_units(const Frame& frame) {
    std::vector<FigureUnit> units;
    for (const auto* province : frame.level("province")) units.push_back({province->code, province->unit});
    return units;
}

estimation::LonelyPsu lonely(std::string_view name) {
    using estimation::LonelyPsu;
    if (name == "certainty") return LonelyPsu::certainty;
    if (name == "remove") return LonelyPsu::remove;
    if (name == "adjust") return LonelyPsu::adjust;
    if (name == "average") return LonelyPsu::average;
    return LonelyPsu::fail;
}

/// Everything from the pinned inputs of the round: the same at any time.
std::vector<results::Figure> figures_of(
    db::Transaction& tx, const Rounds::Parts& parts, const Round& round, const std::string& cells_sha256
) {
    const auto design = parts.design(round);
    const auto frame = parts.frame(round);
    const auto method = parts.methods.method(tx, round.method);
    const auto codings = round_codings(*method, *parts.methods.form(tx, round.form));
    const auto table = estimation::CellTable::parse(parts.ground.files.get(cells_sha256), "Bảng ô");
    return compute_figures(
        table, *method, codings, figure_units(frame), parts.units.registry()->country(),
        {design.confidence, lonely(design.lonely_psu)}
    );
}

std::string percent(const std::vector<results::Figure>& figures, identity::UnitId unit, results::Series series) {
    for (const auto& figure : figures) {
        if (figure.series == series && figure.unit == unit && figure.indicator == "overall" &&
            figure.breakdown.empty() && figure.value) {
            return vietnamese_number(*figure.value, 2) + " %";
        }
    }
    return "không có";
}

}  // namespace

jobs::JobId Rounds::request_trial(db::Transaction& tx, const identity::Access& access, RoundId id) {
    const auto round =
        parts_->require(tx, access, id, Permission::round_estimate, {State::data_frozen, State::trial}, "tính thử");
    if (store::data(tx, id).empty()) throw Error(ErrorKind::conflict, "Chưa có bảng ô; hãy chờ việc chốt số liệu xong");
    jobs::Runner::NewJob job;
    job.kind = "rounds.trial";
    job.title = fmt::format("Tính thử: {}, lần {}", round.name, store::trials(tx, id).size() + 1);
    job.input = to_json(RoundInput{id.text()});
    job.scheme = round.scheme.value;
    job.account = access.account().value;
    return parts_->ground.jobs.enqueue(tx, job);
}

void Rounds::Parts::run_trial(jobs::Context& context) {
    const auto access = access_of(context.job());
    const auto id = round_of_job(context.job().input);
    struct Made {
        Round round;
        Data data;
        std::vector<results::Figure> figures;
        std::vector<results::Figure> before;
    };
    context.progress(0.1, "Tính từ bảng ô");
    units.registry();  // read before the transaction begins
    const auto made = ground.database.read([&](db::Transaction& tx) {
        Made result;
        result.round = load(tx, id);
        result.data = store::data(tx, id).back();
        result.figures = figures_of(tx, *this, result.round, result.data.cells_sha256);
        const auto trials = store::trials(tx, id);
        if (!trials.empty()) result.before = read_figures(ground.files.get(trials.back().figures_file));
        return result;
    });
    context.progress(0.8, "Ghi kết quả");
    const auto csv = figures_csv(made.figures, figure_units(frame(made.round)), made.round.simulated);
    const auto file = ground.files.put(csv);
    ground.database.write([&](db::Transaction& tx) {
        auto round = load(tx, id);
        if (round.state != State::data_frozen && round.state != State::trial) {
            throw Error(ErrorKind::conflict, "Đợt khảo sát không còn ở bước tính thử");
        }
        Trial trial;
        trial.number = static_cast<int>(store::trials(tx, id).size()) + 1;
        trial.data = made.data.number;
        trial.figures_sha256 = sha256(results::canonical(made.figures));
        trial.figures_file = file.sha256;
        trial.figures = static_cast<std::int64_t>(made.figures.size());
        trial.changed = trial.number == 1 ? 0 : count_changes(made.before, made.figures);
        trial.time = ground.clock.now();
        store::insert_trial(tx, id, access.account(), trial);
        move(
            tx, access, round,
            {State::trial, "round.trial",
             fmt::format("tính thử lần {}: {} số, {} số khác lần trước", trial.number, trial.figures, trial.changed),
             "", ""}
        );
    });
}

std::vector<results::Figure> Rounds::trial_figures(db::Transaction& tx, RoundId id, int number) const {
    for (const auto& trial : store::trials(tx, id)) {
        if (trial.number == number) return read_figures(parts_->ground.files.get(trial.figures_file));
    }
    throw Error(ErrorKind::not_found, fmt::format("Không có lần tính thử {}", number));
}

results::RevisionId Rounds::submit(db::Transaction& tx, const identity::Access& access, RoundId id) {
    auto round = parts_->require(tx, access, id, Permission::approval_submit, {State::trial}, "trình duyệt kết quả");
    const auto trial = store::trials(tx, id).back();
    const auto all = store::data(tx, id);
    const auto& data = all.at(static_cast<std::size_t>(trial.data) - 1);
    if (trial.data != all.back().number) {
        throw Error(ErrorKind::conflict, "Số liệu đã chốt lại sau lần tính thử cuối; hãy tính thử lại rồi trình");
    }
    const auto figures = trial_figures(tx, id, trial.number);
    const auto method = parts_->methods.method(tx, round.method);
    const auto form = parts_->methods.form(tx, round.form);
    results::Revision revision;
    revision.scheme = round.scheme;
    revision.round = id.value;
    revision.year = round.year;
    revision.title = round.name;
    revision.method = method->code;
    revision.method_version = method->version;
    revision.form = form->code;
    revision.form_version = form->version;
    revision.sample_seed = round.seed;
    revision.frame_hash = round.frame_sha256;
    revision.cells_hash = data.cells_sha256;
    revision.cut_off = data.cut_off;
    revision.reason = round.correction_reason;
    if (!round.correction_reason.empty()) revision.corrects = round.revision;
    revision.simulated = round.simulated;
    revision.minimum_n = method->minimum_n;
    const auto revision_id = parts_->results.add(tx, revision, figures);
    store::set_trial_revision(tx, id, trial.number, revision_id);

    const auto country = parts_->units.registry()->country();
    approvals::NewDossier dossier;
    dossier.scheme = round.scheme;
    dossier.subject = "revision:" + revision_id.text();
    dossier.title = fmt::format("Kết quả {}", round.name);
    if (revision.corrects) dossier.title += " (đính chính)";
    dossier.file_sha256 = trial.figures_file;
    dossier.file_name = fmt::format("{}-lan-{}.csv", round.code, trial.number);
    dossier.address = fmt::format("/lam-viec/dot/{}/ket-qua/{}", id.text(), trial.number);
    dossier.summary = {
        {"Chỉ số chung cả nước (chuỗi chính thức)", percent(figures, country, results::Series::official)},
        {"Ước lượng có trọng số", percent(figures, country, results::Series::statistical)},
        {"Phiếu dùng để tính", fmt::format("{} trên {}", data.used, data.received)},
        {"SHA-256 bảng ô", data.cells_sha256},
    };
    if (!round.correction_reason.empty()) dossier.summary.push_back({"Lý do đính chính", round.correction_reason});
    if (round.simulated) dossier.summary.push_back({"Lưu ý", "dữ liệu mô phỏng"});
    const auto dossier_id = parts_->approvals.open(tx, access, dossier);
    parts_->approvals.submit(tx, access, dossier_id);
    round.revision = revision_id;
    round.publish_at.reset();
    parts_->move(
        tx, access, round,
        {State::submitted, "round.submitted", fmt::format("trình duyệt lần tính {}", trial.number), "", ""}
    );
    return revision_id;
}

void Rounds::Parts::on_revision(
    db::Transaction& tx, const identity::Access& access, const approvals::Dossier& dossier, approvals::State from
) {
    const auto revision_id = results::RevisionId::parse(std::string_view(dossier.subject).substr(9));
    const auto revision = results.find(tx, revision_id.value_or(results::RevisionId{}));
    if (!revision) throw Error(ErrorKind::not_found, "Không tìm thấy bản kết quả của hồ sơ này");
    auto round = load(tx, RoundId{revision->round});
    if (dossier.state == approvals::State::returned) {
        move(
            tx, access, round,
            {State::trial, "round.returned", "trả lại kết quả",
             dossier.history.empty() ? "" : dossier.history.back().reason, ""}
        );
    } else if (dossier.state == approvals::State::approved) {
        const auto& decision = *dossier.decision;
        results.approve(
            tx, access, revision->id, fmt::format("{} ngày {}", decision.document_number, decision.day.vietnamese())
        );
        move(tx, access, round, {State::approved, "round.approved", "duyệt kết quả", "", decision.document_number});
    } else if (dossier.state == approvals::State::submitted && from == approvals::State::returned) {
        throw Error(
            ErrorKind::conflict,
            "Bản kết quả bị trả lại không trình lại được: hãy tính lại và trình bản mới từ đợt khảo sát"
        );
    }
}

void Rounds::schedule(db::Transaction& tx, const identity::Access& access, RoundId id, Moment publish_at) {
    auto round = parts_->require(tx, access, id, Permission::result_publish, {State::approved}, "đặt giờ công bố");
    parts_->results.schedule(tx, access, *round.revision, publish_at);
    round.publish_at = publish_at;
    parts_->move(
        tx, access, round,
        {State::approved, "round.scheduled", fmt::format("công bố lúc {}", vietnamese(publish_at)), "", ""}
    );
}

void Rounds::start_correction(
    db::Transaction& tx, const identity::Access& access, RoundId id, std::string_view reason, std::string_view document
) {
    auto round =
        parts_->require(tx, access, id, Permission::round_estimate, {State::published, State::corrected}, "đính chính");
    if (reason.empty() || document.empty()) {
        throw Error(
            ErrorKind::invalid, "Đính chính cần lý do và số văn bản",
            {{"reason", "Lý do: hãy nhập điều gì sai và sai từ đâu"}, {"document", "Số văn bản: hãy nhập"}}
        );
    }
    round.correction_reason = std::string(reason);
    parts_->move(
        tx, access, round,
        {State::data_frozen, "round.correction", "bắt đầu đính chính", std::string(reason), std::string(document)}
    );
}

void Rounds::reopen(
    db::Transaction& tx, const identity::Access& access, RoundId id, State to, std::string_view reason,
    std::string_view document
) {
    if (to != State::listing && to != State::field) {
        throw Error(ErrorKind::invalid, "Chỉ mở lại được bước lập danh sách hoặc bước thu thập");
    }
    auto round =
        to == State::listing
            ? parts_->require(tx, access, id, Permission::round_draw, {State::frame_frozen}, "mở lại danh sách")
            : parts_->require(
                  tx, access, id, Permission::round_collect, {State::data_frozen, State::trial}, "mở lại thu thập"
              );
    if (reason.empty() || document.empty()) {
        throw Error(
            ErrorKind::invalid, "Mở lại một bước cần lý do và số văn bản",
            {{"reason", "Lý do: hãy nhập"}, {"document", "Số văn bản: hãy nhập"}}
        );
    }
    if (to == State::listing && !round.seed.empty()) {
        throw Error(ErrorKind::conflict, "Việc chọn mẫu đã bắt đầu; dàn mẫu không mở lại được nữa");
    }
    if (to == State::field && !round.correction_reason.empty()) {
        throw Error(ErrorKind::conflict, "Đợt đã công bố: đính chính không thu thập thêm câu trả lời");
    }
    if (to == State::listing) {
        round.frame_sha256.clear();
        round.frame_report.clear();
    } else {
        for (const auto& collection : parts_->collect.collections(tx, id)) {
            parts_->collect.reopen_collection(tx, access, collection.id, collection.closes, reason);
        }
    }
    parts_->move(
        tx, access, round,
        {to, "round.reopened", fmt::format("mở lại bước {}", vietnamese_name(to)), std::string(reason),
         std::string(document)}
    );
}

std::optional<std::string> Rounds::recompute(
    db::Transaction& tx, const results::Revision& revision, const std::vector<results::Figure>& figures
) const {
    const auto round = store::find_round(tx, RoundId{revision.round});
    if (!round) return fmt::format("Bản {}: không còn đợt khảo sát", revision.code);
    try {
        const auto again = figures_of(tx, *parts_, *round, revision.cells_hash);
        if (results::canonical(again) == results::canonical(figures)) return std::nullopt;
        return fmt::format(
            "Bản {}: {} số tính lại từ bảng ô khác số đã lưu", revision.code, count_changes(figures, again)
        );
    } catch (const Error& error) {
        return fmt::format("Bản {}: không tính lại được: {}", revision.code, error.what());
    }
}

}  // namespace longdan::rounds
