#include "features/rounds/draw.h"

#include "platform/base/digest.h"
#include "platform/base/error.h"

#include <cmath>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace longdan::rounds {
namespace {

/// The draw of the test year: in each of three provinces one fixed commune and one of ten, two villages, 15 places.
std::string mini_design() {
    return R"({
        "code": "mini", "version": 1, "name": "Mẫu nhỏ", "method": "mini-1001", "day": "2026-10-01",
        "domain": "province", "lonely_psu": "adjust",
        "stages": [
          {"name": "Xã", "unit": "commune", "size": {"each": 2}, "fixed": ["A00", "B00", "C00"], "select": "srs",
           "reserve": 1},
          {"name": "Thôn", "unit": "village", "list": 4, "size": {"each": 2}, "select": "srs", "reserve": 1},
          {"name": "Người", "unit": "place", "list": 50, "size": {"each": 15}, "select": "systematic", "reserve": 10}
        ]})";
}

Frame mini_frame(int communes = 11) {
    Frame frame;
    for (const std::string province : {"A", "B", "C"}) {
        frame.units.push_back({"province", province, {}, "Tỉnh " + province, "province", false, "", province, 0, ""});
    }
    for (const std::string province : {"A", "B", "C"}) {
        for (int c = 0; c < communes; ++c) {
            frame.units.push_back(
                {"commune",
                 fmt::format("{}{:02}", province, c),
                 {},
                 fmt::format("Xã {}{}", province, c),
                 "commune",
                 false,
                 province,
                 province,
                 0,
                 ""}
            );
        }
    }
    return frame;
}

std::string read(const std::string& path) {
    std::ifstream file(std::string(LONGDAN_SOURCE_DIR) + "/" + path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string csv(std::uint64_t seed) {
    const auto design = Design::parse(mini_design(), "mini.json");
    return sample_csv(draw(design, mini_frame(), seed), design);
}

TEST(Draw, three_provinces_give_180_main_and_120_reserve_places) {
    const auto design = Design::parse(mini_design(), "mini.json");
    const auto sample = draw(design, mini_frame(), 20261001);
    std::map<std::string, int> main, reserve;
    for (const auto& place : sample.places) ++(place.reserve ? reserve : main)[place.province];
    EXPECT_EQ(main, (std::map<std::string, int>{{"A", 60}, {"B", 60}, {"C", 60}}));
    EXPECT_EQ(reserve, (std::map<std::string, int>{{"A", 40}, {"B", 40}, {"C", 40}}));
    int communes = 0;
    std::set<std::string> fixed;
    for (const auto& unit : sample.units) {
        if (unit.level != "commune" || unit.reserve) continue;
        ++communes;
        if (unit.pi == 1) {
            fixed.insert(unit.code);
        } else {
            EXPECT_DOUBLE_EQ(unit.pi, 0.1);
        }
    }
    EXPECT_EQ(communes, 6);
    EXPECT_EQ(fixed, (std::set<std::string>{"A00", "B00", "C00"}));
}

TEST(Draw, the_same_seed_gives_the_same_bytes_and_another_seed_others) {
    EXPECT_EQ(sha256(csv(7)), sha256(csv(7)));
    EXPECT_NE(sha256(csv(7)), sha256(csv(8)));
}

TEST(Draw, a_frame_read_back_from_its_file_gives_the_same_sample) {
    const auto design = Design::parse(mini_design(), "mini.json");
    const auto frame = mini_frame();
    const auto again = Frame::from_csv(frame.to_csv());
    EXPECT_EQ(again.to_csv(), frame.to_csv());
    EXPECT_EQ(sample_csv(draw(design, again, 5), design), sample_csv(draw(design, frame, 5), design));
}

TEST(Draw, weights_of_open_places_sum_to_the_lists_on_average) {
    const auto design = Design::parse(mini_design(), "mini.json");
    const auto frame = mini_frame();
    const auto sample = draw(design, frame, 3);
    double sum = 0;
    for (const auto& place : sample.places) {
        if (!place.reserve) sum += 1 / place.probability;
    }
    // Every commune has 4 villages of 50: equal probabilities in each stage make the estimate exact.
    EXPECT_NEAR(sum, 3 * 11 * 4 * 50.0, 1e-6);
}

TEST(Draw, a_certain_commune_is_its_own_stratum_and_its_villages_are_the_psus) {
    const auto design = Design::parse(mini_design(), "mini.json");
    const auto sample = draw(design, mini_frame(), 3);
    for (const auto& unit : sample.units) {
        if (unit.level != "village" || !unit.open) continue;
        if (unit.parent.ends_with("00")) {
            EXPECT_EQ(unit.stratum, unit.province + "/" + unit.parent);
            EXPECT_EQ(unit.psu, unit.code);
        } else {
            EXPECT_EQ(unit.stratum, unit.province);
            EXPECT_EQ(unit.psu, unit.parent);
        }
    }
}

TEST(Draw, opening_a_reserve_needs_no_new_draw_because_what_stands_under_it_is_drawn_already) {
    const auto design = Design::parse(mini_design(), "mini.json");
    const auto some = draw(design, mini_frame(), 3);
    const auto all = draw(design, mini_frame(), 3, true);
    ASSERT_EQ(some.units.size(), all.units.size());
    EXPECT_GT(all.places.size(), some.places.size());
    std::set<std::string> villages;
    for (const auto& place : all.places) villages.insert(place.village);
    for (const auto& unit : all.units) {
        EXPECT_TRUE(unit.level != "village" || villages.contains(unit.code)) << unit.code;
    }
    std::set<std::pair<std::string, int>> drawn;
    for (const auto& place : all.places) drawn.insert({place.village, place.number});
    for (const auto& place : some.places) EXPECT_TRUE(drawn.contains({place.village, place.number}));
}

TEST(Draw, inclusion_probabilities_hold_over_many_seeds) {
    const auto design = Design::parse(mini_design(), "mini.json");
    const auto frame = mini_frame();
    std::map<std::string, int> taken;
    const int draws = 400;
    for (int seed = 1; seed <= draws; ++seed) {
        for (const auto& unit : draw(design, frame, static_cast<std::uint64_t>(seed)).units) {
            if (unit.level == "commune" && !unit.reserve) ++taken[unit.code];
        }
    }
    EXPECT_EQ(taken["A00"], draws);
    for (int c = 1; c <= 10; ++c) {
        const double share = taken[fmt::format("B{:02}", c)] / static_cast<double>(draws);
        EXPECT_NEAR(share, 0.1, 4.5 * std::sqrt(0.1 * 0.9 / draws)) << c;
    }
}

TEST(Draw, a_province_without_communes_is_refused_by_name) {
    const auto design = Design::parse(mini_design(), "mini.json");
    auto frame = mini_frame();
    std::erase_if(frame.units, [](const FrameUnit& unit) { return unit.level == "commune" && unit.province == "B"; });
    try {
        draw(design, frame, 1);
        FAIL() << "drawn from nothing";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("Tỉnh B"), std::string::npos) << error.what();
    }
}

TEST(Sizes, the_total_takes_one_from_parents_with_the_fewest_units) {
    const auto text =
        R"({"code":"t","version":1,"name":"t","method":"m","day":"2024-10-01","domain":"province","stages":[
        {"name":"Xã","unit":"commune","size":{"each":2,"total":5},"select":"srs"},
        {"name":"Người","unit":"place","list":10,"size":{"each":2,"in":{"A":3},"total":12},"select":"srs"}]})";
    const auto design = Design::parse(text, "t.json");
    auto frame = mini_frame(5);
    std::erase_if(frame.units, [](const FrameUnit& unit) { return unit.code == "B03" || unit.code == "B04"; });
    const auto sample = draw(design, frame, 1);
    std::map<std::string, int> communes, places;
    for (const auto& unit : sample.units) ++communes[unit.province];
    for (const auto& place : sample.places) ++places[place.province];
    EXPECT_EQ(communes, (std::map<std::string, int>{{"A", 2}, {"B", 1}, {"C", 2}}));
    EXPECT_EQ(places, (std::map<std::string, int>{{"A", 6}, {"B", 2}, {"C", 4}}));
}

