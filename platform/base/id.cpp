#include "platform/base/id.h"

#include "platform/base/digest.h"

#include <algorithm>
#include <atomic>
#include <cstring>

namespace longdan {
namespace {

constexpr std::int64_t epoch_2020 = 1'577'836'800'000;

std::uint64_t random_bits() {
    const std::string bytes = random_bytes(8);
    std::uint64_t bits = 0;
    std::memcpy(&bits, bytes.data(), 8);
    return bits;
}

}  // namespace

std::int64_t new_ordered_id(Moment now) {
    // The low 10 bits are the program's own; above them every id is larger than the one before, so that a burst within
    // one millisecond, or a clock that stands still, runs ahead of the time instead of repeating itself.
    static const auto program = static_cast<std::int64_t>(random_bits() & 0x3FF);
    static std::atomic<std::int64_t> last{0};
    const std::int64_t since = now.milliseconds > epoch_2020 ? now.milliseconds - epoch_2020 : 0;
    const std::int64_t earliest = (since & 0x1FFFFFFFFFF) << 12;
    std::int64_t before = last.load();
    std::int64_t next = 0;
    do {
        next = std::max(earliest, before + 1);
    } while (!last.compare_exchange_weak(before, next));
    return next << 10 | program;
}

std::int64_t new_random_id() {
    const auto id = static_cast<std::int64_t>(random_bits() >> 1);
    return id == 0 ? 1 : id;
}

}  // namespace longdan
