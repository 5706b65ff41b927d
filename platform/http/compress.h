#pragma once

#include <string>
#include <string_view>

namespace longdan::http {

/// `fast` for answers made for one request, `best` for what is kept and sent many times.
enum class Effort { fast, best };

std::string gzip(std::string_view bytes, Effort effort);
std::string brotli(std::string_view bytes, Effort effort);
/// Text, JSON, XML, SVG, scripts: types that shrink. Images and archives do not.
bool is_compressible(std::string_view content_type);

}  // namespace longdan::http
