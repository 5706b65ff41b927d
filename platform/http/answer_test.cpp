#include "platform/http/answer.h"

#include "platform/base/log.h"
#include "platform/http/conditional.h"
#include "platform/http/test_support/site.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

namespace longdan::http {
namespace {

using test_support::Answered;
using test_support::Client;
using test_support::Site;

const std::string long_text = [] {
    std::string text;
    for (int i = 0; i < 400; ++i) text += "<p>Chỉ số hài lòng " + std::to_string(i) + "</p>";
    return text;
}();

Response shared(std::string body, std::vector<std::string> tags, std::optional<Moment> until = {}) {
    Response response = html(std::move(body));
    response.cache = CachePolicy{std::move(tags), until};
    return response;
}

TEST(Answer, the_best_encoding_the_client_takes_is_chosen) {
    EXPECT_EQ(accepted_encoding("gzip, deflate, br"), Encoding::brotli);
    EXPECT_EQ(accepted_encoding("GZIP;q=0.5"), Encoding::gzip);
    EXPECT_EQ(accepted_encoding("br;q=0, gzip"), Encoding::gzip);
    EXPECT_EQ(accepted_encoding("br; q=0.0 ,gzip;q=0"), Encoding::identity);
    EXPECT_EQ(accepted_encoding("deflate, brotli"), Encoding::identity);
    EXPECT_EQ(accepted_encoding(""), Encoding::identity);
}

TEST(Answer, a_held_version_is_recognised_in_any_encoding) {
    EXPECT_TRUE(matches_etag("\"abc\"", "abc"));
    EXPECT_TRUE(matches_etag("W/\"x\", \"abc-gzip\"", "abc"));
    EXPECT_TRUE(matches_etag("*", "abc"));
    EXPECT_FALSE(matches_etag("\"abcd\"", "abc"));
    EXPECT_FALSE(matches_etag("abc", "abc"));
    EXPECT_FALSE(matches_etag("\"", "abc"));
}

TEST(Answer, ranges_are_read_or_ignored_or_refused) {
    using Kind = RangeAnswer::Kind;
    struct Case {
        const char* range;
        Kind kind;
        std::uint64_t begin, length;
    };
    for (const Case& one : std::vector<Case>{
             {"bytes=0-0", Kind::part, 0, 1},
             {"bytes=2-", Kind::part, 2, 8},
             {"bytes=-3", Kind::part, 7, 3},
             {"bytes=-30", Kind::part, 0, 10},
             {"bytes=5-100", Kind::part, 5, 5},
             {"bytes=10-", Kind::unsatisfiable, 0, 0},
             {"bytes=-0", Kind::unsatisfiable, 0, 0},
             {"bytes=5-4", Kind::whole, 0, 0},
             {"bytes=0-1,3-4", Kind::whole, 0, 0},
             {"lines=1-2", Kind::whole, 0, 0},
             {"bytes=a-b", Kind::whole, 0, 0},
             {"bytes=", Kind::whole, 0, 0},
             {"bytes=99999999999999999999-", Kind::whole, 0, 0},
         }) {
        const RangeAnswer answer = read_range(one.range, 10);
        EXPECT_EQ(answer.kind, one.kind) << one.range;
        EXPECT_EQ(answer.range.begin, one.begin) << one.range;
        EXPECT_EQ(answer.range.length, one.length) << one.range;
    }
}

TEST(Answer, dates_are_written_as_http_has_them) {
    EXPECT_EQ(http_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
    EXPECT_EQ(read_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777);
    EXPECT_EQ(http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
    EXPECT_EQ(read_http_date("Sun, 32 Nov 1994 08:49:37 GMT"), std::nullopt);
    EXPECT_EQ(read_http_date("yesterday"), std::nullopt);
}

TEST(Answer, a_page_is_compressed_and_known_again) {
    Site site([](Router& router) { router.get("/", [](const Request&) { return html(long_text); }); });
    Client client = site.client();
    const Answered plain = client.get("/");
    EXPECT_EQ(plain.body, long_text);
    EXPECT_EQ(plain.header("vary"), "Accept-Encoding");
    EXPECT_EQ(plain.header("cache-control"), "private, no-cache");
    const Answered zipped = client.get("/", {{"Accept-Encoding", "gzip"}});
    EXPECT_EQ(zipped.header("content-encoding"), "gzip");
    EXPECT_LT(zipped.body.size(), long_text.size() / 5);
    EXPECT_NE(zipped.header("etag"), plain.header("etag"));
    const Answered same = client.get("/", {{"Accept-Encoding", "br"}, {"If-None-Match", zipped.header("etag")}});
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(client.get("/", {{"If-None-Match", "\"other\""}}).status, 200);
}

TEST(Answer, a_file_is_sent_whole_in_parts_or_not_at_all) {
    const std::string path = std::filesystem::temp_directory_path() / "longdan-answer-test.bin";
    std::string bytes(700'000, '\0');
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 7 + i / 256);
    std::ofstream(path, std::ios::binary) << bytes;
    Site site([&path](Router& router) {
        router.get("/tep", [&path](const Request&) {
            Response response;
            response.content_type = "application/octet-stream";
            response.file = path;
            return response.header("Content-Disposition", attachment("a.bin"));
        });
        router.get("/mat", [](const Request&) {
            Response response;
            response.file = "/nonexistent";
            return response;
        });
    });
    Client client = site.client();
    const Answered whole = client.get("/tep");
    EXPECT_EQ(whole.status, 200);
    EXPECT_TRUE(whole.body == bytes);
    EXPECT_EQ(whole.header("accept-ranges"), "bytes");
    const Answered part = client.get("/tep", {{"Range", "bytes=100000-600000"}});
    EXPECT_EQ(part.status, 206);
    EXPECT_EQ(part.header("content-range"), "bytes 100000-600000/700000");
    EXPECT_TRUE(part.body == bytes.substr(100000, 500001));
    const Answered beyond = client.get("/tep", {{"Range", "bytes=700000-"}});
    EXPECT_EQ(beyond.status, 416);
    EXPECT_EQ(beyond.header("content-range"), "bytes */700000");
    const std::string etag = whole.header("etag");
    EXPECT_EQ(client.get("/tep", {{"Range", "bytes=0-9"}, {"If-Range", etag}}).status, 206);
    EXPECT_EQ(client.get("/tep", {{"Range", "bytes=0-9"}, {"If-Range", "\"old\""}}).status, 200);
    EXPECT_EQ(client.get("/tep", {{"If-None-Match", etag}}).status, 304);
    EXPECT_EQ(client.get("/tep", {{"If-Modified-Since", whole.header("last-modified")}}).status, 304);
    EXPECT_EQ(client.get("/tep", {{"If-Modified-Since", "Sun, 06 Nov 1994 08:49:37 GMT"}}).status, 200);
    const Answered head = client.head("/tep");
    EXPECT_EQ(head.header("content-length"), "700000");
    EXPECT_EQ(client.get("/mat").status, 404);
    std::filesystem::remove(path);
}

TEST(Answer, a_stream_comes_in_chunks_and_a_broken_one_is_not_taken_for_whole) {
    log::quiet();
    Site site(
        [](Router& router) {
            router.get("/csv", [](const Request&) {
                Response response = csv({}, "a.csv");
                response.stream = [line = 0](std::string& piece) mutable {
                    if (line % 2 == 0) piece = "dòng " + std::to_string(line) + "\r\n";
                    return ++line < 10;
                };
                return response;
            });
            router.get("/hong", [](const Request&) {
                Response response = csv({}, "a.csv");
                response.stream = [line = 0](std::string& piece) mutable {
                    if (++line == 3) throw std::runtime_error("the database went away");
                    piece = "x";
                    return true;
                };
                return response;
            });
        },
        [](ServerOptions& options) { options.stream_pause = std::chrono::milliseconds(1); }
    );
    Client client = site.client();
    for (int i = 0; i < 2; ++i) {
        const Answered answer = client.get("/csv");
        EXPECT_TRUE(answer.complete);
        EXPECT_EQ(answer.body, "dòng 0\r\ndòng 2\r\ndòng 4\r\ndòng 6\r\ndòng 8\r\n");
    }
    const Answered broken = client.get("/hong");
    EXPECT_FALSE(broken.complete);
    EXPECT_EQ(broken.body, "xx");
    Client old = site.client();
    old.send("GET /csv HTTP/1.0\r\n\r\n");
    EXPECT_EQ(old.receive().body.size(), 5 * std::string("dòng 0\r\n").size());
}

TEST(CachedPage, is_made_once_and_again_when_its_content_changes) {
    std::atomic<int> made{0};
    Site site([&made](Router& router) {
        router.get(
            "/chi-so",
            [&made](const Request& request) {
                return shared(std::to_string(++made) + request.format + long_text, {"results"});
            },
            {.formats = "json"}
        );
    });
    Client client = site.client();
    const auto first_sign = [&](const std::string& target, const Client::Headers& headers = {}) {
        return client.get(target, headers).body.substr(0, 5);
    };
    EXPECT_EQ(first_sign("/chi-so"), "1<p>C");
    EXPECT_EQ(first_sign("/chi-so"), "1<p>C");
    EXPECT_EQ(first_sign("/chi-so.json"), "2json");
    EXPECT_EQ(first_sign("/en/chi-so"), "3<p>C");
    EXPECT_EQ(first_sign("/chi-so?x=1"), "4<p>C");
    EXPECT_EQ(first_sign("/chi-so"), "1<p>C");
    const Answered page = client.get("/chi-so", {{"Accept-Encoding", "gzip, br"}});
    EXPECT_EQ(page.header("content-encoding"), "br");
    EXPECT_EQ(page.header("cache-control"), "public, no-cache");
    EXPECT_NE(page.header("content-security-policy"), "");
    EXPECT_EQ(client.get("/chi-so", {{"If-None-Match", page.header("etag")}}).status, 304);
    const Answered head = client.head("/chi-so");
    EXPECT_EQ(head.header("content-length"), std::to_string(long_text.size() + 1));
    site.cache.invalidate("results");
    EXPECT_EQ(first_sign("/chi-so"), "5<p>C");
    EXPECT_EQ(client.get("/chi-so", {{"If-None-Match", page.header("etag")}}).status, 200);
    EXPECT_GE(site.cache.statistics().hits, 5u);
}

TEST(CachedPage, shows_an_embargoed_figure_at_its_minute_and_not_before) {
    Site site([](Router& router) { router.get("/other", [](const Request&) { return text("x"); }); });
    const Moment publish{site.clock.now().milliseconds + 60'000};
    Router router;
    router.get("/chi-so", [&](const Request&) {
        const bool open = site.clock.now() >= publish;
        return shared(open ? "85,32" : "chưa công bố", {"results"}, open ? std::nullopt : std::optional(publish));
    });
    ServerOptions options;
    options.io_threads = 1;
    options.workers = 1;
    Server server(options, router, site.cache, site.clock, site.metrics);
    server.start();
    Client client(server.port());
    EXPECT_EQ(client.get("/chi-so").body, "chưa công bố");
    site.clock.advance(59'999);
    EXPECT_EQ(client.get("/chi-so").body, "chưa công bố");
    site.clock.advance(1);
    EXPECT_EQ(client.get("/chi-so").body, "85,32");
}

TEST(CachedPage, a_page_is_made_anew_after_the_stated_time_and_files_are_not) {
    std::atomic<int> made{0};
    Site site(
        [&made](Router& router) {
            router.get("/trang", [&made](const Request&) { return shared(std::to_string(++made), {}); });
            router.get("/du-lieu", [&made](const Request&) {
                Response response = shared(std::to_string(++made), {});
                response.content_type = "text/csv";
                return response;
            });
        },
        [](ServerOptions& options) { options.dispatch.pages_kept = std::chrono::minutes(10); }
    );
    Client client = site.client();
    EXPECT_EQ(client.get("/trang").body, "1");
    EXPECT_EQ(client.get("/du-lieu").body, "2");
    site.clock.advance(9 * 60'000);
    EXPECT_EQ(client.get("/trang").body, "1");
    site.clock.advance(2 * 60'000);
    EXPECT_EQ(client.get("/trang").body, "3");
    EXPECT_EQ(client.get("/du-lieu").body, "2");
}

TEST(CachedPage, nothing_made_for_one_person_is_kept_or_given_to_others) {
    std::atomic<int> made{0};
    Site site(
        [&made](Router& router) {
            router.get("/", [&made](const Request& request) {
                return shared(std::to_string(++made) + request.principal.display_name, {});
            });
            router.get("/dat-cookie", [&made](const Request&) {
                return shared(std::to_string(++made), {}).header("Set-Cookie", "a=b");
            });
            router.get("/bieu-mau", [&made](const Request& request) {
                return shared(std::to_string(++made) + request.principal.csrf_token, {});
            });
            router.get("/loi", [&made](const Request&) {
                Response response = shared(std::to_string(++made), {});
                response.status = 404;
                return response;
            });
        },
        [](ServerOptions& options) {
            options.dispatch.personal_cookies = {"notice"};
            options.dispatch.middlewares.push_back([](Request& request) -> std::optional<Response> {
                if (request.cookie("session")) request.principal.display_name = "Lan";
                request.principal.csrf_token = "token-of-visitor";
                return std::nullopt;
            });
        }
    );
    Client client = site.client();
    const Answered mine = client.get("/", {{"Cookie", "session=1"}});
    EXPECT_EQ(mine.body, "1Lan");
    EXPECT_EQ(mine.header("cache-control"), "private, no-store");
    EXPECT_EQ(client.get("/").body, "2");
    EXPECT_EQ(client.get("/", {{"Cookie", "session=1"}}).body, "3Lan");
    EXPECT_EQ(client.get("/", {{"Cookie", "notice=saved"}}).body, "4");
    EXPECT_EQ(client.get("/").body, "2");
    EXPECT_EQ(client.get("/", {{"Cookie", "theme=dark"}}).body, "2");
    for (const char* path : {"/dat-cookie", "/bieu-mau", "/loi"}) {
        EXPECT_NE(client.get(path).body, client.get(path).body) << path;
    }
}

}  // namespace
}  // namespace longdan::http
