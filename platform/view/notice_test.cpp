#include "platform/view/notice.h"

#include "platform/view/view.h"

#include <gtest/gtest.h>

namespace longdan::view {
namespace {

constexpr Moment now{1'800'000'000'000};
const std::string key = "the key of the installation";

/// The request a browser sends after it was given the cookie.
http::Request request_with(const std::string& set_cookie) {
    http::Request request;
    request.headers.add("Cookie", set_cookie.substr(0, set_cookie.find(';')));
    return request;
}

TEST(Notice, a_message_travels_over_one_redirect) {
    const std::string cookie = notice_cookie({}, key, "Đã lưu “kế hoạch; 50 %”", now);
    EXPECT_NE(cookie.find("HttpOnly; SameSite=Lax; Max-Age=120"), std::string::npos) << cookie;
    EXPECT_EQ(notice_of(request_with(cookie), key, now), "Đã lưu “kế hoạch; 50 %”");
    EXPECT_FALSE(notice_of({}, key, now));
}

TEST(Notice, a_message_that_is_not_ours_or_old_is_not_shown) {
    const std::string cookie = notice_cookie({}, key, "Đã lưu", now);
    EXPECT_FALSE(notice_of(request_with(cookie), "another key", now));
    EXPECT_FALSE(notice_of(request_with(cookie), key, {now.milliseconds + 121'000}));
    std::string changed = cookie;
    changed[changed.find('=') + 1] ^= 1;
    EXPECT_FALSE(notice_of(request_with(changed), key, now));
    for (const auto* odd : {"longdan-bao=", "longdan-bao=.", "longdan-bao=abc.1.", "longdan-bao=zz"}) {
        EXPECT_FALSE(notice_of(request_with(odd), key, now)) << odd;
    }
}

TEST(Notice, by_tls_the_cookie_belongs_to_this_host_alone) {
    http::Request request;
    request.secure = true;
    const std::string cookie = notice_cookie(request, key, "Đã lưu", now);
    EXPECT_TRUE(cookie.starts_with("__Host-longdan-bao=")) << cookie;
    EXPECT_TRUE(cookie.ends_with("; Secure")) << cookie;
    EXPECT_NE(no_notice_cookie(request).find("Max-Age=0"), std::string::npos);
}

TEST(Notice, the_page_that_shows_it_takes_it_away) {
    const auto renderer = make_echo_renderer();
    bool shows = true;
    Pages pages(*renderer, [&](const http::Request&) {
        PageContext context;
        if (shows) context.notice = Notice{"Đã lưu"};
        return context;
    });
    const auto cookies_of = [](const http::Response& response) {
        std::string found;
        for (const auto& [name, value] : response.headers) {
            if (name == "Set-Cookie") found += value;
        }
        return found;
    };
    const MessagePage document{"Xong", "", "", "", ""};
    const http::Response shown = pages.page({}, message_view, document);
    EXPECT_NE(cookies_of(shown).find("longdan-bao=; "), std::string::npos);
    shows = false;
    EXPECT_EQ(cookies_of(pages.page({}, message_view, document)), "");
}

}  // namespace
}  // namespace longdan::view
