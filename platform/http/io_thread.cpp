#include "platform/http/io_thread.h"

#include "platform/base/log.h"
#include "platform/http/exchange.h"
#include "platform/http/incoming.h"
#include "platform/http/ledger.h"
#include "platform/http/outlet.h"

#include <algorithm>
#include <array>
#include <list>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <unistd.h>

namespace longdan::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using Steady = std::chrono::steady_clock;

namespace {

constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t small_buffer = 8u << 10;
constexpr std::size_t body_buffer = 64u << 10;
constexpr std::size_t file_piece = 256u << 10;

class Connection;

}  // namespace

struct IoThread::State {
    explicit State(Shared& all) : shared(all), ledger(all), guard(context.get_executor()), timer(context) {}

    Shared& shared;
    Ledger ledger;
    std::list<Connection*> connections;  // before the context, whose end destroys the connections
    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> guard;
    asio::steady_timer timer;

    asio::awaitable<void> watch();
};

namespace {

class Connection : public std::enable_shared_from_this<Connection> {
  public:
    Connection(IoThread::State& home, tcp::socket socket, Peer peer)
        : home_(home),
          shared_(home.shared),
          socket_(std::move(socket)),
          peer_(std::move(peer)),
          parser_(shared_.options.head_limit) {
        place_ = home_.connections.insert(home_.connections.end(), this);
        ++shared_.connections;
    }
    ~Connection() {
        home_.connections.erase(place_);
        --shared_.connections;
    }

    asio::awaitable<void> run() {
        const auto self = shared_from_this();
        try {
            co_await converse();
        } catch (const Gone&) {
        } catch (const std::exception& failure) {
            log::error("connection_failed", {{"reason", failure.what()}});
        }
    }

    void check_deadline(Steady::time_point now) {
        if (now < deadline_) return;
        deadline_ = Steady::time_point::max();
        expired_ = true;
        cancel();
    }
    void close_when_idle() {
        if (idle_) cancel();
    }

  private:
    void cancel() {
        boost::system::error_code ignored;
        socket_.cancel(ignored);
    }
    void set_deadline(std::chrono::milliseconds in) { deadline_ = Steady::now() + in; }
    void no_deadline() { deadline_ = Steady::time_point::max(); }

    asio::awaitable<void> converse();
    asio::awaitable<bool> read_head(std::optional<Refusal>& refusal);
    asio::awaitable<void> serve(Exchange& exchange);
    asio::awaitable<void> read_body(Incoming& incoming);
    Pieces opened(const Answer& answer, Exchange& exchange, bool chunked);
    asio::awaitable<void> refuse_head(Refusal refusal);
    asio::awaitable<void> send(const Answer& answer, Exchange& exchange);
    asio::awaitable<void> send_file(const Answer& answer);
    asio::awaitable<void> send_stream(const Answer& answer, Exchange& exchange);
    asio::awaitable<void> send_pieces(Pieces pieces);
    asio::awaitable<void> drain();
    void make_room(std::size_t size);

    /// Runs `work` on the worker pool and comes back to this thread; what `work` returns is done on the worker after
    /// that. False when the queue is full.
    template <class Work>
    asio::awaitable<bool> on_pool(Work work, bool begun) {
        bool taken = true;
        auto start = [&](auto handler) {
            auto resume = std::make_shared<decltype(handler)>(std::move(handler));
            auto job = [this, work, resume, executor = home_.context.get_executor()]() mutable {
                const std::function<void()> after = work();
                asio::post(executor, [resume = std::move(resume)] { (*resume)(); });
                if (after) after();
            };
            if (begun) {
                shared_.pool.go_on(std::move(job));
            } else if (!shared_.pool.offer(job)) {
                taken = false;
                asio::post(home_.context, [resume] { (*resume)(); });
            }
        };
        co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(start, asio::use_awaitable);
        co_return taken;
    }

