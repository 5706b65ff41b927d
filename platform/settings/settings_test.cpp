#include "platform/settings/settings.h"

#include "platform/base/digest.h"
#include "platform/base/error.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

using namespace longdan;
namespace fs = std::filesystem;

namespace {

class settings_test : public testing::Test {
  protected:
    void SetUp() override { fs::create_directories(folder_); }
    void TearDown() override {
        for (const auto& name : set_) unsetenv(name.c_str());
        fs::remove_all(folder_);
    }
    std::string file(const std::string& text) {
        const std::string path = folder_ + "/longdan.toml";
        std::ofstream(path) << text;
        return path;
    }
    void environment(const std::string& name, const std::string& value) {
        setenv(name.c_str(), value.c_str(), 1);
        set_.push_back(name);
    }
    static std::string error_of(const std::string& file, const std::vector<settings::Override>& flags = {}) {
        try {
            settings::load(file, flags);
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::invalid);
            return error.what();
        }
        return "";
    }

    std::string folder_ = (fs::temp_directory_path() / ("longdan-settings-" + hex(random_bytes(6)))).string();
    std::vector<std::string> set_;
};

}  // namespace

TEST_F(settings_test, the_last_of_default_file_environment_and_flag_wins) {
    const auto path =
        file("port = 1001\naddress = \"0.0.0.0\"\nworkers = 3\njavascript_jit = false\nreplicas = [\"a\", \"b\"]\n");
    environment("LONGDAN_PORT", "1002");
    environment("LONGDAN_WORKERS", "4");
    environment("LONGDAN_TRUSTED_PROXIES", "10.0.0.1, 10.0.0.2");
    const auto settings = settings::load(path, {{"port", "1003"}, {"render-workers", "5"}});
    EXPECT_EQ(settings.port, 1003);
    EXPECT_EQ(settings.workers, 4);
    EXPECT_EQ(settings.address, "0.0.0.0");
    EXPECT_EQ(settings.render_workers, 5);
    EXPECT_FALSE(settings.javascript_jit);
    EXPECT_EQ(settings.replicas, (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(settings.trusted_proxies, (std::vector<std::string>{"10.0.0.1", "10.0.0.2"}));
    EXPECT_EQ(settings.data, "var");
    EXPECT_EQ(settings.database_address(), "var/longdan.db");
    const auto summary = settings.summary();
    EXPECT_NE(summary.find("port = 1003   [cờ --port]"), std::string::npos) << summary;
    EXPECT_NE(summary.find("workers = 4   [biến môi trường LONGDAN_WORKERS]"), std::string::npos) << summary;
    EXPECT_NE(summary.find("address = 0.0.0.0   [" + path + " dòng 2]"), std::string::npos) << summary;
    EXPECT_NE(summary.find("data = var   [mặc định]"), std::string::npos) << summary;
}

TEST_F(settings_test, a_password_is_never_shown) {
    environment("LONGDAN_DATABASE", "postgresql://longdan:bi:m,at@db.local:5432/longdan?sslmode=require");
    environment(
        "LONGDAN_REPLICAS", "postgresql://r1/longdan?user=a&password=bimat&x=1,postgresql://u:bimat@r2/longdan"
    );
    const auto settings = settings::load(file(""), {});
    const auto summary = settings.summary();
    EXPECT_EQ(summary.find("mat"), std::string::npos) << summary;
    EXPECT_EQ(summary.find("m,at"), std::string::npos) << summary;
    EXPECT_NE(summary.find("postgresql://longdan:***@db.local:5432/longdan?sslmode=require"), std::string::npos)
        << summary;
    EXPECT_NE(summary.find("password=***&x=1"), std::string::npos) << summary;
    EXPECT_NE(settings.database_address().find("bi:m,at"), std::string::npos);
}

TEST_F(settings_test, an_error_says_where_it_stands_and_what_to_do) {
    const std::string path = folder_ + "/longdan.toml";
    const auto with = [&](const std::string& text) { return error_of(file(text)); };
    EXPECT_TRUE(with("\nprot = 1\n").starts_with(path + " dòng 2: không có thiết lập «prot»"));
    EXPECT_TRUE(with("port = \"nhiều\"").starts_with(path + " dòng 1: «nhiều» phải là số nguyên"));
    EXPECT_TRUE(with("port = 70000").starts_with(path + " dòng 1: «70000» phải là số nguyên từ 0 đến 65535"));
    EXPECT_TRUE(with("port = 1.5").starts_with(path + " dòng 1: giá trị phải là"));
    EXPECT_TRUE(with("replicas = \"a\"").starts_with(path + " dòng 1: «replicas» phải là danh sách"));
    EXPECT_TRUE(with("address = [\"a\"]").starts_with(path + " dòng 1: «address» không phải danh sách"));
    EXPECT_TRUE(with("a = \n").starts_with(path + " dòng 1: không đọc được"));
    EXPECT_TRUE(with("clock = \"sundial\"").starts_with(path + " dòng 1: «clock»"));
    EXPECT_TRUE(with("public_address = \"example.vn\"").starts_with(path + " dòng 1: «public_address»"));
    EXPECT_TRUE(with("[server]\nport = 1").starts_with(path + " dòng 1: không có thiết lập «server»"));
    EXPECT_TRUE(error_of(folder_ + "/none.toml").ends_with("không có tệp thiết lập này"));
    EXPECT_TRUE(error_of(file(""), {{"por", "1"}}).starts_with("cờ --por: không có thiết lập"));
    EXPECT_TRUE(error_of(file(""), {{"development", "perhaps"}}).starts_with("cờ --development: «perhaps»"));
    environment("LONGDAN_PROT", "1");
    EXPECT_TRUE(error_of(file("")).starts_with("biến môi trường LONGDAN_PROT: không có thiết lập «prot»"));
}

TEST_F(settings_test, variables_of_tests_and_scripts_are_not_settings) {
    environment("LONGDAN_TEST_POSTGRESQL", "x");
    environment("LONGDAN_REQUIRE_POSTGRESQL", "1");
    environment("LONGDAN_COUNTS", "x");
    EXPECT_NO_THROW(settings::load(file(""), {}));
}
