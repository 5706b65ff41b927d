#pragma once

#include "platform/base/time.h"

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace longdan::http {

/// How often one address may do something in a stretch of time: for doors that are open to everybody. Addresses are
/// kept in memory only, and no longer than the stretch; of IPv6 the first 64 bits count, which is what one connection
/// has. Each node counts for itself. Thread-safe.
class RateLimit {
  public:
    RateLimit(int most, std::int64_t stretch_milliseconds) : most_(most), stretch_(stretch_milliseconds) {}

    /// Seconds until the address may go on; 0 when it may now.
    std::int64_t seconds_to_wait(std::string_view address, Moment now) const;
    void count(std::string_view address, Moment now);

  private:
    struct Stretch {
        int count = 0;
        Moment since;
    };
    const int most_;
    const std::int64_t stretch_;
    mutable std::mutex mutex_;
    std::unordered_map<std::string, Stretch> stretches_;
};

/// "2 phút", "45 giây": for the sentence that asks somebody to wait.
std::string vietnamese_wait(std::int64_t seconds);

}  // namespace longdan::http
