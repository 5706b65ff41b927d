#include "features/identity/routes.h"
#include "platform/base/text.h"

#include <algorithm>

namespace longdan::identity {
namespace {

constexpr std::string_view list_address = "/lam-viec/quan-tri/tai-khoan";
constexpr std::int64_t accounts_per_page = 50;

std::string address_of(AccountId account) { return std::string(list_address) + "/" + account.text(); }

void require_manager(const Access& access) {
    access.require_signed_in();
    if (!access.may_somewhere(Permission::account_manage)) {
        throw Error(ErrorKind::forbidden, "Trang này dành cho quản trị tài khoản");
    }
}

class AccountRoutes {
  public:
    AccountRoutes(Identity& identity, Identity::State& state) : identity_(identity), state_(state) {}

    http::Response list(const http::Request& request) const {
        const Access& access = Identity::access(request);
        require_manager(access);
        AccountsPage document;
        document.search = cleaned(request.query.find("q").value_or(""));
        document.per_page = accounts_per_page;
        http::FormReader query(request.query);
        document.page = query.maybe_integer("trang", "Trang", 1, 1'000'000).value_or(1);
        state_.ground.database.read([&](db::Transaction& tx) { fill(tx, access, document); });
        return state_.ground.pages.page(request, accounts_view, document);
    }

    http::Response new_form(const http::Request& request) const { return new_page(request, {}); }

    http::Response create(const http::Request& request) const {
        const Access& access = Identity::access(request);
        require_manager(access);
        return with_form(
            [&] {
                http::FormReader form(request.form);
                Identity::NewAccount account;
                account.name = form.text("name", "Tên đăng nhập", 60);
                account.display_name = form.text("display_name", "Họ và tên", 200);
                account.scheme = scheme_of(request, form);
                form.require_ok();
                std::string token;
                const AccountId id = state_.ground.database.write([&](db::Transaction& tx) {
                    const AccountId made = state_.accounts.create(tx, access, account, "");
                    token = state_.accounts.make_password_link(tx, access, made);
                    return made;
                });
                return link_page(request, id, account.display_name, token);
            },
            [&](std::vector<view::FieldMessage> errors) { return new_page(request, std::move(errors)); }
        );
    }

    http::Response show(const http::Request& request) const { return page(request, {}); }

    http::Response grant(const http::Request& request) const {
        const Access& access = Identity::access(request);
        require_manager(access);
        const auto id = request.id<AccountId>("account");
        return with_form(
            [&] {
                http::FormReader form(request.form);
                const std::string role = form.text("role", "Vai trò", 60);
                const SchemeId scheme = scheme_of(request, form);
                const std::vector<UnitId> units = units_of(request, form);
                form.require_ok();
                state_.ground.database.write([&](db::Transaction& tx) {
                    state_.accounts.grant(tx, access, id, role, scheme, units);
                });
                return identity_.redirect(request, address_of(id), "Đã giao vai trò.");
            },
            [&](std::vector<view::FieldMessage> errors) { return page(request, std::move(errors)); }
        );
    }

    http::Response revoke(const http::Request& request) const {
        const Access& access = Identity::access(request);
        require_manager(access);
        const auto id = request.id<AccountId>("account");
        http::FormReader form(request.form);
        const std::string role = form.text("role", "Vai trò", 60);
        const SchemeId scheme = scheme_of(request, form);
        form.require_ok();
        state_.ground.database.write([&](db::Transaction& tx) { state_.accounts.revoke(tx, access, id, role, scheme); }
        );
        return identity_.redirect(request, address_of(id), "Đã rút vai trò.");
    }

    http::Response deactivate(const http::Request& request) const {
        return change(request, "Đã khóa tài khoản.", [&](db::Transaction& tx, const Access& access, AccountId id) {
            state_.accounts.deactivate(tx, access, id);
        });
    }

    http::Response activate(const http::Request& request) const {
        return change(request, "Đã mở lại tài khoản.", [&](db::Transaction& tx, const Access& access, AccountId id) {
            state_.accounts.activate(tx, access, id);
        });
    }

    http::Response reset_second_factor(const http::Request& request) const {
        return change(
            request, "Đã ghi nhận việc bỏ mã xác thực.",
            [&](db::Transaction& tx, const Access& access, AccountId id) {
                state_.accounts.reset_second_factor(tx, access, id);
            }
        );
    }

