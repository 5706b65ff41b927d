#include "platform/http/test_support/site.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

/// Malformed and hostile requests: each gets a clear answer before the connection is closed, and the server goes on.
namespace longdan::http {
namespace {

using test_support::Answered;
using test_support::Client;
using test_support::Site;
using namespace std::chrono_literals;

void routes(Router& router) {
    router.get("/", [](const Request&) { return html("ok"); });
    router.get("/tim", [](const Request& request) { return text(std::string(request.query.find("q").value_or("-"))); });
    router.post(
        "/gui",
        [](const Request& request) {
            return text(std::to_string(request.body.size()) + "|" + std::string(request.form.find("a").value_or("-")));
        },
        {.body_limit = 1000, .csrf = false}
    );
}

struct Abuse {
    const char* name;
    std::string bytes;
    int status;
};

std::vector<Abuse> abuses() {
    const std::string get = "GET / HTTP/1.1\r\n";
    const std::string post = "POST /gui HTTP/1.1\r\nHost: a\r\n";
    const std::string form = post + "Content-Type: application/x-www-form-urlencoded\r\n";
    const auto sized = [](const std::string& head, const std::string& body) {
        return head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    };
    std::string many;
    for (int i = 0; i < 200; ++i) many += "X-" + std::to_string(i) + ": 1\r\n";
    std::string pairs;
    for (int i = 0; i < 400; ++i) pairs += "a&";
    return {
        {"content_length_and_chunked", post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        {"chunked_and_content_length", post + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", 400},
        {"two_content_lengths", post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400},
        {"two_equal_content_lengths", post + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400},
        {"negative_content_length", post + "Content-Length: -3\r\n\r\nabc", 400},
        {"content_length_that_wraps", post + "Content-Length: 18446744073709551619\r\n\r\nabc", 400},
        {"unknown_transfer_coding", post + "Transfer-Encoding: gzip\r\n\r\n", 400},
        {"two_transfer_codings", post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400},
        {"chunked_twice", post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        {"chunked_by_an_old_client", "POST /gui HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
        {"blank_before_colon", get + "Host : a\r\n\r\n", 400},
        {"bare_line_feeds", "GET / HTTP/1.1\nHost: a\n\n", 400},
        {"bare_line_feed_in_header", get + "Host: a\nX: b\r\n\r\n", 400},
        {"bare_carriage_return", get + "Host: a\rX: b\r\n\r\n", 400},
        {"folded_header", get + "Host: a\r\nX: b\r\n c\r\n\r\n", 400},
        {"nul_in_header", get + "Host: a\r\nX: b" + std::string(1, '\0') + "c\r\n\r\n", 400},
        {"nul_in_target", "GET /" + std::string(1, '\0') + " HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"no_host", get + "\r\n", 400},
        {"two_hosts", get + "Host: a\r\nHost: b\r\n\r\n", 400},
        {"no_version", "GET /\r\n\r\n", 400},
        {"blanks_in_target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"version_two", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
        {"unknown_method", "BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501},
        {"tls_on_a_plain_port", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), 400},
        {"random_bytes", "\xff\xfe\xfd garbage\r\n\r\n", 400},
        {"negative_chunk", post + "Transfer-Encoding: chunked\r\n\r\n-5\r\nabcde\r\n0\r\n\r\n", 400},
        {"chunk_that_wraps", post + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc\r\n0\r\n\r\n", 400},
        {"chunk_without_line_end", post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n", 400},
        {"chunk_size_without_end", post + "Transfer-Encoding: chunked\r\n\r\n" + std::string(60000, '1'), 400},
        {"too_large_by_length", post + "Content-Length: 5000\r\n\r\n", 413},
        {"too_large_by_chunks", post + "Transfer-Encoding: chunked\r\n\r\n1388\r\n" + std::string(5000, 'x'), 413},
        {"too_many_header_lines", get + "Host: a\r\n" + many + "\r\n", 431},
        {"huge_header_line", get + "Host: a\r\nX: " + std::string(60000, 'x'), 431},
        {"huge_header_without_line", std::string(100000, 'x'), 431},
        {"huge_target", "GET /" + std::string(60000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", 414},
        {"percent_without_digits", "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"percent_at_the_end", "GET /% HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"percent_nul", "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"encoded_slash", "GET /a%2fb HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"path_upwards", "GET /a/../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"path_upwards_encoded", "GET /a/%2e%2e/b HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"target_without_slash", "GET tim HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"path_not_utf8", "GET /%ff HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"path_overlong_utf8", "GET /%c0%af HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"query_not_utf8", "GET /tim?q=%ff HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"query_bad_percent", "GET /tim?q=%4 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"form_not_utf8", sized(form, "a=%ff"), 400},
        {"form_bad_percent", sized(form, "a=%x1"), 400},
        {"form_nul", sized(form, "a=%00"), 400},
        {"compressed_body", sized(post + "Content-Encoding: gzip\r\n", "abc"), 415},
        {"multipart_without_boundary", sized(post + "Content-Type: multipart/form-data\r\n", "abc"), 400},
        {"multipart_cut_off", sized(post + "Content-Type: multipart/form-data; boundary=b\r\n", "--b\r\n"), 400},
        {"trace", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 405},
        {"connect", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    };
}

class AbuseTest : public testing::TestWithParam<Abuse> {};

TEST_P(AbuseTest, is_answered_and_the_server_goes_on) {
    static Site site(routes);
    Client client = site.client();
    client.send(GetParam().bytes);
    const Answered answer = client.receive();
    EXPECT_EQ(answer.status, GetParam().status) << answer.body;
    EXPECT_TRUE(answer.complete);
    EXPECT_EQ(site.client().get("/").body, "ok");
}

INSTANTIATE_TEST_SUITE_P(Requests, AbuseTest, testing::ValuesIn(abuses()), [](const auto& info) {
    return std::string(info.param.name);
});

TEST(Abuse, every_prefix_of_a_request_may_be_followed_by_hanging_up) {
    Site site(routes);
    const std::string request =
        "POST /gui HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
        "5\r\n\r\na=b=c";
    for (std::size_t size = 0; size < request.size(); ++size) {
        Client client = site.client();
        client.send(std::string_view(request).substr(0, size));
    }
    EXPECT_EQ(site.client().get("/").body, "ok");
}

TEST(Abuse, every_way_to_cut_a_request_in_two_gives_the_same_answer) {
    Site site(routes);
    const std::string request =
        "POST /gui HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Transfer-Encoding: chunked\r\n\r\n2\r\na=\r\n3;x=y\r\nb=c\r\n0\r\nTrailer: x\r\n\r\n";
    Client client = site.client();
    for (std::size_t size = 1; size < request.size(); ++size) {
        client.send(std::string_view(request).substr(0, size));
        std::this_thread::sleep_for(200us);
        client.send(std::string_view(request).substr(size));
        ASSERT_EQ(client.receive().body, "0|b=c") << size;
    }
}

TEST(Abuse, a_head_that_comes_a_byte_at_a_time_is_cut_off) {
    Site site(routes, [](ServerOptions& options) { options.head_timeout = 150ms; });
    Client slow = site.client();
    const auto begin = std::chrono::steady_clock::now();
    bool open = true;
    for (int i = 0; i < 200 && open; ++i) {
        open = slow.send(i == 0 ? "GET / HTTP/1.1\r\nX: " : "x") && !slow.closed_within(5ms);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 3s);
    EXPECT_FALSE(open && slow.send("x") && !slow.closed_within(2s));
    Client waiting = site.client();
    waiting.send("GET / HT");
    EXPECT_EQ(waiting.receive().status, 408);
    EXPECT_EQ(site.client().get("/").body, "ok");
}

TEST(Abuse, a_connection_that_says_nothing_is_closed) {
    Site site(routes, [](ServerOptions& options) {
        options.head_timeout = 100ms;
        options.idle_timeout = 100ms;
    });
    Client silent = site.client();
    EXPECT_TRUE(silent.closed_within(2s));
    Client once = site.client();
    EXPECT_EQ(once.get("/").status, 200);
    EXPECT_TRUE(once.closed_within(2s));
}

TEST(Abuse, a_body_that_does_not_come_is_not_waited_for) {
    Site site(
        [](Router& router) {
            router.post("/gui", [](const Request&) { return text("x"); }, {.body_seconds = 1, .csrf = false});
        },
        [](ServerOptions& options) { options.head_timeout = 200ms; }
    );
    Client client = site.client();
    client.send("POST /gui HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
    EXPECT_EQ(client.receive().status, 408);
}

TEST(Abuse, a_reader_that_does_not_read_is_cut_off) {
    Site site(
        [](Router& router) {
            router.get("/big", [](const Request&) { return text(std::string(64u << 20, 'x')); });
            router.get("/", [](const Request&) { return text("ok"); });
        },
        [](ServerOptions& options) { options.write_timeout = 200ms; }
    );
    Client client = site.client();
    client.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_TRUE(site.shows("longdan_connections 1\n"));
    EXPECT_TRUE(site.shows("longdan_connections 0\n"));
    EXPECT_FALSE(client.receive().complete);
    EXPECT_EQ(site.client().get("/").body, "ok");
}

}  // namespace
}  // namespace longdan::http
