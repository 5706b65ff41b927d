#include "platform/base/digest.h"

#include <array>
#include <cctype>
#include <stdexcept>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

namespace longdan {
namespace {

constexpr std::string_view code_signs = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";  // 31 signs, a prime: the check finds swaps

std::size_t check_value(std::string_view signs) {
    std::size_t sum = 0;
    for (std::size_t i = 0; i < signs.size(); ++i) sum += (i + 2) * code_signs.find(signs[i]);
    return sum % code_signs.size();
}

}  // namespace

struct Sha256::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    ~State() { EVP_MD_CTX_free(context); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) { EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr); }
Sha256::~Sha256() = default;
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
void Sha256::update(std::string_view bytes) { EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()); }

std::string Sha256::finish() {
    std::array<unsigned char, 32> digest{};
    EVP_DigestFinal_ex(state_->context, digest.data(), nullptr);
    return hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string sha256(std::string_view bytes) {
    Sha256 hash;
    hash.update(bytes);
    return hash.finish();
}

namespace {
std::string hmac(const EVP_MD* algorithm, std::string_view key, std::string_view message) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    HMAC(
        algorithm, key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(message.data()),
        message.size(), digest.data(), &length
    );
    return {reinterpret_cast<const char*>(digest.data()), length};
}
}  // namespace

std::string hmac_sha256(std::string_view key, std::string_view message) { return hmac(EVP_sha256(), key, message); }
std::string hmac_sha1(std::string_view key, std::string_view message) { return hmac(EVP_sha1(), key, message); }

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) {
        throw std::runtime_error("the system gives no random bytes");
    }
    return bytes;
}

bool equal_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const unsigned char byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::string base64url(std::string_view bytes) {
    constexpr std::string_view signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string text;
    unsigned buffer = 0;
    int bits = 0;
    for (const unsigned char byte : bytes) {
        buffer = (buffer << 8 | byte) & 0xFFFFF;
        bits += 8;
        while (bits >= 6) {
            bits -= 6;
            text += signs[buffer >> bits & 63];
        }
    }
    if (bits > 0) text += signs[buffer << (6 - bits) & 63];
    return text;
}

std::string random_token(std::size_t bytes) { return base64url(random_bytes(bytes)); }

std::string random_code(std::size_t signs) {
    std::string plain;
    while (plain.size() + 1 < signs) {
        const auto byte = static_cast<unsigned char>(random_bytes(1)[0]);
        if (byte < 8 * code_signs.size()) plain += code_signs[byte % code_signs.size()];
    }
    plain += code_signs[check_value(plain)];
    std::string code;
    for (std::size_t i = 0; i < plain.size(); ++i) {
        if (i > 0 && i % 4 == 0) code += '-';
        code += plain[i];
    }
    return code;
}

std::string normalised_code(std::string_view text) {
    std::string code;
    for (const char sign : text) {
        if (sign == '-' || sign == ' ') continue;
        code += static_cast<char>(std::toupper(static_cast<unsigned char>(sign)));
    }
    return code;
}

bool is_code(std::string_view text) {
    const std::string code = normalised_code(text);
    if (code.size() < 3) return false;
    for (const char sign : code) {
        if (code_signs.find(sign) == std::string_view::npos) return false;
    }
    const std::string_view body(code.data(), code.size() - 1);
    return code_signs[check_value(body)] == code.back();
}

}  // namespace longdan
