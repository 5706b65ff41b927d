#include "engine/xlsform/delimited.h"

#include "engine/xlsform/form_of_test.h"

#include <string>

#include <gtest/gtest.h>

namespace longdan::xlsform {
namespace {

/// The label of a note, in XML; the errors when the form is refused.
std::string shown(const std::string& label) {
    const std::string form =
        "| survey |\n| | type | name | label |\n| | integer | tuoi | Tuổi |\n| | note | n | " + label + " |\n";
    const std::string xform = form_of(form);
    const auto open = xform.find("<label>", xform.find("ref=\"/data/n\""));
    if (open == std::string::npos) return xform;
    return xform.substr(open + 7, xform.find("</label>", open) - open - 7);
}

TEST(delimited, marks_with_a_backslash_are_text_outside_and_inside) {
    EXPECT_EQ(shown("Viết \\{{ và \\}} thôi"), "Viết {{ và }} thôi");
    EXPECT_EQ(shown("\\}}"), "}}");
    EXPECT_EQ(shown("\\{{ ${tuoi} \\}}"), " {{ <output value=\" /data/tuoi \"/> }} ");
    EXPECT_EQ(shown("{{ concat('\\{{', ${tuoi}, '\\}}') }}"), "<output value=\" concat('{{',  /data/tuoi , '}}') \"/>");
    EXPECT_EQ(shown("C:\\tep \\{ một \\}"), "C:\\tep \\{ một \\}");
}

TEST(delimited, the_last_two_of_many_closing_braces_close) {
    EXPECT_EQ(shown("{{ concat(${tuoi}, '}') }}"), "<output value=\" concat( /data/tuoi , '}') \"/>");
    EXPECT_EQ(shown("{{{ 1 }}}"), "<output value=\"{ 1 }\"/>");
    EXPECT_EQ(shown("đóng }} mà chưa mở"), "đóng }} mà chưa mở");
    EXPECT_EQ(shown("{{"), "{{");
}

TEST(delimited, an_expression_hides_old_instance_expressions_beside_it) {
    EXPECT_EQ(
        shown("{{ 1 }} instance('l')/root/item[name='a'] ."),
        "<output value=\" 1 \"/> instance('l')/root/item[name='a'] . "
    );
    EXPECT_EQ(shown("\\}} instance('l')/root/item[name='a'] ."), "}} instance('l')/root/item[name='a'] .");
}

TEST(delimited, an_expression_that_is_never_closed_is_refused_where_it_stands) {
    const auto told = [](const std::string& heading, const std::string& text) {
        return errors_of(
            "| survey |\n| | type | name | label | " + heading + " |\n| | integer | tuoi | Tuổi | " + text + " |\n"
        );
    };
    EXPECT_EQ(told("hint", "còn {{ 60 - ${tuoi} năm").rfind("survey 2 hint: ", 0), 0u);
    EXPECT_EQ(told("hint::vi", "{{ 1 }} và {{ 2").rfind("survey 2 hint::vi: ", 0), 0u);
    EXPECT_EQ(told("image", "anh {{ 1.png").rfind("survey 2 image: ", 0), 0u);
    EXPECT_EQ(told("constraint_message", "{{ ${tuoi}").rfind("survey 2 constraint_message: ", 0), 0u);
    EXPECT_EQ(told("hint", "{{ {{ 1 }} }}").rfind("survey 2 hint: ", 0), 0u);
    EXPECT_EQ(told("hint", "{{{{ 1 }}}}").rfind("survey 2 hint: ", 0), 0u);
    EXPECT_EQ(told("constraint_message", "{{ chữ thường"), "");
    EXPECT_EQ(told("note", "{{ ghi chú"), "");
}

TEST(delimited, one_in_a_choice_is_read_when_the_choice_is_shown_from_texts) {
    const auto told = [](const std::string& heading, const std::string& text) {
        return errors_of(
            "| survey |\n| | type | name | label |\n| | select_one l | q | Q |\n| choices |\n"
            "| | list_name | name | " +
            heading + " |\n| | l | a | " + text + " |\n"
        );
    };
    EXPECT_EQ(told("label", "{{ ${q}").rfind("choices 2 label: ", 0), 0u);
    EXPECT_EQ(told("label::vi", "{{ 1").rfind("choices 2 label::vi: ", 0), 0u);
    EXPECT_EQ(told("audio", "{{ 1.mp3").rfind("choices 2 audio: ", 0), 0u);
    EXPECT_EQ(told("label", "{{ 1"), "");
}

}  // namespace
}  // namespace longdan::xlsform
