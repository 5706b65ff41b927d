#include "engine/sheets/sheets.h"
#include "engine/xlsform/form_of_test.h"
#include "platform/base/error.h"

#include <array>

#include <gtest/gtest.h>

using namespace longdan::xlsform;

namespace {

const std::string folder = "tests/forms/workbooks/";

std::string refusal(const std::string& xform) {
    try {
        write_xlsform(xform, "a.xml");
    } catch (const longdan::Error& error) {
        return error.what();
    }
    return "";
}

/// The form in its body and model, as short as an XForm can be.
std::string xform(const std::string& nodes, const std::string& model, const std::string& body) {
    return R"(<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" )"
           R"(xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>T</h:title><model><instance><data id="t">)" +
           nodes + "</data></instance>" + model + "</model></h:head><h:body>" + body + "</h:body></h:html>";
}

/// The form of the workbook of the form of these tables.
std::string back(const std::string& form) {
    const Conversion again = convert(write_xlsform(form, "a.xml"), "a.xlsx");
    return again.errors.empty() ? again.xform : again.errors.front().line();
}

class Workbooks : public testing::TestWithParam<const char*> {};

}  // namespace

TEST_P(Workbooks, convert_as_written_down) {
    const std::string name = folder + GetParam();
    const Conversion conversion = convert(file(name + ".md"), name + ".md");
    ASSERT_TRUE(conversion.errors.empty()) << conversion.errors.front().line();
    EXPECT_EQ(canonical(conversion.xform), canonical(file(name + ".xml")));
}

TEST_P(Workbooks, go_to_excel_and_back_unchanged) {
    const std::string name = folder + GetParam();
    const std::string form = convert(file(name + ".md"), name + ".md").xform;
    const Conversion again = convert(write_xlsform(form, "a.xml"), "a.xlsx");
    ASSERT_TRUE(again.errors.empty()) << again.errors.front().line();
    EXPECT_EQ(canonical(again.xform), canonical(form));
}

INSTANTIATE_TEST_SUITE_P(
    all, Workbooks, testing::Values("bang-hoi", "ho-gia-dinh", "thuc-the", "tiep-nhan"),
    [](const auto& info) {
        std::string name = info.param;
        for (char& sign : name) sign = sign == '-' ? '_' : sign;
        return name;
    }
);

TEST(workbook, the_three_kinds_of_files_give_the_same_form) {
    const std::string markdown = R"(
| survey |
|        | type          | name | label        |
|        | select_one cn | a    | Hỏi "a", b   |
| choices |
|         | list_name | name | label |
|         | cn        | c    | Có    |
| settings |
|          | form_id |
|          | f       |
)";
    const std::string csv =
        "survey\n,type,name,label\n,select_one cn,a,\"Hỏi \"\"a\"\", "
        "b\"\nchoices\n,list_name,name,label\n,cn,c,Có\nsettings\n"
        ",form_id\n,f\n";
    const std::string xlsx = longdan::sheets::write_xlsx(
        {{"Survey", {}, 1, {{"Type ", " NAME", "label"}, {"select_one cn", "a", " Hỏi “a”, b"}}},
         {"choices", {}, 1, {{"list name", "name", "label"}, {"cn", "c", "Có"}}},
         {"settings", {}, 1, {{"form_id"}, {"f"}}},
         {"ghi chú", {}, 0, {{"không phải biểu mẫu"}}}}
    );
    const std::string form = canonical(form_of(markdown));
    EXPECT_EQ(canonical(convert(csv, "a.csv").xform), form);
    EXPECT_EQ(canonical(convert(xlsx, "a.xlsx").xform), form);
}

TEST(workbook, the_only_table_of_a_markdown_file_is_the_survey) {
    const std::string table = "\xEF\xBB\xBF| Trang 1 |\n| | type | name | label |\n| | text | a | A |\n";
    EXPECT_EQ(value(convert(table, "a.md").xform, "//input/@ref"), "/data/a");
    EXPECT_EQ(value(convert(table + "| ghi chú |\n| | x |\n", "a.md").xform, "//input/@ref"), "?");
}

