#include "features/identity/password.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace longdan::identity {
namespace {

TEST(password, weak_ones_are_refused_with_the_reason) {
    const std::vector<std::string> weak = {
        "",
        "ngan",
        "mười một",
        "aaaaaaaaaaaa",
        "abababababab",
        "123456789012",
        "Matkhau@2026",
        "Mật khẩu 2026!",
        "password1234",
        "vietnam-2026-2027",
        "nguyenvanan123",
        "xx-nguyenvanan-xx",
        "Nguyễn Văn An 1",
        std::string(257, 'x') + "abcdefgh",
        "hỏng\xff\xfe rồi nhé",
    };
    for (const std::string& password : weak) {
        EXPECT_TRUE(password_problem(password, "nguyenvanan", "Nguyễn Văn An")) << password;
    }
}

TEST(password, phrases_are_good_also_in_vietnamese) {
    for (const std::string password : {"bốn con trâu gặm cỏ", "correct horse battery", "qH7-xkP2.vv9t"}) {
        EXPECT_EQ(password_problem(password, "nguyenvanan", "Nguyễn Văn An"), std::nullopt) << password;
    }
}

TEST(password, a_hash_is_argon2id_with_the_stated_costs_and_opens_only_for_its_password) {
    PasswordHasher hasher;
    const std::string hash = hasher.hash("bốn con trâu gặm cỏ");
    EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hash;
    EXPECT_TRUE(hasher.verify("bốn con trâu gặm cỏ", hash));
    EXPECT_FALSE(hasher.verify("bốn con trâu gặm cơ", hash));
    EXPECT_NE(hash, hasher.hash("bốn con trâu gặm cỏ"));
}

TEST(password, an_account_that_is_not_there_never_opens) {
    PasswordHasher hasher;
    EXPECT_FALSE(hasher.verify("", ""));
    EXPECT_FALSE(hasher.verify("bốn con trâu gặm cỏ", ""));
}

TEST(password, many_at_once_wait_their_turn) {
    PasswordHasher hasher(1);
    const std::string hash = hasher.hash("bốn con trâu gặm cỏ");
    std::atomic<int> opened = 0;
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] { opened += hasher.verify("bốn con trâu gặm cỏ", hash) ? 1 : 0; });
    }
    threads.clear();
    EXPECT_EQ(opened, 4);
}

}  // namespace
}  // namespace longdan::identity
