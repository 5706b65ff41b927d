#include "features/approvals/approvals.h"

#include "features/approvals/rules.h"
#include "platform/base/text.h"

#include <algorithm>
#include <fstream>

namespace longdan::approvals {
namespace {

using identity::Access;
using identity::AccountId;
using identity::Permission;
using identity::SchemeId;

bool contains(const auto& list, const auto& one) { return std::ranges::find(list, one) != list.end(); }

/// The scheme of a dossier; Error(not_found) as for a dossier that is not there.
SchemeId scheme_of(db::Transaction& tx, DossierId id) {
    const auto found = store::find(tx, id);
    if (!found) throw Error(ErrorKind::not_found, "Không tìm thấy hồ sơ này");
    return found->dossier.scheme;
}

std::string checked_line(
    std::string_view typed, std::string_view field, std::string_view label, std::size_t most,
    std::vector<FieldError>& errors
) {
    std::string line = cleaned(typed);
    if (line.empty()) errors.push_back({std::string(field), std::string(label) + ": hãy nhập"});
    if (line.size() > most) errors.push_back({std::string(field), std::string(label) + ": quá dài"});
    return line;
}

std::string type_of_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::string start(4096, '\0');
    file.read(start.data(), static_cast<std::streamsize>(start.size()));
    start.resize(static_cast<std::size_t>(file.gcount()));
    return files::type_of(start);
}

Decision checked(const Decision& given, Day today) {
    std::vector<FieldError> errors;
    Decision decision = given;
    decision.document_number = checked_line(given.document_number, "document_number", "Số văn bản", 100, errors);
    decision.signer = checked_line(given.signer, "signer", "Người ký", 200, errors);
    decision.signer_title = checked_line(given.signer_title, "signer_title", "Chức vụ người ký", 200, errors);
    decision.on_behalf_of = cleaned(given.on_behalf_of);
    if (decision.on_behalf_of.size() > 200) errors.push_back({"on_behalf_of", "Ký thay: quá dài"});
    if (decision.day > today) errors.push_back({"day", "Ngày văn bản: không được sau hôm nay"});
    if (decision.day < Day::of(2000, 1, 1)) errors.push_back({"day", "Ngày văn bản: hãy nhập"});
    if (!errors.empty()) throw Error(ErrorKind::invalid, "Chưa phê duyệt được: " + errors.front().message, errors);
    return decision;
}

}  // namespace

std::string_view name(State state) {
    switch (state) {
        case State::draft:
            return "draft";
        case State::submitted:
            return "submitted";
        case State::returned:
            return "returned";
        case State::approved:
            return "approved";
        case State::locked:
            return "locked";
    }
    return "";
}

std::string_view vietnamese_name(State state) {
    switch (state) {
        case State::draft:
            return "Đang soạn";
        case State::submitted:
            return "Chờ phê duyệt";
        case State::returned:
            return "Trả lại để sửa";
        case State::approved:
            return "Đã phê duyệt";
        case State::locked:
            return "Đã khóa, có bản ký";
    }
    return "";
}

std::string_view kind_of(std::string_view subject) {
    const auto colon = subject.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == subject.size()) return {};
    return subject.substr(0, colon);
}

Approvals::Approvals(Ground& ground, identity::Identity& identity)
    : rules_(std::make_unique<Rules>(ground, identity)) {}
Approvals::~Approvals() = default;

std::vector<SchemeId> Approvals::Rules::seen_schemes(const Access& access) {
    std::vector<SchemeId> seen;
    for (const Permission permission :
         {Permission::approval_submit, Permission::approval_decide, Permission::round_read}) {
        for (const SchemeId scheme : access.schemes(permission)) {
            if (access.may(permission, scheme) && !contains(seen, scheme)) seen.push_back(scheme);
        }
    }
    return seen;
}

void Approvals::on_state_change(std::string subject_kind, StateChange change) {
    rules_->changes.emplace(std::move(subject_kind), std::move(change));
}

void Approvals::Rules::require_stored_file(const std::string& sha256) const {
    if (!ground.files.has(sha256)) {
        throw Error(ErrorKind::invalid, "Kho tệp không có tệp của hồ sơ; hãy xuất tệp rồi trình lại");
    }
    if (!ground.files.intact(sha256)) {
        throw Error(
            ErrorKind::conflict, "Tệp của hồ sơ không còn khớp mã băm " + sha256 + "; hãy báo quản trị hệ thống"
        );
    }
}

