#include "engine/xlsform/xlsform.h"
#include "platform/base/error.h"

#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace longdan::xlsform {

TEST(limits, a_small_workbook_that_asks_for_an_endless_form_is_refused) {
    Limits limits;
    limits.form_bytes = 1u << 20;
    std::string deep = "| survey |\n| | type | name | label |\n";
    for (int level = 0; level < 20; ++level)
        deep += fmt::format("| | begin_group | {}{} | G |\n", std::string(500, 'g'), level);
    for (int question = 0; question < 200; ++question) deep += fmt::format("| | text | t{} | T |\n", question);
    for (int level = 0; level < 20; ++level) deep += "| | end_group | | |\n";
    std::string search = "| survey |\n| | type | name | label | appearance |\n";
    for (int question = 0; question < 200; ++question)
        search += fmt::format("| | select_one l | s{} | S | search('f') |\n", question);
    search += "| choices |\n| | list_name | name | label |\n";
    for (int choice = 0; choice < 200; ++choice) search += fmt::format("| | l | c{} | Lựa chọn {} |\n", choice, choice);
    std::string references = "| survey |\n| | type | name | label |\n| | begin_group | " + std::string(500, 'g') +
                             " | G |\n| | text | a | A |\n| | note | n | ";
    for (int time = 0; time < 3000; ++time) references += "${a}";
    references += " |\n| | end_group | | |\n";
    for (const std::string& workbook : {deep, search, references}) {
        EXPECT_TRUE(convert(workbook, "dài.md").errors.empty());
        try {
            convert(workbook, "dài.md", limits);
            ADD_FAILURE() << workbook.substr(0, 200);
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::too_large);
            EXPECT_NE(std::string(error.what()).find("dài.md: biểu mẫu dài quá 1 MB"), std::string::npos);
        }
    }
}

}  // namespace longdan::xlsform
