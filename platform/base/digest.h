#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace longdan {

/// SHA-256 of the bytes, as 64 lower-case hex digits.
std::string sha256(std::string_view bytes);

/// SHA-256 of bytes that come in pieces.
class Sha256 {
  public:
    Sha256();
    ~Sha256();
    Sha256(Sha256&&) noexcept;
    Sha256& operator=(Sha256&&) noexcept;
    void update(std::string_view bytes);
    /// 64 lower-case hex digits; the object is used up.
    std::string finish();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

/// HMAC-SHA-256, raw 32 bytes.
std::string hmac_sha256(std::string_view key, std::string_view message);
/// HMAC-SHA-1, raw 20 bytes: only for TOTP (RFC 6238).
std::string hmac_sha1(std::string_view key, std::string_view message);
/// Bytes from the system's random source.
std::string random_bytes(std::size_t count);
/// Compares in time that depends on the lengths only.
bool equal_constant_time(std::string_view a, std::string_view b);

std::string hex(std::string_view bytes);
std::string base64url(std::string_view bytes);
/// A random token of `bytes` bytes in base64url.
std::string random_token(std::size_t bytes = 24);
/// A code people can read aloud and type: letters and digits without 0 O 1 I L, in groups of four, last sign a check.
/// random_code(8) looks like "7K2Q-9PXM".
std::string random_code(std::size_t signs);
/// True when the check sign is right; hyphens, spaces and case do not matter.
bool is_code(std::string_view text);
/// Upper case, without hyphens and spaces.
std::string normalised_code(std::string_view text);

}  // namespace longdan
