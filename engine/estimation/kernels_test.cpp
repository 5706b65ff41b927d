#include "engine/estimation/kernels.h"

#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace longdan::estimation {
namespace {

TEST(Kernels, all_give_the_same_integers_at_every_length_and_offset) {
    std::mt19937_64 random(1);
    std::vector<std::int64_t> weights(700);
    std::vector<std::int8_t> bytes(700);
    for (auto& weight : weights) weight = static_cast<std::int64_t>(random() >> 21);
    for (auto& byte : bytes) byte = static_cast<std::int8_t>(random());
    const std::vector<PackedItem> items = {{bytes.data(), 4, 127, false},   {bytes.data(), -127, 127, false},
                                           {bytes.data(), 3, 3, false},     {bytes.data(), -127, -90, false},
                                           {bytes.data(), -127, 127, true}, {bytes.data(), 0, 5, true},
                                           {bytes.data(), 1, 9, false},     {bytes.data(), -5, 60, false},
                                           {bytes.data(), 7, 7, false},     {bytes.data(), -99, 2, false}};
    std::vector<Kernel> kernels = {Kernel::portable};
    if (best_kernel() != Kernel::portable) kernels.push_back(Kernel::avx2);
    if (best_kernel() == Kernel::avx512) kernels.push_back(Kernel::avx512);
    for (std::size_t begin = 0; begin < 70; begin += 3) {
        for (std::size_t length = 0; length < 300; length += 1 + length / 9) {
            for (std::size_t j = 0; j < items.size(); ++j) {
                std::int64_t expected = 0;
                for (std::size_t i = begin; i < begin + length; ++i) {
                    if (bytes[i] == -128 || bytes[i] < items[j].low || bytes[i] > items[j].high) continue;
                    expected += items[j].value ? weights[i] * bytes[i] : weights[i];
                }
                for (const Kernel kernel : kernels) {
                    std::int64_t sum = 0;
                    packed_sums(kernel, weights.data(), {&items[j], 1}, begin, begin + length, &sum);
                    ASSERT_EQ(sum, expected) << name_of(kernel) << " " << begin << " " << length << " " << j;
                    std::vector<std::int64_t> together(items.size());
                    packed_sums(kernel, weights.data(), items, begin, begin + length, together.data());
                    ASSERT_EQ(together[j], expected) << name_of(kernel) << " " << begin << " " << length << " " << j;
                }
            }
        }
    }
}

TEST(Kernels, bits_say_which_bytes_are_inside_and_common_bits_are_counted) {
    std::mt19937_64 random(2);
    std::vector<std::int8_t> bytes(200);
    for (auto& byte : bytes) byte = static_cast<std::int8_t>(random());
    const std::vector<PackedItem> items = {
        {bytes.data(), 4, 127, false}, {bytes.data(), -127, 127, false}, {bytes.data(), -60, -3, false}};
    std::vector<Kernel> kernels = {Kernel::portable};
    if (best_kernel() != Kernel::portable) kernels.push_back(Kernel::avx2);
    if (best_kernel() == Kernel::avx512) kernels.push_back(Kernel::avx512);
    for (std::size_t begin = 0; begin < 130; begin += 7) {
        for (const std::size_t length : {0, 1, 31, 33, 63, 64}) {
            const std::uint64_t chosen = random();
            std::vector<std::uint64_t> expected(items.size());
            std::vector<std::int64_t> common(items.size(), 5);
            for (std::size_t j = 0; j < items.size(); ++j) {
                for (std::size_t i = 0; i < length; ++i) {
                    const int byte = bytes[begin + i];
                    if (byte < items[j].low || byte > items[j].high) continue;
                    expected[j] |= std::uint64_t{1} << i;
                    common[j] += static_cast<std::int64_t>(chosen >> i & 1);
                }
            }
            for (const Kernel kernel : kernels) {
                std::vector<std::uint64_t> bits;
                for (const PackedItem& item : items) bits.push_back(packed_bits(kernel, item, begin, begin + length));
                EXPECT_EQ(bits, expected) << name_of(kernel) << " " << begin << " " << length;
                std::vector<std::int64_t> counts(items.size(), 5);
                count_common_bits(kernel, chosen, bits, counts);
                EXPECT_EQ(counts, common) << name_of(kernel);
            }
        }
    }
}

}  // namespace
}  // namespace longdan::estimation
