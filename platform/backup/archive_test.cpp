#include "platform/backup/archive.h"

#include "platform/backup/cells.h"
#include "platform/base/digest.h"
#include "platform/base/error.h"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>

#include <gtest/gtest.h>

using namespace longdan;
using namespace longdan::backup;
namespace fs = std::filesystem;

namespace {

class archive : public testing::Test {
  protected:
    void SetUp() override { fs::create_directories(folder_); }
    void TearDown() override { fs::remove_all(folder_); }
    std::string folder_ = (fs::temp_directory_path() / ("longdan-archive-" + hex(random_bytes(6)))).string();
    std::string path_ = folder_ + "/a.tar.gz";
};

}  // namespace

TEST_F(archive, parts_come_back_in_order_and_may_be_skipped) {
    std::string large;
    for (int i = 0; i < 100'000; ++i) large += std::to_string(i * 7919);
    ArchiveWriter out(path_, 1'700'000'000);
    out.add("empty", "");
    out.begin("large", large.size());
    for (std::size_t at = 0; at < large.size(); at += 1000) out.write(std::string_view(large).substr(at, 1000));
    out.end();
    out.add("folder/block", std::string(512, 'x'));
    out.add("last", "tạm biệt");
    out.finish();

    ArchiveReader in(path_);
    EXPECT_EQ(in.next()->name, "empty");
    EXPECT_EQ(in.read_all(0), "");
    EXPECT_EQ(in.next()->size, large.size());
    EXPECT_EQ(in.read_all(large.size()), large);
    EXPECT_EQ(in.next()->name, "folder/block");
    EXPECT_EQ(in.next()->name, "last") << "the part before was not read";
    EXPECT_EQ(in.read_all(100), "tạm biệt");
    EXPECT_FALSE(in.next());
}

TEST_F(archive, ordinary_tools_open_it) {
    ArchiveWriter out(path_, 1'700'000'000);
    out.add("tables/unit/000001.jsonl", "[1]\n");
    out.add("manifest.json", "{}");
    out.finish();
    const std::string list = folder_ + "/list";
    ASSERT_EQ(std::system(("tar -tzf " + path_ + " > " + list).c_str()), 0);
    std::ifstream in(list);
    std::string first;
    std::string second;
    in >> first >> second;
    EXPECT_EQ(first, "tables/unit/000001.jsonl");
    EXPECT_EQ(second, "manifest.json");
}

TEST_F(archive, an_unfinished_file_does_not_stay) {
    {
        ArchiveWriter out(path_, 0);
        out.add("a", "b");
    }
    EXPECT_FALSE(fs::exists(path_));
}

TEST_F(archive, sizes_that_do_not_hold_are_our_own_mistake) {
    ArchiveWriter out(path_, 0);
    out.begin("a", 3);
    EXPECT_THROW(out.write("four"), std::logic_error);
    out.write("ab");
    EXPECT_THROW(out.end(), std::logic_error);
    EXPECT_THROW(out.begin(std::string(100, 'n'), 0), std::logic_error);
}

TEST(cells, every_kind_of_cell_comes_back_the_same) {
    const std::vector<db::Value::Data> cells{
        std::monostate{},
        std::numeric_limits<std::int64_t>::min(),
        std::numeric_limits<std::int64_t>::max(),
        0.1,
        1.0,
        -0.0,
        5e-324,
        std::numeric_limits<double>::infinity(),
        std::string("\"Đắk\n\\<\u2028"),
        std::string(),
        db::Bytes{std::byte{0}, std::byte{255}},
        db::Bytes{},
    };
    std::string line;
    append_line(line, cells);
    ASSERT_TRUE(line.ends_with("]\n"));
    const auto back = read_line(std::string_view(line).substr(0, line.size() - 1));
    ASSERT_EQ(back.size(), cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i) EXPECT_TRUE(back[i].data() == cells[i]) << i << " of " << line;
    EXPECT_TRUE(std::signbit(std::get<double>(back[5].data())));
}

TEST(cells, what_is_no_row_is_refused) {
    for (const std::string_view line :
         {"", "{}", "[1", "[1.5]", "[true]", "[{\"f\":\"x\"}]", "[{\"f\":1}]", "[{\"x\":\"0\"}]", "[{\"x\":\"0g\"}]",
          "[{\"y\":\"1\"}]", "[{\"f\":\"1\",\"x\":\"\"}]", "[[1]]", "[18446744073709551615]"}) {
        EXPECT_THROW(read_line(line), std::invalid_argument) << line;
    }
}

TEST(cells, an_array_travels_as_packed_numbers) {
    const db::Bytes packed{std::byte{1}, std::byte{0}, std::byte{0xFE}, std::byte{0xFF}, std::byte{0}, std::byte{0x80}};
    EXPECT_EQ(packed_numbers("{1,-2,-32768}"), packed);
    EXPECT_EQ(array_of(packed), "{1,-2,-32768}");
    EXPECT_EQ(packed_numbers("{}"), db::Bytes());
    EXPECT_EQ(array_of({}), "{}");
    for (const std::string_view array : {"", "{", "1,2", "{1,NULL}", "{40000}", "{a}", "{1 2}"}) {
        EXPECT_THROW(packed_numbers(array), std::invalid_argument) << array;
    }
    EXPECT_THROW(array_of({std::byte{1}}), std::invalid_argument);
}
