#pragma once

#include "platform/http/dispatcher.h"
#include "platform/http/proxy.h"
#include "platform/http/server.h"
#include "platform/http/worker_pool.h"

#include <atomic>
#include <memory>
#include <string>

namespace longdan::http {

/// What all threads of a server have in common.
struct Shared {
    ServerOptions options;
    const Router& router;
    PageCache& cache;
    const Clock& clock;
    Metrics& metrics;
    TrustedProxies proxies;
    Dispatcher dispatcher;
    WorkerPool pool;
    DailyMark marks;
    std::atomic<bool> stopping{false};
    std::atomic<std::size_t> connections{0};
};

/// One I/O thread with its connections. Only run() is called in the thread itself; the rest from anywhere.
class IoThread {
  public:
    explicit IoThread(Shared& shared);
    ~IoThread();

    void run();
    /// Takes over an accepted socket.
    void adopt(int descriptor, std::string peer);
    /// Ends connections that wait for their next request; the others end after their answer.
    void close_idle();
    /// Makes run() return; what is still open is cut.
    void stop();

    struct State;

  private:
    std::unique_ptr<State> state_;
};

}  // namespace longdan::http
