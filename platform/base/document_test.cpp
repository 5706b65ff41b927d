#include "platform/base/document.h"

#include <limits>

#include <gtest/gtest.h>

using namespace longdan;

namespace {
struct Inner {
    std::string name;
    LONGDAN_DOCUMENT(Inner, name)
};
struct Outer {
    struct Tag;
    Id<Tag> id;
    std::optional<double> value;
    std::vector<Inner> inner;
    Day day;
    bool yes = true;
    std::string secret;
    LONGDAN_DOCUMENT(Outer, id, value, inner, day, yes)
};
}  // namespace

TEST(document, json_holds_the_listed_fields_and_no_other) {
    Outer outer{{9007199254740993}, 1.5, {{"Huế </script>"}}, Day::of(2025, 7, 1), false, "x"};
    EXPECT_EQ(
        to_json(outer),
        R"({"id":"9007199254740993","value":1.5,"inner":[{"name":"Huế \u003c/script>"}],"day":"2025-07-01","yes":false})"
    );
    outer.value = std::numeric_limits<double>::quiet_NaN();
    EXPECT_NE(to_json(outer).find("\"value\":null"), std::string::npos);
}

TEST(document, typescript_has_the_same_fields) {
    DocumentShapes shapes;
    shapes.add<Outer>();
    EXPECT_EQ(
        shapes.typescript(),
        "export interface Inner {\n    name: string;\n}\n\nexport interface Outer {\n    id: string;\n    value: "
        "number | "
        "null;\n    inner: Array<Inner>;\n    day: string;\n    yes: boolean;\n}\n\n"
    );
}
