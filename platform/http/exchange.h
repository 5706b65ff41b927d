#pragma once

#include "platform/http/io_thread.h"
#include "platform/http/refusal.h"
#include "platform/http/request_parser.h"

#include <cstdint>
#include <optional>
#include <string>

namespace longdan::http {

/// Who is at the other end of a connection.
struct Peer {
    std::string address;
    bool trusted = false;  ///< a proxy that is believed
};

/// Fills a Request from its head: target, query, headers, what a trusted proxy says about client, host and scheme.
/// Throws Refusal(400) for a malformed target; everything else is filled by then.
void fill_request(Request& request, const RequestHead& head, const Shared& shared, const Peer& peer);

/// "https" by the word of a trusted proxy.
bool is_secure(const RequestHead& head, const Peer& peer);

/// The page from memory when the request may have one: GET or HEAD without body, cookies and credentials.
std::optional<Answer> cached_answer(const RequestHead& head, PageCache& cache);

/// What stands before the answer's own header lines.
struct Opening {
    int status = 200;
    std::string_view date;
    std::string_view request_id;
    bool keep_alive = true;
    bool http_1_1 = true;
    bool secure = false;
    bool chunked = false;
};
void write_opening(std::string& out, const Opening& opening);

/// 16 hex digits that do not repeat.
class RequestIds {
  public:
    RequestIds();
    std::string next();

  private:
    std::uint64_t state_;
};

}  // namespace longdan::http
