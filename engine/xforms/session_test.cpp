#include "engine/xforms/session.h"

#include "engine/xforms/form_model.h"
#include "engine/xforms/submission.h"
#include "engine/xforms/test_support/forms.h"

#include <gtest/gtest.h>

namespace longdan::xforms {
namespace {

constexpr const char* noon = "2026-04-06T12:00:00+07:00";

Session household() {
    return Session(
        form_of_file(std::filesystem::path(LONGDAN_SOURCE_DIR) / "tests/forms/submissions/ho_gia_dinh/form.xml"),
        at(noon)
    );
}

/// The value at a path; "(không có)" when there is no such node.
std::string value_at(const Session& session, std::string_view path) {
    const auto node = session.find(path);
    return node ? session.value(*node) : "(không có)";
}

bool put(Session& session, std::string_view path, std::string_view value) {
    return session.set(session.find(path).value(), value);
}

std::string rules_of(const Session& session) {
    std::string all;
    for (const Violation& one : session.violations()) {
        all += (all.empty() ? "" : "; ") + one.path + " " + std::string(name(one.rule));
    }
    return all;
}

TEST(Sessions, a_count_makes_and_takes_repeats_and_sums_follow) {
    Session session = household();
    EXPECT_EQ(value_at(session, "/ho/nguoi[1]/ten"), "(không có)");
    put(session, "/ho/so_nguoi", "3");
    EXPECT_EQ(value_at(session, "/ho/nguoi[3]/stt"), "3");
    EXPECT_EQ(value_at(session, "/ho/nguoi[3]/tuoi"), "20");
    EXPECT_EQ(value_at(session, "/ho/tong_tuoi"), "60");
    put(session, "/ho/nguoi[2]/tuoi", "45");
    EXPECT_EQ(value_at(session, "/ho/tong_tuoi"), "85");
    EXPECT_EQ(value_at(session, "/ho/lon_nhat"), "45");
    put(session, "/ho/so_nguoi", "1");
    EXPECT_EQ(value_at(session, "/ho/nguoi[2]/ten"), "(không có)");
    EXPECT_EQ(value_at(session, "/ho/tong_tuoi"), "20");
}

TEST(Sessions, removing_a_repeat_renumbers_the_others) {
    const auto form = form_of(
        "<r jr:template=\"\"><stt/><ten/></r>", R"xml(<bind nodeset="/data/r/stt" calculate="position(..)"/>)xml",
        R"xml(<repeat nodeset="/data/r"><input ref="/data/r/ten"/></repeat>)xml"
    );
    Session session(form, at(noon));
    const Session::Node root = *session.find("/data");
    const std::uint32_t repeat = *form->find("/data/r");
    for (const char* name : {"Lan", "Mai", "Cúc"}) {
        const Session::Node added = session.add_repeat(repeat, root);
        put(session, session.path(added) + "/ten", name);
    }
    session.remove_repeat(*session.find("/data/r[1]"));
    EXPECT_EQ(value_at(session, "/data/r[1]/ten"), "Mai");
    EXPECT_EQ(value_at(session, "/data/r[1]/stt"), "1");
    EXPECT_EQ(value_at(session, "/data/r[2]/stt"), "2");
    EXPECT_EQ(session.repeats(repeat, root).size(), 2U);
}

TEST(Sessions, inner_repeats_count_for_their_own_person) {
    Session session = household();
    put(session, "/ho/so_nguoi", "2");
    const std::uint32_t work = *session.form().find("/ho/nguoi/viec");
    EXPECT_EQ(session.repeats(work, *session.find("/ho/nguoi[1]")).size(), 0U);
    const Session::Node one = session.add_repeat(work, *session.find("/ho/nguoi[2]"));
    EXPECT_EQ(session.path(one), "/ho/nguoi[2]/viec[1]");
    put(session, "/ho/nguoi[2]/viec[1]/gio", "7.5");
    EXPECT_EQ(value_at(session, "/ho/nguoi[1]/tong_gio"), "0");
    EXPECT_EQ(value_at(session, "/ho/nguoi[2]/tong_gio"), "7.5");
}

TEST(Sessions, running_totals_over_earlier_repeats_settle) {
    const auto form = form_of(
        "<r jr:template=\"\"><x>1</x><luy_ke/></r>",
        R"xml(<bind nodeset="/data/r/luy_ke" type="int" calculate="coalesce(../../r[position() = position(current()/..) - 1]/luy_ke, 0) + ../x"/>)xml",
        R"xml(<repeat nodeset="/data/r"><input ref="/data/r/x"/></repeat>)xml"
    );
    Session session(form, at(noon));
    for (int row = 0; row < 4; ++row) session.add_repeat(*form->find("/data/r"), *session.find("/data"));
    EXPECT_EQ(value_at(session, "/data/r[4]/luy_ke"), "4");
    put(session, "/data/r[1]/x", "10");
    EXPECT_EQ(value_at(session, "/data/r[4]/luy_ke"), "13");
}

TEST(Sessions, relevance_hides_values_and_brings_them_back) {
    const auto form = form_of(
        "<hoi/><nhom><x/></nhom><tong/>", R"xml(<bind nodeset="/data/nhom" relevant="/data/hoi = 'co'"/>
        <bind nodeset="/data/tong" calculate="concat('[', /data/nhom/x, ']')"/>)xml",
        ""
    );
    Session session(form, at(noon));
    put(session, "/data/hoi", "co");
    put(session, "/data/nhom/x", "5");
    EXPECT_EQ(value_at(session, "/data/tong"), "[5]");
    put(session, "/data/hoi", "khong");
    EXPECT_FALSE(session.relevant(*session.find("/data/nhom/x")));
    EXPECT_EQ(value_at(session, "/data/tong"), "[]");
    EXPECT_EQ(session.serialise(), R"xml(<data id="thu"><hoi>khong</hoi><tong>[]</tong></data>)xml");
    EXPECT_NE(session.serialise(true).find("<x>5</x>"), std::string::npos);
    put(session, "/data/hoi", "co");
    EXPECT_EQ(value_at(session, "/data/tong"), "[5]");
}

TEST(Sessions, tell_what_is_wrong_in_the_words_of_the_form) {
    Session session(
        form_of_file(std::filesystem::path(LONGDAN_SOURCE_DIR) / "tests/forms/submissions/cascade/form.xml"), at(noon)
    );
    EXPECT_EQ(rules_of(session), "/data/tuoi required; /data/tinh required");
    EXPECT_EQ(session.violations().front().message, "Xin cho biết tuổi");
    put(session, "/data/tuoi", "15");
    EXPECT_EQ(session.violations().front().rule, ViolationRule::constraint);
    EXPECT_EQ(session.violations().front().message, "Tuổi phải từ 18 đến 110");
    session.set_language("en");
    EXPECT_EQ(session.violations().front().message, "Age must be 18 to 110");
}

TEST(Sessions, choices_follow_their_filter_and_the_language) {
    Session session(
        form_of_file(std::filesystem::path(LONGDAN_SOURCE_DIR) / "tests/forms/submissions/cascade/form.xml"), at(noon)
    );
    const auto control_of = [&](std::string_view path) {
        return session.form().nodes()[*session.form().find(path)].control;
    };
    const auto offered = [&](std::string_view path) {
        std::string all;
        for (const SessionChoice& one : session.choices(control_of(path), *session.find(path))) {
            all += (all.empty() ? "" : "; ") + one.value + " " + one.label;
        }
        return all;
    };
    EXPECT_EQ(offered("/data/tinh"), "01 Hà Nội; 96 Cà Mau");
    EXPECT_EQ(offered("/data/xa"), "");
    put(session, "/data/tinh", "01");
    EXPECT_EQ(offered("/data/xa"), "00001 Ba Đình; 00004 Ngọc Hà");
    put(session, "/data/xa", "00004");
    put(session, "/data/tinh", "96");
    EXPECT_EQ(session.problem(*session.find("/data/xa")), ViolationRule::choice);
    session.set_language("en");
    EXPECT_EQ(offered("/data/tinh"), "01 Hanoi; 96 Ca Mau");
    put(session, "/data/ten", "Lan");
    EXPECT_EQ(session.label(control_of("/data/diem"), *session.find("/data/diem")), "Hello Lan, thank you!");
}

TEST(Sessions, begin_with_defaults_preloads_and_actions) {
    SessionOptions options = at(noon);
    options.properties = {{"deviceid", "may-7"}};
    Session session(
        form_of(
            "<bat_dau/><may/><hom_nay/><mac_dinh>5</mac_dinh><tinh/><sau/><ma/>",
            R"xml(<bind nodeset="/data/bat_dau" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/>
            <bind nodeset="/data/may" jr:preload="property" jr:preloadParams="deviceid"/>
            <bind nodeset="/data/hom_nay" type="date" jr:preload="date" jr:preloadParams="today"/>
            <bind nodeset="/data/sau" calculate="/data/tinh + 1"/>
            <bind nodeset="/data/ma" jr:preload="uid" readonly="true()"/>
            <setvalue event="odk-instance-first-load" ref="/data/tinh" value="/data/mac_dinh * 2"/>)xml",
            ""
        ),
        options
    );
    EXPECT_EQ(value_at(session, "/data/bat_dau"), "2026-04-06T12:00:00.000+07:00");
    EXPECT_EQ(value_at(session, "/data/may"), "may-7");
    EXPECT_EQ(value_at(session, "/data/hom_nay"), "2026-04-06");
    EXPECT_EQ(value_at(session, "/data/tinh"), "10");
    EXPECT_EQ(value_at(session, "/data/sau"), "11");
    EXPECT_EQ(value_at(session, "/data/ma").size(), 41U);
    EXPECT_FALSE(put(session, "/data/ma", "khác"));
}

