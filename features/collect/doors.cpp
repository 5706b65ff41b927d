#include "features/collect/state.h"
#include "platform/base/digest.h"
#include "platform/base/text.h"
#include "platform/http/page_cache.h"

#include <algorithm>

namespace longdan::collect {

using identity::AuditEntry;
using identity::Permission;

namespace {

constexpr std::int64_t reread_after_milliseconds = 5000;

constexpr std::string_view insert_collection = R"(
    INSERT INTO collection (id, round, scheme, code, evidence, form, title, title_en, runner, results_at, anonymous,
                            simulated, opens, closes, is_open)
    VALUES (:id, :round, :scheme, :code, :evidence, :form, :title, :title_en, :runner, :results_at, :anonymous,
            :simulated, :opens, :closes, :is_open))";

std::string select_where(std::string_view condition) {
    return std::string(select_collection) + " WHERE " + std::string(condition);
}

bool is_address(std::string_view code) {
    return code.size() >= 3 && code.size() <= 60 && std::all_of(code.begin(), code.end(), [](char sign) {
               return (sign >= 'a' && sign <= 'z') || (sign >= '0' && sign <= '9') || sign == '-';
           });
}

std::string subject(CollectionId id) { return "collection:" + id.text(); }

Collection require_collection(db::Transaction& tx, const identity::Access& access, CollectionId id) {
    const auto row = tx.query_one(select_where("id = :id"), {{"id", id}});
    if (!row) no_such_page(access);
    Collection collection = collection_of(*row);
    access.require(Permission::round_collect, collection.scheme);
    return collection;
}

}  // namespace

const std::string_view select_collection = R"(
    SELECT id, round, scheme, code, evidence, form, title, title_en, runner, results_at, anonymous, simulated, opens,
           closes, is_open
    FROM collection)";

void no_such_page(const identity::Access& access) {
    access.require_signed_in();
    throw Error(ErrorKind::not_found, "Không tìm thấy trang này");
}

Collection collection_of(const db::Row& row) {
    Collection collection;
    collection.id = row.id<CollectionId>("id");
    collection.round = row.id<RoundId>("round");
    collection.scheme = row.id<identity::SchemeId>("scheme");
    collection.code = row.text("code");
    collection.evidence = static_cast<Evidence>(row.integer("evidence"));
    collection.form = row.id<methods::FormId>("form");
    collection.title = row.text("title");
    collection.title_en = row.text("title_en");
    collection.runner = row.text("runner");
    collection.results_at = row.text("results_at");
    collection.anonymous = row.yes("anonymous");
    collection.simulated = row.yes("simulated");
    collection.opens = row.moment("opens");
    collection.closes = row.moment("closes");
    collection.open = row.yes("is_open");
    return collection;
}

Collect::Collect(Ground& ground, methods::Methods& methods, identity::Identity& identity)
    : state_(std::make_unique<State>(ground, methods, identity)) {}
Collect::~Collect() = default;

void Collect::set_admission(Admission& admission) { state_->admission = &admission; }
void Collect::set_unit_names(std::function<std::string(identity::UnitId)> name) { state_->unit_name = std::move(name); }

std::shared_ptr<const Door> Collect::State::door(const std::string& code, bool fresh) {
    const Moment now = ground.clock.now();
    if (!fresh) {
        const std::lock_guard lock(mutex);
        const auto found = doors.find(code);
        if (found != doors.end() &&
            now.milliseconds - found->second->read_at.milliseconds < reread_after_milliseconds) {
            return found->second;
        }
    }
    if (!is_address(code)) return nullptr;
    auto read = std::make_shared<Door>();
    const bool known = ground.database.read([&](db::Transaction& tx) {
        const auto row = tx.query_one(select_where("code = :code"), {{"code", code}});
        if (!row) return false;
        read->collection = collection_of(*row);
        read->form = methods.form(tx, read->collection.form);
        return true;
    });
    if (!known) return nullptr;
    read->read_at = now;
    const std::lock_guard lock(mutex);
    doors[code] = read;
    return read;
}

std::shared_ptr<const methods::Form> Collect::State::form(methods::FormId id) {
    {
        const std::lock_guard lock(mutex);
        if (const auto found = forms.find(id.value); found != forms.end()) return found->second;
    }
    auto read = ground.database.read([&](db::Transaction& tx) { return methods.form(tx, id); });
    const std::lock_guard lock(mutex);
    return forms.emplace(id.value, std::move(read)).first->second;
}

void Collect::State::forget(const std::string& code) {
    {
        const std::lock_guard lock(mutex);
        doors.erase(code);
    }
    ground.page_cache.invalidate("collection:" + code);
}

std::int64_t Collect::State::seconds_to_wait(const Collection& door, std::string_view address) const {
    return door.evidence == Evidence::open ? open_answers.seconds_to_wait(address, ground.clock.now()) : 0;
}

void Collect::State::count_answer(const Collection& door, std::string_view address) {
    if (door.evidence == Evidence::open) open_answers.count(address, ground.clock.now());
}

std::string Collect::State::secret() {
    {
        const std::lock_guard lock(mutex);
        if (!secret_.empty()) return secret_;
    }
    const std::string stored = ground.database.write([&](db::Transaction& tx) { return secret(tx); });
    const std::lock_guard lock(mutex);
    secret_ = stored;
    return secret_;
}

