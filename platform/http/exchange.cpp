#include "platform/http/exchange.h"

#include "platform/base/digest.h"
#include "platform/base/text.h"
#include "platform/http/head.h"
#include "platform/http/target.h"

#include <cstring>

namespace longdan::http {

bool is_secure(const RequestHead& head, const Peer& peer) {
    return peer.trusted && head.find("x-forwarded-proto") == "https";
}

void fill_request(Request& request, const RequestHead& head, const Shared& shared, const Peer& peer) {
    request.method = head.method.value_or(Method::get);
    request.target = std::string(head.target);
    for (const auto& [name, value] : head.headers) request.headers.add(std::string(name), std::string(value));
    request.host = std::string(head.host);
    request.client_address = peer.address;
    request.secure = is_secure(head, peer);
    if (peer.trusted) {
        if (const auto forwarded = head.find("x-forwarded-for")) {
            request.client_address = shared.proxies.client(*forwarded, peer.address);
        }
        if (const auto host = head.find("x-forwarded-host")) request.host = std::string(trimmed(*host));
        if (const auto id = head.find("x-request-id"); id && is_request_id(*id)) request.request_id = std::string(*id);
    }
    const Target target = read_target(head.target);
    request.path = target.path;
    request.language = target.language;
    read_urlencoded(target.query, request.query);
}

std::optional<Answer> cached_answer(const RequestHead& head, PageCache& cache) {
    const bool reads = head.method == Method::get || head.method == Method::head;
    if (!reads || head.has_body || head.personal) return std::nullopt;
    auto page = cache.find(head.target);
    if (!page) return std::nullopt;
    return make_answer(std::move(page), head.accept_encoding, head.if_none_match);
}

void write_opening(std::string& out, const Opening& opening) {
    out = "HTTP/1.1 ";
    out += std::to_string(opening.status);
    out += ' ';
    out += reason(opening.status);
    out += "\r\nDate: ";
    out += opening.date;
    out += "\r\nX-Request-Id: ";
    out += opening.request_id;
    out += "\r\n";
    if (!opening.keep_alive) {
        out += "Connection: close\r\n";
    } else if (!opening.http_1_1) {
        out += "Connection: keep-alive\r\n";
    }
    if (opening.chunked) out += "Transfer-Encoding: chunked\r\n";
    if (opening.secure) out += "Strict-Transport-Security: max-age=31536000\r\n";
}

RequestIds::RequestIds() {
    const std::string seed = random_bytes(sizeof(state_));
    std::memcpy(&state_, seed.data(), sizeof(state_));
}

std::string RequestIds::next() {
    // SplitMix64 (Steele, Lea, Flood 2014): a counter whose values look unrelated.
    std::uint64_t mixed = state_ += 0x9E3779B97F4A7C15u;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    mixed ^= mixed >> 31;
    constexpr std::string_view digits = "0123456789abcdef";
    std::string id(16, '0');
    for (std::size_t i = 0; i < id.size(); ++i) id[i] = digits[(mixed >> (4 * i)) & 15];
    return id;
}

}  // namespace longdan::http
