#include "platform/base/id.h"

#include <atomic>
#include <cstring>

#include "platform/base/digest.h"

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
    // Two halves of the low bits: a counter that orders ids within one program, and a part of its own per program.
    static const std::uint64_t program = random_bits() & 0x3FF;
    static std::atomic<std::uint64_t> counter{random_bits()};
    const std::uint64_t low = ((counter.fetch_add(1) & 0xFFF) << 10) | program;
    const std::int64_t since = now.milliseconds > epoch_2020 ? now.milliseconds - epoch_2020 : 0;
    return static_cast<std::int64_t>((static_cast<std::uint64_t>(since) & 0x1FFFFFFFFFF) << 22 | low);
}

std::int64_t new_random_id() {
    const auto id = static_cast<std::int64_t>(random_bits() >> 1);
    return id == 0 ? 1 : id;
}

}  // namespace longdan
