#include "platform/base/text.h"

#include <algorithm>

#include <gtest/gtest.h>

using namespace longdan;

TEST(text, folding_finds_names_without_marks) {
    EXPECT_EQ(folded("Đắk Lắk"), "dak lak");
    EXPECT_EQ(folded("Bà Rịa - Vũng Tàu"), "ba ria - vung tau");
    EXPECT_EQ(slug("Bà Rịa - Vũng Tàu"), "ba-ria-vung-tau");
    EXPECT_EQ(slug("TP. Hồ Chí Minh"), "tp-ho-chi-minh");
}

TEST(text, both_places_of_a_tone_mark_are_one_name) {
    EXPECT_EQ(tone_canonical("Hoà Bình"), tone_canonical("Hòa Bình"));
    EXPECT_EQ(tone_canonical("Thuỷ"), tone_canonical("Thủy"));
    EXPECT_NE(tone_canonical("Hòa"), tone_canonical("Họa"));
    EXPECT_NE(tone_canonical("Cân"), tone_canonical("Căn"));
}

TEST(text, vietnamese_order) {
    std::vector<std::string> names = {"Đồng Nai", "Cà Mau", "Cao Bằng", "An Giang", "Điện Biên", "Đà Nẵng", "Bắc Ninh"};
    std::sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return sort_key(a) < sort_key(b); });
    EXPECT_EQ(
        names,
        (std::vector<std::string>{"An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng", "Đà Nẵng", "Điện Biên", "Đồng Nai"})
    );
}

TEST(text, vietnamese_numbers) {
    EXPECT_EQ(vietnamese_number(1234567.895, 2), "1.234.567,90");
    EXPECT_EQ(vietnamese_number(88.405, 2), "88,41");
    EXPECT_EQ(vietnamese_number(-0.001, 2), "0,00");
    EXPECT_EQ(vietnamese_number(-1234.5, 0), "-1.235");
}

TEST(text, utf8_is_checked) {
    EXPECT_TRUE(is_utf8("Huế"));
    EXPECT_FALSE(is_utf8(std::string_view("a\0b", 3)));
    EXPECT_FALSE(is_utf8("\xC3"));
    EXPECT_FALSE(is_utf8("\xED\xA0\x80"));
    EXPECT_FALSE(is_utf8("\xC0\xAF"));
    EXPECT_EQ(cleaned("  Hue\xCC\x82\xCC\x81 \t  x "), "Huế x");
}
