#include "engine/xforms/form.h"

#include "engine/xforms/test_support/forms.h"
#include "platform/base/error.h"

#include <gtest/gtest.h>

namespace longdan::xforms {
namespace {

/// What the reader says of a form it refuses; "" when it takes it.
std::string refusal(const std::string& xml) {
    try {
        Form::read(xml, "thu.xml");
        return {};
    } catch (const Error& error) {
        return error.what();
    }
}

std::string refusal(const std::string& instance, const std::string& binds, const std::string& body = "") {
    return refusal(form_xml(instance, binds, body));
}

#define EXPECT_SAYS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text)

TEST(Forms, are_read_whole) {
    const auto form =
        form_of_file(std::filesystem::path(LONGDAN_SOURCE_DIR) / "tests/forms/submissions/cascade/form.xml");
    EXPECT_EQ(form->id(), "mot_cua");
    EXPECT_EQ(form->version(), "3");
    EXPECT_EQ(form->title(), "Khảo sát một cửa");
    ASSERT_EQ(form->languages().size(), 2U);
    EXPECT_EQ(form->default_language()->name, "Tiếng Việt (vi)");
    EXPECT_EQ(form->language("en")->name, "English (en)");
    const FormNode& age = form->nodes()[*form->find("/data/tuoi")];
    EXPECT_EQ(age.type, DataType::integer);
    EXPECT_EQ(form->expressions()[age.constraint].source, ". >= 18 and . <= 110");
    EXPECT_EQ(age.constraint_message.key, "/data/tuoi:jr:constraintMsg");
    EXPECT_EQ(form->nodes()[*form->find("/data/xa")].type, DataType::select_one);
    EXPECT_EQ(form->nodes()[*form->find("/data/di_lai")].kind, NodeKind::group);
    EXPECT_EQ(form->body().size(), 8U);
    EXPECT_EQ(form->secondary().size(), 2U);
}

TEST(Forms, namespaces_count_and_prefixes_do_not) {
    const auto form = Form::read(
        R"xml(<html xmlns="http://www.w3.org/1999/xhtml" xmlns:f="http://www.w3.org/2002/xforms" xmlns:j="http://openrosa.org/javarosa">
        <head><title>T</title><f:model><f:instance><d xmlns="" id="x"><a/><r j:template=""><b>7</b></r></d></f:instance>
        <f:bind nodeset="/d/a" type="int" j:requiredMsg="Cần trả lời"/></f:model></head>
        <body><f:input ref="/d/a"><f:label>A</f:label></f:input><f:repeat nodeset="/d/r"><f:input ref="b"/></f:repeat></body></html>)xml",
        "thu.xml"
    );
    EXPECT_EQ(form->nodes()[*form->find("/d/a")].required_message.parts.front().words, "Cần trả lời");
    EXPECT_EQ(form->nodes()[*form->find("/d/r")].kind, NodeKind::repeat);
    EXPECT_EQ(form->controls()[form->nodes()[*form->find("/d/r/b")].control].kind, ControlKind::input);
}

TEST(Forms, broken_xml_is_refused_with_its_line) {
    EXPECT_SAYS(refusal("<h:html>\n<a></h:html>"), "thu.xml, dòng 2");
    EXPECT_SAYS(refusal("<!DOCTYPE html><html/>"), "DOCTYPE");
    EXPECT_SAYS(refusal(std::string("<a>\0</a>", 8)), "NUL");
    EXPECT_SAYS(refusal("<a>\n\xc3</a>"), "dòng 2");
    EXPECT_SAYS(refusal("<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>"), "bảng mã");
    EXPECT_SAYS(refusal("<data/>"), "không phải XForm");
    EXPECT_SAYS(refusal(""), "thu.xml");
}

TEST(Forms, every_problem_is_told_with_its_line) {
    const std::string said = refusal(
        "<a/>",
        "<bind nodeset=\"/data/khong_co\"/>\n<bind nodeset=\"/data/a\" relevant=\"1 +\"/>\n<bind nodeset=\"/data/a\" "
        "calculate=\"khong_co_ham()\"/>"
    );
    EXPECT_SAYS(said, "relevant=\"1 +\"");
    EXPECT_SAYS(said, "khong_co_ham");
    EXPECT_SAYS(refusal("<a/>", "", "<input ref=\"/data/b\"/>"), "<input> trỏ tới nút không có: /data/b");
    EXPECT_SAYS(
        refusal("<a/>", "", R"xml(<repeat nodeset="/data" count="3"/>)xml"), "<repeat> trỏ tới /data không lặp lại được"
    );
    EXPECT_SAYS(
        refusal("<a b=\"1\"/>", "", R"xml(<repeat nodeset="/data/a/@b"/>)xml"),
        "<repeat> trỏ tới /data/a/@b không lặp lại được"
    );
    EXPECT_SAYS(
        refusal("<a/>", "", R"xml(<select ref="/data/a"><item><value>hai từ</value></item></select>)xml"), "dấu cách"
    );
}

TEST(Forms, a_bind_that_was_left_behind_is_a_warning) {
    const auto form = form_of("<a/>", R"xml(<bind nodeset="/data/khong_co" required="true()"/>)xml", "");
    ASSERT_EQ(form->warnings().size(), 1U);
    EXPECT_SAYS(form->warnings().front(), "/data/khong_co");
}

TEST(Forms, siblings_of_one_name_outside_a_repeat_are_a_warning_and_can_be_asked) {
    const auto form = form_of("<a>1</a><a>2</a>", "", "");
    ASSERT_EQ(form->warnings().size(), 1U);
    EXPECT_SAYS(form->warnings().front(), "/data/a có nhiều lần");
    const Session session = Session::as_submitted(form, "<data id=\"thu\"><a>1</a><a>2</a></data>", "bai.xml");
    EXPECT_EQ(session.evaluate("sum(/data/a)", *session.find("/data")), "3");
    EXPECT_EQ(session.evaluate(".", *session.find("/data/a[2]")), "2");
}

TEST(Forms, a_form_that_asks_nothing_is_read_with_a_warning) {
    const auto form = Form::read(
        R"xml(<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><model>
<instance><data id="thu"><a>1</a></data></instance></model></h:head></h:html>)xml",
        "thu.xml"
    );
    ASSERT_EQ(form->warnings().size(), 1U);
    EXPECT_SAYS(form->warnings().front(), "<h:body>");
}

