#include "platform/view/frames.h"

#include <cerrno>
#include <cstdint>
#include <cstring>

#include <poll.h>
#include <sys/socket.h>

namespace longdan::view {

namespace {

bool wait_for(int socket, short event, Deadline deadline, const StillWanted& wanted) {
    for (;;) {
        const auto now = std::chrono::steady_clock::now();
        if (now >= deadline) return false;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - now);
        pollfd entry{socket, event, 0};
        const int ready = poll(&entry, 1, static_cast<int>(std::min<std::int64_t>(left.count(), 20)));
        if (ready > 0) return true;
        if (ready < 0 && errno != EINTR) return false;
        if (wanted && !wanted()) return false;
    }
}

bool send_all(int socket, const char* data, std::size_t size, Deadline deadline, const StillWanted& wanted) {
    while (size > 0) {
        const ssize_t sent = send(socket, data, size, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0) {
            data += sent;
            size -= static_cast<std::size_t>(sent);
        } else if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            if (!wait_for(socket, POLLOUT, deadline, wanted)) return false;
        } else if (!(sent < 0 && errno == EINTR)) {
            return false;
        }
    }
    return true;
}

bool receive_all(int socket, char* data, std::size_t size, Deadline deadline, const StillWanted& wanted) {
    while (size > 0) {
        const ssize_t got = recv(socket, data, size, MSG_DONTWAIT);
        if (got > 0) {
            data += got;
            size -= static_cast<std::size_t>(got);
        } else if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            if (!wait_for(socket, POLLIN, deadline, wanted)) return false;
        } else if (!(got < 0 && errno == EINTR)) {
            return false;
        }
    }
    return true;
}

}  // namespace

bool send_frame(int socket, std::string_view bytes, Deadline deadline, const StillWanted& wanted) {
    if (bytes.size() > largest_frame) return false;
    const auto length = static_cast<std::uint32_t>(bytes.size());
    char head[sizeof length];
    std::memcpy(head, &length, sizeof length);
    return send_all(socket, head, sizeof head, deadline, wanted) &&
           send_all(socket, bytes.data(), bytes.size(), deadline, wanted);
}

std::optional<std::string> receive_frame(int socket, Deadline deadline, const StillWanted& wanted) {
    std::uint32_t length = 0;
    char head[sizeof length];
    if (!receive_all(socket, head, sizeof head, deadline, wanted)) return std::nullopt;
    std::memcpy(&length, head, sizeof length);
    if (length > largest_frame) return std::nullopt;
    std::string bytes(length, '\0');
    if (!receive_all(socket, bytes.data(), bytes.size(), deadline, wanted)) return std::nullopt;
    return bytes;
}

}  // namespace longdan::view
