#include "features/identity/routes.h"
#include "platform/http/rate_limit.h"

namespace longdan::identity {
namespace {

std::string wait_sentence(std::int64_t seconds) {
    return "Đã thử quá nhiều lần. Hãy đợi " + http::vietnamese_wait(seconds) + " rồi thử lại.";
}

Sessions::Visitor visitor_of(const http::Request& request) {
    return {request.client_address, std::string(request.headers.find("User-Agent").value_or(""))};
}

std::string with_return(std::string path, const std::string& return_to) {
    if (return_to == "/lam-viec") return path;
    std::string query;
    for (const char sign : return_to) {
        if (sign == '&' || sign == '#' || sign == '+' || sign == '%') {
            constexpr std::string_view digits = "0123456789ABCDEF";
            query +=
                {'%', digits[static_cast<unsigned char>(sign) >> 4], digits[static_cast<unsigned char>(sign) & 15]};
        } else {
            query += sign;
        }
    }
    return path + "?den=" + query;
}

void require_safe_channel(const http::Request& request) {
    if (is_safe_channel(request)) return;
    throw Error(
        ErrorKind::forbidden,
        "Mật khẩu chỉ được gửi qua HTTPS, hoặc ngay trên máy chủ. Hãy mở trang này bằng địa chỉ bắt đầu bằng https://"
    );
}

class SignInRoutes {
  public:
    SignInRoutes(Identity& identity, Identity::State& state) : identity_(identity), state_(state) {}

    http::Response form(const http::Request& request) const {
        const std::string return_to = safe_return(request.query.find("den").value_or(""));
        if (Identity::access(request).signed_in()) return http::redirect(return_to);
        return page(request, {.name = {}, .return_to = return_to, .message = {}}, 200);
    }

    http::Response sign_in(const http::Request& request) const {
        require_safe_channel(request);
        const std::string name(request.form.find("name").value_or(""));
        const std::string return_to = safe_return(request.form.find("return_to").value_or(""));
        const SignIn done =
            state_.sessions.sign_in(name, request.form.find("password").value_or(""), visitor_of(request));
        switch (done.outcome) {
            case SignIn::Outcome::signed_in:
                return enter(request, done.token, return_to);
            case SignIn::Outcome::awaits_code:
                return enter(request, done.token, with_return("/dang-nhap/ma-xac-thuc", return_to));
            case SignIn::Outcome::locked:
                return page(request, {name, return_to, wait_sentence(done.wait_seconds)}, 429)
                    .header("Retry-After", std::to_string(done.wait_seconds));
            case SignIn::Outcome::refused:
                break;
        }
        return page(request, {name, return_to, "Tên đăng nhập hoặc mật khẩu không đúng."}, 422);
    }

    http::Response code_form(const http::Request& request) const {
        if (!awaits_code(request)) return http::redirect("/dang-nhap");
        const std::string return_to = safe_return(request.query.find("den").value_or(""));
        return state_.ground.pages.page(request, code_view, {return_to, {}});
    }

    http::Response confirm(const http::Request& request) const {
        require_safe_channel(request);
        if (!awaits_code(request)) return http::redirect("/dang-nhap");
        const std::string return_to = safe_return(request.form.find("return_to").value_or(""));
        const SignIn done = state_.sessions.confirm(
            *standing_of(request).session, request.form.find("code").value_or(""), visitor_of(request)
        );
        if (done.outcome == SignIn::Outcome::signed_in) {
            return http::redirect(return_to).header("Set-Cookie", session_cookie(request, done.token));
        }
        const bool locked = done.outcome == SignIn::Outcome::locked;
        const std::string message =
            locked ? wait_sentence(done.wait_seconds) : "Mã không đúng hoặc đã dùng. Hãy đợi mã mới trong ứng dụng.";
        http::Response response =
            state_.ground.pages.page(request, code_view, {return_to, message}, locked ? 429 : 422);
        if (locked) response.header("Retry-After", std::to_string(done.wait_seconds));
        return response;
    }

