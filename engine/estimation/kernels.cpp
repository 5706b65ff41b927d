#include "engine/estimation/kernels.h"

#include <algorithm>
#include <bit>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace longdan::estimation {
namespace {

std::int64_t portable_sum(const std::int64_t* weights, const PackedItem& item, std::size_t begin, std::size_t end) {
    std::int64_t sum = 0;
    for (std::size_t i = begin; i < end; ++i) {
        const std::int8_t byte = item.bytes[i];
        const bool inside = byte >= item.low && byte <= item.high;
        sum += (-static_cast<std::int64_t>(inside)) & (item.value ? weights[i] * byte : weights[i]);
    }
    return sum;
}

#if defined(__x86_64__)

__attribute__((target("avx2"))) std::int64_t avx2_sum(
    const std::int64_t* weights, const PackedItem& item, std::size_t begin, std::size_t end
) {
    const __m256i low = _mm256_set1_epi64x(item.low - 1);
    const __m256i high = _mm256_set1_epi64x(item.high);
    __m256i sum = _mm256_setzero_si256();
    std::size_t i = begin;
    for (; i + 4 <= end; i += 4) {
        int four = 0;
        __builtin_memcpy(&four, item.bytes + i, 4);
        const __m256i bytes = _mm256_cvtepi8_epi64(_mm_cvtsi32_si128(four));
        const __m256i above = _mm256_cmpgt_epi64(bytes, low);
        const __m256i inside = _mm256_andnot_si256(_mm256_cmpgt_epi64(bytes, high), above);
        const __m256i weight = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(weights + i));
        sum = _mm256_add_epi64(sum, _mm256_and_si256(inside, weight));
    }
    alignas(32) std::int64_t lanes[4];
    _mm256_store_si256(reinterpret_cast<__m256i*>(lanes), sum);
    return lanes[0] + lanes[1] + lanes[2] + lanes[3] + portable_sum(weights, item, i, end);
}

__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))) std::int64_t avx512_sum(
    const std::int64_t* weights, const PackedItem& item, std::size_t begin, std::size_t end
) {
    const __m512i low = _mm512_set1_epi8(item.low);
    const __m512i high = _mm512_set1_epi8(item.high);
    __m512i even = _mm512_setzero_si512();
    __m512i odd = _mm512_setzero_si512();
    for (std::size_t i = begin; i < end; i += 64) {
        const std::size_t left = end - i;
        const __mmask64 here = left >= 64 ? ~__mmask64{0} : (__mmask64{1} << left) - 1;
        const __m512i bytes = _mm512_maskz_loadu_epi8(here, item.bytes + i);
        __mmask64 inside = _mm512_mask_cmpge_epi8_mask(here, bytes, low);
        inside = _mm512_mask_cmple_epi8_mask(inside, bytes, high);
        for (std::size_t part = 0; part < 64 && part < left; part += 16) {
            const auto first = static_cast<__mmask8>(inside >> part);
            const auto second = static_cast<__mmask8>(inside >> (part + 8));
            even = _mm512_add_epi64(even, _mm512_maskz_loadu_epi64(first, weights + i + part));
            odd = _mm512_add_epi64(odd, _mm512_maskz_loadu_epi64(second, weights + i + part + 8));
        }
    }
    return _mm512_reduce_add_epi64(_mm512_add_epi64(even, odd));
}

/// The sums of the lanes of eight vectors, in their order.
__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))) __m512i avx512_lane_sums(const __m512i* of) {
    __m512i pairs[4];
    for (int k = 0; k < 4; ++k) {
        pairs[k] = _mm512_add_epi64(
            _mm512_unpacklo_epi64(of[2 * k], of[2 * k + 1]), _mm512_unpackhi_epi64(of[2 * k], of[2 * k + 1])
        );
    }
    __m512i halves[2];
    for (int k = 0; k < 2; ++k) {
        halves[k] = _mm512_add_epi64(
            _mm512_shuffle_i64x2(pairs[2 * k], pairs[2 * k + 1], 0x88),
            _mm512_shuffle_i64x2(pairs[2 * k], pairs[2 * k + 1], 0xdd)
        );
    }
    return _mm512_add_epi64(
        _mm512_shuffle_i64x2(halves[0], halves[1], 0x88), _mm512_shuffle_i64x2(halves[0], halves[1], 0xdd)
    );
}

