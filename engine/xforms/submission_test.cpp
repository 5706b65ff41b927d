#include "engine/xforms/submission.h"

#include "engine/xforms/test_support/forms.h"
#include "platform/base/text.h"

#include <filesystem>

#include <gtest/gtest.h>

namespace longdan::xforms {
namespace {

namespace fs = std::filesystem;

std::string rules_of(const SubmissionCheck& check) {
    std::string all;
    for (const SubmissionViolation& one : check.violations) {
        all += (all.empty() ? "" : "; ") + one.path + " " + std::string(name(one.rule));
    }
    return all;
}

SubmissionCheck judged(const Form& form, const std::string& xml) {
    return check_submission(form, make_codebook(form), xml, "bài.xml", at("2026-04-06T08:30:00+07:00"));
}

/// Each folder of tests/forms/submissions holds a form, submissions, and expected.tsv: file, outcome, violations.
TEST(Submissions, every_case_of_the_folder_is_judged_as_its_table_says) {
    std::size_t cases = 0;
    for (const auto& folder : fs::directory_iterator(fs::path(LONGDAN_SOURCE_DIR) / "tests/forms/submissions")) {
        const auto form = form_of_file(folder.path() / "form.xml");
        const FormCodebook codebook = make_codebook(*form);
        const std::string table = bytes_of(folder.path() / "expected.tsv");
        bool header = true;
        for (const std::string_view line : split(table, '\n')) {
            if (std::exchange(header, false) || line.empty()) continue;
            const auto cells = split(line, '\t');
            ASSERT_EQ(cells.size(), 3U) << folder.path() << ": " << line;
            const fs::path file = folder.path() / cells[0];
            const auto check =
                check_submission(*form, codebook, bytes_of(file), file.string(), at("2026-04-06T08:30:00+07:00"));
            EXPECT_EQ(name(check.outcome), cells[1]) << file << " " << check.reason;
            EXPECT_EQ(rules_of(check), cells[2]) << file;
            EXPECT_EQ(check.outcome == Outcome::unreadable, !check.reason.empty()) << file;
            ++cases;
        }
    }
    EXPECT_GT(cases, 40U);
}

TEST(Submissions, the_line_of_the_command_has_file_outcome_violations_and_packed_answers) {
    const auto form = form_of(
        "<a/><b/>", R"xml(<bind nodeset="/data/a" type="int" constraint=". &lt; 5"/>
        <bind nodeset="/data/b" type="int" required="true()"/>)xml",
        ""
    );
    EXPECT_EQ(
        to_json(judged(*form, "<data id=\"thu\"><a>7</a></data>"), make_codebook(*form), "bài.xml"),
        R"xml({"file":"bài.xml","outcome":"violations","violations":[{"path":"/data/a","rule":"constraint"},)xml"
        R"xml({"path":"/data/b","rule":"required"}],"packed":{"a":"invalid","b":"missing"}})xml"
    );
    const std::string line = to_json(judged(*form, "<data"), make_codebook(*form), "bài.xml");
    EXPECT_NE(line.find(R"xml("outcome":"unreadable","reason":")xml"), std::string::npos) << line;
}

TEST(Submissions, what_only_the_device_knew_is_taken_as_it_came) {
    const auto form = form_of(
        "<a/><b/><c/><d/><e/>", R"xml(
        <bind nodeset="/data/a" calculate="now()"/>
        <bind nodeset="/data/b" calculate="concat('x', random())"/>
        <bind nodeset="/data/c" calculate="once(uuid())"/>
        <bind nodeset="/data/d" jr:preload="property" jr:preloadParams="deviceid"/>
        <bind nodeset="/data/e" type="date" calculate="today()" constraint=". &lt;= today()"/>)xml",
        ""
    );
    EXPECT_EQ(
        rules_of(judged(
            *form,
            "<data id=\"thu\"><a>2020-01-01T00:00:00.000Z</a><b>y</b><c>z</c><d>imei:1</d><e>2026-04-05</e></data>"
        )),
        ""
    );
    EXPECT_EQ(rules_of(judged(*form, "<data id=\"thu\"><e>2026-04-07</e></data>")), "/data/e constraint");
}

TEST(Submissions, calculations_compare_as_numbers_and_as_truth) {
    const auto form = form_of(
        "<a/><so/><dung/><chia/><ngay/>", R"xml(
        <bind nodeset="/data/so" calculate="/data/a div 4"/>
        <bind nodeset="/data/dung" calculate="/data/a &gt; 1"/>
        <bind nodeset="/data/chia" calculate="number('x')"/>
        <bind nodeset="/data/ngay" type="date" calculate="date('2024-02-28') + 1"/>)xml",
        ""
    );
    EXPECT_EQ(
        rules_of(judged(
            *form, R"xml(<data id="thu"><a>10</a><so>2.50</so><dung>1</dung><chia/><ngay>2024-02-29</ngay></data>)xml"
        )),
        ""
    );
    EXPECT_EQ(
        rules_of(judged(
            *form,
            R"xml(<data id="thu"><a>10</a><so>2.5</so><dung>true</dung><chia>NaN</chia><ngay>2024-02-29</ngay></data>)xml"
        )),
        ""
    );
    EXPECT_EQ(
        rules_of(judged(
            *form, R"xml(<data id="thu"><a>10</a><so>2.6</so><dung>0</dung><chia/><ngay>2024-03-01</ngay></data>)xml"
        )),
        "/data/so calculate; /data/dung calculate; /data/ngay calculate"
    );
}

