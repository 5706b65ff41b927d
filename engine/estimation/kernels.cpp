#include "engine/estimation/kernels.h"

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

/// Four conditions at once: the weights are loaded for all of them together.
__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl"))) void avx512_four_sums(
    const std::int64_t* weights, const PackedItem* items, std::size_t begin, std::size_t end, std::int64_t* sums
) {
    __m512i a = _mm512_setzero_si512();
    __m512i b = _mm512_setzero_si512();
    __m512i c = _mm512_setzero_si512();
    __m512i d = _mm512_setzero_si512();
    for (std::size_t i = begin; i < end; i += 64) {
        const std::size_t left = end - i;
        const __mmask64 here = left >= 64 ? ~__mmask64{0} : (__mmask64{1} << left) - 1;
        __mmask64 inside[4];
        for (int k = 0; k < 4; ++k) {
            const __m512i bytes = _mm512_maskz_loadu_epi8(here, items[k].bytes + i);
            const __mmask64 above = _mm512_mask_cmpge_epi8_mask(here, bytes, _mm512_set1_epi8(items[k].low));
            inside[k] = _mm512_mask_cmple_epi8_mask(above, bytes, _mm512_set1_epi8(items[k].high));
        }
        for (std::size_t part = 0; part < 64 && part < left; part += 8) {
            const __m512i weight = _mm512_maskz_loadu_epi64(static_cast<__mmask8>(here >> part), weights + i + part);
            a = _mm512_mask_add_epi64(a, static_cast<__mmask8>(inside[0] >> part), a, weight);
            b = _mm512_mask_add_epi64(b, static_cast<__mmask8>(inside[1] >> part), b, weight);
            c = _mm512_mask_add_epi64(c, static_cast<__mmask8>(inside[2] >> part), c, weight);
            d = _mm512_mask_add_epi64(d, static_cast<__mmask8>(inside[3] >> part), d, weight);
        }
    }
    sums[0] = _mm512_reduce_add_epi64(a);
    sums[1] = _mm512_reduce_add_epi64(b);
    sums[2] = _mm512_reduce_add_epi64(c);
    sums[3] = _mm512_reduce_add_epi64(d);
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

void packed_sums(
    Kernel kernel, const std::int64_t* weights, std::span<const PackedItem> items, std::size_t begin, std::size_t end,
    std::int64_t* sums
) {
    for (std::size_t j = 0; j < items.size(); ++j) {
#if defined(__x86_64__)
        if (kernel == Kernel::avx512 && j + 4 <= items.size() && !items[j].value && !items[j + 1].value &&
            !items[j + 2].value && !items[j + 3].value) {
            avx512_four_sums(weights, items.data() + j, begin, end, sums + j);
            j += 3;
            continue;
        }
        if (kernel == Kernel::avx512) {
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

}  // namespace longdan::estimation
