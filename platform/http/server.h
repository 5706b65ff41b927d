#pragma once

#include "platform/base/time.h"
#include "platform/http/access_log.h"
#include "platform/http/dispatcher.h"
#include "platform/http/http.h"
#include "platform/http/metrics.h"
#include "platform/http/page_cache.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace longdan::http {

struct ServerOptions {
    std::string address = "127.0.0.1";
    int port = 0;             ///< 0: a free one, see Server::port()
    int io_threads = 0;       ///< 0: one for each two processors
    int workers = 0;          ///< 0: four for each processor, at least 32: handlers wait for the disk
    std::string temp_folder;  ///< for uploads; must exist
    std::vector<std::string> trusted_proxies;
    DispatcherOptions dispatch;
    LogSink access_log;  ///< empty: no access log
    /// Told of every address that was asked for with success (200, 304), with the day's mark of who asked (DailyMark).
    /// Called on I/O threads: it must be quick.
    std::function<void(std::string_view visitor, std::string_view target)> page_asked;

    std::size_t queue_limit = 512;  ///< requests waiting for a worker; more get 503
    std::size_t connection_limit = 10000;
    std::size_t head_limit = 32u << 10;
    std::chrono::milliseconds head_timeout{10'000};
    std::chrono::milliseconds idle_timeout{60'000};
    std::chrono::milliseconds write_timeout{30'000};     ///< without any progress
    std::chrono::milliseconds shutdown_timeout{20'000};  ///< for requests in flight
    std::chrono::milliseconds stream_pause{250};         ///< after an empty piece of a stream
};

/// The HTTP/1.1 server: I/O threads that read, check and send; a worker pool that runs handlers. It stands behind a
/// proxy that speaks TLS and HTTP/2 (docs/decisions/http-server.md).
class Server {
  public:
    /// Keeps references to all four. Throws Error(invalid) for a malformed trusted proxy.
    Server(ServerOptions options, const Router& router, PageCache& cache, const Clock& clock, Metrics& metrics);
    /// Stops when it still runs.
    ~Server();

    /// Listens and returns. Throws Error(unavailable) when the address cannot be had.
    void start();
    /// Takes no more connections, finishes the requests in flight (up to the deadline), then ends the threads.
    void stop();
    int port() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// A sink that appends to standard error.
LogSink standard_error_log();

}  // namespace longdan::http