TEST(Design, the_designs_of_2024_and_2026_can_be_read) {
    const auto old = Design::parse(read("data/designs/sipas-2024.json"), "sipas-2024.json");
    EXPECT_EQ(old.stages.size(), 4u);
    EXPECT_EQ(old.stages.front().fixed.size(), 63u);
    const auto now = Design::parse(read("data/designs/sipas-2026.json"), "sipas-2026.json");
    EXPECT_EQ(now.stages.size(), 3u);
    EXPECT_EQ(now.stages.front().unit, "commune");
}

TEST(Design, what_is_wrong_is_said_with_its_stage_and_key) {
    const std::map<std::string, std::string> cases = {
        {R"("select": "srs")", R"("select": "random")"},           {R"("list": 4)", R"("list": 0)"},
        {R"("unit": "village")", R"("unit": "commune")"},          {R"("day": "2026-10-01")", R"("day": "2026-13-01")"},
        {R"("lonely_psu": "adjust")", R"("lonely_psu": "guess")"}, {R"("reserve": 1})", R"("reserves": 1})"},
    };
    for (const auto& [right, wrong] : cases) {
        auto text = mini_design();
        text.replace(text.find(right), right.size(), wrong);
        EXPECT_THROW(Design::parse(text, "mini.json"), Error) << wrong;
    }
    auto text = mini_design();
    text.replace(text.find("\"reserve\": 1}"), 13, "\"reserves\": 1}");
    try {
        Design::parse(text, "mini.json");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(std::string(error.what()), "mini.json, giai đoạn 1: không biết \"reserves\"");
    }
}

}  // namespace
}  // namespace longdan::rounds