TEST(Submissions, relevance_is_inherited_and_an_irrelevant_answer_counts_as_empty) {
    const auto form = form_of(
        "<hoi/><nhom><trong><x/></trong></nhom><tong/>", R"xml(
        <bind nodeset="/data/nhom" relevant="/data/hoi = 'co'"/>
        <bind nodeset="/data/nhom/trong/x" type="int" required="true()"/>
        <bind nodeset="/data/tong" calculate="coalesce(/data/nhom/trong/x, 'không có')"/>)xml",
        ""
    );
    EXPECT_EQ(rules_of(judged(*form, R"xml(<data id="thu"><hoi>khong</hoi><tong>không có</tong></data>)xml")), "");
    EXPECT_EQ(
        rules_of(judged(
            *form,
            R"xml(<data id="thu"><hoi>khong</hoi><nhom><trong><x>3</x></trong></nhom><tong>không có</tong></data>)xml"
        )),
        "/data/nhom/trong/x irrelevant"
    );
    EXPECT_EQ(
        rules_of(judged(*form, R"xml(<data id="thu"><hoi>co</hoi><tong>không có</tong></data>)xml")),
        "/data/nhom/trong/x required"
    );
}

TEST(Submissions, a_list_in_a_file_that_is_not_there_judges_nobody) {
    const auto form = form_of(
        "<x/>", "", R"xml(<select1 ref="/data/x"><itemset nodeset="instance('xa')/root/item">
        <value ref="name"/><label ref="label"/></itemset></select1>)xml",
        R"xml(<instance id="xa" src="jr://file-csv/xa.csv"/>)xml"
    );
    EXPECT_EQ(rules_of(judged(*form, R"xml(<data id="thu"><x>bất kỳ</x></data>)xml")), "");
}

TEST(Submissions, relevance_that_asks_a_missing_file_accuses_nobody) {
    const auto form = form_of(
        "<xa/><cap/><nhom><a/><b/></nhom><c/><sau/>",
        R"xml(<bind nodeset="/data/cap" relevant="pulldata('xa', 'cap', 'ma', /data/xa) = '1'" required="true()"/>
        <bind nodeset="/data/nhom" relevant="count(instance('xa')/root/item[ma = /data/xa]) &gt; 0"/>
        <bind nodeset="/data/nhom/b" required="true()"/>
        <bind nodeset="/data/c" required="pulldata('xa', 'cap', 'ma', /data/xa) = ''"/>
        <bind nodeset="/data/sau" relevant="/data/cap = '3'" required="true()"/>)xml",
        "", R"xml(<instance id="xa" src="jr://file-csv/xa.csv"/>)xml"
    );
    EXPECT_EQ(rules_of(judged(*form, "<data id=\"thu\"><xa>1</xa><c/></data>")), "");
    EXPECT_EQ(
        rules_of(judged(*form, "<data id=\"thu\"><xa>1</xa><cap>3</cap><nhom><a>x</a><b/></nhom><c/></data>")),
        "/data/nhom/b required; /data/sau required"
    );
}

