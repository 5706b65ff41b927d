#include "platform/http/outlet.h"

#include <algorithm>
#include <cerrno>

#include <sys/socket.h>
#include <sys/uio.h>

namespace longdan::http {

bool send_now(int socket, Pieces& pieces) {
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
        const ssize_t result = ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
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

}  // namespace longdan::http