    IoThread::State& home_;
    Shared& shared_;
    tcp::socket socket_;
    Peer peer_;
    RequestParser parser_;
    std::list<Connection*>::iterator place_;
    Steady::time_point deadline_ = Steady::time_point::max();
    bool expired_ = false;
    bool idle_ = false;
    std::string in_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::string out_;
};

asio::awaitable<void> Connection::converse() {
    make_room(small_buffer);
    set_deadline(shared_.options.head_timeout);
    while (true) {
        std::optional<Refusal> refusal;
        const bool have = co_await read_head(refusal);
        if (refusal) co_await refuse_head(*refusal);
        if (!have) co_return;

        no_deadline();
        Exchange exchange(parser_.head(), peer_, shared_.clock.now());
        exchange.id = home_.ledger.next_id();
        if (shared_.stopping) exchange.keep_alive = false;
        if (const auto cached = cached_answer(parser_.head(), shared_.cache)) {
            exchange.from_cache = true;
            exchange.route = "(cache)";
            Pieces pieces = opened(*cached, exchange, false);
            if (!send_now(socket_.native_handle(), pieces)) co_await send_pieces(pieces);
        } else {
            co_await serve(exchange);
        }
        home_.ledger.record(exchange, peer_);
        if (!exchange.keep_alive) {
            if (exchange.unread_body) co_await drain();
            co_return;
        }
        parser_.reset();
        set_deadline(shared_.options.idle_timeout);
    }
}

/// The pieces of an answer up to what follows its head: the body unless it is a file or a stream.
Pieces Connection::opened(const Answer& answer, Exchange& exchange, bool chunked) {
    exchange.status = answer.status;
    write_opening(out_, exchange, home_.ledger.date(exchange.time), chunked);
    if (exchange.is_head) return {out_, answer.head_view(), "\r\n", ""};
    exchange.bytes = answer.content_length();
    return {out_, answer.head_view(), "\r\n", answer.body_view()};
}

void Connection::make_room(std::size_t size) {
    if (begin_ > 0) {
        in_.erase(0, begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    in_.resize(std::max(size, end_));
}

asio::awaitable<bool> Connection::read_head(std::optional<Refusal>& refusal) {
    const std::size_t most = shared_.options.head_limit + 4;
    bool begun = false;
    while (true) {
        if (end_ > begin_) {
            try {
                const std::size_t used = parser_.put(std::string_view(in_).substr(begin_, end_ - begin_));
                begin_ += used;
                if (used > 0) co_return true;
            } catch (const Refusal& failure) {
                refusal = failure;
            }
            if (refusal) co_return false;
        } else {
            begin_ = end_ = 0;
            if (in_.size() > small_buffer) {
                in_.resize(small_buffer);
                in_.shrink_to_fit();
            }
        }
        if (end_ == in_.size()) {
            make_room(begin_ == 0 ? most : in_.size());
            parser_.reset();
            continue;
        }
        idle_ = end_ == begin_;
        if (idle_ && shared_.stopping) co_return false;
        if (!idle_ && !begun) {
            begun = true;
            set_deadline(shared_.options.head_timeout);
        }
        const auto [error, count] =
            co_await socket_.async_read_some(asio::buffer(in_.data() + end_, in_.size() - end_), as_result);
        const bool was_idle = std::exchange(idle_, false);
        if (error) {
            if (expired_ && !was_idle) refusal = Refusal(408, "Yêu cầu gửi quá chậm");
            co_return false;
        }
        end_ += count;
    }
}

asio::awaitable<void> Connection::refuse_head(Refusal refusal) {
    Exchange exchange(shared_.clock.now());
    exchange.id = home_.ledger.next_id();
    const Answer answer =
        make_answer(Request(), plain_error(refusal.status(), refusal.what(), exchange.id, false), false);
    co_await send(answer, exchange);
    home_.ledger.record(exchange, peer_);
    co_await drain();
}

asio::awaitable<void> Connection::serve(Exchange& exchange) {
    const bool has_body = parser_.head().has_body;
    Incoming incoming(parser_.head(), shared_, peer_, exchange.id);
    exchange.id = incoming.request().request_id;
    if (peer_.trusted) exchange.client = incoming.request().client_address;
    if (incoming.match().handler) exchange.route = incoming.match().pattern;

    if (incoming.wants_body()) {
        if (incoming.asks_to_go_on() && begin_ == end_) {
            co_await send_pieces({"HTTP/1.1 100 Continue\r\n\r\n", "", "", ""});
        }
        co_await read_body(incoming);
    }
    if (has_body && parser_.progress() != RequestParser::Progress::body_done) {
        exchange.unread_body = true;
        exchange.keep_alive = false;
    }

    Answer answer;
    if (incoming.runs_inline()) {
        if (const auto after = incoming.run(answer)) after();
    } else {
        auto run = [&] { return incoming.run(answer); };
        const bool taken = co_await on_pool(run, false);
        if (!taken) answer = incoming.busy();
    }
    if (shared_.stopping) exchange.keep_alive = false;
    co_await send(answer, exchange);
}

asio::awaitable<void> Connection::read_body(Incoming& incoming) {
    set_deadline(std::chrono::seconds(incoming.match().options->body_seconds));
    std::string heavy;
    parser_.on_body([&](std::string_view piece) {
        if (incoming.body_is_heavy()) {
            heavy += piece;
        } else {
            incoming.take(piece);
        }
    });
    while (true) {
        try {
            if (end_ > begin_) begin_ += parser_.put(std::string_view(in_).substr(begin_, end_ - begin_));
            if (end_ - begin_ > body_buffer / 2) throw Refusal(400, "Yêu cầu có khúc nội dung không hợp lệ");
        } catch (const Refusal& failure) {
            incoming.refuse(failure.status(), failure.what());
        }
        if (!heavy.empty() && incoming.wants_body()) {
            auto take = [&]() -> std::function<void()> {
                incoming.take(heavy);
                return {};
            };
            co_await on_pool(take, true);
            heavy.clear();
        }
        if (!incoming.wants_body() || parser_.progress() == RequestParser::Progress::body_done) break;
        if (in_.size() < body_buffer || end_ == in_.size()) make_room(body_buffer);
        const auto [error, count] =
            co_await socket_.async_read_some(asio::buffer(in_.data() + end_, in_.size() - end_), as_result);
        if (error && !expired_) throw Gone{};
        if (error) incoming.refuse(408, "Nội dung gửi lên quá chậm");
        end_ += count;
    }
    parser_.on_body(nullptr);
    expired_ = false;
    no_deadline();
}

asio::awaitable<void> Connection::send(const Answer& answer, Exchange& exchange) {
    const bool chunked = answer.stream && exchange.http_1_1;
    if (answer.stream && !chunked) exchange.keep_alive = false;
    co_await send_pieces(opened(answer, exchange, chunked));
    if (exchange.is_head) co_return;
    if (answer.file) co_await send_file(answer);
    if (answer.stream) co_await send_stream(answer, exchange);
}

asio::awaitable<void> Connection::send_file(const Answer& answer) {
    std::string piece;
    for (std::uint64_t sent = 0; sent < answer.file_length; sent += piece.size()) {
        bool whole = false;
        auto read = [&]() -> std::function<void()> {
            const std::uint64_t left = answer.file_length - sent;
            whole = answer.file->read(answer.file_begin + sent, std::min<std::uint64_t>(left, file_piece), piece);
            return {};
        };
        co_await on_pool(read, true);
        if (!whole) throw Gone{};
        co_await send_pieces({piece, "", "", ""});
    }
}

asio::awaitable<void> Connection::send_stream(const Answer& answer, Exchange& exchange) {
    asio::steady_timer pause(home_.context);
    bool more = true;
    while (more && !(answer.endless && shared_.stopping)) {
        std::string piece;
        bool failed = false;
        auto make = [&]() -> std::function<void()> {
            try {
                more = answer.stream(piece);
            } catch (const std::exception& failure) {
                log::error("stream_failed", {{"request", exchange.id}, {"reason", failure.what()}});
                failed = true;
            }
            return {};
        };
        co_await on_pool(make, true);
        // Cut off without the last chunk, so that nobody takes half an export for a whole one.
        if (failed) throw Gone{};
        exchange.bytes += piece.size();
        if (piece.empty()) {
            if (!more) break;
            pause.expires_after(shared_.options.stream_pause);
            co_await pause.async_wait(asio::use_awaitable);
            continue;
        }
        std::array<char, 20> size{};
        const int digits = std::snprintf(size.data(), size.size(), "%zx\r\n", piece.size());
        const std::string_view size_line(size.data(), static_cast<std::size_t>(digits));
        co_await send_pieces({exchange.http_1_1 ? size_line : "", piece, exchange.http_1_1 ? "\r\n" : "", ""});
    }
    if (exchange.http_1_1) co_await send_pieces({"0\r\n\r\n", "", "", ""});
}

asio::awaitable<void> Connection::send_pieces(Pieces pieces) {
    while (!send_now(socket_.native_handle(), pieces)) {
        set_deadline(shared_.options.write_timeout);
        const auto [error] = co_await socket_.async_wait(tcp::socket::wait_write, as_result);
        if (error) throw Gone{};
    }
    no_deadline();
}

/// Reads on for a moment after the last answer: closing at once would make the kernel throw the answer away while the
/// other end still sends.
asio::awaitable<void> Connection::drain() {
    constexpr std::size_t most = 1u << 20;
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    expired_ = false;
    set_deadline(std::chrono::milliseconds(1000));
    make_room(small_buffer);
    std::size_t read = 0;
    while (read < most) {
        const auto [error, count] = co_await socket_.async_read_some(asio::buffer(in_), as_result);
        if (error) co_return;
        read += count;
    }
}

}  // namespace

asio::awaitable<void> IoThread::State::watch() {
    const auto& options = shared.options;
    const auto shortest = std::min({options.head_timeout, options.idle_timeout, options.write_timeout});
    const auto pace = std::clamp(shortest / 8, std::chrono::milliseconds(10), std::chrono::milliseconds(500));
    while (true) {
        timer.expires_after(pace);
        co_await timer.async_wait(asio::use_awaitable);
        const auto now = Steady::now();
        for (Connection* connection : connections) connection->check_deadline(now);
        ledger.flush();
    }
}

IoThread::IoThread(Shared& shared) : state_(std::make_unique<State>(shared)) {}
IoThread::~IoThread() = default;

void IoThread::run() {
    asio::co_spawn(state_->context, state_->watch(), asio::detached);
    state_->context.run();
    state_->ledger.flush();
}

void IoThread::adopt(int descriptor, std::string peer) {
    asio::post(state_->context, [this, descriptor, peer = std::move(peer)] {
        const bool six = peer.find(':') != std::string::npos;
        const bool trusted = state_->shared.proxies.contains(peer);
        tcp::socket socket(state_->context);
        boost::system::error_code error;
        socket.assign(six ? tcp::v6() : tcp::v4(), descriptor, error);
        if (error) {
            ::close(descriptor);
            return;
        }
        const auto connection =
            std::make_shared<Connection>(*state_, std::move(socket), Peer{.address = peer, .trusted = trusted});
        asio::co_spawn(state_->context, connection->run(), asio::detached);
    });
}

void IoThread::close_idle() {
    asio::post(state_->context, [this] {
        for (Connection* connection : state_->connections) connection->close_when_idle();
    });
}

void IoThread::stop() { state_->context.stop(); }

}  // namespace longdan::http
