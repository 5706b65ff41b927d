#include "platform/base/digest.h"
#include "platform/base/error.h"
#include "platform/files/files.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace longdan;
namespace fs = std::filesystem;

namespace {

class store : public testing::Test {
  protected:
    void TearDown() override { fs::remove_all(folder_); }

    std::vector<std::string> names(const files::Store& store) const {
        std::vector<std::string> all;
        store.each([&](const std::string& sha) { all.push_back(sha); });
        return all;
    }
    std::size_t incoming() const {
        return static_cast<std::size_t>(
            std::distance(fs::directory_iterator(folder_ + "/incoming"), fs::directory_iterator())
        );
    }

    std::string folder_ = (fs::temp_directory_path() / ("longdan-files-" + hex(random_bytes(6)))).string();
};

ErrorKind kind_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.kind();
    }
    ADD_FAILURE() << "no Error was thrown";
    return ErrorKind::invalid;
}

}  // namespace

TEST_F(store, a_file_is_found_by_its_content) {
    files::Store store(folder_);
    const std::string bytes = "mã,tên\n01,Hà Nội\n";
    const auto stored = store.put(bytes);
    EXPECT_EQ(stored.sha256, sha256(bytes));
    EXPECT_EQ(stored.size, bytes.size());
    EXPECT_EQ(stored.type, "text/csv");
    EXPECT_EQ(store.get(stored.sha256), bytes);
    EXPECT_TRUE(store.has(stored.sha256));
    EXPECT_TRUE(store.intact(stored.sha256));
    EXPECT_EQ(store.put(bytes).sha256, stored.sha256);
    EXPECT_EQ(names(store), std::vector{stored.sha256}) << "the same content is one file";
    EXPECT_EQ(store.put("").size, 0u);
    EXPECT_EQ(incoming(), 0u);
}

TEST_F(store, a_large_file_comes_in_by_pieces_and_from_disk) {
    files::Store store(folder_);
    std::string bytes;
    for (int i = 0; i < 200'000; ++i) bytes += std::to_string(i) + '\n';
    const auto out = store.writer();
    for (std::size_t at = 0; at < bytes.size(); at += 777) out->write(std::string_view(bytes).substr(at, 777));
    EXPECT_TRUE(names(store).empty()) << "nothing is seen before it is finished";
    const auto stored = out->finish();
    EXPECT_EQ(stored.sha256, sha256(bytes));
    EXPECT_EQ(store.put_file(store.path(stored.sha256)).sha256, stored.sha256);
    EXPECT_EQ(store.get(stored.sha256), bytes);
}

TEST_F(store, an_archive_is_known_by_the_list_at_its_end) {
    files::Store store(folder_);
    const auto out = store.writer();
    out->write(std::string("PK\x03\x04", 4) + std::string(26, '\0') + "docProps/app.xml");
    out->write(std::string(300'000, '\7'));
    out->write(std::string("PK\x01\x02", 4) + std::string(42, '\0') + "xl/workbook.xml");
    EXPECT_EQ(out->finish().type, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
}

TEST_F(store, a_writer_that_is_left_leaves_nothing) {
    files::Store store(folder_);
    store.writer()->write("half");
    EXPECT_TRUE(names(store).empty());
    EXPECT_EQ(incoming(), 0u);
}

TEST_F(store, a_killed_program_leaves_no_half_file_under_a_hash) {
    files::Store store(folder_);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        std::string bytes(100'000, 'x');
        for (int i = 0;; ++i) {
            bytes[0] = static_cast<char>(i);
            bytes[1] = static_cast<char>(i >> 8);
            store.put(bytes);
        }
    }
    while (names(store).size() < 5) std::this_thread::yield();
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    const auto kept = names(store);
    EXPECT_GE(kept.size(), 5u);
    for (const auto& sha : kept) EXPECT_TRUE(store.intact(sha)) << sha;
}

TEST_F(store, what_is_not_there_or_no_hash_is_not_found) {
    const files::Store store(folder_);
    for (const std::string& name :
         {sha256("x"), std::string("../../etc/passwd"), std::string(), std::string(64, 'G')}) {
        EXPECT_FALSE(store.has(name));
        EXPECT_FALSE(store.intact(name));
        EXPECT_EQ(kind_of([&] { store.get(name); }), ErrorKind::not_found);
        EXPECT_EQ(kind_of([&] { store.path(name); }), ErrorKind::not_found);
    }
}

TEST_F(store, a_damaged_file_is_named_and_mended_by_its_next_copy) {
    files::Store store(folder_);
    const auto stored = store.put("đúng");
    std::ofstream(store.path(stored.sha256), std::ios::trunc) << "sai";
    EXPECT_FALSE(store.intact(stored.sha256));
    try {
        store.get(stored.sha256);
        FAIL() << "nothing was thrown";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::conflict);
        EXPECT_NE(std::string_view(error.what()).find(stored.sha256), std::string_view::npos);
    }
    store.put("đúng");
    EXPECT_EQ(store.get(stored.sha256), "đúng");
}

TEST_F(store, leftovers_of_dead_programs_go_after_a_day) {
    { files::Store store(folder_); }
    std::ofstream(folder_ + "/incoming/old") << "x";
    std::ofstream(folder_ + "/incoming/new") << "x";
    fs::last_write_time(folder_ + "/incoming/old", fs::file_time_type::clock::now() - std::chrono::hours(25));
    files::Store store(folder_);
    EXPECT_FALSE(fs::exists(folder_ + "/incoming/old"));
    EXPECT_TRUE(fs::exists(folder_ + "/incoming/new"));
}
