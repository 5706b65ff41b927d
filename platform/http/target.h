#pragma once

#include "platform/http/http.h"

#include <string>
#include <string_view>

namespace longdan::http {

/// What stands between method and version in the request line, taken apart.
struct Target {
    std::string path;        ///< decoded, well-formed UTF-8, begins with '/', without the language
    std::string_view query;  ///< as sent, without '?'; points into what was read
    Language language = Language::vietnamese;
};

/// Reads "/en/don-vi/H%C3%A0?x=1" or "http://host/…". Throws Refusal(400) for anything else: a percent sign without two
/// hex digits, NUL, an encoded slash, "." or ".." as a part, malformed UTF-8, a fragment.
Target read_target(std::string_view raw);

/// Reads application/x-www-form-urlencoded (bodies and queries) and appends the pairs to `fields`. Throws Refusal(400)
/// for bad percent signs, NUL, malformed UTF-8, or more than 2,000 pairs.
void read_urlencoded(std::string_view text, Fields& fields);

}  // namespace longdan::http
