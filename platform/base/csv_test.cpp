#include "platform/base/csv.h"

#include "platform/base/error.h"

#include <gtest/gtest.h>

using namespace longdan;

namespace {
std::string error_of(std::string_view text) {
    try {
        CsvTable::parse(text, "a.csv");
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}
}  // namespace

TEST(csv, quoted_cells_keep_commas_quotes_and_lines) {
    const auto table = CsvTable::parse("\xEF\xBB\xBFten,gia tri\r\n\"Bà Rịa, \"\"Vũng\"\"\nTàu\",1\r\nx,\n", "a.csv");
    ASSERT_EQ(table.rows(), 2u);
    EXPECT_EQ(table.at(0, "ten"), "Bà Rịa, \"Vũng\"\nTàu");
    EXPECT_EQ(table.at(1, "gia tri"), "");
}

TEST(csv, cells_of_any_length_end_where_they_end) {
    for (std::size_t length = 0; length < 300; ++length) {
        const std::string cell(length, 'x');
        const auto table = CsvTable::parse("a,b,c\n" + cell + "," + cell + ",\"" + cell + "\"\n1,2,3\n", "a.csv");
        ASSERT_EQ(table.rows(), 2u) << length;
        EXPECT_EQ(table.at(0, "a"), cell);
        EXPECT_EQ(table.at(0, "b"), cell);
        EXPECT_EQ(table.at(0, "c"), cell);
        EXPECT_EQ(table.at(1, "c"), "3") << length;
    }
}

TEST(csv, an_error_names_file_row_and_column) {
    EXPECT_EQ(error_of("a,b\n1,2\n3\n"), "a.csv: dòng 3: có 1 ô, dòng tên cột có 2");
    EXPECT_EQ(error_of("a,b\n1,\"2\n"), "a.csv: dòng 2, cột 2: dấu nháy không được đóng");
    EXPECT_EQ(error_of("a,a\n"), "a.csv: dòng 1, cột 2: tên cột «a» có hai lần");
    EXPECT_NE(error_of("a\n\xC3\n"), "");
    EXPECT_NE(error_of(""), "");
}

TEST(csv, a_formula_is_written_as_text_and_a_number_stays_a_number) {
    std::string out;
    append_csv_row(out, {"=1+1", "-12.5", "a,b", "@x"});
    EXPECT_EQ(out, "'=1+1,-12.5,\"a,b\",'@x\r\n");
}
