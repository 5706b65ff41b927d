#include "features/units/seeded_test.h"

#include <gtest/gtest.h>

namespace longdan::units {
namespace {

const Day today = Day::of(2026, 8, 1);

class UnitsSearch : public testing::Test {
  protected:
    static std::string first(std::string_view query) {
        const auto found = seeded_registry().search(query, today);
        return found.empty() ? "" : seeded_registry().at(found.front().unit).slug;
    }
};

TEST_F(UnitsSearch, a_merged_province_leads_to_todays_unit_with_a_sentence) {
    const auto found = seeded_registry().search("binh duong", today);
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(seeded_registry().at(found.front().unit).slug, "binh-duong");
    ASSERT_EQ(found.front().current.size(), 1u);
    EXPECT_EQ(seeded_registry().at(found.front().current.front()).slug, "ho-chi-minh");
    EXPECT_EQ(found.front().sentence, "Từ ngày 01/07/2025, Tỉnh Bình Dương hợp nhất vào Thành phố Hồ Chí Minh.");
}

TEST_F(UnitsSearch, it_does_not_matter_whether_marks_are_typed) {
    for (const auto query : {"Đắk Lắk", "dak lak", "ĐẮK LẮK", "tỉnh đắk lắk"})
        EXPECT_EQ(first(query), "dak-lak") << query;
    for (const auto query : {"bo noi vu", "Bộ Nội vụ", "bộ nội"}) EXPECT_EQ(first(query), "bo-noi-vu") << query;
    EXPECT_EQ(first("tp hồ chí minh"), "ho-chi-minh");
}

TEST_F(UnitsSearch, typed_marks_decide_between_namesakes) {
    EXPECT_EQ(first("Hòa Bình"), "hoa-binh");
    const auto found = seeded_registry().search("hà nam", today, 5);
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found.front().matched, "Tỉnh Hà Nam");
}

TEST_F(UnitsSearch, a_former_name_of_a_living_unit_is_explained) {
    const auto found = seeded_registry().search("thua thien hue", today);
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(seeded_registry().at(found.front().unit).slug, "hue");
    EXPECT_NE(found.front().sentence.find("Trước ngày 01/01/2025 là Tỉnh Thừa Thiên Huế."), std::string::npos)
        << found.front().sentence;
}

TEST_F(UnitsSearch, a_name_may_be_followed_by_the_place_it_is_in) {
    EXPECT_EQ(first("phường ba đình hà nội"), "phuong-ba-dinh-ha-noi");
    EXPECT_EQ(first("phuong phuc xa quan ba dinh"), "phuong-phuc-xa-quan-ba-dinh-ha-noi");
    const auto found = seeded_registry().search("xa hai trung nam dinh", today);
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found.front().matched, "Xã Hải Trung");
    EXPECT_FALSE(found.front().current.empty()) << "the commune and its province are former units";
}

TEST_F(UnitsSearch, nonsense_and_blanks_find_nothing) {
    EXPECT_TRUE(seeded_registry().search("", today).empty());
    EXPECT_TRUE(seeded_registry().search("  -- ", today).empty());
    EXPECT_TRUE(seeded_registry().search("zzzz", today).empty());
    EXPECT_LE(seeded_registry().search("a", today, 7).size(), 7u);
}

TEST_F(UnitsSearch, sentences_tell_where_a_unit_came_from) {
    EXPECT_EQ(
        seeded_registry().change_sentence(seeded_registry().by_slug("tuyen-quang")->id, today),
        "Tỉnh Tuyên Quang được lập ngày 01/07/2025 từ Tỉnh Hà Giang và Tỉnh Tuyên Quang."
    );
    EXPECT_EQ(
        seeded_registry().change_sentence(seeded_registry().by_slug("ha-giang")->id, today, true),
        "Since 2025-07-01, Ha Giang is part of Tuyen Quang."
    );
    EXPECT_EQ(
        seeded_registry().change_sentence(seeded_registry().by_slug("bo-noi-vu")->id, today),
        "Từ ngày 01/03/2025, Bộ Nội vụ hợp nhất thêm Bộ Lao động - Thương binh và Xã hội."
    );
    EXPECT_EQ(seeded_registry().change_sentence(seeded_registry().by_slug("ha-tinh")->id, today), "");
}

}  // namespace
}  // namespace longdan::units
