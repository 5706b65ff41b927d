#include "features/approvals/approvals.h"

#include "features/identity/test_support/people.h"
#include "platform/base/digest.h"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>

namespace longdan::approvals {
namespace {

using identity::Access;
using identity::AccountId;
using identity::Identity;
using identity::People;
using identity::refused;
using identity::SchemeId;

std::vector<db::Migration> all_migrations() { return db::together({identity::migrations(), approvals::migrations()}); }

constexpr std::string_view pdf = "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";

/// A scheme with one of each who takes part, and a file to be approved.
struct Office {
    explicit Office(TestGround& with)
        : ground(with),
          people(with),
          approvals(with, people.identity),
          scheme(people.scheme("quoc-gia")),
          analyst(people.access(people.with_role("phan-tich", "analyst", scheme))),
          planner(people.access(people.with_role("ke-hoach", "planner", scheme))),
          leader(people.access(people.with_role("lanh-dao", "approver", scheme))),
          file(with.files.put("province,index\n01,83.94\n").sha256) {}

    using Outcome = std::optional<ErrorKind>;  ///< nothing: it was done

    template <class Work>
    auto write(Work work) {
        return ground.database.write(work);
    }
    DossierId open(const std::string& subject = "revision:12", std::vector<AccountId> makers = {}) {
        return write([&](db::Transaction& tx) {
            return approvals.open(
                tx, analyst,
                {.scheme = scheme,
                 .subject = subject,
                 .title = "Kết quả SIPAS 2026, bản 1",
                 .file_sha256 = file,
                 .file_name = "sipas-2026.csv",
                 .address = "/lam-viec/dot/1",
                 .summary = {{"Chỉ số chung", "83,94 %"}},
                 .makers = std::move(makers)}
            );
        });
    }
    Outcome submit(const Access& access, DossierId id) {
        return refused([&] { write([&](db::Transaction& tx) { approvals.submit(tx, access, id); }); });
    }
    Outcome give_back(const Access& access, DossierId id, std::string_view reason = "Thiếu phụ lục") {
        return refused([&] { write([&](db::Transaction& tx) { approvals.return_(tx, access, id, reason); }); });
    }
    Outcome approve(const Access& access, DossierId id) { return approve(access, id, decision()); }
    Outcome approve(const Access& access, DossierId id, const Decision& with) {
        return refused([&] { write([&](db::Transaction& tx) { approvals.approve(tx, access, id, with); }); });
    }
    Outcome attach(const Access& access, DossierId id, std::string_view content = pdf) {
        const std::string sha256 = ground.files.put(content).sha256;
        return refused([&] { write([&](db::Transaction& tx) { approvals.attach_signed(tx, access, id, sha256); }); });
    }
    Decision decision() const {
        return {file, "1234/QĐ-BNV", ground.clock.today(), "Nguyễn Văn A", "Thứ trưởng", "KT. Bộ trưởng"};
    }
    Dossier find(DossierId id) {
        return ground.database.read([&](db::Transaction& tx) { return *approvals.find(tx, id); });
    }

