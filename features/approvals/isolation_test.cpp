#include "features/approvals/approvals.h"
#include "features/identity/test_support/people.h"
#include "tests/isolation/crawl.h"

#include <algorithm>
#include <cctype>

#include <gtest/gtest.h>

namespace longdan::approvals {
namespace {

using identity::AccountId;
using identity::Identity;
using identity::People;
using identity::SchemeId;
using identity::UnitId;

std::vector<db::Migration> all_migrations() { return db::together({identity::migrations(), approvals::migrations()}); }

/// Two owners, each with an account of every role, a dossier at each step and a job, on the pages of both features.
struct TwoOwners {
    explicit TwoOwners(TestGround& with) : ground(with), people(with), approvals(with, people.identity) {
        people.identity.add_routes();
        approvals.add_routes();
        ground.use(people.identity.middleware());
        ground.jobs.define("test", [](jobs::Context&) { return std::string("{}"); });
        const std::string own = "/lam-viec/tai-khoan";
        walk.router = &ground.router;
        walk.owners = {owner("A", "ZQALAMDONG", UnitId{68}), owner("B", "ZQBHATINH", UnitId{42})};
        walk.send = [this](http::Request request) { return ground.send(std::move(request)); };
        walk.body = [](const http::Response& response) { return body_of(response); };
        walk.fields = {
            {"de-an", "scheme"},
            {"scheme", "scheme"},
            {"token_scheme", "scheme"},
            {"parent", "scheme"},
            {"doi-tuong", "subject"}};
        walk.form = {
            {"role", "clerk"}, {"name", "Tên mới"}, {"act", "Nghị quyết 1"}, {"new_owner", "1"}, {"reason", "Lý do"}};
        // Those that check a password count the attempts of the person, so that no two answers are alike.
        walk.skipped = {
            "/dang-xuat",
            "/dang-nhap",
            own + "/mat-khau",
            own + "/ma-xac-thuc/tat",
            own + "/ma-xac-thuc/ma-du-phong",
            own + "/ma-xac-thuc/thiet-lap",
            own + "/phien/ket-thuc-het"};
        walk.state = [this](const isolation::Owner& owner) { return rows_of(owner); };
    }

    isolation::Owner owner(const std::string& name, const std::string& marker, UnitId unit) {
        isolation::Owner made{name, marker, {}, {}};
        const SchemeId scheme = people.scheme(slug_of(marker), unit);
        ground.database.write([&](db::Transaction& tx) {
            people.identity.change_scheme(tx, Identity::system_access(), scheme, "Đề án " + marker, false);
        });
        made.ids["scheme"] = {scheme.text()};
        std::vector<AccountId> accounts;
        for (const identity::Role& role : identity::roles()) {
            if (role.code == "administrator") continue;
            const std::string code(role.code);
            accounts.push_back(people.with_role(slug_of(marker) + "-" + slug_of(code), code, scheme));
            made.ids["account"].push_back(accounts.back().text());
            made.ids["subject"].push_back("account:" + accounts.back().text());
        }
        add_dossiers(made, scheme, marker, accounts);
        for (std::size_t i = 0; i < accounts.size(); ++i) {
            made.people.push_back({people.access(accounts[i]).display_name(), people.as(accounts[i])});
        }
        return made;
    }

    void add_dossiers(
        isolation::Owner& made, SchemeId scheme, const std::string& marker, const std::vector<AccountId>& accounts
    ) {
        const auto with = [&](identity::Permission permission) {
            for (const AccountId account : accounts) {
                if (people.access(account).may(permission, scheme)) return people.access(account);
            }
            return identity::Access();
        };
        const auto submitter = with(identity::Permission::approval_submit);
        const auto leader = with(identity::Permission::approval_decide);
        const std::string file = ground.files.put("bảng của " + marker).sha256;
        ground.database.write([&](db::Transaction& tx) {
            for (const std::string step : {"draft", "submitted", "approved"}) {
                const DossierId id = approvals.open(
                    tx, submitter,
                    {.scheme = scheme,
                     .subject = "revision:" + marker + step,
                     .title = "Kết quả " + marker,
                     .file_sha256 = file,
                     .file_name = marker + ".csv",
                     .address = {},
                     .summary = {{"Chỉ số", marker}},
                     .makers = {}}
                );
                if (step != "draft") approvals.submit(tx, submitter, id);
                if (step == "approved") {
                    approvals.approve(
                        tx, leader, id, {file, "1/QĐ", ground.clock.today(), "A " + marker, "Chủ tịch", ""}
                    );
                }
                made.ids["dossier"].push_back(id.text());
            }
            const auto job = ground.jobs.enqueue(
                tx, {.kind = "test",
                     .title = "Tính " + marker,
                     .input = "{}",
                     .scheme = scheme.value,
                     .account = submitter.account().value}
            );
            made.ids["job"] = {job.text()};
        });
    }