std::string Collect::State::secret(db::Transaction& tx) {
    {
        const std::lock_guard lock(mutex);
        if (!secret_.empty()) return secret_;
    }
    tx.execute(
        "INSERT INTO collect_secret (number, secret) VALUES (1, :secret) ON CONFLICT DO NOTHING",
        {{"secret", random_token(32)}}
    );
    return tx.query_one("SELECT secret FROM collect_secret WHERE number = 1")->text("secret");
}

std::string code_hash(const std::string& secret, std::string_view code) {
    return hex(hmac_sha256(secret, "access-code:" + normalised_code(code)));
}

CollectionId Collect::open_collection(
    db::Transaction& tx, const identity::Access& access, const Collection& collection
) {
    access.require(Permission::round_collect, collection.scheme);
    std::vector<FieldError> errors;
    if (!is_address(collection.code)) {
        errors.push_back({"code", "Địa chỉ: từ 3 đến 60 ký tự, chỉ gồm chữ thường không dấu, số và dấu gạch nối"});
    }
    if (collection.title.empty()) errors.push_back({"title", "Tên khảo sát: hãy nhập"});
    if (collection.closes <= collection.opens) errors.push_back({"closes", "Thời điểm đóng phải sau thời điểm mở"});
    if (!collection.results_at.empty() && !collection.results_at.starts_with("/")) {
        errors.push_back({"results_at", "Nơi công bố kết quả phải là đường dẫn của trang này, bắt đầu bằng /"});
    }
    if (tx.query_one("SELECT id FROM collection WHERE code = :code", {{"code", collection.code}})) {
        errors.push_back({"code", "Địa chỉ '" + collection.code + "' đã dùng cho khảo sát khác"});
    }
    if (!errors.empty()) throw Error(ErrorKind::invalid, "Không mở được cửa thu thập: xem các mục có lỗi", errors);
    state_->methods.form(tx, collection.form);
    const CollectionId id = new_id<CollectionId>(state_->ground.clock);
    tx.execute(
        insert_collection, {{"id", id},
                            {"round", collection.round},
                            {"scheme", collection.scheme},
                            {"code", collection.code},
                            {"evidence", static_cast<int>(collection.evidence)},
                            {"form", collection.form},
                            {"title", collection.title},
                            {"title_en", collection.title_en},
                            {"runner", collection.runner},
                            {"results_at", collection.results_at},
                            {"anonymous", collection.anonymous},
                            {"simulated", collection.simulated},
                            {"opens", collection.opens},
                            {"closes", collection.closes},
                            {"is_open", true}}
    );
    state_->identity.audit(
        tx, access,
        AuditEntry{
            "collection.opened", subject(id), collection.scheme,
            "Mở thu thập phiếu \"" + collection.title + "\" tại /khao-sat/" + collection.code, "", collection.code}
    );
    return id;
}

void Collect::close_collection(db::Transaction& tx, const identity::Access& access, CollectionId id) {
    const Collection collection = require_collection(tx, access, id);
    if (!collection.open) throw Error(ErrorKind::conflict, "Cửa thu thập này đã đóng từ trước");
    tx.execute("UPDATE collection SET is_open = 0 WHERE id = :id", {{"id", id}});
    // One statement writes all used codes anew, so that no row tells by its version when its code was used.
    tx.execute(
        "UPDATE access_code SET state = state WHERE collection = :id AND round = :round",
        {{"id", id}, {"round", collection.round}}
    );
    state_->identity.audit(
        tx, access,
        AuditEntry{
            "collection.closed", subject(id), collection.scheme, "Đóng thu thập phiếu \"" + collection.title + "\"", "",
            collection.code}
    );
    tx.after_commit([this, code = collection.code] { state_->forget(code); });
}

void Collect::reopen_collection(
    db::Transaction& tx, const identity::Access& access, CollectionId id, Moment closes, std::string_view reason
) {
    const Collection collection = require_collection(tx, access, id);
    if (trimmed(reason).empty())
        throw Error(ErrorKind::invalid, "Hãy ghi lý do mở lại", {{"reason", "Lý do: hãy nhập"}});
    if (closes <= state_->ground.clock.now()) {
        throw Error(ErrorKind::invalid, "Thời điểm đóng mới đã qua", {{"closes", "Thời điểm đóng: phải ở tương lai"}});
    }
    tx.execute("UPDATE collection SET is_open = 1, closes = :closes WHERE id = :id", {{"closes", closes}, {"id", id}});
    state_->identity.audit(
        tx, access,
        AuditEntry{
            "collection.reopened", subject(id), collection.scheme,
            "Mở lại thu thập phiếu \"" + collection.title + "\" đến " + vietnamese(closes) +
                ", lý do: " + std::string(reason),
            vietnamese(collection.closes), vietnamese(closes)}
    );
    tx.after_commit([this, code = collection.code] { state_->forget(code); });
}

std::vector<Collection> Collect::collections(db::Transaction& tx, RoundId round) const {
    std::vector<Collection> collections;
    for (const auto& row : tx.query(select_where("round = :round ORDER BY id"), {{"round", round}})) {
        collections.push_back(collection_of(row));
    }
    return collections;
}

std::optional<Collection> Collect::find_collection(db::Transaction& tx, std::string_view code) const {
    const auto row = tx.query_one(select_where("code = :code"), {{"code", code}});
    if (!row) return std::nullopt;
    return collection_of(*row);
}

}  // namespace longdan::collect
