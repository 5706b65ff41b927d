#include "features/identity/qr.h"
#include "features/identity/routes.h"
#include "features/identity/totp.h"
#include "platform/base/digest.h"
#include "platform/base/text.h"

#include <algorithm>

namespace longdan::identity {
namespace {

constexpr std::string_view own_address = "/lam-viec/tai-khoan";

class OwnAccountRoutes {
  public:
    OwnAccountRoutes(Identity& identity, Identity::State& state) : identity_(identity), state_(state) {}

    http::Response show(const http::Request& request) const { return page(request, {}, {}); }

    http::Response change_password(const http::Request& request) const {
        return form(request, "password", [&](const Access& access, const Account& account) {
            http::FormReader form(request.form);
            const std::string password = form.raw("password", "Mật khẩu mới", 1024);
            const std::string again = form.raw("again", "Nhập lại mật khẩu mới", 1024);
            if (form.ok() && password != again) {
                form.add_error("again", "Nhập lại mật khẩu mới: hai lần nhập không giống nhau");
            }
            const auto problem = password_problem(password, account.name, account.display_name);
            if (form.ok() && problem) form.add_error("password", *problem);
            form.require_ok();
            check_password(request, account.id, "current");
            const std::string hash = state_.hasher.hash(password);
            return rotated(request, "Đã đổi mật khẩu. Các phiên đăng nhập khác đã kết thúc.", [&](db::Transaction& tx) {
                state_.accounts.set_own_password(tx, access, hash);
            });
        });
    }

    http::Response begin_second_factor(const http::Request& request) const {
        const Access& access = Identity::access(request);
        access.require_signed_in();
        const std::string fresh = totp::new_secret();
        state_.ground.database.write([&](db::Transaction& tx) {
            require_no_second_factor(tx, access);
            tx.execute(
                "UPDATE identity_account SET totp_pending = :secret WHERE id = :id",
                {{"secret", state_.sealing.sealed(tx, fresh, access.account())}, {"id", access.account()}}
            );
        });
        return second_factor_page(request, {});
    }

    http::Response enable_second_factor(const http::Request& request) const {
        const Access& access = Identity::access(request);
        access.require_signed_in();
        return with_form(
            [&] {
                const auto codes = totp::new_recovery_codes();
                std::string token;
                state_.ground.database.write([&](db::Transaction& tx) { token = enable(tx, request, access, codes); });
                http::Response response = recovery_page(request, codes);
                if (!token.empty()) response.header("Set-Cookie", session_cookie(request, token));
                return response;
            },
            [&](std::vector<view::FieldMessage> errors) { return second_factor_page(request, std::move(errors)); }
        );
    }

    http::Response disable_second_factor(const http::Request& request) const {
        return form(request, "second_factor", [&](const Access& access, const Account& account) {
            check_password(request, account.id, "own_password");
            return rotated(request, "Đã tắt mã xác thực.", [&](db::Transaction& tx) {
                const auto now = state_.accounts.find(tx, account.id);
                if (now->totp_secret.empty()) throw Error(ErrorKind::conflict, "Mã xác thực đã tắt từ trước");
                tx.execute(
                    "UPDATE identity_account SET totp_secret = '', totp_pending = '', totp_last_step = 0 WHERE id = "
                    ":id",
                    {{"id", account.id}}
                );
                tx.execute("DELETE FROM identity_recovery WHERE account = :id", {{"id", account.id}});
                state_.accounts.end_sessions(tx, account.id);
                audit(tx, access, account, "totp.disabled", "Tắt mã xác thực");
            });
        });
    }

    http::Response renew_recovery_codes(const http::Request& request) const {
        return form(request, "second_factor", [&](const Access& access, const Account& account) {
            check_password(request, account.id, "own_password");
            const auto codes = totp::new_recovery_codes();
            state_.ground.database.write([&](db::Transaction& tx) {
                if (state_.accounts.find(tx, account.id)->totp_secret.empty()) {
                    throw Error(ErrorKind::conflict, "Hãy bật mã xác thực trước");
                }
                store_recovery_codes(tx, account.id, codes);
                audit(tx, access, account, "totp.recovery", "Tạo lại mã dự phòng");
            });
            return recovery_page(request, codes);
        });
    }

