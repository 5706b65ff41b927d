#include "features/collect/test_support/fixture.h"
#include "platform/base/digest.h"

#include <atomic>
#include <set>
#include <thread>

#include <gtest/gtest.h>

namespace longdan::collect {
namespace {

/// Kind and text of the Error that `action` ends with.
template <class Action>
std::pair<ErrorKind, std::string> refusal(Action&& action) {
    try {
        action();
    } catch (const Error& error) {
        return {error.kind(), error.what()};
    }
    throw std::logic_error("nothing was refused");
}

std::int64_t rows(Ground& ground, std::string_view table) {
    return ground.database.read([&](db::Transaction& tx) {
        return tx.query_one("SELECT COUNT(*) AS number FROM " + std::string(table))->integer("number");
    });
}

LONGDAN_ON_BOTH_GROUNDS(Receive, an_answer_is_kept_with_receipt_hash_place_and_packed_codes, all_migrations()) {
    CollectFixture fixture(ground);
    const auto code = fixture.codes(1, 1).front().code;
    const Incoming incoming = CollectFixture::answer("phieu-0001", code);
    const Receipt receipt = fixture.collect.receive(fixture.coded, incoming);
    EXPECT_TRUE(is_code(receipt.code));
    EXPECT_EQ(receipt.sha256, sha256(incoming.raw));
    EXPECT_FALSE(receipt.repeated);
    const auto answers = fixture.answers();
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].point, 1);
    EXPECT_EQ(answers[0].psu, 101);
    EXPECT_EQ(answers[0].stratum, "thuong");
    EXPECT_EQ(answers[0].evidence, Evidence::probability);
    ground.database.read([&](db::Transaction& tx) {
        const auto form = fixture.methods.form(tx, fixture.form);
        EXPECT_EQ(answers[0].codes, xforms::pack(*form->plan, form->codebook, incoming.answers));
        EXPECT_EQ(fixture.collect.verify(tx), 1);
        const auto found = fixture.collect.find_receipt(tx, fixture.coded.round, receipt.code);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->sha256, receipt.sha256);
        EXPECT_FALSE(fixture.collect.find_receipt(tx, RoundId{43}, receipt.code));
    });
}

LONGDAN_ON_BOTH_GROUNDS(Receive, a_repeated_send_returns_the_first_receipt_and_stores_nothing, all_migrations()) {
    CollectFixture fixture(ground);
    const auto code = fixture.codes(1, 1).front().code;
    const Receipt first = fixture.collect.receive(fixture.coded, CollectFixture::answer("phieu-0001", code));
    const Receipt second = fixture.collect.receive(fixture.coded, CollectFixture::answer("phieu-0001", code));
    EXPECT_TRUE(second.repeated);
    EXPECT_EQ(second.code, first.code);
    EXPECT_EQ(rows(ground, "submission"), 1);
    EXPECT_EQ(rows(ground, "submission_raw"), 1);
}

LONGDAN_ON_BOTH_GROUNDS(Receive, a_repeated_send_after_closing_still_gets_its_receipt, all_migrations()) {
    CollectFixture fixture(ground);
    const auto codes = fixture.codes(1, 2);
    const Receipt first = fixture.collect.receive(fixture.coded, CollectFixture::answer("phieu-0001", codes[0].code));
    ground.database.write([&](db::Transaction& tx) {
        fixture.collect.close_collection(tx, identity::Identity::system_access(), fixture.coded.id);
    });
    const Collection closed =
        *ground.database.read([&](db::Transaction& tx) { return fixture.collect.find_collection(tx, "thu-2026"); });
    EXPECT_EQ(fixture.collect.receive(closed, CollectFixture::answer("phieu-0001", codes[0].code)).code, first.code);
    const auto [kind, text] =
        refusal([&] { fixture.collect.receive(closed, CollectFixture::answer("phieu-0002", codes[1].code)); });
    EXPECT_EQ(kind, ErrorKind::forbidden);
    EXPECT_NE(text.find("đã đóng"), std::string::npos);
}