TEST(Submissions, labels_and_what_was_sent_last_are_unknown_where_their_lists_are) {
    const auto form = form_of(
        "<xa/><ten/><pho/><so/>",
        R"xml(<bind nodeset="/data/ten" calculate="jr:choice-name(/data/xa, '/data/xa')"/>
        <bind nodeset="/data/pho" calculate="instance('cu')/data/pho"/>
        <bind nodeset="/data/so" relevant="instance('cu')/data/so != ''" required="true()"/>)xml",
        R"xml(<select1 ref="/data/xa"><itemset nodeset="instance('xa')/root/item">
        <value ref="name"/><label ref="label"/></itemset></select1>)xml",
        R"xml(<instance id="xa" src="jr://file-csv/xa.csv"/><instance id="cu" src="jr://instance/last-saved"/>)xml"
    );
    const std::string sent = "<data id=\"thu\"><xa>1</xa><ten>Ba Đình</ten><pho>Hàng Bạc</pho><so>7</so></data>";
    EXPECT_EQ(rules_of(judged(*form, sent)), "");
}

TEST(Submissions, what_gathers_instances_that_were_not_sent_is_taken_as_it_came) {
    const auto form = form_of(
        "<con/><nguoi><tuoi/></nguoi><dem/><kem/>",
        R"xml(<bind nodeset="/data/nguoi" relevant="/data/con = 'co'"/>
        <bind nodeset="/data/dem" type="int" calculate="count(/data/nguoi)"/>
        <bind nodeset="/data/kem" relevant="count(/data/nguoi) = 0" required="true()"/>)xml",
        R"xml(<input ref="/data/con"/><repeat nodeset="/data/nguoi"><input ref="/data/nguoi/tuoi"/></repeat>)xml"
    );
    EXPECT_EQ(rules_of(judged(*form, "<data id=\"thu\"><con/><dem>1</dem></data>")), "");
    EXPECT_EQ(rules_of(judged(*form, "<data id=\"thu\"><con/><dem>0</dem><kem>x</kem></data>")), "");
    EXPECT_EQ(
        rules_of(
            judged(*form, "<data id=\"thu\"><con>co</con><nguoi><tuoi>3</tuoi></nguoi><dem>2</dem><kem>x</kem></data>")
        ),
        "/data/dem calculate; /data/kem irrelevant"
    );
}

TEST(Submissions, a_sum_may_pass_over_what_was_not_asked_or_count_it_as_nothing) {
    const auto form = form_of(
        "<nguoi><co/><thu/></nguoi><tong/><chi/><cao/>",
        R"xml(<bind nodeset="/data/nguoi/thu" type="int" relevant="../co = '1'"/>
        <bind nodeset="/data/tong" type="int" calculate="sum(/data/nguoi/thu)"/>
        <bind nodeset="/data/chi" type="int" constraint=". &lt;= sum(/data/nguoi/thu)"/>
        <bind nodeset="/data/cao" relevant="sum(/data/nguoi/thu) &gt; 5"/>)xml",
        R"xml(<repeat nodeset="/data/nguoi"><input ref="/data/nguoi/co"/><input ref="/data/nguoi/thu"/></repeat>)xml"
    );
    const auto rules = [&](const std::string& tong, const std::string& chi) {
        return rules_of(judged(
            *form, "<data id=\"thu\"><nguoi><co>1</co><thu>7</thu></nguoi><nguoi><co>0</co></nguoi><tong>" + tong +
                       "</tong><chi>" + chi + "</chi><cao>x</cao></data>"
        ));
    };
    EXPECT_EQ(rules("7", "6"), "");
    EXPECT_EQ(rules("", ""), "");
    EXPECT_EQ(rules("8", "9"), "/data/tong calculate; /data/chi constraint");
}

TEST(Submissions, choices_stand_apart_by_any_blank) {
    const auto form = form_of("<x/>", "", R"xml(<select ref="/data/x"><item><label>A</label><value>a</value></item>
        <item><label>B</label><value>b</value></item></select>)xml");
    EXPECT_EQ(rules_of(judged(*form, "<data id=\"thu\"><x>a\n\tb</x></data>")), "");
    EXPECT_EQ(rules_of(judged(*form, "<data id=\"thu\"><x>a\na</x></data>")), "/data/x type");
}

TEST(Submissions, the_primary_instance_may_be_named_by_its_id) {
    std::string xml =
        form_xml("<a/><b/>", R"xml(<bind nodeset="/data/b" calculate="instance('chinh')/data/a * 2"/>)xml", "");
    xml.replace(xml.find("<instance>"), 10, "<instance id=\"chinh\">");
    const auto form = Form::read(xml, "form.xml");
    EXPECT_EQ(rules_of(judged(*form, "<data id=\"thu\"><a>2</a><b>4</b></data>")), "");
    EXPECT_EQ(rules_of(judged(*form, "<data id=\"thu\"><a>2</a><b>5</b></data>")), "/data/b calculate");
    Session session(form, at("2026-04-06T08:30:00+07:00"));
    session.set(*session.find("/data/a"), "3");
    EXPECT_EQ(session.value(*session.find("/data/b")), "6");
}

