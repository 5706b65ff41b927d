#include "engine/sheets/sheets.h"

#include "platform/base/error.h"

#include <gtest/gtest.h>

using namespace longdan;
using namespace longdan::sheets;

namespace {
std::string error_of(std::string_view bytes, const Limits& limits = {}) {
    try {
        read_xlsx(bytes, "a.xlsx", limits);
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}
}  // namespace

TEST(sheets, what_is_written_is_read_again) {
    const std::vector<SheetOut> sheets = {
        {"Khảo sát",
         {{20, false, true}, {10, true, false}},
         1,
         {{"tên", "điểm"}, {"Bà Rịa, «Vũng Tàu»", "12.5"}, {"", "0.1"}, {"00123", "00123"}}},
        {"choices", {}, 0, {{"a"}, {"=1+1"}}}};
    const Workbook workbook = read_xlsx(write_xlsx(sheets), "a.xlsx");
    ASSERT_EQ(workbook.sheets.size(), 2u);
    const Sheet* first = workbook.find("Khảo sát");
    ASSERT_NE(first, nullptr);
    EXPECT_EQ(first->cell(1, 0), "Bà Rịa, «Vũng Tàu»");
    EXPECT_EQ(first->cell(1, 1), "12.5");
    EXPECT_EQ(first->cell(2, 1), "0.1");
    EXPECT_EQ(first->cell(3, 1), "00123") << "a code keeps its zeros";
    EXPECT_EQ(first->cell(9, 9), "");
    EXPECT_EQ(workbook.find("choices")->cell(1, 0), "=1+1");
}

TEST(sheets, places_are_named_as_spreadsheets_name_them) {
    EXPECT_EQ(place(0, 0), "A1");
    EXPECT_EQ(place(11, 27), "AB12");
    EXPECT_EQ(place(0, 701), "ZZ1");
    EXPECT_EQ(place(0, 702), "AAA1");
}

TEST(sheets, what_is_no_workbook_is_refused_with_the_file_name) {
    EXPECT_EQ(error_of("not a zip"), "a.xlsx: không phải tệp XLSX (not an XLSX file)");
    std::string damaged = write_xlsx({{"a", {}, 0, {{"x"}}}});
    damaged.resize(damaged.size() / 2);
    EXPECT_NE(error_of(damaged), "");
    EXPECT_NE(error_of(""), "");
}

TEST(sheets, a_file_over_a_limit_is_refused) {
    std::vector<std::vector<std::string>> rows(2000, std::vector<std::string>(10, "x"));
    const std::string bytes = write_xlsx({{"a", {}, 0, rows}});
    Limits limits;
    limits.cells = 10'000;
    EXPECT_NE(error_of(bytes, limits).find("too large"), std::string::npos);
    limits = {};
    limits.unpacked_bytes = 1000;
    EXPECT_NE(error_of(bytes, limits).find("too large"), std::string::npos);
    limits = {};
    limits.file_bytes = 10;
    EXPECT_NE(error_of(bytes, limits).find("larger than"), std::string::npos);
    // A part that unpacks to far more than it weighs.
    const std::string bomb = write_xlsx({{"a", {}, 0, {{std::string(32000, 'a')}, {std::string(32000, 'b')}}}});
    limits = {};
    limits.cell_bytes = 1000;
    EXPECT_NE(error_of(bomb, limits).find("cell"), std::string::npos);
}
