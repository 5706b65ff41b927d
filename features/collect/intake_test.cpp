#include "features/collect/intake.h"

#include "features/collect/test_support/fixture.h"
#include "platform/base/digest.h"

#include <barrier>
#include <list>
#include <thread>

#include <gtest/gtest.h>

namespace longdan::collect {
namespace {

/// Knows the villages 1 and 3.
class OneVillageLess : public Admission {
  public:
    AdmissionDecision admit(db::Transaction&, const AdmissionRequest& request) override {
        if (request.point == 2) return {false, "Địa điểm này đã được thay thế", {}};
        return {true, "", {}};
    }
};

std::int64_t codes_in_state(Ground& ground, CodeState state) {
    return ground.database.read([&](db::Transaction& tx) {
        return tx
            .query_one(
                "SELECT COUNT(*) AS number FROM access_code WHERE state = :state", {{"state", static_cast<int>(state)}}
            )
            ->integer("number");
    });
}

/// What became of each sender: its receipt, or the error's text.
struct Outcome {
    std::optional<Receipt> receipt;
    std::string refused;
};

std::vector<Outcome> sent_at_once(Collect& collect, const std::vector<std::pair<Collection, Incoming>>& answers) {
    std::vector<Outcome> outcomes(answers.size());
    std::barrier start(static_cast<std::ptrdiff_t>(answers.size()));
    std::vector<std::thread> senders;
    for (std::size_t i = 0; i < answers.size(); ++i) {
        senders.emplace_back([&, i] {
            start.arrive_and_wait();
            try {
                outcomes[i].receipt = collect.receive(answers[i].first, answers[i].second);
            } catch (const Error& error) {
                outcomes[i].refused = error.what();
            }
        });
    }
    for (auto& sender : senders) sender.join();
    return outcomes;
}

LONGDAN_ON_BOTH_GROUNDS(Intake, each_of_many_senders_at_once_gets_its_own_outcome, all_migrations()) {
    CollectFixture fixture(ground);
    OneVillageLess admission;
    fixture.collect.set_admission(admission);
    const auto good = fixture.codes(1, 20);
    const auto refused = fixture.codes(2, 3);
    const auto used = fixture.codes(3, 1).front();
    fixture.collect.receive(fixture.coded, CollectFixture::answer("phieu-truoc", used.code));

    std::vector<std::pair<Collection, Incoming>> answers;
    for (std::size_t i = 0; i < good.size(); ++i) {
        answers.emplace_back(fixture.coded, CollectFixture::answer("phieu-" + std::to_string(1000 + i), good[i].code));
    }
    for (const auto& code : refused) {
        answers.emplace_back(fixture.coded, CollectFixture::answer("phieu-loai-" + code.code, code.code));
    }
    answers.emplace_back(fixture.coded, CollectFixture::answer("phieu-khac", used.code));
    for (int i = 0; i < 4; ++i) answers.emplace_back(fixture.open, CollectFixture::answer("phieu-mo-1", ""));
    const auto outcomes = sent_at_once(fixture.collect, answers);

    for (std::size_t i = 0; i < 20; ++i) {
        ASSERT_TRUE(outcomes[i].receipt) << outcomes[i].refused;
        EXPECT_FALSE(outcomes[i].receipt->repeated);
        EXPECT_EQ(outcomes[i].receipt->sha256, sha256(answers[i].second.raw));
    }
    for (std::size_t i = 20; i < 23; ++i) EXPECT_EQ(outcomes[i].refused, "Địa điểm này đã được thay thế");
    EXPECT_NE(outcomes[23].refused.find("đã được dùng"), std::string::npos) << outcomes[23].refused;
    int fresh = 0;
    for (std::size_t i = 24; i < 28; ++i) {
        ASSERT_TRUE(outcomes[i].receipt) << outcomes[i].refused;
        EXPECT_EQ(outcomes[i].receipt->code, outcomes[24].receipt->code);
        if (!outcomes[i].receipt->repeated) ++fresh;
    }
    EXPECT_EQ(fresh, 1);
    EXPECT_EQ(codes_in_state(ground, CodeState::used), 21);
    EXPECT_EQ(codes_in_state(ground, CodeState::issued), 3);
    EXPECT_EQ(fixture.answers().size(), 22u);
    ground.database.read([&](db::Transaction& tx) {
        EXPECT_EQ(fixture.collect.verify(tx), 22);
        for (std::size_t i = 0; i < 20; ++i) {
            EXPECT_TRUE(fixture.collect.find_receipt(tx, fixture.coded.round, outcomes[i].receipt->code));
        }
    });
}

/// A group on PostgreSQL, made by hand so that nothing depends on who comes when.
class IntakeGroup : public testing::Test {
  protected:
    void SetUp() override {
        if (!db::can_test_on(db::Engine::postgresql)) GTEST_SKIP() << "no test server";
        ground_ = std::make_unique<TestGround>(db::Engine::postgresql, all_migrations());
        fixture_ = std::make_unique<CollectFixture>(*ground_);
    }
    void add(const Collection& door, const std::string& instance, const std::string& code, std::string raw = {}) {
        Incoming incoming = CollectFixture::answer(instance, code);
        if (!raw.empty()) incoming.raw = std::move(raw);
        incoming_.push_back(std::move(incoming));
        Judged judged{door, incoming_.back(), submission_id(door.round, instance)};
        judged.sha256 = sha256(incoming_.back().raw);
        judged.receipt = random_code(12);
        if (!code.empty()) judged.code_hash = code_hash(secret(), code);
        judged.codes = {40, 5, -1, 4};
        judged.now = ground_->clock.now();
        judged_.push_back(std::move(judged));
    }
    std::string secret() {
        return ground_->database.read([](db::Transaction& tx) {
            return tx.query_one("SELECT secret FROM collect_secret WHERE number = 1")->text("secret");
        });
    }
    std::vector<std::optional<Receipt>> store() {
        std::vector<const Judged*> group;
        for (const Judged& judged : judged_) group.push_back(&judged);
        return ground_->database.write([&](db::Transaction& tx) { return store_group(tx, &admission_, group); });
    }

