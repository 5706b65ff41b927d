#include "features/identity/sealing.h"
#include "features/identity/test_support/people.h"
#include "features/identity/totp.h"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

namespace longdan::identity {
namespace {

const std::string password = "bốn con trâu gặm cỏ";
constexpr std::int64_t minute = 60'000;
constexpr std::int64_t hour = 60 * minute;

/// An installation with one account that has a password, pages and middleware.
struct Installation {
    explicit Installation(TestGround& with) : ground(with), identity(with) {
        identity.add_routes();
        ground.use(identity.middleware());
        account = ground.database.write([&](db::Transaction& tx) {
            return identity.create_account(
                tx, Identity::system_access(), {"an.nguyen", "Nguyễn Văn An", password, SchemeId{}}
            );
        });
    }

    http::Response sign_in(
        const std::string& with, const std::string& name = "an.nguyen", const std::string& back = ""
    ) {
        ground.get("/dang-nhap");
        return ground.post("/dang-nhap", {{"name", name}, {"password", with}, {"return_to", back}});
    }
    bool signed_in() { return ground.get("/lam-viec").status == 200; }
    std::string session() {
        const auto found = ground.cookies.find("__Host-longdan");
        return found == ground.cookies.end() ? "" : found->second;
    }

    TestGround& ground;
    Identity identity;
    AccountId account;
};

LONGDAN_ON_BOTH_GROUNDS(sign_in, the_right_password_opens_the_inbox, migrations()) {
    Installation here(ground);
    EXPECT_EQ(ground.get("/lam-viec").status, 401);
    const auto answer = here.sign_in(password);
    EXPECT_EQ(answer.status, 303);
    EXPECT_EQ(header_of(answer, "Location"), "/lam-viec");
    const std::string cookie = header_of(answer, "Set-Cookie");
    for (const std::string part : {"__Host-longdan=", "; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"}) {
        EXPECT_NE(cookie.find(part), std::string::npos) << cookie;
    }
    EXPECT_TRUE(here.signed_in());
    const std::string token = here.session();
    ground.database.read([&](db::Transaction& tx) {
        for (const auto& row : tx.query("SELECT token_hash FROM identity_session")) {
            EXPECT_NE(row.text("token_hash"), token) << "only the hash is stored";
        }
    });
}

TEST(sign_in, no_cookie_comes_before_the_form) {
    TestGround ground(db::Engine::sqlite, migrations());
    Installation here(ground);
    ground.get("/lam-viec");
    EXPECT_TRUE(ground.cookies.empty());
    ground.get("/dang-nhap");
    EXPECT_EQ(ground.cookies.size(), 1u);
    const std::string first = ground.cookies.begin()->second;
    ground.get("/dang-nhap");
    EXPECT_EQ(ground.cookies.begin()->second, first) << "a second form keeps the first one good";
}

TEST(sign_in, a_form_from_elsewhere_is_refused) {
    TestGround ground(db::Engine::sqlite, migrations());
    Installation here(ground);
    const TestGround::Pairs forged = {{"name", "an.nguyen"}, {"password", password}, {"_csrf", "forged"}};
    EXPECT_EQ(ground.post("/dang-nhap", forged).status, 403);
    here.sign_in(password);
    EXPECT_EQ(ground.post("/dang-xuat", {{"_csrf", "forged"}}).status, 403);
    EXPECT_TRUE(here.signed_in());
}

TEST(sign_in, wrong_name_and_wrong_password_get_one_answer) {
    TestGround ground(db::Engine::sqlite, migrations());
    Installation here(ground);
    const auto wrong_password = here.sign_in("mật khẩu không đúng");
    const auto wrong_name = here.sign_in("mật khẩu không đúng", "khong.co");
    EXPECT_EQ(wrong_password.status, 422);
    EXPECT_EQ(wrong_name.status, 422);
    const auto without_name = [](std::string body) {
        for (const std::string name : {"an.nguyen", "khong.co"}) {
            for (auto at = body.find(name); at != std::string::npos; at = body.find(name)) body.erase(at, name.size());
        }
        return body;
    };
    EXPECT_EQ(without_name(wrong_password.body), without_name(wrong_name.body));
    EXPECT_TRUE(here.session().empty());
}

LONGDAN_ON_BOTH_GROUNDS(sign_in, after_five_failures_even_the_right_password_waits, migrations()) {
    Installation here(ground);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(here.sign_in("sai " + std::to_string(i)).status, 422);
    const auto locked = here.sign_in(password);
    EXPECT_EQ(locked.status, 429);
    EXPECT_EQ(header_of(locked, "Retry-After"), "30");
    EXPECT_NE(body_of(locked).find("Hãy đợi 30 giây"), std::string::npos);
    ground.fake_clock().advance(31'000);
    EXPECT_EQ(here.sign_in("sai nữa").status, 422);
    ground.fake_clock().advance(31'000);
    EXPECT_EQ(here.sign_in(password).status, 429) << "the wait has doubled";
    ground.fake_clock().advance(31'000);
    EXPECT_EQ(here.sign_in(password).status, 303);
    EXPECT_EQ(here.sign_in("sai").status, 422) << "forgiven: counts from one again";
}

TEST(sign_in, an_unknown_name_is_locked_like_a_known_one) {
    TestGround ground(db::Engine::sqlite, migrations());
    Installation here(ground);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(here.sign_in("sai", "khong.co").status, 422);
    EXPECT_EQ(here.sign_in("sai", "khong.co").status, 429);
    EXPECT_EQ(here.sign_in(password).status, 303) << "another name is free";
}

LONGDAN_ON_BOTH_GROUNDS(sign_in, an_address_that_tries_many_names_waits, migrations()) {
    Installation here(ground);
    ground.database.write([&](db::Transaction& tx) { tx.execute("DELETE FROM identity_lockout"); });
    here.sign_in("sai", "ten-0");
    ground.database.write([&](db::Transaction& tx) {
        tx.execute("UPDATE identity_lockout SET failures = 29 WHERE subject LIKE 'address:%'");
    });
    EXPECT_EQ(here.sign_in("sai", "ten-1").status, 422);
    EXPECT_EQ(here.sign_in(password).status, 429);
    ground.database.read([&](db::Transaction& tx) {
        for (const auto& row : tx.query("SELECT subject FROM identity_lockout")) {
            EXPECT_EQ(row.text("subject").find("127.0.0.1"), std::string::npos) << "addresses are kept as hash only";
        }
    });
}

LONGDAN_ON_BOTH_GROUNDS(sign_in, failures_of_yesterday_are_forgotten_and_swept_away, migrations()) {
    Installation here(ground);
    const auto count = [&] {
        return ground.database.read([&](db::Transaction& tx) {
            return tx.query_one("SELECT COUNT(*) AS n FROM identity_lockout")->integer("n");
        });
    };
    for (int i = 0; i < 4; ++i) here.sign_in("sai", "ten-" + std::to_string(i));
    EXPECT_EQ(count(), 5) << "four names and an address";
    ground.fake_clock().advance(24 * hour + minute);
    EXPECT_EQ(here.sign_in("sai").status, 422);
    EXPECT_EQ(count(), 2);
}

LONGDAN_ON_BOTH_GROUNDS(sign_in, guesses_sent_at_once_are_all_counted, migrations()) {
    Installation here(ground);
    ground.get("/dang-nhap");
    const auto cookie = *ground.cookies.begin();
    std::atomic<int> looked_at = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 12; ++i) {
            threads.emplace_back([&] {
                Identity other(ground);
                http::Request request;
                request.secure = true;
                request.path = "/dang-nhap";
                request.headers.add("Cookie", cookie.first + "=" + cookie.second);
                request.form.add("name", "an.nguyen");
                request.form.add("password", "sai");
                const auto match = ground.router.match(http::Method::post, "/dang-nhap");
                looked_at += (*match.handler)(request).status == 422 ? 1 : 0;
            });
        }
    }
    EXPECT_LE(looked_at, 5);
}

TEST(sign_in, one_is_sent_only_to_pages_of_this_site) {
    TestGround ground(db::Engine::sqlite, migrations());
    Installation here(ground);
    const std::vector<std::pair<std::string, std::string>> table = {
        {"/lam-viec/dot/12?trang=2", "/lam-viec/dot/12?trang=2"},
        {"https://vi.du/", "/lam-viec"},
        {"//vi.du/", "/lam-viec"},
        {"/\\vi.du", "/lam-viec"},
        {"/\tx", "/lam-viec"},
        {"javascript:alert(1)", "/lam-viec"},
        {"/dang-xuat", "/lam-viec"},
        {"", "/lam-viec"},
    };
    for (const auto& [asked, given] : table) {
        EXPECT_EQ(header_of(here.sign_in(password, "an.nguyen", asked), "Location"), given) << asked;
        ground.cookies.clear();
    }
}

LONGDAN_ON_BOTH_GROUNDS(sign_in, a_session_ends_when_idle_and_after_a_week_at_most, migrations()) {
    Installation here(ground);
    here.sign_in(password);
    for (int i = 0; i < 3; ++i) {
        ground.fake_clock().advance(7 * hour);
        EXPECT_TRUE(here.signed_in()) << i;
    }
    ground.fake_clock().advance(8 * hour + 6 * minute);
    EXPECT_FALSE(here.signed_in());
    ground.cookies.clear();
    here.sign_in(password);
    for (int i = 0; i < 23; ++i) {
        ground.fake_clock().advance(7 * hour);
        here.signed_in();
    }
    EXPECT_TRUE(here.signed_in());
    ground.fake_clock().advance(8 * hour);
    EXPECT_FALSE(here.signed_in()) << "seven days are over";
}

LONGDAN_ON_BOTH_GROUNDS(sign_in, the_token_changes_at_each_sign_in_and_dies_at_sign_out, migrations()) {
    Installation here(ground);
    here.sign_in(password);
    const std::string first = here.session();
    EXPECT_EQ(ground.post("/dang-xuat", {}).status, 303);
    EXPECT_TRUE(here.session().empty());
    ground.cookies["__Host-longdan"] = first;
    EXPECT_FALSE(here.signed_in());
    ground.cookies.clear();
    here.sign_in(password);
    EXPECT_NE(here.session(), first);
}

LONGDAN_ON_BOTH_GROUNDS(sign_in, a_new_role_and_a_deactivation_end_the_sessions, migrations()) {
    Installation here(ground);
    const SchemeId scheme = ground.database.write([&](db::Transaction& tx) {
        Scheme scheme;
        scheme.code = "tinh-a";
        scheme.name = "Tỉnh A";
        scheme.owner = UnitId{1};
        return here.identity.create_scheme(tx, Identity::system_access(), scheme);
    });
    here.sign_in(password);
    EXPECT_TRUE(here.signed_in());
    ground.database.write([&](db::Transaction& tx) {
        here.identity.grant(tx, Identity::system_access(), here.account, "clerk", scheme);
    });
    EXPECT_FALSE(here.signed_in());
}

TEST(sign_in, a_password_never_crosses_the_network_in_clear) {
    TestGround ground(db::Engine::sqlite, migrations());
    Installation here(ground);
    const auto try_from = [&](const std::string& address, const std::string& host) -> int {
        http::Request request;
        request.secure = false;
        request.client_address = address;
        request.host = host;
        request.form.add("name", "an.nguyen");
        request.form.add("password", password);
        const auto match = ground.router.match(http::Method::post, "/dang-nhap");
        try {
            const auto answer = (*match.handler)(request);
            EXPECT_TRUE(header_of(answer, "Set-Cookie").starts_with("longdan=")) << "without TLS the prefix is refused";
            EXPECT_EQ(header_of(answer, "Set-Cookie").find("Secure"), std::string::npos);
            return answer.status;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::forbidden);
            return 403;
        }
    };
    EXPECT_EQ(try_from("10.0.0.7", "so-noi-vu.vn"), 403);
    EXPECT_EQ(try_from("127.0.0.1", "127.0.0.1:8080"), 303);
}

LONGDAN_ON_BOTH_GROUNDS(sign_in, a_second_factor_is_asked_for_and_each_code_works_once, migrations()) {
    Installation here(ground);
    here.sign_in(password);
    ASSERT_EQ(ground.post("/lam-viec/tai-khoan/ma-xac-thuc/thiet-lap", {}).status, 200);
    const std::string secret = ground.database.read([&](db::Transaction& tx) {
        const auto row = tx.query_one("SELECT id, totp_pending FROM identity_account");
        EXPECT_TRUE(row->text("totp_pending").starts_with("v1:")) << "encrypted";
        return Sealing(ground.settings.data).opened(row->text("totp_pending"), row->id<AccountId>("id"));
    });
    const auto code = [&] { return totp::code(*totp::from_base32(secret), totp::step_of(ground.fake_clock().now())); };
    EXPECT_EQ(ground.post("/lam-viec/tai-khoan/ma-xac-thuc/bat", {{"code", "000000"}}).status, 422);
    const std::string before = here.session();
    const auto enabled = ground.post("/lam-viec/tai-khoan/ma-xac-thuc/bat", {{"code", code()}});
    ASSERT_EQ(enabled.status, 200);
    EXPECT_NE(here.session(), before) << "rotated";
    EXPECT_TRUE(here.signed_in());

    ground.cookies.clear();
    EXPECT_EQ(header_of(here.sign_in(password), "Location"), "/dang-nhap/ma-xac-thuc");
    EXPECT_FALSE(here.signed_in()) << "the password alone is not enough";
    EXPECT_EQ(ground.post("/dang-nhap/ma-xac-thuc", {{"code", code()}}).status, 422) << "used when it was enabled";
    ground.fake_clock().advance(30'000);
    EXPECT_EQ(ground.post("/dang-nhap/ma-xac-thuc", {{"code", code()}, {"return_to", "/lam-viec/dot"}}).status, 303);
    EXPECT_TRUE(here.signed_in());

    const auto begin = enabled.body.find("\"values\":[\"") + 11;
    const std::string recovery = enabled.body.substr(begin, enabled.body.find('"', begin) - begin);
    ground.cookies.clear();
    here.sign_in(password);
    EXPECT_EQ(ground.post("/dang-nhap/ma-xac-thuc", {{"code", recovery}}).status, 303) << recovery;
    ground.cookies.clear();
    here.sign_in(password);
    EXPECT_EQ(ground.post("/dang-nhap/ma-xac-thuc", {{"code", recovery}}).status, 422) << "a recovery code works once";
}

TEST(sign_in, codes_cannot_be_guessed_without_end) {
    TestGround ground(db::Engine::sqlite, migrations());
    Installation here(ground);
    ground.database.write([&](db::Transaction& tx) {
        tx.execute("UPDATE identity_account SET totp_secret = :secret", {{"secret", totp::new_secret()}});
    });
    here.sign_in(password);
    for (int i = 0; i < 5; ++i) EXPECT_EQ(ground.post("/dang-nhap/ma-xac-thuc", {{"code", "111111"}}).status, 422);
    const auto locked = ground.post("/dang-nhap/ma-xac-thuc", {{"code", "111111"}});
    EXPECT_EQ(locked.status, 429);
    EXPECT_EQ(header_of(locked, "Retry-After"), "30");
}

TEST(sign_in, a_reader_who_is_not_signed_in_is_led_to_the_form_and_back) {
    http::Request request;
    request.target = "/lam-viec/dot/12?tab=mau&trang=2";
    const http::Response response = Identity::to_sign_in(request);
    EXPECT_EQ(response.status, 303);
    EXPECT_EQ(header_of(response, "Location"), "/dang-nhap?den=/lam-viec/dot/12?tab=mau%26trang=2");
}

LONGDAN_ON_BOTH_GROUNDS(own_account, an_action_is_followed_by_a_notice_on_the_next_page, migrations()) {
    Installation here(ground);
    here.sign_in(password);
    const std::string fresh = "năm con vịt bơi sông";
    const auto done =
        ground.post("/lam-viec/tai-khoan/mat-khau", {{"current", password}, {"password", fresh}, {"again", fresh}});
    ASSERT_EQ(done.status, 303);
    http::Request next;
    const auto shown = [&] {
        view::PageContext context;
        here.identity.describe(context, next);
        return context.notice ? context.notice->text : std::string();
    };
    EXPECT_EQ(shown(), "");
    next.secure = true;
    next.headers.add("Cookie", "__Host-longdan-bao=" + ground.cookies.at("__Host-longdan-bao"));
    EXPECT_EQ(shown(), "Đã đổi mật khẩu. Các phiên đăng nhập khác đã kết thúc.");
    next.method = http::Method::post;
    EXPECT_EQ(shown(), "") << "pages that answer a form may be kept";
}

LONGDAN_ON_BOTH_GROUNDS(own_account, a_new_password_ends_the_other_sessions, migrations()) {
    Installation here(ground);
    here.sign_in(password);
    const auto elsewhere = ground.cookies;
    ground.cookies.clear();
    here.sign_in(password);
    const std::string fresh = "năm con vịt bơi sông";
    const std::string address = "/lam-viec/tai-khoan/mat-khau";
    EXPECT_EQ(ground.post(address, {{"current", "sai"}, {"password", fresh}, {"again", fresh}}).status, 422);
    EXPECT_EQ(ground.post(address, {{"current", password}, {"password", fresh}, {"again", "khác"}}).status, 422);
    EXPECT_EQ(ground.post(address, {{"current", password}, {"password", "ngắn"}, {"again", "ngắn"}}).status, 422);
    EXPECT_EQ(ground.post(address, {{"current", password}, {"password", fresh}, {"again", fresh}}).status, 303);
    EXPECT_TRUE(here.signed_in());
    ground.cookies = elsewhere;
    EXPECT_FALSE(here.signed_in());
    ground.cookies.clear();
    EXPECT_EQ(here.sign_in(password).status, 422);
    EXPECT_EQ(here.sign_in(fresh).status, 303);
}

LONGDAN_ON_BOTH_GROUNDS(own_account, signing_out_everywhere_ends_every_session, migrations()) {
    Installation here(ground);
    here.sign_in(password);
    const auto elsewhere = ground.cookies;
    ground.cookies.clear();
    here.sign_in(password);
    EXPECT_EQ(ground.post("/lam-viec/tai-khoan/phien/ket-thuc-het", {}).status, 303);
    ground.cookies = elsewhere;
    EXPECT_FALSE(here.signed_in());
}

}  // namespace
}  // namespace longdan::identity
