#pragma once

#include "platform/http/http.h"

#include <string>

namespace longdan::http {

/// Reads every file below `folder` into memory, compressed once, and adds a GET route for each under `prefix`
/// ("/assets" + "/style.4f2a9c.css"). A name that holds a hash of its content (8 or more hex digits or base32 letters
/// between points or hyphens, as the builder writes them) may be kept by browsers for a year; others are asked for each
/// time. Throws Error(unavailable) that names the folder when it is not there. Returns how many files there are.
std::size_t add_assets(Router& router, const std::string& folder, const std::string& prefix);

/// By the ending of the name; "application/octet-stream" when unknown.
std::string_view media_type_of(std::string_view file_name);
/// True when the name holds a hash of the content.
bool has_hash(std::string_view file_name);

}  // namespace longdan::http