TEST(Forms, cycles_are_refused_with_their_path) {
    EXPECT_SAYS(
        refusal(
            "<a/><b/><c/>",
            R"xml(<bind nodeset="/data/a" calculate="/data/b + 1"/><bind nodeset="/data/b" calculate="../c"/>
        <bind nodeset="/data/c" calculate="/data/a"/>)xml"
        ),
        "/data/a (calculate)"
    );
    EXPECT_SAYS(refusal("<a/>", R"xml(<bind nodeset="/data/a" calculate=". + 1"/>)xml"), "vòng tròn");
    EXPECT_SAYS(refusal("<a/>", R"xml(<bind nodeset="/data/a" relevant=". &gt; 0"/>)xml"), "vòng tròn");
    EXPECT_SAYS(refusal("<g><a/></g>", R"xml(<bind nodeset="/data/g" relevant="/data/g/a = 1"/>)xml"), "vòng tròn");
    EXPECT_SAYS(
        refusal(
            "<a/><b/>",
            R"xml(<bind nodeset="/data/a" relevant="/data/b = 1"/><bind nodeset="/data/b" calculate="/data/a"/>)xml"
        ),
        "relevant"
    );
}

TEST(Forms, what_only_looks_like_a_cycle_is_taken) {
    EXPECT_EQ(refusal("<a/>", R"xml(<bind nodeset="/data/a" constraint=". &gt; 0"/>)xml"), "");
    EXPECT_EQ(refusal("<a/>", R"xml(<bind nodeset="/data/a" calculate="once(random())"/>)xml"), "");
    EXPECT_EQ(
        refusal(
            "<r><n/></r>", R"xml(<bind nodeset="/data/r/n" calculate="count(../../r)"/>)xml",
            R"xml(<repeat nodeset="/data/r"/>)xml"
        ),
        ""
    );
    EXPECT_EQ(
        refusal(
            "<r><x/><luy_ke/></r>",
            R"xml(<bind nodeset="/data/r/luy_ke" calculate="coalesce(../../r[position() = position(current()/..) - 1]/luy_ke, 0) + ../x"/>)xml",
            R"xml(<repeat nodeset="/data/r"/>)xml"
        ),
        ""
    );
}

TEST(Forms, expressions_come_after_what_they_read) {
    const auto form = form_of(
        "<c/><b/><a/>", R"xml(<bind nodeset="/data/c" calculate="/data/b"/>
        <bind nodeset="/data/b" calculate="/data/a" relevant="/data/a &gt; 1"/><bind nodeset="/data/a" calculate="1 + 1"/>)xml",
        ""
    );
    std::vector<std::string> order;
    for (const std::uint32_t index : form->evaluation_order()) {
        const FormExpression& one = form->expressions()[index];
        order.push_back(form->nodes()[one.node].name + " " + std::string(name(one.role)));
    }
    EXPECT_EQ(order, (std::vector<std::string>{"a calculate", "b calculate", "b relevant", "c calculate"}));
}

}  // namespace
}  // namespace longdan::xforms