    http::Response sign_out(const http::Request& request) const {
        const Standing& standing = standing_of(request);
        if (standing.session) {
            state_.ground.database.write([&](db::Transaction& tx) {
                state_.sessions.close(tx, standing.session->token_hash);
                if (!standing.access.signed_in()) return;
                identity_.audit(
                    tx, standing.access,
                    {.action = "session.closed",
                     .subject = "account:" + standing.access.account().text(),
                     .scheme = state_.accounts.find(tx, standing.access.account())->scheme,
                     .summary = "Đăng xuất",
                     .before = {},
                     .after = {}}
                );
            });
        }
        return http::redirect("/").header("Set-Cookie", session_cookie(request, ""));
    }

    http::Response password_form(const http::Request& request) const {
        return choose_password(request, std::string(request.query.find("ma").value_or("")), {});
    }

    http::Response set_password(const http::Request& request) const {
        require_safe_channel(request);
        const std::string token(request.form.find("token").value_or(""));
        return with_form(
            [&] {
                http::FormReader form(request.form);
                const std::string password = form.raw("password", "Mật khẩu mới", 1024);
                const std::string again = form.raw("again", "Nhập lại mật khẩu", 1024);
                if (form.ok() && password != again)
                    form.add_error("again", "Nhập lại mật khẩu: hai lần nhập không giống nhau");
                const Account account = account_of(token);
                const auto problem = password_problem(password, account.name, account.display_name);
                if (form.ok() && problem) form.add_error("password", *problem);
                form.require_ok();
                const std::string hash = state_.hasher.hash(password);
                state_.ground.database.write([&](db::Transaction& tx) {
                    state_.accounts.use_password_link(tx, token, hash);
                });
                return http::redirect("/dang-nhap");
            },
            [&](std::vector<view::FieldMessage> errors) { return choose_password(request, token, std::move(errors)); }
        );
    }

  private:
    static bool awaits_code(const http::Request& request) {
        const auto& session = standing_of(request).session;
        return session && session->awaits_code;
    }

    http::Response page(const http::Request& request, const SignInPage& document, int status) const {
        http::Response response = state_.ground.pages.page(request, sign_in_view, document, status);
        Identity::keep_visitor(request, response);
        return response;
    }

    http::Response enter(const http::Request& request, const std::string& token, const std::string& where) const {
        if (const auto& old = standing_of(request).session) {
            state_.ground.database.write([&](db::Transaction& tx) { state_.sessions.close(tx, old->token_hash); });
        }
        return http::redirect(where).header("Set-Cookie", session_cookie(request, token));
    }

    Account account_of(const std::string& token) const {
        const auto account = state_.ground.database.read([&](db::Transaction& tx) {
            return state_.accounts.account_of_link(tx, token);
        });
        if (!account) {
            throw Error(
                ErrorKind::not_found,
                "Liên kết đặt mật khẩu đã dùng hoặc quá hạn 72 giờ; hãy xin quản trị một liên kết mới"
            );
        }
        return *account;
    }

    http::Response choose_password(
        const http::Request& request, const std::string& token, std::vector<view::FieldMessage> errors
    ) const {
        const Account account = account_of(token);
        const int status = errors.empty() ? 200 : 422;
        http::Response response = state_.ground.pages.page(
            request, choose_password_view, {token, account.name, account.display_name, std::move(errors)}, status
        );
        Identity::keep_visitor(request, response);
        response.header("Referrer-Policy", "no-referrer");
        return response;
    }

    Identity& identity_;
    Identity::State& state_;
};

}  // namespace

http::Response Identity::to_sign_in(const http::Request& request) {
    return http::redirect(with_return("/dang-nhap", safe_return(request.target)));
}

void add_sign_in_routes(Identity& identity, Identity::State& state) {
    const auto routes = std::make_shared<const SignInRoutes>(identity, state);
    http::Router& router = state.ground.router;
    router.get("/dang-nhap", [routes](const http::Request& request) { return routes->form(request); });
    router.post("/dang-nhap", [routes](const http::Request& request) { return routes->sign_in(request); });
    router.get("/dang-nhap/ma-xac-thuc", [routes](const http::Request& request) { return routes->code_form(request); });
    router.post("/dang-nhap/ma-xac-thuc", [routes](const http::Request& request) { return routes->confirm(request); });
    router.post("/dang-xuat", [routes](const http::Request& request) { return routes->sign_out(request); });
    router.get("/dat-mat-khau", [routes](const http::Request& request) { return routes->password_form(request); });
    router.post("/dat-mat-khau", [routes](const http::Request& request) { return routes->set_password(request); });
}

}  // namespace longdan::identity
