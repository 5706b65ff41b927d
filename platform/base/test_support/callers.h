#pragma once

#include <algorithm>
#include <chrono>
#include <ctime>
#include <functional>
#include <thread>
#include <vector>

namespace longdan {

/// What callers that repeat a call met.
struct Measured {
    double per_second = 0;
    double p50 = 0;  ///< milliseconds
    double p99 = 0;
    std::size_t count = 0;
    double caller_cpu = 0;  ///< seconds of the calling threads
};

/// Seconds of processor time of the calling thread.
inline double thread_cpu() {
    timespec spent{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) / 1e9;
}

/// Lets that many callers, each with its own, repeat their call for about `seconds`.
inline Measured measure(int callers, double seconds, const std::function<std::function<void()>()>& make_call) {
    std::vector<std::vector<double>> latencies(static_cast<std::size_t>(callers));
    std::vector<std::function<void()>> calls;
    for (int i = 0; i < callers; ++i) calls.push_back(make_call());
    std::vector<double> cpu(static_cast<std::size_t>(callers));
    std::vector<std::thread> threads;
    using Steady = std::chrono::steady_clock;
    const auto start = Steady::now();
    const auto end = start + std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(seconds));
    for (std::size_t i = 0; i < calls.size(); ++i) {
        threads.emplace_back([&, i] {
            const double cpu_before = thread_cpu();
            for (auto before = Steady::now(); before < end;) {
                calls[i]();
                const auto after = Steady::now();
                latencies[i].push_back(std::chrono::duration<double, std::milli>(after - before).count());
                before = after;
            }
            cpu[i] = thread_cpu() - cpu_before;
        });
    }
    for (auto& thread : threads) thread.join();
    const double elapsed = std::chrono::duration<double>(Steady::now() - start).count();
    std::vector<double> all;
    for (const auto& some : latencies) all.insert(all.end(), some.begin(), some.end());
    std::sort(all.begin(), all.end());
    Measured measured;
    if (all.empty()) return measured;
    measured.count = all.size();
    measured.per_second = static_cast<double>(all.size()) / elapsed;
    measured.p50 = all[all.size() / 2];
    measured.p99 = all[all.size() * 99 / 100];
    for (const double one : cpu) measured.caller_cpu += one;
    return measured;
}

}  // namespace longdan
