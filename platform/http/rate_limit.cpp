#include "platform/http/rate_limit.h"

#include <array>

#include <arpa/inet.h>

namespace longdan::http {
namespace {

/// Above it the forgotten are thrown out before another is taken in.
constexpr std::size_t many_addresses = 10'000;

/// The part of an address that one connection cannot change at will.
std::string network_of(std::string_view address) {
    in6_addr six{};
    const std::string text(address);
    if (inet_pton(AF_INET6, text.c_str(), &six) != 1) return text;
    return {reinterpret_cast<const char*>(six.s6_addr), 8};
}

}  // namespace

std::int64_t RateLimit::seconds_to_wait(std::string_view address, Moment now) const {
    const std::lock_guard lock(mutex_);
    const auto found = stretches_.find(network_of(address));
    if (found == stretches_.end() || found->second.count < most_) return 0;
    const std::int64_t left = found->second.since.milliseconds + stretch_ - now.milliseconds;
    return left > 0 ? (left + 999) / 1000 : 0;
}

void RateLimit::count(std::string_view address, Moment now) {
    const auto is_over = [&](const Stretch& one) { return now.milliseconds - one.since.milliseconds >= stretch_; };
    const std::lock_guard lock(mutex_);
    if (stretches_.size() > many_addresses) {
        std::erase_if(stretches_, [&](const auto& one) { return is_over(one.second); });
    }
    Stretch& stretch = stretches_.try_emplace(network_of(address), Stretch{0, now}).first->second;
    if (is_over(stretch)) stretch = {0, now};
    ++stretch.count;
}

std::string vietnamese_wait(std::int64_t seconds) {
    return seconds < 90 ? std::to_string(seconds) + " giây" : std::to_string((seconds + 59) / 60) + " phút";
}

}  // namespace longdan::http
