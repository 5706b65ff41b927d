#include "platform/base/log.h"
#include "platform/view/view.h"

#include <gtest/gtest.h>

namespace longdan::view {
namespace {

struct Greeting {
    std::string text;
    LONGDAN_DOCUMENT(Greeting, text)
};
const View<Greeting> greeting{"test/greeting"};

/// Keeps what it was asked for; fails when told to.
struct FakeRenderer : Renderer {
    std::string render(std::string_view view, std::string_view, std::string_view context) override {
        asked.emplace_back(view);
        last_context = context;
        if (broken == "view") throw ViewError("TypeError: secret detail\nrender@server.js:1");
        if (broken == "worker") throw Error(ErrorKind::unavailable, "busy");
        return "<p>drawn</p>";
    }
    std::vector<std::string> asked;
    std::string last_context;
    std::string broken;
};

struct PagesTest : testing::Test {
    PagesTest() {
        log::quiet();
        request.path = "/chi-so";
        request.target = "/en/chi-so?sap=-ten&trang=2";
        request.language = http::Language::english;
        request.request_id = "r-17";
        request.principal.csrf_token = "token";
        request.principal.display_name = "Lan";
    }
    FakeRenderer renderer;
    Pages pages{renderer, [](const http::Request&) {
                    PageContext context;
                    context.simulated = true;
                    context.permissions = {"round.read"};
                    return context;
                }};
    http::Request request;
};

TEST_F(PagesTest, a_page_is_drawn_with_what_the_request_and_the_program_say) {
    const auto response = pages.page(request, greeting, {"hi"});
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.content_type, "text/html; charset=utf-8");
    EXPECT_EQ(response.body, "<p>drawn</p>");
    for (const auto* part :
         {R"("language":"en")", R"("path":"/chi-so")", R"("query":"sap=-ten&trang=2")", R"("csrf":"token")",
          R"("user":"Lan")", R"("simulated":true)", R"("permissions":["round.read"])"}) {
        EXPECT_NE(renderer.last_context.find(part), std::string::npos) << part << " in " << renderer.last_context;
    }
}

TEST_F(PagesTest, the_same_document_is_json_at_the_address_with_json) {
    request.format = "json";
    const auto response = pages.page(request, greeting, {"Huế"});
    EXPECT_EQ(response.content_type, "application/json");
    EXPECT_EQ(response.body, R"({"text":"Huế"})");
    EXPECT_TRUE(renderer.asked.empty());
}

TEST_F(PagesTest, a_view_that_throws_is_a_plain_page_without_the_stack) {
    renderer.broken = "view";
    const auto response = pages.page(request, greeting, {"hi"});
    EXPECT_EQ(response.status, 500);
    EXPECT_NE(response.body.find("r-17"), std::string::npos);
    EXPECT_EQ(response.body.find("secret"), std::string::npos);
}

TEST_F(PagesTest, workers_that_are_gone_are_a_page_that_asks_to_try_again) {
    renderer.broken = "worker";
    const auto response = pages.page(request, greeting, {"hi"});
    EXPECT_EQ(response.status, 503);
    ASSERT_FALSE(response.headers.empty());
    EXPECT_EQ(response.headers[0].first, "Retry-After");
}

TEST_F(PagesTest, an_error_has_its_page_and_a_plain_one_when_views_fail_too) {
    EXPECT_EQ(pages.error_page(request, 404, "Không có").status, 404);
    EXPECT_EQ(renderer.asked, std::vector<std::string>{"shell/error"});
    renderer.broken = "view";
    request.language = http::Language::vietnamese;
    const auto response = pages.error_page(request, 404, "Không có <b>");
    EXPECT_EQ(response.status, 404) << "the error of the request is not hidden by the error of its page";
    EXPECT_NE(response.body.find("Không có &lt;b&gt;"), std::string::npos);
}

TEST_F(PagesTest, the_gallery_has_an_address_for_development) {
    http::Router router;
    add_gallery(router, pages);
    const auto match = router.match(http::Method::get, "/phat-trien/giao-dien");
    ASSERT_NE(match.handler, nullptr);
    EXPECT_EQ((*match.handler)(request).status, 200);
    EXPECT_EQ(renderer.asked, std::vector<std::string>{"shell/gallery"});
}

TEST_F(PagesTest, an_error_asked_for_as_json_is_a_problem_document) {
    request.format = "json";
    const auto response = pages.error_page(request, 403, "Không được");
    EXPECT_EQ(response.content_type, "application/problem+json");
    EXPECT_NE(response.body.find(R"("title":"Không được","status":403)"), std::string::npos);
}

}  // namespace
}  // namespace longdan::view
