#include "engine/scoring/rule.h"

#include "platform/base/error.h"

#include <gtest/gtest.h>

using namespace longdan::scoring;

namespace {

Node node(std::string_view rule, std::string_view maximum = "2") {
    const std::string json = R"({"code":"f","title":"f","nodes":[{"code":"1","name":"n","max":")" +
                             std::string(maximum) + R"(","rule":)" + std::string(rule) + "}]}";
    return parse_frame(json, "f.json").nodes[0];
}

Inputs inputs(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
    Inputs out;
    for (const auto& [field, value] : fields) out.set(field, value);
    return out;
}

std::string points(const Node& leaf, const Inputs& given) {
    const CompiledRule rule(leaf);
    return rule.evaluate(given).points.text();
}

}  // namespace

TEST(rule, officials_survey_options_carry_shares_over_valid_answers) {
    const Node leaf = node(R"({"kind":"survey","options":{"A":1,"B":0.6,"C":0.2,"D":0},"not_counted":["khong_biet"]})");
    // 160 answers of 200 links: 80 at 100 %, 60 at 60 %, 15 at 20 %, 5 at 0 on a 2-point item.
    EXPECT_EQ(
        points(
            leaf, inputs(
                      {{"option.A", "80"},
                       {"option.B", "60"},
                       {"option.C", "15"},
                       {"option.D", "5"},
                       {"option.khong_biet", "40"}}
                  )
        ),
        "1.4875"
    );
}

TEST(rule, a_group_without_answers_gives_its_weight_to_the_others) {
    const Node leaf = node(R"({"kind":"survey","options":{"A":1,"B":0},"groups":{"hdnd":0.4,"lanhdao":0.6}})", "1");
    EXPECT_EQ(points(leaf, inputs({{"option.hdnd.A", "1"}, {"option.hdnd.B", "1"}, {"option.lanhdao.A", "4"}})), "0.8");
    EXPECT_EQ(points(leaf, inputs({{"option.hdnd.A", "1"}, {"option.hdnd.B", "1"}})), "0.5");
}

TEST(rule, ratio_has_threshold_linear_part_and_a_top) {
    const Node plain = node(R"({"kind":"ratio","threshold":0.8})");
    EXPECT_EQ(points(plain, inputs({{"numerator", "79"}, {"denominator", "100"}})), "0");
    EXPECT_EQ(points(plain, inputs({{"numerator", "90"}, {"denominator", "100"}})), "1.8");
    EXPECT_EQ(points(plain, inputs({{"numerator", "130"}, {"denominator", "100"}})), "2");
    const Node between = node(R"({"kind":"ratio","threshold":0.5,"full":0.9,"interpolate":true,"otherwise":0})");
    EXPECT_EQ(points(between, inputs({{"percent", "70"}})), "1");
    EXPECT_EQ(points(between, inputs({{"percent", "50"}})), "0");
    EXPECT_EQ(points(plain, inputs({{"numerator", "1"}, {"denominator", "0"}})), "0");
    EXPECT_TRUE(CompiledRule(plain).evaluate(inputs({{"numerator", "1"}, {"denominator", "0"}})).missing);
}

TEST(rule, steps_by_date_are_inclusive_of_their_day) {
    const Node leaf = node(
        R"({"kind":"steps","by":"date","steps":[{"until":"2025-12-31","points":2},{"until":"2026-01-15","points":1}]})"
    );
    EXPECT_EQ(points(leaf, inputs({{"date", "2025-12-31"}})), "2");
    EXPECT_EQ(points(leaf, inputs({{"date", "2026-01-01"}})), "1");
    EXPECT_EQ(points(leaf, inputs({{"date", "2026-01-16"}})), "0");
}

TEST(rule, levels_average_or_take_the_lowest) {
    const std::string options = R"("options":{"tot":1,"kha":0.7,"chua":0})";
    const Inputs given = inputs({{"option.tot", "2"}, {"option.kha", "2"}});
    EXPECT_EQ(points(node(R"({"kind":"levels",)" + options + "}"), given), "1.7");
    EXPECT_EQ(points(node(R"({"kind":"levels","how":"minimum",)" + options + "}"), given), "1.4");
}