store::Stored Approvals::Rules::in_state(db::Transaction& tx, DossierId id, std::initializer_list<State> allowed)
    const {
    auto stored = store::find(tx, id);
    if (!stored) throw Error(ErrorKind::not_found, "Không tìm thấy hồ sơ này");
    if (!contains(allowed, stored->dossier.state)) {
        throw Error(
            ErrorKind::conflict, "Hồ sơ đang ở trạng thái “" + std::string(vietnamese_name(stored->dossier.state)) +
                                     "” nên không làm được việc này; hãy tải lại trang"
        );
    }
    return std::move(*stored);
}

void Approvals::Rules::store_change(
    db::Transaction& tx, const Access& access, store::Stored changed, State from, std::string_view reason,
    std::string_view action, const std::string& summary
) {
    Dossier& dossier = changed.dossier;
    const Moment now = ground.clock.now();
    if (!store::update(tx, dossier, now, changed.version)) {
        throw Error(ErrorKind::conflict, "Người khác vừa thay đổi hồ sơ này; hãy tải lại trang");
    }
    const Step step{dossier.state,      now, access.account(), access.display_name(), std::string(reason),
                    dossier.file_sha256};
    store::add_step(tx, dossier.id, dossier.history.size() + 1, step);
    dossier.history.push_back(step);
    identity.audit(
        tx, access,
        {.action = std::string(action),
         .subject = "dossier:" + dossier.id.text(),
         .scheme = dossier.scheme,
         .summary = summary + ": " + dossier.title,
         .before = std::string(name(from)),
         .after = std::string(name(dossier.state)) + " " + dossier.file_sha256 + " " + dossier.signed_sha256}
    );
    const auto change = changes.find(kind_of(dossier.subject));
    if (change != changes.end()) change->second(tx, access, dossier, from);
}

DossierId Approvals::open(db::Transaction& tx, const Access& access, const NewDossier& given) {
    access.require(Permission::approval_submit, given.scheme);
    std::vector<FieldError> errors;
    const std::string title = checked_line(given.title, "title", "Tên hồ sơ", 500, errors);
    if (!errors.empty()) throw Error(ErrorKind::invalid, errors.front().message, errors);
    if (kind_of(given.subject).empty()) throw Error(ErrorKind::invalid, "Hồ sơ thiếu đối tượng phê duyệt");
    rules_->require_stored_file(given.file_sha256);
    if (store::find_by_subject(tx, given.subject)) {
        throw Error(ErrorKind::conflict, "Đã có hồ sơ phê duyệt cho nội dung này");
    }
    const Moment now = rules_->ground.clock.now();
    Dossier dossier{
        .id = DossierId{new_ordered_id(now)},
        .scheme = given.scheme,
        .subject = given.subject,
        .title = title,
        .address = given.address,
        .file_sha256 = given.file_sha256,
        .file_name = given.file_name,
        .summary = given.summary,
        .state = State::draft,
        .opened_by = access.account(),
        .opened = now,
        .decision = {},
        .approver = {},
        .signed_sha256 = {},
        .history = {},
    };
    store::insert(tx, dossier);
    for (const AccountId maker : given.makers) store::add_maker(tx, dossier.id, maker);
    store::add_maker(tx, dossier.id, access.account());
    store::add_step(
        tx, dossier.id, 1, {State::draft, now, access.account(), access.display_name(), {}, dossier.file_sha256}
    );
    rules_->identity.audit(
        tx, access,
        {.action = "dossier.opened",
         .subject = "dossier:" + dossier.id.text(),
         .scheme = dossier.scheme,
         .summary = "Lập hồ sơ phê duyệt: " + title,
         .before = {},
         .after = dossier.subject + " " + dossier.file_sha256}
    );
    return dossier.id;
}

void Approvals::replace_file(
    db::Transaction& tx, const Access& access, DossierId id, const std::string& file_sha256,
    const std::string& file_name, const std::vector<SummaryLine>& summary
) {
    access.require(Permission::approval_submit, scheme_of(tx, id));
    store::Stored stored = rules_->in_state(tx, id, {State::draft, State::returned});
    rules_->require_stored_file(file_sha256);
    const State from = stored.dossier.state;
    stored.dossier.file_sha256 = file_sha256;
    stored.dossier.file_name = file_name;
    stored.dossier.summary = summary;
    store::add_maker(tx, id, access.account());
    rules_->store_change(tx, access, std::move(stored), from, {}, "dossier.file_replaced", "Thay tệp của hồ sơ");
}

void Approvals::submit(db::Transaction& tx, const Access& access, DossierId id) {
    access.require(Permission::approval_submit, scheme_of(tx, id));
    store::Stored stored = rules_->in_state(tx, id, {State::draft, State::returned});
    rules_->require_stored_file(stored.dossier.file_sha256);
    const State from = stored.dossier.state;
    stored.dossier.state = State::submitted;
    store::add_maker(tx, id, access.account());
    rules_->store_change(tx, access, std::move(stored), from, {}, "dossier.submitted", "Trình phê duyệt");
}

