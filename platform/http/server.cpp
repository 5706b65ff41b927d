#include "platform/http/server.h"

#include "platform/base/log.h"
#include "platform/http/io_thread.h"

#include <algorithm>
#include <cstring>
#include <thread>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace longdan::http {

namespace {

ServerOptions completed(ServerOptions options) {
    const int processors = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    if (options.io_threads <= 0) options.io_threads = std::max(1, processors / 2);
    if (options.workers <= 0) options.workers = std::max(32, 4 * processors);
    return options;
}

std::string text_of(const sockaddr_storage& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* bytes = address.ss_family == AF_INET6
                            ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in6&>(address).sin6_addr)
                            : static_cast<const void*>(&reinterpret_cast<const sockaddr_in&>(address).sin_addr);
    ::inet_ntop(address.ss_family, bytes, text.data(), text.size());
    return text.data();
}

/// A listening socket on the address; throws Error(unavailable) that says why there is none.
int listen_on(const std::string& address, int port) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const std::string where = address + " port " + std::to_string(port);
    if (const int error = ::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found); error != 0) {
        throw Error(ErrorKind::unavailable, "cannot listen on " + where + ": " + ::gai_strerror(error));
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> guard(found, ::freeaddrinfo);
    const int listener = ::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, found->ai_protocol);
    const int on = 1;
    const bool listening = listener >= 0 && ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
                           ::bind(listener, found->ai_addr, found->ai_addrlen) == 0 && ::listen(listener, 1024) == 0;
    if (!listening) {
        const int reason = errno;
        if (listener >= 0) ::close(listener);
        throw Error(ErrorKind::unavailable, "cannot listen on " + where + ": " + std::strerror(reason));
    }
    return listener;
}

int port_of(int listener) {
    sockaddr_storage address{};
    socklen_t size = sizeof(address);
    ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    const bool six = address.ss_family == AF_INET6;
    return ntohs(
        six ? reinterpret_cast<const sockaddr_in6&>(address).sin6_port
            : reinterpret_cast<const sockaddr_in&>(address).sin_port
    );
}

}  // namespace

struct Server::State {
    State(ServerOptions options, const Router& router, PageCache& cache, const Clock& clock, Metrics& metrics)
        : shared{
              options,
              router,
              cache,
              clock,
              metrics,
              TrustedProxies(options.trusted_proxies),
              Dispatcher(router, cache, clock, options.dispatch),
              WorkerPool(static_cast<std::size_t>(options.workers), options.queue_limit)} {}

    Shared shared;
    std::vector<std::unique_ptr<IoThread>> io;
    std::vector<std::thread> threads;
    std::thread acceptor;
    int listener = -1;
    int wake = -1;  ///< eventfd that ends the acceptor
    int port = 0;
    bool running = false;

    void accept_connections();
    bool accept_one(std::size_t& next);
    void add_measures();
};

void Server::State::accept_connections() {
    std::array<pollfd, 2> watched{pollfd{listener, POLLIN, 0}, pollfd{wake, POLLIN, 0}};
    std::size_t next = 0;
    while (!shared.stopping) {
        if (::poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR) return;
        while (!shared.stopping && accept_one(next)) {
        }
    }
}

bool Server::State::accept_one(std::size_t& next) {
    sockaddr_storage address{};
    socklen_t size = sizeof(address);
    const int descriptor =
        ::accept4(listener, reinterpret_cast<sockaddr*>(&address), &size, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (descriptor < 0) {
        if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            log::warning("accept_failed", {{"reason", std::strerror(errno)}});
            constexpr int pause_milliseconds = 50;
            pollfd ended{wake, POLLIN, 0};
            ::poll(&ended, 1, pause_milliseconds);
        }
        return errno == EINTR || errno == ECONNABORTED;
    }
    if (shared.connections >= shared.options.connection_limit) {
        constexpr std::string_view busy =
            "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        (void)::send(descriptor, busy.data(), busy.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        ::close(descriptor);
        return true;
    }
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    io[next]->adopt(descriptor, text_of(address));
    next = (next + 1) % io.size();
    return true;
}

void Server::State::add_measures() {
    Metrics& metrics = shared.metrics;
    metrics.gauge("longdan_connections", "Open connections.", [this] { return double(shared.connections); });
    metrics.gauge("longdan_queue_length", "Requests that wait for a worker.", [this] {
        return double(shared.pool.waiting());
    });
    metrics.counter("longdan_page_cache_hits_total", "Pages sent from memory.", [this] {
        return double(shared.cache.statistics().hits);
    });
    metrics.counter("longdan_page_cache_misses_total", "Addresses asked for that were not in memory.", [this] {
        return double(shared.cache.statistics().misses);
    });
    metrics.gauge("longdan_page_cache_bytes", "Memory of pages kept.", [this] {
        return double(shared.cache.statistics().bytes);
    });
}

Server::Server(ServerOptions options, const Router& router, PageCache& cache, const Clock& clock, Metrics& metrics)
    : state_(std::make_unique<State>(completed(std::move(options)), router, cache, clock, metrics)) {
    state_->add_measures();
}

Server::~Server() { stop(); }

void Server::start() {
    State& state = *state_;
    state.listener = listen_on(state.shared.options.address, state.shared.options.port);
    state.wake = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    state.port = port_of(state.listener);
    for (int i = 0; i < state.shared.options.io_threads; ++i) {
        state.io.push_back(std::make_unique<IoThread>(state.shared));
        state.threads.emplace_back([thread = state.io.back().get()] { thread->run(); });
    }
    state.acceptor = std::thread([&state] { state.accept_connections(); });
    state.running = true;
}

void Server::stop() {
    State& state = *state_;
    if (!std::exchange(state.running, false)) return;
    state.shared.stopping = true;
    ::eventfd_write(state.wake, 1);
    state.acceptor.join();
    ::close(state.listener);
    const auto deadline = std::chrono::steady_clock::now() + state.shared.options.shutdown_timeout;
    while (state.shared.connections > 0 && std::chrono::steady_clock::now() < deadline) {
        for (const auto& thread : state.io) thread->close_idle();
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    state.shared.pool.stop();
    for (const auto& thread : state.io) thread->stop();
    for (std::thread& thread : state.threads) thread.join();
    state.io.clear();
    ::close(state.wake);
}

int Server::port() const { return state_->port; }

LogSink standard_error_log() {
    return [](std::string_view lines) {
        while (!lines.empty()) {
            const ssize_t written = ::write(STDERR_FILENO, lines.data(), lines.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) return;
            lines.remove_prefix(static_cast<std::size_t>(written));
        }
    };
}

}  // namespace longdan::http
