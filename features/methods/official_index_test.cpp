#include "features/methods/methods.h"

#include <random>

#include <gtest/gtest.h>

namespace longdan::methods {
namespace {

/// The tree of the test year's MINI-1001: two facets, pooled.
AggregationNode mini_tree(Rule root) {
    AggregationNode policy{"policy", {}, Rule::pooled, {}, {"P1", "P2", "P3", "P4", "P5"}};
    AggregationNode service{"service", {}, Rule::pooled, {}, {"S1", "S2", "S3"}};
    return {"sipas", {}, root, {policy, service}};
}

/// Counts that add up to the facets' counts of the test year; how they fall on the items does not matter for pooling.
ItemCounts spread(
    std::int64_t policy_yes, std::int64_t policy_all, std::int64_t service_yes, std::int64_t service_all
) {
    ItemCounts counts;
    const auto share = [&](const std::vector<std::string>& items, std::int64_t yes, std::int64_t all) {
        for (std::size_t i = 0; i < items.size(); ++i) {
            const std::int64_t left = static_cast<std::int64_t>(items.size() - i);
            const ItemCount part{yes / left, all / left};
            counts[items[i]] = part;
            yes -= part.satisfied;
            all -= part.valid;
        }
    };
    share({"P1", "P2", "P3", "P4", "P5"}, policy_yes, policy_all);
    share({"S1", "S2", "S3"}, service_yes, service_all);
    return counts;
}

const ItemCounts a = spread(228, 280, 138, 168);
const ItemCounts b = spread(212, 283, 140, 170);
const ItemCounts c = spread(240, 288, 143, 172);

const NodeValue& node(const std::vector<NodeValue>& values, std::string_view code) {
    for (const NodeValue& value : values) {
        if (value.code == code) return value;
    }
    throw std::logic_error("no node " + std::string(code));
}

TEST(OfficialIndex, the_three_provinces_of_the_test_year_come_out_as_printed) {
    const AggregationNode tree = mini_tree(Rule::pooled);
    const auto index = [&](const ItemCounts& counts) { return official_index(tree, counts).front(); };
    EXPECT_EQ(index(a).satisfied, 366);
    EXPECT_EQ(index(a).valid, 448);
    EXPECT_EQ(index(a).share.percent(), 8170);
    EXPECT_EQ(index(b).satisfied, 352);
    EXPECT_EQ(index(b).valid, 453);
    EXPECT_EQ(index(b).share.percent(), 7770);
    EXPECT_EQ(index(c).satisfied, 383);
    EXPECT_EQ(index(c).valid, 460);
    EXPECT_EQ(index(c).share.percent(), 8326);
}

TEST(OfficialIndex, the_nation_pools_answers_and_the_mean_of_provinces_is_another_figure) {
    const AggregationNode tree = mini_tree(Rule::pooled);
    ItemCounts nation;
    std::vector<Share> provinces;
    for (const ItemCounts* counts : {&a, &b, &c}) {
        for (const auto& [item, count] : *counts) {
            nation[item].satisfied += count.satisfied;
            nation[item].valid += count.valid;
        }
        provinces.push_back(official_index(tree, *counts).front().share);
    }
    const auto values = official_index(tree, nation);
    EXPECT_EQ(node(values, "sipas").satisfied, 1101);
    EXPECT_EQ(node(values, "sipas").valid, 1361);
    EXPECT_EQ(node(values, "sipas").share.percent(), 8090);
    EXPECT_EQ(node(values, "policy").share.percent(), 7991);
    EXPECT_EQ(node(values, "service").share.percent(), 8255);
    EXPECT_EQ(mean_of(provinces).percent(), 8089);
}

TEST(OfficialIndex, a_mean_of_facets_is_not_the_pooled_index) {
    EXPECT_EQ(official_index(mini_tree(Rule::pooled), b).front().share.percent(), 7770);
    // 74,91 % and 82,35 %: their plain mean prints 78,63
    EXPECT_EQ(official_index(mini_tree(Rule::mean), b).front().share.percent(), 7863);
}

TEST(OfficialIndex, published_facets_of_2024_fit_a_service_weight_of_0_373_and_not_one_half) {
    const std::int64_t facets[] = {8384, 8409};
    const std::int64_t unequal[] = {627, 373};
    const std::int64_t equal[] = {1, 1};
    EXPECT_TRUE(could_print(facets, unequal, 8394));
    EXPECT_FALSE(could_print(facets, equal, 8394));
    const std::int64_t facets_2023[] = {8249, 8297};
    EXPECT_TRUE(could_print(facets_2023, unequal, 8266));
    EXPECT_FALSE(could_print(facets_2023, equal, 8266));
}

TEST(OfficialIndex, given_weights_weigh_the_children_exactly) {
    AggregationNode tree{"root", {}, Rule::weights, {}, {"x", "y"}, {2, 1}};
    const auto values = official_index(tree, {{"x", {1, 3}}, {"y", {1, 2}}});
    EXPECT_EQ(values.front().share.numerator, "7");  // (2/3 + 1/2) / 3 = 7/18
    EXPECT_EQ(values.front().share.denominator, "18");
}

TEST(OfficialIndex, a_child_nobody_answered_is_left_out_of_a_mean_and_flagged) {
    AggregationNode tree{"root", {}, Rule::mean, {}, {"x", "y"}};
    const auto values = official_index(tree, {{"x", {1, 4}}});
    EXPECT_EQ(values.front().share.percent(), 2500);
    EXPECT_TRUE(values.front().incomplete);
    EXPECT_FALSE(official_index(tree, {}).front().share.has_value());
}

TEST(OfficialIndex, halves_are_rounded_up_once) {
    EXPECT_EQ((Share{"1", "800"}.percent(1)), 1);            // 0,125 % -> 0,1
    EXPECT_EQ((Share{"1", "800"}.percent(2)), 13);           // 0,125 % -> 0,13
    EXPECT_EQ((Share{"12345", "100000"}.percent(2)), 1235);  // 12,345 % -> 12,35
    EXPECT_EQ((Share{"1", "1"}.percent(2)), 10000);
}

TEST(OfficialIndex, more_satisfied_than_valid_answers_are_refused) {
    EXPECT_THROW(official_index(mini_tree(Rule::pooled), {{"P1", {3, 2}}}), Error);
    EXPECT_THROW(official_index(mini_tree(Rule::pooled), {{"P1", {-1, 2}}}), Error);
}

TEST(OfficialIndex, pooling_shards_of_the_answers_equals_pooling_all) {
    std::mt19937 random(7);
    const AggregationNode tree = mini_tree(Rule::pooled);
    for (int round = 0; round < 50; ++round) {
        ItemCounts all;
        std::int64_t satisfied = 0;
        std::int64_t valid = 0;
        for (int shard = 0; shard < 4; ++shard) {
            ItemCounts counts;
            for (const char* item : {"P1", "P2", "P3", "P4", "P5", "S1", "S2", "S3"}) {
                const std::int64_t shard_valid = random() % 1000;
                const std::int64_t shard_satisfied = shard_valid == 0 ? 0 : random() % (shard_valid + 1);
                counts[item] = {shard_satisfied, shard_valid};
                all[item].satisfied += shard_satisfied;
                all[item].valid += shard_valid;
            }
            const NodeValue root = official_index(tree, counts).front();
            satisfied += root.satisfied;
            valid += root.valid;
        }
        const NodeValue root = official_index(tree, all).front();
        EXPECT_EQ(root.satisfied, satisfied);
        EXPECT_EQ(root.valid, valid);
    }
}

TEST(OfficialIndex, fifty_one_means_of_unlike_bases_stay_exact) {
    AggregationNode tree{"root", {}, Rule::mean};
    ItemCounts counts;
    for (int i = 0; i < 51; ++i) {
        const std::string item = "i" + std::to_string(i);
        tree.items.push_back(item);
        counts[item] = {50000, 100003 + 2 * i};
    }
    const Share share = official_index(tree, counts).front().share;
    EXPECT_GT(share.denominator.size(), 100u);  // no rounding on the way
    EXPECT_NEAR(share.value(), 0.49972, 1e-4);
}

}  // namespace
}  // namespace longdan::methods
