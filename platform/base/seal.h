#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace longdan {

/// Encrypts and signs `secret` with a key of 32 bytes (AES-256-GCM, NIST SP 800-38D, a random nonce of 96 bits each
/// time). `context` says whose it is: under another context it does not open. Text of letters, digits, - and _.
std::string sealed(std::string_view key, std::string_view secret, std::string_view context);
/// The secret; nothing when the key or the context is another one or a bit was changed.
std::optional<std::string> unsealed(std::string_view key, std::string_view text, std::string_view context);

}  // namespace longdan
