#include "engine/xlsform/form_of_test.h"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace longdan::xlsform {
namespace {

struct Questionnaire {
    std::string file;
    int questions;  ///< that a person answers
    int pages;
};

void PrintTo(const Questionnaire& questionnaire, std::ostream* out) { *out << questionnaire.file; }

class Questionnaires : public testing::TestWithParam<Questionnaire> {
  protected:
    Conversion converted() const {
        const std::string name = GetParam().file + ".xlsx";
        return convert(file("data/questionnaires/" + name), name);
    }
};

TEST_P(Questionnaires, convert_without_errors_or_warnings) {
    const Conversion form = converted();
    for (const Problem& problem : form.errors) ADD_FAILURE() << problem.line();
    for (const Problem& problem : form.warnings) ADD_FAILURE() << problem.line();
    EXPECT_EQ(value(form.xform, "//h:head/model/instance[1]/*/@id"), GetParam().file);
    EXPECT_EQ(count(form.xform, "//h:body/group[@appearance='field-list']"), GetParam().pages);
    EXPECT_EQ(
        count(form.xform, "//h:body//*[(self::input or self::select1 or self::select or self::odk:rank)]") -
            count(
                form.xform, "//model/bind[@readonly='true()' and @type='string' and not(contains(@nodeset, '/meta/'))]"
            ),
        GetParam().questions
    );
}

TEST_P(Questionnaires, say_everything_in_both_languages) {
    const std::string form = converted().xform;
    EXPECT_EQ(count(form, "//itext/translation"), 2);
    EXPECT_EQ(count(form, "//itext/translation[@default='true()' and @lang='Tiếng Việt (vi)']"), 1);
    EXPECT_EQ(
        count(form, "//itext/translation[@lang='English (en)']/text"),
        count(form, "//itext/translation[@lang='Tiếng Việt (vi)']/text")
    );
    EXPECT_EQ(count(form, "//itext//value[. = '-' or . = '']"), 0);
    EXPECT_EQ(
        count(form, "//h:body//*[self::input or self::select1 or self::select or self::group]/label[not(@ref)]"), 0
    );
}

TEST_P(Questionnaires, keep_standing_out_of_the_form) {
    const std::string form = converted().xform;
    EXPECT_EQ(form.find("standing"), std::string::npos);
    EXPECT_EQ(form.find(">working<"), std::string::npos);
    EXPECT_EQ(form.find("ghi_chu"), std::string::npos);
}

TEST_P(Questionnaires, come_back_as_workbooks_of_the_same_form) {
    const std::string form = converted().xform;
    const Conversion again = convert(write_xlsform(form, "form.xml"), "again.xlsx");
    ASSERT_TRUE(again.errors.empty()) << again.errors.front().line();
    EXPECT_EQ(canonical(again.xform), canonical(form));
}

INSTANTIATE_TEST_SUITE_P(
    all, Questionnaires,
    testing::Values(
        Questionnaire{"sipas-1001", 75, 22}, Questionnaire{"par-officials", 32, 9}, Questionnaire{"mot-cua", 21, 3}
    )
);

}  // namespace
}  // namespace longdan::xlsform
