#include "engine/xlsform/meaning.h"

#include <gtest/gtest.h>

using longdan::xlsform::meaning_lost;

namespace {

std::string form(const std::string& model, const std::string& body) {
    return "<h:html xmlns:h=\"x\" "
           "xmlns:jr=\"y\"><h:head><h:title>T</h:title><model><instance><d><a/><b/></d></instance>" +
           model + "</model></h:head><h:body>" + body + "</h:body></h:html>";
}

std::string question(const std::string& inside) { return form("", "<input ref=\"/d/a\">" + inside + "</input>"); }

}  // namespace

TEST(meaning, is_kept_by_another_way_to_write_the_same) {
    const std::string itext =
        "<itext><translation lang=\"vi\"><text id=\"ID\"><value>Tên</value></text></translation></itext>";
    const auto named = [&](const std::string& id) {
        std::string model = itext;
        model.replace(model.find("ID"), 2, id);
        return form(model, "<input ref=\"/d/a\"><label ref=\"jr:itext('" + id + "')\"/></input>");
    };
    EXPECT_EQ(meaning_lost(named("x"), named("/d/a:label")), "");
    EXPECT_EQ(
        meaning_lost(
            question("<label> Tên  <output value=\" /d/b \"/></label>"),
            question("<label>Tên <output value=\"/d/b\"/></label>")
        ),
        ""
    );
    EXPECT_EQ(
        meaning_lost(
            form("<bind nodeset=\"/d/a\" type=\"xsd:string\" required=\"false()\" relevant=\"/d/b  = 'x  y'\"/>", ""),
            form("<bind nodeset=\"/d/a\" relevant=\" /d/b ='x  y'\"/>", "")
        ),
        ""
    );
}

TEST(meaning, that_is_lost_is_told_with_the_node_and_both_sayings) {
    EXPECT_EQ(meaning_lost(question("<label>Tên</label>"), question("<label>Tuổi</label>")), "/d/a label: Tên | Tuổi");
    EXPECT_EQ(meaning_lost(question("<hint>h</hint>"), question("")), "/d/a hint: h | ");
    EXPECT_EQ(meaning_lost(question(""), question("<hint>h</hint>")), "/d/a hint: | h");
    EXPECT_EQ(
        meaning_lost(
            form("<bind nodeset=\"/d/a\" relevant=\"/d/b = 'x  y'\"/>", ""),
            form("<bind nodeset=\"/d/a\" relevant=\"/d/b = 'x y'\"/>", "")
        ),
        "/d/a relevant: /d/b='x  y' | /d/b='x y'"
    );
    EXPECT_EQ(
        meaning_lost(
            form("<bind nodeset=\"/d/a\" constraint=\"5 mod 2\"/>", ""),
            form("<bind nodeset=\"/d/a\" constraint=\"5mod 2\"/>", "")
        ),
        "/d/a constraint: 5 mod 2 | 5mod 2"
    );
    EXPECT_EQ(
        meaning_lost(
            form("<setvalue ref=\"/d/a\" event=\"odk-instance-first-load\" value=\"now()\"/>", ""), form("", "")
        ),
        "/d/a setvalue: [ odk-instance-first-load] now()  | "
    );
    EXPECT_EQ(
        meaning_lost(
            form("", "<select1 ref=\"/d/a\"><item><label>A</label><value>1</value></item></select1>"),
            form("", "<select1 ref=\"/d/a\"><item><label>A</label><value>2</value></item></select1>")
        ),
        "/d/a choices: 1 = A;  | 2 = A; "
    );
}