    http::Response end_session(const http::Request& request) const {
        const Access& access = Identity::access(request);
        access.require_signed_in();
        const std::string id(request.form.find("session").value_or(""));
        state_.ground.database.write([&](db::Transaction& tx) {
            const auto account = state_.accounts.find(tx, access.account());
            const auto ended = tx.execute(
                "DELETE FROM identity_session WHERE token_hash = :hash AND account = :account",
                {{"hash", id}, {"account", access.account()}}
            );
            if (ended == 0) throw Error(ErrorKind::not_found, "Không tìm thấy phiên đăng nhập này");
            audit(tx, access, *account, "session.ended", "Kết thúc một phiên đăng nhập");
        });
        return identity_.redirect(request, std::string(own_address), "Đã kết thúc phiên đăng nhập.");
    }

    http::Response end_all_sessions(const http::Request& request) const {
        const Access& access = Identity::access(request);
        access.require_signed_in();
        state_.ground.database.write([&](db::Transaction& tx) {
            state_.accounts.end_sessions(tx, access.account());
            audit(tx, access, *state_.accounts.find(tx, access.account()), "sessions.ended", "Đăng xuất ở mọi nơi");
        });
        return http::redirect("/dang-nhap").header("Set-Cookie", session_cookie(request, ""));
    }

    http::Response create_token(const http::Request& request) const {
        return form(request, "token", [&](const Access& access, const Account&) {
            http::FormReader form(request.form);
            Tokens::NewToken token;
            token.name = form.text("token_name", "Tên mã", 200);
            token.scheme = form.id<SchemeId>("token_scheme", "Đề án");
            token.days = static_cast<int>(form.integer("days", "Số ngày dùng được", 1, 365));
            for (const Permission permission : all_permissions()) {
                const auto chosen = request.form.all("permissions");
                if (std::ranges::find(chosen, name(permission)) != chosen.end())
                    token.permissions.push_back(permission);
            }
            form.require_ok();
            const std::string secret = state_.ground.database.write([&](db::Transaction& tx) {
                return state_.tokens.create(tx, access, token);
            });
            return shown_once(
                state_, request,
                {.title = "Mã truy cập “" + token.name + "”",
                 .explanation = "Mã chỉ hiện một lần. Hãy chép vào nơi an toàn; hệ thống chỉ giữ mã băm nên không "
                                "hiện lại được. Gửi kèm mỗi yêu cầu trong đầu mục Authorization: Bearer.",
                 .values = {secret},
                 .back = std::string(own_address),
                 .back_label = "Tài khoản của tôi"}
            );
        });
    }

    http::Response revoke_token(const http::Request& request) const {
        const Access& access = Identity::access(request);
        access.require_signed_in();
        const auto id = Id<Token>::parse(request.form.find("token").value_or(""));
        if (!id) throw Error(ErrorKind::not_found, "Không tìm thấy mã truy cập này");
        state_.ground.database.write([&](db::Transaction& tx) { state_.tokens.revoke(tx, access, id->value); });
        return identity_.redirect(request, std::string(own_address), "Đã thu hồi mã truy cập.");
    }

  private:
    using Work = std::function<http::Response(const Access&, const Account&)>;

    http::Response form(const http::Request& request, const std::string& which, const Work& work) const {
        const Access& access = Identity::access(request);
        access.require_signed_in();
        const auto account = state_.ground.database.read([&](db::Transaction& tx) {
            return state_.accounts.find(tx, access.account());
        });
        return with_form(
            [&] { return work(access, *account); },
            [&](std::vector<view::FieldMessage> errors) { return page(request, which, std::move(errors)); }
        );
    }

    void check_password(const http::Request& request, AccountId account, const std::string& field) const {
        const auto outcome = state_.sessions.check_own_password(account, request.form.find(field).value_or(""));
        if (outcome == SignIn::Outcome::signed_in) return;
        const std::string message = outcome == SignIn::Outcome::locked
                                        ? "Mật khẩu hiện nay: đã thử quá nhiều lần, hãy đợi ít phút"
                                        : "Mật khẩu hiện nay: không đúng";
        throw Error(ErrorKind::invalid, message, {{field, message}});
    }

