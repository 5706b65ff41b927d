#include "platform/http/io_thread.h"

#include "platform/base/log.h"
#include "platform/http/body.h"
#include "platform/http/conditional.h"
#include "platform/http/exchange.h"

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
#include <sys/socket.h>
#include <sys/uio.h>
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
constexpr std::size_t most_log_bytes = 64u << 10;

/// Thrown when the other end has gone or was too slow to take its answer: nobody is left to be told.
struct Gone {};

class Connection;

}  // namespace

struct IoThread::State {
    explicit State(Shared& all)
        : shared(all), guard(context.get_executor()), timer(context), tally(all.metrics.tally()) {}

    Shared& shared;
    std::list<Connection*> connections;  // before the context, whose end destroys the connections
    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> guard;
    asio::steady_timer timer;
    Metrics::Tally& tally;
    RequestIds ids;
    std::string log_lines;
    std::string date;
    std::int64_t date_seconds = 0;

    std::string_view now_date() {
        const std::int64_t seconds = shared.clock.now().milliseconds / 1000;
        if (seconds != date_seconds || date.empty()) {
            date = http_date(seconds);
            date_seconds = seconds;
        }
        return date;
    }

    void flush_log() {
        if (log_lines.empty()) return;
        shared.pool.go_on([sink = shared.options.access_log, lines = std::move(log_lines)] { sink(lines); });
        log_lines.clear();
    }

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
    /// What is known of the request being answered after its head has been read over.
    struct Exchange {
        Steady::time_point started;
        Moment time;
        std::string id;
        std::string_view route = "(none)";
        std::string method;
        std::string target;
        std::string client;
        bool http_1_1 = true;
        bool keep_alive = true;
        bool is_head = false;
        bool secure = false;
        bool unread_body = false;
        bool from_cache = false;
        int status = 0;
        std::uint64_t bytes = 0;
    };

    void cancel() {
        boost::system::error_code ignored;
        socket_.cancel(ignored);
    }
    void set_deadline(std::chrono::milliseconds in) { deadline_ = Steady::now() + in; }
    void no_deadline() { deadline_ = Steady::time_point::max(); }

    asio::awaitable<void> converse();
    asio::awaitable<bool> read_head(std::optional<Refusal>& refusal);
    asio::awaitable<void> serve(Exchange& exchange);
    asio::awaitable<void> read_body(
        BodyReceiver& receiver, std::chrono::seconds limit, std::optional<Refusal>& refusal
    );
    asio::awaitable<void> refuse_head(Refusal refusal);
    asio::awaitable<void> send(const Answer& answer, Exchange& exchange);
    asio::awaitable<void> send_file(const Answer& answer);
    asio::awaitable<void> send_stream(const Answer& answer, Exchange& exchange);
    asio::awaitable<void> send_pieces(std::array<std::string_view, 4> pieces);
    asio::awaitable<void> drain();
    bool send_now(std::array<std::string_view, 4>& pieces);
    void open(Exchange& exchange, int status, bool chunked);
    void finish(Exchange& exchange);
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
    std::string mark_;
    Day mark_day_;
};

