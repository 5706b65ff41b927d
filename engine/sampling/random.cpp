#include "engine/sampling/random.h"

namespace longdan::sampling {

std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key) {
    for (int round = 0; round < 10; ++round) {
        const std::uint64_t left = std::uint64_t{0xD2511F53} * counter[0];
        const std::uint64_t right = std::uint64_t{0xCD9E8D57} * counter[2];
        counter = {
            static_cast<std::uint32_t>(right >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(right),
            static_cast<std::uint32_t>(left >> 32) ^ counter[3] ^ key[1], static_cast<std::uint32_t>(left)};
        key[0] += 0x9E3779B9;
        key[1] += 0xBB67AE85;
    }
    return counter;
}

Random::Random(std::uint64_t seed, std::uint32_t stage, std::uint32_t stratum)
    : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
      stage_(stage),
      stratum_(stratum) {}

std::uint64_t Random::next() {
    if (has_second_) {
        has_second_ = false;
        return second_;
    }
    const auto words = philox4x32_10(
        {static_cast<std::uint32_t>(block_), static_cast<std::uint32_t>(block_ >> 32), stratum_, stage_}, key_
    );
    ++block_;
    second_ = words[2] | std::uint64_t{words[3]} << 32;
    has_second_ = true;
    return words[0] | std::uint64_t{words[1]} << 32;
}

std::uint64_t Random::below(std::uint64_t limit) {
    const std::uint64_t excess = (UINT64_MAX % limit + 1) % limit;
    while (true) {
        const std::uint64_t number = next();
        if (number <= UINT64_MAX - excess) return number % limit;
    }
}

}  // namespace longdan::sampling
