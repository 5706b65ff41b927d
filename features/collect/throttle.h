#pragma once

#include "platform/base/time.h"

#include <mutex>
#include <string>
#include <unordered_map>

namespace longdan::collect {

/// Counts wrong access codes by sender and holds guessing back. Addresses are kept in memory only, for one window.
class Throttle {
  public:
    Throttle(int most, std::int64_t window_milliseconds) : most_(most), window_(window_milliseconds) {}

    /// True while the sender may try again.
    bool may_try(const std::string& sender, Moment now) {
        const std::lock_guard lock(mutex_);
        const auto found = failures_.find(sender);
        return found == failures_.end() || now.milliseconds - found->second.since >= window_ ||
               found->second.count < most_;
    }

    void failed(const std::string& sender, Moment now) {
        const std::lock_guard lock(mutex_);
        if (failures_.size() > 10'000) {
            std::erase_if(failures_, [&](const auto& one) { return now.milliseconds - one.second.since >= window_; });
        }
        Failures& failures = failures_[sender];
        if (now.milliseconds - failures.since >= window_) failures = {0, now.milliseconds};
        ++failures.count;
    }

  private:
    struct Failures {
        int count = 0;
        std::int64_t since = 0;
    };
    int most_;
    std::int64_t window_;
    std::mutex mutex_;
    std::unordered_map<std::string, Failures> failures_;
};

}  // namespace longdan::collect