LONGDAN_ON_BOTH_GROUNDS(
    Receive, other_content_under_the_same_instance_is_refused_and_the_first_stays, all_migrations()
) {
    CollectFixture fixture(ground);
    const auto code = fixture.codes(1, 1).front().code;
    fixture.collect.receive(fixture.coded, CollectFixture::answer("phieu-0001", code, "5"));
    const auto [kind, text] =
        refusal([&] { fixture.collect.receive(fixture.coded, CollectFixture::answer("phieu-0001", code, "1")); });
    EXPECT_EQ(kind, ErrorKind::conflict);
    EXPECT_NE(text.find("được giữ nguyên"), std::string::npos);
    EXPECT_EQ(rows(ground, "submission"), 1);
}

LONGDAN_ON_BOTH_GROUNDS(Receive, many_sends_of_one_instance_at_once_make_one_row_and_one_receipt, all_migrations()) {
    CollectFixture fixture(ground);
    const auto code = fixture.codes(1, 1).front().code;
    std::vector<std::string> receipts(12);
    std::atomic<int> fresh = 0;
    std::vector<std::thread> senders;
    for (std::size_t i = 0; i < receipts.size(); ++i) {
        senders.emplace_back([&, i] {
            const Receipt receipt = fixture.collect.receive(fixture.coded, CollectFixture::answer("phieu-0001", code));
            receipts[i] = receipt.code;
            if (!receipt.repeated) ++fresh;
        });
    }
    for (auto& sender : senders) sender.join();
    EXPECT_EQ(fresh, 1);
    for (const auto& receipt : receipts) EXPECT_EQ(receipt, receipts.front());
    EXPECT_EQ(rows(ground, "submission"), 1);
}

LONGDAN_ON_BOTH_GROUNDS(Receive, a_code_raced_by_many_answers_takes_exactly_one, all_migrations()) {
    CollectFixture fixture(ground);
    const auto code = fixture.codes(1, 1).front().code;
    std::atomic<int> taken = 0;
    std::atomic<int> refused = 0;
    std::vector<std::thread> senders;
    for (int i = 0; i < 8; ++i) {
        senders.emplace_back([&, i] {
            try {
                fixture.collect.receive(fixture.coded, CollectFixture::answer("phieu-000" + std::to_string(i), code));
                ++taken;
            } catch (const Error& error) {
                EXPECT_EQ(error.kind(), ErrorKind::conflict);
                ++refused;
            }
        });
    }
    for (auto& sender : senders) sender.join();
    EXPECT_EQ(taken, 1);
    EXPECT_EQ(refused, 7);
    EXPECT_EQ(rows(ground, "submission"), 1);
    EXPECT_EQ(rows(ground, "submission_raw"), 1);
}

LONGDAN_ON_BOTH_GROUNDS(Receive, used_withdrawn_unknown_and_misspelt_codes_are_told_apart, all_migrations()) {
    CollectFixture fixture(ground);
    const auto codes = fixture.codes(1, 2);
    fixture.collect.receive(fixture.coded, CollectFixture::answer("phieu-0001", codes[0].code));
    const auto send = [&](const std::string& code) {
        return refusal([&] { fixture.collect.receive(fixture.coded, CollectFixture::answer("phieu-0002", code)); });
    };
    EXPECT_NE(send(codes[0].code).second.find("mỗi mã chỉ dùng một lần"), std::string::npos);
    EXPECT_EQ(send(random_code(12)).first, ErrorKind::not_found);
    EXPECT_NE(send("ABCD").second.find("không đúng"), std::string::npos);
    EXPECT_EQ(send("").first, ErrorKind::invalid);
    ground.database.write([&](db::Transaction& tx) {
        EXPECT_EQ(
            fixture.collect.withdraw_codes(tx, identity::Identity::system_access(), fixture.coded.id, 1, "lũ"), 1
        );
    });
    EXPECT_NE(send(codes[1].code).second.find("thu hồi"), std::string::npos);
    EXPECT_EQ(rows(ground, "submission"), 1);
}

LONGDAN_ON_BOTH_GROUNDS(Receive, the_same_answer_under_another_code_does_not_use_it_up, all_migrations()) {
    CollectFixture fixture(ground);
    const auto codes = fixture.codes(1, 2);
    const Receipt first = fixture.collect.receive(fixture.coded, CollectFixture::answer("phieu-0001", codes[0].code));
    const Receipt again = fixture.collect.receive(fixture.coded, CollectFixture::answer("phieu-0001", codes[1].code));
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(again.code, first.code);
    const Receipt other = fixture.collect.receive(fixture.coded, CollectFixture::answer("phieu-0002", codes[1].code));
    EXPECT_FALSE(other.repeated);
}

