#include "engine/scoring/test_frames.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

using namespace longdan::scoring;

namespace {
const Scorer& example() {
    static const Scorer scorer(shipped_frame("example-province.json"));
    return scorer;
}
}  // namespace

TEST(law, the_order_of_entry_does_not_matter) {
    const Frame frame = shipped_frame("example-province.json");
    std::vector<std::string> rows;
    std::mt19937_64 random(4);
    for (int unit = 0; unit < 6; ++unit) {
        for (const Node* node : example().nodes()) {
            if (!node->is_leaf()) continue;
            const std::string start = "U" + std::to_string(unit) + "," + node->code + ",";
            for (const char* field : {"yes", "count", "percent", "option.A", "option.tot", "option.hdnd.B"}) {
                if (!example().rule(example().index(node->code)).takes(field)) continue;
                rows.push_back(start + field + "," + std::to_string(random() % 2));
            }
        }
    }
    const auto results = [&] {
        std::string csv = "unit,node,field,value\n";
        for (const std::string& row : rows) csv += row + "\n";
        auto units = read_scores(csv, "s.csv", frame);
        std::sort(units.begin(), units.end(), [](const auto& a, const auto& b) { return a.unit < b.unit; });
        return write_results(example(), units, example().score_all(units));
    };
    const std::string first = results();
    for (int i = 0; i < 5; ++i) {
        std::shuffle(rows.begin(), rows.end(), random);
        ASSERT_EQ(results(), first);
    }
}

TEST(law, points_stay_within_bounds_and_not_applicable_never_lifts_a_percentage_over_100) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
        const UnitScore score = example().score(random_inputs(example(), "X", seed));
        Exact bonus;
        for (std::size_t i = 0; i < score.nodes.size(); ++i) {
            const Node& node = *example().nodes()[i];
            const bool free =
                node.rule.kind == RuleKind::bonus || node.rule.kind == RuleKind::penalty || node.code == "9";
            if (node.rule.kind == RuleKind::bonus) bonus += score.nodes[i].points;
            if (free) continue;
            ASSERT_LE(Exact(0), score.nodes[i].points) << node.code;
            ASSERT_LE(score.nodes[i].points, score.nodes[i].maximum) << node.code;
        }
        if (score.total.maximum.is_zero()) continue;
        ASSERT_LE((score.total.points - bonus) * Exact(100) / score.total.maximum, Exact(100));
        ASSERT_LE(bonus, *example().frame().bonus_cap);
    }
}

TEST(law, sums_are_the_sums_of_the_parts) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        const UnitScore score = example().score(random_inputs(example(), "X", seed));
        Exact leaves;
        for (std::size_t i = 0; i < score.nodes.size(); ++i) {
            if (example().nodes()[i]->is_leaf() && score.nodes[i].applicable) leaves += score.nodes[i].points;
        }
        ASSERT_EQ(leaves, score.total.points);
    }
}

TEST(law, scores_carried_over_and_back_are_the_same) {
    const Frame older = shipped_frame("example-province.json");
    Frame newer = older;
    std::swap(newer.nodes[2], newer.nodes[5]);
    newer.nodes[0].children[1].children[0].maximum = 7;
    const auto there = carry_map(older, newer);
    const auto back = carry_map(newer, older);
    EXPECT_EQ(there.size(), 87u);
    for (const auto& [from, to] : there) {
        ASSERT_TRUE(back.contains(to)) << to;
        EXPECT_EQ(back.at(to), from);
    }
    const Scorer old_scorer(older);
    const UnitInputs inputs = random_inputs(old_scorer, "X", 8);
    UnitInputs round_trip = inputs;
    round_trip.nodes.clear();
    for (const auto& [from, to] : there) {
        const auto found = inputs.nodes.find(from);
        if (found != inputs.nodes.end()) round_trip.nodes[back.at(to)] = found->second;
    }
    const UnitScore before = old_scorer.score(inputs);
    const UnitScore after = old_scorer.score(round_trip);
    for (const auto& [from, to] : there) {
        EXPECT_EQ(before.nodes[old_scorer.index(from)].points, after.nodes[old_scorer.index(from)].points) << from;
    }
}

TEST(law, refining_keeps_sums) {
    const Frame above = shipped_frame("par-province-2948.json");
    Frame below = above;
    below.refines = above.code + "/" + above.version;
    for (Node& node : below.nodes) {
        node.rule = {};
        const Exact half = node.maximum / Exact(2);
        node.children = {
            {.code = node.code + ".1", .name = {"x", ""}, .maximum = half},
            {.code = node.code + ".2", .name = {"y", ""}, .maximum = node.maximum - half}};
    }
    EXPECT_TRUE(check_refinement(below, above).empty());
    EXPECT_TRUE(check(below).empty());
    EXPECT_EQ(below.maximum(), above.maximum());
}
