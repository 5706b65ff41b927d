#include "features/rounds/store.h"
#include "features/rounds/test_support/house.h"

#include <gtest/gtest.h>

namespace longdan::rounds {
namespace {

using identity::Permission;

/// One step of a round: who may do it, from where, and how to ask for it.
struct StepCase {
    std::string name;
    Permission permission;
    std::vector<State> from;
    std::function<void(House&, db::Transaction&, const identity::Access&, RoundId)> ask;
};

const std::vector<StepCase>& steps() {
    static const std::vector<StepCase> cases = {
        {"submit_plan",
         Permission::approval_submit,
         {State::draft},
         [](House& h, db::Transaction& tx, const identity::Access& a, RoundId id) { h.rounds.submit_plan(tx, a, id); }},
        {"open_lists",
         Permission::round_plan,
         {State::plan_approved},
         [](House& h, db::Transaction& tx, const identity::Access& a, RoundId id) { h.rounds.open_lists(tx, a, id); }},
        {"freeze_frame",
         Permission::round_draw,
         {State::listing},
         [](House& h, db::Transaction& tx, const identity::Access& a, RoundId id) {
             h.rounds.freeze_frame(tx, a, id);
         }},
        {"request_draw",
         Permission::round_draw,
         {State::frame_frozen},
         [](House& h, db::Transaction& tx, const identity::Access& a, RoundId id) {
             h.rounds.request_draw(tx, a, id, 5);
         }},
        {"replace",
         Permission::round_collect,
         {State::drawn, State::field},
         [](House& h, db::Transaction& tx, const identity::Access& a, RoundId id) {
             h.rounds.replace(tx, a, id, "place", "x.001", "refused", "", "");
         }},
        {"supplement",
         Permission::round_draw,
         {State::drawn, State::field},
         [](House& h, db::Transaction& tx, const identity::Access& a, RoundId id) {
             h.rounds.supplement(tx, a, id, "x", 1, 9, "1/QĐ");
         }},
        {"open_collection",
         Permission::round_collect,
         {State::drawn},
         [](House& h, db::Transaction& tx, const identity::Access& a, RoundId id) {
             h.rounds.open_collection(tx, a, id, {{1}, {2}, "", false});
         }},
        {"issue_codes",
         Permission::round_collect,
         {State::field},
         [](House& h, db::Transaction& tx, const identity::Access& a, RoundId id) { h.rounds.issue_codes(tx, a, id); }},
        {"cut_off",
         Permission::round_estimate,
         {State::field, State::data_frozen, State::trial},
         [](House& h, db::Transaction& tx, const identity::Access& a, RoundId id) { h.rounds.cut_off(tx, a, id, {}); }},
        {"request_trial",
         Permission::round_estimate,
         {State::data_frozen, State::trial},
         [](House& h, db::Transaction& tx, const identity::Access& a, RoundId id) {
             h.rounds.request_trial(tx, a, id);
         }},
        {"schedule",
         Permission::result_publish,
         {State::approved},
         [](House& h, db::Transaction& tx, const identity::Access& a, RoundId id) {
             h.rounds.schedule(tx, a, id, {1});
         }},
        {"start_correction",
         Permission::round_estimate,
         {State::published, State::corrected},
         [](House& h, db::Transaction& tx, const identity::Access& a, RoundId id) {
             h.rounds.start_correction(tx, a, id, "", "");
         }},
        {"reopen_lists",
         Permission::round_draw,
         {State::frame_frozen},
         [](House& h, db::Transaction& tx, const identity::Access& a, RoundId id) {
             h.rounds.reopen(tx, a, id, State::listing, "", "");
         }},
        {"reopen_field",
         Permission::round_collect,
         {State::data_frozen, State::trial},
         [](House& h, db::Transaction& tx, const identity::Access& a, RoundId id) {
             h.rounds.reopen(tx, a, id, State::field, "", "");
         }},
    };
    return cases;
}

/// Ends every attempt, so that nothing of it stays.
struct Undo {};

void put_in_state(db::Transaction& tx, RoundId id, State state, Moment now) {
    auto round = *store::find_round(tx, id);
    const auto from = round.state;
    const bool shown = state == State::published || state == State::corrected;
    round.state = shown ? State::approved : state;
    round.publish_at = shown ? std::optional<Moment>(now) : std::nullopt;
    round.correction_reason = state == State::corrected ? "đã đính chính" : "";
    ASSERT_TRUE(store::update_round(tx, round, from));
}

std::optional<ErrorKind> attempt(
    House& house, const StepCase& step, const identity::Access& access, RoundId id, State state
) {
    std::optional<ErrorKind> kind;
    try {
        house.write([&](db::Transaction& tx) {
            put_in_state(tx, id, state, house.ground.clock.now());
            kind = refusal([&] { step.ask(house, tx, access, id); });
            throw Undo{};
        });
    } catch (const Undo&) {
    }
    return kind;
}

TEST(Steps, every_step_asks_who_may_and_from_which_state) {
    TestGround ground(db::Engine::sqlite, house_migrations());
    House house(ground);
    const auto id = house.create("dot-thu");
    for (const auto& step : steps()) {
        for (const std::string role : House::roles) {
            const auto access = house.as(role);
            const bool may = access.may(step.permission, house.scheme);
            for (const auto state : all_states()) {
                const bool right_state = std::find(step.from.begin(), step.from.end(), state) != step.from.end();
                const auto kind = attempt(house, step, access, id, state);
                const auto where = step.name + " by " + role + " in " + std::string(name(state));
                if (!may) {
                    EXPECT_EQ(kind, ErrorKind::forbidden) << where;
                } else if (!right_state) {
                    EXPECT_EQ(kind, ErrorKind::conflict) << where;
                } else {
                    EXPECT_NE(kind, ErrorKind::forbidden) << where;
                }
            }
        }
        EXPECT_EQ(attempt(house, step, house.as("stranger"), id, step.from.front()), ErrorKind::not_found) << step.name;
        EXPECT_EQ(attempt(house, step, identity::Access(), id, step.from.front()), ErrorKind::unauthorised)
            << step.name;
    }
}

LONGDAN_ON_BOTH_GROUNDS(
    Steps, a_plan_needs_a_second_person_and_a_change_after_submission_is_refused, house_migrations()
) {
    House house(ground);
    const auto id = house.create("dot-thu");
    const auto planner = house.as("planner");
    house.write([&](db::Transaction& tx) { house.rounds.submit_plan(tx, planner, id); });
    EXPECT_EQ(
        refusal([&] {
            house.write([&](db::Transaction& tx) {
                house.rounds.change_plan(
                    tx, planner, id, {house.scheme, "", "Tên khác", 2026, "", house.mini_design(), house.form, false}
                );
            });
        }),
        ErrorKind::conflict
    );
    EXPECT_EQ(house.find(id).state, State::draft);
    house.decide("plan:" + id.text());
    EXPECT_EQ(house.find(id).state, State::plan_approved);
    ground.database.read([&](db::Transaction& tx) {
        EXPECT_EQ(house.rounds.history(tx, id).back().document, "12/QĐ-BNV");
        EXPECT_GT(house.identity.verify_audit(tx), 0);
    });
}

LONGDAN_ON_BOTH_GROUNDS(Steps, rounds_of_another_owner_are_not_there, house_migrations()) {
    House house(ground);
    const auto id = house.create("dot-thu");
    const auto stranger = house.as("stranger");
    const auto planner = house.as("planner");
    const auto officer = house.as("provincial_officer");
    ground.database.read([&](db::Transaction& tx) {
        EXPECT_TRUE(house.rounds.list(tx, stranger).empty());
        EXPECT_FALSE(house.rounds.find_by_code(tx, stranger, "dot-thu").has_value());
        EXPECT_EQ(refusal([&] { house.rounds.find(tx, stranger, id); }), ErrorKind::not_found);
        EXPECT_EQ(house.rounds.list(tx, planner).size(), 1u);
        EXPECT_EQ(house.rounds.list(tx, officer).size(), 1u);
    });
}

LONGDAN_ON_BOTH_GROUNDS(Steps, a_closed_scheme_leaves_its_rounds_to_be_read_only, house_migrations()) {
    House house(ground);
    const auto id = house.create("dot-thu");
    house.write([&](db::Transaction& tx) {
        house.identity.merge_owner(
            tx, identity::Identity::system_access(), house.scheme, house.province("79"), "Nghị quyết 202/2025/QH15"
        );
    });
    const auto planner = house.as("planner");
    ground.database.read([&](db::Transaction& tx) { EXPECT_EQ(house.rounds.find(tx, planner, id).code, "dot-thu"); });
    const auto submit = [&](const identity::Access& access) {
        return refusal([&] { house.write([&](db::Transaction& tx) { house.rounds.submit_plan(tx, access, id); }); });
    };
    EXPECT_EQ(submit(planner), ErrorKind::forbidden);
    EXPECT_EQ(submit(identity::Identity::system_access()), ErrorKind::conflict) << "not even a command may";
}

}  // namespace
}  // namespace longdan::rounds
