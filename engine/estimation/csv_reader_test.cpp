#include "engine/estimation/csv_reader.h"

#include "engine/estimation/number_text.h"
#include "platform/base/error.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>

#include <gtest/gtest.h>

namespace longdan::estimation {
namespace {

/// A file that goes away with the test.
class TextFile {
  public:
    explicit TextFile(const std::string& text)
        : path_(std::filesystem::temp_directory_path() / ("longdan-csv-" + std::to_string(std::random_device()()))) {
        std::ofstream(path_, std::ios::binary) << text;
    }
    ~TextFile() { std::filesystem::remove(path_); }

    DataTable read(std::size_t block, unsigned threads = 1, std::vector<std::string> columns = {}) const {
        CsvOptions options;
        options.columns = columns.empty() ? read_csv_header(path_) : std::move(columns);
        options.block_bytes = block;
        options.threads = threads;
        return read_csv(path_, options);
    }

  private:
    std::filesystem::path path_;
};

TEST(CsvReader, a_short_number_is_what_the_general_reader_says) {
    std::mt19937 random(3);
    const std::string signs = "00123456789..,-+ eNA\"\n";
    std::size_t numbers = 0;
    for (int trial = 0; trial < 300000; ++trial) {
        std::string text(8, ' ');
        const std::size_t length = 1 + random() % 8;
        for (std::size_t i = 0; i < 8; ++i) text[i] = signs[random() % (i < length && trial % 3 ? 13 : signs.size())];
        ShortNumber brief;
        if (!read_short_number(eight_bytes(text.data()), length, brief)) continue;
        ++numbers;
        double number = 0;
        ASSERT_TRUE(read_number({text.data(), length}, number)) << text.substr(0, length);
        ASSERT_EQ(brief.value(), number) << text.substr(0, length);
    }
    EXPECT_GT(numbers, 100000u);
    for (const char* text : {"0", "7", "12345678", "0.000001", "1234.567", ".5", "5.", "00000012"}) {
        std::string cell = text;
        const std::size_t length = cell.size();
        cell.resize(8, ',');
        ShortNumber brief;
        ASSERT_TRUE(read_short_number(eight_bytes(cell.data()), length, brief)) << text;
        EXPECT_EQ(brief.value(), std::stod(text));
    }
    ShortNumber brief;
    EXPECT_FALSE(read_short_number(eight_bytes(".,,,,,,,"), 1, brief));
    EXPECT_FALSE(read_short_number(eight_bytes("1.2.3,,,"), 5, brief));
}

/// Rows as surveys have them: keys that stay the same for a while, answers of one digit, gaps, long numbers. The same
/// cells are written plain and in quotes: the ways through the reader differ, the columns must not.
TEST(CsvReader, quotes_blocks_and_threads_change_no_cell) {
    std::mt19937 random(11);
    std::string plain = "district,psu,w,code,note";
    for (int j = 0; j < 21; ++j) plain += ",y" + std::to_string(j);
    std::string quoted = plain += '\n';
    std::vector<std::vector<std::string>> rows(900);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        std::vector<std::string>& row = rows[i];
        row = {std::to_string(i / 300 + 900), std::to_string(i / 7), std::to_string(random() % 200) + ".25"};
        row.push_back(random() % 3 ? "7" : random() % 9 ? "-1" : "123456789012345");
        row.push_back(random() % 2 ? "Hà Nội" : "");
        for (int j = 0; j < 21; ++j) {
            row.push_back(random() % 40 ? std::to_string(random() % 10) : random() % 2 ? "NA" : "");
        }
        for (std::size_t c = 0; c < row.size(); ++c) {
            plain += (c ? "," : "") + row[c];
            quoted += (c ? ",\"" : "\"") + row[c] + '"';
        }
        plain += i % 5 ? "\n" : "\r\n";
        quoted += i % 5 ? "\n" : "\r\n";
    }
    const TextFile plain_file(plain);
    const TextFile quoted_file(quoted);
    const auto check = [&](const DataTable& table) {
        ASSERT_EQ(table.rows, rows.size());
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            const Column& column = table.columns[c];
            EXPECT_EQ(column.kind, c == 4 ? Column::Kind::text : c < 4 ? Column::Kind::number : Column::Kind::small);
            for (std::size_t i = 0; i < rows.size(); ++i) {
                const std::string& cell = rows[i][c];
                ASSERT_EQ(column.is_missing(i), cell.empty() || cell == "NA") << i << " " << c;
                if (column.is_missing(i)) continue;
                if (column.is_text()) {
                    ASSERT_EQ(column.shown(i), cell) << i;
                } else {
                    ASSERT_EQ(column.number(i), std::stod(cell)) << i << " " << c;
                }
            }
        }
    };
    for (const std::size_t block : {std::size_t{64}, std::size_t{333}, std::size_t{5000}, std::size_t{1} << 20}) {
        check(plain_file.read(block, 2));
        check(quoted_file.read(block, 2));
    }
}

TEST(CsvReader, text_that_is_not_utf8_is_refused_with_its_row_and_column) {
    const auto refusal = [](const std::string& text) {
        try {
            TextFile(text).read(64);
        } catch (const Error& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_NE(refusal("tinh,y\nHu\xe1,1\n").find("dòng 2, cột 'tinh'"), std::string::npos);
    EXPECT_NE(refusal("tinh,y\nHuế,1\nAn Giang,2\nH\xff,3\n").find("dòng 4, cột 'tinh'"), std::string::npos);
    EXPECT_NE(refusal("t\xednh,y\nHuế,1\n").find("dòng 1"), std::string::npos);
    EXPECT_EQ(refusal("tỉnh,y\nHuế,1\n"), "");
}

TEST(CsvReader, columns_come_in_the_order_asked_whatever_that_of_the_file) {
    const TextFile file("a,b,c,d\n1,2,3,4\n5,6,7,8\n");
    const DataTable table = file.read(1000, 1, {"d", "b"});
    ASSERT_EQ(table.columns.size(), 2u);
    EXPECT_EQ(table.columns[0].name, "d");
    EXPECT_EQ(table.columns[0].number(1), 8);
    EXPECT_EQ(table.columns[1].number(0), 2);
    EXPECT_EQ(table.header.size(), 4u);
}

TEST(CsvReader, a_wide_number_late_in_the_file_leaves_the_earlier_ones_as_they_are) {
    std::string text = "v,u\n";
    for (int i = 0; i < 5000; ++i) text += (i == 4000 ? "1000.5" : i % 10 ? std::to_string(i % 100) : "") + ",1\n";
    for (const std::size_t block : {std::size_t{200}, std::size_t{1} << 20}) {
        const DataTable table = TextFile(text).read(block);
        EXPECT_EQ(table.columns[0].kind, Column::Kind::number);
        EXPECT_EQ(table.columns[1].kind, Column::Kind::small);
        EXPECT_EQ(table.columns[0].number(4000), 1000.5);
        EXPECT_EQ(table.columns[0].number(4999), 99);
        EXPECT_TRUE(table.columns[0].is_missing(10));
    }
}

}  // namespace
}  // namespace longdan::estimation
