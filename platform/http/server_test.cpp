#include "platform/http/server.h"

#include "platform/base/log.h"
#include "platform/http/test_support/site.h"

#include <atomic>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace longdan::http {
namespace {

using test_support::Answered;
using test_support::Client;
using test_support::Site;
using namespace std::chrono_literals;

void hello(Router& router) {
    router.get("/", [](const Request&) { return html("<p>xin chào</p>"); });
    router.get(
        "/don-vi/{slug}",
        [](const Request& request) {
            return text(
                std::string(request.parameter("slug")) + "|" + request.format + "|" +
                (request.language == Language::english ? "en" : "vi")
            );
        },
        {.formats = "json"}
    );
}

TEST(Server, a_page_is_answered_with_security_headers_and_the_connection_stays) {
    Site site(hello);
    Client client = site.client();
    for (int i = 0; i < 3; ++i) {
        const Answered answer = client.get("/");
        ASSERT_EQ(answer.status, 200);
        EXPECT_EQ(answer.body, "<p>xin chào</p>");
        EXPECT_NE(answer.header("content-security-policy").find("script-src 'self'"), std::string::npos);
        EXPECT_EQ(answer.header("x-content-type-options"), "nosniff");
        EXPECT_EQ(answer.header("cross-origin-opener-policy"), "same-origin");
        EXPECT_EQ(answer.header("strict-transport-security"), "");
        EXPECT_EQ(answer.header("date"), "Tue, 14 Nov 2023 22:13:20 GMT");
        EXPECT_EQ(answer.header("x-request-id").size(), 16u);
    }
}

TEST(Server, what_was_shown_is_told_with_a_mark_and_without_the_address_of_the_reader) {
    std::mutex mutex;
    std::vector<std::pair<std::string, std::string>> asked;
    {
        Site site(hello, [&](ServerOptions& options) {
            options.page_asked = [&](std::string_view visitor, std::string_view target) {
                const std::lock_guard lock(mutex);
                asked.emplace_back(visitor, target);
            };
        });
        Client client = site.client();
        client.get("/");
        client.get("/khong-co");
        client.post("/", "text/plain", "a");
        site.client().get("/don-vi/a?x=1");
    }
    ASSERT_EQ(asked.size(), 2u);
    EXPECT_EQ(asked[0].second, "/");
    EXPECT_EQ(asked[1].second, "/don-vi/a?x=1");
    EXPECT_EQ(asked[0].first.size(), 16u);
    EXPECT_EQ(asked[0].first, asked[1].first) << "one reader, two connections";
    EXPECT_EQ(asked[0].first.find("127.0"), std::string::npos);
}

TEST(Server, addresses_are_decoded_and_english_is_a_prefix) {
    Site site(hello);
    Client client = site.client();
    EXPECT_EQ(client.get("/don-vi/ha-noi").body, "ha-noi||vi");
    EXPECT_EQ(client.get("/en/don-vi/H%C3%A0.json").body, "Hà|json|en");
    EXPECT_EQ(client.get("/en").body, "<p>xin chào</p>");
    EXPECT_EQ(client.get("http://test/don-vi/a?x=1").body, "a||vi");
    const Answered slash = client.get("/don-vi/a/?x=1");
    EXPECT_EQ(slash.status, 308);
    EXPECT_EQ(slash.header("location"), "/don-vi/a?x=1");
}

TEST(Server, head_has_the_length_but_no_body) {
    Site site(hello);
    Client client = site.client();
    const Answered head = client.head("/");
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("content-length"), std::to_string(std::string("<p>xin chào</p>").size()));
    EXPECT_EQ(client.get("/").body, "<p>xin chào</p>");
}