TEST(Sessions, an_answer_sets_off_the_actions_in_its_question) {
    Session session(
        form_of(
            "<a/><b/><c/>", "",
            R"xml(<input ref="/data/a"><setvalue event="xforms-value-changed" ref="/data/b" value="concat(/data/a, '!')"/></input>
            <input ref="/data/b"><setvalue event="xforms-value-changed" ref="/data/c">đổi rồi</setvalue></input>)xml"
        ),
        at(noon)
    );
    put(session, "/data/a", "chào");
    EXPECT_EQ(value_at(session, "/data/b"), "chào!");
    EXPECT_EQ(value_at(session, "/data/c"), "đổi rồi");
}

TEST(Sessions, new_repeats_run_their_own_actions) {
    const auto form = form_of(
        "<a>7</a><r jr:template=\"\"><x/></r>", "",
        R"xml(<repeat nodeset="/data/r"><setvalue event="odk-new-repeat" ref="/data/r/x" value="../../a + position(..)"/>
                              <input ref="/data/r/x"/></repeat>)xml"
    );
    Session session(form, at(noon));
    session.add_repeat(*form->find("/data/r"), *session.find("/data"));
    session.add_repeat(*form->find("/data/r"), *session.find("/data"));
    EXPECT_EQ(value_at(session, "/data/r[1]/x"), "8");
    EXPECT_EQ(value_at(session, "/data/r[2]/x"), "9");
}

