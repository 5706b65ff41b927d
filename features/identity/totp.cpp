#include "features/identity/totp.h"

#include "platform/base/digest.h"

#include <algorithm>
#include <array>

namespace longdan::identity::totp {
namespace {

constexpr std::string_view base32_signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::int64_t step_milliseconds = 30'000;
constexpr std::size_t secret_bytes = 20;
constexpr int recovery_codes = 10;

std::string percent_encoded(std::string_view text) {
    std::string out;
    for (const unsigned char byte : text) {
        const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                           (byte >= 'a' && byte <= 'z') || byte == '-' || byte == '.' || byte == '_' || byte == '~';
        if (plain) {
            out += static_cast<char>(byte);
        } else {
            constexpr std::string_view digits = "0123456789ABCDEF";
            out += '%';
            out += digits[byte >> 4];
            out += digits[byte & 15];
        }
    }
    return out;
}

}  // namespace

std::string new_secret() { return base32(random_bytes(secret_bytes)); }

std::string base32(std::string_view bytes) {
    std::string out;
    std::uint32_t buffer = 0;
    int bits = 0;
    for (const unsigned char byte : bytes) {
        buffer = (buffer << 8) | byte;
        bits += 8;
        while (bits >= 5) {
            bits -= 5;
            out += base32_signs[(buffer >> bits) & 31];
        }
    }
    if (bits > 0) out += base32_signs[(buffer << (5 - bits)) & 31];
    return out;
}

std::optional<std::string> from_base32(std::string_view text) {
    std::string out;
    std::uint32_t buffer = 0;
    int bits = 0;
    for (char sign : text) {
        if (sign == ' ' || sign == '=') continue;
        if (sign >= 'a' && sign <= 'z') sign = static_cast<char>(sign - 'a' + 'A');
        const std::size_t value = base32_signs.find(sign);
        if (value == std::string_view::npos) return std::nullopt;
        buffer = (buffer << 5) | static_cast<std::uint32_t>(value);
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>((buffer >> bits) & 0xFF);
        }
    }
    return out;
}

std::string code(std::string_view secret, std::int64_t step, int digits) {
    std::string counter(8, '\0');
    for (int i = 0; i < 8; ++i) counter[static_cast<std::size_t>(7 - i)] = static_cast<char>((step >> (8 * i)) & 0xFF);
    const std::string mac = hmac_sha1(secret, counter);
    const auto byte = [&](std::size_t index) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(mac[index]));
    };
    const std::size_t offset = byte(mac.size() - 1) & 15;
    const std::uint32_t number =
        ((byte(offset) & 0x7F) << 24) | (byte(offset + 1) << 16) | (byte(offset + 2) << 8) | byte(offset + 3);
    std::string text = std::to_string(number);
    text.insert(0, text.size() < 10 ? 10 - text.size() : 0, '0');
    return text.substr(10 - static_cast<std::size_t>(digits));
}

std::int64_t step_of(Moment moment) { return moment.milliseconds / step_milliseconds; }

std::optional<std::int64_t> accepted_step(
    std::string_view secret, std::string_view typed, Moment now, std::int64_t last_step
) {
    const auto bytes = from_base32(secret);
    if (!bytes || bytes->empty()) return std::nullopt;
    std::string digits;
    std::ranges::copy_if(typed, std::back_inserter(digits), [](char sign) { return sign != ' '; });
    std::optional<std::int64_t> found;
    for (const std::int64_t shift : {-1, 0, 1}) {
        const std::int64_t step = step_of(now) + shift;
        if (equal_constant_time(code(*bytes, step), digits) && step > last_step) found = step;
    }
    return found;
}

std::string address(std::string_view issuer, std::string_view account, std::string_view secret) {
    return "otpauth://totp/" + percent_encoded(issuer) + ":" + percent_encoded(account) +
           "?secret=" + std::string(secret) + "&issuer=" + percent_encoded(issuer) +
           "&algorithm=SHA1&digits=6&period=30";
}

std::vector<std::string> new_recovery_codes() {
    std::vector<std::string> codes;
    while (codes.size() < recovery_codes) codes.push_back(random_code(12));
    return codes;
}

}  // namespace longdan::identity::totp