LONGDAN_ON_BOTH_GROUNDS(Receive, nothing_stored_joins_an_answer_to_its_access_code, all_migrations()) {
    CollectFixture fixture(ground);
    const auto codes = fixture.codes(1, 3);
    for (std::size_t i = 0; i < codes.size(); ++i) {
        fixture.collect.receive(fixture.coded, CollectFixture::answer("phieu-000" + std::to_string(i), codes[i].code));
    }
    ground.database.read([&](db::Transaction& tx) {
        std::set<std::string> of_codes;
        std::set<std::string> of_answers;
        for (const auto& row : tx.query("SELECT * FROM access_code")) {
            of_codes.insert(row.columns().names.begin(), row.columns().names.end());
            EXPECT_EQ(row.integer("state"), 1);
        }
        for (const auto& row : tx.query("SELECT * FROM submission")) {
            of_answers.insert(row.columns().names.begin(), row.columns().names.end());
            EXPECT_TRUE(row.is_null("received_at"));
        }
        // What both tables know is the same for every code of the village.
        std::set<std::string> shared;
        std::set_intersection(
            of_codes.begin(), of_codes.end(), of_answers.begin(), of_answers.end(), std::inserter(shared, shared.end())
        );
        EXPECT_EQ(shared, (std::set<std::string>{"round", "collection", "point", "state"}));
        for (const auto& row : tx.query("SELECT raw FROM submission_raw")) {
            const db::Bytes raw = row.bytes("raw");
            const std::string text(reinterpret_cast<const char*>(raw.data()), raw.size());
            for (const auto& code : codes) EXPECT_EQ(text.find(code.code), std::string::npos);
        }
    });
}

LONGDAN_ON_BOTH_GROUNDS(Receive, the_open_door_keeps_its_answers_apart, all_migrations()) {
    CollectFixture fixture(ground);
    fixture.collect.receive(fixture.open, CollectFixture::answer("phieu-mo-1", ""));
    fixture.collect.receive(fixture.coded, CollectFixture::answer("phieu-0001", fixture.codes(1, 1).front().code));
    int open = 0;
    for (const Answer& answer : fixture.answers()) {
        if (answer.evidence == Evidence::open) {
            ++open;
            EXPECT_EQ(answer.psu, 0);
        }
    }
    EXPECT_EQ(open, 1);
    const auto progress =
        ground.database.read([&](db::Transaction& tx) { return fixture.collect.progress(tx, fixture.coded.round); });
    std::int64_t received = 0;
    std::int64_t counted_open = 0;
    for (const Progress& unit : progress) {
        received += unit.received;
        counted_open += unit.open;
    }
    EXPECT_EQ(received, 1);
    EXPECT_EQ(counted_open, 1);
    EXPECT_EQ(
        refusal([&] {
            fixture.codes(1, 1), fixture.ground.database.write([&](db::Transaction& tx) {
                fixture.collect.issue_codes(tx, identity::Identity::system_access(), fixture.open.id, {village(1)}, 1);
            });
        }).first,
        ErrorKind::conflict
    );
}

LONGDAN_ON_BOTH_GROUNDS(
    Receive, wrong_answers_are_refused_at_a_page_and_kept_as_invalid_from_the_field, all_migrations()
) {
    CollectFixture fixture(ground);
    const auto codes = fixture.codes(1, 2);
    Incoming incoming = CollectFixture::answer("phieu-0001", codes[0].code);
    incoming.answers["age"] = "12";
    incoming.answers["p2"] = "9";
    incoming.answers["height"] = "170";
    try {
        fixture.collect.receive(fixture.coded, incoming);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::invalid);
        EXPECT_EQ(error.fields().size(), 3u);
    }
    EXPECT_EQ(rows(ground, "submission"), 0);
    incoming.channel = Channel::device;
    const Receipt receipt = fixture.collect.receive(fixture.coded, incoming);
    EXPECT_EQ(receipt.state, SubmissionState::invalid);
    EXPECT_EQ(receipt.violations.size(), 3u);
    const auto progress =
        ground.database.read([&](db::Transaction& tx) { return fixture.collect.progress(tx, fixture.coded.round); });
    EXPECT_EQ(progress.at(0).issued, 2);
    EXPECT_EQ(progress.at(0).received, 1);
    EXPECT_EQ(progress.at(0).invalid, 1);
}

