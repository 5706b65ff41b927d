#pragma once

#include <array>
#include <string_view>

namespace longdan::http {

/// Thrown when the other end has gone or was too slow to take its answer: nobody is left to be told.
struct Gone {};

/// What is still to be sent, in order; empty pieces are passed over.
using Pieces = std::array<std::string_view, 4>;

/// Sends what the socket takes without waiting and leaves the rest in `pieces`; true when nothing is left. Throws Gone.
bool send_now(int socket, Pieces& pieces);

}  // namespace longdan::http
