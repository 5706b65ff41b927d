#include "engine/xlsform/form_of_test.h"

#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace longdan::xlsform {
namespace {

const std::string data = "/h:html/h:head/model/instance/data";

std::string with_lists(const std::string& rows, const std::string& lists) {
    return "| survey |\n| | type | name | label | save_to |\n" + rows + "| entities |\n| | list_name | label |\n" +
           lists;
}

/// A row that asks for a text.
std::string text(const std::string& name, const std::string& save_to = "") {
    return fmt::format("| | text | {} | {} | {} |\n", name, name, save_to);
}

std::string open(const std::string& kind, const std::string& name) {
    return fmt::format("| | begin_{} | {} | {} | |\n", kind, name, name);
}

std::string close(const std::string& kind) { return fmt::format("| | end_{} | | | |\n", kind); }

}  // namespace

TEST(entities, the_only_list_stands_at_the_root_of_the_form) {
    const std::string form =
        form_of(with_lists(open("group", "nha") + text("so_nha", "dia_chi") + close("group"), "| | ho | ${so_nha} |\n")
        );
    EXPECT_EQ(value(form, data + "/meta/entity/@dataset"), "ho");
    EXPECT_EQ(value(form, "//@entities:entities-version"), "2024.1.0");
    EXPECT_EQ(value(form, "//bind[@nodeset='/data/nha/so_nha']/@entities:saveto"), "dia_chi");
}

TEST(entities, a_list_that_a_repeat_fills_has_one_entity_in_each_round) {
    const std::string form =
        form_of(with_lists(open("repeat", "nguoi") + text("ten", "ho_ten") + close("repeat"), "| | dan | ${ten} |\n"));
    EXPECT_EQ(value(form, data + "/nguoi[not(@jr:template)]/meta/entity/@dataset"), "dan");
    EXPECT_EQ(value(form, "//@entities:entities-version"), "2025.1.0");
    EXPECT_EQ(value(form, "//bind[@nodeset='/data/nguoi/meta/entity/label']/@calculate"), " ../../../ten ");
    EXPECT_EQ(value(form, "/h:html/h:body//repeat/setvalue/@event"), "odk-new-repeat");
}

TEST(entities, each_container_holds_one_entity_and_another_goes_further_out) {
    const std::string form = form_of(with_lists(
        open("group", "xa") + open("group", "thon") + text("ten") + text("so", "kho#so") + close("group") +
            close("group"),
        "| | kho | ${so} |\n| | nha | ${ten} |\n"
    ));
    EXPECT_EQ(value(form, data + "/xa/thon/meta/entity/@dataset"), "kho");
    EXPECT_EQ(value(form, data + "/xa/meta/entity/@dataset"), "nha");
}

TEST(entities, a_list_referred_to_first_takes_its_container_first) {
    // "con" belongs to the rounds of "lan", yet saves in "nha", where "ho" would stand too.
    const std::string form = form_of(with_lists(
        open("group", "xa") + open("repeat", "lan") + text("ngay") + close("repeat") + open("group", "nha") +
            text("chu") + text("so", "con#so") + close("group") + close("group"),
        "| | con | ${ngay} |\n| | ho | ${chu} |\n"
    ));
    EXPECT_EQ(value(form, data + "/xa/nha/meta/entity/@dataset"), "con");
    EXPECT_EQ(value(form, data + "/xa/meta/entity/@dataset"), "ho");
}

TEST(entities, questions_of_two_repeats_do_not_make_one_entity) {
    const std::string told = errors_of(with_lists(
        open("repeat", "con") + text("ten_con", "con") + close("repeat") + open("repeat", "xe") +
            text("bien_so", "xe") + close("repeat"),
        "| | ho | ${ten_con} |\n"
    ));
    EXPECT_EQ(told.rfind("survey 6 save_to", 0), 0u) << told;
}

TEST(entities, a_list_that_asks_a_repeat_is_not_saved_to_from_outside_it) {
    const std::string told = errors_of(with_lists(
        open("repeat", "con") + text("ten_con") + close("repeat") + text("so_nha", "dia_chi"), "| | ho | ${ten_con} |\n"
    ));
    EXPECT_EQ(told.rfind("survey 5 save_to", 0), 0u) << told;
}

}  // namespace longdan::xlsform
