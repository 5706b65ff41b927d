#include "platform/http/incoming.h"

#include "platform/base/text.h"
#include "platform/http/target.h"

namespace longdan::http {

Incoming::Incoming(const RequestHead& head, Shared& shared, const Peer& peer, std::string id) : shared_(shared) {
    request_.request_id = std::move(id);
    request_.method = head.method.value_or(Method::get);
    request_.target = std::string(head.target);
    for (const auto& [name, value] : head.headers) request_.headers.add(std::string(name), std::string(value));
    request_.host = std::string(head.host);
    request_.client_address = peer.address;
    request_.secure = is_secure(head, peer);
    asks_to_go_on_ = head.has_body && head.http_1_1 && head.expects_continue;
    try {
        read_head(head, peer);
    } catch (const Refusal& failure) {
        refusal_ = failure;
    }
}

void Incoming::read_head(const RequestHead& head, const Peer& peer) {
    if (peer.trusted) {
        if (const auto forwarded = head.find("x-forwarded-for")) {
            request_.client_address = shared_.proxies.client(*forwarded, peer.address);
        }
        if (const auto host = head.find("x-forwarded-host")) request_.host = std::string(trimmed(*host));
        if (const auto id = head.find("x-request-id"); id && is_request_id(*id)) request_.request_id = std::string(*id);
    }
    const Target target = read_target(head.target);
    request_.path = target.path;
    request_.language = target.language;
    read_urlencoded(target.query, request_.query);
    if (!head.method) {
        allow_ = shared_.router.allowed(request_.path);
        throw Refusal(allow_.empty() ? 404 : 405, "Địa chỉ này không nhận phương thức đã gửi");
    }
    match_ = shared_.router.match(request_.method, request_.path);
    request_.format = match_.format;
    request_.parameters = match_.parameters;
    if (!match_.handler || !head.has_body) return;
    receiver_ = std::make_unique<BodyReceiver>(request_, *match_.options, shared_.options.temp_folder);
    if (!head.chunked) receiver_->expect(head.content_length);
}

bool Incoming::take(std::string_view piece) {
    try {
        receiver_->feed(piece);
    } catch (const Refusal& failure) {
        refusal_ = failure;
    } catch (const Error& failure) {
        refusal_ = Refusal(503, failure.what());
    }
    return !refusal_;
}

void Incoming::refuse(int status, const std::string& message) { refusal_ = Refusal(status, message); }

std::function<void()> Incoming::run(Answer& answer) {
    std::function<void()> after;
    try {
        if (wants_body()) receiver_->finish();
    } catch (const Refusal& failure) {
        refusal_ = failure;
    }
    if (refusal_) {
        answer = shared_.dispatcher.refuse(request_, refusal_->status(), refusal_->what());
        if (!allow_.empty()) answer.head += "Allow: " + allow_ + "\r\n";
    } else {
        answer = shared_.dispatcher.answer(request_, match_, after);
    }
    return after;
}

Answer Incoming::busy() const {
    Response response =
        plain_error(503, "Máy chủ đang bận, hãy thử lại sau ít giây", request_.request_id, wants_json(request_));
    response.header("Retry-After", "5");
    return make_answer(request_, std::move(response), false);
}

}  // namespace longdan::http
