#include "engine/xlsform/form_of_test.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

using namespace longdan::xlsform;

namespace {

const std::string model = "/h:html/h:head/model";
const std::string body = "/h:html/h:body";

std::string bind(const std::string& path, const std::string& attribute) {
    return model + "/bind[@nodeset='" + path + "']/@" + attribute;
}

}  // namespace

TEST(conversion, a_question_has_a_node_a_bind_and_a_control) {
    const std::string form = form_of(R"(
| survey |
|        | type    | name | label | hint      | required | relevant | constraint | constraint_message | default |
|        | integer | tuoi | Tuổi  | tròn năm  | yes      | 1 = 1    | . > 0      | Phải trên 0        | 30      |
)");
    EXPECT_EQ(value(form, model + "/instance/data/tuoi/text()"), "30");
    EXPECT_EQ(value(form, model + "/instance/data/@id"), "bieu-mau");
    EXPECT_EQ(value(form, bind("/data/tuoi", "type")), "int");
    EXPECT_EQ(value(form, bind("/data/tuoi", "required")), "true()");
    EXPECT_EQ(value(form, bind("/data/tuoi", "relevant")), "1 = 1");
    EXPECT_EQ(value(form, bind("/data/tuoi", "constraint")), ". > 0");
    EXPECT_EQ(value(form, bind("/data/tuoi", "jr:constraintMsg")), "Phải trên 0");
    EXPECT_EQ(value(form, body + "/input[@ref='/data/tuoi']/label/text()"), "Tuổi");
    EXPECT_EQ(value(form, body + "/input/hint/text()"), "tròn năm");
    EXPECT_EQ(value(form, bind("/data/meta/instanceID", "jr:preload")), "uid");
    EXPECT_EQ(count(form, model + "/itext"), 0);
    EXPECT_EQ(value(form, model + "/@odk:xforms-version"), "1.0.0");
}

TEST(conversion, a_group_may_say_required_which_is_passed_on) {
    const std::string form = form_of(R"(
| survey |
|        | type        | name | label | required |
|        | begin_group | ho   | Hộ    | yes      |
|        | text        | ten  | Tên   |          |
|        | end_group   |      |       |          |
)");
    EXPECT_EQ(value(form, bind("/data/ho", "required")), "true()");
    EXPECT_EQ(count(form, model + "/bind[@nodeset='/data/ho/ten']/@required"), 0);
}

TEST(conversion, what_is_sent_by_itself_is_said_as_written) {
    const std::string form = form_of(R"(
| survey |
|        | type | name | label |
|        | text | ten  | Tên   |
| settings |
|        | submission_url           | auto_send | auto_delete |
|        | https://vi-du.gov.vn/nop | yes       | false       |
)");
    EXPECT_EQ(value(form, model + "/submission/@orx:auto-send"), "yes");
    EXPECT_EQ(value(form, model + "/submission/@orx:auto-delete"), "false");
}

TEST(conversion, every_language_has_every_text) {
    const std::string form = form_of(R"(
| survey |
|        | type | name | label::Tiếng Việt (vi) | label::English (en) | hint::English (en) | image::English (en) |
|        | text | a    | Họ tên                 | Name                | in full            | a.png               |
|        | text | b    | Quê                    |                     |                    |                     |
| settings |
|        | default_language | form_title | form_id | version |
|        | Tiếng Việt (vi)  | Thử        | thu     | 7       |
)");
    const std::string vi = model + "/itext/translation[@lang='Tiếng Việt (vi)']";
    const std::string en = model + "/itext/translation[@lang='English (en)']";
    EXPECT_EQ(value(form, vi + "/@default"), "true()");
    EXPECT_EQ(count(form, en + "/@default"), 0);
    EXPECT_EQ(value(form, en + "/text[@id='/data/b:label']/value/text()"), "-");
    EXPECT_EQ(value(form, vi + "/text[@id='/data/a:hint']/value/text()"), "-");
    EXPECT_EQ(value(form, en + "/text[@id='/data/a:label']/value[@form='image']/text()"), "jr://images/a.png");
    EXPECT_EQ(count(form, vi + "/text[@id='/data/a:label']/value[@form]"), 0)
        << "a picture that is not there has no dash";
    EXPECT_EQ(value(form, body + "/input[1]/hint/@ref"), "jr:itext('/data/a:hint')");
    EXPECT_EQ(value(form, model + "/instance/data/@version"), "7");
    EXPECT_EQ(value(form, "/h:html/h:head/h:title/text()"), "Thử");
}