TEST(Sessions, what_a_session_writes_its_judge_accepts_and_it_reads_back) {
    Session session = household();
    put(session, "/ho/so_nguoi", "2");
    put(session, "/ho/nguoi[1]/ten", "An & <Bình>");
    put(session, "/ho/nguoi[2]/ten", "Chi");
    put(session, "/ho/nguoi[2]/tuoi", "10");
    put(session, "/ho/nguoi[2]/hoc/lop", "5");
    EXPECT_EQ(rules_of(session), "");
    const std::string xml = session.serialise();
    const auto check = check_submission(session.form(), make_codebook(session.form()), xml, "bài.xml", at(noon));
    EXPECT_EQ(name(check.outcome), "ok") << xml << check.reason;
    const auto form =
        form_of_file(std::filesystem::path(LONGDAN_SOURCE_DIR) / "tests/forms/submissions/ho_gia_dinh/form.xml");
    const Session again(form, xml, "bài.xml", at(noon));
    EXPECT_EQ(value_at(again, "/ho/nguoi[1]/ten"), "An & <Bình>");
    EXPECT_EQ(value_at(again, "/ho/nguoi_thu_hai"), "Chi");
}

TEST(Sessions, a_submission_is_looked_at_with_all_it_was_sent_with) {
    const auto form = form_of("<muc><ten/><phu><y/></phu></muc><so/>", "", "");
    const Session session = Session::as_submitted(
        form,
        R"xml(<data><muc ma="a"><ten>Một</ten><phu/></muc><muc ma="b" xml:lang="vi"><ten>Hai</ten><phu><x>1</x><x>2</x></phu></muc>
              <la>  lạ </la></data>)xml",
        "bài.xml", at(noon)
    );
    const Session::Node root = *session.find("/data");
    EXPECT_EQ(session.evaluate("/data/muc[2]/ten", root), "Hai");
    EXPECT_EQ(session.evaluate("/data/muc[@ma = 'b']/phu/x[2]", root), "2");
    EXPECT_EQ(session.evaluate("sum(//x)", root), "3");
    EXPECT_EQ(session.evaluate("/data/la", root), "lạ");
    EXPECT_EQ(session.evaluate("count(/data/muc/ten)", root), "2");
    EXPECT_EQ(session.evaluate("count(/data/muc/phu/y)", root), "0");
    EXPECT_EQ(session.evaluate("count(/data/so)", root), "1") << "the form has it, the submission left it out";
    EXPECT_EQ(session.evaluate("position(..)", session.find("/data/muc[2]/phu/x[2]").value()), "1");
    EXPECT_EQ(session.evaluate(".", session.find("/data/muc[2]/@ma").value()), "b");
}

