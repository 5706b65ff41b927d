#include "features/collect/qr.h"
#include "features/collect/test_support/fixture.h"

#include <gtest/gtest.h>

namespace longdan::collect {
namespace {

using identity::Permission;

/// An official of the fixture's scheme with these rights, limited to units when there are any.
http::Principal official(
    const CollectFixture& fixture, std::vector<Permission> permissions, std::vector<identity::UnitId> units = {},
    std::int64_t scheme = 0
) {
    const identity::SchemeId where = scheme == 0 ? fixture.scheme : identity::SchemeId{scheme};
    return identity::Identity::principal_of(
        identity::Access(identity::AccountId{9}, "Cán bộ thử", {{where, std::move(permissions), std::move(units)}})
    );
}

struct OfficialFixture : CollectFixture {
    explicit OfficialFixture(TestGround& given) : CollectFixture(given) {
        collect.add_routes();
        collect.receive(coded, answer("phieu-0001", codes(1, 2).front().code));
        id = answers().at(0).id.text();
    }
    std::string id;
};

LONGDAN_ON_BOTH_GROUNDS(
    Officials, progress_is_seen_by_those_of_the_scheme_and_limited_to_their_units, all_migrations()
) {
    OfficialFixture fixture(ground);
    const std::string address = "/lam-viec/thu-thap/42";
    EXPECT_EQ(ground.get(address).status, 401);
    EXPECT_EQ(ground.get(address, official(fixture, {Permission::round_read}, {}, 999)).status, 404);
    const auto all = ground.get(address, official(fixture, {Permission::round_read}));
    EXPECT_EQ(all.status, 200);
    EXPECT_NE(body_of(all).find("collect/progress"), std::string::npos);
    const auto csv = ground.get(address + ".csv", official(fixture, {Permission::round_read}));
    EXPECT_NE(body_of(csv).find("7,2,1,1,0,0,0,"), std::string::npos) << body_of(csv);
    const auto theirs =
        ground.get(address + ".csv", official(fixture, {Permission::round_read}, {identity::UnitId{7}}));
    EXPECT_NE(body_of(theirs).find("7,2,1,1,0,0,0,"), std::string::npos);
    const auto others =
        ground.get(address + ".csv", official(fixture, {Permission::round_read}, {identity::UnitId{8}}));
    EXPECT_EQ(body_of(others).find("7,2,1"), std::string::npos);
}

LONGDAN_ON_BOTH_GROUNDS(Officials, the_list_of_doors_holds_only_those_of_ones_own_schemes, all_migrations()) {
    OfficialFixture fixture(ground);
    const auto own = ground.get("/lam-viec/thu-thap", official(fixture, {Permission::round_read}));
    EXPECT_NE(body_of(own).find("thu-2026-mo"), std::string::npos);
    const auto foreign = ground.get("/lam-viec/thu-thap", official(fixture, {Permission::round_read}, {}, 999));
    EXPECT_EQ(body_of(foreign).find("thu-2026"), std::string::npos);
}

LONGDAN_ON_BOTH_GROUNDS(Officials, a_sheet_of_codes_is_printed_once_and_each_code_works, all_migrations()) {
    OfficialFixture fixture(ground);
    const std::string address = "/lam-viec/thu-thap/cua/" + fixture.coded.id.text() + "/ma";
    const TestGround::Pairs wanted{{"point", "1"}, {"count", "3"}};
    EXPECT_EQ(ground.post(address, wanted, official(fixture, {Permission::round_read})).status, 403);
    const auto sheet = ground.post(address, wanted, official(fixture, {Permission::round_collect}));
    ASSERT_EQ(sheet.status, 200);
    EXPECT_EQ(header_of(sheet, "Cache-Control"), "no-store");
    const std::string body = body_of(sheet);
    const auto place = body.find("{\"code\":\"");
    ASSERT_NE(place, std::string::npos) << body.substr(0, 400);
    const std::string code = body.substr(place + 9, 14);
    EXPECT_FALSE(fixture.collect.receive(fixture.coded, CollectFixture::answer("phieu-0002", code)).repeated);
    EXPECT_EQ(
        ground.post(address, {{"point", "99"}, {"count", "3"}}, official(fixture, {Permission::round_collect})).status,
        404
    );
    EXPECT_EQ(
        ground.post(address, {{"point", "1"}, {"count", "900"}}, official(fixture, {Permission::round_collect})).status,
        422
    );
}

LONGDAN_ON_BOTH_GROUNDS(Officials, reading_an_answer_needs_the_right_and_leaves_a_trace, all_migrations()) {
    OfficialFixture fixture(ground);
    const std::string address = "/lam-viec/thu-thap/42/phieu/" + fixture.id;
    EXPECT_EQ(ground.get(address).status, 401);
    EXPECT_EQ(ground.get(address, official(fixture, {Permission::round_read})).status, 403);
    const auto entries = [&] {
        return ground.database.read([&](db::Transaction& tx) { return fixture.identity.verify_audit(tx); });
    };
    const auto before = entries();
    const auto page = ground.get(address, official(fixture, {Permission::answers_read}));
    EXPECT_EQ(page.status, 200);
    EXPECT_NE(body_of(page).find("Chính sách 1"), std::string::npos);
    EXPECT_EQ(entries(), before + 1);
    EXPECT_EQ(ground.get("/lam-viec/thu-thap/42/phieu", official(fixture, {Permission::round_read})).status, 403);
    const auto list = ground.get("/lam-viec/thu-thap/42/phieu", official(fixture, {Permission::answers_read}));
    EXPECT_NE(body_of(list).find(fixture.id), std::string::npos);
}

LONGDAN_ON_BOTH_GROUNDS(Officials, voiding_needs_a_reason_and_the_right, all_migrations()) {
    OfficialFixture fixture(ground);
    const std::string address = "/lam-viec/thu-thap/42/phieu/" + fixture.id;
    const auto clerk = official(fixture, {Permission::answers_read, Permission::answers_enter});
    EXPECT_EQ(ground.post(address, {{"viec", "loai"}, {"reason", ""}}, clerk).status, 422);
    EXPECT_EQ(
        ground
            .post(
                address, {{"viec", "loai"}, {"reason", "x"}},
                official(fixture, {Permission::round_read, Permission::answers_read})
            )
            .status,
        403
    );
    EXPECT_EQ(ground.post(address, {{"viec", "loai"}, {"reason", "trùng"}}, clerk).status, 303);
    EXPECT_EQ(fixture.answers().at(0).state, SubmissionState::voided);
    EXPECT_EQ(ground.post(address, {{"viec", "khoi-phuc"}, {"reason", "nhầm"}}, clerk).status, 303);
    EXPECT_EQ(fixture.answers().at(0).state, SubmissionState::valid);
}

LONGDAN_ON_BOTH_GROUNDS(Officials, closing_and_reopening_a_door_is_recorded_and_needs_a_reason, all_migrations()) {
    OfficialFixture fixture(ground);
    const std::string door = "/lam-viec/thu-thap/cua/" + fixture.coded.id.text();
    EXPECT_EQ(ground.post(door + "/dong", {}, official(fixture, {Permission::round_read})).status, 403);
    const auto leader = official(fixture, {Permission::round_collect});
    EXPECT_EQ(ground.post(door + "/dong", {}, leader).status, 303);
    EXPECT_EQ(ground.post(door + "/dong", {}, leader).status, 409);
    EXPECT_GE(ground.post(door + "/mo-lai", {{"closes", "2026-12-30T17:00"}, {"reason", ""}}, leader).status, 400);
    EXPECT_EQ(ground.post(door + "/mo-lai", {{"closes", "2026-12-30T17:00"}, {"reason", "bão"}}, leader).status, 303);
    const auto reopened =
        ground.database.read([&](db::Transaction& tx) { return fixture.collect.find_collection(tx, "thu-2026"); });
    EXPECT_TRUE(reopened->open);
}

TEST(QrCode, has_its_quiet_zone_and_three_finder_patterns) {
    const QrCode code = qr_code("https://longdan.gov.vn/khao-sat/sipas-2026?ma=7K2Q-9PXM-4TRA");
    EXPECT_EQ((code.size - 8 - 17) % 4, 0);  // 17 + 4 x version modules
    EXPECT_TRUE(code.path.starts_with("M4 4h7v1h-7z"));
    const std::string right = "M" + std::to_string(code.size - 11) + " 4h7v1h-7z";
    EXPECT_NE(code.path.find(right), std::string::npos);
    EXPECT_NE(code.path.find("M4 " + std::to_string(code.size - 11) + "h7v1h-7z"), std::string::npos);
}

}  // namespace
}  // namespace longdan::collect