TEST(conversion, references_are_relative_only_inside_a_shared_repeat) {
    const std::string form = form_of(R"(
| survey |
|        | type         | name  | label               | relevant       | calculation |
|        | text         | ngoai | Ngoài               |                |             |
|        | begin repeat | ho    | Hộ                  |                |             |
|        | text         | chu   | Chủ hộ              | ${ngoai} = 'x' |             |
|        | begin group  | nhom  | Nhóm                |                |             |
|        | note         | ghi   | Chủ hộ là ${chu}.   |                |             |
|        | begin repeat | con   | Con                 |                |             |
|        | text         | ten   | Tên                 | ${chu} != ''   |             |
|        | end repeat   |       |                     |                |             |
|        | end group    |       |                     |                |             |
|        | end repeat   |       |                     |                |             |
|        | calculate    | dau   |                     |                | indexed-repeat(${chu}, ${ho}, 1) |
|        | calculate    | dem   |                     |                | count(${ho}) |
)");
    EXPECT_EQ(value(form, bind("/data/ho/chu", "relevant")), " /data/ngoai  = 'x'");
    EXPECT_EQ(value(form, bind("/data/ho/nhom/con/ten", "relevant")), " ../../../chu  != ''");
    EXPECT_EQ(value(form, body + "//input[@ref='/data/ho/nhom/ghi']/label/output/@value"), " ../../chu ");
    EXPECT_EQ(value(form, bind("/data/dau", "calculate")), "indexed-repeat( /data/ho/chu ,  /data/ho , 1)");
    EXPECT_EQ(value(form, bind("/data/dem", "calculate")), "count( /data/ho )");
    EXPECT_EQ(count(form, model + "/instance/data/ho[@jr:template]/nhom/con"), 2)
        << "a group in a template brings both";
    EXPECT_EQ(count(form, model + "/instance/data/ho[not(@jr:template)]/nhom/con"), 1);
}

TEST(conversion, choices_are_instances_and_filters_ask_from_the_node) {
    const std::string form = form_of(R"(
| survey |
|        | type           | name | label | choice_filter | parameters                 |
|        | select_one tinh | tinh | Tỉnh  |               |                            |
|        | begin repeat   | r    | Xã    |               |                            |
|        | select_one tinh | t2   | Tỉnh  |               |                            |
|        | select_one xa  | xa   | Xã    | tinh = ${t2}  | randomize=true, seed=7     |
|        | end repeat     |      |       |               |                            |
|        | select_multiple tinh or_other | nhieu | Nhiều | |                        |
| choices |
|        | list_name | name | label  | tinh |
|        | tinh      | 01   | Hà Nội |      |
|        | xa        | 001  | Cửa Nam | 01  |
)");
    EXPECT_EQ(
        value(form, body + "//select1[@ref='/data/r/xa']/itemset/@nodeset"),
        "randomize(instance('xa')/root/item[tinh =  current()/../t2 ], 7)"
    );
    EXPECT_EQ(value(form, model + "/instance[@id='xa']/root/item/tinh/text()"), "01");
    EXPECT_EQ(value(form, model + "/instance[@id='tinh']/root/item[2]/label/text()"), "Other");
    EXPECT_EQ(value(form, bind("/data/nhieu_other", "relevant")), "selected(../nhieu, 'other')");
    EXPECT_EQ(value(form, body + "/input[@ref='/data/nhieu_other']/label/text()"), "Specify other.");
    EXPECT_EQ(value(form, body + "/select/itemset/label/@ref"), "label");
}

TEST(conversion, the_question_that_gives_the_seed_keeps_the_case_of_its_name) {
    const std::string xform = form_of(
        "| survey |\n| | type | name | label | parameters | calculation |\n| | calculate | Hat_Giong | | | random() |\n"
        "| | select_one l | kenh | Kênh | randomize=TRUE seed=${Hat_Giong} | |\n"
        "| choices |\n| | list_name | name | label |\n| | l | loa | Loa |\n"
    );
    EXPECT_EQ(value(xform, "//itemset/@nodeset"), "randomize(instance('l')/root/item, /data/Hat_Giong)") << xform;
}