TEST(Sessions, an_expression_from_outside_leaves_the_names_of_the_form_alone) {
    const auto form = form_of("<a>3</a>", "", "<input ref=\"/data/a\"/>");
    const Session session(form, at(noon));
    const std::size_t before = form->model().names->size();
    EXPECT_EQ(session.evaluate("count(/data/chua_tung_co) + /data/a", *session.find("/data")), "3");
    EXPECT_EQ(form->model().names->size(), before);
}

TEST(Sessions, a_limit_by_what_no_instance_holds_is_broken_while_somebody_fills_in) {
    const auto form = form_of(
        "<co/><chi/><r jr:template=\"\"><thu/></r>",
        R"xml(<bind nodeset="/data/r" relevant="/data/co = 1"/>
        <bind nodeset="/data/chi" constraint=". &lt;= count(/data/r)"/>)xml",
        R"xml(<input ref="/data/chi"/><repeat nodeset="/data/r"><input ref="/data/r/thu"/></repeat>)xml"
    );
    Session session(form, at(noon));
    put(session, "/data/chi", "1");
    EXPECT_EQ(rules_of(session), "/data/chi constraint");
}

TEST(Sessions, instances_know_their_places_among_many) {
    const auto form = form_of(
        "<r jr:template=\"\"><so/><truoc/><hai/></r>",
        R"xml(<bind nodeset="/data/r/so" type="int" calculate="position(..)"/>
        <bind nodeset="/data/r/truoc" type="int" calculate="/data/r[position() = position(current()/..) - 1]/so"/>
        <bind nodeset="/data/r/hai" type="int" calculate="indexed-repeat(/data/r/so, /data/r, position(..) - 2)"/>)xml",
        R"xml(<repeat nodeset="/data/r"><input ref="/data/r/so"/></repeat>)xml"
    );
    Session session(form, at(noon));
    const std::uint32_t repeat = *form->find("/data/r");
    for (int more = 0; more < 60; ++more) session.add_repeat(repeat, *session.find("/data"));
    session.remove_repeat(*session.find("/data/r[10]"));
    EXPECT_EQ(value_at(session, "/data/r[9]/so"), "9");
    EXPECT_EQ(value_at(session, "/data/r[59]/so"), "59");
    EXPECT_EQ(value_at(session, "/data/r[59]/truoc"), "58");
    EXPECT_EQ(value_at(session, "/data/r[59]/hai"), "57");
    EXPECT_EQ(value_at(session, "/data/r[1]/truoc"), "");
    EXPECT_EQ(value_at(session, "/data/r[2]/hai"), "");
}

TEST(Sessions, values_of_calculations_have_the_form_of_their_type) {
    Session session(
        form_of(
            "<n/><d/><s/><ngay/><luc/><b/>", R"xml(<bind nodeset="/data/n" type="int" calculate="7 div 2"/>
            <bind nodeset="/data/d" type="decimal" calculate="7 div 2"/><bind nodeset="/data/s" calculate="number('x')"/>
            <bind nodeset="/data/ngay" type="date" calculate="date('2024-02-28') + 2"/>
            <bind nodeset="/data/luc" type="dateTime" calculate="now()"/><bind nodeset="/data/b" calculate="1 &lt; 2"/>)xml",
            ""
        ),
        at(noon)
    );
    EXPECT_EQ(value_at(session, "/data/n"), "3");
    EXPECT_EQ(value_at(session, "/data/d"), "3.5");
    EXPECT_EQ(value_at(session, "/data/s"), "");
    EXPECT_EQ(value_at(session, "/data/ngay"), "2024-03-01");
    EXPECT_EQ(value_at(session, "/data/luc"), "2026-04-06T12:00:00.000+07:00");
    EXPECT_EQ(value_at(session, "/data/b"), "true");
}

}  // namespace
}  // namespace longdan::xforms
