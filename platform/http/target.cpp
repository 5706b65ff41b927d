#include "platform/http/target.h"

#include "platform/base/text.h"
#include "platform/http/refusal.h"

namespace longdan::http {

namespace {

constexpr std::size_t most_pairs = 2000;

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string decoded(std::string_view text, bool plus_is_blank) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
            if (high < 0 || low < 0) throw Refusal(400, "Địa chỉ hoặc biểu mẫu có dấu % không hợp lệ");
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += text[i] == '+' && plus_is_blank ? ' ' : text[i];
        }
    }
    if (!is_utf8(out)) throw Refusal(400, "Địa chỉ hoặc biểu mẫu có ký tự không phải UTF-8");
    return out;
}

std::string_view without_authority(std::string_view raw) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!raw.starts_with(scheme)) continue;
        const auto slash = raw.find('/', scheme.size());
        return slash == std::string_view::npos ? std::string_view("/") : raw.substr(slash);
    }
    return raw;
}

bool has_dot_part(std::string_view path) {
    for (auto at = path.find("/."); at != std::string_view::npos; at = path.find("/.", at + 1)) {
        const std::string_view part = path.substr(at + 1, path.find('/', at + 1) - at - 1);
        if (part == "." || part == "..") return true;
    }
    return false;
}

}  // namespace

Target read_target(std::string_view raw) {
    raw = without_authority(raw);
    if (!raw.starts_with('/') || raw.find('#') != std::string_view::npos) {
        throw Refusal(400, "Địa chỉ không hợp lệ");
    }
    Target target;
    const auto question = raw.find('?');
    if (question != std::string_view::npos) target.query = raw.substr(question + 1);
    const std::string_view path = raw.substr(0, question);
    if (path.find("%2f") != std::string_view::npos || path.find("%2F") != std::string_view::npos) {
        throw Refusal(400, "Địa chỉ không hợp lệ");
    }
    target.path = decoded(path, false);
    if (has_dot_part(target.path)) throw Refusal(400, "Địa chỉ không hợp lệ");
    if (target.path == "/en" || target.path.starts_with("/en/")) {
        target.language = Language::english;
        target.path.erase(0, 3);
        if (target.path.empty()) target.path = "/";
    }
    return target;
}

void read_urlencoded(std::string_view text, Fields& fields) {
    if (text.empty()) return;
    for (const std::string_view pair : split(text, '&')) {
        if (pair.empty()) continue;
        if (fields.pairs().size() >= most_pairs) throw Refusal(400, "Biểu mẫu có quá nhiều mục");
        const auto equals = pair.find('=');
        std::string name = decoded(pair.substr(0, equals), true);
        std::string value = equals == std::string_view::npos ? std::string() : decoded(pair.substr(equals + 1), true);
        fields.add(std::move(name), std::move(value));
    }
}

}  // namespace longdan::http
