/// The year as a test, as far as a round goes: the draw, the index, the embargo, the correction.
#include "features/rounds/test_support/house.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace longdan::rounds {
namespace {

struct Expected {
    std::string province;
    int people;
    int policy_valid, policy_yes, service_valid, service_yes;
    int blank, decided;
    std::string decided_answer;
};
const std::vector<Expected> expected = {
    {"42", 57, 280, 228, 168, 138, 3, 0, ""},
    {"68", 57, 283, 212, 170, 140, 0, 2, "3"},
    {"79", 58, 288, 240, 172, 143, 0, 1, "1"},
};

std::string answer_for(int slot, int valid, int yes) { return slot < yes ? "4" : slot < valid ? "2" : "kb"; }

/// The 178 answers of the year: 172 good ones, 3 too blank, 3 that a person decides about.
std::vector<collect::Collect::BulkAnswer> answers_of_the_year(
    const std::vector<collect::SamplingPoint>& points, const House& house
) {
    std::vector<collect::Collect::BulkAnswer> all;
    for (const auto& province : expected) {
        std::vector<collect::SamplingPoint> villages;
        for (const auto& point : points) {
            if (point.unit == house.province(province.province)) villages.push_back(point);
        }
        int number = 0;
        const auto add = [&](xforms::Answers answers) {
            answers["age"] = "40";
            const auto& village = villages[static_cast<std::size_t>(number) % villages.size()];
            all.push_back(
                {fmt::format("phieu-{}-{:03}", province.province, number++), answers, village, Day::of(2026, 11, 23)}
            );
        };
        int policy = 0;
        int service = 0;
        for (int person = 0; person < province.people; ++person) {
            xforms::Answers answers = {{"q1", "1"}, {"q2", "2"}};
            for (int p = 1; p <= 5; ++p) {
                answers[fmt::format("p{}", p)] = answer_for(policy++, province.policy_valid, province.policy_yes);
            }
            for (int s = 1; s <= 3; ++s) {
                answers[fmt::format("s{}", s)] = answer_for(service++, province.service_valid, province.service_yes);
            }
            add(answers);
        }
        for (int i = 0; i < province.blank; ++i) add({{"p1", "5"}});
        for (int i = 0; i < province.decided; ++i) {
            xforms::Answers answers = {{"q1", "1"}, {"q2", "1"}};
            for (const auto* item : {"p1", "p2", "p3", "p4", "p5", "s1", "s2", "s3"})
                answers[item] = province.decided_answer;
            add(answers);
        }
    }
    return all;
}

/// Answers that are the same in all eight satisfaction items.
std::vector<std::int64_t> decided(House& house, RoundId id) {
    std::vector<std::int64_t> found;
    house.ground.database.read([&](db::Transaction& tx) {
        const auto form = house.methods.form(tx, house.form);
        const auto method = house.methods.method(tx, form->method);
        const auto codings = methods::item_codings(*method, *form);
        house.collect.each_answer(tx, id, house.ground.clock.today(), [&](const collect::Answer& answer) {
            bool same = true;
            std::int16_t first = 0;
            for (const auto& coding : codings) {
                if (coding.valid.size() != 5) continue;
                const auto code = answer.codes[coding.variable];
                if (first == 0) first = code;
                same = same && code == first && (code == 1 || code == 3);
            }
            if (same) found.push_back(answer.id.value);
            return true;
        });
    });
    return found;
}

std::string printed(
    const std::vector<results::Figure>& figures, const std::string& indicator, identity::UnitId unit,
    const std::string& breakdown = ""
) {
    for (const auto& figure : figures) {
        if (figure.series == results::Series::official && figure.indicator == indicator && figure.unit == unit &&
            figure.breakdown == breakdown) {
            return fmt::format("{:.2f}", *figure.value);
        }
    }
    return "";
}

LONGDAN_ON_BOTH_GROUNDS(Year, point_2_the_draw_repeats_byte_for_byte_and_nobody_draws_again, house_migrations()) {
    House house(ground);
    const auto one = house.create("dot-mot");
    const auto two = house.create("dot-hai");
    house.plan(one);
    house.plan(two);

    const auto officer = house.as("provincial_officer");
    const auto asks = [&](const identity::Access& access, std::uint64_t seed) {
        return refusal([&] {
            house.write([&](db::Transaction& tx) { house.rounds.request_draw(tx, access, one, seed); });
        });
    };
    EXPECT_EQ(asks(officer, 20261001), ErrorKind::forbidden);
    house.draw(one, 20261001);
    house.draw(two, 20261001);
    const auto first = house.find(one);
    const auto second = house.find(two);
    ASSERT_EQ(first.state, State::drawn);
    EXPECT_EQ(first.frame_sha256, second.frame_sha256);
    EXPECT_EQ(first.sample_sha256, second.sample_sha256);
    EXPECT_EQ(ground.files.get(first.report_sha256), ground.files.get(second.report_sha256));
    ground.database.read([&](db::Transaction& tx) {
        const auto counts = house.rounds.sample_counts(tx, one);
        EXPECT_EQ(counts.active.at("commune"), 6);
        EXPECT_EQ(counts.active.at("village"), 12);
        EXPECT_EQ(counts.active.at("place"), 180);
        EXPECT_EQ(counts.waiting.at("place"), 120);
    });
    EXPECT_EQ(asks(officer, 1), ErrorKind::forbidden);
    EXPECT_EQ(asks(house.as("planner"), 1), ErrorKind::conflict);
    EXPECT_EQ(asks(house.as("planner"), 20261001), ErrorKind::conflict);
}

LONGDAN_ON_BOTH_GROUNDS(
    Year, points_3_and_4_reserves_come_in_list_order_with_a_reason_and_a_document, house_migrations()
) {
    House house(ground);
    const auto id = house.create("dot-bao");
    house.plan(id);
    house.draw(id, 7);
    const auto planner = house.as("planner");
    const auto points = ground.database.read([&](db::Transaction& tx) { return house.rounds.sampling_points(tx, id); });
    ASSERT_EQ(points.size(), 12u);
    const auto unit_code = [&](std::int64_t sequence) {
        return ground.database.read([&](db::Transaction& tx) {
            return tx
                .query_one(
                    "SELECT code FROM round_unit WHERE round = :round AND sequence = :sequence",
                    {{"round", id}, {"sequence", sequence}}
                )
                ->text("code");
        });
    };
    const auto village = unit_code(points.front().point);
    const auto replace = [&](const std::string& level, const std::string& code, const std::string& document,
                             const std::string& wanted = "") {
        return house.write([&](db::Transaction& tx) {
            return house.rounds.replace(
                tx, planner, id, level, code, level == "place" ? "refused" : "disaster", "", document, wanted
            );
        });
    };
    EXPECT_EQ(refusal([&] { replace("village", village, ""); }), ErrorKind::invalid) << "a village needs a document";
    const auto done = replace("village", village, "45/BNV-CCHC");
    ground.database.read([&](db::Transaction& tx) {
        int withdrawn = 0;
        for (const auto& place : house.rounds.places_in(tx, id, village)) withdrawn += place.status == "withdrawn";
        EXPECT_EQ(withdrawn, 25);
        int active = 0;
        for (const auto& place : house.rounds.places_in(tx, id, done.in_code)) active += place.status == "active";
        EXPECT_EQ(active, 15) << "the places of the reserve village were drawn with the sample";
        const auto counts = house.rounds.sample_counts(tx, id);
        EXPECT_EQ(counts.active.at("village"), 12);
        EXPECT_EQ(counts.active.at("place"), 180);
    });
    EXPECT_EQ(refusal([&] { replace("village", done.in_code, "46/BNV-CCHC"); }), ErrorKind::conflict)
        << "the list of reserves is used up";

    const auto other = unit_code(points.back().point);
    const auto places =
        ground.database.read([&](db::Transaction& tx) { return house.rounds.places_in(tx, id, other); });
    std::vector<std::string> main, reserve;
    for (const auto& place : places)
        (place.reserve ? reserve : main).push_back(fmt::format("{}.{:03}", other, place.number));
    EXPECT_EQ(refusal([&] { replace("place", main[0], "", reserve[1]); }), ErrorKind::conflict)
        << "the second reserve before the first";
    EXPECT_EQ(replace("place", main[0], "", reserve[0]).in_code, reserve[0]);
    EXPECT_EQ(replace("place", main[1], "").in_code, reserve[1]);
    EXPECT_EQ(refusal([&] { replace("place", main[0], ""); }), ErrorKind::not_found) << "it is out already";

    const auto supplement = [&](std::uint64_t seed, const std::string& document) {
        return house.write([&](db::Transaction& tx) {
            return house.rounds.supplement(tx, planner, id, other, 5, seed, document);
        });
    };
    EXPECT_EQ(refusal([&] { supplement(7, "47/BNV-CCHC"); }), ErrorKind::invalid) << "a seed of its own";
    EXPECT_EQ(refusal([&] { supplement(8, ""); }), ErrorKind::invalid);
    EXPECT_EQ(supplement(8, "47/BNV-CCHC"), 1);
    ground.database.read([&](db::Transaction& tx) {
        EXPECT_EQ(house.rounds.sample_counts(tx, id).active.at("place"), 185);
        EXPECT_EQ(house.rounds.replacements(tx, id).size(), 3u);
    });
}

struct Published8 {
    RoundId id;
    results::RevisionId revision;
};

/// From collection to an approved revision.
Published8 to_approval(House& house) {
    auto& ground = house.ground;
    const auto id = house.create("sipas-2026-thu");
    house.plan(id);
    house.draw(id, 20261001);
    house.open(id);
    const auto points = ground.database.read([&](db::Transaction& tx) { return house.rounds.sampling_points(tx, id); });
    const auto door =
        ground.database.read([&](db::Transaction& tx) { return house.collect.collections(tx, id).front(); });
    EXPECT_EQ(house.collect.receive_many(door, answers_of_the_year(points, house)), 178);
    ground.fake_clock().advance(5 * 86'400'000ll);

    const auto analyst = house.as("analyst");
    CutOff rules;
    rules.left_out = decided(house, id);
    EXPECT_EQ(rules.left_out.size(), 3u);
    EXPECT_EQ(
        refusal([&] { house.write([&](db::Transaction& tx) { house.rounds.cut_off(tx, analyst, id, rules); }); }),
        ErrorKind::invalid
    ) << "leaving answers out needs a document";
    rules.decision = "88/QĐ-BNV";
    house.write([&](db::Transaction& tx) { house.rounds.cut_off(tx, analyst, id, rules); });
    ground.jobs.drain();
    house.write([&](db::Transaction& tx) { house.rounds.request_trial(tx, analyst, id); });
    ground.jobs.drain();
    house.write([&](db::Transaction& tx) { house.rounds.request_trial(tx, analyst, id); });
    ground.jobs.drain();
    const auto revision = house.write([&](db::Transaction& tx) { return house.rounds.submit(tx, analyst, id); });
    house.decide("revision:" + revision.text());
    return {id, revision};
}

LONGDAN_ON_BOTH_GROUNDS(Year, points_7_and_8_the_index_comes_out_as_printed_and_can_be_recomputed, house_migrations()) {
    House house(ground);
    const auto [id, revision] = to_approval(house);
    const auto round = house.find(id);
    ground.database.read([&](db::Transaction& tx) {
        const auto data = house.rounds.data(tx, id);
        ASSERT_EQ(data.size(), 1u);
        EXPECT_EQ(data[0].received, 178);
        EXPECT_EQ(data[0].used, 172);
        EXPECT_NE(data[0].rules.find("\"blank\":3"), std::string::npos) << data[0].rules;
        EXPECT_NE(data[0].rules.find("\"decision\":3"), std::string::npos) << data[0].rules;
        const auto trials = house.rounds.trials(tx, id);
        ASSERT_EQ(trials.size(), 2u);
        EXPECT_EQ(trials[0].figures_sha256, trials[1].figures_sha256) << "a trial repeats";
        EXPECT_EQ(trials[1].changed, 0);

        const auto figures = house.results.figures(tx, revision);
        const auto a = house.province("42"), b = house.province("68"), c = house.province("79");
        const auto country = house.units.registry()->country();
        EXPECT_EQ(printed(figures, "overall", a), "81.70");
        EXPECT_EQ(printed(figures, "overall", b), "77.70");
        EXPECT_EQ(printed(figures, "overall", c), "83.26");
        EXPECT_EQ(printed(figures, "overall", country), "80.90");
        EXPECT_EQ(printed(figures, "overall", country, "of=provinces"), "80.89");
        EXPECT_EQ(printed(figures, "policy", country), "79.91");
        EXPECT_EQ(printed(figures, "service", country), "82.55");
        std::map<std::int64_t, int> ranks;
        for (const auto& figure : figures) {
            if (figure.series == results::Series::official && figure.indicator == "overall" && figure.rank) {
                ranks[figure.unit.value] = *figure.rank;
            }
        }
        EXPECT_EQ(ranks, (std::map<std::int64_t, int>{{c.value, 1}, {a.value, 2}, {b.value, 3}}));

        const auto stored = house.results.find(tx, revision);
        EXPECT_EQ(stored->cells_hash, data[0].cells_sha256);
        EXPECT_EQ(stored->frame_hash, round.frame_sha256);
        EXPECT_EQ(stored->sample_seed, "20261001");
        const auto recompute = [&](const results::Revision& which, const std::vector<results::Figure>& all) {
            return house.rounds.recompute(tx, which, all);
        };
        EXPECT_TRUE(house.results.verify(tx, recompute).problems.empty());
        auto changed = figures;
        changed.front().value = *changed.front().value + 1e-12;
        EXPECT_TRUE(house.rounds.recompute(tx, *stored, changed).has_value()) << "a changed last digit is seen";
    });
}

LONGDAN_ON_BOTH_GROUNDS(Year, point_11_no_figure_before_0830_and_a_correction_leaves_revision_1, house_migrations()) {
    House house(ground);
    const auto [id, revision] = to_approval(house);
    const auto minute = *parse_moment("2026-12-15T08:30:00+07:00");
    const auto publisher = house.as("publisher");
    const auto planner = house.as("planner");
    EXPECT_EQ(
        refusal([&] { house.write([&](db::Transaction& tx) { house.rounds.schedule(tx, planner, id, minute); }); }),
        ErrorKind::forbidden
    );
    house.write([&](db::Transaction& tx) { house.rounds.schedule(tx, publisher, id, minute); });

    const auto public_figures = [&] {
        return ground.database.read([&](db::Transaction& tx) {
            const results::Published published(tx, ground.clock.now());
            std::size_t figures = 0;
            for (const auto& each : published.revisions()) figures += published.figures(each).size();
            return figures;
        });
    };
    ground.fake_clock().set({minute.milliseconds - 1});
    EXPECT_EQ(public_figures(), 0u);
    EXPECT_EQ(house.find(id).state, State::approved);
    ground.fake_clock().set(minute);
    EXPECT_GT(public_figures(), 100u);
    EXPECT_EQ(house.find(id).state, State::published);

    const auto analyst = house.as("analyst");
    EXPECT_EQ(
        refusal([&] {
            house.write([&](db::Transaction& tx) { house.rounds.start_correction(tx, analyst, id, "", ""); });
        }),
        ErrorKind::invalid
    );
    house.write([&](db::Transaction& tx) {
        house.rounds.start_correction(tx, analyst, id, "Ba phiếu bị loại nhầm theo quyết định 88", "99/QĐ-BNV");
    });
    house.write([&](db::Transaction& tx) { house.rounds.cut_off(tx, analyst, id, {}); });
    ground.jobs.drain();
    house.write([&](db::Transaction& tx) { house.rounds.request_trial(tx, analyst, id); });
    ground.jobs.drain();
    const auto again = house.write([&](db::Transaction& tx) { return house.rounds.submit(tx, analyst, id); });
    house.decide("revision:" + again.text());
    const auto next = *parse_moment("2026-12-20T08:30:00+07:00");
    house.write([&](db::Transaction& tx) { house.rounds.schedule(tx, publisher, id, next); });
    const auto newest = [&] {
        return ground.database.read([&](db::Transaction& tx) {
            const results::Published published(tx, ground.clock.now());
            return published.revisions().front();
        });
    };
    EXPECT_EQ(newest().number, 1) << "the correction is under embargo as well";
    ground.fake_clock().set(next);
    EXPECT_EQ(newest().number, 2);
    EXPECT_EQ(newest().reason, "Ba phiếu bị loại nhầm theo quyết định 88");
    EXPECT_EQ(house.find(id).state, State::corrected);
    ground.database.read([&](db::Transaction& tx) {
        const results::Published published(tx, ground.clock.now());
        const auto first = published.revision(house.results.find(tx, revision)->code);
        ASSERT_TRUE(first.has_value()) << "revision 1 stays addressable";
        EXPECT_EQ(published.corrected_by(*first)->number, 2);
        EXPECT_FALSE(published.figures(*first).empty());
        EXPECT_EQ(house.rounds.data(tx, id).back().used, 175);
    });
}

}  // namespace
}  // namespace longdan::rounds
