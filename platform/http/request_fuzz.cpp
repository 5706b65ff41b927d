#include "platform/base/text.h"
#include "platform/http/conditional.h"
#include "platform/http/refusal.h"
#include "platform/http/request_parser.h"
#include "platform/http/target.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace longdan::http;

/// Any bytes are a request or a Refusal; what is accepted keeps its promises. The head, its target and headers, and a
/// chunked body are read as a connection reads them.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    try {
        RequestParser parser(8192);
        std::size_t used = 0;
        for (std::size_t have = 1; have <= bytes.size() && used == 0; have = std::min(have * 2, bytes.size())) {
            used = parser.put(std::string_view(bytes).substr(0, have));
            if (have == bytes.size()) break;
        }
        if (used == 0) return 0;
        const RequestHead& head = parser.head();
        if (head.http_1_1 && !head.find("host")) std::abort();
        const Target target = read_target(head.target);
        if (!target.path.starts_with('/') || !longdan::is_utf8(target.path)) std::abort();
        Fields query;
        read_urlencoded(target.query, query);
        for (const auto& [name, value] : query.pairs()) {
            if (!longdan::is_utf8(name) || !longdan::is_utf8(value)) std::abort();
        }
        accepted_encoding(head.accept_encoding);
        matches_etag(head.if_none_match, "abc");
        const auto range = read_range(head.find("range").value_or(""), 1000);
        if (range.range.begin + range.range.length > 1000) std::abort();
        std::uint64_t taken = 0;
        parser.on_body([&](std::string_view piece) { taken += piece.size(); });
        while (used < bytes.size() && parser.progress() == RequestParser::Progress::head_done) {
            const std::size_t more = parser.put(std::string_view(bytes).substr(used));
            if (more == 0) break;
            used += more;
        }
        if (!head.chunked && taken > head.content_length) std::abort();
    } catch (const Refusal& refusal) {
        if (refusal.status() < 400) std::abort();
    }
    return 0;
}
