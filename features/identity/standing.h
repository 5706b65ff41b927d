#pragma once

#include "features/identity/identity.h"
#include "features/identity/sessions.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace longdan::identity {

/// What http::Principal::details holds: made by the middleware, read by Identity::access and the routes here.
struct Standing {
    Access access;
    std::optional<FoundSession> session;  ///< also one that still awaits its code
    std::string new_visitor_key;          ///< a visitor without cookie: the key behind the csrf_token
};

/// The request's standing; an empty one when no middleware ran.
const Standing& standing_of(const http::Request& request);

/// "__Host-longdan" by TLS; by plain http, where browsers refuse that prefix, "longdan".
std::string session_cookie_name(const http::Request& request);
/// A Set-Cookie line for the session; an empty token takes the cookie away.
std::string session_cookie(const http::Request& request, std::string_view token);
/// The CSRF token that belongs to a cookie's value.
std::string csrf_of(std::string_view cookie_value);
/// A password may cross the network only by TLS: true for TLS and for the machine itself.
bool is_safe_channel(const http::Request& request);
/// A path of this site to which one may be sent after signing in, or "/lam-viec".
std::string safe_return(std::string_view path);

}  // namespace longdan::identity