    std::string rows_of(const isolation::Owner& owner) {
        const std::string scheme = owner.ids.at("scheme").front();
        return ground.database.read([&](db::Transaction& tx) {
            std::string text;
            const auto add = [&](const std::string& sql) {
                for (const auto& row : tx.query(sql)) text += row.text("line") + "\n";
            };
            add("SELECT name || ' ' || closed AS line FROM identity_scheme WHERE id = " + scheme);
            add("SELECT name || ' ' || active || ' ' || totp_secret AS line FROM identity_account WHERE scheme = " +
                scheme + " ORDER BY id");
            add("SELECT role || ' ' || account AS line FROM identity_grant WHERE scheme = " + scheme +
                " ORDER BY account, role");
            add("SELECT state || ' ' || version AS line FROM approvals_dossier WHERE scheme = " + scheme +
                " ORDER BY id");
            for (const auto& job : ground.jobs.list(tx, {std::stoll(scheme)}, 10)) text += jobs::name(job.state);
            return text;
        });
    }

    static std::string slug_of(std::string text) {
        for (char& sign : text) sign = sign == '_' ? '-' : static_cast<char>(std::tolower(sign));
        return text;
    }

    TestGround& ground;
    People people;
    Approvals approvals;
    isolation::Walk walk;
};

LONGDAN_ON_BOTH_GROUNDS(isolation, nothing_crosses_between_two_owners, all_migrations()) {
    TwoOwners two(ground);
    const isolation::Report report = isolation::crawl(two.walk);
    EXPECT_EQ(report.not_walked, std::vector<std::string>{});
    for (const std::string& finding : report.findings) ADD_FAILURE() << finding;
    EXPECT_GT(report.requests, 1000);
}

TEST(isolation, the_crawl_finds_a_list_that_forgot_its_filter) {
    TestGround ground(db::Engine::sqlite, all_migrations());
    TwoOwners two(ground);
    for (const std::string& line : ground.router.listing()) {
        two.walk.skipped.push_back(line.substr(line.find(' ') + 1));
    }
    ground.router.get("/lo-hong", [&](const http::Request&) {
        std::string names;
        ground.database.read([&](db::Transaction& tx) {
            for (const auto& scheme : two.people.identity.schemes(tx)) names += scheme.name;
        });
        return http::text(names);
    });
    ground.router.get("/lo-hong/{scheme}", [&](const http::Request& request) -> http::Response {
        const bool there = ground.database.read([&](db::Transaction& tx) {
            return two.people.identity.find_scheme(tx, request.id<SchemeId>("scheme")).has_value();
        });
        throw Error(there ? ErrorKind::forbidden : ErrorKind::not_found, "Không được");
    });
    ground.router.post("/lo-hong/{scheme}", [&](const http::Request& request) -> http::Response {
        ground.database.write([&](db::Transaction& tx) {
            tx.execute(
                "UPDATE identity_scheme SET name = 'khác' WHERE id = :id", {{"id", request.id<SchemeId>("scheme")}}
            );
        });
        throw Error(ErrorKind::not_found, "Không tìm thấy");
    });
    ground.router.get("/lo-hong/{unknown}/x", [](const http::Request&) { return http::text(""); });
    const isolation::Report report = isolation::crawl(two.walk);
    EXPECT_EQ(report.not_walked, std::vector<std::string>{"GET /lo-hong/{unknown}/x"});
    const auto found = [&](const std::string& part) {
        return std::any_of(report.findings.begin(), report.findings.end(), [&](const std::string& finding) {
            return finding.find(part) != std::string::npos;
        });
    };
    EXPECT_TRUE(found("GET /lo-hong as")) << "a foreign name in a list";
    EXPECT_TRUE(found("a foreign id is answered 403, one that does not exist 404"));
    EXPECT_TRUE(found("rows of A were changed"));
}

}  // namespace
}  // namespace longdan::approvals