TEST(workbook, lines_of_a_formula_are_parted_by_blanks_for_who_reads_the_form) {
    const std::string form = convert(
                                 longdan::sheets::write_xlsx(
                                     {{"survey",
                                       {},
                                       1,
                                       {{"type", "name", "label", "relevant", "calculation"},
                                        {"integer", "tuoi", "Tuổi", "1 = 1\n\tand 2 > 1", ""},
                                        {"calculate", "nam", "", "", "2026 -\n${tuoi}"}}}}
                                 ),
                                 "a.xlsx"
    )
                                 .xform;
    EXPECT_NE(form.find("relevant=\"1 = 1\n\tand 2 &gt; 1\""), std::string::npos) << form;
    EXPECT_EQ(value(form, "//bind[@nodeset='/data/nam']/@calculate"), "2026 -  /data/tuoi ");
}

TEST(workbook, braces_maps_and_ranges_go_to_a_workbook_and_back) {
    const std::string form = form_of(R"(
| survey |
| | type         | name  | label                             | parameters                          | choice_filter  | bind::type |
| | text         | ten   | Tên: \{{ và \}} hay {{ '\}}' }}   |                                     |                |            |
| | text         | hai   | Ba { và } rồi {{ 1 + 1 }}          |                                     |                |            |
| | begin_repeat | cay   | Cây                               |                                     |                |            |
| | geopoint     | geometry | Chỗ                            |                                     |                |            |
| | end_repeat   |       |                                   |                                     |                |            |
| | geotrace     | duong | Đường                             | reference-geometry=tram             | tinh = ${ten}  |            |
| | geoshape     | vung  | Vùng                              | reference-geometry=${cay}           |                |            |
| | range        | diem  | Điểm                              | start=0.0 end=5.0 step=1.0          |                | decimal    |
| | range        | muc   | Mức                               | start=0 end=1 step=0.5              |                |            |
| choices |
| | list_name | name | label | tinh |
| | tram      | 1    | Trạm  | 01   |
)");
    const std::string book = write_xlsform(form, "a.xml");
    EXPECT_EQ(difference(form, convert(book, "test.xlsx").xform), "");
    EXPECT_EQ(value(form, "//range[1]/@end"), "5.0");
    EXPECT_EQ(value(form, "//bind[@nodeset='/data/diem']/@type"), "decimal");
    EXPECT_EQ(value(form, "//input[@ref='/data/vung']/itemset/@nodeset"), "/data/cay[./geometry != '']");
    EXPECT_EQ(
        value(form, "//input[@ref='/data/duong']/itemset/@nodeset"), "instance('tram')/root/item[tinh =  /data/ten ]"
    );
}

TEST(workbook, headings_that_differ_only_in_blanks_are_one_column_unless_a_row_fills_both) {
    const auto book = [](const std::string& other) {
        return longdan::sheets::write_xlsx(
            {{"survey",
              {},
              1,
              {{"type", "name", "label", "hint", " label "},
               {"text", "a", "A", "gợi ý", other},
               {"text", "b", "", "", "B"}}}}
        );
    };
    const std::string form = convert(book("A"), "a.xlsx").xform;
    EXPECT_EQ(value(form, "//input[1]/label/text()"), "A");
    EXPECT_EQ(value(form, "//input[2]/label/text()"), "B");
    try {
        convert(book("khác"), "a.xlsx");
        FAIL();
    } catch (const longdan::Error& error) {
        EXPECT_NE(std::string(error.what()).find("survey, dòng 2"), std::string::npos) << error.what();
    }
}

