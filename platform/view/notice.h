#pragma once

#include "platform/http/http.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The short message above the page that follows a form ("Đã lưu"), carried over one redirect by a signed cookie: no
/// script, nothing stored. The key is the same on every node.
namespace longdan::view {

/// The Set-Cookie line that shows `text` on the next page of this browser, within two minutes.
std::string notice_cookie(const http::Request& request, std::string_view key, std::string_view text, Moment now);
/// The message the request brings; nothing when there is none, it is too old, or it is not ours.
std::optional<std::string> notice_of(const http::Request& request, std::string_view key, Moment now);
/// The Set-Cookie line that takes it away once it was shown.
std::string no_notice_cookie(const http::Request& request);
/// What makes an answer personal (http::DispatcherOptions::personal_cookies).
std::vector<std::string> notice_cookie_names();

}  // namespace longdan::view
