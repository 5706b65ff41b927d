#include "engine/xforms/form_plan.h"

#include "platform/base/error.h"

#include <random>

#include <gtest/gtest.h>

namespace longdan::xforms {
namespace {

constexpr std::string_view household = R"({
  "plan": 1, "code": "thu", "version": "1", "languages": ["vi", "en"],
  "title": {"vi": "Phiếu thử", "en": "Trial form"},
  "lists": {
    "yes_no": [{"name": "co", "code": 1, "label": {"vi": "Có", "en": "Yes"}},
               {"name": "khong", "code": 2, "label": {"vi": "Không", "en": "No"}},
               {"name": "kb", "missing": "dont_know", "label": {"vi": "Không biết", "en": "Do not know"}}],
    "ways": [{"name": "a", "code": 1, "label": {"vi": "A", "en": "A"}},
             {"name": "b", "code": 2, "label": {"vi": "B", "en": "B"}},
             {"name": "c", "code": 3, "label": {"vi": "C", "en": "C"}},
             {"name": "kb", "missing": "refused", "label": {"vi": "Từ chối", "en": "Refuse"}}]
  },
  "pages": [
    {"name": "first", "title": {"vi": "Một", "en": "One"}, "content": [
      {"question": "age", "type": "integer", "minimum": 0, "maximum": 120, "required": true,
       "label": {"vi": "Tuổi", "en": "Age"}, "constraint": [">=", ["."], 18],
       "constraint_message": {"vi": "Từ 18 tuổi", "en": "18 or over"}},
      {"question": "used", "type": "select_one", "list": "yes_no", "label": {"vi": "Đã làm?", "en": "Used?"}}]},
    {"name": "second", "title": {"vi": "Hai", "en": "Two"}, "relevant": ["=", ["ref", "used"], "co"], "content": [
      {"group": "visit", "content": [
        {"question": "ways", "type": "select_multiple", "list": "ways", "max_choices": 2,
         "label": {"vi": "Cách", "en": "Ways"}},
        {"question": "why", "type": "text", "max_length": 20, "label": {"vi": "Vì sao", "en": "Why"},
         "relevant": ["selected", ["ref", "ways"], "c"], "required": [">", ["ref", "age"], 60]}]}]},
    {"name": "third", "title": {"vi": "Ba", "en": "Three"}, "content": [
      {"question": "thanks", "type": "note", "label": {"vi": "Cảm ơn", "en": "Thanks"}}]}
  ]})";

std::shared_ptr<const FormPlan> plan() {
    static const auto plan = FormPlan::parse(household);
    return plan;
}

/// "path:rule" of each violation.
std::vector<std::string> broken(const Answers& answers) {
    std::vector<std::string> found;
    for (const Violation& violation : check(*plan(), answers)) {
        found.push_back(violation.path + ":" + std::string(name(violation.rule)));
    }
    return found;
}
using Strings = std::vector<std::string>;

