#include "engine/xforms/codebook.h"

#include "engine/xforms/submission.h"
#include "engine/xforms/test_support/forms.h"
#include "platform/base/error.h"

#include <gtest/gtest.h>

namespace longdan::xforms {
namespace {

std::string choices(const std::vector<std::string>& names) {
    std::string items;
    for (const std::string& name : names)
        items += "<item><label>" + name + "</label><value>" + name + "</value></item>";
    return items;
}

std::shared_ptr<const Form> survey(
    const std::vector<std::string>& levels, const std::string& label = "Hài lòng?", const std::string& more = ""
) {
    return form_of(
        "<muc/><tuoi/><diem/><kenh/><nguoi jr:template=\"\"><tuoi_con/></nguoi>" + more,
        R"xml(<bind nodeset="/data/tuoi" type="int"/><bind nodeset="/data/diem" type="decimal" relevant="/data/tuoi &gt; 17"/>
        <bind nodeset="/data/nguoi/tuoi_con" type="int"/>)xml",
        "<select1 ref=\"/data/muc\"><label>" + label + "</label>" + choices(levels) +
            "</select1><input ref=\"/data/tuoi\"/><input ref=\"/data/diem\"/><select ref=\"/data/kenh\">" +
            choices({"mang", "quay"}) +
            "</select><repeat nodeset=\"/data/nguoi\"><input ref=\"/data/nguoi/tuoi_con\"/></repeat>"
    );
}

SubmissionCheck judged(const Form& form, const FormCodebook& codebook, const std::string& inside) {
    return check_submission(
        form, codebook, "<data id=\"thu\">" + inside + "</data>", "bài.xml", at("2026-04-06T08:30:00Z")
    );
}

std::string packed(const Form& form, const std::string& inside) {
    const FormCodebook codebook = make_codebook(form);
    std::string out;
    append_packed_json(out, codebook, judged(form, codebook, inside).packed);
    return out;
}

TEST(Codebooks, answers_become_numbers_and_repeats_rows) {
    const auto form = survey({"kem", "tot"});
    EXPECT_EQ(
        packed(
            *form,
            "<muc>tot</muc><tuoi>34</tuoi><diem>2.25</diem><kenh>quay</kenh><nguoi><tuoi_con>3</tuoi_con></nguoi>"
            "<nguoi><tuoi_con>x</tuoi_con></nguoi>"
        ),
        R"xml({"muc":2,"tuoi":34,"diem":2.25,"kenh/mang":0,"kenh/quay":1,"nguoi":[{"tuoi_con":3},{"tuoi_con":"invalid"}]})xml"
    );
}

TEST(Codebooks, an_answer_that_is_not_there_says_why) {
    const auto form = survey({"1", "5", "khong_biet", "tu_choi"});
    EXPECT_EQ(
        packed(*form, "<muc>khong_biet</muc><tuoi>9</tuoi>"),
        R"xml({"muc":"dont_know","tuoi":9,"diem":"not_asked","kenh/mang":"missing","kenh/quay":"missing","nguoi":[]})xml"
    );
    EXPECT_EQ(packed(*form, "<muc>5</muc><tuoi>chín</tuoi>").substr(0, 26), R"xml({"muc":5,"tuoi":"invalid",)xml");
}

TEST(Codebooks, bytes_are_stable_and_read_back) {
    const auto form = survey({"kem", "tot"});
    const FormCodebook codebook = make_codebook(*form);
    const auto check = judged(*form, codebook, "<muc>tot</muc><tuoi>34</tuoi><nguoi><tuoi_con>3</tuoi_con></nguoi>");
    const std::string bytes = packed_bytes(check.packed);
    EXPECT_EQ(bytes.substr(0, 24), std::string("LDP1\2\0\0\0\0\0\0\0\0\0\5\0\2\0\0\0\0\0\0\0", 24));
    EXPECT_EQ(packed_bytes(read_packed(bytes, codebook)), bytes);
    EXPECT_THROW(read_packed(bytes.substr(0, bytes.size() - 1), codebook), Error);
    EXPECT_THROW(read_packed(bytes + "x", codebook), Error);
}

TEST(Codebooks, a_new_version_keeps_codes_and_order) {
    const auto older = survey({"kem", "tot"});
    const FormCodebook then = make_codebook(*older);
    const auto newer = survey({"rat_kem", "tot", "kem"}, "Hài lòng?", "<moi/>");
    const FormCodebook now = make_codebook(*newer, &then);
    EXPECT_EQ(now.tables[0].variables[0].code_of.at("kem"), 1);
    EXPECT_EQ(now.tables[0].variables[0].code_of.at("tot"), 2);
    EXPECT_EQ(now.tables[0].variables[0].code_of.at("rat_kem"), 3);
}

TEST(Codebooks, versions_are_compared_variable_by_variable) {
    const auto result = [](const std::shared_ptr<const Form>& older, const std::shared_ptr<const Form>& newer) {
        const FormCodebook then = make_codebook(*older);
        std::string all;
        for (const VariableComparison& one : compare(*older, then, *newer, make_codebook(*newer, &then))) {
            if (one.comparison != Comparison::same) all += one.variable + " " + std::string(name(one.comparison)) + ";";
        }
        return all;
    };
    EXPECT_EQ(result(survey({"kem", "tot"}), survey({"kem", "tot"})), "");
    EXPECT_EQ(result(survey({"kem", "tot"}), survey({"kem", "tot"}, "Có hài lòng không?")), "muc changed_label;");
    EXPECT_EQ(result(survey({"kem", "tot"}), survey({"kem", "vua", "tot"})), "muc changed_choices;");
    const auto other = form_of("<tuoi/>", R"xml(<bind nodeset="/data/tuoi" type="decimal"/>)xml", "");
    EXPECT_EQ(
        result(survey({"kem"}), other),
        "muc removed;tuoi incompatible;diem removed;kenh/mang removed;kenh/quay removed;nguoi[]/tuoi_con removed;"
    );
}

}  // namespace
}  // namespace longdan::xforms
