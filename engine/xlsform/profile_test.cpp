#include "engine/xlsform/form_of_test.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace longdan::xlsform {
namespace {

/// The indented tables of the page that begin with a survey.
std::vector<std::string> examples(const std::string& page) {
    std::vector<std::string> out;
    bool inside = false;
    for (std::size_t at = 0; at < page.size();) {
        const auto end = std::min(page.find('\n', at), page.size());
        const std::string line = page.substr(at, end - at);
        at = end + 1;
        if (line.rfind("    | survey |", 0) == 0) {
            out.emplace_back();
            inside = true;
        }
        if (line.rfind("    |", 0) != 0) inside = false;
        if (inside) out.back() += line.substr(4) + "\n";
    }
    return out;
}

TEST(profile, every_example_of_the_page_converts_and_comes_back) {
    const auto all = examples(file("docs/xlsform.md"));
    ASSERT_EQ(all.size(), 6u);
    for (const std::string& example : all) {
        const Conversion form = convert(example, "vi-du.md");
        for (const Problem& problem : form.errors) ADD_FAILURE() << problem.line() << "\n" << example;
        for (const Problem& problem : form.warnings) ADD_FAILURE() << problem.line() << "\n" << example;
        if (!form.errors.empty()) continue;
        const Conversion again = convert(write_xlsform(form.xform, "vi-du.xml"), "vi-du.xlsx");
        EXPECT_EQ(difference(form.xform, again.xform), "") << example;
    }
}

TEST(profile, every_type_of_the_page_is_known) {
    const char* types[] = {
        "text",
        "string",
        "integer",
        "int",
        "decimal",
        "range",
        "date",
        "time",
        "dateTime",
        "datetime",
        "geopoint",
        "geotrace",
        "geoshape",
        "gps",
        "location",
        "image",
        "photo",
        "audio",
        "video",
        "file",
        "barcode",
        "note",
        "acknowledge",
        "trigger",
        "hidden",
        "start",
        "end",
        "today",
        "deviceid",
        "phonenumber",
        "username",
        "email",
        "simserial",
        "subscriberid",
        "imei",
        "start-geopoint",
        "background-audio",
        "xml-external",
        "csv-external",
        "percentage",
        "phone number",
        "select1 l",
        "select all that apply from l",
        "select_one l or_other",
        "rank l"};
    for (const std::string type : types) {
        EXPECT_EQ(
            errors_of(
                "| survey |\n| | type | name | label |\n| | " + type +
                " | q | Q |\n| | text | other | O |\n| choices |\n"
                "| | list_name | name | label |\n| | l | a | A |\n"
            ),
            ""
        ) << type;
    }
}

TEST(profile, other_types_are_refused_where_they_stand) {
    for (const std::string type : {"osm", "osm l", "begin_loop over l", "include x", "textt", "select_one"}) {
        EXPECT_EQ(
            errors_of("| survey |\n| | type | name | label |\n| | " + type + " | q | Q |\n")
                .rfind("survey 2 type: ", 0),
            0u
        ) << type
          << ": " << errors_of("| survey |\n| | type | name | label |\n| | " + type + " | q | Q |\n");
    }
}

}  // namespace
}  // namespace longdan::xlsform
