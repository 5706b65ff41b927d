#include "platform/http/metrics.h"

#include "platform/http/http.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

namespace longdan::http {

void Metrics::Tally::count(std::string_view route, int status, double seconds) {
    const std::lock_guard lock(mutex_);
    auto found = series_.find(route);
    if (found == series_.end()) found = series_.emplace(std::string(route), Series{}).first;
    Series& series = found->second;
    ++series.by_class[static_cast<std::size_t>(std::clamp(status / 100, 0, 5))];
    const auto bound = std::lower_bound(bounds.begin(), bounds.end(), seconds);
    if (bound != bounds.end()) ++series.by_bound[static_cast<std::size_t>(bound - bounds.begin())];
    ++series.count;
    series.seconds += seconds;
}

Metrics::Tally& Metrics::tally() {
    const std::lock_guard lock(mutex_);
    tallies_.push_back(std::make_unique<Tally>());
    return *tallies_.back();
}

void Metrics::gauge(std::string name, std::string help, std::function<double()> value) {
    const std::lock_guard lock(mutex_);
    asked_.push_back({std::move(name), std::move(help), "gauge", std::move(value)});
}

void Metrics::counter(std::string name, std::string help, std::function<double()> value) {
    const std::lock_guard lock(mutex_);
    asked_.push_back({std::move(name), std::move(help), "counter", std::move(value)});
}

std::string Metrics::text() const {
    const std::lock_guard lock(mutex_);
    std::map<std::string, Tally::Series> sum;
    for (const auto& tally : tallies_) {
        const std::lock_guard tally_lock(tally->mutex_);
        for (const auto& [route, series] : tally->series_) {
            Tally::Series& total = sum[route];
            for (std::size_t i = 0; i < total.by_class.size(); ++i) total.by_class[i] += series.by_class[i];
            for (std::size_t i = 0; i < total.by_bound.size(); ++i) total.by_bound[i] += series.by_bound[i];
            total.count += series.count;
            total.seconds += series.seconds;
        }
    }
    std::string out;
    const auto line = std::back_inserter(out);
    fmt::format_to(line, "# HELP longdan_requests_total Answered requests.\n# TYPE longdan_requests_total counter\n");
    for (const auto& [route, series] : sum) {
        for (std::size_t i = 1; i < series.by_class.size(); ++i) {
            if (series.by_class[i] == 0) continue;
            fmt::format_to(
                line, "longdan_requests_total{{route=\"{}\",status=\"{}xx\"}} {}\n", route, i, series.by_class[i]
            );
        }
    }
    fmt::format_to(
        line,
        "# HELP longdan_request_seconds Time from the head of a request to the end of its answer.\n"
        "# TYPE longdan_request_seconds histogram\n"
    );
    for (const auto& [route, series] : sum) {
        std::uint64_t below = 0;
        for (std::size_t i = 0; i < bounds.size(); ++i) {
            below += series.by_bound[i];
            fmt::format_to(
                line, "longdan_request_seconds_bucket{{route=\"{}\",le=\"{}\"}} {}\n", route, bounds[i], below
            );
        }
        fmt::format_to(line, "longdan_request_seconds_bucket{{route=\"{}\",le=\"+Inf\"}} {}\n", route, series.count);
        fmt::format_to(line, "longdan_request_seconds_sum{{route=\"{}\"}} {}\n", route, series.seconds);
        fmt::format_to(line, "longdan_request_seconds_count{{route=\"{}\"}} {}\n", route, series.count);
    }
    for (const Asked& asked : asked_) {
        fmt::format_to(
            line, "# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3}\n", asked.name, asked.help, asked.kind, asked.value()
        );
    }
    return out;
}

void add_operation_routes(Router& router, const Metrics& metrics, std::function<std::string()> ready) {
    const auto uncached = [](Response response) {
        response.header("Cache-Control", "no-store");
        return response;
    };
    router.get("/healthz", [uncached](const Request&) { return uncached(text("ok\n")); }, {.inline_ = true});
    router.get(
        "/metrics",
        [uncached, &metrics](const Request&) {
            Response response = text(metrics.text());
            response.content_type = "text/plain; version=0.0.4; charset=utf-8";
            return uncached(std::move(response));
        },
        {.inline_ = true}
    );
    router.get("/readyz", [uncached, ready = std::move(ready)](const Request&) {
        const std::string missing = ready();
        return uncached(missing.empty() ? text("ready\n") : text(missing + "\n", 503));
    });
}

}  // namespace longdan::http
