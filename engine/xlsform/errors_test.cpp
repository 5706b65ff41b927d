#include "engine/xlsform/form_of_test.h"

#include <string>

#include <gtest/gtest.h>

namespace longdan::xlsform {
namespace {

struct Wrong {
    const char* rows;  ///< of the survey, after the headings type, name, label, parameters, calculation
    const char* place;
};

void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.rows; }

class Errors : public testing::TestWithParam<Wrong> {};

TEST_P(Errors, stand_where_they_are) {
    const std::string told = errors_of(
        std::string("| survey |\n| | type | name | label | parameters | calculation |\n") + GetParam().rows +
        "| choices |\n| | list_name | name | label |\n| | l | a | A |\n| | l | b | B |\n"
    );
    EXPECT_EQ(told.rfind(GetParam().place, 0), 0u) << told;
}

INSTANTIATE_TEST_SUITE_P(
    survey, Errors,
    testing::Values(
        Wrong{"| | text | a | A | | |\n| | text | a | B | | |\n", "survey 3 name"},
        Wrong{"| | text | | A | | |\n", "survey 2 name"}, Wrong{"| | | a | A | | |\n", "survey 2 type"},
        Wrong{"| | text | a | A | rows=x | |\n", "survey 2 parameters"},
        Wrong{"| | text | a | A | colour=red | |\n", "survey 2 parameters"},
        Wrong{"| | range | a | A | start=a end=3 | |\n", "survey 2 parameters"},
        Wrong{"| | select_one l | a | A | seed=1 | |\n", "survey 2 parameters"},
        Wrong{"| | image | a | A | max-pixels=big | |\n", "survey 2 parameters"},
        Wrong{"| | audit | a | A | track-changes=maybe | |\n", "survey 2"},
        Wrong{"| | calculate | a | | | |\n", "survey 2 calculation"},
        Wrong{"| | text | a | A ${b} | | |\n", "survey 2 label"},
        Wrong{"| | text | a | A | | ${a |\n", "survey 2 calculation"}, Wrong{"| | end_group | | | | |\n", "survey 2"},
        Wrong{"| | begin_group | g | G | | |\n| | end_repeat | | | | |\n", "survey 3"},
        Wrong{"| | begin_group | g | G | | |\n| | text | a | A | | |\n", "survey 2 type"},
        Wrong{"| | rank | a | A | | |\n", "survey 2 type"}, Wrong{"| | select one | a | A | | |\n", "survey 2 type"}
    )
);

TEST(errors, a_heading_that_is_no_name_of_an_attribute_is_refused) {
    const auto told = [](const std::string& heading) {
        return errors_of("| survey |\n| | type | name | label | " + heading + " |\n| | text | a | A | 1 |\n");
    };
    EXPECT_EQ(told("bind::odk:l/ai").rfind("survey 1 bind::odk:l/ai", 0), 0u);
    EXPECT_EQ(told("body::a b").rfind("survey 1 body::a b", 0), 0u);
    EXPECT_EQ(told("instance::<x>").rfind("survey 1 instance::<x>", 0), 0u);
    EXPECT_EQ(told("bind::odk:length"), "");
}

TEST(errors, of_a_group_left_open_and_of_entities_without_room_name_their_column) {
    const std::string survey = "| survey |\n| | type | name | label |\n| | text | ten | Tên |\n";
    EXPECT_EQ(errors_of(survey + "| | begin_group | ho | Hộ |\n").rfind("survey 3 type", 0), 0u);
    const std::string two = "| entities |\n| | list_name | label |\n| | ho | ${ten} |\n| | nha | ${ten} |\n";
    EXPECT_EQ(errors_of(survey + two).rfind("entities 3 list_name", 0), 0u) << errors_of(survey + two);
    const std::string apart =
        "| | begin_repeat | mot | Một |\n| | text | a | A |\n| | end_repeat | | |\n"
        "| | begin_repeat | hai | Hai |\n| | text | b | B |\n| | end_repeat | | |\n"
        "| entities |\n| | list_name | label |\n| | ho | concat(${a}, ${b}) |\n";
    EXPECT_EQ(errors_of(survey + apart).rfind("entities 2 list_name", 0), 0u) << errors_of(survey + apart);
}

TEST(errors, a_form_has_one_audit_and_a_question_may_bear_its_name) {
    const std::string audit = "| | audit | | |\n";
    const auto told = [&](const std::string& rows) {
        return errors_of("| survey |\n| | type | name | label |\n| | text | ten | Tên |\n" + audit + rows);
    };
    EXPECT_EQ(told(audit).rfind("survey 4 type", 0), 0u) << told(audit);
    EXPECT_EQ(told("| | text | audit | Kiểm tra |\n"), "");
}

TEST(errors, the_question_made_for_a_count_may_not_take_the_name_of_another) {
    const auto told = [](const std::string& name, const std::string& count) {
        return errors_of(
            "| survey |\n| | type | name | label | repeat_count |\n| | integer | " + name + " | A | |\n" +
            "| | begin_repeat | ho | B | " + count + " |\n| | text | ten | C | |\n| | end_repeat | | | |\n"
        );
    };
    EXPECT_EQ(told("ho_count", "2").rfind("survey 3 repeat_count", 0), 0u) << told("ho_count", "2");
    EXPECT_EQ(told("ho_count", "${ho_count} + 1").rfind("survey 3 repeat_count", 0), 0u);
    EXPECT_EQ(told("ho_count", "${ho_count}"), "");
    EXPECT_EQ(told("so_ho", "${so_ho} + 1"), "");
}

TEST(errors, ticks_of_a_range_go_with_the_whole_of_three_appearances) {
    const auto told = [](const std::string& appearance) {
        return errors_of(
            "| survey |\n| | type | name | label | parameters | appearance |\n| | range | diem | Điểm | "
            "tick_interval=3 | " +
            appearance + " |\n"
        );
    };
    for (const char* known : {"", "vertical", "no-ticks"}) EXPECT_EQ(told(known), "") << known;
    for (const char* other : {"picker", "vertical picker", "no-ticks w2"}) {
        EXPECT_EQ(told(other).rfind("survey 2 parameters", 0), 0u) << other;
    }
}

TEST(errors, a_prefix_that_is_not_declared_is_refused_where_it_is_used) {
    const auto told = [](const std::string& heading, const std::string& name, const std::string& setting) {
        return errors_of(
            "| survey |\n| | type | name | label | " + heading + " |\n| | text | " + name +
            " | A | 1 |\n| settings |\n| | " + setting + " |\n| | x=\"http://vi-du.vn/x\" |\n"
        );
    };
    EXPECT_EQ(told("bind::ban-do:lop", "a", "version").rfind("survey 2 bind::ban-do:lop: ", 0), 0u);
    EXPECT_EQ(told("body::x:lop", "a", "version").rfind("survey 2 body::x:lop: ", 0), 0u);
    EXPECT_EQ(told("instance::x:lop", "a", "namespaces"), "");
    EXPECT_EQ(told("hint", "x:a", "version").rfind("survey 2 name: ", 0), 0u);
    EXPECT_EQ(told("hint", "x:a", "namespaces"), "");
    EXPECT_EQ(told("hint", "a", "attribute::x:a").rfind("settings 2 attribute::x:a: ", 0), 0u);
    EXPECT_EQ(
        errors_of("| survey |\n| | type | name | label |\n| | text | a | A |\n| settings |\n| | name |\n| | x:ho_so |\n"
        )
            .rfind("settings 2 name: ", 0),
        0u
    );
}

TEST(errors, a_select_keeps_its_type) {
    const auto told = [](const std::string& question, const std::string& type) {
        return errors_of(
            "| survey |\n| | type | name | label | bind::type |\n| | " + question + " | a | A | " + type +
            " |\n| choices |\n| | list_name | name | label |\n| | l | a | A |\n"
        );
    };
    EXPECT_EQ(told("select_one l", "int").rfind("survey 2 bind::type: ", 0), 0u);
    EXPECT_EQ(told("rank l", "int").rfind("survey 2 bind::type: ", 0), 0u);
    EXPECT_EQ(told("select_one l", "string"), "");
    EXPECT_EQ(told("text", "int"), "");
}

TEST(errors, references_in_settings_name_questions_there_are) {
    const auto told = [](const std::string& instance_name) {
        return errors_of(
            "| survey |\n| | type | name | label |\n| | text | ten | Tên |\n| settings |\n| | version | instance_name "
            "|\n"
            "| | 1 | " +
            instance_name + " |\n"
        );
    };
    EXPECT_EQ(told("concat(${ten}, '.')"), "");
    EXPECT_EQ(told("concat(${tem}, '.')").rfind("settings 2 instance_name: ", 0), 0u);
    EXPECT_EQ(told("${ten").rfind("settings 2 instance_name: ", 0), 0u);
}

TEST(errors, a_formula_by_language_is_refused_for_it_has_one_value) {
    const auto told = [](const std::string& heading, const std::string& cell) {
        return errors_of(
            "| survey |\n| | type | name | label | " + heading + " |\n| | text | a | A | " + cell + " |\n"
        );
    };
    EXPECT_EQ(told("relevant::vi", "1 = 1").rfind("survey 2 relevant::vi", 0), 0u);
    EXPECT_EQ(told("default::vi", "x").rfind("survey 2 default::vi", 0), 0u);
    EXPECT_EQ(told("appearance::vi", "multiline").rfind("survey 2 appearance::vi", 0), 0u);
    EXPECT_EQ(told("constraint_message::vi", "Sai"), "");
    EXPECT_EQ(told("relevant::vi", ""), "") << "an empty column says nothing";
    const std::string settings = errors_of(
        "| survey |\n| | type | name | label |\n| | text | a | A |\n| settings |\n| | form_title::vi |\n| | Hộ |\n"
    );
    EXPECT_EQ(settings.rfind("settings 2 form_title::vi", 0), 0u) << settings;
}

TEST(errors, settings_outside_the_profile_that_would_change_the_form_are_refused) {
    const auto told = [](const std::string& setting, const std::string& value) {
        return errors_of(
            "| survey |\n| | type | name | label |\n| | text | a | A |\n| settings |\n| | " + setting + " |\n| | " +
            value + " |\n"
        );
    };
    EXPECT_EQ(told("flat", "yes").rfind("settings 2 flat", 0), 0u);
    EXPECT_EQ(told("add_none_option", "yes").rfind("settings 2 add_none_option", 0), 0u);
    EXPECT_EQ(told("add_none_option", "no"), "");
}

TEST(errors, a_select_keeps_the_type_of_its_bind) {
    const auto told = [](const std::string& type, const std::string& bind) {
        return errors_of(
            "| survey |\n| | type | name | label | bind::type |\n| | " + type + " | a | A | " + bind +
            " |\n| choices |\n| | list_name | name | label |\n| | l | x | X |\n"
        );
    };
    EXPECT_EQ(told("select_one l", "int").rfind("survey 2 bind::type", 0), 0u);
    EXPECT_EQ(told("select_multiple l", "select").rfind("survey 2 bind::type", 0), 0u);
    EXPECT_EQ(told("select_one l", "string"), "");
    EXPECT_EQ(told("text", "int"), "");
}

TEST(errors, prefixes_are_asked_of_choices_too_but_not_of_disabled_rows) {
    EXPECT_EQ(
        errors_of(
            "| survey |\n| | type | name | label |\n| | select_one l | a | A |\n| choices |\n| | list_name | name | "
            "label | ban-do:lop |\n| | l | x | X | 1 |\n"
        )
            .rfind("choices 2 ban-do:lop", 0),
        0u
    );
    EXPECT_EQ(
        errors_of(
            "| survey |\n| | type | name | label | bind::ban-do:lop | disabled |\n| | text | a | A | | |\n| | text | b "
            "| B | 1 | yes |\n"
        ),
        ""
    );
}

TEST(errors, a_column_of_entities_nobody_knows_is_refused_when_it_is_filled) {
    const auto told = [](const std::string& cell) {
        return errors_of(
            "| survey |\n| | type | name | label |\n| | text | a | A |\n| entities |\n| | list_name | label | ghi_chu "
            "|\n"
            "| | ho | ${a} | " +
            cell + " |\n"
        );
    };
    EXPECT_EQ(told("x").rfind("entities 1 ghi_chu", 0), 0u) << told("x");
    EXPECT_EQ(told(""), "");
}

TEST(errors, two_sources_under_one_name_are_told_where_the_second_stands) {
    const auto told = [](const std::string& rows, const std::string& list = "l") {
        return errors_of(
            "| survey |\n| | type | name | label | calculation | choice_filter |\n" + rows +
            "| choices |\n| | list_name | name | label |\n| | l0 | x | X |\n| | " + list + " | x | X |\n"
        );
    };
    EXPECT_EQ(
        told("| | xml-external | xa | | | |\n| | calculate | ten | | pulldata('xa', 'ten', 'ma', '01') | |\n")
            .rfind("survey 3 calculation: ", 0),
        0u
    );
    EXPECT_EQ(
        told("| | select_one_from_file xa.csv | a | A | | |\n| | select_one_from_file xa.xml | b | B | | |\n")
            .rfind("survey 3 type: ", 0),
        0u
    );
    EXPECT_EQ(
        told("| | xml-external | __last-saved | | | |\n| | integer | a | A | ${last-saved#a} + 1 | |\n")
            .rfind("survey 3 calculation: ", 0),
        0u
    );
    EXPECT_EQ(
        told("| | select_one l0 | a | A | | pulldata('xa', 'a', 'b', name) = 1 |\n", "xa")
            .rfind("choices 3 list_name: ", 0),
        0u
    );
}

TEST(errors, of_choices_stand_on_their_sheet) {
    const std::string survey = "| survey |\n| | type | name | label |\n| | select_one l | a | A |\n";
    const auto told = [&](const std::string& rows) {
        return errors_of(survey + "| choices |\n| | list_name | name | label |\n" + rows);
    };
    EXPECT_EQ(told("| | l | x | X |\n| | l | x | Y |\n").rfind("choices 3 name", 0), 0u);
    EXPECT_EQ(told("| | l | | X |\n").rfind("choices 2 name", 0), 0u);
    EXPECT_EQ(told("| | khac | x | X |\n").rfind("survey 2 type", 0), 0u);
}

}  // namespace
}  // namespace longdan::xlsform
