#include "features/identity/totp.h"

#include "features/identity/qr.h"
#include "platform/base/digest.h"
#include "platform/base/error.h"

#include <set>

#include <gtest/gtest.h>

namespace longdan::identity {
namespace {

constexpr std::string_view rfc_secret = "12345678901234567890";

TEST(totp, codes_are_those_of_rfc_6238_appendix_b) {
    const std::vector<std::pair<std::int64_t, std::string>> table = {
        {59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
        {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"},
    };
    for (const auto& [seconds, expected] : table) {
        EXPECT_EQ(totp::code(rfc_secret, totp::step_of(Moment{seconds * 1000}), 8), expected) << seconds;
    }
}

TEST(totp, codes_are_those_of_rfc_4226_appendix_d) {
    const std::vector<std::string> table = {"755224", "287082", "359152", "969429", "338314",
                                            "254676", "287922", "162583", "399871", "520489"};
    for (std::size_t i = 0; i < table.size(); ++i) {
        EXPECT_EQ(totp::code(rfc_secret, static_cast<std::int64_t>(i)), table[i]);
    }
}

TEST(totp, base32_is_that_of_rfc_4648) {
    const std::vector<std::pair<std::string, std::string>> table = {
        {"", ""},
        {"f", "MY"},
        {"fo", "MZXQ"},
        {"foo", "MZXW6"},
        {"foob", "MZXW6YQ"},
        {"fooba", "MZXW6YTB"},
        {"foobar", "MZXW6YTBOI"},
    };
    for (const auto& [bytes, text] : table) {
        EXPECT_EQ(totp::base32(bytes), text);
        EXPECT_EQ(totp::from_base32(text), bytes);
    }
    EXPECT_EQ(totp::from_base32("mzxw 6ytb oi"), "foobar");
    EXPECT_EQ(totp::from_base32("MZXW1"), std::nullopt);
}

TEST(totp, a_secret_read_back_is_the_same_for_any_bytes) {
    for (int i = 0; i < 200; ++i) {
        const std::string bytes = random_bytes(static_cast<std::size_t>(i % 41));
        EXPECT_EQ(totp::from_base32(totp::base32(bytes)), bytes);
    }
}

TEST(totp, a_neighbouring_step_is_accepted_and_one_further_is_not) {
    const std::string secret = totp::base32(rfc_secret);
    const Moment now{1'000'000'000'000};
    const std::int64_t step = totp::step_of(now);
    for (const std::int64_t shift : {-1, 0, 1}) {
        EXPECT_EQ(totp::accepted_step(secret, totp::code(rfc_secret, step + shift), now, 0), step + shift);
    }
    for (const std::int64_t shift : {-2, 2}) {
        EXPECT_EQ(totp::accepted_step(secret, totp::code(rfc_secret, step + shift), now, 0), std::nullopt);
    }
    EXPECT_TRUE(totp::accepted_step(secret, totp::code(rfc_secret, step).insert(3, " "), now, 0));
}

TEST(totp, a_step_works_once) {
    const std::string secret = totp::base32(rfc_secret);
    const Moment now{1'000'000'000'000};
    const std::string code = totp::code(rfc_secret, totp::step_of(now));
    EXPECT_EQ(totp::accepted_step(secret, code, now, totp::step_of(now)), std::nullopt);
    EXPECT_EQ(totp::accepted_step("", "000000", now, 0), std::nullopt);
}

TEST(totp, recovery_codes_differ_and_can_be_typed) {
    const auto codes = totp::new_recovery_codes();
    EXPECT_EQ(codes.size(), 10u);
    EXPECT_EQ(std::set(codes.begin(), codes.end()).size(), 10u);
    for (const auto& code : codes) EXPECT_TRUE(is_code(code)) << code;
}

TEST(totp, the_address_for_the_app_escapes_names) {
    EXPECT_EQ(
        totp::address("Lòng Dân", "an.nv", "ABC"),
        "otpauth://totp/"
        "L%C3%B2ng%20D%C3%A2n:an.nv?secret=ABC&issuer=L%C3%B2ng%20D%C3%A2n&algorithm=SHA1&digits=6&period=30"
    );
}

TEST(qr, a_sign_has_its_three_corners_and_a_quiet_zone) {
    const QrPath sign = qr_path("https://vi.du/khao-sat");
    EXPECT_EQ((sign.size - 8 - 17) % 4, 0) << "17 + 4 modules a version";
    EXPECT_TRUE(sign.path.starts_with("M4 4h7v1h-7z")) << "the first corner begins with seven dark modules";
    EXPECT_NE(sign.path.find("M" + std::to_string(sign.size - 11) + " 4h7v1h-7z"), std::string::npos);
    EXPECT_NE(sign.path.find("M4 " + std::to_string(sign.size - 5) + "h7v1h-7z"), std::string::npos);
    EXPECT_EQ(sign.path.find("M3 "), std::string::npos);
}

TEST(qr, a_text_beyond_any_sign_is_refused) { EXPECT_THROW(qr_path(std::string(5000, 'x')), Error); }

}  // namespace
}  // namespace longdan::identity