LONGDAN_ON_BOTH_GROUNDS(Receive, malformed_and_oversized_answers_leave_nothing_behind, all_migrations()) {
    CollectFixture fixture(ground);
    const auto code = fixture.codes(1, 1).front().code;
    const auto send = [&](auto&& change) {
        Incoming incoming = CollectFixture::answer("phieu-0001", code);
        change(incoming);
        return refusal([&] { fixture.collect.receive(fixture.coded, incoming); }).first;
    };
    EXPECT_EQ(send([](Incoming& one) { one.raw = "\xff"; }), ErrorKind::invalid);
    EXPECT_EQ(send([](Incoming& one) { one.raw.assign(300'000, ' '); }), ErrorKind::too_large);
    EXPECT_EQ(send([](Incoming& one) { one.instance = "short"; }), ErrorKind::invalid);
    EXPECT_EQ(send([](Incoming& one) { one.instance = "phieu 0001;--"; }), ErrorKind::invalid);
    EXPECT_EQ(rows(ground, "submission"), 0);
    EXPECT_EQ(fixture.collect.receive(fixture.coded, CollectFixture::answer("phieu-0001", code)).repeated, false);
}

class Refusing : public Admission {
  public:
    AdmissionDecision admit(db::Transaction&, const AdmissionRequest& request) override {
        if (request.point == 2) return {false, "Địa điểm này đã được thay thế", {}};
        return {true, "", {request.point, 900 + request.point, "vung-cao", identity::UnitId{8}, ""}};
    }
};

LONGDAN_ON_BOTH_GROUNDS(Receive, the_round_decides_who_comes_in_and_where_it_belongs, all_migrations()) {
    CollectFixture fixture(ground);
    Refusing admission;
    fixture.collect.set_admission(admission);
    fixture.collect.receive(fixture.coded, CollectFixture::answer("phieu-0001", fixture.codes(1, 1).front().code));
    EXPECT_EQ(fixture.answers().at(0).psu, 901);
    const auto code = fixture.codes(2, 1).front().code;
    const auto send = [&] { fixture.collect.receive(fixture.coded, CollectFixture::answer("phieu-0002", code)); };
    const auto [kind, text] = refusal(send);
    EXPECT_EQ(kind, ErrorKind::forbidden);
    EXPECT_EQ(text, "Địa điểm này đã được thay thế");
    EXPECT_EQ(rows(ground, "submission"), 1);
}

LONGDAN_ON_BOTH_GROUNDS(Receive, before_opening_and_after_the_last_moment_nothing_comes_in, all_migrations()) {
    CollectFixture fixture(ground);
    const auto code = fixture.codes(1, 1).front().code;
    const auto send = [&] { fixture.collect.receive(fixture.coded, CollectFixture::answer("phieu-0001", code)); };
    ground.fake_clock().set({fixture.coded.opens.milliseconds - 1});
    EXPECT_NE(refusal(send).second.find("mở từ"), std::string::npos);
    ground.fake_clock().set({fixture.coded.closes.milliseconds + 1});
    EXPECT_NE(refusal(send).second.find("đã đóng"), std::string::npos);
    ground.fake_clock().set(fixture.coded.closes);
    EXPECT_NO_THROW(send());
}

LONGDAN_ON_BOTH_GROUNDS(ReceiveMany, bulk_answers_follow_the_same_rules_and_may_be_sent_again, all_migrations()) {
    CollectFixture fixture(ground);
    std::vector<Collect::BulkAnswer> answers;
    for (int i = 0; i < 2500; ++i) {
        answers.push_back(
            {"demo-" + std::to_string(100000 + i),
             {{"age", "30"}, {"p1", std::to_string(1 + i % 5)}},
             village(i % 12),
             ground.clock.today()}
        );
        answers.back().point.psu = 100 + i % 12;
    }
    EXPECT_EQ(fixture.collect.receive_many(fixture.coded, answers), 2500);
    EXPECT_EQ(fixture.collect.receive_many(fixture.coded, answers), 0);
    const auto stored = fixture.answers();
    EXPECT_EQ(stored.size(), 2500u);
    EXPECT_TRUE(std::is_sorted(stored.begin(), stored.end(), [](const Answer& a, const Answer& b) {
        return a.id < b.id;
    }));
    answers.front().answers["p1"] = "7";
    EXPECT_THROW(fixture.collect.receive_many(fixture.coded, answers), Error);
    answers.front().answers["p1"] = "4";
    EXPECT_EQ(refusal([&] { fixture.collect.receive_many(fixture.coded, answers); }).first, ErrorKind::conflict);
    ground.database.read([&](db::Transaction& tx) { EXPECT_EQ(fixture.collect.verify(tx), 2500); });
}

LONGDAN_ON_BOTH_GROUNDS(History, voiding_and_restoring_are_recorded_and_keep_what_the_rules_said, all_migrations()) {
    CollectFixture fixture(ground);
    const auto system = identity::Identity::system_access();
    Incoming incoming = CollectFixture::answer("phieu-0001", fixture.codes(1, 1).front().code);
    incoming.channel = Channel::device;
    incoming.answers["age"] = "12";
    fixture.collect.receive(fixture.coded, incoming);
    const SubmissionId id = fixture.answers().at(0).id;
    const auto change = [&](EventKind kind, std::string_view reason) {
        ground.database.write([&](db::Transaction& tx) {
            fixture.collect.change_state(tx, system, fixture.coded.round, id, kind, reason);
        });
    };
    EXPECT_EQ(refusal([&] { change(EventKind::restored, "nhầm"); }).first, ErrorKind::conflict);
    EXPECT_EQ(refusal([&] { change(EventKind::voided, "  "); }).first, ErrorKind::invalid);
    change(EventKind::voided, "lô của điều tra viên bị hủy");
    EXPECT_EQ(fixture.answers().at(0).state, SubmissionState::voided);
    EXPECT_EQ(refusal([&] { change(EventKind::voided, "lần nữa"); }).first, ErrorKind::conflict);
    change(EventKind::restored, "hủy nhầm");
    EXPECT_EQ(fixture.answers().at(0).state, SubmissionState::invalid);
    ground.database.read([&](db::Transaction& tx) {
        const auto events = fixture.collect.events(tx, fixture.coded.round, id);
        ASSERT_EQ(events.size(), 3u);
        EXPECT_EQ(events[0].kind, EventKind::received);
        EXPECT_EQ(events[1].reason, "lô của điều tra viên bị hủy");
        EXPECT_EQ(events[2].kind, EventKind::restored);
    });
}

LONGDAN_ON_BOTH_GROUNDS(History, a_changed_raw_answer_is_found_by_verify, all_migrations()) {
    CollectFixture fixture(ground);
    fixture.collect.receive(fixture.open, CollectFixture::answer("phieu-0001", ""));
    const std::string sabotage = "{}";
    const auto* first = reinterpret_cast<const std::byte*>(sabotage.data());
    ground.database.write([&](db::Transaction& tx) {
        tx.execute("UPDATE submission_raw SET raw = :raw", {{"raw", db::Bytes(first, first + sabotage.size())}});
    });
    EXPECT_THROW(ground.database.read([&](db::Transaction& tx) { return fixture.collect.verify(tx); }), Error);
}

LONGDAN_ON_BOTH_GROUNDS(Rights, people_without_the_right_neither_read_answers_nor_make_codes, all_migrations()) {
    CollectFixture fixture(ground);
    fixture.collect.receive(fixture.open, CollectFixture::answer("phieu-0001", ""));
    const SubmissionId id = fixture.answers().at(0).id;
    using identity::Permission;
    const identity::Access elsewhere(
        identity::AccountId{5}, "Người khác", {{identity::SchemeId{999}, identity::all_permissions(), {}}}
    );
    const identity::Access reader(identity::AccountId{6}, "Xem", {{fixture.scheme, {Permission::round_read}, {}}});
    ground.database.write([&](db::Transaction& tx) {
        EXPECT_EQ(
            refusal([&] { fixture.collect.raw(tx, elsewhere, fixture.open.round, id); }).first, ErrorKind::not_found
        );
        EXPECT_EQ(
            refusal([&] { fixture.collect.raw(tx, reader, fixture.open.round, id); }).first, ErrorKind::forbidden
        );
        EXPECT_EQ(refusal([&] { fixture.collect.raw(tx, {}, fixture.open.round, id); }).first, ErrorKind::unauthorised);
        EXPECT_EQ(
            refusal([&] { fixture.collect.issue_codes(tx, reader, fixture.coded.id, {village(1)}, 1); }).first,
            ErrorKind::forbidden
        );
    });
}

}  // namespace
}  // namespace longdan::collect
