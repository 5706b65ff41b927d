#include "features/identity/test_support/people.h"

#include <gtest/gtest.h>

namespace longdan::identity {
namespace {

const std::string password = "bốn con trâu gặm cỏ";

struct Office {
    explicit Office(TestGround& with) : ground(with), people(with), scheme(people.scheme("tinh-a")) {
        people.identity.add_routes();
        ground.use(people.identity.middleware());
        root = people.account("goc");
        people.grant(root, "administrator", SchemeId{});
        local = people.with_role("quan-tri-a", "scheme_administrator", scheme);
        clerk = people.with_role("nhap-phieu", "clerk", scheme);
    }
    int count(std::string_view sql) {
        return static_cast<int>(ground.database.read([&](db::Transaction& tx) {
            return tx.query_one(sql)->integer("n");
        }));
    }

    TestGround& ground;
    People people;
    SchemeId scheme;
    AccountId root;
    AccountId local;
    AccountId clerk;
};

TEST(pages, each_is_for_those_whose_work_it_is) {
    TestGround ground(db::Engine::sqlite, migrations());
    Office office(ground);
    struct Case {
        std::string address;
        Permission permission;
    };
    const std::vector<Case> table = {
        {"/lam-viec/quan-tri/tai-khoan", Permission::account_manage},
        {"/lam-viec/quan-tri/tai-khoan/moi", Permission::account_manage},
        {"/lam-viec/quan-tri/de-an", Permission::account_manage},
        {"/lam-viec/nhat-ky", Permission::audit_read},
    };
    for (const Role& role : roles()) {
        const SchemeId where = role.code == "administrator" ? SchemeId{} : office.scheme;
        const AccountId account = office.people.with_role("vai-" + std::string(role.code), role.code, where);
        const auto principal = office.people.as(account);
        for (const auto& [address, permission] : table) {
            const int expected = office.people.access(account).may_somewhere(permission) ? 200 : 403;
            EXPECT_EQ(ground.get(address, principal).status, expected) << role.code << " " << address;
            EXPECT_EQ(ground.get(address).status, 401) << address;
        }
        for (const std::string address : {"/lam-viec", "/lam-viec/tai-khoan", "/lam-viec/cong-viec"}) {
            EXPECT_EQ(ground.get(address, principal).status, 200) << role.code << " " << address;
        }
    }
}

LONGDAN_ON_BOTH_GROUNDS(pages, a_new_account_chooses_its_own_password_by_a_link_once, migrations()) {
    Office office(ground);
    const auto made = ground.post(
        "/lam-viec/quan-tri/tai-khoan/moi",
        {{"name", "moi.ve"}, {"display_name", "Người mới về"}, {"scheme", office.scheme.text()}},
        office.people.as(office.local)
    );
    ASSERT_EQ(made.status, 200);
    const auto begin = made.body.find("/dat-mat-khau?ma=");
    ASSERT_NE(begin, std::string::npos);
    const std::string link = made.body.substr(begin, made.body.find('"', begin) - begin);
    const std::string token = link.substr(link.find('=') + 1);
    EXPECT_EQ(ground.get("/dat-mat-khau?ma=khong-co").status, 404);
    EXPECT_EQ(ground.get(link).status, 200);
    EXPECT_EQ(ground.post("/dat-mat-khau", {{"token", token}, {"password", "ngắn"}, {"again", "ngắn"}}).status, 422);
    EXPECT_EQ(ground.post("/dat-mat-khau", {{"token", token}, {"password", password}, {"again", "khác"}}).status, 422);
    EXPECT_EQ(
        ground.post("/dat-mat-khau", {{"token", token}, {"password", password}, {"again", password}}).status, 303
    );
    EXPECT_EQ(
        ground.post("/dat-mat-khau", {{"token", token}, {"password", password}, {"again", password}}).status, 404
    );
    ground.get("/dang-nhap");
    EXPECT_EQ(ground.post("/dang-nhap", {{"name", "moi.ve"}, {"password", password}}).status, 303);
}

LONGDAN_ON_BOTH_GROUNDS(pages, accounts_are_found_without_marks_and_paged, migrations()) {
    Office office(ground);
    const auto root = office.people.as(office.root);
    ground.database.write([&](db::Transaction& tx) {
        tx.execute("UPDATE identity_account SET display_name = 'Đỗ Thị Hường' WHERE id = :id", {{"id", office.clerk}});
    });
    const auto found = [&](const std::string& query) {
        return ground.get("/lam-viec/quan-tri/tai-khoan" + query, root).body;
    };
    EXPECT_NE(found("?q=do+thi+huong").find("Đỗ Thị Hường"), std::string::npos);
    EXPECT_NE(found("?q=do+thi+huong").find("\"total\":1"), std::string::npos);
    EXPECT_NE(found("?q=nhap-phieu").find("Đỗ Thị Hường"), std::string::npos);
    EXPECT_EQ(found("?q=khong+co").find("Đỗ Thị Hường"), std::string::npos);
    EXPECT_NE(found("").find("\"total\":3"), std::string::npos);
    EXPECT_NE(found("?trang=2").find("\"accounts\":[]"), std::string::npos);
    EXPECT_NE(found("?trang=2&q=do").find("\"accounts\":[]"), std::string::npos);
}

TEST(pages, a_page_knows_what_the_person_may_and_what_waits) {
    TestGround ground(db::Engine::sqlite, migrations());
    Office office(ground);
    office.people.identity.add_inbox([](db::Transaction&, const Access& access) {
        return std::vector<InboxItem>(access.may_somewhere(Permission::answers_enter) ? 2 : 0);
    });
    const auto described = [&](const http::Principal& principal) {
        http::Request request;
        request.principal = principal;
        view::PageContext context;
        office.people.identity.describe(context, request);
        return context;
    };
    EXPECT_EQ(described(office.people.as(office.clerk)).waiting, 2);
    EXPECT_EQ(
        described(office.people.as(office.clerk)).permissions, (std::vector<std::string>{"round.read", "answers.enter"})
    );
    EXPECT_EQ(described(office.people.as(office.local)).waiting, 0);
    EXPECT_TRUE(described({}).permissions.empty());
}

TEST(pages, a_link_dies_after_three_days) {
    TestGround ground(db::Engine::sqlite, migrations());
    Office office(ground);
    const std::string address = "/lam-viec/quan-tri/tai-khoan/" + office.clerk.text() + "/lien-ket";
    const auto made = ground.post(address, {}, office.people.as(office.local));
    const auto begin = made.body.find("/dat-mat-khau?ma=");
    const std::string link = made.body.substr(begin, made.body.find('"', begin) - begin);
    ground.fake_clock().advance(72LL * 3600 * 1000);
    EXPECT_EQ(ground.get(link).status, 200);
    ground.fake_clock().advance(1);
    EXPECT_EQ(ground.get(link).status, 404);
}

LONGDAN_ON_BOTH_GROUNDS(pages, roles_are_given_and_taken_on_the_page_of_an_account, migrations()) {
    Office office(ground);
    office.people.identity.set_unit_names(
        [](UnitId unit) { return "Đơn vị " + unit.text(); },
        [](std::string_view typed) { return typed == "Hà Tĩnh" ? std::optional(UnitId{42}) : std::nullopt; }
    );
    const auto local = office.people.as(office.local);
    const std::string address = "/lam-viec/quan-tri/tai-khoan/" + office.clerk.text();
    const std::string scheme = office.scheme.text();
    const auto give = [&](const std::string& role, const std::string& where, const std::string& units) {
        return ground.post(address + "/vai-tro", {{"role", role}, {"scheme", where}, {"units", units}}, local).status;
    };
    EXPECT_EQ(give("provincial_officer", scheme, "Hà Tĩnh\n"), 303);
    EXPECT_NE(ground.get(address, local).body.find("Đơn vị 42"), std::string::npos);
    EXPECT_EQ(give("provincial_officer", scheme, "Hà Tĩnh\nXứ lạ"), 422);
    EXPECT_EQ(give("administrator", "0", ""), 404);
    EXPECT_EQ(give("", scheme, ""), 422);
    EXPECT_EQ(
        ground.post(address + "/vai-tro/thu-hoi", {{"role", "provincial_officer"}, {"scheme", scheme}}, local).status,
        303
    );
    EXPECT_EQ(
        ground.post(address + "/vai-tro/thu-hoi", {{"role", "provincial_officer"}, {"scheme", scheme}}, local).status,
        409
    );
}

LONGDAN_ON_BOTH_GROUNDS(pages, an_account_is_stopped_and_opened_again, migrations()) {
    Office office(ground);
    const auto local = office.people.as(office.local);
    const std::string address = "/lam-viec/quan-tri/tai-khoan/" + office.clerk.text();
    EXPECT_EQ(ground.post(address + "/ngung", {}, office.people.as(office.clerk)).status, 403);
    EXPECT_EQ(ground.post(address + "/ngung", {}, local).status, 303);
    EXPECT_EQ(ground.post(address + "/ngung", {}, local).status, 409);
    EXPECT_FALSE(office.people.access(office.clerk).signed_in());
    EXPECT_EQ(ground.post(address + "/lien-ket", {}, local).status, 409);
    EXPECT_EQ(ground.post(address + "/mo-lai", {}, local).status, 303);
    EXPECT_EQ(ground.post(address + "/mo-lai", {}, local).status, 409);
    EXPECT_TRUE(office.people.access(office.clerk).may(Permission::answers_enter, office.scheme));
    const std::string own = "/lam-viec/quan-tri/tai-khoan/" + office.local.text();
    EXPECT_EQ(ground.post(own + "/ngung", {}, local).status, 403) << "not oneself";
}

LONGDAN_ON_BOTH_GROUNDS(pages, a_second_factor_is_removed_by_two_administrators, migrations()) {
    Office office(ground);
    ground.database.write([&](db::Transaction& tx) {
        tx.execute("UPDATE identity_account SET totp_secret = 'ABC' WHERE id = :id", {{"id", office.clerk}});
    });
    const std::string address = "/lam-viec/quan-tri/tai-khoan/" + office.clerk.text() + "/bo-ma-xac-thuc";
    const auto has_one = [&] {
        return office.count("SELECT COUNT(*) AS n FROM identity_account WHERE totp_secret <> ''");
    };
    EXPECT_EQ(ground.post(address, {}, office.people.as(office.local)).status, 303);
    EXPECT_EQ(ground.post(address, {}, office.people.as(office.local)).status, 303);
    EXPECT_EQ(has_one(), 1) << "one administrator alone asks twice in vain";
    EXPECT_EQ(ground.post(address, {}, office.people.as(office.root)).status, 303);
    EXPECT_EQ(has_one(), 0);
}

LONGDAN_ON_BOTH_GROUNDS(pages, every_change_leaves_an_entry_that_its_scheme_can_read, migrations()) {
    Office office(ground);
    const SchemeId other = office.people.scheme("tinh-b");
    const AccountId stranger = office.people.with_role("kiem-tra-b", "auditor", other);
    ground.post("/lam-viec/quan-tri/tai-khoan/" + office.clerk.text() + "/ngung", {}, office.people.as(office.local));
    const std::string what = "Ngừng tài khoản nhap-phieu";
    EXPECT_NE(ground.get("/lam-viec/nhat-ky", office.people.as(office.local)).body.find(what), std::string::npos);
    EXPECT_NE(ground.get("/lam-viec/nhat-ky", office.people.as(office.root)).body.find(what), std::string::npos);
    EXPECT_EQ(ground.get("/lam-viec/nhat-ky", office.people.as(stranger)).body.find(what), std::string::npos);
    EXPECT_EQ(ground.get("/lam-viec/nhat-ky?de-an=" + office.scheme.text(), office.people.as(stranger)).status, 404);
    const std::string of_account = "/lam-viec/nhat-ky?doi-tuong=account:" + office.clerk.text();
    EXPECT_EQ(ground.get(of_account, office.people.as(stranger)).body.find(what), std::string::npos);
}

LONGDAN_ON_BOTH_GROUNDS(pages, the_chain_is_checked_by_a_job, migrations()) {
    Office office(ground);
    const auto root = office.people.as(office.root);
    EXPECT_EQ(ground.post("/lam-viec/nhat-ky/kiem-tra", {}, office.people.as(office.local)).status, 403);
    const auto started = ground.post("/lam-viec/nhat-ky/kiem-tra", {}, root);
    ASSERT_EQ(started.status, 303);
    const std::string address = header_of(started, "Location");
    EXPECT_NE(ground.get(address, root).body.find("\"state\":\"waiting\""), std::string::npos);
    EXPECT_EQ(ground.get(address, office.people.as(office.local)).status, 404);
    ground.jobs.drain();
    const std::string done = ground.get(address + ".json", root).body;
    EXPECT_NE(done.find("\"state\":\"done\""), std::string::npos) << done;
    EXPECT_NE(ground.get("/lam-viec/cong-viec", root).body.find("Kiểm tra chuỗi nhật ký"), std::string::npos);
    EXPECT_EQ(ground.post(address + "/huy", {}, root).status, 409) << "it has ended";
}

TEST(pages, a_waiting_job_is_cancelled_by_its_owner_only) {
    TestGround ground(db::Engine::sqlite, migrations());
    Office office(ground);
    const auto root = office.people.as(office.root);
    const std::string address = header_of(ground.post("/lam-viec/nhat-ky/kiem-tra", {}, root), "Location");
    EXPECT_EQ(ground.post(address + "/huy", {}, office.people.as(office.clerk)).status, 404);
    EXPECT_EQ(ground.post(address + "/huy", {}, root).status, 303);
    EXPECT_NE(ground.get(address, root).body.find("\"state\":\"cancelled\""), std::string::npos);
}

LONGDAN_ON_BOTH_GROUNDS(pages, schemes_are_made_by_the_installation_and_kept_by_their_own, migrations()) {
    Office office(ground);
    const auto root = office.people.as(office.root);
    const auto local = office.people.as(office.local);
    const std::string list = "/lam-viec/quan-tri/de-an";
    const TestGround::Pairs fresh = {{"code", "tinh-c"}, {"name", "Đề án tỉnh C"}, {"owner", "30"}};
    EXPECT_EQ(ground.post(list, fresh, local).status, 403);
    EXPECT_EQ(ground.post(list, {{"code", "Tỉnh C"}, {"name", ""}, {"owner", "x"}}, root).status, 422);
    const auto made = ground.post(list, fresh, root);
    ASSERT_EQ(made.status, 303);
    const std::string foreign = header_of(made, "Location");
    EXPECT_EQ(ground.get(foreign, root).status, 200);
    EXPECT_EQ(ground.get(foreign, local).status, 404);
    EXPECT_EQ(ground.post(foreign, {{"name", "Của tôi"}}, local).status, 404);
    EXPECT_EQ(ground.get(list, local).body.find("Đề án tỉnh C"), std::string::npos);
    const std::string own = list + "/" + office.scheme.text();
    EXPECT_EQ(ground.post(own, {{"name", "Đề án A, sửa"}, {"share", "1"}}, local).status, 303);
    EXPECT_NE(ground.get(own, local).body.find("Đề án A, sửa"), std::string::npos);
    EXPECT_EQ(ground.post(own + "/sap-nhap", {{"new_owner", "30"}, {"act", "Nghị quyết 1"}}, local).status, 403);
    EXPECT_EQ(ground.post(own + "/sap-nhap", {{"new_owner", "30"}, {"act", ""}}, root).status, 422);
    EXPECT_EQ(ground.post(own + "/sap-nhap", {{"new_owner", "30"}, {"act", "Nghị quyết 1"}}, root).status, 303);
    EXPECT_EQ(ground.post(own, {{"name", "Muộn rồi"}}, local).status, 409);
}

LONGDAN_ON_BOTH_GROUNDS(tokens, carry_a_part_of_what_their_owner_may_in_one_scheme, migrations()) {
    Office office(ground);
    Access seen;
    ground.router.get("/api/v1/ai", [&](const http::Request& request) {
        seen = Identity::access(request);
        return http::json("{}");
    });
    const auto call = [&](const std::string& authorization) {
        seen = {};
        http::Request request;
        request.target = "/api/v1/ai";
        if (!authorization.empty()) request.headers.add("Authorization", authorization);
        return ground.send(std::move(request)).status;
    };
    const auto clerk = office.people.as(office.clerk);
    const auto create = [&](const std::string& permission, const std::string& scheme, const std::string& days) {
        return ground.post(
            "/lam-viec/tai-khoan/ma-truy-cap",
            {{"token_name", "máy nhập"}, {"token_scheme", scheme}, {"days", days}, {"permissions", permission}}, clerk
        );
    };
    const std::string scheme = office.scheme.text();
    EXPECT_EQ(create("round.plan", scheme, "30").status, 422) << "not one's own";
    EXPECT_EQ(create("answers.enter", office.people.scheme("tinh-b").text(), "30").status, 422);
    EXPECT_EQ(create("answers.enter", scheme, "400").status, 422);
    const auto made = create("answers.enter", scheme, "30");
    ASSERT_EQ(made.status, 200);
    const auto begin = made.body.find("ldg_");
    const std::string token = made.body.substr(begin, made.body.find('"', begin) - begin);

    EXPECT_EQ(call(""), 200);
    EXPECT_FALSE(seen.signed_in());
    EXPECT_EQ(call("Bearer " + token), 200);
    EXPECT_TRUE(seen.may(Permission::answers_enter, office.scheme));
    EXPECT_FALSE(seen.may(Permission::round_read, office.scheme)) << "the owner may, the token may not";
    EXPECT_EQ(call("Bearer ldg_sai"), 401);
    EXPECT_EQ(office.count("SELECT COUNT(*) AS n FROM identity_token WHERE last_used IS NOT NULL"), 1);

    ground.fake_clock().advance(31LL * 24 * 3600 * 1000);
    EXPECT_EQ(call("Bearer " + token), 401) << "expired";
}

LONGDAN_ON_BOTH_GROUNDS(tokens, stop_when_revoked_and_when_their_owner_is_stopped, migrations()) {
    Office office(ground);
    ground.router.get("/api/v1/ai", [](const http::Request&) { return http::json("{}"); });
    const auto clerk = office.people.as(office.clerk);
    const auto make = [&] {
        const auto made = ground.post(
            "/lam-viec/tai-khoan/ma-truy-cap",
            {{"token_name", "máy"},
             {"token_scheme", office.scheme.text()},
             {"days", "30"},
             {"permissions", "answers.enter"}},
            clerk
        );
        const auto begin = made.body.find("ldg_");
        return made.body.substr(begin, made.body.find('"', begin) - begin);
    };
    const auto call = [&](const std::string& token) {
        http::Request request;
        request.target = "/api/v1/ai";
        request.headers.add("Authorization", "Bearer " + token);
        return ground.send(std::move(request)).status;
    };
    const std::string first = make();
    const std::string id = std::to_string(ground.database.read([&](db::Transaction& tx) {
        return tx.query_one("SELECT id FROM identity_token")->integer("id");
    }));
    EXPECT_EQ(
        ground.post("/lam-viec/tai-khoan/ma-truy-cap/thu-hoi", {{"token", id}}, office.people.as(office.local)).status,
        404
    ) << "another person's";
    EXPECT_EQ(ground.post("/lam-viec/tai-khoan/ma-truy-cap/thu-hoi", {{"token", id}}, clerk).status, 303);
    EXPECT_EQ(call(first), 401);
    const std::string second = make();
    EXPECT_EQ(call(second), 200);
    ground.post("/lam-viec/quan-tri/tai-khoan/" + office.clerk.text() + "/ngung", {}, office.people.as(office.local));
    EXPECT_EQ(call(second), 401);
}

TEST(tokens, a_cookie_is_nobody_under_api) {
    TestGround ground(db::Engine::sqlite, migrations());
    Office office(ground);
    Access seen;
    ground.router.post(
        "/api/v1/ghi",
        [&](const http::Request& request) {
            seen = Identity::access(request);
            return http::json("{}");
        },
        {.csrf = false}
    );
    ground.database.write([&](db::Transaction& tx) {
        office.people.identity.create_account(tx, Identity::system_access(), {"co.mat.khau", "Người A", password});
    });
    ground.get("/dang-nhap");
    ASSERT_EQ(ground.post("/dang-nhap", {{"name", "co.mat.khau"}, {"password", password}}).status, 303);
    ground.post("/api/v1/ghi", {});
    EXPECT_FALSE(seen.signed_in()) << "a forged form of another site would bring the cookie along";
}

TEST(same_origin, is_judged_by_what_the_browser_says) {
    const auto outcome = [](std::vector<std::pair<std::string, std::string>> headers) {
        http::Request request;
        request.host = "longdan.example";
        for (auto& [name, value] : headers) request.headers.add(name, value);
        return refused([&] { Identity::require_same_origin(request); });
    };
    EXPECT_EQ(outcome({}), std::nullopt) << "an old browser or a program";
    EXPECT_EQ(outcome({{"Sec-Fetch-Site", "same-origin"}}), std::nullopt);
    EXPECT_EQ(outcome({{"Sec-Fetch-Site", "cross-site"}}), ErrorKind::forbidden);
    EXPECT_EQ(outcome({{"Sec-Fetch-Site", "same-site"}}), ErrorKind::forbidden);
    EXPECT_EQ(outcome({{"Origin", "https://longdan.example"}}), std::nullopt);
    EXPECT_EQ(outcome({{"Origin", "https://vi.du"}}), ErrorKind::forbidden);
    EXPECT_EQ(outcome({{"Origin", "null"}}), ErrorKind::forbidden);
}

TEST(identity_views, have_the_types_of_their_documents) {
    view::Catalogue catalogue;
    Identity::declare_views(catalogue);
    EXPECT_EQ(view::types_difference(LONGDAN_SOURCE_DIR, "identity", catalogue), "");
}

}  // namespace
}  // namespace longdan::identity
