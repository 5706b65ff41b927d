#include "platform/http/test_support/client.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace longdan::http::test_support {

namespace {

bool same_name(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
        return std::tolower(x) == std::tolower(y);
    });
}

}  // namespace

std::string Answered::header(std::string_view name) const {
    for (const auto& [key, value] : headers) {
        if (same_name(key, name)) return value;
    }
    return {};
}

Client::Client(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
        ::close(socket_);
        throw std::runtime_error("cannot connect to the server under test");
    }
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

Client::~Client() {
    if (socket_ >= 0) ::close(socket_);
}

Client::Client(Client&& other) noexcept : socket_(std::exchange(other.socket_, -1)), in_(std::move(other.in_)) {}

bool Client::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool Client::more(std::chrono::steady_clock::time_point deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd watched{socket_, POLLIN, 0};
    if (::poll(&watched, 1, std::max(0, static_cast<int>(left.count()))) <= 0) return false;
    std::array<char, 64 << 10> piece;
    const ssize_t count = ::recv(socket_, piece.data(), piece.size(), 0);
    if (count <= 0) return false;
    in_.append(piece.data(), static_cast<std::size_t>(count));
    return true;
}

Answered Client::receive(bool to_head, std::chrono::milliseconds wait) {
    const auto deadline = std::chrono::steady_clock::now() + wait;
    std::size_t head_end;
    while ((head_end = in_.find("\r\n\r\n")) == std::string::npos) {
        if (!more(deadline)) return {};
    }
    Answered answer;
    const std::string head = in_.substr(0, head_end + 2);
    in_.erase(0, head_end + 4);
    answer.status = std::stoi(head.substr(9, 3));
    for (std::size_t at = head.find("\r\n") + 2; at < head.size();) {
        const std::size_t end = head.find("\r\n", at);
        const std::string line = head.substr(at, end - at);
        const std::size_t colon = line.find(": ");
        answer.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
        at = end + 2;
    }
    if (answer.status == 100) return receive(to_head, wait);
    answer.complete = true;
    if (to_head || answer.status == 204 || answer.status == 304) return answer;
    if (answer.header("transfer-encoding") == "chunked") {
        while (true) {
            std::size_t line;
            while ((line = in_.find("\r\n")) == std::string::npos) {
                if (!more(deadline)) return answer.complete = false, answer;
            }
            const std::size_t size = std::stoul(in_.substr(0, line), nullptr, 16);
            while (in_.size() < line + 2 + size + 2) {
                if (!more(deadline)) return answer.complete = false, answer;
            }
            answer.body += in_.substr(line + 2, size);
            in_.erase(0, line + 2 + size + 2);
            if (size == 0) return answer;
        }
    }
    const std::string length = answer.header("content-length");
    if (length.empty()) {
        while (more(deadline)) {
        }
        answer.body = std::exchange(in_, {});
        return answer;
    }
    const std::size_t size = std::stoul(length);
    while (in_.size() < size) {
        if (!more(deadline)) return answer.complete = false, answer;
    }
    answer.body = in_.substr(0, size);
    in_.erase(0, size);
    return answer;
}

bool Client::closed_within(std::chrono::milliseconds wait) {
    const auto deadline = std::chrono::steady_clock::now() + wait;
    while (std::chrono::steady_clock::now() < deadline) {
        if (more(deadline)) continue;
        char byte;
        return ::recv(socket_, &byte, 1, MSG_DONTWAIT | MSG_PEEK) == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
    }
    return false;
}

namespace {

std::string lines_of(const Client::Headers& headers) {
    std::string out;
    for (const auto& [name, value] : headers) out += name + ": " + value + "\r\n";
    return out;
}

}  // namespace

Answered Client::get(const std::string& target, const Headers& headers) {
    send("GET " + target + " HTTP/1.1\r\nHost: test\r\n" + lines_of(headers) + "\r\n");
    return receive();
}

Answered Client::head(const std::string& target, const Headers& headers) {
    send("HEAD " + target + " HTTP/1.1\r\nHost: test\r\n" + lines_of(headers) + "\r\n");
    return receive(true);
}

Answered Client::post(
    const std::string& target, std::string_view content_type, std::string_view body, const Headers& headers
) {
    send(
        "POST " + target + " HTTP/1.1\r\nHost: test\r\nContent-Type: " + std::string(content_type) +
        "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + lines_of(headers) + "\r\n"
    );
    send(body);
    return receive();
}

}  // namespace longdan::http::test_support