TEST(conversion, of_two_columns_with_one_heading_the_last_that_is_filled_counts) {
    const std::string form = form_of(
        "| survey |\n| | type | name | label::vi | label::vi | relevant | relevant |\n"
        "| | text | ten | Tên | Họ tên | 1 = 1 | 2 = 2 |\n| | text | tuoi | Tuổi | | | |\n"
    );
    EXPECT_EQ(value(form, model + "/itext/translation/text[@id='/data/ten:label']/value/text()"), "Họ tên");
    EXPECT_EQ(value(form, model + "/itext/translation/text[@id='/data/tuoi:label']/value/text()"), "Tuổi");
    EXPECT_EQ(value(form, bind("/data/ten", "relevant")), "2 = 2");
}

TEST(conversion, defaults_that_compute_are_set_by_actions) {
    const std::string form = form_of(R"(
| survey |
|        | type         | name | label | default      | trigger | calculation |
|        | date         | a    | Ngày  | 2026-01-02   |         |             |
|        | date         | b    | Ngày  | today()      |         |             |
|        | begin repeat | r    | Lặp   |              |         |             |
|        | text         | c    | Chữ   | ${a}         |         |             |
|        | end repeat   |      |       |              |         |             |
|        | dateTime     | luc  |       |              | ${a}    | now()       |
|        | text         | d    | Cũ    | ${last-saved#d} |      |             |
)");
    EXPECT_EQ(value(form, model + "/instance/data/a/text()"), "2026-01-02");
    EXPECT_EQ(value(form, model + "/setvalue[@ref='/data/b']/@value"), "today()");
    EXPECT_EQ(value(form, model + "/setvalue[@ref='/data/r/c']/@event"), "odk-instance-first-load");
    EXPECT_EQ(value(form, body + "/group/repeat/setvalue/@event"), "odk-new-repeat");
    EXPECT_EQ(value(form, body + "/input[@ref='/data/a']/setvalue[@ref='/data/luc']/@value"), "now()");
    EXPECT_EQ(value(form, body + "/input[@ref='/data/a']/setvalue/@event"), "xforms-value-changed");
    EXPECT_EQ(count(form, bind("/data/luc", "calculate")), 0);
    EXPECT_EQ(value(form, model + "/instance[@id='__last-saved']/@src"), "jr://instance/last-saved");
    EXPECT_EQ(value(form, model + "/setvalue[@ref='/data/d']/@value"), " instance('__last-saved')/data/d ");
}

TEST(conversion, the_log_of_answering_may_have_a_default_and_a_trigger) {
    const std::string form = form_of(R"(
| survey |
|        | type  | name | label  | default | trigger | calculation |
|        | text  | ten  | Họ tên |         |         |             |
|        | audit |      |        | uuid()  | ${ten}  | now()       |
)");
    const std::string audit = "setvalue[@ref='/data/meta/audit' and @event='";
    EXPECT_EQ(value(form, model + "/" + audit + "odk-instance-first-load']/@value"), "uuid()");
    EXPECT_EQ(value(form, body + "/input/" + audit + "xforms-value-changed']/@value"), "now()");
}

TEST(conversion, only_questions_that_draw_on_a_map_ask_for_a_reference_geometry) {
    const auto told = [](const std::string& type) {
        return errors_of(
            "| survey |\n| | type | name | label | parameters |\n| | " + type +
            " | noi | Nơi | reference-geometry=x |\n"
        );
    };
    EXPECT_EQ(told("geotrace").rfind("survey 2 parameters", 0), 0u);
    EXPECT_EQ(told("start-geopoint"), "");
}

TEST(conversion, what_is_wrong_is_told_with_sheet_row_and_column_all_at_once) {
    EXPECT_EQ(
        errors_of(R"(
| survey |
|        | type           | name | label | relevant |
|        | text           | 1a   | A     |          |
|        | select_one thu | b    | B     |          |
|        | text           | c    | C     | ${khong} |
|        | tex            | d    | D     |          |
|        | begin group    | g    | G     |          |
)"),
        "survey 2 name: the name '1a' is invalid: it begins with a letter or underscore, then letters, digits, "
        "underscores, "
        "hyphens or periods\n"
        "survey 3 type: list name 'thu' is not on the choices sheet\n"
        "survey 5 type: unknown question type 'tex'\n"
        "survey 6 type: unmatched begin group: 'g' is never closed\n"
        "survey 4 relevant: there is no survey element named 'khong'\n"
    );
}

TEST(conversion, what_clients_take_no_notice_of_is_passed_on_and_warned_of) {
    const Conversion form = convert(
        R"(
| survey |
|          | type        | name | label | required |
|          | begin_group | nhom | Nhóm  | yes      |
|          | text        | ten  | Tên   |          |
|          | end_group   |      |       |          |
| settings |
|          | auto_send   | auto_delete |
|          | yes         | false       |
)",
        "nop.md"
    );
    ASSERT_TRUE(form.errors.empty());
    EXPECT_EQ(value(form.xform, bind("/data/nhom", "required")), "true()");
    EXPECT_EQ(value(form.xform, "//submission/@orx:auto-send"), "yes");
    EXPECT_EQ(value(form.xform, "//submission/@orx:auto-delete"), "false");
    ASSERT_EQ(form.warnings.size(), 2u);
    EXPECT_EQ(form.warnings[0].column, "auto_send");
    EXPECT_EQ(form.warnings[1].column, "required");
}

