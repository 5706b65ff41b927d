#include "platform/base/digest.h"

#include <gtest/gtest.h>

using namespace longdan;

TEST(digest, known_answers) {
    EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(
        hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
    EXPECT_EQ(base64url("\xFB\xFF"), "-_8");
}

TEST(digest, a_code_survives_typing_and_its_check_sign_finds_errors) {
    for (int i = 0; i < 200; ++i) {
        const std::string code = random_code(8);
        ASSERT_EQ(code.size(), 9u);
        EXPECT_TRUE(is_code(code)) << code;
        std::string wrong = normalised_code(code);
        wrong[2] = wrong[2] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(is_code(wrong)) << code;
        std::string swapped = normalised_code(code);
        std::swap(swapped[0], swapped[1]);
        EXPECT_EQ(is_code(swapped), swapped[0] == swapped[1]) << code;
    }
}
