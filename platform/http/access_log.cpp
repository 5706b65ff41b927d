#include "platform/http/access_log.h"

#include "platform/base/digest.h"
#include "platform/base/document.h"
#include "platform/base/text.h"

#include <iterator>

#include <fmt/format.h>

namespace longdan::http {

std::string DailyMark::of(std::string_view address, Day today) {
    const std::lock_guard lock(mutex_);
    if (key_.empty() || day_ != today) {
        key_ = random_bytes(32);
        day_ = today;
    }
    return hex(hmac_sha256(key_, address).substr(0, 8));
}

void append_access_line(std::string& out, const AccessEntry& entry) {
    const std::string_view path = entry.path.substr(0, entry.path.find('?'));
    out += R"({"time":")";
    out += iso(entry.time);
    out += R"(","event":"request","method":")";
    out += entry.method;
    out += R"(","path":)";
    append_json_string(out, is_utf8(path) ? path : "?");
    fmt::format_to(
        std::back_inserter(out), R"(,"status":{},"ms":{:.3f},"bytes":{},"id":"{}","visitor":"{}"{}}})", entry.status,
        entry.milliseconds, entry.bytes, entry.id, entry.visitor, entry.from_cache ? R"(,"cache":true)" : ""
    );
    out += '\n';
}

}  // namespace longdan::http