asio::awaitable<void> Connection::converse() {
    make_room(small_buffer);
    set_deadline(shared_.options.head_timeout);
    while (true) {
        std::optional<Refusal> refusal;
        const bool have = co_await read_head(refusal);
        if (refusal) co_await refuse_head(*refusal);
        if (!have) co_return;

        const RequestHead& head = parser_.head();
        Exchange exchange;
        exchange.started = Steady::now();
        exchange.time = shared_.clock.now();
        exchange.http_1_1 = head.http_1_1;
        exchange.keep_alive = head.keep_alive && !shared_.stopping;
        exchange.is_head = head.method == Method::head;
        exchange.secure = is_secure(head, peer_);
        no_deadline();
        if (const auto cached = cached_answer(head, shared_.cache)) {
            exchange.from_cache = true;
            exchange.route = "(cache)";
            exchange.id = home_.ids.next();
            exchange.target = head.target;
            exchange.method = head.method_name;
            open(exchange, cached->status, false);
            std::array<std::string_view, 4> pieces{
                out_, cached->head_view(), "\r\n", exchange.is_head ? std::string_view() : cached->body_view()};
            exchange.bytes = pieces[3].size();
            if (!send_now(pieces)) co_await send_pieces(pieces);
        } else {
            co_await serve(exchange);
        }
        finish(exchange);
        if (!exchange.keep_alive) {
            if (exchange.unread_body) co_await drain();
            co_return;
        }
        parser_.reset();
        set_deadline(shared_.options.idle_timeout);
    }
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

void Connection::open(Exchange& exchange, int status, bool chunked) {
    exchange.status = status;
    write_opening(
        out_, {.status = status,
               .date = home_.now_date(),
               .request_id = exchange.id,
               .keep_alive = exchange.keep_alive,
               .http_1_1 = exchange.http_1_1,
               .secure = exchange.secure,
               .chunked = chunked}
    );
}

void Connection::finish(Exchange& exchange) {
    const double seconds = std::chrono::duration<double>(Steady::now() - exchange.started).count();
    home_.tally.count(exchange.route, exchange.status, seconds);
    if (!shared_.options.access_log) return;
    if (mark_.empty() || mark_day_ != Day::of(exchange.time) || !exchange.client.empty()) {
        mark_day_ = Day::of(exchange.time);
        mark_ = shared_.marks.of(exchange.client.empty() ? peer_.address : exchange.client, mark_day_);
    }
    append_access_line(
        home_.log_lines, {.time = exchange.time,
                          .method = exchange.method,
                          .path = exchange.target,
                          .status = exchange.status,
                          .milliseconds = seconds * 1000,
                          .bytes = exchange.bytes,
                          .id = exchange.id,
                          .visitor = mark_,
                          .from_cache = exchange.from_cache}
    );
    if (home_.log_lines.size() > most_log_bytes) home_.flush_log();
}

asio::awaitable<void> Connection::refuse_head(Refusal refusal) {
    Exchange exchange;
    exchange.started = Steady::now();
    exchange.time = shared_.clock.now();
    exchange.id = home_.ids.next();
    exchange.method = "?";
    exchange.target = "?";
    exchange.keep_alive = false;
    const Request nobody;
    co_await send(
        make_answer(nobody, plain_error(refusal.status(), refusal.what(), exchange.id, false), false), exchange
    );
    finish(exchange);
    co_await drain();
}

asio::awaitable<void> Connection::serve(Exchange& exchange) {
    const RequestHead& head = parser_.head();
    Request request;
    Router::Match match;
    std::optional<Refusal> refusal;
    std::string allow;
    std::unique_ptr<BodyReceiver> receiver;
    const bool has_body = head.has_body;
    const bool ask_for_body = has_body && head.http_1_1 && head.expects_continue && begin_ == end_;
    exchange.method = head.method_name;
    exchange.target = head.target;
    try {
        fill_request(request, head, shared_, peer_);
        if (!head.method) {
            allow = shared_.router.allowed(request.path);
            throw Refusal(allow.empty() ? 404 : 405, "Địa chỉ này không nhận phương thức đã gửi");
        }
        match = shared_.router.match(request.method, request.path);
        request.format = match.format;
        request.parameters = match.parameters;
        if (match.handler) exchange.route = match.pattern;
        if (match.handler && has_body) {
            if (!head.chunked && head.content_length > match.options->body_limit) {
                throw Refusal(413, "Nội dung gửi lên quá lớn");
            }
            receiver = std::make_unique<BodyReceiver>(request, *match.options, shared_.options.temp_folder);
        }
    } catch (const Refusal& failure) {
        refusal = failure;
    }
    if (request.request_id.empty()) request.request_id = home_.ids.next();
    exchange.id = request.request_id;
    if (peer_.trusted) exchange.client = request.client_address;

    if (receiver && !refusal) {
        if (ask_for_body) co_await send_pieces({"HTTP/1.1 100 Continue\r\n\r\n", "", "", ""});
        co_await read_body(*receiver, std::chrono::seconds(match.options->body_seconds), refusal);
    }
    if (has_body && parser_.progress() != RequestParser::Progress::body_done) {
        exchange.unread_body = true;
        exchange.keep_alive = false;
    }

    Answer answer;
    auto work = [&]() -> std::function<void()> {
        std::function<void()> after;
        try {
            if (receiver && !refusal) receiver->finish();
        } catch (const Refusal& failure) {
            refusal = failure;
        }
        if (refusal) {
            answer = shared_.dispatcher.refuse(request, refusal->status(), refusal->what());
        } else {
            answer = shared_.dispatcher.answer(request, match, after);
        }
        return after;
    };
    if (match.handler && match.options->inline_ && !refusal) {
        if (const auto after = work()) after();
    } else {
        const bool taken = co_await on_pool(work, false);
        if (!taken) {
            Response busy =
                plain_error(503, "Máy chủ đang bận, hãy thử lại sau ít giây", request.request_id, wants_json(request));
            busy.header("Retry-After", "5");
            answer = make_answer(request, std::move(busy), false);
        }
    }
    if (!allow.empty()) answer.head += "Allow: " + allow + "\r\n";
    if (shared_.stopping) exchange.keep_alive = false;
    co_await send(answer, exchange);
}

asio::awaitable<void> Connection::read_body(
    BodyReceiver& receiver, std::chrono::seconds limit, std::optional<Refusal>& refusal
) {
    set_deadline(limit);
    std::string heavy;
    parser_.on_body([&](std::string_view piece) {
        if (receiver.is_heavy()) {
            heavy += piece;
        } else {
            receiver.feed(piece);
        }
    });
    while (!refusal) {
        try {
            if (end_ > begin_) begin_ += parser_.put(std::string_view(in_).substr(begin_, end_ - begin_));
            if (end_ - begin_ > body_buffer / 2) throw Refusal(400, "Yêu cầu có khúc nội dung không hợp lệ");
        } catch (const Refusal& failure) {
            refusal = failure;
        }
        if (!heavy.empty() && !refusal) {
            auto feed = [&]() -> std::function<void()> {
                try {
                    receiver.feed(heavy);
                } catch (const Refusal& failure) {
                    refusal = failure;
                } catch (const Error& failure) {
                    refusal = Refusal(503, failure.what());
                }
                return {};
            };
            co_await on_pool(feed, true);
            heavy.clear();
        }
        if (refusal || parser_.progress() == RequestParser::Progress::body_done) break;
        if (in_.size() < body_buffer || end_ == in_.size()) make_room(body_buffer);
        const auto [error, count] =
            co_await socket_.async_read_some(asio::buffer(in_.data() + end_, in_.size() - end_), as_result);
        if (error && !expired_) throw Gone{};
        if (error) refusal = Refusal(408, "Nội dung gửi lên quá chậm");
        end_ += count;
    }
    parser_.on_body(nullptr);
    expired_ = false;
    no_deadline();
}

asio::awaitable<void> Connection::send(const Answer& answer, Exchange& exchange) {
    const bool chunked = answer.stream && exchange.http_1_1;
    if (answer.stream && !chunked) exchange.keep_alive = false;
    open(exchange, answer.status, chunked);
    const bool with_body = !exchange.is_head;
    co_await send_pieces({out_, answer.head_view(), "\r\n", with_body ? answer.body_view() : std::string_view()});
    if (!with_body) co_return;
    exchange.bytes = answer.content_length();
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

/// Sends what the socket takes at once and leaves the rest in `pieces`; true when nothing is left.
bool Connection::send_now(std::array<std::string_view, 4>& pieces) {
    while (true) {
        std::array<iovec, 4> vectors{};
        std::size_t used = 0;
        for (const std::string_view piece : pieces) {
            if (!piece.empty()) vectors[used++] = {const_cast<char*>(piece.data()), piece.size()};
        }
        if (used == 0) return true;
        msghdr message{};
        message.msg_iov = vectors.data();
        message.msg_iovlen = used;
        const ssize_t result = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (result < 0 && errno == EINTR) continue;
        if (result < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return false;
        if (result < 0) throw Gone{};
        auto sent = static_cast<std::size_t>(result);
        for (std::string_view& piece : pieces) {
            const std::size_t part = std::min(sent, piece.size());
            piece.remove_prefix(part);
            sent -= part;
        }
    }
}

asio::awaitable<void> Connection::send_pieces(std::array<std::string_view, 4> pieces) {
    while (!send_now(pieces)) {
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
        flush_log();
    }
}

IoThread::IoThread(Shared& shared) : state_(std::make_unique<State>(shared)) {}
IoThread::~IoThread() = default;

void IoThread::run() {
    asio::co_spawn(state_->context, state_->watch(), asio::detached);
    state_->context.run();
    state_->flush_log();
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
        const auto connection = std::make_shared<Connection>(*state_, std::move(socket), Peer{peer, trusted});
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
