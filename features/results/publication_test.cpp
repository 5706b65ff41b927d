#include "features/results/fixture_test.h"
#include "platform/base/digest.h"

namespace longdan::results {
namespace {

const Moment half_past_eight = *parse_moment("2026-11-25T08:30:00+07:00");

std::vector<std::string> public_addresses(const std::string& code) {
    return {
        "/",
        "/.json",
        "/chi-so.json",
        "/chi-so/sipas.json",
        "/chi-so/sipas.csv",
        "/chi-so/sipas.zip",
        "/chi-so/sipas/2026",
        "/chi-so/sipas/2026.json",
        "/chi-so/sipas/2026.csv",
        "/chi-so/sipas/2026.metadata.json",
        "/chi-so/sipas/so-sanh.json?dv=ha-tinh",
        "/don-vi/ha-tinh.json",
        "/don-vi/ha-tinh.csv",
        "/ket-qua/" + code,
        "/ket-qua/" + code + ".json",
        "/ket-qua/" + code + ".csv",
        "/ket-qua/" + code + ".zip",
        "/du-lieu.json",
        "/du-lieu/" + code + ".csv",
        "/du-lieu/sipas.csv",
        "/tim-kiem.json?q=sipas",
        "/tim-kiem.json?q=" + code,
        "/sitemap.xml",
        "/en/chi-so/sipas.json",
        "/en/ket-qua/" + code + ".json"};
}

LONGDAN_ON_BOTH_GROUNDS(
    Publication, before_the_minute_no_address_gives_a_figure_and_at_the_minute_all_open, all_migrations()
) {
    House house(ground);
    const auto id = house.publish(house.revision(), house.test_year(), half_past_eight);
    const auto revision = *ground.database.read([&](db::Transaction& tx) { return house.results.find(tx, id); });
    EXPECT_EQ(revision.code, "sipas-2026-1");

    ground.fake_clock().set({half_past_eight.milliseconds - 1});
    for (const auto& address : public_addresses(revision.code)) {
        const auto answer = ground.get(address);
        const std::string body = body_of(answer);
        EXPECT_EQ(body.find("81.69"), std::string::npos) << address;
        EXPECT_EQ(body.find("81,7"), std::string::npos) << address;
        const bool echoes_the_query = address.find("q=") != std::string::npos;
        EXPECT_TRUE(echoes_the_query || body.find(revision.code) == std::string::npos) << address << "\n" << body;
        EXPECT_TRUE(!answer.cache || answer.cache->until == half_past_eight)
            << address << ": kept pages must not outlive the embargo";
    }
    EXPECT_EQ(ground.get("/ket-qua/" + revision.code).status, 404);
    EXPECT_EQ(ground.get("/chi-so/sipas/2026").status, 404);

    ground.fake_clock().set(half_past_eight);
    for (const auto address :
         {"/chi-so/sipas/2026", "/ket-qua/sipas-2026-1", "/chi-so/sipas/2026.csv", "/ket-qua/sipas-2026-1.zip"})
        EXPECT_EQ(ground.get(address).status, 200) << address;
    EXPECT_NE(ground.get("/chi-so/sipas/2026.json").body.find("81.69642857142857"), std::string::npos);
    EXPECT_NE(ground.get("/don-vi/ha-tinh.json").body.find("81.69642857142857"), std::string::npos);
    EXPECT_NE(ground.get("/sitemap.xml").body.find("/ket-qua/sipas-2026-1"), std::string::npos);
    EXPECT_NE(ground.get("/tim-kiem.json?q=sipas-2026").body.find("/ket-qua/sipas-2026-1"), std::string::npos);
}

LONGDAN_ON_BOTH_GROUNDS(
    Publication, a_correction_is_a_new_revision_that_says_why_and_the_old_one_stays, all_migrations()
) {
    House house(ground);
    const Moment now = ground.clock.now();
    const auto first = house.publish(house.revision(), house.test_year(), now);
    auto second = house.revision();
    ground.fake_clock().advance(86'400'000);
    EXPECT_THROW(house.publish(second, house.test_year(), ground.clock.now()), Error) << "a correction without reason";
    second.reason = "Một lô phiếu của Lâm Đồng bị tính hai lần";
    auto figures = house.test_year();
    figures[2].value = 77.9;
    const auto id = house.publish(second, figures, ground.clock.now());

    const auto corrected = *ground.database.read([&](db::Transaction& tx) { return house.results.find(tx, id); });
    EXPECT_EQ(corrected.number, 2);
    EXPECT_EQ(corrected.corrects, first);
    EXPECT_EQ(corrected.code, "sipas-2026-2");
    const auto old_page = ground.get("/ket-qua/sipas-2026-1.json");
    EXPECT_EQ(old_page.status, 200);
    EXPECT_NE(old_page.body.find(R"("corrected_by":{"code":"sipas-2026-2")"), std::string::npos);
    EXPECT_NE(ground.get("/ket-qua/sipas-2026-2.json").body.find("bị tính hai lần"), std::string::npos);
    const auto year = ground.get("/chi-so/sipas/2026.json").body;
    EXPECT_NE(year.find("77.9"), std::string::npos) << "the year shows the newest";
    EXPECT_EQ(year.find("sipas-2026-1"), std::string::npos);
}

LONGDAN_ON_BOTH_GROUNDS(
    Publication, only_an_approved_revision_is_scheduled_by_who_may_and_a_public_one_never_moves, all_migrations()
) {
    House house(ground);
    const auto revision = house.revision();
    const auto figures = house.test_year();
    const auto system = identity::Identity::system_access();
    const identity::Access clerk(
        identity::AccountId{9}, "Nhân viên", {{identity::SchemeId{5}, {identity::Permission::round_read}, {}}}
    );
    const identity::Access stranger(identity::AccountId{8}, "Người khác", {});
    const Moment later{ground.clock.now().milliseconds + 3'600'000};
    const auto id =
        ground.database.write([&](db::Transaction& tx) { return house.results.add(tx, revision, figures); });
    const auto kind_of = [&](const identity::Access& access, Moment at) {
        try {
            ground.database.write([&](db::Transaction& tx) { house.results.schedule(tx, access, id, at); });
        } catch (const Error& error) {
            return std::optional(error.kind());
        }
        return std::optional<ErrorKind>();
    };
    EXPECT_EQ(kind_of(system, later), ErrorKind::conflict) << "not approved yet";
    ground.database.write([&](db::Transaction& tx) { house.results.approve(tx, system, id, "Quyết định 1"); });
    EXPECT_THROW(
        ground.database.write([&](db::Transaction& tx) { house.results.approve(tx, system, id, "Quyết định 2"); }),
        Error
    );
    EXPECT_EQ(kind_of(clerk, later), ErrorKind::forbidden);
    EXPECT_EQ(kind_of(stranger, later), ErrorKind::not_found);
    EXPECT_EQ(kind_of(identity::Access{}, later), ErrorKind::unauthorised);
    EXPECT_EQ(kind_of(system, Moment{ground.clock.now().milliseconds - 120'000}), ErrorKind::invalid);
    EXPECT_FALSE(kind_of(system, later));
    EXPECT_FALSE(kind_of(system, Moment{later.milliseconds + 60'000})) << "moved while it is not public";
    ground.fake_clock().advance(3'700'000);
    EXPECT_EQ(kind_of(system, Moment{later.milliseconds + 7'200'000}), ErrorKind::conflict) << "public already";
}

LONGDAN_ON_BOTH_GROUNDS(Publication, stored_figures_keep_their_bytes_and_a_changed_one_is_found, all_migrations()) {
    House house(ground);
    auto figures = house.test_year();
    figures[0].value = 1.0 / 3.0;
    figures[1].se = 1e-17;
    const auto id = house.publish(house.revision(), figures, ground.clock.now());
    ground.database.read([&](db::Transaction& tx) {
        EXPECT_EQ(canonical(house.results.figures(tx, id)), canonical(figures));
        EXPECT_EQ(house.results.find(tx, id)->figures_hash, sha256(canonical(figures)));
        std::size_t asked = 0;
        const auto good = house.results.verify(tx, [&](const Revision&, const std::vector<Figure>& list) {
            asked = list.size();
            return std::optional<std::string>();
        });
        EXPECT_TRUE(good.problems.empty());
        EXPECT_EQ(good.figures, figures.size());
        EXPECT_EQ(asked, figures.size());
        const auto bad = house.results.verify(tx, [](const Revision&, const std::vector<Figure>&) {
            return std::optional<std::string>("ô khác");
        });
        EXPECT_EQ(bad.problems.size(), 1u);
    });
    ground.database.write([&](db::Transaction& tx) {
        tx.execute("UPDATE result_figure SET value = value + 0.01 WHERE series = 'official' AND unit_rank = 1");
    });
    ground.database.read([&](db::Transaction& tx) { EXPECT_EQ(house.results.verify(tx).problems.size(), 1u); });
}

LONGDAN_ON_BOTH_GROUNDS(Publication, small_cells_are_not_shown_anywhere_with_one_complementary, all_migrations()) {
    House house(ground);
    std::vector<Figure> figures = house.test_year();
    figures.push_back(House::figure(house.province("Cà Mau"), 66.6666, 3));
    house.publish(house.revision(), figures, ground.clock.now());
    for (const auto address :
         {"/chi-so/sipas/2026.json", "/ket-qua/sipas-2026-1.csv", "/don-vi/ca-mau.json", "/chi-so/sipas.csv"})
        EXPECT_EQ(ground.get(address).body.find("66.6666"), std::string::npos) << address;
    const std::string csv = ground.get("/ket-qua/sipas-2026-1.csv").body;
    EXPECT_EQ(csv.find("81.69642857142857"), std::string::npos)
        << "Hà Tĩnh is the next smallest and would give it away";
    EXPECT_NE(csv.find("suppressed"), std::string::npos);
    EXPECT_NE(csv.find("83.26086956521739"), std::string::npos);
}

LONGDAN_ON_BOTH_GROUNDS(Publication, what_breaks_the_rules_is_not_stored, all_migrations()) {
    House house(ground);
    const auto refused = [&](const Revision& revision, const std::vector<Figure>& figures) {
        try {
            ground.database.write([&](db::Transaction& tx) { house.results.add(tx, revision, figures); });
        } catch (const Error& error) {
            return error.kind() == ErrorKind::invalid;
        }
        return false;
    };
    EXPECT_TRUE(refused(house.revision(), {}));
    auto twice = house.test_year();
    twice.push_back(twice.front());
    EXPECT_TRUE(refused(house.revision(), twice));
    auto open = house.revision();
    open.evidence = Evidence::opt_in;
    EXPECT_TRUE(refused(open, house.test_year())) << "an opt-in figure has no design-based error";
    auto ranked = house.test_year();
    ranked[1].rank = 1;
    EXPECT_TRUE(refused(house.revision(), ranked)) << "ranks belong to the official series";
    EXPECT_TRUE(refused(house.revision(), {House::figure(UnitId{12345}, 80, 100)})) << "an unknown unit";
    auto nonsense = house.test_year();
    nonsense[0].value = std::numeric_limits<double>::quiet_NaN();
    EXPECT_TRUE(refused(house.revision(), nonsense));
    EXPECT_FALSE(refused(house.revision(), house.test_year()));
}

LONGDAN_ON_BOTH_GROUNDS(Publication, two_rounds_of_one_year_have_addresses_of_their_own, all_migrations()) {
    House house(ground);
    house.publish(house.revision(77), house.test_year(), ground.clock.now());
    house.publish(house.revision(78), house.test_year(), ground.clock.now());
    EXPECT_EQ(ground.get("/ket-qua/sipas-2026-1").status, 200);
    EXPECT_EQ(ground.get("/ket-qua/sipas-2026-b2-1").status, 200);
}

}  // namespace
}  // namespace longdan::results