    std::unique_ptr<TestGround> ground_;
    std::unique_ptr<CollectFixture> fixture_;
    OneVillageLess admission_;
    std::list<Incoming> incoming_;
    std::list<Judged> judged_;
};

TEST_F(IntakeGroup, good_answers_go_in_and_the_others_leave_nothing_behind) {
    const auto codes = fixture_->codes(1, 3);
    const auto refused = fixture_->codes(2, 1).front();
    fixture_->collect.receive(fixture_->open, CollectFixture::answer("phieu-da-co", ""));
    Collection closed = fixture_->coded;
    closed.open = false;
    const std::string odd = "{\"lời\":\"có \\\"ngoặc\\\", {nhọn} và \\\\\"}";
    add(fixture_->coded, "phieu-0001", codes[0].code, odd);
    add(fixture_->open, "phieu-0002", "");
    add(fixture_->coded, "phieu-0003", "KHONG-CO-MA-NAY");
    add(fixture_->coded, "phieu-0004", refused.code);
    add(fixture_->open, "phieu-da-co", "");
    add(closed, "phieu-0005", codes[1].code);
    Collection named = fixture_->open;
    named.anonymous = false;
    add(named, "phieu-0006", "");
    const auto receipts = store();

    ASSERT_EQ(receipts.size(), 7u);
    const std::vector<bool> expected = {true, true, false, false, false, false, true};
    for (std::size_t i = 0; i < receipts.size(); ++i) EXPECT_EQ(receipts[i].has_value(), expected[i]) << i;
    EXPECT_EQ(receipts[0]->code, judged_.front().receipt);
    EXPECT_EQ(codes_in_state(*ground_, CodeState::used), 1);
    EXPECT_EQ(codes_in_state(*ground_, CodeState::issued), 3);
    const auto answers = fixture_->answers();
    ASSERT_EQ(answers.size(), 4u);
    ground_->database.read([&](db::Transaction& tx) {
        EXPECT_EQ(fixture_->collect.verify(tx), 4);
        const auto row = tx.query_one(
            "SELECT stratum, psu, point, received_at FROM submission WHERE id = :id", {{"id", judged_.front().id}}
        );
        EXPECT_EQ(row->text("stratum"), "thuong");
        EXPECT_EQ(row->integer("psu"), 101);
        EXPECT_TRUE(row->is_null("received_at"));
        const auto dated =
            tx.query_one("SELECT received_at FROM submission WHERE id = :id", {{"id", judged_.back().id}});
        EXPECT_EQ(dated->moment("received_at"), ground_->clock.now());
    });
    for (const Answer& one : answers) {
        if (one.id != judged_.front().id) continue;
        EXPECT_EQ(one.codes, judged_.front().codes);
    }
}

TEST_F(IntakeGroup, a_group_of_nothing_but_stale_codes_stores_nothing) {
    fixture_->codes(1, 1);
    add(fixture_->coded, "phieu-0001", "KHONG-CO-MA-NAY");
    EXPECT_FALSE(store().front());
    EXPECT_TRUE(fixture_->answers().empty());
}

}  // namespace
}  // namespace longdan::collect