/// Eight conditions at once: the weights are loaded for all of them together.
__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))) void avx512_eight_sums(
    const std::int64_t* weights, const PackedItem* const* items, std::size_t begin, std::size_t end, std::int64_t* sums
) {
    __m512i sum[8];
    for (__m512i& one : sum) one = _mm512_setzero_si512();
    for (std::size_t i = begin; i < end; i += 64) {
        const std::size_t left = end - i;
        const __mmask64 here = left >= 64 ? ~__mmask64{0} : (__mmask64{1} << left) - 1;
        __mmask64 inside[8];
        for (int k = 0; k < 8; ++k) {
            const __m512i bytes = _mm512_maskz_loadu_epi8(here, items[k]->bytes + i);
            const __mmask64 above = _mm512_mask_cmpge_epi8_mask(here, bytes, _mm512_set1_epi8(items[k]->low));
            inside[k] = _mm512_mask_cmple_epi8_mask(above, bytes, _mm512_set1_epi8(items[k]->high));
        }
        for (std::size_t part = 0; part < 64 && part < left; part += 8) {
            const __m512i weight = _mm512_maskz_loadu_epi64(static_cast<__mmask8>(here >> part), weights + i + part);
#pragma GCC unroll 8
            for (int k = 0; k < 8; ++k) {
                sum[k] = _mm512_mask_add_epi64(sum[k], static_cast<__mmask8>(inside[k] >> part), sum[k], weight);
            }
        }
    }
    _mm512_storeu_si512(sums, avx512_lane_sums(sum));
}

__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))) std::int64_t avx512_value_sum(
    const std::int64_t* weights, const PackedItem& item, std::size_t begin, std::size_t end
) {
    const __m512i low = _mm512_set1_epi64(item.low);
    const __m512i high = _mm512_set1_epi64(item.high);
    __m512i sum = _mm512_setzero_si512();
    for (std::size_t i = begin; i < end; i += 8) {
        const std::size_t left = end - i;
        const __mmask8 here = left >= 8 ? __mmask8{0xff} : static_cast<__mmask8>((1u << left) - 1);
        const __m512i bytes = _mm512_cvtepi8_epi64(_mm_maskz_loadu_epi8(here, item.bytes + i));
        __mmask8 inside = _mm512_mask_cmpge_epi64_mask(here, bytes, low);
        inside = _mm512_mask_cmple_epi64_mask(inside, bytes, high);
        const __m512i weight = _mm512_maskz_loadu_epi64(inside, weights + i);
        sum = _mm512_add_epi64(sum, _mm512_mullo_epi64(weight, bytes));
    }
    return _mm512_reduce_add_epi64(sum);
}

#endif

}  // namespace

Kernel best_kernel() {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl")) {
        return Kernel::avx512;
    }
    if (__builtin_cpu_supports("avx2")) return Kernel::avx2;
#endif
    return Kernel::portable;
}

std::string_view name_of(Kernel kernel) {
    switch (kernel) {
        case Kernel::portable:
            return "portable";
        case Kernel::avx2:
            return "AVX2";
        case Kernel::avx512:
            return "AVX-512";
    }
    return "";
}

namespace {

/// How many conditions stand at the beginning of the items, at most eight.
std::size_t leading_conditions(std::span<const PackedItem> items) {
    std::size_t count = 0;
    while (count < 8 && count < items.size() && !items[count].value) ++count;
    return count;
}

}  // namespace