std::string problems_of(std::string_view json, const PlanLimits& limits = {}) {
    try {
        FormPlan::parse(json, limits);
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

std::string household_with(std::string_view from, std::string_view to) {
    std::string text(household);
    const auto place = text.find(from);
    EXPECT_NE(place, std::string::npos) << from;
    return text.replace(place, from.size(), to);
}

TEST(Check, answers_in_order_break_nothing) {
    EXPECT_EQ(broken({{"age", "18"}}), Strings{});
    EXPECT_EQ(broken({{"age", "70"}, {"used", "co"}, {"ways", "a c"}, {"why", "vì gần"}}), Strings{});
    EXPECT_EQ(broken({{"age", "70"}, {"used", "kb"}}), Strings{});
}

TEST(Check, each_rule_is_named_with_its_path) {
    EXPECT_EQ(broken({}), Strings{"/data/age:required"});
    EXPECT_EQ(broken({{"age", "17"}}), Strings{"/data/age:constraint"});
    EXPECT_EQ(broken({{"age", "121"}}), Strings{"/data/age:constraint"});
    EXPECT_EQ(broken({{"age", "18.5"}}), Strings{"/data/age:type"});
    EXPECT_EQ(broken({{"age", " 18"}}), Strings{"/data/age:type"});
    EXPECT_EQ(broken({{"age", "99999999999999999999"}}), Strings{"/data/age:type"});
    EXPECT_EQ(broken({{"age", "30"}, {"used", "maybe"}}), Strings{"/data/used:choice"});
    EXPECT_EQ(broken({{"age", "30"}, {"used", "co khong"}}), Strings{"/data/used:choice"});
    EXPECT_EQ(broken({{"age", "30"}, {"height", "1"}}), Strings{"/data/height:unknown"});
    EXPECT_EQ(broken({{"age", "30"}, {"thanks", "x"}}), Strings{"/data/thanks:unknown"});
}

TEST(Check, answers_to_questions_that_were_not_asked_are_irrelevant) {
    EXPECT_EQ(broken({{"age", "30"}, {"used", "khong"}, {"ways", "a"}}), Strings{"/data/visit/ways:irrelevant"});
    EXPECT_EQ(
        broken({{"age", "30"}, {"used", "co"}, {"ways", "a"}, {"why", "x"}}), Strings{"/data/visit/why:irrelevant"}
    );
}

TEST(Check, an_irrelevant_answer_counts_as_blank_for_the_conditions_of_others) {
    // ways = c would ask why, but ways itself is not asked
    const auto found = broken({{"age", "70"}, {"used", "khong"}, {"ways", "c"}, {"why", "x"}});
    EXPECT_EQ(found, (Strings{"/data/visit/ways:irrelevant", "/data/visit/why:irrelevant"}));
}

TEST(Check, required_may_depend_on_other_answers) {
    EXPECT_EQ(broken({{"age", "60"}, {"used", "co"}, {"ways", "c"}}), Strings{});
    EXPECT_EQ(broken({{"age", "61"}, {"used", "co"}, {"ways", "c"}}), Strings{"/data/visit/why:required"});
}

TEST(Check, several_choices_keep_their_limits) {
    const auto with = [](const char* ways) { return broken({{"age", "30"}, {"used", "co"}, {"ways", ways}}); };
    EXPECT_EQ(with("a b"), Strings{});
    EXPECT_EQ(with("a b c"), Strings{"/data/visit/ways:constraint"});
    EXPECT_EQ(with("a a"), Strings{"/data/visit/ways:choice"});
    EXPECT_EQ(with("a  b"), Strings{"/data/visit/ways:choice"});
    EXPECT_EQ(with("kb"), Strings{});
    EXPECT_EQ(with("a kb"), Strings{"/data/visit/ways:constraint"});
}

TEST(Check, text_is_bounded_and_clean_utf8) {
    const auto with = [](const std::string& why) {
        return broken({{"age", "30"}, {"used", "co"}, {"ways", "c"}, {"why", why}});
    };
    EXPECT_EQ(with(std::string(20, 'x')), Strings{});
    EXPECT_EQ(with(std::string(21, 'x')), Strings{"/data/visit/why:constraint"});
    EXPECT_EQ(with("a\xff"), Strings{"/data/visit/why:type"});
    EXPECT_EQ(with(std::string("a\x01")), Strings{"/data/visit/why:type"});
}

TEST(Check, messages_are_the_forms_own_in_the_readers_language) {
    EXPECT_EQ(check(*plan(), {{"age", "17"}}).at(0).message, "Từ 18 tuổi");
    EXPECT_EQ(check(*plan(), {{"age", "17"}}, "en").at(0).message, "18 or over");
    EXPECT_EQ(check(*plan(), {}, "en").at(0).message, "Please answer this question");
    EXPECT_EQ(check(*plan(), {{"age", "x"}}).at(0).message, "Xin hãy nhập một số nguyên, ví dụ 35");
}

TEST(Pack, every_kind_of_silence_has_its_own_code) {
    const Codebook codebook = make_codebook(*plan());
    Strings names;
    for (const Variable& variable : codebook.variables) names.push_back(variable.name);
    EXPECT_EQ(names, (Strings{"age", "used", "ways/a", "ways/b", "ways/c"}));
    const auto code = [](MissingCode missing) { return static_cast<std::int16_t>(missing); };
    using Codes = std::vector<std::int16_t>;
    EXPECT_EQ(pack(*plan(), codebook, {{"age", "34"}, {"used", "co"}, {"ways", "a c"}}), (Codes{34, 1, 1, 0, 1}));
    const auto not_asked = code(MissingCode::not_asked);
    const auto missing = code(MissingCode::missing);
    EXPECT_EQ(pack(*plan(), codebook, {}), (Codes{missing, missing, not_asked, not_asked, not_asked}));
    EXPECT_EQ(
        pack(*plan(), codebook, {{"age", "7"}, {"used", "kb"}}),
        (Codes{code(MissingCode::invalid), code(MissingCode::dont_know), not_asked, not_asked, not_asked})
    );
    const auto refused = code(MissingCode::refused);
    EXPECT_EQ(
        pack(*plan(), codebook, {{"age", "34"}, {"used", "co"}, {"ways", "kb"}}),
        (Codes{34, 1, refused, refused, refused})
    );
}

TEST(FormSession, pages_that_do_not_apply_are_passed_over_both_ways) {
    FormSession session(*plan(), "vi");
    session.set("used", {"khong"});
    EXPECT_EQ(session.next_page(0), std::optional<std::size_t>(2));
    EXPECT_EQ(session.previous_page(2), std::optional<std::size_t>(0));
    session.set("used", {"co"});
    EXPECT_EQ(session.next_page(0), std::optional<std::size_t>(1));
    EXPECT_EQ(session.next_page(2), std::nullopt);
    EXPECT_EQ(session.previous_page(0), std::nullopt);
}

TEST(FormSession, values_are_normalised_as_they_come_in) {
    FormSession session(*plan(), "vi");
    EXPECT_TRUE(session.set("age", {" 30 "}));
    EXPECT_TRUE(session.set("used", {"co"}));
    EXPECT_TRUE(session.set("ways", {"a", "", "c"}));
    EXPECT_TRUE(session.set("why", {"  vi\xcc\x80 the\xcc\x82\xcc\x81  "}));  // decomposed
    EXPECT_FALSE(session.set("nothing", {"x"}));
    EXPECT_EQ(session.answers(), (Answers{{"age", "30"}, {"used", "co"}, {"ways", "a c"}, {"why", "vì thế"}}));
    EXPECT_TRUE(session.set("used", {""}));
    EXPECT_EQ(session.answers(), (Answers{{"age", "30"}}));
    EXPECT_EQ(session.draft().at("ways"), "a c");  // kept while the person goes back
}

TEST(FormSession, errors_stand_on_the_page_of_their_question) {
    FormSession session(*plan(), "vi");
    ASSERT_EQ(session.errors_on(0).size(), 1u);
    EXPECT_EQ(session.errors_on(0)[0].question, "age");
    EXPECT_TRUE(session.errors_on(1).empty());
    session.set("age", {"20"});
    EXPECT_TRUE(session.errors().empty());
}

TEST(FormSession, whatever_is_typed_a_finished_session_passes_the_check) {
    std::mt19937 random(11);
    const Strings pool = {"", "co", "khong", "kb", "a", "b", "c", "17", "70", "-1", "x y", "\xff"};
    for (int round = 0; round < 2000; ++round) {
        FormSession session(*plan(), "vi");
        for (const char* question : {"age", "used", "ways", "why"}) {
            session.set(question, {pool[random() % pool.size()], pool[random() % pool.size()]});
        }
        for (const Violation& violation : check(*plan(), session.answers())) {
            EXPECT_NE(violation.rule, ViolationRule::irrelevant);
            EXPECT_NE(violation.rule, ViolationRule::unknown);
        }
        if (session.errors().empty()) {
            for (std::size_t page = 0; page < 3; ++page) EXPECT_TRUE(session.errors_on(page).empty());
        }
    }
}

TEST(PlanReader, all_problems_are_told_at_once) {
    std::string json = household_with("\"type\": \"integer\"", "\"type\": \"number\"");
    const auto place = json.find("\"list\": \"ways\"");
    json.replace(place, 14, "\"list\": \"none\"");
    const std::string problems = problems_of(json);
    EXPECT_NE(problems.find("pages[0].content[0].type"), std::string::npos) << problems;
    EXPECT_NE(problems.find("không có danh sách 'none'"), std::string::npos) << problems;
}

TEST(PlanReader, conditions_must_name_known_questions_and_operations) {
    EXPECT_NE(
        problems_of(household_with("[\"ref\", \"used\"]", "[\"ref\", \"nobody\"]")).find("pages[1].relevant[1]"),
        std::string::npos
    );
    EXPECT_NE(problems_of(household_with("[\">=\"", "[\"~\"")).find("không có phép '~'"), std::string::npos);
    EXPECT_NE(
        problems_of(household_with("[\">=\", [\".\"], 18]", "[\">=\", [\".\"]]")).find("số toán hạng sai"),
        std::string::npos
    );
}

TEST(PlanReader, a_condition_that_depends_on_itself_is_refused) {
    const std::string json = household_with("[\"ref\", \"ways\"], \"c\"]", "[\"ref\", \"why\"], \"c\"]");
    EXPECT_NE(problems_of(json).find("vòng tròn"), std::string::npos);
}

TEST(PlanReader, a_misspelt_key_is_refused) {
    EXPECT_NE(problems_of(household_with("\"required\"", "\"requierd\"")).find("'requierd'"), std::string::npos);
}

TEST(PlanReader, a_missing_translation_is_refused) {
    EXPECT_NE(
        problems_of(household_with("{\"vi\": \"Tuổi\", \"en\": \"Age\"}", "{\"vi\": \"Tuổi\"}"))
            .find("thiếu ngôn ngữ 'en'"),
        std::string::npos
    );
}

TEST(PlanReader, limits_hold) {
    EXPECT_NE(problems_of(household, {.bytes = 100}).find("lớn hơn"), std::string::npos);
    EXPECT_NE(problems_of(household, {.questions = 2}).find("quá nhiều câu hỏi"), std::string::npos);
    EXPECT_NE(problems_of(household, {.choices = 3}).find("quá nhiều lựa chọn"), std::string::npos);
    std::string deep = "1";
    for (int i = 0; i < 30; ++i) deep = "[\"not\", " + deep + "]";
    EXPECT_NE(problems_of(household_with("[\">=\", [\".\"], 18]", deep)).find("quá sâu"), std::string::npos);
    EXPECT_FALSE(problems_of(std::string(100000, '[')).empty());
    EXPECT_NE(problems_of("{\"plan\": \"\xff\"}").find("không phải JSON"), std::string::npos);
}

struct ExpressionCase {
    const char* condition;
    const char* answer;
    bool holds;
};

TEST(Expression, conversions_are_those_of_xpath_1) {
    const ExpressionCase cases[] = {
        {"[\"=\", [\".\"], 18]", "18", true},
        {"[\"=\", [\".\"], 18]", "18.0", true},
        {"[\"=\", [\".\"], \"18\"]", "18.0", false},
        {"[\"<\", [\".\"], 5]", "abc", false},
        {"[\">=\", [\".\"], 5]", "abc", false},
        {"[\"!=\", [\".\"], 5]", "abc", true},
        {"[\"not\", [\".\"]]", "x", false},
        {"[\"and\", [\".\"], true]", "x", true},
        {"[\"or\", false, 0, \"\"]", "x", false},
        {"[\"=\", [\"+\", [\".\"], 1], 3]", "2", true},
        {"[\"=\", [\"div\", 1, 0], \"Infinity\"]", "", false},
        {"[\"=\", [\"string\", [\"div\", 1, 0]], \"Infinity\"]", "", true},
        {"[\"=\", [\"mod\", -5, 3], -2]", "", true},
        {"[\"selected\", [\".\"], \"b\"]", "a b c", true},
        {"[\"selected\", [\".\"], \"b\"]", "ab bc", false},
        {"[\"=\", [\"count-selected\", [\".\"]], 3]", "a b c", true},
        {"[\"=\", [\"count-selected\", [\".\"]], 0]", "x", false},
        {"[\"=\", [\"string-length\", [\".\"]], 3]", "ấnđ", true},
        {"[\"if\", [\".\"], true, false]", "x", true},
        {"[\"=\", [\"coalesce\", [\".\"], \"z\"], \"x\"]", "x", true},
        {"[\"=\", [\"round\", -2.5], -2]", "", true},
        {"[\"=\", [\"floor\", -2.5], -3]", "", true},
        {"[\"=\", true, [\".\"]]", "x", true},
    };
    for (const ExpressionCase& one : cases) {
        const std::string json = household_with("[\"=\", [\"ref\", \"used\"], \"co\"]", one.condition);
        const auto with = FormPlan::parse(json);
        const std::string current = one.answer;
        const auto none = [&](std::size_t) -> const std::string& { return current; };
        EXPECT_EQ(with->pages()[1].relevant.holds(none, current), one.holds) << one.condition << " at " << one.answer;
    }
}

}  // namespace
}  // namespace longdan::xforms
