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
        Wrong{"| | begin_group | g | G | | |\n| | end_repeat | | | | |\n", "survey 3"}
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