TEST(rule, best_of_takes_the_best_that_was_reported) {
    const Node leaf = node(R"({"kind":"best_of","rules":[{"kind":"yes_no"},{"kind":"ratio","threshold":0.5}]})");
    EXPECT_EQ(points(leaf, inputs({{"yes", "0"}, {"percent", "75"}})), "1.5");
    EXPECT_EQ(points(leaf, inputs({{"yes", "1"}, {"percent", "75"}})), "2");
    EXPECT_EQ(points(leaf, inputs({{"percent", "20"}})), "0");
}

TEST(rule, penalty_and_bonus_have_their_caps) {
    EXPECT_EQ(points(node(R"({"kind":"penalty","per_case":0.25,"most":1})", "0"), inputs({{"penalty", "3"}})), "-0.75");
    EXPECT_EQ(points(node(R"({"kind":"penalty","per_case":0.25,"most":1})", "0"), inputs({{"penalty", "30"}})), "-1");
    EXPECT_EQ(points(node(R"({"kind":"bonus","per_case":0.5,"most":1})", "0"), inputs({{"bonus", "30"}})), "1");
}

TEST(rule, percentage_of_another_figure) {
    EXPECT_EQ(points(node(R"({"kind":"percentage"})", "10"), inputs({{"percent", "81.70"}})), "8.17");
}

TEST(rule, a_reason_and_the_next_step_are_said) {
    const Node leaf =
        node(R"({"kind":"steps","by":"share","steps":[{"from":0.9,"points":2},{"from":0.8,"points":1}]})");
    const CompiledRule rule(leaf);
    const Inputs given = inputs({{"numerator", "5"}, {"denominator", "6"}});
    EXPECT_EQ(rule.reason(given).vi, "đạt 83,33%");
    EXPECT_EQ(rule.next_step(given).vi, "từ 90% được 2 điểm");
    EXPECT_EQ(rule.reason(inputs({{"percent", "95"}})).vi, "");
}

TEST(expression, precedence_functions_and_missing_values) {
    const auto value = [](std::string_view text, Variables variables = {}) {
        const auto result = Expression::compile(text).evaluate(variables);
        return result ? result->text() : "none";
    };
    EXPECT_EQ(value("1 + 2 * 3 - 4 / 8"), "6.5");
    EXPECT_EQ(value("-2 * -(3)"), "6");
    EXPECT_EQ(value("1 < 2 && !(3 <= 2) || 0"), "1");
    EXPECT_EQ(value("if(2 > 1, min(5, 4, 9), 1 / 0)"), "4");
    EXPECT_EQ(value("round(2.345, 2)"), "2.35");
    EXPECT_EQ(value("floor(-1.5) + abs(-2)"), "0");
    EXPECT_EQ(value("1 / 0"), "none");
    EXPECT_EQ(value("count + 1"), "none");
    Variables variables;
    variables[static_cast<std::size_t>(Variable::count)] = Exact(4);
    EXPECT_EQ(value("count / 3", variables), "4/3");
}

TEST(expression, errors_name_the_place) {
    const auto error = [](std::string_view text) -> std::string {
        try {
            Expression::compile(text);
        } catch (const longdan::Error& caught) {
            return caught.what();
        }
        return "";
    };
    EXPECT_EQ(
        error("1 + "), "ký tự thứ 5 (sign 5): thiếu số, biến hoặc hàm (a number, variable or function is wanted)"
    );
    EXPECT_NE(error("cout > 1").find("'cout'"), std::string::npos);
    EXPECT_NE(error("(1").find("thiếu ')'"), std::string::npos);
    EXPECT_NE(error("1 2"), "");
    EXPECT_NE(error(std::string(3000, '1')), "");
    EXPECT_NE(error(std::string(1000, '(')), "");
    EXPECT_NE(error("if(1, 2)"), "");
}