TEST(workbook, a_file_that_is_no_form_is_refused_with_what_to_do) {
    const auto told = [](std::string_view bytes, const std::string& name) {
        try {
            convert(bytes, name);
        } catch (const longdan::Error& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_NE(told("\xD0\xCF\x11\xE0", "cu.xls").find("Lưu thành .xlsx"), std::string::npos);
    EXPECT_NE(told("nothing", "a.xlsx").find("a.xlsx"), std::string::npos);
    EXPECT_NE(told("| survey |\xFF", "a.md").find("UTF-8"), std::string::npos);
    Limits limits;
    limits.rows = 2;
    EXPECT_THROW(convert("survey\n,type\n,a\n,b\n,c\n", "a.csv", limits), longdan::Error);
    EXPECT_EQ(
        convert("| Câu hỏi |\n| | type |\n| choices |", "a.md").errors.at(0).en,
        "you must have a sheet named 'survey'; there are: Câu hỏi, choices"
    );
}

TEST(workbook, an_xform_from_elsewhere_becomes_a_workbook_that_converts) {
    const std::string form = xform(
        "<a/><b/>", "<bind nodeset=\"/data/a\" type=\"int\" relevant=\"/data/b = 'x'\"/>",
        "<input ref=\"/data/a\"><label>A</label></input><select1 ref=\"/data/b\"><label>B</label><item><label>X</label>"
        "<value>x</value></item></select1>"
    );
    const std::string again = convert(write_xlsform(form, "a.xml"), "a.xlsx").xform;
    EXPECT_EQ(value(again, "//bind[@nodeset='/data/a']/@relevant"), "/data/b = 'x'");
    EXPECT_EQ(value(again, "//instance[@id='b_choices']/root/item/label/text()"), "X");
    EXPECT_EQ(value(again, "//select1/itemset/@nodeset"), "instance('b_choices')/root/item");
}

TEST(workbook, an_xform_whose_workbook_would_not_convert_is_refused) {
    EXPECT_NE(
        refusal(xform(
                    "<a/>", "<bind nodeset=\"/data/a\" relevant=\"${b} = 1\"/>",
                    "<input ref=\"/data/a\"><label>A</label></input>"
                ))
            .find("không viết được"),
        std::string::npos
    );
}

TEST(workbook, what_columns_say_comes_back_as_it_was) {
    const std::vector<std::string> tables = {
        R"(
| survey |
|        | type                    | name | label | parameters                | choice_filter |
|        | text                    | vung | Vùng  |                           |               |
|        | geopoint                | noi  | Nơi   | reference-geometry=diem   | ma = ${vung}  |
|        | select_one_from_file du-lieu/xa.csv | xa | Xã |                      | vung = ${vung} |
|        | select_one_from_file thon.xml | thon | Thôn  |         | pulldata('ma-vung', 'ten', 'ma', ${vung}) = ten |
| choices |
|         | list_name | name | label | ma |
|         | diem      | a    | A     | 1  |
)",
        R"(
| survey |
|        | type         | name | label | hint::vi | guidance_hint::vi | default | calculation | trigger |
|        | begin_repeat | nha  | Nhà   |          |                   |         |             |         |
|        | dateTime     | luc  | Lúc   |          |                   | now()   |             |         |
|        | calculate    | gio  |       |          | Chỉ để tính       |         | ${luc}      |         |
|        | text         | doi  | Đổi   | gợi ý    |                   |         |             | ${luc}  |
|        | end_repeat   |      |       |          |                   |         |             |         |
)",
        R"(
| survey |
|        | type | name | label                                     | relevant |
|        | text | a    | Viết \{{ và \}} như chữ, ${b} và {{ 1 + 1 }} |          |
|        | text | b    | B                                         | current()/../a = 'x' and ${a} = 'y' |
)"};
    for (const std::string& table : tables) {
        const std::string form = form_of(table);
        EXPECT_EQ(difference(form, back(form)), "") << form;
    }
}

