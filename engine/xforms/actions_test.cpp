#include "engine/xforms/session.h"
#include "engine/xforms/test_support/forms.h"

#include <gtest/gtest.h>

/// What happens by itself while somebody fills in a form: actions, and repeats that come and go with a count.
namespace longdan::xforms {
namespace {

constexpr const char* noon = "2026-04-06T12:00:00+07:00";

std::string value_at(const Session& session, std::string_view path) {
    const auto node = session.find(path);
    return node ? session.value(*node) : "(không có)";
}

void put(Session& session, std::string_view path, std::string_view value) {
    EXPECT_TRUE(session.set(session.find(path).value(), value)) << path;
}

TEST(Actions, a_predicate_picks_the_instance_that_is_set) {
    const auto form = form_of(
        "<nguon/><nguoi jr:template=\"\"><ten/></nguoi>", "",
        R"xml(<input ref="/data/nguon">
        <setvalue event="xforms-value-changed" ref="/data/nguoi[position() = 2]/ten" value="concat(/data/nguon, '!')"/>
        </input><repeat nodeset="/data/nguoi"><input ref="/data/nguoi/ten"/></repeat>)xml"
    );
    Session session(form, at(noon));
    const std::uint32_t person = *form->find("/data/nguoi");
    for (int more = 0; more < 3; ++more) session.add_repeat(person, *session.find("/data"));
    put(session, "/data/nguon", "An");
    EXPECT_EQ(value_at(session, "/data/nguoi[1]/ten"), "");
    EXPECT_EQ(value_at(session, "/data/nguoi[2]/ten"), "An!");
    EXPECT_EQ(value_at(session, "/data/nguoi[3]/ten"), "");
}

TEST(Actions, a_new_instance_is_calculated_before_its_actions_run) {
    const auto form = form_of(
        "<nguoi jr:template=\"\"><so/><ma/></nguoi>",
        R"xml(<bind nodeset="/data/nguoi/so" calculate="position(..)"/>)xml",
        R"xml(<repeat nodeset="/data/nguoi"><input ref="/data/nguoi/ma"/>
        <setvalue event="odk-new-repeat" ref="/data/nguoi/ma" value="concat('M', ../so)"/></repeat>)xml"
    );
    Session session(form, at(noon));
    const std::uint32_t person = *form->find("/data/nguoi");
    for (int more = 0; more < 2; ++more) session.add_repeat(person, *session.find("/data"));
    EXPECT_EQ(value_at(session, "/data/nguoi[1]/ma"), "M1");
    EXPECT_EQ(value_at(session, "/data/nguoi[2]/ma"), "M2");
}

TEST(Actions, the_place_of_the_device_is_written_where_it_is_known_and_is_one) {
    const auto form = form_of(
        "<nguon/><cho/>", R"xml(<bind nodeset="/data/cho" type="geopoint"/>)xml",
        R"xml(<input ref="/data/nguon"><odk:setgeopoint event="xforms-value-changed" ref="/data/cho"/></input>)xml", ""
    );
    SessionOptions options = at(noon);
    Session unknown(form, options);
    put(unknown, "/data/nguon", "x");
    EXPECT_EQ(value_at(unknown, "/data/cho"), "");
    options.properties["location"] = "21.03 105.85 5 3";
    Session known(form, options);
    put(known, "/data/nguon", "x");
    EXPECT_EQ(value_at(known, "/data/cho"), "21.03 105.85 5 3");
    options.properties["location"] = "321.03 105.85";
    Session wrong(form, options);
    put(wrong, "/data/nguon", "x");
    EXPECT_EQ(value_at(wrong, "/data/cho"), "");
}

TEST(Actions, on_revalidation_run_when_the_person_finishes) {
    const auto form = form_of(
        "<a/><xong/>", R"xml(<setvalue event="xforms-revalidate" ref="/data/xong" value="concat('đã ', /data/a)"/>)xml",
        R"xml(<input ref="/data/a"/>)xml"
    );
    Session session(form, at(noon));
    put(session, "/data/a", "xem");
    EXPECT_EQ(value_at(session, "/data/xong"), "");
    session.finish();
    EXPECT_EQ(value_at(session, "/data/xong"), "đã xem");
}

TEST(Actions, a_default_may_be_what_was_sent_last) {
    const auto form = form_of(
        "<pho/>", "", R"xml(<input ref="/data/pho"/>)xml",
        R"xml(<instance id="__last-saved" src="jr://instance/last-saved"/><setvalue event="odk-instance-first-load"
        ref="/data/pho" value="instance('__last-saved')/data/pho"/>)xml"
    );
    SessionOptions options = at(noon);
    EXPECT_EQ(value_at(Session(form, options), "/data/pho"), "");
    options.last_saved = "<data id=\"thu\"><pho>Hàng Bạc</pho></data>";
    EXPECT_EQ(value_at(Session(form, options), "/data/pho"), "Hàng Bạc");
}

TEST(Counted_repeats, keep_their_answers_while_the_group_around_is_not_asked) {
    const auto form = form_of(
        "<hoi/><ho><so/><nguoi jr:template=\"\"><ten/></nguoi></ho>",
        R"xml(<bind nodeset="/data/ho" relevant="/data/hoi != 'khong'"/><bind nodeset="/data/ho/so" type="int"/>)xml",
        R"xml(<input ref="/data/hoi"/><group ref="/data/ho"><input ref="/data/ho/so"/>
        <repeat nodeset="/data/ho/nguoi" jr:count="/data/ho/so"><input ref="/data/ho/nguoi/ten"/></repeat></group>)xml"
    );
    Session session(form, at(noon));
    put(session, "/data/ho/so", "2");
    put(session, "/data/ho/nguoi[2]/ten", "Bình");
    put(session, "/data/hoi", "khong");
    put(session, "/data/hoi", "co");
    EXPECT_EQ(value_at(session, "/data/ho/nguoi[2]/ten"), "Bình");
    put(session, "/data/ho/so", "1");
    EXPECT_EQ(value_at(session, "/data/ho/nguoi[2]/ten"), "(không có)");
}

TEST(New_instances, leave_what_stays_within_the_others_alone) {
    const auto form = form_of(
        "<nguoi jr:template=\"\"><a/><b/><tong/></nguoi>",
        R"xml(<bind nodeset="/data/nguoi/b" type="int" calculate="../a + int(random() * 1000000)"/>
        <bind nodeset="/data/nguoi/tong" type="int" calculate="count(/data/nguoi)"/>)xml",
        R"xml(<repeat nodeset="/data/nguoi"><input ref="/data/nguoi/a"/></repeat>)xml"
    );
    Session session(form, at(noon));
    const std::uint32_t person = *form->find("/data/nguoi");
    session.add_repeat(person, *session.find("/data"));
    put(session, "/data/nguoi[1]/a", "1");
    const std::string first = value_at(session, "/data/nguoi[1]/b");
    session.add_repeat(person, *session.find("/data"));
    EXPECT_EQ(value_at(session, "/data/nguoi[1]/b"), first);
    EXPECT_EQ(value_at(session, "/data/nguoi[1]/tong"), "2");
    session.remove_repeat(*session.find("/data/nguoi[2]"));
    EXPECT_EQ(value_at(session, "/data/nguoi[1]/b"), first);
    EXPECT_EQ(value_at(session, "/data/nguoi[1]/tong"), "1");
}

}  // namespace
}  // namespace longdan::xforms