    http::Response make_link(const http::Request& request) const {
        const Access& access = Identity::access(request);
        require_manager(access);
        const auto id = request.id<AccountId>("account");
        std::string display_name;
        const std::string token = state_.ground.database.write([&](db::Transaction& tx) {
            std::string made = state_.accounts.make_password_link(tx, access, id);
            display_name = state_.accounts.find(tx, id)->display_name;
            return made;
        });
        return link_page(request, id, display_name, token);
    }

  private:
    using Change = std::function<void(db::Transaction&, const Access&, AccountId)>;

    http::Response change(const http::Request& request, std::string_view done, const Change& work) const {
        const Access& access = Identity::access(request);
        require_manager(access);
        const auto id = request.id<AccountId>("account");
        state_.ground.database.write([&](db::Transaction& tx) { work(tx, access, id); });
        return identity_.redirect(request, address_of(id), done);
    }

    /// "0" is every scheme.
    static SchemeId scheme_of(const http::Request& request, http::FormReader& form) {
        if (request.form.find("scheme") == "0") return {};
        return form.id<SchemeId>("scheme", "Đề án");
    }

    std::vector<UnitId> units_of(const http::Request& request, http::FormReader& form) const {
        std::vector<UnitId> units;
        for (const std::string_view line : split(request.form.find("units").value_or(""), '\n')) {
            const std::string typed = cleaned(line);
            if (typed.empty()) continue;
            const auto unit = state_.unit_of(typed);
            if (unit) {
                units.push_back(*unit);
            } else {
                form.add_error("units", "Đơn vị: không tìm thấy “" + typed + "”");
            }
        }
        return units;
    }

    static bool administers(const Access& access, SchemeId scheme) {
        return access.may(Permission::account_manage, scheme);
    }

    std::string home_of(const Access& access, const Account& account, const std::vector<Scheme>& schemes) const {
        if (!state_.accounts.may_change(access, account)) return "Nơi khác quản lý";
        return account.scheme ? scheme_name(schemes, account.scheme) : "Hệ thống";
    }

    void fill(db::Transaction& tx, const Access& access, AccountsPage& document) const {
        const auto schemes = identity_.schemes(tx);
        const Accounts::Found found = state_.accounts.visible(
            tx, access, document.search, (document.page - 1) * accounts_per_page, accounts_per_page
        );
        document.total = found.total;
        for (const Account& account : found.accounts) {
            AccountLine line{
                .id = account.id.text(),
                .name = account.name,
                .display_name = account.display_name,
                .home = home_of(access, account, schemes),
                .roles = {},
                .active = account.active,
                .second_factor = !account.totp_secret.empty(),
                .has_password = !account.password.empty(),
            };
            for (const RoleItem& role : shown_roles(tx, access, account.id, schemes)) {
                line.roles.push_back(role.role_name + " – " + role.scheme_name);
            }
            document.accounts.push_back(std::move(line));
        }
    }

    std::vector<RoleItem> shown_roles(
        db::Transaction& tx, const Access& access, AccountId id, const std::vector<Scheme>& schemes
    ) const {
        return role_items(state_, state_.accounts.roles_of(tx, id), schemes, [&](const GrantedRole& granted) {
            return administers(access, granted.scheme);
        });
    }

    http::Response new_page(const http::Request& request, std::vector<view::FieldMessage> errors) const {
        const Access& access = Identity::access(request);
        require_manager(access);
        NewAccountPage document;
        document.name = std::string(request.form.find("name").value_or(""));
        document.display_name = std::string(request.form.find("display_name").value_or(""));
        document.scheme = std::string(request.form.find("scheme").value_or(""));
        document.errors = std::move(errors);
        if (administers(access, SchemeId{})) document.schemes.push_back({"0", "Hệ thống (không thuộc đề án nào)"});
        state_.ground.database.read([&](db::Transaction& tx) {
            for (const Scheme& scheme : identity_.schemes(tx)) {
                if (administers(access, scheme.id)) document.schemes.push_back({scheme.id.text(), scheme.name});
            }
        });
        const int status = document.errors.empty() ? 200 : 422;
        return state_.ground.pages.page(request, new_account_view, document, status);
    }

    http::Response link_page(
        const http::Request& request, AccountId id, const std::string& display_name, const std::string& token
    ) const {
        const std::string& site = state_.ground.settings.public_address;
        return shown_once(
            state_, request,
            {.title = "Liên kết đặt mật khẩu cho " + display_name,
             .explanation =
                 "Hãy trao liên kết này tận tay hoặc qua kênh riêng. Liên kết dùng một lần, trong 72 giờ, và "
                 "không hiện lại. Các liên kết trước của tài khoản này hết tác dụng.",
             .values = {site + "/dat-mat-khau?ma=" + token},
             .back = address_of(id),
             .back_label = display_name}
        );
    }