TEST(workbook, an_xform_of_another_tool_comes_back_asking_the_same) {
    const std::string form = xform(
        "<r><a/><b/></r><c/><d/>",
        "<bind id=\"ca\" nodeset=\"/data/r/a\" type=\"xsd:string\" relevant=\"true()\"/>"
        "<bind nodeset=\"/data/r/b\" calculate=\" /data/r/a  + 1\"/><bind nodeset=\"/data/khong-co\" type=\"int\"/>"
        "<bind nodeset=\"/data/c\" type=\"select\"/><bind nodeset=\"/data/d\" type=\"xsd:date\"/>",
        "<group><label>Nhóm</label><repeat nodeset=\"/data/r\"><input bind=\"ca\"><label>A <output "
        "value=\"/data/c\"/></label></input></repeat></group><select ref=\" /data/c \"><label>C</label><item><label>Một"
        "</label><value>1</value></item></select><input ref=\"/data/d\"><label>D</label><setvalue ref=\"/data/c\" "
        "event=\"xforms-value-changed\">1</setvalue></input>"
    );
    const std::string again = back(form);
    EXPECT_EQ(value(again, "//bind[@nodeset='/data/r/b']/@calculate"), "/data/r/a  + 1");
    EXPECT_EQ(value(again, "//group[@ref='/data/r']/label/text()"), "Nhóm");
    EXPECT_EQ(value(again, "//input/label/output/@value"), "/data/c");
    EXPECT_EQ(value(again, "//setvalue/@value"), "'1'");
    EXPECT_EQ(value(again, "//bind[@nodeset='/data/d']/@type"), "date");
    EXPECT_EQ(value(again, "//bind[@nodeset='/data/c']/@type"), "string");
    EXPECT_EQ(value(again, "//instance[@id='c_choices']/root/item/label/text()"), "Một");
}

TEST(workbook, what_no_column_can_say_is_refused_with_the_node) {
    const std::string question = "<input ref=\"/data/a\"><label>A</label></input>";
    const std::vector<std::array<std::string, 4>> cases = {
        {"<r><a/></r><r><a/></r>", "",
         "<group ref=\"/data/r\"><repeat nodeset=\"/data/r\"><input ref=\"/data/r/a\"><label>A</label></input></repeat>"
         "</group>",
         "/data/r first instances: 2"},
        {"<a/><meta><timeStart/></meta>", "<bind nodeset=\"/data/meta/timeStart\" jr:preload=\"timestamp\"/>", question,
         "timeStart"},
        {"<a/>", "", "<group><label>Chỉ ở thân</label>" + question + "</group>", "without a node"},
        {"<a/><b/>", "", "<input ref=\"/data/b\"><label>B</label></input>" + question, "order of questions"},
        {"<a/>", "", "<input ref=\"/data/a\"/>", "no label or hint"},
        {"<a/>", "", "<input ref=\"/data/a\" query=\"instance('x')/root/item\"><label>A</label></input>",
         "itemsets.csv"},
        {"<a/>", "<instance id=\"x\"><root><lop ten=\"1\"/></root></instance>", question, "instance x"},
    };
    for (const auto& [nodes, model, body, told] : cases) {
        const std::string refused = refusal(xform(nodes, model, body));
        EXPECT_NE(refused.find(told), std::string::npos) << refused;
    }
}

TEST(workbook, a_difference_of_two_forms_is_found_whatever_the_order_of_attributes) {
    EXPECT_EQ(difference("<a x='1' y='2'> <b/> <c/></a>", "<a y='2' x='1'><b/><c/></a>"), "");
    EXPECT_EQ(
        difference("<itext><text id='1'/><text id='2'/></itext>", "<itext><text id='2'/><text id='1'/></itext>"), ""
    );
    EXPECT_EQ(difference("<a><b>x</b></a>", "<a><b>y</b></a>"), "[x] | [y]");
    EXPECT_EQ(difference("<a><b/><c/></a>", "<a><b/></a>"), "<c> | </a>");
}

TEST(workbook, what_is_no_xform_is_refused) {
    EXPECT_NE(refusal("<a").find("not XML"), std::string::npos);
    EXPECT_NE(refusal("<a/>").find("not an XForm"), std::string::npos);
    EXPECT_NE(refusal(xform("<a/>", "", "<secret ref=\"/data/a\"/>")).find("/data/a"), std::string::npos);
}
