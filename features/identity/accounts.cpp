#include "features/identity/accounts.h"

#include "platform/base/digest.h"
#include "platform/base/text.h"

#include <algorithm>
#include <array>

namespace longdan::identity {
namespace {

constexpr std::int64_t link_milliseconds = 72LL * 3600 * 1000;
constexpr std::array administrative = {Permission::account_manage, Permission::scheme_manage, Permission::audit_read};

bool is_sign_in_name(std::string_view name) {
    if (name.size() < 3 || name.size() > 60) return false;
    return std::ranges::all_of(name, [](char sign) {
        return (sign >= 'a' && sign <= 'z') || (sign >= '0' && sign <= '9') || sign == '.' || sign == '_' ||
               sign == '-' || sign == '@';
    });
}

std::string text_of(const GrantedRole& granted) {
    std::string text = granted.role + " scheme=" + granted.scheme.text() + " units=";
    for (const UnitId unit : granted.units) text += unit.text() + ",";
    return text;
}

bool has(const Role& role, Permission permission) {
    return std::ranges::find(role.permissions, permission) != role.permissions.end();
}

}  // namespace

void Accounts::audit(
    db::Transaction& tx, const Access& access, const Account& account, std::string action, std::string summary,
    std::string before, std::string after
) {
    identity_.audit(
        tx, access,
        {.action = std::move(action),
         .subject = "account:" + account.id.text(),
         .scheme = account.scheme,
         .summary = std::move(summary),
         .before = std::move(before),
         .after = std::move(after)}
    );
}

AccountId Accounts::create(
    db::Transaction& tx, const Access& access, const Identity::NewAccount& given, const std::string& password
) {
    access.require(Permission::account_manage, given.scheme);
    std::vector<FieldError> errors;
    if (!is_sign_in_name(given.name)) {
        errors.push_back({"name", "Tên đăng nhập: 3 đến 60 ký tự, chỉ gồm a-z, 0-9 và các dấu . _ - @"});
    }
    const std::string display_name = cleaned(given.display_name);
    if (display_name.empty() || display_name.size() > 200) {
        errors.push_back({"display_name", "Họ và tên: hãy nhập, không quá 200 ký tự"});
    }
    if (errors.empty() && find(tx, given.name)) {
        errors.push_back({"name", "Tên đăng nhập: tên này không dùng được, hãy chọn tên khác"});
    }
    if (!errors.empty()) throw Error(ErrorKind::invalid, "Chưa tạo được tài khoản: " + errors.front().message, errors);
    if (given.scheme && !identity_.find_scheme(tx, given.scheme)) {
        throw Error(ErrorKind::not_found, "Không tìm thấy đề án này");
    }
    Account account;
    account.id = new_id<AccountId>(ground_.clock);
    account.scheme = given.scheme;
    tx.execute(
        "INSERT INTO identity_account (id, name, display_name, password, scheme, active, totp_secret, totp_pending, "
        "totp_last_step, totp_reset_asked_by, created) "
        "VALUES (:id, :name, :display_name, :password, :scheme, 1, '', '', 0, 0, :created)",
        {{"id", account.id},
         {"name", given.name},
         {"display_name", display_name},
         {"password", password},
         {"scheme", given.scheme},
         {"created", ground_.clock.now()}}
    );
    audit(tx, access, account, "account.created", "Tạo tài khoản " + given.name, {}, given.name + " " + display_name);
    return account.id;
}

void Accounts::check_grant(
    db::Transaction& tx, const Access& access, const Account& account, const Role& role, SchemeId scheme,
    const std::vector<UnitId>& units
) const {
    access.require(Permission::account_manage, scheme);
    if (access.signed_in() && account.id == access.account()) {
        throw Error(ErrorKind::forbidden, "Không ai tự giao hay tự thu hồi vai trò của mình; hãy nhờ quản trị khác");
    }
    const bool installation_role = has(role, Permission::scheme_manage);
    if (!scheme && !installation_role && role.code != "auditor") {
        throw Error(ErrorKind::invalid, "Hãy chọn đề án cho vai trò này", {{"scheme", "Đề án: hãy chọn"}});
    }
    if (scheme && installation_role) {
        throw Error(
            ErrorKind::invalid, "Vai trò quản trị hệ thống không gắn với một đề án",
            {{"scheme", "Đề án: hãy chọn “mọi đề án”"}}
        );
    }
    if (scheme && !identity_.find_scheme(tx, scheme)) throw Error(ErrorKind::not_found, "Không tìm thấy đề án này");
    for (const Permission permission : administrative) {
        if (has(role, permission) && !access.may(permission, scheme)) {
            throw Error(ErrorKind::forbidden, "Bạn không giao hay thu hồi được vai trò cao hơn vai trò của mình");
        }
    }
    if (!units.empty() && has(role, Permission::account_manage)) {
        throw Error(
            ErrorKind::invalid, "Vai trò quản trị không giới hạn theo đơn vị",
            {{"units", "Đơn vị: để trống với vai trò quản trị"}}
        );
    }
}

void Accounts::grant(
    db::Transaction& tx, const Access& access, AccountId id, std::string_view role_code, SchemeId scheme,
    std::vector<UnitId> units
) {
    const Role* role = find_role(role_code);
    if (!role) throw Error(ErrorKind::invalid, "Không có vai trò này", {{"role", "Vai trò: hãy chọn"}});
    access.require(Permission::account_manage, scheme);
    const Account account = access.signed_in() ? require_visible(tx, access, id) : require_changeable(tx, access, id);
    check_grant(tx, access, account, *role, scheme, units);
    if (!account.active)
        throw Error(ErrorKind::conflict, "Tài khoản đã ngừng hoạt động; hãy mở lại trước khi giao vai trò");
    std::ranges::sort(units);
    units.erase(std::unique(units.begin(), units.end()), units.end());
    std::string before;
    for (const GrantedRole& granted : roles_of(tx, id)) {
        if (granted.role == role_code && granted.scheme == scheme) before = text_of(granted);
    }
    tx.execute(
        "DELETE FROM identity_grant WHERE account = :account AND role = :role AND scheme = :scheme",
        {{"account", id}, {"role", role_code}, {"scheme", scheme}}
    );
    const std::string after = text_of({std::string(role_code), scheme, units});
    if (units.empty()) units.push_back(UnitId{});
    for (const UnitId unit : units) {
        tx.execute(
            "INSERT INTO identity_grant (account, role, scheme, unit, given, given_by) "
            "VALUES (:account, :role, :scheme, :unit, :given, :given_by)",
            {{"account", id},
             {"role", role_code},
             {"scheme", scheme},
             {"unit", unit},
             {"given", ground_.clock.now()},
             {"given_by", access.account()}}
        );
    }
    end_sessions(tx, id);
    identity_.audit(
        tx, access,
        {.action = "role.granted",
         .subject = "account:" + id.text(),
         .scheme = scheme,
         .summary = "Giao vai trò " + std::string(role->name_vi) + " cho " + account.display_name,
         .before = before,
         .after = after}
    );
}

void Accounts::revoke(
    db::Transaction& tx, const Access& access, AccountId id, std::string_view role_code, SchemeId scheme
) {
    const Role* role = find_role(role_code);
    if (!role) throw Error(ErrorKind::invalid, "Không có vai trò này", {{"role", "Vai trò: hãy chọn"}});
    access.require(Permission::account_manage, scheme);
    const Account account = access.signed_in() ? require_visible(tx, access, id) : require_changeable(tx, access, id);
    check_grant(tx, access, account, *role, scheme, {});
    if (has(*role, Permission::scheme_manage)) keep_an_administrator(tx, id);
    const std::int64_t removed = tx.execute(
        "DELETE FROM identity_grant WHERE account = :account AND role = :role AND scheme = :scheme",
        {{"account", id}, {"role", role_code}, {"scheme", scheme}}
    );
    if (removed == 0) throw Error(ErrorKind::conflict, "Tài khoản không có vai trò này ở đây; hãy tải lại trang");
    end_sessions(tx, id);
    identity_.audit(
        tx, access,
        {.action = "role.revoked",
         .subject = "account:" + id.text(),
         .scheme = scheme,
         .summary = "Thu hồi vai trò " + std::string(role->name_vi) + " của " + account.display_name,
         .before = std::string(role_code),
         .after = {}}
    );
}

void Accounts::keep_an_administrator(db::Transaction& tx, AccountId leaving) const {
    const auto granted = roles_of(tx, leaving);
    const bool is_one =
        std::ranges::any_of(granted, [](const GrantedRole& one) { return one.role == "administrator"; });
    if (is_one && count_administrators(tx) <= 1) {
        throw Error(
            ErrorKind::conflict, "Đây là quản trị hệ thống cuối cùng; hãy giao vai trò này cho người khác trước"
        );
    }
}

void Accounts::deactivate(db::Transaction& tx, const Access& access, AccountId id) {
    const Account account = require_changeable(tx, access, id);
    if (id == access.account()) throw Error(ErrorKind::forbidden, "Không ai tự ngừng tài khoản của mình");
    if (!account.active) throw Error(ErrorKind::conflict, "Tài khoản đã ngừng hoạt động từ trước");
    keep_an_administrator(tx, id);
    tx.execute("UPDATE identity_account SET active = 0 WHERE id = :id", {{"id", id}});
    tx.execute("DELETE FROM identity_password_link WHERE account = :id", {{"id", id}});
    tx.execute(
        "UPDATE identity_token SET revoked = :now WHERE account = :id AND revoked IS NULL",
        {{"now", ground_.clock.now()}, {"id", id}}
    );
    end_sessions(tx, id);
    audit(tx, access, account, "account.deactivated", "Ngừng tài khoản " + account.name, "active", "inactive");
}

void Accounts::activate(db::Transaction& tx, const Access& access, AccountId id) {
    const Account account = require_changeable(tx, access, id);
    if (account.active) throw Error(ErrorKind::conflict, "Tài khoản đang hoạt động");
    tx.execute("UPDATE identity_account SET active = 1 WHERE id = :id", {{"id", id}});
    audit(tx, access, account, "account.activated", "Mở lại tài khoản " + account.name, "inactive", "active");
}

std::string Accounts::make_password_link(db::Transaction& tx, const Access& access, AccountId id) {
    const Account account = require_changeable(tx, access, id);
    if (!account.active) throw Error(ErrorKind::conflict, "Tài khoản đã ngừng hoạt động; hãy mở lại trước");
    if (id == access.account()) {
        throw Error(ErrorKind::forbidden, "Hãy đổi mật khẩu của mình ở trang “Tài khoản của tôi”");
    }
    std::string token = random_token(32);
    tx.execute("DELETE FROM identity_password_link WHERE account = :id", {{"id", id}});
    tx.execute(
        "INSERT INTO identity_password_link (token_hash, account, expires) VALUES (:hash, :account, :expires)",
        {{"hash", sha256(token)},
         {"account", id},
         {"expires", Moment{ground_.clock.now().milliseconds + link_milliseconds}}}
    );
    audit(tx, access, account, "password.link", "Tạo liên kết đặt mật khẩu cho " + account.name);
    return token;
}

std::optional<Account> Accounts::account_of_link(db::Transaction& tx, std::string_view token) const {
    const auto row = tx.query_one(
        "SELECT account FROM identity_password_link WHERE token_hash = :hash AND expires >= :now",
        {{"hash", sha256(token)}, {"now", ground_.clock.now()}}
    );
    if (!row) return std::nullopt;
    auto account = find(tx, row->id<AccountId>("account"));
    if (!account || !account->active) return std::nullopt;
    return account;
}

AccountId Accounts::use_password_link(db::Transaction& tx, std::string_view token, const std::string& password) {
    const auto account = account_of_link(tx, token);
    if (!account) {
        throw Error(
            ErrorKind::not_found, "Liên kết đặt mật khẩu đã dùng hoặc quá hạn 72 giờ; hãy xin quản trị một liên kết mới"
        );
    }
    tx.execute("DELETE FROM identity_password_link WHERE account = :id", {{"id", account->id}});
    tx.execute(
        "UPDATE identity_account SET password = :password WHERE id = :id", {{"password", password}, {"id", account->id}}
    );
    end_sessions(tx, account->id);
    audit(
        tx, Access(account->id, account->display_name, {}), *account, "password.changed",
        "Đặt mật khẩu bằng liên kết: " + account->name
    );
    return account->id;
}

void Accounts::set_own_password(db::Transaction& tx, const Access& access, const std::string& password) {
    access.require_signed_in();
    const auto account = find(tx, access.account());
    tx.execute(
        "UPDATE identity_account SET password = :password WHERE id = :id", {{"password", password}, {"id", account->id}}
    );
    end_sessions(tx, account->id);
    audit(tx, access, *account, "password.changed", "Đổi mật khẩu: " + account->name);
}

bool Accounts::reset_second_factor(db::Transaction& tx, const Access& access, AccountId id) {
    const Account account = require_changeable(tx, access, id);
    access.require_signed_in();
    if (id == access.account()) {
        throw Error(ErrorKind::forbidden, "Hãy tắt mã xác thực của mình ở trang “Tài khoản của tôi”");
    }
    if (account.totp_secret.empty()) throw Error(ErrorKind::conflict, "Tài khoản này không bật mã xác thực");
    if (!account.totp_reset_asked_by || account.totp_reset_asked_by == access.account()) {
        tx.execute(
            "UPDATE identity_account SET totp_reset_asked_by = :by WHERE id = :id",
            {{"by", access.account()}, {"id", id}}
        );
        audit(tx, access, account, "totp.reset_asked", "Đề nghị bỏ mã xác thực của " + account.name);
        return false;
    }
    tx.execute(
        "UPDATE identity_account SET totp_secret = '', totp_pending = '', totp_last_step = 0, totp_reset_asked_by = 0 "
        "WHERE id = :id",
        {{"id", id}}
    );
    tx.execute("DELETE FROM identity_recovery WHERE account = :id", {{"id", id}});
    end_sessions(tx, id);
    audit(tx, access, account, "totp.reset", "Bỏ mã xác thực của " + account.name + " (hai quản trị cùng quyết định)");
    return true;
}

}  // namespace longdan::identity
