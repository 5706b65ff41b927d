#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace longdan::estimation {

/// One item of a packed pass: bytes of a column and what is summed. With `value` the weight times the byte; else the
/// weight where the byte is in low..high. A missing byte (-128) never counts.
struct PackedItem {
    const std::int8_t* bytes = nullptr;
    std::int8_t low = -127;
    std::int8_t high = 127;
    bool value = false;

    bool operator==(const PackedItem&) const = default;
};

enum class Kernel { portable, avx2, avx512 };

/// The fastest kernel this processor runs.
Kernel best_kernel();
std::string_view name_of(Kernel kernel);

/// sums[j] = exact integer sum over rows begin..end of item j. All kernels give the same integers. The caller sees to
/// it that they fit: |weight| * 127 * (end - begin) < 2^63.
void packed_sums(
    Kernel kernel, const std::int64_t* weights, std::span<const PackedItem> items, std::size_t begin, std::size_t end,
    std::int64_t* sums
);

/// Bit i of the result: byte begin + i of the item's column is in low..high. At most 64 bytes.
std::uint64_t packed_bits(Kernel kernel, const PackedItem& item, std::size_t begin, std::size_t end);

/// counts[j] += number of bits that `chosen` and bits[j] have in common.
void count_common_bits(
    Kernel kernel, std::uint64_t chosen, std::span<const std::uint64_t> bits, std::span<std::int64_t> counts
);

}  // namespace longdan::estimation