void packed_sums(
    Kernel kernel, const std::int64_t* weights, std::span<const PackedItem> items, std::size_t begin, std::size_t end,
    std::int64_t* sums
) {
    for (std::size_t j = 0; j < items.size(); ++j) {
#if defined(__x86_64__)
        if (kernel == Kernel::avx512) {
            const std::size_t conditions = leading_conditions(items.subspan(j));
            if (conditions >= 3) {
                const PackedItem* eight[8];
                for (std::size_t k = 0; k < 8; ++k) eight[k] = &items[j + (k < conditions ? k : 0)];
                std::int64_t found[8];
                avx512_eight_sums(weights, eight, begin, end, found);
                std::copy_n(found, conditions, sums + j);
                j += conditions - 1;
                continue;
            }
            sums[j] = items[j].value ? avx512_value_sum(weights, items[j], begin, end)
                                     : avx512_sum(weights, items[j], begin, end);
            continue;
        }
        if (kernel == Kernel::avx2 && !items[j].value) {
            sums[j] = avx2_sum(weights, items[j], begin, end);
            continue;
        }
#endif
        sums[j] = portable_sum(weights, items[j], begin, end);
    }
}

namespace {

std::uint64_t portable_bits(const PackedItem& item, std::size_t begin, std::size_t end) {
    std::uint64_t bits = 0;
    for (std::size_t i = begin; i < end; ++i) {
        const bool inside = item.bytes[i] >= item.low && item.bytes[i] <= item.high;
        bits |= static_cast<std::uint64_t>(inside) << (i - begin);
    }
    return bits;
}

#if defined(__x86_64__)

__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))) std::uint64_t avx512_bits(
    const PackedItem& item, std::size_t begin, std::size_t end
) {
    const std::size_t left = end - begin;
    const __mmask64 here = left >= 64 ? ~__mmask64{0} : (__mmask64{1} << left) - 1;
    const __m512i bytes = _mm512_maskz_loadu_epi8(here, item.bytes + begin);
    const __mmask64 above = _mm512_mask_cmpge_epi8_mask(here, bytes, _mm512_set1_epi8(item.low));
    return _mm512_mask_cmple_epi8_mask(above, bytes, _mm512_set1_epi8(item.high));
}

__attribute__((target("avx2"))) std::uint64_t avx2_bits(const PackedItem& item, std::size_t begin, std::size_t end) {
    if (end - begin < 64) return portable_bits(item, begin, end);
    std::uint64_t bits = 0;
    for (int half = 0; half < 2; ++half) {
        const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(item.bytes + begin + 32 * half));
        const __m256i below = _mm256_cmpgt_epi8(_mm256_set1_epi8(item.low), bytes);
        const __m256i above = _mm256_cmpgt_epi8(bytes, _mm256_set1_epi8(item.high));
        const auto outside = static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_or_si256(below, above)));
        bits |= static_cast<std::uint64_t>(~outside) << (32 * half);
    }
    return bits;
}

__attribute__((target("popcnt"))) void popcnt_common_bits(
    std::uint64_t chosen, std::span<const std::uint64_t> bits, std::span<std::int64_t> counts
) {
    for (std::size_t j = 0; j < bits.size(); ++j) counts[j] += __builtin_popcountll(chosen & bits[j]);
}

#endif

}  // namespace

std::uint64_t packed_bits(Kernel kernel, const PackedItem& item, std::size_t begin, std::size_t end) {
#if defined(__x86_64__)
    if (kernel == Kernel::avx512) return avx512_bits(item, begin, end);
    if (kernel == Kernel::avx2) return avx2_bits(item, begin, end);
#endif
    return portable_bits(item, begin, end);
}

void count_common_bits(
    Kernel kernel, std::uint64_t chosen, std::span<const std::uint64_t> bits, std::span<std::int64_t> counts
) {
#if defined(__x86_64__)
    if (kernel != Kernel::portable) return popcnt_common_bits(chosen, bits, counts);  // AVX2 comes with it
#endif
    for (std::size_t j = 0; j < bits.size(); ++j) counts[j] += std::popcount(chosen & bits[j]);
}

}  // namespace longdan::estimation