void Approvals::return_(db::Transaction& tx, const Access& access, DossierId id, std::string_view typed_reason) {
    access.require(Permission::approval_decide, scheme_of(tx, id));
    store::Stored stored = rules_->in_state(tx, id, {State::submitted});
    std::vector<FieldError> errors;
    const std::string reason = checked_line(typed_reason, "reason", "Lý do trả lại", 2000, errors);
    if (!errors.empty()) throw Error(ErrorKind::invalid, errors.front().message, errors);
    stored.dossier.state = State::returned;
    rules_->store_change(
        tx, access, std::move(stored), State::submitted, reason, "dossier.returned", "Trả lại hồ sơ (" + reason + ")"
    );
}

void Approvals::approve(db::Transaction& tx, const Access& access, DossierId id, const Decision& given) {
    access.require(Permission::approval_decide, scheme_of(tx, id));
    store::Stored stored = rules_->in_state(tx, id, {State::submitted});
    access.require_signed_in();
    if (contains(stored.makers, access.account())) {
        throw Error(
            ErrorKind::forbidden,
            "Bạn đã tham gia lập hoặc trình hồ sơ này nên không được phê duyệt; cần một người khác"
        );
    }
    if (given.file_sha256 != stored.dossier.file_sha256) {
        throw Error(
            ErrorKind::conflict, "Tệp của hồ sơ đã đổi từ lúc bạn mở trang; hãy tải lại và xem lại trước khi phê duyệt"
        );
    }
    rules_->require_stored_file(stored.dossier.file_sha256);
    stored.dossier.decision = checked(given, rules_->ground.clock.today());
    stored.dossier.approver = access.account();
    stored.dossier.state = State::approved;
    const std::string number = stored.dossier.decision->document_number;
    rules_->store_change(
        tx, access, std::move(stored), State::submitted, {}, "dossier.approved", "Phê duyệt theo văn bản " + number
    );
}

void Approvals::attach_signed(db::Transaction& tx, const Access& access, DossierId id, const std::string& pdf_sha256) {
    const SchemeId scheme = scheme_of(tx, id);
    if (!access.may(Permission::approval_decide, scheme)) access.require(Permission::approval_submit, scheme);
    store::Stored stored = rules_->in_state(tx, id, {State::approved});
    rules_->require_stored_file(pdf_sha256);
    if (type_of_file(rules_->ground.files.path(pdf_sha256)) != "application/pdf") {
        throw Error(ErrorKind::invalid, "Bản ký phải là tệp PDF", {{"signed", "Bản ký: tệp này không phải PDF"}});
    }
    stored.dossier.signed_sha256 = pdf_sha256;
    stored.dossier.state = State::locked;
    rules_->store_change(
        tx, access, std::move(stored), State::approved, {}, "dossier.locked", "Gắn bản ký và khóa hồ sơ"
    );
}

std::optional<Dossier> Approvals::find(db::Transaction& tx, DossierId id) const {
    auto stored = store::find(tx, id);
    if (!stored) return std::nullopt;
    return std::move(stored->dossier);
}

std::optional<Dossier> Approvals::find_by_subject(db::Transaction& tx, std::string_view subject) const {
    auto stored = store::find_by_subject(tx, subject);
    if (!stored) return std::nullopt;
    return std::move(stored->dossier);
}

std::int64_t Approvals::verify_files(db::Transaction& tx) const {
    std::int64_t read = 0;
    store::each_file(tx, [&](DossierId id, const std::string& sha256) {
        if (!rules_->ground.files.has(sha256) || !rules_->ground.files.intact(sha256)) {
            throw Error(
                ErrorKind::conflict, "Hồ sơ phê duyệt " + id.text() + ": tệp " + sha256 +
                                         " đã mất hoặc không còn khớp mã băm; hãy lấy lại từ bản sao lưu"
            );
        }
        ++read;
    });
    return read;
}

std::vector<DossierLine> Approvals::list(
    db::Transaction& tx, const Access& access, std::optional<State> state, int limit
) const {
    auto lines = store::list(tx, Rules::seen_schemes(access), state, limit);
    const auto made = store::made_by(tx, access.account());
    for (DossierLine& line : lines) {
        const bool mine = contains(made, line.id);
        line.waits_for_me =
            (line.state == State::submitted && !mine && access.may(Permission::approval_decide, line.scheme)) ||
            (line.state == State::returned && mine && access.may(Permission::approval_submit, line.scheme)) ||
            (line.state == State::approved && mine && access.may(Permission::approval_submit, line.scheme));
    }
    return lines;
}

}  // namespace longdan::approvals
