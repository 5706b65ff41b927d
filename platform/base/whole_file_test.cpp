#include "platform/base/whole_file.h"

#include "platform/base/error.h"
#include "platform/base/markup.h"

#include <filesystem>

#include <gtest/gtest.h>

using namespace longdan;

TEST(whole_file, bytes_come_back_and_nothing_half_is_left) {
    const auto folder = std::filesystem::temp_directory_path() / "longdan_whole_file_test";
    std::filesystem::create_directories(folder);
    const std::string path = (folder / "a.txt").string();
    const std::string bytes("một\0hai\r\n", 11);
    write_file(path, bytes);
    EXPECT_EQ(read_file(path), bytes);
    write_file(path, "");
    EXPECT_EQ(read_file(path), "");
    std::filesystem::create_directories(folder / "taken" / "inside");
    EXPECT_THROW(write_file((folder / "taken").string(), "x"), Error) << "a folder is no file";
    EXPECT_FALSE(std::filesystem::exists(folder / "taken.part"));
    EXPECT_THROW(write_file((folder / "none" / "a.txt").string(), "x"), Error);
    EXPECT_THROW(read_file((folder / "none.txt").string()), Error);
    EXPECT_THROW(read_file(folder.string()), Error);
    std::filesystem::remove_all(folder);
}

TEST(markup, a_text_cannot_leave_its_place) {
    EXPECT_EQ(escaped_markup("<a href=\"x\">&amp;đ</a>"), "&lt;a href=&quot;x&quot;&gt;&amp;amp;đ&lt;/a&gt;");
    EXPECT_EQ(escaped_markup(""), "");
}
