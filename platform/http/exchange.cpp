#include "platform/http/exchange.h"

#include "platform/http/head.h"

namespace longdan::http {

bool is_secure(const RequestHead& head, const Peer& peer) {
    return peer.trusted && head.find("x-forwarded-proto") == "https";
}

Exchange::Exchange(const RequestHead& head, const Peer& peer, Moment now)
    : time(now),
      method(head.method_name),
      target(head.target),
      http_1_1(head.http_1_1),
      keep_alive(head.keep_alive),
      is_head(head.method == Method::head),
      secure(is_secure(head, peer)) {}

Exchange::Exchange(Moment now) : time(now) {}

void write_opening(std::string& out, const Exchange& exchange, std::string_view date, bool chunked) {
    out = "HTTP/1.1 ";
    out += std::to_string(exchange.status);
    out += ' ';
    out += reason(exchange.status);
    out += "\r\nDate: ";
    out += date;
    out += "\r\nX-Request-Id: ";
    out += exchange.id;
    out += "\r\n";
    if (!exchange.keep_alive) {
        out += "Connection: close\r\n";
    } else if (!exchange.http_1_1) {
        out += "Connection: keep-alive\r\n";
    }
    if (chunked) out += "Transfer-Encoding: chunked\r\n";
    if (exchange.secure) out += "Strict-Transport-Security: max-age=31536000\r\n";
}

std::optional<Answer> cached_answer(const RequestHead& head, PageCache& cache) {
    const bool reads = head.method == Method::get || head.method == Method::head;
    if (!reads || head.has_body || head.personal) return std::nullopt;
    auto page = cache.find(head.target);
    if (!page) return std::nullopt;
    return make_answer(std::move(page), head.accept_encoding, head.if_none_match);
}

}  // namespace longdan::http
