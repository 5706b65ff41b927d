#include "features/identity/standing.h"
#include "features/identity/state.h"
#include "platform/base/digest.h"
#include "platform/base/text.h"

#include <algorithm>

namespace longdan::identity {
namespace {

constexpr std::size_t longest_token = 200;
constexpr int visitor_seconds = 2 * 3600;

std::string visitor_cookie_name(const http::Request& request) {
    return request.secure ? "__Host-longdan-khach" : "longdan-khach";
}

std::string cookie_line(const http::Request& request, const std::string& name, std::string_view value, int seconds) {
    std::string line = name + "=" + std::string(value) + "; Path=/; HttpOnly; SameSite=Lax";
    if (request.secure) line += "; Secure";
    if (seconds >= 0) line += "; Max-Age=" + std::to_string(seconds);
    return line;
}

std::string_view host_name(std::string_view host) {
    if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
    return host.substr(0, host.find(':'));
}

bool is_loopback(std::string_view address) {
    return address.starts_with("127.") || address == "::1" || address == "[::1]" || address == "localhost" ||
           address == "::ffff:127.0.0.1";
}

bool is_api(const http::Request& request) { return request.path == "/api" || request.path.starts_with("/api/"); }

std::optional<std::string_view> bearer_token(const http::Request& request) {
    constexpr std::string_view scheme = "bearer ";
    const auto header = request.headers.find("Authorization");
    if (!header || header->size() < scheme.size() || header->size() > longest_token) return std::nullopt;
    const bool is_bearer = std::equal(scheme.begin(), scheme.end(), header->begin(), [](char a, char b) {
        return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b);
    });
    if (!is_bearer) return std::nullopt;
    return trimmed(header->substr(scheme.size()));
}

void stand(http::Request& request, Standing standing, std::string csrf_token) {
    request.principal.display_name = standing.access.display_name();
    request.principal.csrf_token = std::move(csrf_token);
    request.principal.details = std::make_shared<const Standing>(std::move(standing));
}

}  // namespace

const Standing& standing_of(const http::Request& request) {
    static const Standing nobody;
    const auto* standing = static_cast<const Standing*>(request.principal.details.get());
    return standing ? *standing : nobody;
}

std::string session_cookie_name(const http::Request& request) { return request.secure ? "__Host-longdan" : "longdan"; }

std::string session_cookie(const http::Request& request, std::string_view token) {
    return cookie_line(request, session_cookie_name(request), token, token.empty() ? 0 : -1);
}

std::string csrf_of(std::string_view cookie_value) {
    return sha256("longdan form " + std::string(cookie_value)).substr(0, 43);
}

bool is_safe_channel(const http::Request& request) {
    return request.secure || is_loopback(request.client_address) || is_loopback(host_name(request.host));
}

std::string safe_return(std::string_view path) {
    const bool own =
        path.starts_with('/') && !path.starts_with("//") && path.size() <= 500 &&
        std::ranges::all_of(path, [](unsigned char sign) { return sign > 0x20 && sign < 0x7F && sign != '\\'; });
    if (!own || path.starts_with("/dang-")) return "/lam-viec";
    return std::string(path);
}

std::vector<std::string> Identity::session_cookie_names() { return {"__Host-longdan", "longdan"}; }

const Access& Identity::access(const http::Request& request) { return standing_of(request).access; }

http::Principal Identity::principal_of(const Access& access) {
    http::Principal principal;
    principal.display_name = access.display_name();
    principal.csrf_token = csrf_of(random_token());
    principal.details = std::make_shared<const Standing>(Standing{access, std::nullopt, {}});
    return principal;
}

http::Middleware Identity::middleware() {
    return [this](http::Request& request) -> std::optional<http::Response> {
        if (request.principal.details) return std::nullopt;
        State& state = *state_;
        const auto access_of = [&](AccountId account) {
            return state.ground.database.read([&](db::Transaction& tx) { return this->access_of(tx, account); });
        };
        if (is_api(request)) {
            const auto secret = bearer_token(request);
            if (!secret) {
                stand(request, {}, "");
                return std::nullopt;
            }
            const auto token = state.tokens.find(*secret);
            const Access access = token ? access_of(token->account) : Access();
            if (!access.signed_in()) {
                return http::problem(401, "Mã truy cập không dùng được", "Mã sai, đã thu hồi hoặc hết hạn");
            }
            stand(request, {narrowed(access, *token, state.ancestors), std::nullopt, {}}, "");
            return std::nullopt;
        }
        const auto cookie = request.cookie(session_cookie_name(request));
        if (cookie && !cookie->empty() && cookie->size() <= longest_token) {
            auto session = state.sessions.find(*cookie);
            Standing standing;
            if (session && !session->awaits_code) standing.access = access_of(session->account);
            const bool stands = session && (session->awaits_code || standing.access.signed_in());
            if (stands) {
                standing.session = std::move(session);
                stand(request, std::move(standing), csrf_of(*cookie));
                return std::nullopt;
            }
        }
        const auto visitor = request.cookie(visitor_cookie_name(request));
        const bool known = visitor && visitor->size() >= 20 && visitor->size() <= longest_token;
        Standing standing;
        if (!known) standing.new_visitor_key = random_token();
        std::string token = csrf_of(known ? std::string(*visitor) : standing.new_visitor_key);
        stand(request, std::move(standing), std::move(token));
        return std::nullopt;
    };
}

void Identity::keep_visitor(const http::Request& request, http::Response& response) {
    const std::string& key = standing_of(request).new_visitor_key;
    if (key.empty()) return;
    response.header("Set-Cookie", cookie_line(request, visitor_cookie_name(request), key, visitor_seconds));
    response.header("Cache-Control", "no-store");
}

void Identity::require_same_origin(const http::Request& request) {
    const auto site = request.headers.find("Sec-Fetch-Site");
    const auto origin = request.headers.find("Origin");
    bool own = true;
    if (site) {
        own = *site == "same-origin" || *site == "none";
    } else if (origin) {
        const auto start = origin->find("://");
        own = start != std::string_view::npos && origin->substr(start + 3) == request.host;
    }
    if (!own) {
        throw Error(ErrorKind::forbidden, "Biểu mẫu này được gửi từ một trang khác; hãy mở lại trang và gửi lại");
    }
}

}  // namespace longdan::identity
