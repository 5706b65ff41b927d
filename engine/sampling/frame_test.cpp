#include "engine/sampling/frame.h"

#include "engine/sampling/random.h"
#include "platform/base/digest.h"
#include "platform/base/error.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

using namespace longdan;
using namespace longdan::sampling;

namespace {

std::string error_of(std::string text) {
    try {
        Frame::from_csv(std::move(text), "f.csv", {"id", "", ""});
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

/// Some megabytes in a turned order, with quoted cells that hold commas, quotes and line ends.
std::string large_frame(std::size_t rows, bool with_quotes) {
    std::string text = "id,name,size\n";
    for (std::size_t i = 0; i < rows; ++i) {
        const std::size_t number = (i * 7919) % rows;
        text += std::to_string(10'000'000 + number) + ',';
        if (with_quotes && number % 3 == 0) {
            text += "\"xã \"\"" + std::to_string(number) + "\"\",\nmột\"";
        } else {
            text += "xã " + std::to_string(number) + " ở một nơi xa";
        }
        text += ',' + std::to_string(number % 1000) + '\n';
    }
    return text;
}

}  // namespace

TEST(frame, errors_name_file_line_and_column) {
    EXPECT_EQ(error_of("id,a\n1,x\n2\n"), "f.csv: dòng 3: có 1 ô, dòng tên cột có 2");
    EXPECT_EQ(error_of("id,a\n1,x\n\n2,\"y\n"), "f.csv: dòng 4, cột 2: dấu nháy không được đóng");
    EXPECT_EQ(error_of("id,a\n1,\"x\"y\n"), "f.csv: dòng 2, cột 2: có chữ sau dấu nháy đóng");
    EXPECT_EQ(error_of("id,a\n1,x\n,y\n"), "f.csv: dòng 3, cột id: thiếu mã");
    EXPECT_EQ(error_of("id,a\n2,\"x\nx\"\n1,y\n2,z\n"), "f.csv: dòng 5, cột id: mã 2 có hai lần, lần đầu ở dòng 2");
    EXPECT_EQ(error_of("id,id\n1,2\n"), "f.csv: dòng 1, cột 2: tên cột «id» có hai lần");
    EXPECT_EQ(error_of("code,a\n1,2\n"), "f.csv: dòng 1: thiếu cột id");
    EXPECT_EQ(error_of("id,a\n"), "f.csv: không có dòng nào sau dòng tên cột");
    EXPECT_EQ(error_of(""), "f.csv: tệp rỗng, cần một dòng tên cột");
    EXPECT_EQ(error_of("id\n\xC3\n"), "f.csv: không phải văn bản UTF-8; hãy lưu lại với mã UTF-8");
    EXPECT_THROW(Frame::load("/nowhere/f.csv", {"id", "", ""}), Error);
}

TEST(frame, rows_are_sorted_by_the_bytes_of_the_id) {
    const Frame frame = Frame::from_csv("\xEF\xBB\xBFid,n\r\n10,a\r\n9,b\r\n\r\nĐ,c\r\nA,d", "f.csv", {"id", "", ""});
    ASSERT_EQ(frame.rows(), 4u);
    EXPECT_EQ(frame.id(0), "10");
    EXPECT_EQ(frame.id(1), "9");
    EXPECT_EQ(frame.id(2), "A");
    EXPECT_EQ(frame.id(3), "Đ");
    EXPECT_EQ(frame.cell(2, 1), "d");
    EXPECT_EQ(frame.line(3), 5u);
    EXPECT_EQ(frame.row_of("9"), 1u);
    EXPECT_FALSE(frame.row_of("99"));
}

TEST(frame, a_large_file_cut_in_parts_reads_like_a_list_of_rows) {
    constexpr std::size_t rows = 60'007;
    for (const bool with_quotes : {false, true}) {
        const std::string text = large_frame(rows, with_quotes);
        ASSERT_GT(text.size(), std::size_t{2} << 20) << "several parts";
        const Frame frame = Frame::from_csv(text, "f.csv", {"id", "", ""});
        ASSERT_EQ(frame.rows(), rows);
        EXPECT_EQ(frame.sha256(), sha256(text));
        const auto sizes = frame.wholes(2);
        const auto names = frame.texts(1);
        const auto levels = frame.levels({2});
        ASSERT_EQ(levels.keys.size(), 1000u);
        for (std::size_t row = 0; row < rows; ++row) {
            ASSERT_EQ(sizes[row], static_cast<std::int64_t>(row % 1000));
            ASSERT_EQ(levels.keys[levels.of_row[row]], std::to_string(row % 1000));
        }
        for (std::size_t row = 0; row < rows; row += 1009) {
            const std::string number = std::to_string(row);
            EXPECT_EQ(frame.id(row), std::to_string(10'000'000 + row));
            EXPECT_EQ(
                names[row],
                with_quotes && row % 3 == 0 ? "xã \"" + number + "\",\nmột" : "xã " + number + " ở một nơi xa"
            );
            EXPECT_EQ(frame.cell(row, 1), names[row]);
        }
    }
}

TEST(frame, a_stray_quote_in_a_plain_cell_does_not_lead_the_cut_astray) {
    std::string text = "id,name,size\n0,cao 5\" hơn,1\n" + large_frame(60'000, true).substr(13);
    const Frame frame = Frame::from_csv(text, "f.csv", {"id", "", ""});
    EXPECT_EQ(frame.rows(), 60'001u);
    EXPECT_EQ(frame.cell(0, 1), "cao 5\" hơn");
}

TEST(frame, a_file_is_read_like_its_text) {
    const auto path = std::filesystem::temp_directory_path() / "longdan_frame_test.csv";
    const std::string text = "id,size\n2,5\n1,7\n";
    std::ofstream(path) << text;
    const Frame frame = Frame::load(path.string(), {"id", "", ""});
    EXPECT_EQ(frame.wholes(1), (std::vector<std::int64_t>{7, 5}));
    EXPECT_EQ(frame.sha256(), sha256(text));
    std::filesystem::remove(path);
}

TEST(frame, an_empty_level_is_refused_with_its_place) {
    const Frame frame = Frame::from_csv("id,a,b\n2,x,y\n1,z,\n", "f.csv", {"id", "", ""});
    EXPECT_EQ(frame.levels({1}).keys.size(), 2u);
    try {
        frame.levels({1, 2});
        FAIL();
    } catch (const Error& error) {
        EXPECT_STREQ(error.what(), "f.csv: dòng 3, cột b: thiếu giá trị phân tầng");
    }
}

TEST(frame, levels_with_the_joining_sign_are_refused) {
    const Frame frame = Frame::from_csv("id,a,b\n1,x;y,z\n", "f.csv", {"id", "", ""});
    EXPECT_EQ(frame.levels({1}).keys.front(), "x;y");
    EXPECT_THROW(frame.levels({1, 2}), Error);
}
