#include "platform/http/assets.h"

#include "platform/base/digest.h"
#include "platform/http/test_support/site.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace longdan::http {
namespace {

using test_support::Answered;
using test_support::Client;
using test_support::Site;

TEST(Assets, are_served_from_memory_compressed_and_kept_when_their_name_holds_a_hash) {
    const auto folder = std::filesystem::temp_directory_path() / ("longdan-assets-" + random_token(6));
    std::filesystem::create_directories(folder / "fonts");
    std::string style;
    for (int i = 0; i < 200; ++i) style += ".a" + std::to_string(i) + " { color: inherit; }\n";
    std::ofstream(folder / "style.4f2a9c01.css") << style;
    std::ofstream(folder / "fonts" / "vi.woff2") << "wOF2";
    Site site([&](Router& router) { EXPECT_EQ(add_assets(router, folder.string(), "/assets"), 2u); });
    std::filesystem::remove_all(folder);
    Client client = site.client();
    const Answered plain = client.get("/assets/style.4f2a9c01.css");
    EXPECT_EQ(plain.body, style);
    EXPECT_EQ(plain.header("content-type"), "text/css; charset=utf-8");
    EXPECT_EQ(plain.header("cache-control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(plain.header("vary"), "Accept-Encoding");
    const Answered small = client.get("/assets/style.4f2a9c01.css", {{"Accept-Encoding", "gzip, br"}});
    EXPECT_EQ(small.header("content-encoding"), "br");
    EXPECT_LT(small.body.size(), style.size() / 4);
    EXPECT_NE(small.header("etag"), plain.header("etag"));
    EXPECT_EQ(client.get("/assets/style.4f2a9c01.css", {{"If-None-Match", small.header("etag")}}).status, 304);
    const Answered font = client.get("/assets/fonts/vi.woff2", {{"Accept-Encoding", "gzip, br"}});
    EXPECT_EQ(font.body, "wOF2");
    EXPECT_EQ(font.header("content-encoding"), "");
    EXPECT_EQ(font.header("cache-control"), "public, no-cache");
    EXPECT_EQ(client.get("/assets/other.css").status, 404);
}

TEST(Assets, a_missing_folder_is_named) {
    Router router;
    try {
        add_assets(router, "/nonexistent/dist", "/assets");
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("/nonexistent/dist"), std::string::npos);
    }
}

TEST(Assets, hashes_in_names_are_recognised) {
    EXPECT_TRUE(has_hash("style.4f2a9c01.css"));
    EXPECT_TRUE(has_hash("app-3QZXJ5KA.js"));
    EXPECT_FALSE(has_hash("style.css"));
    EXPECT_FALSE(has_hash("be-vietnam-pro-400.woff2"));
    EXPECT_FALSE(has_hash("page-vietnamese.js"));
}

}  // namespace
}  // namespace longdan::http
