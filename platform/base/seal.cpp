#include "platform/base/seal.h"

#include "platform/base/digest.h"

#include <memory>
#include <stdexcept>

#include <openssl/evp.h>

namespace longdan {
namespace {

constexpr std::size_t key_bytes = 32;
constexpr std::size_t nonce_bytes = 12;
constexpr std::size_t tag_bytes = 16;

struct Freed {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, Freed>;

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
int length(std::string_view text) { return static_cast<int>(text.size()); }

void require(int done) {
    if (done != 1) throw std::runtime_error("AES-256-GCM failed");
}

std::optional<std::string> from_base64url(std::string_view text) {
    std::string out;
    unsigned buffer = 0;
    int bits = 0;
    for (const char sign : text) {
        unsigned value = 0;
        if (sign >= 'A' && sign <= 'Z') {
            value = static_cast<unsigned>(sign - 'A');
        } else if (sign >= 'a' && sign <= 'z') {
            value = static_cast<unsigned>(sign - 'a') + 26;
        } else if (sign >= '0' && sign <= '9') {
            value = static_cast<unsigned>(sign - '0') + 52;
        } else if (sign == '-' || sign == '_') {
            value = sign == '-' ? 62 : 63;
        } else {
            return std::nullopt;
        }
        buffer = (buffer << 6) | value;
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        out += static_cast<char>((buffer >> bits) & 0xFF);
    }
    return out;
}

}  // namespace

std::string sealed(std::string_view key, std::string_view secret, std::string_view context) {
    if (key.size() != key_bytes) throw std::logic_error("a key of 32 bytes is needed");
    const std::string nonce = random_bytes(nonce_bytes);
    std::string hidden(secret.size(), '\0');
    std::string tag(tag_bytes, '\0');
    const Cipher cipher(EVP_CIPHER_CTX_new());
    int count = 0;
    require(EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes(key), bytes(nonce)));
    require(EVP_EncryptUpdate(cipher.get(), nullptr, &count, bytes(context), length(context)));
    require(EVP_EncryptUpdate(cipher.get(), bytes(hidden), &count, bytes(secret), length(secret)));
    require(EVP_EncryptFinal_ex(cipher.get(), bytes(hidden) + count, &count));
    require(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(tag_bytes), tag.data()));
    return base64url(nonce + hidden + tag);
}

std::optional<std::string> unsealed(std::string_view key, std::string_view text, std::string_view context) {
    if (key.size() != key_bytes) throw std::logic_error("a key of 32 bytes is needed");
    const auto whole = from_base64url(text);
    if (!whole || whole->size() < nonce_bytes + tag_bytes) return std::nullopt;
    const std::string_view nonce = std::string_view(*whole).substr(0, nonce_bytes);
    const std::string_view hidden =
        std::string_view(*whole).substr(nonce_bytes, whole->size() - nonce_bytes - tag_bytes);
    std::string tag = whole->substr(whole->size() - tag_bytes);
    std::string secret(hidden.size(), '\0');
    const Cipher cipher(EVP_CIPHER_CTX_new());
    int count = 0;
    require(EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, bytes(key), bytes(nonce)));
    require(EVP_DecryptUpdate(cipher.get(), nullptr, &count, bytes(context), length(context)));
    require(EVP_DecryptUpdate(cipher.get(), bytes(secret), &count, bytes(hidden), length(hidden)));
    require(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(tag_bytes), tag.data()));
    if (EVP_DecryptFinal_ex(cipher.get(), bytes(secret) + count, &count) != 1) return std::nullopt;
    return secret;
}

}  // namespace longdan