TEST(Server, unknown_addresses_and_methods_say_so) {
    Site site(hello);
    Client client = site.client();
    const Answered missing = client.get("/khong-co");
    EXPECT_EQ(missing.status, 404);
    EXPECT_NE(missing.body.find("Không tìm thấy trang này"), std::string::npos);
    EXPECT_EQ(missing.header("cache-control"), "no-store");
    const Answered wrong = client.post("/", "text/plain", "");
    EXPECT_EQ(wrong.status, 405);
    EXPECT_EQ(wrong.header("allow"), "GET, HEAD");
    client.send("OPTIONS / HTTP/1.1\r\nHost: test\r\n\r\n");
    const Answered options = client.receive();
    EXPECT_EQ(options.status, 405);
    EXPECT_EQ(options.header("allow"), "GET, HEAD");
    const Answered json = client.get("/khong-co", {{"Accept", "application/json"}});
    EXPECT_EQ(json.header("content-type"), "application/problem+json");
    EXPECT_NE(json.body.find("\"status\":404"), std::string::npos);
}

TEST(Server, requests_sent_ahead_are_answered_in_order) {
    Site site(hello);
    Client client = site.client();
    std::string all;
    for (int i = 0; i < 50; ++i) all += "GET /don-vi/" + std::to_string(i) + " HTTP/1.1\r\nHost: test\r\n\r\n";
    client.send(all);
    for (int i = 0; i < 50; ++i) ASSERT_EQ(client.receive().body, std::to_string(i) + "||vi");
}

TEST(Server, an_old_client_is_answered_and_closed) {
    Site site(hello);
    Client client = site.client();
    client.send("GET / HTTP/1.0\r\n\r\n");
    const Answered answer = client.receive();
    EXPECT_EQ(answer.body, "<p>xin chào</p>");
    EXPECT_EQ(answer.header("connection"), "close");
    EXPECT_TRUE(client.closed_within(2s));
    Client keeping = site.client();
    keeping.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(keeping.receive().header("connection"), "keep-alive");
    EXPECT_EQ(keeping.get("/").status, 200);
}

TEST(Server, errors_of_handlers_become_pages) {
    log::quiet();
    Site site(
        [](Router& router) {
            router.get("/a", [](const Request&) -> Response { throw Error(ErrorKind::forbidden, "Không được phép"); });
            router.get("/b", [](const Request&) -> Response { throw std::runtime_error("secret detail"); });
            router.get("/c", [](const Request&) -> Response {
                throw Error(ErrorKind::invalid, "Sai", {{"year", "Năm: hãy nhập"}});
            });
            router.get("/d", [](const Request&) { return html("x").header("X-Bad", "a\r\nSet-Cookie: b"); });
        },
        [](ServerOptions& options) {
            options.dispatch.error_page = [](const Request&, int status, const std::string& message,
                                             const std::vector<FieldError>& fields) {
                if (status == 403) throw std::runtime_error("the view is broken");
                return html(message + (fields.empty() ? "" : fields.front().message), status);
            };
        }
    );
    Client client = site.client();
    const Answered plain = client.get("/a");
    EXPECT_EQ(plain.status, 403);
    EXPECT_NE(plain.body.find("Không được phép"), std::string::npos);
    const Answered broken = client.get("/b");
    EXPECT_EQ(broken.status, 500);
    EXPECT_EQ(broken.body.find("secret"), std::string::npos);
    EXPECT_NE(broken.body.find(broken.header("x-request-id")), std::string::npos);
    EXPECT_EQ(client.get("/c").status, 422);
    EXPECT_EQ(client.get("/c").body, "SaiNăm: hãy nhập");
    EXPECT_EQ(client.get("/d").status, 500);
    EXPECT_EQ(client.get("/a").status, 403);
}

