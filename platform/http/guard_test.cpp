#include "platform/http/proxy.h"
#include "platform/http/test_support/site.h"

#include <mutex>

#include <gtest/gtest.h>

/// What stands between the network and the handlers: protection of state changes, proxies, log, measures.
namespace longdan::http {
namespace {

using test_support::Answered;
using test_support::Client;
using test_support::Site;

constexpr const char* form = "application/x-www-form-urlencoded";

std::optional<Response> signed_in(Request& request) {
    if (request.cookie("session") == "lan") {
        request.principal.display_name = "Lan";
        request.principal.csrf_token = "right-token";
    }
    return std::nullopt;
}

TEST(Forgery, a_state_change_needs_the_token_of_its_session) {
    int changes = 0;
    Site site(
        [&changes](Router& router) {
            router.post("/doi", [&changes](const Request&) { return text(std::to_string(++changes)); });
            router.post("/thiet-bi", [](const Request&) { return text("ok"); }, {.csrf = false});
        },
        [](ServerOptions& options) { options.dispatch.middlewares.push_back(signed_in); }
    );
    Client client = site.client();
    const Client::Headers session{{"Cookie", "session=lan"}};
    const auto with = [&](Client::Headers more) {
        more.insert(more.begin(), session.front());
        return more;
    };
    const Answered refused = client.post("/doi", form, "a=1", session);
    EXPECT_EQ(refused.status, 403);
    EXPECT_NE(refused.body.find("Phiên làm việc đã hết hạn, hãy tải lại trang"), std::string::npos);
    EXPECT_EQ(client.post("/doi", form, "_csrf=wrong-token", session).status, 403);
    EXPECT_EQ(client.post("/doi", form, "_csrf=", session).status, 403);
    EXPECT_EQ(client.post("/doi", form, "_csrf=", {}).status, 403);
    EXPECT_EQ(client.post("/doi", form, "_csrf=right-token", {}).status, 403);
    EXPECT_EQ(client.post("/doi?_csrf=right-token", form, "", session).status, 403);
    EXPECT_EQ(client.post("/doi", form, "_csrf=right-token", with({{"Origin", "https://evil.example"}})).status, 403);
    EXPECT_EQ(client.post("/doi", form, "_csrf=right-token", with({{"Origin", "null"}})).status, 403);
    EXPECT_EQ(client.post("/doi", form, "_csrf=right-token", with({{"Sec-Fetch-Site", "cross-site"}})).status, 403);
    EXPECT_EQ(client.post("/doi", form, "_csrf=right-token", with({{"Sec-Fetch-Site", "same-site"}})).status, 403);
    EXPECT_EQ(changes, 0);
    EXPECT_EQ(client.post("/doi", form, "_csrf=right-token", session).body, "1");
    EXPECT_EQ(client.post("/doi", "application/json", "{}", with({{"X-CSRF-Token", "right-token"}})).body, "2");
    EXPECT_EQ(
        client
            .post(
                "/doi", form, "_csrf=right-token", with({{"Origin", "http://TEST"}, {"Sec-Fetch-Site", "same-origin"}})
            )
            .body,
        "3"
    );
    EXPECT_EQ(client.post("/doi", "application/json", "{}", {{"Authorization", "Bearer x"}}).body, "4");
    EXPECT_EQ(client.post("/doi", "application/json", "{}", with({{"Authorization", "Bearer x"}})).status, 403);
    EXPECT_EQ(client.post("/thiet-bi", form, "").body, "ok");
    EXPECT_EQ(changes, 4);
}

TEST(Proxy, only_trusted_ones_are_believed) {
    const auto show = [](Router& router) {
        router.get("/", [](const Request& request) {
            return text(request.client_address + "|" + request.host + "|" + (request.secure ? "tls" : "plain"));
        });
    };
    const Client::Headers forwarded{
        {"X-Forwarded-For", "6.6.6.6, 203.0.113.9, 10.1.2.3"},
        {"X-Forwarded-Proto", "https"},
        {"X-Forwarded-Host", "caicachhanhchinh.gov.vn"},
        {"X-Request-Id", "abcdef-123456"}};
    Site open(show);
    const Answered ignored = open.client().get("/", forwarded);
    EXPECT_EQ(ignored.body, "127.0.0.1|test|plain");
    EXPECT_NE(ignored.header("x-request-id"), "abcdef-123456");
    EXPECT_EQ(ignored.header("strict-transport-security"), "");

    Site behind(show, [](ServerOptions& options) { options.trusted_proxies = {"127.0.0.0/8", "10.0.0.0/8"}; });
    Client client = behind.client();
    const Answered believed = client.get("/", forwarded);
    EXPECT_EQ(believed.body, "203.0.113.9|caicachhanhchinh.gov.vn|tls");
    EXPECT_EQ(believed.header("x-request-id"), "abcdef-123456");
    EXPECT_EQ(believed.header("strict-transport-security"), "max-age=31536000");
    EXPECT_EQ(client.get("/", {{"X-Forwarded-For", "garbage"}}).body, "127.0.0.1|test|plain");
    EXPECT_NE(client.get("/", {{"X-Request-Id", "a\"b{injection}"}}).header("x-request-id"), "a\"b{injection}");
}

TEST(Proxy, networks_are_read_strictly) {
    const TrustedProxies proxies({"192.168.1.7", "10.0.0.0/9", "fd00::/8"});
    EXPECT_TRUE(proxies.contains("192.168.1.7"));
    EXPECT_FALSE(proxies.contains("192.168.1.8"));
    EXPECT_TRUE(proxies.contains("10.127.255.255"));
    EXPECT_FALSE(proxies.contains("10.128.0.0"));
    EXPECT_TRUE(proxies.contains("fd12::1"));
    EXPECT_FALSE(proxies.contains("fe80::1"));
    EXPECT_TRUE(proxies.contains("::ffff:10.1.1.1"));
    EXPECT_FALSE(proxies.contains("nonsense"));
    for (const char* bad : {"10.0.0.0/33", "10.0.0", "a", "10.0.0.0/", "::/129"}) {
        EXPECT_THROW(TrustedProxies({bad}), Error) << bad;
    }
}

TEST(AccessLog, says_what_was_asked_but_not_by_whom) {
    std::mutex mutex;
    std::string log;
    {
        Site site(
            [](Router& router) { router.get("/tim", [](const Request&) { return text("kết quả"); }); },
            [&](ServerOptions& options) {
                options.trusted_proxies = {"127.0.0.1"};
                options.access_log = [&](std::string_view lines) {
                    const std::lock_guard lock(mutex);
                    log += lines;
                };
            }
        );
        Client client = site.client();
        client.get("/tim?q=bi-mat", {{"X-Forwarded-For", "203.0.113.9"}, {"X-Request-Id", "request-one"}});
        client.get("/tim", {{"X-Forwarded-For", "203.0.113.9"}});
        site.clock.advance(86'400'000);
        client.get("/tim", {{"X-Forwarded-For", "203.0.113.9"}});
    }
    EXPECT_EQ(log.find("bi-mat"), std::string::npos);
    EXPECT_EQ(log.find("203.0.113.9"), std::string::npos);
    const auto first = log.find(R"("method":"GET","path":"/tim","status":200,"ms":)");
    ASSERT_NE(first, std::string::npos) << log;
    EXPECT_NE(log.find(R"("bytes":11,"id":"request-one","visitor":")"), std::string::npos) << log;
    std::vector<std::string> visitors;
    for (auto at = log.find("visitor"); at != std::string::npos; at = log.find("visitor", at + 1)) {
        visitors.push_back(log.substr(at + 10, 16));
    }
    ASSERT_EQ(visitors.size(), 3u);
    EXPECT_EQ(visitors[0], visitors[1]);
    EXPECT_NE(visitors[1], visitors[2]);
}

TEST(Metrics, count_requests_by_route_and_time) {
    Site site([](Router& router) {
        router.get("/don-vi/{slug}", [](const Request&) {
            Response response = text("x");
            response.cache = CachePolicy{};
            return response;
        });
    });
    Router router;
    std::string missing = "cơ sở dữ liệu";
    add_operation_routes(router, site.metrics, [&] { return missing; });
    Server operation(ServerOptions{}, router, site.cache, site.clock, site.metrics);
    operation.start();
    Client client = site.client();
    client.get("/don-vi/a");
    client.get("/don-vi/a");
    client.get("/khong-co");
    Client reader(operation.port());
    const std::string text = reader.get("/metrics").body;
    EXPECT_NE(text.find("longdan_requests_total{route=\"/don-vi/{slug}\",status=\"2xx\"} 1\n"), std::string::npos)
        << text;
    EXPECT_NE(text.find("longdan_requests_total{route=\"(cache)\",status=\"2xx\"} 1\n"), std::string::npos) << text;
    EXPECT_NE(text.find("longdan_requests_total{route=\"(none)\",status=\"4xx\"} 1\n"), std::string::npos) << text;
    EXPECT_NE(text.find("longdan_request_seconds_bucket{route=\"(cache)\",le=\"+Inf\"} 1\n"), std::string::npos)
        << text;
    EXPECT_NE(text.find("longdan_page_cache_hits_total"), std::string::npos);
    EXPECT_EQ(reader.get("/healthz").body, "ok\n");
    const Answered not_ready = reader.get("/readyz");
    EXPECT_EQ(not_ready.status, 503);
    EXPECT_EQ(not_ready.body, "cơ sở dữ liệu\n");
    missing.clear();
    EXPECT_EQ(reader.get("/readyz").status, 200);
}

}  // namespace
}  // namespace longdan::http
