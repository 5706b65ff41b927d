#include "engine/scoring/frame.h"

#include "engine/scoring/test_frames.h"
#include "platform/base/error.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include <gtest/gtest.h>

using namespace longdan;
using namespace longdan::scoring;

TEST(frame, every_shipped_frame_is_right_and_its_examples_pass) {
    std::size_t frames = 0;
    for (const auto& entry : std::filesystem::directory_iterator(std::string(LONGDAN_SOURCE_DIR) + "/data/frames")) {
        if (entry.path().extension() != ".json") continue;
        ++frames;
        const Frame frame = shipped_frame(entry.path().filename());
        for (const Problem& problem : check(frame))
            ADD_FAILURE() << entry.path() << " " << problem.place << ": " << problem.vi;
        EXPECT_EQ(parse_frame(write_frame(frame), "again"), frame) << entry.path();
    }
    EXPECT_GE(frames, 5u);
    const Frame domains = shipped_frame("par-province-2948.json");
    EXPECT_EQ(domains.maximum().text(), "100");
    EXPECT_EQ(domains.nodes[2].maximum.text(), "14.5");
}

TEST(frame, the_example_has_every_rule_family) {
    const Frame frame = shipped_frame("example-province.json");
    EXPECT_EQ(frame.standing, "example");
    std::set<RuleKind> kinds;
    std::size_t leaves = 0;
    const Scorer scorer(frame);
    for (const Node* node : scorer.nodes()) {
        if (!node->is_leaf()) continue;
        ++leaves;
        kinds.insert(node->rule.kind);
        EXPECT_FALSE(node->rule.examples.empty()) << node->code;
    }
    EXPECT_EQ(leaves, 88u);
    EXPECT_EQ(kinds.size(), 11u);
}

TEST(frame, all_problems_come_at_once_each_with_its_place) {
    const Frame frame = parse_frame(
        R"({"code":"","title":"","bands":[{"name":"B","from":80},{"name":"A","from":90}],"nodes":[
            {"code":"1","name":"a","max":5,"children":[
              {"code":"1.1","name":"b","max":2,"rule":{"kind":"steps","steps":[{"from":1,"points":1},{"from":2,"points":2}]}},
              {"code":"1.1","name":"","max":1,"rule":{"kind":"survey","options":{"A":0.5},"groups":{"x":0.5}}},
              {"code":"1.3","name":"c","max":1,"rule":{"kind":"expression","expression":"count +"}},
              {"code":"1.4","name":"d","max":0.5,"rule":{"kind":"yes_no","examples":[{"inputs":{"yes":1},"points":0.4}]}}]}]})",
        "f.json"
    );
    const auto problems = check(frame);
    std::set<std::string> places;
    for (const Problem& problem : problems) {
        places.insert(problem.place);
        EXPECT_FALSE(problem.vi.empty());
        EXPECT_FALSE(problem.en.empty());
    }
    for (const char* place :
         {"", "bands[1]", "1", "1.1", "1.1, rule, steps[1]", "1.1, rule", "1.3, rule", "1.4, examples[0]"}) {
        EXPECT_TRUE(places.contains(place)) << place;
    }
}

TEST(frame, a_frame_that_refines_keeps_what_is_fixed_above) {
    Frame above = shipped_frame("par-province-2948.json");
    Frame below = above;
    below.refines = above.code + "/" + above.version;
    Node& domain = below.nodes[0];
    domain.rule = {};
    domain.children = {
        {.code = "1.1", .name = {"x", ""}, .maximum = 6}, {.code = "1.2", .name = {"y", ""}, .maximum = 4}};
    EXPECT_TRUE(check_refinement(below, above).empty());
    EXPECT_TRUE(check(below).empty());
    domain.maximum = 9;
    below.nodes.pop_back();
    const auto problems = check_refinement(below, above);
    ASSERT_EQ(problems.size(), 2u);
    EXPECT_EQ(problems[0].place, "1");
    EXPECT_EQ(problems[1].place, "8");
}

TEST(frame, comparison_tells_moved_changed_new_and_gone) {
    const Frame older = shipped_frame("example-province.json");
    Frame newer = older;
    newer.nodes[0].children[0].children[0].maximum = 1;
    newer.nodes[0].children[0].children[1].rule.kind = RuleKind::points;
    newer.nodes[1].children.push_back(newer.nodes[0].children[2]);
    newer.nodes[1].children.back().code = "2.5";
    for (std::size_t i = 0; i < newer.nodes[1].children.back().children.size(); ++i) {
        newer.nodes[1].children.back().children[i].code = "2.5." + std::to_string(i + 1);
    }
    newer.nodes[0].children.erase(newer.nodes[0].children.begin() + 2);
    newer.nodes[6].children[0].children.pop_back();
    newer.nodes[6].children[0].children.push_back({.code = "7.1.9", .name = {"Hoàn toàn mới", ""}, .maximum = 1});
    std::map<Change, int> counts;
    for (const Difference& difference : compare(older, newer)) ++counts[difference.change];
    EXPECT_EQ(counts[Change::points], 1);
    EXPECT_EQ(counts[Change::rule], 1);
    EXPECT_EQ(counts[Change::moved], 3);
    EXPECT_EQ(counts[Change::added], 1);
    EXPECT_EQ(counts[Change::removed], 1);
    const auto carried = carry_map(older, newer);
    EXPECT_EQ(carried.at("1.3.1"), "2.5.1");
    EXPECT_FALSE(carried.contains("1.1.1"));
    EXPECT_FALSE(carried.contains("1.1.2"));
    EXPECT_TRUE(carried.contains("8.1.1"));
}

TEST(frame, too_large_or_too_deep_is_refused_quickly) {
    std::string wide = R"({"code":"f","title":"f","nodes":[)";
    for (int i = 0; i < 100'000; ++i)
        wide += (i ? "," : "") + std::string(R"({"code":"c)") + std::to_string(i) + R"(","name":"n","max":1})";
    wide += "]}";
    EXPECT_THROW(parse_frame(wide, "wide.json"), Error);
    std::string deep = R"({"code":"f","title":"f","nodes":[)";
    for (int i = 0; i < 200; ++i) deep += R"({"code":"c","name":"n","max":1,"children":[)";
    EXPECT_THROW(parse_frame(deep, "deep.json"), Error);
}

TEST(frame, a_spreadsheet_holds_the_same_frame) {
    for (const char* file : {"example-province.json", "par-province-2948.json", "par-province-892.json"}) {
        const Frame frame = shipped_frame(file);
        EXPECT_EQ(read_frame_xlsx(write_frame_xlsx(frame), "f.xlsx"), frame) << file;
    }
    const Scorer scorer(shipped_frame("example-province.json"));
    const UnitScore score = scorer.score(random_inputs(scorer, "X", 3));
    EXPECT_EQ(read_frame_xlsx(write_frame_xlsx(scorer.frame(), &scorer, &score, &score), "f.xlsx"), scorer.frame());
}

TEST(frame, a_wrong_spreadsheet_is_refused_with_its_place) { EXPECT_THROW(read_frame_xlsx("x", "f.xlsx"), Error); }
