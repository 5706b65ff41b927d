#include "features/identity/accounts.h"
#include "platform/base/text.h"

#include <algorithm>

namespace longdan::identity {
namespace {

constexpr std::string_view columns =
    "SELECT id, name, display_name, password, scheme, active, totp_secret, totp_pending, totp_last_step, "
    "totp_reset_asked_by, created FROM identity_account ";

Account read(const db::Row& row) {
    return {
        .id = row.id<AccountId>("id"),
        .name = row.text("name"),
        .display_name = row.text("display_name"),
        .password = row.text("password"),
        .scheme = row.id<SchemeId>("scheme"),
        .active = row.yes("active"),
        .totp_secret = row.text("totp_secret"),
        .totp_pending = row.text("totp_pending"),
        .totp_last_step = row.integer("totp_last_step"),
        .totp_reset_asked_by = row.id<AccountId>("totp_reset_asked_by"),
        .created = row.moment("created"),
    };
}

std::string id_list(const std::vector<SchemeId>& ids) {
    std::string list;
    for (const SchemeId id : ids) list += (list.empty() ? "" : ", ") + id.text();
    return list;
}

/// What a role still gives in a scheme whose owner was merged: reading, and care for its accounts.
bool stays_when_closed(Permission permission) {
    return permission == Permission::round_read || permission == Permission::answers_read ||
           permission == Permission::audit_read || permission == Permission::account_manage;
}

std::vector<Permission> permissions_in(const Role& role, bool closed) {
    std::vector<Permission> permissions = role.permissions;
    if (closed) std::erase_if(permissions, [](Permission one) { return !stays_when_closed(one); });
    return permissions;
}

}  // namespace

std::optional<Account> Accounts::find(db::Transaction& tx, AccountId id) const {
    const auto row = tx.query_one(std::string(columns) + "WHERE id = :id", {{"id", id}});
    if (!row) return std::nullopt;
    return read(*row);
}

std::optional<Account> Accounts::find(db::Transaction& tx, std::string_view name) const {
    const auto row = tx.query_one(std::string(columns) + "WHERE name = :name", {{"name", name}});
    if (!row) return std::nullopt;
    return read(*row);
}

std::vector<GrantedRole> Accounts::roles_of(db::Transaction& tx, AccountId id) const {
    std::vector<GrantedRole> roles;
    const auto rows = tx.query(
        "SELECT role, scheme, unit FROM identity_grant WHERE account = :account ORDER BY scheme, role, unit",
        {{"account", id}}
    );
    for (const auto& row : rows) {
        const std::string role = row.text("role");
        const auto scheme = row.id<SchemeId>("scheme");
        if (roles.empty() || roles.back().role != role || roles.back().scheme != scheme) {
            roles.push_back({role, scheme, {}});
        }
        const auto unit = row.id<UnitId>("unit");
        if (unit) roles.back().units.push_back(unit);
    }
    return roles;
}

Access Accounts::access_of(db::Transaction& tx, AccountId id, const std::shared_ptr<const UnitAncestors>& ancestors)
    const {
    const auto account = find(tx, id);
    if (!account || !account->active) return {};
    std::vector<Access::Grant> grants;
    const std::vector<Scheme> schemes = identity_.schemes(tx);
    for (const GrantedRole& granted : roles_of(tx, id)) {
        const Role* role = find_role(granted.role);
        if (!role) continue;
        if (!granted.scheme) grants.push_back({SchemeId{}, role->permissions, granted.units});
        for (const Scheme& scheme : schemes) {
            if (granted.scheme && granted.scheme != scheme.id) continue;
            grants.push_back({scheme.id, permissions_in(*role, scheme.closed), granted.units});
        }
    }
    return {account->id, account->display_name, std::move(grants), ancestors};
}

Accounts::Found Accounts::visible(
    db::Transaction& tx, const Access& access, std::string_view search, std::int64_t skip, std::int64_t limit
) const {
    std::string where;
    if (!access.may_everywhere(Permission::account_manage)) {
        const std::string schemes = id_list(access.schemes(Permission::account_manage));
        if (schemes.empty()) return {};
        where = "WHERE scheme IN (" + schemes + ") OR id IN (SELECT account FROM identity_grant WHERE scheme IN (" +
                schemes + ")) ";
    }
    const std::string order = "ORDER BY name ";
    Found found;
    if (search.empty()) {
        found.total = tx.query_one("SELECT COUNT(*) AS n FROM identity_account " + where)->integer("n");
        const std::string page = std::string(columns) + where + order + "LIMIT :limit OFFSET :skip";
        for (const auto& row : tx.query(page, {{"limit", limit}, {"skip", skip}})) found.accounts.push_back(read(row));
        return found;
    }
    const std::string wanted = folded(search);
    tx.each(std::string(columns) + where + order, {}, [&](const db::Row& row) {
        if (folded(row.text("name") + " " + row.text("display_name")).find(wanted) == std::string::npos) return true;
        if (found.total >= skip && found.total < skip + limit) found.accounts.push_back(read(row));
        ++found.total;
        return true;
    });
    return found;
}

Account Accounts::require_visible(db::Transaction& tx, const Access& access, AccountId id) const {
    access.require_signed_in();
    const auto account = find(tx, id);
    const auto seen = [&] {
        if (may_change(access, *account)) return true;
        const auto schemes = access.schemes(Permission::account_manage);
        return std::ranges::any_of(roles_of(tx, id), [&](const GrantedRole& granted) {
            return granted.scheme && std::ranges::find(schemes, granted.scheme) != schemes.end();
        });
    };
    if (!account || !seen()) throw Error(ErrorKind::not_found, "Không tìm thấy tài khoản này");
    return *account;
}

bool Accounts::may_change(const Access& access, const Account& account) const {
    return access.may(Permission::account_manage, account.scheme);
}

Account Accounts::require_changeable(db::Transaction& tx, const Access& access, AccountId id) const {
    if (!access.signed_in() && access.may_everywhere(Permission::account_manage)) {
        auto account = find(tx, id);
        if (!account) throw Error(ErrorKind::not_found, "Không tìm thấy tài khoản này");
        return std::move(*account);
    }
    Account account = require_visible(tx, access, id);
    if (!may_change(access, account)) {
        throw Error(
            ErrorKind::forbidden,
            "Tài khoản này do quản trị của đề án khác quản lý; bạn chỉ giao hoặc thu hồi vai trò trong đề án của mình"
        );
    }
    return account;
}

void Accounts::end_sessions(db::Transaction& tx, AccountId account) {
    tx.execute("DELETE FROM identity_session WHERE account = :account", {{"account", account}});
}

std::int64_t Accounts::count_administrators(db::Transaction& tx) const {
    return tx
        .query_one(
            "SELECT COUNT(*) AS n FROM identity_grant JOIN identity_account ON identity_account.id = "
            "identity_grant.account WHERE role = 'administrator' AND identity_grant.scheme = 0 AND active = 1"
        )
        ->integer("n");
}

}  // namespace longdan::identity
