#include "platform/view/notice.h"

#include "platform/base/digest.h"
#include "platform/base/text.h"

#include <charconv>

namespace longdan::view {
namespace {

constexpr std::int64_t shown_within_seconds = 120;
constexpr std::size_t longest_notice = 500;

std::string name_for(const http::Request& request) { return request.secure ? "__Host-longdan-bao" : "longdan-bao"; }

std::string line(const http::Request& request, std::string_view value, std::int64_t seconds) {
    std::string text = name_for(request) + "=" + std::string(value) +
                       "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" + std::to_string(seconds);
    if (request.secure) text += "; Secure";
    return text;
}

std::string signature(std::string_view key, std::string_view signed_part) {
    return hex(hmac_sha256(key, "notice " + std::string(signed_part)));
}

std::optional<std::string> from_hex(std::string_view digits) {
    if (digits.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    for (std::size_t i = 0; i < digits.size(); i += 2) {
        unsigned value = 0;
        const auto [end, error] = std::from_chars(digits.data() + i, digits.data() + i + 2, value, 16);
        if (error != std::errc() || end != digits.data() + i + 2) return std::nullopt;
        bytes += static_cast<char>(value);
    }
    return bytes;
}

}  // namespace

std::string notice_cookie(const http::Request& request, std::string_view key, std::string_view text, Moment now) {
    const std::int64_t until = now.milliseconds + shown_within_seconds * 1000;
    const std::string part = hex(text.substr(0, longest_notice)) + "." + std::to_string(until);
    return line(request, part + "." + signature(key, part), shown_within_seconds);
}

std::optional<std::string> notice_of(const http::Request& request, std::string_view key, Moment now) {
    const auto cookie = request.cookie(name_for(request));
    if (!cookie || cookie->size() > 2 * longest_notice + 200) return std::nullopt;
    const auto mark = cookie->rfind('.');
    if (mark == std::string_view::npos) return std::nullopt;
    const std::string_view part = cookie->substr(0, mark);
    if (!equal_constant_time(cookie->substr(mark + 1), signature(key, part))) return std::nullopt;
    const auto dot = part.find('.');
    std::int64_t until = 0;
    std::from_chars(part.data() + dot + 1, part.data() + part.size(), until);
    if (now.milliseconds > until) return std::nullopt;
    auto text = from_hex(part.substr(0, dot));
    if (!text || text->empty() || !is_utf8(*text)) return std::nullopt;
    return text;
}

std::string no_notice_cookie(const http::Request& request) { return line(request, "", 0); }

std::vector<std::string> notice_cookie_names() { return {"__Host-longdan-bao", "longdan-bao"}; }

}  // namespace longdan::view
