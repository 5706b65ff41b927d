#pragma once

#include "platform/base/time.h"
#include "platform/http/answer.h"
#include "platform/http/request_parser.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace longdan::http {

/// Who is at the other end of a connection.
struct Peer {
    std::string address;
    bool trusted = false;  ///< a proxy that is believed
    std::string mark;      ///< the address as the access log has it on `mark_day`
    Day mark_day;
};

/// "https" by the word of a trusted proxy.
bool is_secure(const RequestHead& head, const Peer& peer);

/// One request and its answer, as far as the connection, the log and the measures need it: kept after the bytes of the
/// head have been read over.
struct Exchange {
    /// At the end of the head.
    Exchange(const RequestHead& head, const Peer& peer, Moment time);
    /// Of a request that could not be read.
    explicit Exchange(Moment time);

    std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
    Moment time;
    std::string id;
    std::string_view route = "(none)";
    std::string method = "?";
    std::string target = "?";
    std::string client;  ///< for whom a trusted proxy asks
    bool http_1_1 = true;
    bool keep_alive = false;
    bool is_head = false;
    bool secure = false;
    bool unread_body = false;
    bool from_cache = false;
    int status = 0;
    std::uint64_t bytes = 0;
};

/// Status line and the header lines that depend on the connection; replaces what is in `out`.
void write_opening(std::string& out, const Exchange& exchange, std::string_view date, bool chunked);

/// The page from memory when the request may have one: GET or HEAD without body, cookies and credentials.
std::optional<Answer> cached_answer(const RequestHead& head, PageCache& cache);

}  // namespace longdan::http
