#include "engine/xforms/plan_xform.h"

#include "platform/base/digest.h"

#include <chrono>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace longdan::xforms {
namespace {

namespace json = boost::json;

/// An XForm around a model and a body.
std::string xform(const std::string& model, const std::string& body) {
    return R"(<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" )"
           R"(xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"><h:head><h:title>Phiếu thử)"
           "</h:title><model>" +
           model + "</model></h:head><h:body>" + body + "</h:body></h:html>";
}

std::string household_form() {
    return xform(
        R"(<instance><data id="ho" version="3"><chu_ho>chưa rõ</chu_ho><nguoi jr:template=""><tuoi/><hon/></nguoi>)"
        R"(<nguoi><tuoi/><hon/></nguoi><tong/><lech/></data></instance>)"
        R"(<bind nodeset="/data/nguoi/tuoi" type="int" constraint=". &lt; 130 and . &gt;= 0" jr:constraintMsg="Tuổi sai"/>)"
        R"(<bind nodeset="/data/nguoi/hon" calculate="/data/nguoi/tuoi &gt; /data/nguoi[1]/tuoi"/>)"
        R"x(<bind nodeset="/data/tong" calculate="sum(/data/nguoi/tuoi)"/>)x"
        R"x(<bind nodeset="/data/lech" relevant="/data/tong - 10 &gt; 1.5 or not(true())"/>)x",
        R"(<input ref="/data/chu_ho"><label>Chủ hộ</label></input>)"
        R"(<group ref="/data/nguoi"><label>Thành viên</label><repeat nodeset="/data/nguoi">)"
        R"x(<input ref="/data/nguoi/tuoi"><label>Tuổi thứ <output value="position(..)"/></label></input></repeat></group>)x"
    );
}

json::object plan_json(const std::string& xml, const PlanOptions& options = {}, FormFiles files = {}) {
    return json::parse(plan_of(*Form::read(xml, "thu.xml", std::move(files)), xml, options).json).as_object();
}

json::value expression(const json::object& plan, const char* name, const char* rule) {
    for (const json::value& node : plan.at("nodes").as_array()) {
        if (node.at("name").as_string() == name && node.as_object().contains(rule)) return node.at(rule);
    }
    return nullptr;
}

TEST(PlanOfXForm, a_plan_names_the_bytes_it_was_made_of) {
    const std::string xml = household_form();
    const json::object plan = plan_json(xml);
    EXPECT_EQ(plan.at("sha256").as_string(), sha256(xml));
    EXPECT_EQ(plan.at("id").as_string(), "ho");
    EXPECT_EQ(plan.at("version").as_string(), "3");
    EXPECT_EQ(plan.at("title").as_string(), "Phiếu thử");
}

TEST(PlanOfXForm, paths_stay_in_the_instance_of_the_repeat_but_sums_and_predicates_go_through_all) {
    const json::object plan = plan_json(household_form());
    EXPECT_EQ(
        expression(plan, "hon", "calculate"),
        json::parse(R"([">", ["/", ".", "..", "tuoi"], ["/", "/", "data", ["nguoi", 1], "tuoi"]])")
    );
    EXPECT_EQ(expression(plan, "tong", "calculate"), json::parse(R"(["sum", ["/", "/", "data", "nguoi", "tuoi"]])"));
    EXPECT_EQ(
        expression(plan, "tuoi", "constraint"),
        json::parse(R"(["and", ["<", ["/", ".", "."], 130], [">=", ["/", ".", "."], 0]])")
    );
    EXPECT_EQ(
        expression(plan, "lech", "relevant"),
        json::parse(R"(["or", [">", ["-", ["/", "/", "data", "tong"], 10], 1.5], ["not", true]])")
    );
}

TEST(PlanOfXForm, names_of_other_namespaces_are_written_as_the_instance_writes_them) {
    const json::object plan = plan_json(xform(
        R"(<instance><data id="m"><a/><meta xmlns="http://openrosa.org/xforms"><instanceID/></meta></data></instance>)"
        R"x(<bind nodeset="/data/a" calculate="concat(/data/orx:meta/orx:instanceID, /data/orx:khong)"/>)x",
        ""
    ));
    EXPECT_EQ(
        expression(plan, "a", "calculate"),
        json::parse(R"(["concat", ["/", "/", "data", "meta", "instanceID"], ["/", "/", "data", "orx:khong"]])")
    );
}

TEST(PlanOfXForm, the_blank_instance_has_defaults_and_no_templates) {
    const json::object plan = plan_json(household_form());
    EXPECT_EQ(plan.at("blank"), json::parse(R"([0, [[1, "chưa rõ"], [2, [[3, ""], [4, ""]]], [5, ""], [6, ""]]])"));
    EXPECT_EQ(plan.at("templates"), json::parse(R"({"2": [2, [[3, ""], [4, ""]]]})"));
}

