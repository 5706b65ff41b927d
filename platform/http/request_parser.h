#pragma once

#include "platform/http/http.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace longdan::http {

/// The head of a request as read, without copies: all texts point into the bytes given to RequestParser::put.
struct RequestHead {
    std::optional<Method> method;  ///< nothing: a method no route can have (OPTIONS, TRACE, …)
    std::string_view method_name;
    std::string_view target;
    std::vector<std::pair<std::string_view, std::string_view>> headers;
    bool http_1_1 = true;
    bool keep_alive = true;
    bool has_body = false;
    bool chunked = false;
    bool expects_continue = false;
    std::uint64_t content_length = 0;

    // Found on the way, because every request is asked for them.
    std::string_view host;
    std::string_view accept_encoding;
    std::string_view if_none_match;
    bool personal = false;  ///< carries a cookie or credentials

    std::optional<std::string_view> find(std::string_view name) const;
};

/// Reads one HTTP/1.x request from bytes as they come. Boost.Beast's parser does the reading; the checks it leaves open
/// are here: exactly one Host, one Content-Length, no transfer coding but chunked, no folded header lines, no NUL.
class RequestParser {
  public:
    enum class Progress { more, head_done, body_done };

    explicit RequestParser(std::size_t head_limit);
    ~RequestParser();

    /// Makes ready for the next request.
    void reset();
    /// Reads on; returns how many bytes are used up. While the head is not done the caller gives all its bytes again
    /// from the first, at the same place, or calls reset() after moving them. Stops after the head.
    /// Throws Refusal: 400, 431, 501, 505.
    std::size_t put(std::string_view bytes);
    Progress progress() const { return progress_; }
    const RequestHead& head() const { return head_; }
    /// Where pieces of the body go, without the marks of chunks. Set after the head; a Refusal from it goes through.
    void on_body(std::function<void(std::string_view)> take) { take_ = std::move(take); }

  private:
    class Reader;
    friend class Reader;
    void finish_head();

    const std::size_t head_limit_;
    std::unique_ptr<Reader> reader_;
    std::size_t used_ = 0;  ///< of the head
    Progress progress_ = Progress::more;
    RequestHead head_;
    std::function<void(std::string_view)> take_;
    int host_lines_ = 0;
    int length_lines_ = 0;
    int coding_lines_ = 0;
};

}  // namespace longdan::http
