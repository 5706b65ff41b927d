#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

/// What goes over the socket between the program and a render worker: frames of a 32-bit length (host order, both ends
/// are the same program) and that many bytes.
namespace longdan::view {

constexpr std::size_t largest_frame = 64u << 20;

/// First byte of a worker's answer.
enum class Answer : char { loaded = 'L', html = 'H', failed = 'E' };

using Deadline = std::chrono::steady_clock::time_point;

/// Called about every 20 ms while waiting; false gives up.
using StillWanted = std::function<bool()>;

/// Both give false when the other end is gone, the deadline has passed, a frame is too large, or `wanted` says no.
bool send_frame(int socket, std::string_view bytes, Deadline deadline, const StillWanted& wanted);
std::optional<std::string> receive_frame(int socket, Deadline deadline, const StillWanted& wanted);

}  // namespace longdan::view
