#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace longdan::identity {

/// What is wrong with a password, in Vietnamese; nothing when it is good. At least 12 and at most 256 signs, at least 5
/// different ones, not the sign-in name or the person's name with something added, none of the common ones.
std::optional<std::string> password_problem(
    std::string_view password, std::string_view sign_in_name, std::string_view display_name
);

/// argon2id with 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet). A bound on how many run at once
/// keeps a flood of sign-ins from taking the machine's memory; who waits over five seconds gets Error(unavailable).
class PasswordHasher {
  public:
    explicit PasswordHasher(int at_once = 2) : free_(at_once) {}

    /// The encoded hash with its salt and costs.
    std::string hash(std::string_view password);
    /// An empty `encoded` stands for an account that is not there or has no password: takes the same time, false.
    bool verify(std::string_view password, const std::string& encoded);

  private:
    class Turn;
    std::mutex mutex_;
    std::condition_variable freed_;
    int free_;
};

}  // namespace longdan::identity