TEST(Submissions, a_value_from_a_file_that_is_not_there_is_taken_as_it_came) {
    const auto form = form_of(
        "<x/><y/>", R"xml(<bind nodeset="/data/x" constraint="count(instance('xa')/root/item[name = current()/.]) = 1"/>
        <bind nodeset="/data/y" calculate="pulldata('xa', 'ten', 'ma', /data/x)"/>)xml",
        "", R"xml(<instance id="xa" src="jr://file-csv/xa.csv"/>)xml"
    );
    EXPECT_EQ(rules_of(judged(*form, "<data id=\"thu\"><x>1</x><y>Ba Đình</y></data>")), "");
}

TEST(Submissions, attributes_of_entities_are_judged_where_they_are_sent) {
    const auto form = form_of(
        R"xml(<cay/><meta><instanceID/><entity dataset="cay" id="" create="1"><label/></entity></meta>)xml", R"xml(
        <bind nodeset="/data/meta/entity/@id" type="string"/>
        <bind nodeset="/data/meta/entity/@create" calculate="if(/data/cay = 'thông', 1, '')"/>
        <bind nodeset="/data/meta/entity/label" calculate="/data/cay"/>)xml",
        ""
    );
    EXPECT_EQ(
        rules_of(judged(
            *form,
            R"xml(<data id="thu"><cay>thông</cay><meta><entity dataset="cay" id="7" create="1"><label>thông</label></entity></meta></data>)xml"
        )),
        ""
    );
    EXPECT_EQ(
        rules_of(judged(
            *form,
            R"xml(<data id="thu"><cay>tre</cay><meta><entity dataset="cay" id="7" create="1"><label>tre</label></entity></meta></data>)xml"
        )),
        "/data/meta/entity/@create calculate"
    );
}

TEST(Submissions, files_that_answers_name_and_the_instance_id_are_told) {
    const auto form = form_of(
        "<anh/><meta><instanceID/></meta>", R"xml(<bind nodeset="/data/anh" type="binary"/>)xml",
        R"xml(<upload ref="/data/anh" mediatype="image/*"/>)xml"
    );
    const auto check =
        judged(*form, R"xml(<data id="thu"><anh>1712.jpg</anh><meta><instanceID>uuid:3</instanceID></meta></data>)xml");
    EXPECT_EQ(check.attachments, std::vector<std::string>{"1712.jpg"});
    EXPECT_EQ(check.instance_id, "uuid:3");
}

TEST(Submissions, the_template_of_a_repeat_is_no_answer) {
    const auto form = form_of(
        "<r jr:template=\"\"><x/></r>", R"xml(<bind nodeset="/data/r/x" type="int" required="true()"/>)xml",
        R"xml(<repeat nodeset="/data/r"><input ref="/data/r/x"/></repeat>)xml"
    );
    const std::string draft =
        R"xml(<data id="thu" xmlns:jr="http://openrosa.org/javarosa"><r jr:template=""><x/></r><r><x/></r></data>)xml";
    EXPECT_EQ(rules_of(judged(*form, draft)), "/data/r[1]/x required");
}

TEST(Submissions, hostile_xml_is_unreadable_with_a_line) {
    const auto form = form_of("<a/>", "", "");
    EXPECT_EQ(judged(*form, std::string("<data id=\"thu\">\n<a>\0</a></data>", 31)).outcome, Outcome::unreadable);
    const auto bad = judged(*form, "<data id=\"thu\">\n<a>\xff</a></data>");
    EXPECT_EQ(bad.outcome, Outcome::unreadable);
    EXPECT_NE(bad.reason.find("dòng 2"), std::string::npos) << bad.reason;
    std::string deep = "<data id=\"thu\">";
    for (int level = 0; level < 500; ++level) deep += "<a>";
    for (int level = 0; level < 500; ++level) deep += "</a>";
    EXPECT_EQ(judged(*form, deep + "</data>").outcome, Outcome::unreadable);
    EXPECT_EQ(judged(*form, "<data id=\"thu\"/><data/>").outcome, Outcome::unreadable);
    const auto repeating = form_of("<r/>", "", "<repeat nodeset=\"/data/r\"/>");
    std::string many = "<data id=\"thu\">";
    for (int row = 0; row < 5001; ++row) many += "<r/>";
    EXPECT_EQ(judged(*repeating, many + "</data>").outcome, Outcome::unreadable);
}

}  // namespace
}  // namespace longdan::xforms
