// Prints the memory's read bandwidth in GB/s, one thread and two, best of several passes: the limit against which
// bench/estimation/run sets the passes over the data.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <thread>
#include <vector>

namespace {

std::uint64_t sum_of(const std::uint64_t* from, std::size_t count) {
    std::uint64_t a = 0;
    std::uint64_t b = 0;
    std::uint64_t c = 0;
    std::uint64_t d = 0;
    for (std::size_t i = 0; i + 4 <= count; i += 4) {
        a += from[i];
        b += from[i + 1];
        c += from[i + 2];
        d += from[i + 3];
    }
    return a + b + c + d;
}

}  // namespace

int main() {
    const std::size_t count = std::size_t{48} << 20;  // 384 MB, far more than any cache
    std::vector<std::uint64_t> data(count, 3);
    for (const std::size_t threads : {1u, 2u}) {
        double best = 1e9;
        std::uint64_t sink = 0;
        for (int round = 0; round < 5; ++round) {
            std::vector<std::uint64_t> sums(threads);
            const auto start = std::chrono::steady_clock::now();
            std::vector<std::thread> pool;
            for (std::size_t t = 0; t < threads; ++t) {
                pool.emplace_back([&, t] { sums[t] = sum_of(data.data() + t * count / threads, count / threads); });
            }
            for (auto& thread : pool) thread.join();
            best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
            for (const std::uint64_t sum : sums) sink += sum;
        }
        std::printf(
            "memory_read_%zu_threads %.1f GB/s (check %llu)\n", threads, 8e-9 * static_cast<double>(count) / best,
            static_cast<unsigned long long>(sink % 7)
        );
    }
}
