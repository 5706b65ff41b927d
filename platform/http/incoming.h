#pragma once

#include "platform/http/body.h"
#include "platform/http/exchange.h"
#include "platform/http/io_thread.h"
#include "platform/http/refusal.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace longdan::http {

/// A request on its way from the connection to its handler: head, route, body, answer. What is wrong on the way is kept
/// as a refusal and becomes the answer.
class Incoming {
  public:
    /// Copies what is needed of the head. `id` is used unless a trusted proxy gave one.
    Incoming(const RequestHead& head, Shared& shared, const Peer& peer, std::string id);

    const Request& request() const { return request_; }
    const Router::Match& match() const { return match_; }
    /// True when the body is to be read; otherwise it is left unread and the connection ends after the answer.
    bool wants_body() const { return receiver_ && !refusal_; }
    bool asks_to_go_on() const { return asks_to_go_on_; }
    /// True when take() writes files and belongs on a worker.
    bool body_is_heavy() const { return receiver_->is_heavy(); }
    /// Takes a piece of the body; false when it is refused and no more is wanted.
    bool take(std::string_view piece);
    void refuse(int status, const std::string& message);
    bool runs_inline() const { return match_.handler && match_.options->inline_ && !refusal_; }

    /// Finishes the body, runs the handler and leaves its answer in `answer`; on a worker unless runs_inline(). What it
    /// returns is to be done when the answer is on its way; may be empty.
    std::function<void()> run(Answer& answer);
    /// The answer when no worker is free.
    Answer busy() const;

  private:
    void read_head(const RequestHead& head, const Peer& peer);

    Shared& shared_;
    Request request_;
    Router::Match match_;
    std::optional<Refusal> refusal_;
    std::string allow_;
    bool asks_to_go_on_ = false;
    std::unique_ptr<BodyReceiver> receiver_;
};

}  // namespace longdan::http