TEST(conversion, a_query_column_asks_a_list_of_its_own) {
    const std::string form = form_of(R"(
| survey |
|        | type | name | label | query | choice_filter   |
|        | text | tinh | Tỉnh  | tinh  |                 |
|        | text | xa   | Xã    | xa    | tinh = ${tinh}  |
)");
    EXPECT_EQ(value(form, "//input[@ref='/data/tinh']/@query"), "instance('tinh')/root/item");
    EXPECT_EQ(value(form, "//input[@ref='/data/xa']/@query"), "instance('xa')/root/item[tinh =  /data/tinh ]");
}

TEST(conversion, formulas_nobody_can_read_are_warned_of) {
    const Conversion form = convert(
        R"(
| survey |
|   | type    | name | label | relevant         | constraint  | required | calculation                       |
|   | integer | a    | A     |                  | . >= 0 an 1 | yes      |                                   |
|   | text    | b    | B     | ${a} > (1 + ${a} |             |          |                                   |
|   | text    | c    | C     | ngay(${a}) = 1   |             | ${a} > 1 |                                   |
|   | calculate | d  |       |                  |             |          | pulldata('x', 'y', 'z', ${a}) + instance('x')/root/item[k = ${b}]/m |
)",
        "a.md"
    );
    ASSERT_TRUE(form.errors.empty()) << form.errors.front().line();
    std::string told;
    for (const Problem& warning : form.warnings) {
        told += fmt::format("{} {}: {}\n", warning.row, warning.column, warning.en);
    }
    EXPECT_EQ(
        told,
        "2 constraint: the expression cannot be read: unexpected text after the expression\n"
        "3 relevant: the expression cannot be read: \")\" is wanted here\n"
        "4 relevant: the expression cannot be read: unknown function ngay()\n"
    );
    EXPECT_EQ(form.warnings.at(0).vi, "công thức không đọc được: ký tự thứ 8: thừa \"an 1\" sau biểu thức");
}

TEST(conversion, languages_without_a_code_and_missing_translations_are_warned_of) {
    const Conversion form = convert(
        R"(
| survey |
|   | type | name | label::Tiếng Việt (vi) | label::English (en) | hint::Tiếng Việt (vi) | image::Tày |
|   | text | a    | Tên                    | Name                | Họ và tên             | a.png      |
)",
        "a.md"
    );
    ASSERT_TRUE(form.errors.empty()) << form.errors.front().line();
    std::string told;
    for (const Problem& warning : form.warnings) {
        told += fmt::format("{} {}: {}\n", warning.row, warning.column, warning.en);
    }
    EXPECT_EQ(
        told,
        "1 image::Tày: the language 'Tày' has no code; write it like 'English (en)'\n"
        "1 label::Tiếng Việt (vi): this column is missing for the language 'Tày'\n"
        "1 hint::Tiếng Việt (vi): this column is missing for the language 'English (en)'\n"
        "1 hint::Tiếng Việt (vi): this column is missing for the language 'Tày'\n"
        "1 image::Tày: this column is missing for the language 'English (en)'\n"
        "1 image::Tày: this column is missing for the language 'Tiếng Việt (vi)'\n"
    );
}