    TestGround& ground;
    People people;
    Approvals approvals;
    SchemeId scheme;
    Access analyst;
    Access planner;
    Access leader;
    std::string file;
};

LONGDAN_ON_BOTH_GROUNDS(approvals, a_dossier_walks_from_draft_to_lock, all_migrations()) {
    Office office(ground);
    const DossierId id = office.open();
    EXPECT_EQ(office.submit(office.analyst, id), std::nullopt);
    EXPECT_EQ(office.give_back(office.leader, id), std::nullopt);
    EXPECT_EQ(office.submit(office.analyst, id), std::nullopt);
    EXPECT_EQ(office.approve(office.leader, id), std::nullopt);
    EXPECT_EQ(office.attach(office.analyst, id), std::nullopt);
    const Dossier dossier = office.find(id);
    EXPECT_EQ(dossier.state, State::locked);
    EXPECT_EQ(dossier.decision->document_number, "1234/QĐ-BNV");
    EXPECT_EQ(dossier.decision->signer_title, "Thứ trưởng");
    EXPECT_EQ(dossier.decision->on_behalf_of, "KT. Bộ trưởng");
    EXPECT_EQ(dossier.approver, office.leader.account());
    EXPECT_EQ(dossier.signed_sha256, sha256(pdf));
    ASSERT_EQ(dossier.summary.size(), 1u);
    EXPECT_EQ(dossier.summary[0].value, "83,94 %");
    std::vector<State> states;
    for (const Step& step : dossier.history) states.push_back(step.to);
    EXPECT_EQ(
        states,
        (std::vector{State::draft, State::submitted, State::returned, State::submitted, State::approved, State::locked})
    );
    EXPECT_EQ(dossier.history[2].reason, "Thiếu phụ lục");
    EXPECT_EQ(dossier.history[2].account, office.leader.account());
    ground.database.read([&](db::Transaction& tx) {
        EXPECT_EQ(office.approvals.find_by_subject(tx, "revision:12")->id, id);
        EXPECT_FALSE(office.approvals.find_by_subject(tx, "revision:13"));
        EXPECT_GT(office.people.identity.verify_audit(tx), 6);
    });
}

LONGDAN_ON_BOTH_GROUNDS(approvals, each_act_is_refused_in_every_wrong_state, all_migrations()) {
    Office office(ground);
    const std::vector<State> states = {State::draft, State::submitted, State::returned, State::approved, State::locked};
    const auto in = [&](State state, int number) {
        const DossierId id = office.open("revision:" + std::to_string(number));
        if (state != State::draft) office.submit(office.analyst, id);
        if (state == State::returned) office.give_back(office.leader, id);
        if (state == State::approved || state == State::locked) office.approve(office.leader, id);
        if (state == State::locked) office.attach(office.analyst, id);
        EXPECT_EQ(office.find(id).state, state);
        return id;
    };
    int number = 0;
    for (const State state : states) {
        const bool open = state == State::draft || state == State::returned;
        const auto expected = [&](bool allowed) {
            return allowed ? std::optional<ErrorKind>() : std::optional(ErrorKind::conflict);
        };
        EXPECT_EQ(office.submit(office.analyst, in(state, ++number)), expected(open)) << name(state);
        EXPECT_EQ(office.give_back(office.leader, in(state, ++number)), expected(state == State::submitted))
            << name(state);
        EXPECT_EQ(office.approve(office.leader, in(state, ++number)), expected(state == State::submitted))
            << name(state);
        EXPECT_EQ(office.attach(office.analyst, in(state, ++number)), expected(state == State::approved))
            << name(state);
        const DossierId id = in(state, ++number);
        EXPECT_EQ(
            refused([&] {
                office.write([&](db::Transaction& tx) {
                    office.approvals.replace_file(tx, office.analyst, id, office.file, "khac.csv", {});
                });
            }),
            expected(open)
        ) << name(state);
    }
}

LONGDAN_ON_BOTH_GROUNDS(approvals, each_role_may_do_its_part_and_no_other, all_migrations()) {
    Office office(ground);
    int number = 0;
    for (const identity::Role& role : identity::roles()) {
        const SchemeId where = role.code == "administrator" ? SchemeId{} : office.scheme;
        const std::string code(role.code);
        const Access access = office.people.access(office.people.with_role("vai-" + code, code, where));
        const bool submits = access.may(identity::Permission::approval_submit, office.scheme);
        const bool decides = access.may(identity::Permission::approval_decide, office.scheme);
        const DossierId draft = office.open("revision:" + std::to_string(++number));
        EXPECT_EQ(office.submit(access, draft) == std::nullopt, submits) << code;
        const DossierId first = office.open("revision:" + std::to_string(++number));
        office.submit(office.analyst, first);
        EXPECT_EQ(office.approve(access, first) == std::nullopt, decides) << code;
        const DossierId second = office.open("revision:" + std::to_string(++number));
        office.submit(office.analyst, second);
        EXPECT_EQ(office.give_back(access, second) == std::nullopt, decides) << code;
    }
    const DossierId id = office.open("revision:999");
    EXPECT_EQ(office.submit(Access(), id), ErrorKind::unauthorised);
    office.submit(office.analyst, id);
    EXPECT_EQ(office.approve(Identity::system_access(), id), ErrorKind::unauthorised) << "a person decides";
}

LONGDAN_ON_BOTH_GROUNDS(approvals, nobody_approves_what_they_had_a_part_in, all_migrations()) {
    Office office(ground);
    const auto both = [&](const std::string& name) {
        const AccountId id = office.people.with_role(name, "approver", office.scheme);
        office.people.grant(id, "analyst", office.scheme);
        return office.people.access(id);
    };
    const Access opener = both("nguoi-lap");
    const Access submitter = both("nguoi-trinh");
    const Access replacer = both("nguoi-thay");
    const Access maker = both("nguoi-tinh");
    const DossierId id = office.write([&](db::Transaction& tx) {
        return office.approvals.open(
            tx, opener,
            {.scheme = office.scheme,
             .subject = "revision:1",
             .title = "Kết quả",
             .file_sha256 = office.file,
             .file_name = "a.csv",
             .address = {},
             .summary = {},
             .makers = {maker.account()}}
        );
    });
    office.write([&](db::Transaction& tx) { office.approvals.replace_file(tx, replacer, id, office.file, "b.csv", {}); }
    );
    EXPECT_EQ(office.submit(submitter, id), std::nullopt);
    for (const Access& access : {opener, submitter, replacer, maker}) {
        EXPECT_EQ(office.approve(access, id), ErrorKind::forbidden) << access.display_name();
    }
    EXPECT_EQ(office.give_back(maker, id), std::nullopt) << "sending back is no approval";
    EXPECT_EQ(office.submit(opener, id), std::nullopt);
    EXPECT_EQ(office.approve(submitter, id), ErrorKind::forbidden) << "once a part, always a part";
    EXPECT_EQ(office.approve(office.leader, id), std::nullopt);
}

LONGDAN_ON_BOTH_GROUNDS(approvals, of_many_approvers_at_once_one_wins, all_migrations()) {
    Office office(ground);
    const DossierId id = office.open();
    office.submit(office.analyst, id);
    std::vector<Access> leaders;
    for (int i = 0; i < 6; ++i) {
        leaders.push_back(
            office.people.access(office.people.with_role("lanh-dao-" + std::to_string(i), "approver", office.scheme))
        );
    }
    std::atomic<int> approved = 0;
    std::atomic<int> came_late = 0;
    {
        std::vector<std::jthread> threads;
        for (const Access& leader : leaders) {
            threads.emplace_back([&] {
                const auto outcome = office.approve(leader, id);
                approved += outcome == std::nullopt ? 1 : 0;
                came_late += outcome == ErrorKind::conflict ? 1 : 0;
            });
        }
    }
    EXPECT_EQ(approved, 1);
    EXPECT_EQ(came_late, 5);
    EXPECT_EQ(office.find(id).history.size(), 3u);
}

LONGDAN_ON_BOTH_GROUNDS(approvals, what_is_approved_is_what_was_seen, all_migrations()) {
    Office office(ground);
    const DossierId id = office.open();
    office.submit(office.analyst, id);
    const Decision seen = office.decision();
    office.give_back(office.leader, id);
    const std::string other = ground.files.put("province,index\n01,99.99\n").sha256;
    office.write([&](db::Transaction& tx) {
        office.approvals.replace_file(tx, office.analyst, id, other, "moi.csv", {{"Chỉ số chung", "99,99 %"}});
    });
    office.submit(office.analyst, id);
    EXPECT_EQ(office.approve(office.leader, id, seen), ErrorKind::conflict);
    Decision now = seen;
    now.file_sha256 = other;
    EXPECT_EQ(office.approve(office.leader, id, now), std::nullopt);
    EXPECT_EQ(office.find(id).history[1].file_sha256, office.file) << "history keeps the file of each step";
}

LONGDAN_ON_BOTH_GROUNDS(approvals, a_file_that_was_damaged_is_neither_approved_nor_passes_the_check, all_migrations()) {
    Office office(ground);
    const DossierId id = office.open();
    office.submit(office.analyst, id);
    const auto verify = [&] {
        return ground.database.read([&](db::Transaction& tx) { return office.approvals.verify_files(tx); });
    };
    EXPECT_EQ(verify(), 1);
    const std::string path = ground.files.path(office.file);
    std::filesystem::permissions(path, std::filesystem::perms::owner_write, std::filesystem::perm_options::add);
    std::ofstream(path, std::ios::app) << "99,100\n";
    EXPECT_EQ(office.approve(office.leader, id), ErrorKind::conflict);
    EXPECT_EQ(refused(verify), ErrorKind::conflict);
    std::filesystem::remove(path);
    EXPECT_EQ(refused(verify), ErrorKind::conflict);
}

TEST(approvals, a_decision_must_be_complete_and_not_from_the_future) {
    TestGround ground(db::Engine::sqlite, all_migrations());
    Office office(ground);
    const DossierId id = office.open();
    office.submit(office.analyst, id);
    const auto without = [&](auto change) {
        Decision decision = office.decision();
        change(decision);
        return office.approve(office.leader, id, decision);
    };
    EXPECT_EQ(without([](Decision& one) { one.document_number = " "; }), ErrorKind::invalid);
    EXPECT_EQ(without([](Decision& one) { one.signer = ""; }), ErrorKind::invalid);
    EXPECT_EQ(without([](Decision& one) { one.signer_title = ""; }), ErrorKind::invalid);
    EXPECT_EQ(without([](Decision& one) { one.day = Day{one.day.number + 1}; }), ErrorKind::invalid);
    EXPECT_EQ(without([](Decision& one) { one.day = Day{}; }), ErrorKind::invalid);
    EXPECT_EQ(office.give_back(office.leader, id, "  "), ErrorKind::invalid);
    EXPECT_EQ(without([](Decision& one) { one.on_behalf_of = ""; }), std::nullopt) << "nobody has to sign for another";
}

TEST(approvals, only_a_pdf_by_its_content_locks) {
    TestGround ground(db::Engine::sqlite, all_migrations());
    Office office(ground);
    const DossierId id = office.open();
    office.submit(office.analyst, id);
    office.approve(office.leader, id);
    EXPECT_EQ(office.attach(office.analyst, id, "PK\x03\x04 not a PDF"), ErrorKind::invalid);
    EXPECT_EQ(office.attach(office.planner, id), std::nullopt) << "whoever may submit";
}

TEST(approvals, a_dossier_needs_a_file_a_title_and_a_new_subject) {
    TestGround ground(db::Engine::sqlite, all_migrations());
    Office office(ground);
    const NewDossier good{
        .scheme = office.scheme,
        .subject = "revision:1",
        .title = "Kết quả",
        .file_sha256 = office.file,
        .file_name = "a.csv",
        .address = {},
        .summary = {},
        .makers = {}};
    const auto open = [&](NewDossier dossier) {
        return refused([&] {
            office.write([&](db::Transaction& tx) { office.approvals.open(tx, office.analyst, dossier); });
        });
    };
    NewDossier bad = good;
    bad.file_sha256 = sha256("nowhere");
    EXPECT_EQ(open(bad), ErrorKind::invalid);
    bad = good;
    bad.title = " ";
    EXPECT_EQ(open(bad), ErrorKind::invalid);
    for (const std::string subject : {"", "revision", "revision:", ":1"}) {
        bad = good;
        bad.subject = subject;
        EXPECT_EQ(open(bad), ErrorKind::invalid) << subject;
    }
    EXPECT_EQ(open(good), std::nullopt);
    EXPECT_EQ(open(good), ErrorKind::conflict);
}

LONGDAN_ON_BOTH_GROUNDS(approvals, the_owner_of_the_subject_hears_of_it_in_the_same_transaction, all_migrations()) {
    Office office(ground);
    std::vector<std::string> heard;
    bool object = false;
    office.approvals.on_state_change(
        "revision",
        [&](db::Transaction&, const Access& access, const Dossier& dossier, State from) {
            if (object) throw Error(ErrorKind::conflict, "Bản này đã bị thay");
            heard.push_back(
                std::string(name(from)) + ">" + std::string(name(dossier.state)) + " " + dossier.subject + " " +
                access.display_name()
            );
        }
    );
    const DossierId id = office.open();
    office.submit(office.analyst, id);
    object = true;
    EXPECT_EQ(office.approve(office.leader, id), ErrorKind::conflict);
    EXPECT_EQ(office.find(id).state, State::submitted) << "what the owner refuses did not happen";
    object = false;
    office.approve(office.leader, id);
    EXPECT_EQ(heard.front(), "draft>submitted revision:12 Cán bộ phan-tich");
    EXPECT_EQ(heard.back(), "submitted>approved revision:12 Cán bộ lanh-dao");
}

LONGDAN_ON_BOTH_GROUNDS(approvals, another_owner_finds_nothing, all_migrations()) {
    Office office(ground);
    const DossierId id = office.open();
    office.submit(office.analyst, id);
    const SchemeId elsewhere = office.people.scheme("tinh-b");
    const Access foreign = office.people.access(office.people.with_role("la", "approver", elsewhere));
    EXPECT_EQ(office.approve(foreign, id), ErrorKind::not_found);
    EXPECT_EQ(office.give_back(foreign, id), ErrorKind::not_found);
    ground.database.read([&](db::Transaction& tx) {
        EXPECT_TRUE(office.approvals.list(tx, foreign).empty());
        EXPECT_EQ(office.approvals.list(tx, office.leader).size(), 1u);
    });
}

LONGDAN_ON_BOTH_GROUNDS(approvals, it_waits_for_those_who_can_go_on, all_migrations()) {
    Office office(ground);
    const DossierId id = office.open();
    const auto waits_for = [&](const Access& access) {
        return ground.database.read([&](db::Transaction& tx) {
            return office.approvals.list(tx, access).at(0).waits_for_me;
        });
    };
    office.submit(office.analyst, id);
    EXPECT_TRUE(waits_for(office.leader));
    EXPECT_FALSE(waits_for(office.analyst));
    office.give_back(office.leader, id);
    EXPECT_FALSE(waits_for(office.leader));
    EXPECT_TRUE(waits_for(office.analyst));
    EXPECT_FALSE(waits_for(office.planner)) << "had no part in it";
}

LONGDAN_ON_BOTH_GROUNDS(approvals, the_pages_walk_the_same_way, all_migrations()) {
    Office office(ground);
    office.people.identity.add_routes();
    office.approvals.add_routes();
    const DossierId id = office.open();
    const std::string address = "/lam-viec/phe-duyet/" + id.text();
    const auto analyst = Identity::principal_of(office.analyst);
    const auto leader = Identity::principal_of(office.leader);
    EXPECT_EQ(ground.get(address).status, 401);
    EXPECT_EQ(ground.post(address + "/trinh", {}, analyst).status, 303);
    EXPECT_NE(ground.get("/lam-viec", leader).body.find("Kết quả SIPAS 2026, bản 1"), std::string::npos);
    EXPECT_EQ(ground.get("/lam-viec", analyst).body.find("Kết quả SIPAS 2026, bản 1"), std::string::npos);
    EXPECT_NE(ground.get(address, leader).body.find(office.file), std::string::npos) << "the hash is shown";
    EXPECT_EQ(body_of(ground.get(address + "/tep", leader)), "province,index\n01,83.94\n");
    EXPECT_EQ(ground.get(address + "/ban-ky", leader).status, 404);
    TestGround::Pairs decision = {
        {"file_sha256", office.file},
        {"document_number", "1234/QĐ-BNV"},
        {"day", "20/11/2026"},
        {"signer", "Nguyễn Văn A"},
        {"signer_title", "Thứ trưởng"}};
    EXPECT_EQ(ground.post(address + "/phe-duyet", decision, analyst).status, 403);
    decision[2].second = "23/11/2026";
    EXPECT_EQ(ground.post(address + "/phe-duyet", decision, leader).status, 422) << "tomorrow";
    decision[2].second = "20/11/2026";
    EXPECT_EQ(ground.post(address + "/phe-duyet", decision, leader).status, 303);
    EXPECT_EQ(ground.post(address + "/tra-lai", {{"reason", "muộn"}}, leader).status, 409);
    EXPECT_EQ(ground.post(address + "/ban-ky", {}, analyst).status, 422) << "no file chosen";
}

TEST(approvals_views, have_the_types_of_their_documents) {
    view::Catalogue catalogue;
    Approvals::declare_views(catalogue);
    EXPECT_EQ(view::types_difference(LONGDAN_SOURCE_DIR, "approvals", catalogue), "");
}

}  // namespace
}  // namespace longdan::approvals
