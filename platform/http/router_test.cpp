#include "platform/http/http.h"

#include <gtest/gtest.h>

namespace longdan::http {
namespace {

Handler says(std::string word) {
    return [word](const Request&) { return text(word); };
}

struct Answered {
    std::string word;
    std::string format;
    std::vector<std::pair<std::string, std::string>> parameters;
};

std::optional<Answered> ask(const Router& router, Method method, std::string_view path) {
    const auto match = router.match(method, path);
    if (!match.handler) return std::nullopt;
    return Answered{(*match.handler)(Request{}).body, match.format, match.parameters};
}

TEST(Router, a_literal_part_beats_a_parameter) {
    Router router;
    router.get("/don-vi/{slug}", says("one"));
    router.get("/don-vi/tat-ca", says("all"));
    router.get("/", says("home"));
    EXPECT_EQ(ask(router, Method::get, "/don-vi/tat-ca")->word, "all");
    EXPECT_EQ(ask(router, Method::get, "/don-vi/ha-noi")->word, "one");
    EXPECT_EQ(ask(router, Method::get, "/don-vi/ha-noi")->parameters.front().second, "ha-noi");
    EXPECT_EQ(ask(router, Method::get, "/")->word, "home");
    EXPECT_FALSE(ask(router, Method::get, "/don-vi"));
    EXPECT_FALSE(ask(router, Method::get, "/don-vi/"));
    EXPECT_FALSE(ask(router, Method::get, "/don-vi/ha-noi/x"));
}

TEST(Router, a_dead_end_among_literals_does_not_hide_the_parameter) {
    Router router;
    router.get("/a/b/c", says("literal"));
    router.get("/a/{x}/d", says("parameter"));
    router.post("/a/b", says("post"));
    router.get("/a/{x}", says("get"));
    EXPECT_EQ(ask(router, Method::get, "/a/b/d")->word, "parameter");
    EXPECT_EQ(ask(router, Method::get, "/a/b")->word, "get");
    EXPECT_EQ(ask(router, Method::post, "/a/b")->word, "post");
}

TEST(Router, the_rest_takes_everything_below) {
    Router router;
    router.get("/tep/{rest...}", says("rest"));
    const auto found = ask(router, Method::get, "/tep/a/b.css");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->parameters.front(), (std::pair<std::string, std::string>("rest", "a/b.css")));
    EXPECT_FALSE(ask(router, Method::get, "/tep"));
}

TEST(Router, an_ending_reaches_the_route_that_lists_it) {
    Router router;
    router.get("/don-vi/{slug}", says("unit"), {.formats = "json,csv,metadata.json"});
    router.get("/chi-so", says("index"), {.formats = "json"});
    router.get("/tin/{slug}", says("news"));
    router.get("/api/openapi.json", says("api"));
    const auto json = ask(router, Method::get, "/don-vi/ha-noi.json");
    EXPECT_EQ(json->format, "json");
    EXPECT_EQ(json->parameters.front().second, "ha-noi");
    EXPECT_EQ(ask(router, Method::get, "/don-vi/ha-noi.metadata.json")->format, "metadata.json");
    EXPECT_EQ(ask(router, Method::get, "/don-vi/v1.2.json")->parameters.front().second, "v1.2");
    EXPECT_EQ(ask(router, Method::get, "/don-vi/ha-noi.xml")->parameters.front().second, "ha-noi.xml");
    EXPECT_EQ(ask(router, Method::get, "/chi-so.json")->word, "index");
    EXPECT_EQ(ask(router, Method::get, "/tin/a.json")->format, "");
    EXPECT_EQ(ask(router, Method::get, "/api/openapi.json")->word, "api");
    EXPECT_FALSE(ask(router, Method::get, "/chi-so.xml"));
    EXPECT_FALSE(ask(router, Method::get, "/.json"));
}

TEST(Router, head_is_answered_by_get_and_other_methods_are_named) {
    Router router;
    router.get("/a", says("get"));
    router.post("/a", says("post"));
    EXPECT_EQ(ask(router, Method::head, "/a")->word, "get");
    const auto match = router.match(Method::delete_, "/a");
    EXPECT_FALSE(match.handler);
    EXPECT_TRUE(match.path_known);
    EXPECT_EQ(router.allowed("/a"), "GET, HEAD, POST");
    EXPECT_FALSE(router.match(Method::get, "/b").path_known);
    EXPECT_EQ(router.allowed("/b"), "");
}

TEST(Router, the_same_route_twice_is_our_own_mistake) {
    Router router;
    router.get("/a/{x}", says("1"));
    EXPECT_THROW(router.get("/a/{y}", says("2")), std::logic_error);
    EXPECT_NO_THROW(router.post("/a/{y}", says("2")));
    EXPECT_THROW(router.get("/a//b", says("3")), std::logic_error);
    EXPECT_THROW(router.get("/{rest...}/b", says("4")), std::logic_error);
    EXPECT_EQ(router.listing(), (std::vector<std::string>{"GET /a/{x}", "POST /a/{y}"}));
}

}  // namespace
}  // namespace longdan::http
