#include "engine/sheets/sheets.h"

#include "platform/base/error.h"

#include <gtest/gtest.h>
#include <zip.h>

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

/// A package of parts, as other programs may write it.
std::string package(const std::vector<std::pair<std::string, std::string>>& parts) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* buffer = zip_source_buffer_create(nullptr, 0, 0, &error);
    zip_source_keep(buffer);
    zip_t* archive = zip_open_from_source(buffer, ZIP_TRUNCATE, &error);
    for (const auto& [name, text] : parts) {
        zip_file_add(archive, name.c_str(), zip_source_buffer(archive, text.data(), text.size(), 0), 0);
    }
    zip_close(archive);
    zip_source_open(buffer);
    zip_source_seek(buffer, 0, SEEK_END);
    std::string bytes(static_cast<std::size_t>(zip_source_tell(buffer)), '\0');
    zip_source_seek(buffer, 0, SEEK_SET);
    zip_source_read(buffer, bytes.data(), bytes.size());
    zip_source_close(buffer);
    zip_source_free(buffer);
    return bytes;
}

/// A workbook of one sheet with these cells in its first row; `formats` are those of the styles 1, 2, ….
std::string workbook_of(
    const std::string& cells, const std::vector<std::string>& formats = {}, const std::string& properties = "",
    const std::string& sheet = "./tabs/one.xml"
) {
    std::string own;
    std::string styles = "<xf numFmtId=\"0\"/>";
    for (std::size_t at = 0; at < formats.size(); ++at) {
        const std::string id = std::to_string(170 + at);
        own += "<numFmt numFmtId=\"" + id + "\" formatCode=\"" + formats[at] + "\"/>";
        styles += "<xf numFmtId=\"" + id + "\"/>";
    }
    const std::string types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
    return package(
        {{"xl/workbook.xml", "<workbook>" + properties + "<sheets><sheet name=\"a\" r:id=\"r1\"/></sheets></workbook>"},
         {"xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"r1\" Type=\"" + types +
                                            "worksheet\" Target=\"" + sheet + "\"/><Relationship Id=\"r2\" Type=\"" +
                                            types + "styles\" Target=\"styles.xml\"/></Relationships>"},
         {"xl/styles.xml", "<styleSheet><numFmts>" + own + "</numFmts><cellXfs>" + styles + "</cellXfs></styleSheet>"},
         {"xl/tabs/one.xml", "<worksheet><sheetData><row r=\"1\">" + cells + "</row></sheetData></worksheet>"}}
    );
}

std::vector<std::string> first_row(const std::string& bytes, Dates dates = Dates::clocked) {
    return read_xlsx(bytes, "a.xlsx", {}, dates).sheets.at(0).rows.at(0);
}

using Cells = std::vector<std::string>;
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
    // A small file whose cells all share one long text.
    const std::string shared = write_xlsx({{"a", {}, 0, {100, {std::string(30'000, 'a')}}}});
    EXPECT_EQ(error_of(shared), "");
    limits = {};
    limits.text_bytes = 1'000'000;
    EXPECT_NE(error_of(shared, limits).find("all text"), std::string::npos);
}

TEST(sheets, numbers_come_with_all_their_digits_and_no_more) {
    const std::string cells =
        "<c><v>12.0</v></c><c><v>0.10000000000000001</v></c><c><v>1E+20</v></c><c><v>12345678901234567890</v></c>"
        "<c><v>0.0001</v></c><c><v>1E-7</v></c><c><v>-0</v></c><c><v>007</v></c><c><v>1.5E3</v></c><c><v> 5 "
        "</v></c><c><v>nhiều</v></c>";
    EXPECT_EQ(
        first_row(workbook_of(cells)), (Cells{
                                           "12", "0.1", "100000000000000000000", "12345678901234567890", "0.0001",
                                           "1e-07", "0", "7", "1500", "5", "nhiều"})
    );
}

TEST(sheets, the_format_of_a_number_says_whether_it_is_a_day_a_clock_or_a_duration) {
    const std::vector<std::string> formats = {"dd/mm/yyyy;@",        "[h]:mm",     "0.0&quot; ngày (d)&quot;",
                                              "[Red]#,##0 [$₫-42A]", "0;[Blue]dd", "hh:mm"};
    const std::string cells =
        "<c s=\"1\"><v>45322.5</v></c><c s=\"2\"><v>1.25</v></c><c s=\"2\"><v>0.125</v></c><c s=\"3\"><v>2.5</v></c>"
        "<c s=\"4\"><v>1500000</v></c><c s=\"5\"><v>7</v></c><c s=\"6\"><v>0.354861111111111</v></c><c "
        "s=\"1\"><v>59</v></c><c s=\"6\"><v>45322.0000057870</v></c>";
    EXPECT_EQ(
        first_row(workbook_of(cells, formats)),
        (Cells{
            "2024-01-31 12:00:00", "1 day, 6:00:00", "3:00:00", "2.5", "1500000", "7", "08:31:00",
            "1900-02-28 00:00:00", "2024-01-31 00:00:00.500000"})
    );
    EXPECT_EQ(
        first_row(workbook_of(cells, formats), Dates::iso),
        (Cells{
            "2024-01-31T12:00:00", "30:00:00", "03:00:00", "2.5", "1500000", "7", "08:31:00", "1900-02-28",
            "2024-01-31T00:00:01"})
    );
    const std::string mac = "<workbookPr date1904=\"1\"/>";
    const std::string days = "<c s=\"1\"><v>0.25</v></c><c s=\"1\"><v>1</v></c>";
    EXPECT_EQ(first_row(workbook_of(days, formats, mac)), (Cells{"06:00:00", "1904-01-02 00:00:00"}));
    EXPECT_EQ(first_row(workbook_of(days, formats, mac), Dates::iso), (Cells{"1904-01-01T06:00:00", "1904-01-02"}));
}

TEST(sheets, days_that_stand_as_text_come_as_days) {
    const std::string cells = "<c t=\"d\"><v>2024-01-31T08:30:00Z</v></c><c t=\"d\"><v>2024-01-31</v></c>";
    EXPECT_EQ(first_row(workbook_of(cells)), (Cells{"2024-01-31 08:30:00", "2024-01-31"}));
    EXPECT_EQ(first_row(workbook_of(cells), Dates::iso), (Cells{"2024-01-31T08:30:00Z", "2024-01-31"}));
}

TEST(sheets, a_sheet_is_found_by_its_relation_wherever_its_part_lies) {
    const std::string cell = "<c t=\"inlineStr\"><is><t>x</t></is></c>";
    for (const char* target : {"./tabs/one.xml", "tabs/one.xml", "/xl/tabs/one.xml", "../xl/tabs/one.xml"}) {
        EXPECT_EQ(first_row(workbook_of(cell, {}, "", target)), Cells{"x"}) << target;
    }
}
