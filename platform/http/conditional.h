#pragma once

#include "platform/http/page_cache.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace longdan::http {

/// The best encoding the client takes (RFC 9110, section 12.5.3): brotli before gzip, q=0 refuses.
Encoding accepted_encoding(std::string_view accept_encoding);
/// "", "gzip", "br"
std::string_view name_of(Encoding encoding);

/// True when the validator is in the list of If-None-Match (weak comparison). `etag` is without quotes and without the
/// ending of an encoding; the client may hold any encoding of it.
bool matches_etag(std::string_view if_none_match, std::string_view etag);

struct ByteRange {
    std::uint64_t begin = 0;
    std::uint64_t length = 0;
};
/// What a Range header asks of a file (RFC 9110, section 14): `whole` when there is none, it is malformed, names
/// another unit, or asks for several ranges (all may be ignored); `unsatisfiable` when it begins behind the end.
struct RangeAnswer {
    enum class Kind { whole, part, unsatisfiable } kind = Kind::whole;
    ByteRange range;
};
RangeAnswer read_range(std::string_view range, std::uint64_t size);

/// "Sun, 06 Nov 1994 08:49:37 GMT"
std::string http_date(std::int64_t seconds);
/// Seconds since 1970 of a date in that form; nothing for any other.
std::optional<std::int64_t> read_http_date(std::string_view text);

}  // namespace longdan::http