    /// Does the work, which ends all sessions of the person, and gives this browser a new one.
    http::Response rotated(
        const http::Request& request, std::string_view done, const std::function<void(db::Transaction&)>& work
    ) const {
        const Standing& standing = standing_of(request);
        const std::string agent(request.headers.find("User-Agent").value_or(""));
        const std::string token = state_.ground.database.write([&](db::Transaction& tx) {
            work(tx);
            return standing.session ? state_.sessions.open(tx, standing.access.account(), false, "", agent)
                                    : std::string();
        });
        http::Response response = identity_.redirect(request, std::string(own_address), done);
        if (!token.empty()) response.header("Set-Cookie", session_cookie(request, token));
        return response;
    }

    void require_no_second_factor(db::Transaction& tx, const Access& access) const {
        if (!state_.accounts.find(tx, access.account())->totp_secret.empty()) {
            throw Error(ErrorKind::conflict, "Mã xác thực đang bật; hãy tắt trước khi thiết lập lại");
        }
    }

    std::string enable(
        db::Transaction& tx, const http::Request& request, const Access& access, const std::vector<std::string>& codes
    ) const {
        require_no_second_factor(tx, access);
        const auto account = state_.accounts.find(tx, access.account());
        const auto step = totp::accepted_step(
            state_.sealing.opened(account->totp_pending, account->id), request.form.find("code").value_or(""),
            state_.ground.clock.now(), 0
        );
        if (!step) {
            throw Error(
                ErrorKind::invalid, "Mã không đúng",
                {{"code", "Mã 6 số: không đúng; hãy kiểm tra giờ của điện thoại rồi nhập mã mới"}}
            );
        }
        tx.execute(
            "UPDATE identity_account SET totp_secret = totp_pending, totp_pending = '', totp_last_step = :step "
            "WHERE id = :id",
            {{"step", *step}, {"id", account->id}}
        );
        store_recovery_codes(tx, account->id, codes);
        state_.accounts.end_sessions(tx, account->id);
        audit(tx, access, *account, "totp.enabled", "Bật mã xác thực");
        if (!standing_of(request).session) return {};
        return state_.sessions.open(
            tx, account->id, false, "", std::string(request.headers.find("User-Agent").value_or(""))
        );
    }

    static void store_recovery_codes(db::Transaction& tx, AccountId account, const std::vector<std::string>& codes) {
        tx.execute("DELETE FROM identity_recovery WHERE account = :id", {{"id", account}});
        for (const std::string& code : codes) {
            tx.execute(
                "INSERT INTO identity_recovery (account, code_hash) VALUES (:id, :hash)",
                {{"id", account}, {"hash", sha256(normalised_code(code))}}
            );
        }
    }

    void audit(
        db::Transaction& tx, const Access& access, const Account& account, std::string action, const std::string& what
    ) const {
        identity_.audit(
            tx, access,
            {.action = std::move(action),
             .subject = "account:" + account.id.text(),
             .scheme = account.scheme,
             .summary = what + ": " + account.name,
             .before = {},
             .after = {}}
        );
    }

    http::Response recovery_page(const http::Request& request, const std::vector<std::string>& codes) const {
        return shown_once(
            state_, request,
            {.title = "Mã dự phòng",
             .explanation = "Mỗi mã dùng được một lần khi không có điện thoại. Hãy in hoặc chép ra và cất nơi an toàn; "
                            "các mã này không hiện lại.",
             .values = codes,
             .back = std::string(own_address),
             .back_label = "Tài khoản của tôi"}
        );
    }

    http::Response second_factor_page(const http::Request& request, std::vector<view::FieldMessage> errors) const {
        const auto account = state_.ground.database.read([&](db::Transaction& tx) {
            return state_.accounts.find(tx, Identity::access(request).account());
        });
        if (account->totp_pending.empty()) return http::redirect(std::string(own_address));
        const std::string secret = state_.sealing.opened(account->totp_pending, account->id);
        const QrPath sign = qr_path(totp::address("Lòng Dân", account->name, secret));
        const int status = errors.empty() ? 200 : 422;
        http::Response response = state_.ground.pages.page(
            request, second_factor_view, {secret, sign.size, sign.path, std::move(errors)}, status
        );
        response.header("Cache-Control", "no-store");
        return response;
    }

    http::Response page(
        const http::Request& request, const std::string& refused_form, std::vector<view::FieldMessage> errors
    ) const {
        const Access& access = Identity::access(request);
        access.require_signed_in();
        const int status = errors.empty() ? 200 : 422;
        OwnAccountPage document = state_.ground.database.read([&](db::Transaction& tx) { return filled(tx, request); });
        document.refused_form = refused_form;
        document.errors = std::move(errors);
        return state_.ground.pages.page(request, own_account_view, document, status);
    }