TEST(Server, a_full_queue_is_answered_with_try_again) {
    std::promise<void> go;
    std::atomic<int> begun{0};
    const std::shared_future<void> gate = go.get_future().share();
    Site site(
        [gate, &begun](Router& router) {
            router.get("/slow", [gate, &begun](const Request&) {
                ++begun;
                gate.wait();
                return text("done");
            });
            router.get("/healthz", [](const Request&) { return text("ok"); }, {.inline_ = true});
        },
        [](ServerOptions& options) {
            options.workers = 1;
            options.queue_limit = 1;
        }
    );
    std::vector<Client> clients;
    for (int i = 0; i < 6; ++i) {
        clients.push_back(site.client());
        clients.back().send("GET /slow HTTP/1.1\r\nHost: test\r\n\r\n");
        while (begun == 0) std::this_thread::yield();
    }
    Client other = site.client();
    EXPECT_EQ(other.get("/healthz").body, "ok");
    int busy = 0;
    std::vector<Answered> answers;
    std::thread opener([&] {
        site.shows("longdan_requests_total{route=\"/slow\",status=\"5xx\"} 4\n");
        go.set_value();
    });
    for (Client& client : clients) {
        answers.push_back(client.receive());
        if (answers.back().status == 503) {
            ++busy;
            EXPECT_EQ(answers.back().header("retry-after"), "5");
        }
    }
    opener.join();
    EXPECT_EQ(busy, 4);
}

TEST(Server, stopping_finishes_the_request_in_flight_and_takes_no_more) {
    std::promise<void> begun;
    Site site([&begun](Router& router) {
        router.get("/slow", [&begun](const Request&) {
            begun.set_value();
            std::this_thread::sleep_for(300ms);
            return text("done");
        });
        hello(router);
    });
    Client idle = site.client();
    EXPECT_EQ(idle.get("/").status, 200);
    Client busy = site.client();
    busy.send("GET /slow HTTP/1.1\r\nHost: test\r\n\r\n");
    begun.get_future().wait();
    const int port = site.port();
    std::thread stopper([&] { site.server->stop(); });
    EXPECT_TRUE(idle.closed_within(2s));
    const Answered answer = busy.receive();
    EXPECT_EQ(answer.body, "done");
    EXPECT_EQ(answer.header("connection"), "close");
    stopper.join();
    EXPECT_THROW(Client{port}, std::runtime_error);
}

TEST(Server, stopping_does_not_wait_for_ever) {
    Site site(
        [](Router& router) {
            router.get("/events", [](const Request&) {
                Response response;
                response.content_type = "text/event-stream";
                response.stream = [](std::string& piece) {
                    piece = "data: x\n\n";
                    std::this_thread::sleep_for(20ms);
                    return true;
                };
                return response;
            });
        },
        [](ServerOptions& options) { options.shutdown_timeout = 1s; }
    );
    Client endless = site.client();
    endless.send("GET /events HTTP/1.1\r\nHost: test\r\n\r\n");
    Client half = site.client();
    half.send("GET / HTT");
    std::this_thread::sleep_for(100ms);
    const auto begin = std::chrono::steady_clock::now();
    site.server->stop();
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 4s);
    const Answered answer = endless.receive();
    EXPECT_TRUE(answer.complete);
}

TEST(Server, a_thousand_connections_are_served_at_once) {
    Site site(hello);
    std::vector<Client> clients;
    for (int i = 0; i < 1000; ++i) clients.push_back(site.client());
    for (Client& client : clients) ASSERT_TRUE(client.send("GET /don-vi/a HTTP/1.1\r\nHost: test\r\n\r\n"));
    int answered = 0;
    for (Client& client : clients) {
        const int status = client.receive().status;
        ASSERT_TRUE(status == 200 || status == 503) << status;
        answered += status == 200;
    }
    EXPECT_GE(answered, 500);
    for (Client& client : clients) ASSERT_EQ(client.get("/").status, 200);
}

TEST(Server, connections_over_the_limit_are_told_to_come_back) {
    Site site(hello, [](ServerOptions& options) { options.connection_limit = 2; });
    Client first = site.client();
    Client second = site.client();
    EXPECT_EQ(first.get("/").status, 200);
    EXPECT_EQ(second.get("/").status, 200);
    Client third = site.client();
    EXPECT_EQ(third.receive().status, 503);
}

TEST(Server, an_address_in_use_is_an_error_that_names_it) {
    Site site(hello);
    Router router;
    Metrics metrics;
    ServerOptions options;
    options.port = site.port();
    Server second(options, router, site.cache, site.clock, metrics);
    try {
        second.start();
        FAIL() << "two servers on one port";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find(std::to_string(site.port())), std::string::npos) << error.what();
    }
}

}  // namespace
}  // namespace longdan::http