TEST(PlanOfXForm, what_is_computed_comes_after_what_it_reads) {
    const json::object plan = plan_json(household_form());
    EXPECT_EQ(plan.at("order"), json::parse(R"([[4, "calculate"], [5, "calculate"], [6, "relevant"]])"));
    EXPECT_EQ(plan.at("affects").at("3"), json::parse("[0, 1]"));
    EXPECT_EQ(plan.at("affects").at("5"), json::parse("[2]"));
}

TEST(PlanOfXForm, each_question_and_each_repeat_is_a_page_and_labels_keep_their_values) {
    const json::object plan = plan_json(household_form());
    const json::array& pages = plan.at("pages").as_array();
    ASSERT_EQ(pages.size(), 2u);
    EXPECT_EQ(pages[0].at(0).at("label").as_string(), "Chủ hộ");
    const json::value& repeat = pages[1].at(0).at("content").at(0);
    EXPECT_EQ(repeat.at("control").as_string(), "repeat");
    EXPECT_EQ(
        repeat.at("content").at(0).at("label"), json::parse(R"(["Tuổi thứ ", [["position", ["/", ".", ".."]]]])")
    );
}

TEST(PlanOfXForm, a_long_list_stands_in_a_part_and_a_short_one_in_the_plan) {
    std::string items;
    for (int number = 0; number < 300; ++number) {
        const std::string code = std::to_string(number);
        items += "<item><name>x" + code + "</name><label>Xã " + code + "</label></item>";
    }
    const std::string xml = xform(
        R"(<instance><data id="xa"><xa/><tinh/></data></instance><instance id="xa"><root>)" + items +
            R"(</root></instance><instance id="tinh"><root><item><name>hn</name><label>Hà Nội</label></item></root></instance>)"
            R"(<bind nodeset="/data/xa" type="string"/><bind nodeset="/data/tinh" type="string"/>)",
        R"(<select1 ref="/data/xa"><label>Xã</label><itemset nodeset="instance('xa')/root/item"><value ref="name"/>)"
        R"(<label ref="label"/></itemset></select1>)"
        R"(<select1 ref="/data/tinh"><label>Tỉnh</label><itemset nodeset="instance('tinh')/root/item"><value ref="name"/>)"
        R"(<label ref="label"/></itemset></select1>)"
    );
    PlanOptions options;
    options.part_prefix = "phieu.";
    const PlanFiles files = plan_of(*Form::read(xml, "xa.xml"), xml, options);
    ASSERT_EQ(files.parts.size(), 1u);
    EXPECT_EQ(files.parts[0].name, "phieu.xa.json");
    const json::object plan = json::parse(files.json).as_object();
    const json::value& lists = plan.at("lists");
    EXPECT_EQ(lists.at("xa").at("part").as_string(), "phieu.xa.json");
    EXPECT_EQ(lists.at("xa").at("rows").as_int64(), 300);
    EXPECT_EQ(lists.at("xa").at("sha256").as_string(), sha256(files.parts[0].json));
    EXPECT_EQ(lists.at("tinh").at("rows"), json::parse(R"([["hn", "Hà Nội"]])"));
    const json::value part = json::parse(files.parts[0].json);
    EXPECT_EQ(part.at("columns"), json::parse(R"(["name", "label"])"));
    EXPECT_EQ(part.at("rows").at(299), json::parse(R"(["x299", "Xã 299"])"));
}

TEST(PlanOfXForm, a_file_beside_the_form_is_a_part_and_rows_may_lack_cells) {
    const std::string xml = xform(
        R"(<instance><data id="xa"><ten/></data></instance>)"
        R"x(<bind nodeset="/data/ten" calculate="pulldata('dan-so', 'so', 'ma', 'hn')"/>)x",
        R"(<input ref="/data/ten"><label>Tên</label></input>)"
    );
    const FormFiles files = [](const std::string& name) -> std::optional<std::string> {
        if (name != "dan-so.csv") return std::nullopt;
        return "ma,so\nhn,8500\nhp\n";
    };
    const PlanFiles written = plan_of(*Form::read(xml, "xa.xml", files), xml);
    ASSERT_EQ(written.parts.size(), 1u);
    EXPECT_EQ(written.parts[0].name, "dan-so.json");
    EXPECT_EQ(json::parse(written.parts[0].json).at("rows").at(0), json::parse(R"(["hn", "8500"])"));
}

}  // namespace
}  // namespace longdan::xforms
