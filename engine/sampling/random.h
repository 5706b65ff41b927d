#pragma once

#include <array>
#include <cstdint>

namespace longdan::sampling {

/// One block of Philox4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
std::array<std::uint32_t, 4> philox4x32_10(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

/// The random numbers of one stratum of one stage. Key: low and high half of the seed. Counter of block b:
/// {low(b), high(b), stratum, stage}, b from 0. Each block gives two 64-bit numbers, words 0,1 then words 2,3, low word
/// first. Test vectors: docs/sampling.md.
class Random {
  public:
    Random(std::uint64_t seed, std::uint32_t stage, std::uint32_t stratum);

    std::uint64_t next();
    /// An integer in [0, limit), each equally likely: numbers at or over the largest multiple of `limit` are thrown
    /// away. `limit` is at least 1.
    std::uint64_t below(std::uint64_t limit);
    /// A double in [0, 1) with 53 random bits.
    double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

  private:
    std::array<std::uint32_t, 2> key_;
    std::uint32_t stage_;
    std::uint32_t stratum_;
    std::uint64_t block_ = 0;
    std::uint64_t second_ = 0;
    bool has_second_ = false;
};

}  // namespace longdan::sampling