    http::Response page(const http::Request& request, std::vector<view::FieldMessage> errors) const {
        const Access& access = Identity::access(request);
        require_manager(access);
        const auto id = request.id<AccountId>("account");
        AccountPage document = state_.ground.database.read([&](db::Transaction& tx) { return filled(tx, access, id); });
        document.role = std::string(request.form.find("role").value_or(""));
        document.scheme = std::string(request.form.find("scheme").value_or(""));
        document.units = std::string(request.form.find("units").value_or(""));
        document.errors = std::move(errors);
        const int status = document.errors.empty() ? 200 : 422;
        return state_.ground.pages.page(request, account_view, document, status);
    }

    AccountPage filled(db::Transaction& tx, const Access& access, AccountId id) const {
        const Account account = state_.accounts.require_visible(tx, access, id);
        const auto schemes = identity_.schemes(tx);
        AccountPage document;
        document.id = id.text();
        document.name = account.name;
        document.display_name = account.display_name;
        document.home = home_of(access, account, schemes);
        document.active = account.active;
        document.second_factor = !account.totp_secret.empty();
        document.has_password = !account.password.empty();
        document.created = account.created;
        document.is_own = id == access.account();
        document.may_change = state_.accounts.may_change(access, account) && !document.is_own;
        document.roles = shown_roles(tx, access, id, schemes);
        for (RoleItem& role : document.roles) {
            role.may_revoke = !document.is_own && may_give(access, *find_role(role.role), *parse_scheme(role.scheme));
        }
        if (document.may_change && account.totp_reset_asked_by) {
            document.reset_asked_by = identity_.display_name_of(tx, account.totp_reset_asked_by);
            document.may_confirm_reset = account.totp_reset_asked_by != access.account();
        }
        for (const Role& role : roles()) {
            const bool offered = std::ranges::any_of(schemes, [&](const Scheme& scheme) {
                return administers(access, scheme.id) && may_give(access, role, scheme.id);
            });
            if (offered || may_give(access, role, SchemeId{})) {
                document.role_choices.push_back({std::string(role.code), std::string(role.name_vi)});
            }
        }
        for (const Scheme& scheme : schemes) {
            if (administers(access, scheme.id)) document.scheme_choices.push_back({scheme.id.text(), scheme.name});
        }
        if (administers(access, SchemeId{}))
            document.scheme_choices.push_back({"0", "Mọi đề án (chỉ quản trị, kiểm tra)"});
        return document;
    }

    static std::optional<SchemeId> parse_scheme(const std::string& text) {
        return text == "0" ? SchemeId{} : SchemeId::parse(text);
    }

    static bool may_give(const Access& access, const Role& role, SchemeId scheme) {
        const auto holds = [&](Permission permission) {
            return std::ranges::find(role.permissions, permission) != role.permissions.end();
        };
        for (const Permission permission :
             {Permission::account_manage, Permission::scheme_manage, Permission::audit_read}) {
            if (holds(permission) && !access.may(permission, scheme)) return false;
        }
        return access.may(Permission::account_manage, scheme);
    }

    Identity& identity_;
    Identity::State& state_;
};

}  // namespace

void add_account_routes(Identity& identity, Identity::State& state) {
    const auto routes = std::make_shared<const AccountRoutes>(identity, state);
    const auto at = [](std::string_view rest) { return std::string(list_address) + std::string(rest); };
    const auto to = [routes](http::Response (AccountRoutes::*handler)(const http::Request&) const) {
        return [routes, handler](const http::Request& request) { return ((*routes).*handler)(request); };
    };
    http::Router& router = state.ground.router;
    router.get(at(""), to(&AccountRoutes::list));
    router.get(at("/moi"), to(&AccountRoutes::new_form));
    router.post(at("/moi"), to(&AccountRoutes::create));
    router.get(at("/{account}"), to(&AccountRoutes::show));
    router.post(at("/{account}/vai-tro"), to(&AccountRoutes::grant));
    router.post(at("/{account}/vai-tro/thu-hoi"), to(&AccountRoutes::revoke));
    router.post(at("/{account}/ngung"), to(&AccountRoutes::deactivate));
    router.post(at("/{account}/mo-lai"), to(&AccountRoutes::activate));
    router.post(at("/{account}/lien-ket"), to(&AccountRoutes::make_link));
    router.post(at("/{account}/bo-ma-xac-thuc"), to(&AccountRoutes::reset_second_factor));
}

}  // namespace longdan::identity
