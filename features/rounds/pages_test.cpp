#include "features/rounds/simulate.h"
#include "features/rounds/test_support/house.h"

#include <gtest/gtest.h>

namespace longdan::rounds {
namespace {

http::Principal principal(House& house, const std::string& name) {
    return identity::Identity::principal_of(house.as(name));
}

/// A round that has been computed, with five simulated answers in each village.
RoundId computed_round(House& house, const std::string& code) {
    auto& ground = house.ground;
    const auto id = house.create(code);
    house.plan(id);
    house.draw(id, 11);
    house.open(id);
    const auto points = ground.database.read([&](db::Transaction& tx) { return house.rounds.sampling_points(tx, id); });
    const auto [door, form, method] = ground.database.read([&](db::Transaction& tx) {
        const auto form = house.methods.form(tx, house.form);
        return std::tuple(house.collect.collections(tx, id).front(), form, house.methods.method(tx, form->method));
    });
    for (const auto& point : points) {
        const auto answers = simulate_answers({point, 5, 80}, *method, *form, 3, ground.clock.today());
        house.collect.receive_many(door, answers);
    }
    const auto analyst = house.as("analyst");
    house.write([&](db::Transaction& tx) { house.rounds.cut_off(tx, analyst, id, {}); });
    ground.jobs.drain();
    house.write([&](db::Transaction& tx) { house.rounds.request_trial(tx, analyst, id); });
    ground.jobs.drain();
    return id;
}

LONGDAN_ON_BOTH_GROUNDS(RoundPages, every_page_opens_for_its_owner_and_is_not_there_for_another, house_migrations()) {
    House house(ground);
    house.rounds.add_routes();
    const auto id = computed_round(house, "dot-trang");
    ASSERT_EQ(house.find(id).state, State::trial);
    const auto at = "/lam-viec/dot/" + id.text();
    const auto village = ground.database.read([&](db::Transaction& tx) {
        return tx
            .query_one(
                "SELECT code FROM round_unit WHERE round = :round AND level = 'village' AND status = 'active' "
                "AND province = '42' ORDER BY code LIMIT 1",
                {{"round", id}}
            )
            ->text("code");
    });
    const auto commune = village.substr(0, village.rfind('.'));
    const std::vector<std::string> open = {
        "",
        "/thiet-ke",
        "/khung",
        "/chon-mau",
        "/mau",
        "/mau?trong=42",
        "/mau?trong=" + commune,
        "/mau?trong=" + village,
        "/tien-do",
        "/viec",
        "/tep/thiet-ke",
        "/tep/R"};
    const std::vector<std::string> whole = {"/tep/S", "/tep/khung"};
    const std::vector<std::string> results = {
        "/so-lieu",      "/ket-qua/1",    "/ket-qua/1?dv=" + house.province("42").text(),
        "/ket-qua/1/P1", "/tep/bang-o-1", "/tep/nhat-ky-1",
        "/tep/ket-qua-1"};
    const auto analyst = principal(house, "analyst");
    const auto officer = principal(house, "provincial_officer");
    const auto stranger = principal(house, "stranger");
    const auto status = [&](const std::string& path, const http::Principal& who) {
        return ground.get(at + path, who).status;
    };
    for (const auto& path : open) {
        EXPECT_EQ(status(path, analyst), 200) << path;
        EXPECT_EQ(status(path, officer), 200) << path;
        EXPECT_EQ(status(path, stranger), 404) << path;
        EXPECT_EQ(status(path, {}), 401) << path;
    }
    for (const auto& path : whole) {
        EXPECT_EQ(status(path, analyst), 200) << path;
        EXPECT_EQ(status(path, officer), 404) << path << ": a province sees its own part only";
    }
    for (const auto& path : results) {
        EXPECT_EQ(status(path, analyst), 200) << path;
        EXPECT_EQ(status(path, officer), 404)
            << path << ": the party being measured sees no results of a running round";
        EXPECT_EQ(status(path, principal(house, "clerk")), 404) << path;
    }
    EXPECT_EQ(status("/mau?trong=79", officer), 404) << "another province";
    EXPECT_EQ(status("/ket-qua/9", analyst), 404);
    EXPECT_EQ(status("/tep/etc-passwd", analyst), 404);
    EXPECT_EQ(ground.get("/lam-viec/dot", analyst).status, 200);
    EXPECT_EQ(body_of(ground.get("/lam-viec/dot", stranger)).find("dot-trang"), std::string::npos);
    EXPECT_EQ(ground.get("/lam-viec/dot/moi", principal(house, "planner")).status, 200);
    EXPECT_EQ(ground.get("/lam-viec/dot/moi", analyst).status, 403);
    const auto page = body_of(ground.get(at + "/ket-qua/1", analyst));
    EXPECT_NE(page.find("Hà Tĩnh"), std::string::npos);
    EXPECT_NE(page.find("\"official\""), std::string::npos);
}

LONGDAN_ON_BOTH_GROUNDS(RoundPages, a_round_is_walked_to_its_sample_by_forms_alone, house_migrations()) {
    House house(ground);
    house.rounds.add_routes();
    const auto planner = principal(house, "planner");
    const TestGround::Pairs plan = {
        {"scheme", house.scheme.text()},
        {"code", "dot-bieu-mau"},
        {"name", "Đợt theo biểu mẫu"},
        {"year", "2026"},
        {"purpose", ""},
        {"design", ""},
        {"design_json", house.mini_design()},
        {"form", house.form.text()}};
    auto wrong = plan;
    wrong[1].second = "Mã Có Dấu";
    EXPECT_EQ(ground.post("/lam-viec/dot", wrong, planner).status, 422);
    EXPECT_EQ(ground.post("/lam-viec/dot", plan, principal(house, "stranger")).status, 404);
    const auto made = ground.post("/lam-viec/dot", plan, planner);
    ASSERT_EQ(made.status, 303);
    const auto at = header_of(made, "Location");
    const auto id = *RoundId::parse(at.substr(at.rfind('/') + 1));
    EXPECT_EQ(ground.get(at + "/sua", planner).status, 200);
    EXPECT_EQ(ground.post(at + "/trinh-ke-hoach", {}, planner).status, 303);
    EXPECT_EQ(ground.post(at + "/lap-danh-sach", {}, planner).status, 409) << "not before the plan has a decision";
    house.decide("plan:" + id.text());
    EXPECT_EQ(ground.post(at + "/lap-danh-sach", {}, planner).status, 303);
    EXPECT_EQ(ground.post(at + "/chot-khung", {}, planner).status, 303);
    EXPECT_EQ(ground.post(at + "/chon-mau", {{"seed", "42"}}, principal(house, "provincial_officer")).status, 403);
    EXPECT_EQ(ground.post(at + "/chon-mau", {{"seed", "mười"}}, planner).status, 422);
    EXPECT_EQ(ground.post(at + "/chon-mau", {{"seed", "42"}}, planner).status, 303);
    ground.jobs.drain();
    EXPECT_EQ(house.find(id).state, State::drawn);
    EXPECT_EQ(house.find(id).seed, "42");
    EXPECT_EQ(ground.post(at + "/chon-mau", {{"seed", "43"}}, planner).status, 409) << "there is one draw";
    EXPECT_EQ(
        ground.post(at + "/mo-thu-thap", {{"opens", "2026-11-22T10:00"}, {"closes", "2026-12-22T17:00"}}, planner)
            .status,
        303
    );
    const auto codes = ground.post(at + "/ma", {}, planner);
    ASSERT_EQ(codes.status, 200);
    const auto text = body_of(codes);
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 181) << "a heading and a code for each of 180 places";
    EXPECT_EQ(ground.post(at + "/ma", {}, planner).status, 409) << "codes are shown once";
}

}  // namespace
}  // namespace longdan::rounds
