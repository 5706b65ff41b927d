#include "features/identity/tokens.h"

#include "features/identity/sessions.h"
#include "platform/base/digest.h"
#include "platform/base/text.h"

#include <algorithm>

namespace longdan::identity {
namespace {

constexpr std::int64_t day_milliseconds = 24LL * 3600 * 1000;
constexpr std::int64_t used_every = 60'000;
constexpr std::string_view prefix = "ldg_";  // so that scanners for leaked secrets know one

std::string as_text(const std::vector<Permission>& permissions) {
    std::string text;
    for (const Permission permission : permissions) {
        if (!text.empty()) text += ' ';
        text += name(permission);
    }
    return text;
}

std::vector<Permission> as_permissions(std::string_view text) {
    std::vector<Permission> permissions;
    for (const std::string_view word : split(text, ' ')) {
        for (const Permission permission : all_permissions()) {
            if (name(permission) == word) permissions.push_back(permission);
        }
    }
    return permissions;
}

Token read(const db::Row& row) {
    return {
        .id = row.integer("id"),
        .account = row.id<AccountId>("account"),
        .name = row.text("name"),
        .scheme = row.id<SchemeId>("scheme"),
        .permissions = as_permissions(row.text("permissions")),
        .created = row.moment("created"),
        .expires = row.moment("expires"),
        .last_used = row.maybe_moment("last_used"),
        .revoked = !row.is_null("revoked"),
    };
}

constexpr std::string_view columns =
    "SELECT id, account, name, scheme, permissions, created, expires, last_used, revoked FROM identity_token ";

}  // namespace

bool Tokens::may_carry(Permission permission) {
    return permission != Permission::account_manage && permission != Permission::scheme_manage &&
           permission != Permission::approval_decide && permission != Permission::result_publish;
}

std::string Tokens::create(db::Transaction& tx, const Access& access, const NewToken& token) {
    access.require_signed_in();
    const std::string token_name = cleaned(token.name);
    std::vector<FieldError> errors;
    if (token_name.empty() || token_name.size() > 200)
        errors.push_back({"name", "Tên mã: hãy nhập, không quá 200 ký tự"});
    if (token.days < 1 || token.days > 365) errors.push_back({"days", "Số ngày dùng được: phải từ 1 đến 365"});
    if (token.permissions.empty()) errors.push_back({"permissions", "Quyền: hãy chọn ít nhất một quyền"});
    const auto owned = [&](Permission permission) {
        const auto schemes = access.schemes(permission);
        return may_carry(permission) && std::ranges::find(schemes, token.scheme) != schemes.end();
    };
    if (!std::ranges::all_of(token.permissions, owned)) {
        errors.push_back({"permissions", "Quyền: chỉ chọn quyền bạn đang có trong đề án này"});
    }
    if (!errors.empty())
        throw Error(ErrorKind::invalid, "Chưa tạo được mã truy cập: " + errors.front().message, errors);
    const Moment now = ground_.clock.now();
    std::string secret = std::string(prefix) + random_token(32);
    const std::int64_t id = new_ordered_id(now);
    tx.execute(
        "INSERT INTO identity_token (id, account, name, token_hash, scheme, permissions, created, expires, last_used, "
        "revoked) VALUES (:id, :account, :name, :hash, :scheme, :permissions, :created, :expires, NULL, NULL)",
        {{"id", id},
         {"account", access.account()},
         {"name", token_name},
         {"hash", token_hash(secret)},
         {"scheme", token.scheme},
         {"permissions", as_text(token.permissions)},
         {"created", now},
         {"expires", Moment{now.milliseconds + token.days * day_milliseconds}}}
    );
    identity_.audit(
        tx, access,
        {.action = "token.created",
         .subject = "token:" + std::to_string(id),
         .scheme = token.scheme,
         .summary = "Tạo mã truy cập “" + token_name + "”",
         .before = {},
         .after = as_text(token.permissions)}
    );
    return secret;
}

void Tokens::revoke(db::Transaction& tx, const Access& access, std::int64_t id) {
    access.require_signed_in();
    const auto row = tx.query_one(
        std::string(columns) + "WHERE id = :id AND account = :account", {{"id", id}, {"account", access.account()}}
    );
    if (!row) throw Error(ErrorKind::not_found, "Không tìm thấy mã truy cập này");
    const Token token = read(*row);
    if (token.revoked) throw Error(ErrorKind::conflict, "Mã truy cập này đã thu hồi từ trước");
    tx.execute("UPDATE identity_token SET revoked = :now WHERE id = :id", {{"now", ground_.clock.now()}, {"id", id}});
    identity_.audit(
        tx, access,
        {.action = "token.revoked",
         .subject = "token:" + std::to_string(id),
         .scheme = token.scheme,
         .summary = "Thu hồi mã truy cập “" + token.name + "”",
         .before = as_text(token.permissions),
         .after = {}}
    );
}

std::vector<Token> Tokens::list(db::Transaction& tx, AccountId account) const {
    std::vector<Token> tokens;
    const auto rows = tx.query(
        std::string(columns) + "WHERE account = :account ORDER BY created DESC, id DESC", {{"account", account}}
    );
    for (const auto& row : rows) tokens.push_back(read(row));
    return tokens;
}

std::optional<Token> Tokens::find(std::string_view secret) {
    if (!secret.starts_with(prefix)) return std::nullopt;
    const Moment now = ground_.clock.now();
    const auto row = ground_.database.read([&](db::Transaction& tx) {
        return tx.query_one(
            std::string(columns) + "WHERE token_hash = :hash AND revoked IS NULL AND expires >= :now",
            {{"hash", token_hash(secret)}, {"now", now}}
        );
    });
    if (!row) return std::nullopt;
    Token token = read(*row);
    if (!token.last_used || now.milliseconds - token.last_used->milliseconds > used_every) {
        ground_.database.write([&](db::Transaction& tx) {
            tx.execute("UPDATE identity_token SET last_used = :now WHERE id = :id", {{"now", now}, {"id", token.id}});
        });
    }
    return token;
}

Access narrowed(const Access& access, const Token& token, const std::shared_ptr<const UnitAncestors>& ancestors) {
    std::vector<Access::Grant> grants;
    for (const Access::Grant& grant : access.grants()) {
        if (grant.scheme != token.scheme) continue;
        Access::Grant cut{grant.scheme, {}, grant.units};
        std::ranges::copy_if(grant.permissions, std::back_inserter(cut.permissions), [&](Permission permission) {
            return std::ranges::find(token.permissions, permission) != token.permissions.end();
        });
        if (!cut.permissions.empty()) grants.push_back(std::move(cut));
    }
    return {access.account(), access.display_name(), std::move(grants), ancestors};
}

}  // namespace longdan::identity
