#pragma once

#include "platform/http/http.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace longdan::http {

/// Header lines of an answer, "Name: value\r\n" each.
class Head {
  public:
    /// A value that would break out of its line (CR, LF, NUL) throws std::logic_error: handlers may not pass raw input.
    void add(std::string_view name, std::string_view value);
    /// Adds the line unless the handler has set that header itself.
    void add_default(const Response& response, std::string_view name, std::string_view value);
    std::string take() { return std::move(lines_); }

  private:
    std::string lines_;
};

std::optional<std::string_view> header_of(const Response& response, std::string_view name);
/// Lines that every answer carries: content policy, no sniffing, no referrer to others, no framing.
void add_security_headers(Head& head, const Response& response);
/// The handler's own headers, without those the server writes itself (length, encoding, connection).
void add_own_headers(Head& head, const Response& response);
/// A strong validator: a hash of the content, without quotes.
std::string make_etag(std::string_view content);
/// "OK", "Not Found", …
std::string_view reason(int status);

}  // namespace longdan::http
