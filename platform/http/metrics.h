#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace longdan::http {

/// Counts and times of requests by route, in the text form Prometheus reads. Thread-safe.
class Metrics {
  public:
    /// Upper ends of the latency classes, seconds.
    static constexpr std::array<double, 12> bounds{0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

    /// What one I/O thread counts, so that threads do not wait for each other.
    class Tally {
      public:
        /// `route`: the pattern, "(cache)" for a page from memory, "(none)" when no route was found.
        void count(std::string_view route, int status, double seconds);

      private:
        friend class Metrics;
        struct Series {
            std::array<std::uint64_t, 6> by_class{};  ///< 1xx to 5xx; 0 unused
            std::array<std::uint64_t, bounds.size()> by_bound{};
            std::uint64_t count = 0;
            double seconds = 0;
        };
        std::mutex mutex_;
        std::map<std::string, Series, std::less<>> series_;
    };

    /// A tally of its own for a thread; lives as long as the metrics.
    Tally& tally();
    /// A value that is asked for when somebody reads: queue length, connections, pages in memory.
    void gauge(std::string name, std::string help, std::function<double()> value);
    /// The same for values that only grow.
    void counter(std::string name, std::string help, std::function<double()> value);
    std::string text() const;

  private:
    struct Asked {
        std::string name;
        std::string help;
        std::string_view kind;
        std::function<double()> value;
    };
    mutable std::mutex mutex_;
    std::vector<std::unique_ptr<Tally>> tallies_;
    std::vector<Asked> asked_;
};

class Router;
/// `/metrics` (the metrics as text) and `/healthz` ("ok" as long as the program answers), both answered on the I/O
/// threads; `/readyz` asks `ready`, which returns what is not ready yet or nothing: 200 or 503.
void add_operation_routes(Router& router, const Metrics& metrics, std::function<std::string()> ready);

}  // namespace longdan::http
