// A sampling frame like a list of households: `bench_sampling_generate N OUT.csv [turned]`. Ids of eight digits, 63
// provinces in the order of the file, sizes from 1 to 12. `turned` writes the rows in another order. Same arguments,
// same bytes.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

/// A number that only depends on the row (the finaliser of SplitMix64).
std::uint64_t mixed(std::uint64_t row) {
    row = (row + 1) * 0x9E3779B97F4A7C15u;
    row = (row ^ (row >> 30)) * 0xBF58476D1CE4E5B9u;
    row = (row ^ (row >> 27)) * 0x94D049BB133111EBu;
    return row ^ (row >> 31);
}

}  // namespace

int main(int argc, char** argv) {
    const std::uint64_t rows = argc >= 3 ? std::strtoull(argv[1], nullptr, 10) : 0;
    if (rows == 0 || rows >= 90'000'000) {
        std::fputs("usage: bench_sampling_generate N OUT.csv [turned]\n", stderr);
        return 2;
    }
    const bool turned = argc == 4 && std::string_view(argv[3]) == "turned";
    std::FILE* out = std::fopen(argv[2], "wb");
    if (out == nullptr) return 1;
    std::fputs("id,province,size\n", out);
    std::string block;
    for (std::uint64_t i = 0; i < rows; ++i) {
        // 7919 is a prime: no row comes twice unless N is a multiple of it.
        const std::uint64_t row = turned ? i * 7919 % rows : i;
        block += std::to_string(10'000'000 + row) + ',' + std::to_string(10 + row * 63 / rows) + ',' +
                 std::to_string(1 + mixed(row) % 12) + '\n';
        if (block.size() > (1u << 20)) {
            std::fwrite(block.data(), 1, block.size(), out);
            block.clear();
        }
    }
    std::fwrite(block.data(), 1, block.size(), out);
    return std::fclose(out) == 0 ? 0 : 1;
}
