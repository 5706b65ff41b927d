#pragma once

#include "platform/base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Time-based one-time passwords (RFC 6238: HMAC-SHA-1, 30 s, 6 digits) as every authenticator app reads them.
namespace longdan::identity::totp {

/// A new secret: 20 random bytes in base32 (RFC 4648, no padding).
std::string new_secret();
std::string base32(std::string_view bytes);
/// Bytes of a base32 text; blanks and case do not matter; nothing when another sign is in it.
std::optional<std::string> from_base32(std::string_view text);

/// The code of one 30-second step (RFC 4226, section 5.3). `secret` is raw bytes; 6 to 8 digits.
std::string code(std::string_view secret, std::int64_t step, int digits = 6);
std::int64_t step_of(Moment moment);
/// The step whose code this is, when it is the present one or a neighbour and later than `last_step` (so that no code
/// works twice); nothing otherwise. `secret` is base32.
std::optional<std::int64_t> accepted_step(
    std::string_view secret, std::string_view typed, Moment now, std::int64_t last_step
);

/// otpauth://totp/… for the QR sign.
std::string address(std::string_view issuer, std::string_view account, std::string_view secret);
/// Ten codes for the day the telephone is lost, each good once.
std::vector<std::string> new_recovery_codes();

}  // namespace longdan::identity::totp
