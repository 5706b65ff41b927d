#include "features/identity/state.h"
#include "platform/base/text.h"

#include <algorithm>

namespace longdan::identity {
namespace {

constexpr std::string_view columns =
    "SELECT id, code, name, owner, parent, share_with_parent, closed FROM identity_scheme ";

Scheme read(const db::Row& row) {
    return {
        .id = row.id<SchemeId>("id"),
        .code = row.text("code"),
        .name = row.text("name"),
        .owner = row.id<UnitId>("owner"),
        .parent = row.maybe_id<SchemeId>("parent"),
        .share_with_parent = row.yes("share_with_parent"),
        .closed = row.yes("closed"),
    };
}

std::string text_of(const Scheme& scheme) {
    return scheme.code + " " + scheme.name + " owner=" + scheme.owner.text() +
           " share=" + std::to_string(int{scheme.share_with_parent}) + " closed=" + std::to_string(int{scheme.closed});
}

std::string checked_name(std::string_view typed) {
    std::string name = cleaned(typed);
    if (name.empty() || name.size() > 300) {
        throw Error(
            ErrorKind::invalid, "Tên đề án: hãy nhập, không quá 300 ký tự",
            {{"name", "Tên đề án: hãy nhập, không quá 300 ký tự"}}
        );
    }
    return name;
}

}  // namespace

SchemeId Identity::create_scheme(db::Transaction& tx, const Access& access, const Scheme& given) {
    if (!access.may_everywhere(Permission::scheme_manage)) {
        access.require_signed_in();
        throw Error(ErrorKind::forbidden, "Chỉ quản trị hệ thống tạo được đề án");
    }
    Scheme scheme = given;
    scheme.name = checked_name(given.name);
    std::vector<FieldError> errors;
    if (scheme.code.empty() || scheme.code.size() > 60 || slug(scheme.code) != scheme.code) {
        errors.push_back({"code", "Mã đề án: chỉ gồm a-z, 0-9 và dấu -, không quá 60 ký tự"});
    } else if (find_scheme(tx, scheme.code)) {
        errors.push_back({"code", "Mã đề án: đã có đề án dùng mã này"});
    }
    if (!scheme.owner) errors.push_back({"owner", "Đơn vị chủ trì: hãy chọn"});
    if (scheme.parent) {
        const auto parent = find_scheme(tx, *scheme.parent);
        if (!parent || parent->closed) errors.push_back({"parent", "Đề án cấp trên: không có hoặc đã đóng"});
    }
    if (!errors.empty()) throw Error(ErrorKind::invalid, "Chưa tạo được đề án: " + errors.front().message, errors);
    if (!scheme.id) scheme.id = new_id<SchemeId>(state_->ground.clock);
    scheme.closed = false;
    tx.execute(
        "INSERT INTO identity_scheme (id, code, name, owner, parent, share_with_parent, closed, created) "
        "VALUES (:id, :code, :name, :owner, :parent, :share, 0, :created)",
        {{"id", scheme.id},
         {"code", scheme.code},
         {"name", scheme.name},
         {"owner", scheme.owner},
         {"parent", scheme.parent},
         {"share", scheme.share_with_parent},
         {"created", state_->ground.clock.now()}}
    );
    audit(
        tx, access,
        {.action = "scheme.created",
         .subject = "scheme:" + scheme.id.text(),
         .scheme = scheme.id,
         .summary = "Tạo đề án " + scheme.name,
         .before = {},
         .after = text_of(scheme)}
    );
    return scheme.id;
}

void Identity::change_scheme(
    db::Transaction& tx, const Access& access, SchemeId id, std::string_view name, bool share_with_parent
) {
    const auto before = find_scheme(tx, id);
    if (!before) throw Error(ErrorKind::not_found, "Không tìm thấy đề án này");
    access.require(Permission::account_manage, id);
    if (before->closed) throw Error(ErrorKind::conflict, "Đề án đã đóng, chỉ còn để đọc");
    Scheme after = *before;
    after.name = checked_name(name);
    after.share_with_parent = share_with_parent;
    tx.execute(
        "UPDATE identity_scheme SET name = :name, share_with_parent = :share WHERE id = :id",
        {{"name", after.name}, {"share", share_with_parent}, {"id", id}}
    );
    audit(
        tx, access,
        {.action = "scheme.changed",
         .subject = "scheme:" + id.text(),
         .scheme = id,
         .summary = "Sửa đề án " + after.name,
         .before = text_of(*before),
         .after = text_of(after)}
    );
}

std::optional<Scheme> Identity::find_scheme(db::Transaction& tx, SchemeId id) const {
    const auto row = tx.query_one(std::string(columns) + "WHERE id = :id", {{"id", id}});
    if (!row) return std::nullopt;
    return read(*row);
}

std::optional<Scheme> Identity::find_scheme(db::Transaction& tx, std::string_view code) const {
    const auto row = tx.query_one(std::string(columns) + "WHERE code = :code", {{"code", code}});
    if (!row) return std::nullopt;
    return read(*row);
}

std::vector<Scheme> Identity::schemes(db::Transaction& tx) const {
    std::vector<Scheme> all;
    for (const auto& row : tx.query(std::string(columns) + "ORDER BY created, id")) all.push_back(read(row));
    return all;
}

void Identity::merge_owner(
    db::Transaction& tx, const Access& access, SchemeId id, UnitId new_owner, std::string_view typed_act
) {
    if (!access.may_everywhere(Permission::scheme_manage)) {
        access.require_signed_in();
        throw Error(ErrorKind::forbidden, "Chỉ quản trị hệ thống ghi nhận việc sáp nhập đơn vị chủ trì");
    }
    const auto before = find_scheme(tx, id);
    if (!before) throw Error(ErrorKind::not_found, "Không tìm thấy đề án này");
    if (before->closed) throw Error(ErrorKind::conflict, "Đề án này đã được ghi nhận sáp nhập từ trước");
    const std::string act = cleaned(typed_act);
    std::vector<FieldError> errors;
    if (act.empty() || act.size() > 500)
        errors.push_back({"act", "Văn bản sáp nhập: hãy ghi số, ngày và cơ quan ban hành"});
    if (!new_owner || new_owner == before->owner) {
        errors.push_back({"new_owner", "Đơn vị nhận: hãy chọn một đơn vị khác đơn vị chủ trì hiện nay"});
    }
    if (!errors.empty()) throw Error(ErrorKind::invalid, "Chưa ghi nhận được: " + errors.front().message, errors);
    Scheme after = *before;
    after.owner = new_owner;
    after.closed = true;
    tx.execute(
        "UPDATE identity_scheme SET owner = :owner, closed = 1 WHERE id = :id", {{"owner", new_owner}, {"id", id}}
    );
    tx.execute(
        "INSERT INTO identity_merge (id, scheme, old_owner, new_owner, act, account, recorded) "
        "VALUES (:id, :scheme, :old_owner, :new_owner, :act, :account, :recorded)",
        {{"id", new_ordered_id(state_->ground.clock.now())},
         {"scheme", id},
         {"old_owner", before->owner},
         {"new_owner", new_owner},
         {"act", act},
         {"account", access.account()},
         {"recorded", state_->ground.clock.now()}}
    );
    audit(
        tx, access,
        {.action = "scheme.merged",
         .subject = "scheme:" + id.text(),
         .scheme = id,
         .summary = "Đóng đề án " + before->name + " vì đơn vị chủ trì sáp nhập: " + act,
         .before = text_of(*before),
         .after = text_of(after)}
    );
}

std::vector<OwnerMerge> Identity::merges(db::Transaction& tx, SchemeId scheme) const {
    std::vector<OwnerMerge> merges;
    const auto rows = tx.query(
        "SELECT old_owner, new_owner, act, recorded FROM identity_merge WHERE scheme = :scheme ORDER BY recorded, id",
        {{"scheme", scheme}}
    );
    for (const auto& row : rows) {
        merges.push_back(
            {row.id<UnitId>("old_owner"), row.id<UnitId>("new_owner"), row.text("act"), row.moment("recorded")}
        );
    }
    return merges;
}

}  // namespace longdan::identity
