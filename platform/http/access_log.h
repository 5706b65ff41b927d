#pragma once

#include "platform/base/time.h"

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace longdan::http {

/// Takes whole lines of the access log; called from worker threads.
using LogSink = std::function<void(std::string_view lines)>;

/// Turns addresses into marks that cannot be turned back and that change every day: the key is random, kept in memory
/// only, and thrown away at midnight in Việt Nam. Thread-safe.
class DailyMark {
  public:
    /// 16 hex digits.
    std::string of(std::string_view address, Day today);

  private:
    std::mutex mutex_;
    Day day_;
    std::string key_;
};

/// One answered request, as the access log has it: no query, no address, nothing a person typed.
struct AccessEntry {
    Moment time;
    std::string_view method;
    std::string_view path;  ///< as sent; what follows '?' is left out
    int status = 0;
    double milliseconds = 0;
    std::uint64_t bytes = 0;  ///< of the body
    std::string_view id;
    std::string_view visitor;
    bool from_cache = false;
};
/// Appends {"time":…,"event":"request",…} and a line end.
void append_access_line(std::string& out, const AccessEntry& entry);

}  // namespace longdan::http
