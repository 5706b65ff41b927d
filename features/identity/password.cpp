#include "features/identity/password.h"

#include "platform/base/digest.h"
#include "platform/base/error.h"
#include "platform/base/text.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <set>
#include <stdexcept>

#include <argon2.h>

namespace longdan::identity {
namespace {

constexpr std::uint32_t passes = 2;
constexpr std::uint32_t memory_kib = 19 * 1024;
constexpr std::uint32_t lanes = 1;
constexpr std::size_t hash_bytes = 32;
constexpr std::size_t salt_bytes = 16;

constexpr std::size_t least_signs = 12;
constexpr std::size_t most_signs = 256;
constexpr std::size_t least_different = 5;

/// Words and rows of keys that stand at the heart of common passwords; digits and signs around them change little.
constexpr auto common = std::to_array<std::string_view>({
    "abcdefghijkl",   "abcd1234abcd",  "administrator", "asdfghjkl", "caicachhanhchinh", "chinhphu",     "congchuc",
    "emyeuanh",       "anhyeuem",      "hanoivietnam",  "iloveyou",  "khongbiet",        "letmein",      "longdan",
    "matkhau",        "matkhaumoi",    "motconvit",     "password",  "passw0rd",         "p@ssw0rd",     "quantri",
    "quantrihethong", "qwertyuiop",    "qwerty",        "sonoivu",   "bonoivu",          "tinhoc",       "uybannhandan",
    "vietnam",        "vietnamvodich", "welcome",       "xinchao",   "zxcvbnm",          "1q2w3e4r5t6y",
});

std::size_t count_signs(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](unsigned char byte) {
        return (byte & 0xC0) != 0x80;
    }));
}

std::string letters_only(std::string_view text) {
    std::string letters;
    for (const char sign : folded(text)) {
        if (sign >= 'a' && sign <= 'z') letters += sign;
    }
    return letters;
}

bool is_run_of_digits(std::string_view text) {
    return std::ranges::all_of(text, [](char sign) { return sign >= '0' && sign <= '9'; });
}

bool is_common(std::string_view password) {
    const std::string letters = letters_only(password);
    const std::string plain = folded(password);
    return std::ranges::any_of(common, [&](std::string_view word) { return letters == word || plain == word; });
}

}  // namespace

std::optional<std::string> password_problem(
    std::string_view password, std::string_view sign_in_name, std::string_view display_name
) {
    if (!is_utf8(password)) return "Mật khẩu: có ký tự không đọc được";
    const std::size_t signs = count_signs(password);
    if (signs < least_signs) return "Mật khẩu: cần ít nhất 12 ký tự, ví dụ bốn từ không liên quan đến nhau";
    if (signs > most_signs) return "Mật khẩu: tối đa 256 ký tự";
    if (std::set<char>(password.begin(), password.end()).size() < least_different) {
        return "Mật khẩu: lặp lại quá ít ký tự khác nhau";
    }
    if (is_run_of_digits(password)) return "Mật khẩu: không dùng toàn chữ số";
    const std::string letters = letters_only(password);
    const std::string own_name = letters_only(sign_in_name);
    if (!own_name.empty() && letters == own_name) return "Mật khẩu: không dùng tên đăng nhập";
    if (sign_in_name.size() >= 4 && folded(password).find(folded(sign_in_name)) != std::string::npos) {
        return "Mật khẩu: không chứa tên đăng nhập";
    }
    const std::string person = letters_only(display_name);
    if (!person.empty() && letters == person) return "Mật khẩu: không dùng họ tên của bạn";
    if (is_common(password)) return "Mật khẩu: quá phổ biến, hãy chọn mật khẩu khác";
    return std::nullopt;
}

class PasswordHasher::Turn {
  public:
    explicit Turn(PasswordHasher& hasher) : hasher_(hasher) {
        std::unique_lock lock(hasher_.mutex_);
        if (!hasher_.freed_.wait_for(lock, std::chrono::seconds(5), [&] { return hasher_.free_ > 0; })) {
            throw Error(ErrorKind::unavailable, "Máy chủ đang bận, hãy thử đăng nhập lại sau ít phút");
        }
        --hasher_.free_;
    }
    ~Turn() {
        {
            const std::lock_guard lock(hasher_.mutex_);
            ++hasher_.free_;
        }
        hasher_.freed_.notify_one();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

  private:
    PasswordHasher& hasher_;
};

std::string PasswordHasher::hash(std::string_view password) {
    const Turn turn(*this);
    const std::string salt = random_bytes(salt_bytes);
    std::string encoded(argon2_encodedlen(passes, memory_kib, lanes, salt_bytes, hash_bytes, Argon2_id), '\0');
    const int outcome = argon2id_hash_encoded(
        passes, memory_kib, lanes, password.data(), password.size(), salt.data(), salt.size(), hash_bytes,
        encoded.data(), encoded.size()
    );
    if (outcome != ARGON2_OK) throw std::runtime_error(argon2_error_message(outcome));
    encoded.resize(encoded.find('\0'));
    return encoded;
}

bool PasswordHasher::verify(std::string_view password, const std::string& encoded) {
    static const std::string nobody = PasswordHasher(1).hash(random_token());
    const bool known = !encoded.empty();
    const Turn turn(*this);
    const int outcome = argon2id_verify((known ? encoded : nobody).c_str(), password.data(), password.size());
    if (outcome != ARGON2_OK && outcome != ARGON2_VERIFY_MISMATCH) {
        throw std::runtime_error(argon2_error_message(outcome));
    }
    return known && outcome == ARGON2_OK;
}

}  // namespace longdan::identity
