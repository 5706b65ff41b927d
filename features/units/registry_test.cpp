#include "features/units/seeded_test.h"

#include <set>

#include <gtest/gtest.h>

namespace longdan::units {
namespace {

const Day census_day = Day::of(2019, 4, 1);
const Day first_day = Day::of(2021, 11, 1);
const Day last_old_day = Day::of(2025, 6, 30);
const Day new_day = Day::of(2025, 7, 1);
const Day today = Day::of(2026, 8, 1);

class UnitsRegistry : public testing::Test {
  protected:
    static const Registry& r() { return seeded_registry(); }
    static const Unit& province(std::string_view name, Day day) {
        const Unit* unit = r().by_name(Level::province, name, day);
        EXPECT_TRUE(unit) << name;
        return *unit;
    }
    static std::size_t count(Level level, Day day, std::string_view kind = {}) {
        return r().units(level, day, {.kind = kind}).size();
    }
};

TEST_F(UnitsRegistry, the_units_of_a_day_have_the_published_counts) {
    EXPECT_EQ(count(Level::province, last_old_day), 63u);
    EXPECT_EQ(count(Level::province, new_day), 34u);
    EXPECT_EQ(count(Level::district, first_day), 705u);
    EXPECT_EQ(count(Level::district, last_old_day), 696u);
    EXPECT_EQ(count(Level::district, new_day), 0u);
    EXPECT_EQ(count(Level::commune, first_day), 10'599u);
    EXPECT_EQ(count(Level::commune, last_old_day), 10'035u);
    EXPECT_EQ(count(Level::commune, new_day), 3'321u);
    EXPECT_EQ(count(Level::commune, new_day, "commune"), 2'621u);
    EXPECT_EQ(count(Level::commune, new_day, "ward"), 687u);
    EXPECT_EQ(count(Level::commune, new_day, "special_zone"), 13u);
    EXPECT_EQ(count(Level::region, last_old_day), 6u);
    EXPECT_EQ(count(Level::region, today), 6u);
}

TEST_F(UnitsRegistry, a_code_of_2025_belongs_to_another_province_than_before) {
    const Unit* old = r().by_code(Level::province, "24", last_old_day);
    const Unit* now = r().by_code(Level::province, "24", new_day);
    ASSERT_TRUE(old && now);
    EXPECT_EQ(old->on(last_old_day)->name, "Bắc Giang");
    EXPECT_EQ(now->on(new_day)->name, "Bắc Ninh");
    EXPECT_NE(old->id, now->id);
    EXPECT_EQ(r().by_code(Level::commune, "00004", last_old_day)->on(last_old_day)->full_name, "Phường Trúc Bạch");
    EXPECT_EQ(r().by_code(Level::commune, "00004", new_day)->on(new_day)->full_name, "Phường Ba Đình");
    EXPECT_FALSE(r().by_code(Level::province, "99", new_day));
}

TEST_F(UnitsRegistry, every_old_commune_leads_to_a_unit_of_today) {
    std::size_t continued = 0;
    for (const Unit* commune : r().units(Level::commune, last_old_day)) {
        const auto now = r().current(commune->id, new_day);
        ASSERT_FALSE(now.empty()) << commune->slug;
        continued += now.front() == commune->id;
        const UnitId before = r().province_of(commune->id, last_old_day);
        for (const UnitId id : now) {
            const auto provinces = r().current(before, new_day);
            EXPECT_EQ(r().province_of(id, new_day), provinces.front()) << commune->slug;
        }
    }
    EXPECT_EQ(continued, 131u);
}

TEST_F(UnitsRegistry, every_new_unit_comes_from_somewhere) {
    for (const Unit* commune : r().units(Level::commune, new_day))
        EXPECT_TRUE(commune->exists(last_old_day) || !r().predecessors(commune->id).empty()) << commune->slug;
    for (const Unit* province : r().units(Level::province, new_day))
        EXPECT_TRUE(province->exists(last_old_day) || r().predecessors(province->id).size() > 1) << province->slug;
}

TEST_F(UnitsRegistry, an_unchanged_province_keeps_its_identity_and_a_merged_one_does_not) {
    const Unit& ha_tinh = province("Hà Tĩnh", last_old_day);
    EXPECT_EQ(ha_tinh.id, province("Hà Tĩnh", new_day).id);
    EXPECT_TRUE(r().comparable(ha_tinh.id, last_old_day, ha_tinh.id, today));

    const Unit& old_lam_dong = province("Lâm Đồng", last_old_day);
    const Unit& lam_dong = province("Lâm Đồng", new_day);
    EXPECT_NE(old_lam_dong.id, lam_dong.id);
    EXPECT_FALSE(r().comparable(old_lam_dong.id, last_old_day, lam_dong.id, new_day));
    EXPECT_EQ(lam_dong.slug, "lam-dong");
    EXPECT_EQ(old_lam_dong.slug, "lam-dong-truoc-sap-nhap");
    std::set<std::string> from;
    for (const auto& link : r().predecessors(lam_dong.id)) from.insert(r().at(link.from).last().name);
    EXPECT_EQ(from, (std::set<std::string>{"Lâm Đồng", "Đắk Nông", "Bình Thuận"}));
}

TEST_F(UnitsRegistry, a_ministry_that_changed_its_remit_is_not_comparable_across_the_day) {
    const Unit* home_affairs = r().by_name(Level::ministry, "Bộ Nội vụ", today);
    ASSERT_TRUE(home_affairs);
    EXPECT_FALSE(r().comparable(home_affairs->id, Day::of(2024, 12, 31), home_affairs->id, Day::of(2025, 12, 31)));
    EXPECT_TRUE(r().comparable(home_affairs->id, Day::of(2022, 12, 31), home_affairs->id, Day::of(2023, 12, 31)));
    const Unit* justice = r().by_name(Level::ministry, "bo tu phap", today);
    ASSERT_TRUE(justice);
    EXPECT_TRUE(r().comparable(justice->id, Day::of(2024, 12, 31), justice->id, Day::of(2025, 12, 31)));
}

TEST_F(UnitsRegistry, names_are_found_whatever_their_tone_marks_and_titles) {
    EXPECT_EQ(province("Hoà Bình", last_old_day).slug, "hoa-binh");
    EXPECT_EQ(province("tỉnh Hòa Bình", last_old_day).slug, "hoa-binh");
    EXPECT_EQ(province("TP. Hồ Chí Minh", new_day).slug, "ho-chi-minh");
    EXPECT_EQ(province("Bà Rịa – Vũng Tàu", last_old_day).slug, "ba-ria-vung-tau");
    EXPECT_EQ(province("dak lak", new_day).slug, "dak-lak");
    EXPECT_FALSE(r().by_name(Level::province, "Bình Dương", new_day)) << "it exists no more";
    EXPECT_FALSE(r().by_name(Level::commune, "Tân Tiến", last_old_day)) << "many communes have this name";
    const Unit& hanoi = province("Hà Nội", new_day);
    const Unit* ba_dinh = r().by_name(Level::commune, "Phường Ba Đình", new_day, hanoi.id);
    ASSERT_TRUE(ba_dinh);
    EXPECT_EQ(ba_dinh->slug, "phuong-ba-dinh-ha-noi");
}

TEST_F(UnitsRegistry, units_stand_under_the_right_ones_on_each_day) {
    const Unit* ward = r().by_code(Level::commune, "00001", last_old_day);
    const auto above = r().ancestors(ward->id, last_old_day);
    ASSERT_EQ(above.size(), 3u);
    EXPECT_EQ(r().at(above[0]).last().full_name, "Quận Ba Đình");
    EXPECT_EQ(above[1], province("Hà Nội", last_old_day).id);
    EXPECT_EQ(above[2], r().country());
    EXPECT_TRUE(r().within(ward->id, above[1], last_old_day));
    EXPECT_FALSE(r().within(ward->id, province("Hải Phòng", last_old_day).id, last_old_day));
    EXPECT_EQ(r().units(Level::commune, new_day, {.parent = province("Hà Nội", new_day).id}).size(), 126u);
    EXPECT_EQ(r().children(province("Hà Nội", new_day).id, new_day).size(), 126u);
    EXPECT_EQ(r().children(r().country(), new_day).size(), 34u + 6u + 17u);
    const Unit* delta = r().by_code(Level::region, "RRD", new_day);
    EXPECT_EQ(r().units(Level::province, new_day, {.parent = delta->id}).size(), 6u);
    EXPECT_EQ(r().units(Level::province, last_old_day, {.parent = delta->id}).size(), 11u);
}

TEST_F(UnitsRegistry, versions_follow_the_decisions_of_2026) {
    const Unit& dong_nai = province("Đồng Nai", new_day);
    EXPECT_EQ(dong_nai.on(Day::of(2026, 4, 29))->kind, "province");
    EXPECT_EQ(dong_nai.on(Day::of(2026, 4, 30))->kind, "municipality");
    const Unit* commune = r().by_code(Level::commune, "25270", today);
    EXPECT_EQ(commune->on(Day::of(2026, 4, 29))->kind, "commune");
    EXPECT_EQ(commune->on(today)->kind, "ward");
    EXPECT_TRUE(commune->on(today)->full_name.starts_with("Phường "));
}

TEST_F(UnitsRegistry, population_prefers_what_was_counted) {
    const auto hanoi = r().best_population(province("Hà Nội", new_day).id);
    ASSERT_TRUE(hanoi);
    EXPECT_EQ(hanoi->source, "census_2019");
    EXPECT_EQ(*hanoi->people, 8'053'663);
    std::int64_t counted = 0;
    for (const Unit* one : r().units(Level::province, last_old_day))
        for (const auto& figure : r().populations(one->id))
            if (figure.source == "census_2019" && figure.quality == "ok") counted += *figure.people;
    EXPECT_EQ(counted, 96'208'984);
    std::size_t missing = 0;
    for (const Unit* one : r().units(Level::commune, new_day)) missing += !r().best_population(one->id);
    EXPECT_EQ(missing, 66u);
}

TEST_F(UnitsRegistry, every_province_has_a_tile_of_its_own) {
    for (const Day day : {census_day, last_old_day, new_day}) {
        const auto tiles = r().tiles(day);
        std::set<std::pair<int, int>> places;
        std::set<UnitId> units;
        for (const auto& tile : tiles) {
            places.insert({tile.row, tile.column});
            units.insert(tile.unit);
        }
        EXPECT_EQ(places.size(), tiles.size());
        for (const Unit* one : r().units(Level::province, day)) EXPECT_TRUE(units.contains(one->id)) << one->slug;
    }
}

TEST_F(UnitsRegistry, addresses_are_unique_and_lead_back) {
    for (const Level level : {Level::province, Level::ministry, Level::commune}) {
        for (const Day day : {last_old_day, today})
            for (const Unit* unit : r().units(level, day)) EXPECT_EQ(r().by_slug(unit->slug), unit);
    }
    EXPECT_EQ(r().by_slug("ha-giang")->last().full_name, "Tỉnh Hà Giang");
    EXPECT_TRUE(r().by_slug("bo-tu-phap"));
    EXPECT_FALSE(r().by_slug("khong-co"));
}

TEST_F(UnitsRegistry, what_is_doubtful_says_so) {
    EXPECT_NE(province("Hà Nội", new_day).on(new_day)->doubt, "");
    EXPECT_EQ(province("Hà Nội", last_old_day).on(last_old_day)->doubt, "");
}

}  // namespace
}  // namespace longdan::units