    OwnAccountPage filled(db::Transaction& tx, const http::Request& request) const {
        const Access& access = Identity::access(request);
        const auto account = state_.accounts.find(tx, access.account());
        const auto schemes = identity_.schemes(tx);
        OwnAccountPage document;
        document.name = account->name;
        document.display_name = account->display_name;
        document.roles = role_items(state_, state_.accounts.roles_of(tx, account->id), schemes, [](const GrantedRole&) {
            return true;
        });
        document.second_factor = !account->totp_secret.empty();
        document.recovery_codes =
            tx.query_one(
                  "SELECT COUNT(*) AS n FROM identity_recovery WHERE account = :id", {{"id", account->id}}
            )->integer("n");
        const auto& session = standing_of(request).session;
        for (const SessionLine& line : state_.sessions.list(tx, account->id)) {
            const bool current = session && session->token_hash == line.token_hash;
            document.sessions.push_back({line.token_hash, line.created, line.last_seen, line.agent, current});
        }
        add_tokens(tx, access, schemes, document);
        return document;
    }

    void add_tokens(
        db::Transaction& tx, const Access& access, const std::vector<Scheme>& schemes, OwnAccountPage& document
    ) const {
        const Moment now = state_.ground.clock.now();
        for (const Token& token : state_.tokens.list(tx, access.account())) {
            TokenItem item{
                .id = std::to_string(token.id),
                .name = token.name,
                .scheme_name = scheme_name(schemes, token.scheme),
                .permissions = {},
                .created = token.created,
                .expires = token.expires,
                .last_used = token.last_used,
                .state = token.revoked         ? "revoked"
                         : token.expires < now ? "expired"
                                               : "good",
            };
            for (const Permission permission : token.permissions)
                item.permissions.emplace_back(vietnamese_name(permission));
            document.tokens.push_back(std::move(item));
        }
        std::vector<SchemeId> offered;
        for (const Permission permission : all_permissions()) {
            if (!Tokens::may_carry(permission) || !access.may_somewhere(permission)) continue;
            document.token_permissions.push_back(
                {std::string(name(permission)), std::string(vietnamese_name(permission))}
            );
            for (const SchemeId scheme : access.schemes(permission)) {
                if (std::ranges::find(offered, scheme) == offered.end()) offered.push_back(scheme);
            }
        }
        for (const SchemeId scheme : offered) {
            document.token_schemes.push_back({scheme.text(), scheme_name(schemes, scheme)});
        }
    }

    Identity& identity_;
    Identity::State& state_;
};

}  // namespace

void add_own_account_routes(Identity& identity, Identity::State& state) {
    const auto routes = std::make_shared<const OwnAccountRoutes>(identity, state);
    const auto at = [](std::string_view rest) { return std::string(own_address) + std::string(rest); };
    const auto to = [routes](http::Response (OwnAccountRoutes::*handler)(const http::Request&) const) {
        return [routes, handler](const http::Request& request) { return ((*routes).*handler)(request); };
    };
    http::Router& router = state.ground.router;
    router.get(at(""), to(&OwnAccountRoutes::show));
    router.post(at("/mat-khau"), to(&OwnAccountRoutes::change_password));
    router.post(at("/ma-xac-thuc/thiet-lap"), to(&OwnAccountRoutes::begin_second_factor));
    router.post(at("/ma-xac-thuc/bat"), to(&OwnAccountRoutes::enable_second_factor));
    router.post(at("/ma-xac-thuc/tat"), to(&OwnAccountRoutes::disable_second_factor));
    router.post(at("/ma-xac-thuc/ma-du-phong"), to(&OwnAccountRoutes::renew_recovery_codes));
    router.post(at("/phien/ket-thuc"), to(&OwnAccountRoutes::end_session));
    router.post(at("/phien/ket-thuc-het"), to(&OwnAccountRoutes::end_all_sessions));
    router.post(at("/ma-truy-cap"), to(&OwnAccountRoutes::create_token));
    router.post(at("/ma-truy-cap/thu-hoi"), to(&OwnAccountRoutes::revoke_token));
}

}  // namespace longdan::identity
