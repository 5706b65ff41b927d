#include "features/methods/methods.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

namespace longdan::methods {
namespace {

std::string read(const std::string& path) {
    std::ifstream file(std::string(LONGDAN_SOURCE_DIR) + "/" + path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    EXPECT_TRUE(file) << path;
    return text.str();
}

Method load(const std::string& path) { return parse_method(read(path), path); }

std::string problems_of(const std::string& json) {
    try {
        parse_method(json, "thử.json");
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const auto found = text.find(from);
    EXPECT_NE(found, std::string::npos) << from;
    return found == std::string::npos ? text : text.replace(found, from.size(), to);
}

void collect_items(const AggregationNode& node, std::set<std::string>& items) {
    items.insert(node.items.begin(), node.items.end());
    for (const AggregationNode& child : node.children) collect_items(child, items);
}

TEST(MethodData, the_three_sipas_methods_load_and_their_index_has_the_number_of_items_sources_state) {
    const std::pair<const char*, std::size_t> expected[] = {
        {"data/methods/sipas-2640.json", 22},
        {"data/methods/sipas-2022.json", 45},
        {"data/methods/sipas-1001.json", 51}};
    for (const auto& [path, count] : expected) {
        const Method method = load(path);
        std::set<std::string> items;
        collect_items(method.tree, items);
        EXPECT_EQ(items.size(), count) << path;
        ASSERT_NE(method.group("S"), nullptr);
        EXPECT_EQ(method.group("S")->items_stated, static_cast<int>(count)) << path;
    }
}

TEST(MethodData, what_no_source_confirms_says_so_and_what_is_confirmed_names_its_source) {
    for (const char* path :
         {"data/methods/sipas-2640.json", "data/methods/sipas-2022.json", "data/methods/sipas-1001.json"}) {
        const Method method = load(path);
        for (const Item& item : method.items) {
            EXPECT_EQ(item.provenance.standing == Standing::confirmed && item.provenance.source.empty(), false)
                << item.code;
            EXPECT_TRUE(item.provenance.standing == Standing::confirmed || !item.provenance.remark.empty())
                << item.code;
        }
    }
    const Method method = load("data/methods/sipas-1001.json");
    EXPECT_EQ(method.item("S.B.1.1")->provenance.standing, Standing::confirmed);
    EXPECT_EQ(method.item("S.A.POL1.1")->provenance.standing, Standing::working);
    EXPECT_EQ(label_vi(Standing::working), "chưa xác nhận (cách diễn đạt tạm)");
}

TEST(MethodData, published_figures_rule_out_equal_facets_but_allow_unequal_ones) {
    const Method method = load("data/methods/sipas-1001.json");
    ASSERT_EQ(method.checks.size(), 2u);
    for (const PublishedCheck& check : method.checks) {
        const std::int64_t equal[] = {1, 1};
        const std::int64_t pooled[] = {627, 373};
        EXPECT_FALSE(could_print(check.parts, equal, check.total)) << check.year;
        EXPECT_TRUE(could_print(check.parts, pooled, check.total)) << check.year;
    }
}

TEST(MethodData, the_hash_is_that_of_the_files_bytes) {
    const std::string bytes = read("tests/methods/mini-1001.json");
    EXPECT_EQ(parse_method(bytes, "a").sha256, parse_method(bytes, "b").sha256);
    EXPECT_NE(parse_method(bytes, "a").sha256, parse_method(bytes + " ", "a").sha256);
}

TEST(MethodReader, all_problems_are_told_at_once_each_with_its_place) {
    std::string json = read("tests/methods/mini-1001.json");
    json = replaced(json, "\"rule\": \"pooled\"", "\"rule\": \"median\"");
    json = replaced(json, "\"scale\": \"yes_no\"", "\"scale\": \"stars\"");
    json = replaced(json, "\"items\": [\"S1\"", "\"items\": [\"S9\"");
    const std::string problems = problems_of(json);
    EXPECT_NE(problems.find("3 lỗi"), std::string::npos) << problems;
    EXPECT_NE(problems.find("tree.rule: không có quy tắc 'median'"), std::string::npos) << problems;
    EXPECT_NE(problems.find("items[0].scale: không có thang 'stars'"), std::string::npos) << problems;
    EXPECT_NE(problems.find("'S9'"), std::string::npos) << problems;
}

TEST(MethodReader, a_confirmed_statement_without_source_is_refused) {
    const std::string json =
        replaced(read("tests/methods/mini-1001.json"), "\"standing\": \"working\"", "\"standing\": \"confirmed\"");
    EXPECT_NE(problems_of(json).find("không có 'source'"), std::string::npos);
}

TEST(MethodReader, an_item_twice_in_the_tree_is_refused) {
    const std::string json = replaced(read("tests/methods/mini-1001.json"), "\"items\": [\"S1\"", "\"items\": [\"P1\"");
    EXPECT_NE(problems_of(json).find("'P1' ở hai nơi"), std::string::npos);
}

TEST(MethodReader, what_is_no_json_is_refused_with_the_files_name) {
    EXPECT_NE(problems_of("{").find("thử.json"), std::string::npos);
    EXPECT_NE(problems_of("[]").find("thử.json"), std::string::npos);
}

Form form_of(const std::string& path) {
    Form form;
    form.json = read(path);
    form.plan = xforms::FormPlan::parse(form.json);
    form.codebook = xforms::make_codebook(*form.plan);
    return form;
}

TEST(ItemCodings, answers_are_counted_on_the_items_scale_and_nothing_else) {
    const Method method = load("tests/methods/mini-1001.json");
    const Form form = form_of("tests/questionnaires/mini-1001.json");
    const auto codings = item_codings(method, form);
    EXPECT_EQ(codings.size(), 10u);  // Q1 Q2, P1 to P5, S1 to S3
    ItemCounts counts;
    for (const char* answer : {"5", "4", "3", "kb", ""}) {
        const auto packed = xforms::pack(*form.plan, form.codebook, {{"age", "30"}, {"p1", answer}});
        count(codings, packed, counts);
    }
    EXPECT_EQ(counts["P1"].satisfied, 2);
    EXPECT_EQ(counts["P1"].valid, 3);
    EXPECT_EQ(counts["P2"].valid, 0);
}

TEST(Questionnaires, the_1001_form_asks_every_item_of_the_index_once) {
    const Method method = load("data/methods/sipas-1001.json");
    const Form form = form_of("data/questionnaires/sipas-1001.json");
    std::set<std::string> items;
    collect_items(method.tree, items);
    std::set<std::string> asked;
    for (const ItemCoding& coding : item_codings(method, form)) asked.insert(coding.item);
    for (const std::string& item : items) EXPECT_TRUE(asked.contains(item)) << item;
    for (const xforms::Question& question : form.plan->questions()) {
        if (question.item.empty()) continue;
        ASSERT_NE(method.item(question.item), nullptr) << question.item;
        EXPECT_EQ(question.standing, name(method.item(question.item)->provenance.standing)) << question.item;
    }
}

}  // namespace
}  // namespace longdan::methods
