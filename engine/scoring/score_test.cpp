#include "engine/scoring/score.h"

#include "engine/scoring/test_frames.h"
#include "platform/base/csv.h"
#include "platform/base/error.h"

#include <gtest/gtest.h>

using namespace longdan;
using namespace longdan::scoring;

TEST(score, the_ministries_of_2023_come_out_as_printed) {
    const Frame frame = shipped_frame("par-ministry-2023-printed.json");
    EXPECT_TRUE(check(frame).empty());
    const auto units = read_scores(file_text("tests/scoring/ministries-2023.csv"), "ministries-2023.csv", frame);
    const auto scores = Scorer(frame).score_all(units);
    ASSERT_EQ(scores.size(), 17u);
    const CsvTable printed = CsvTable::parse(file_text("tests/scoring/ministries-2023.expected.csv"), "expected");
    for (const UnitScore& score : scores) {
        bool found = false;
        for (std::size_t row = 0; row < printed.rows(); ++row) {
            if (printed.at(row, "unit") != score.unit) continue;
            found = true;
            const Exact difference = score.total.points - *Exact::parse(printed.at(row, "total"));
            EXPECT_LE(larger(difference, Exact(0) - difference), Exact::fraction(1, 100)) << score.unit;
            EXPECT_EQ(std::to_string(score.rank), printed.at(row, "rank")) << score.unit;
        }
        EXPECT_TRUE(found) << score.unit;
    }
    EXPECT_EQ(mean_percent(scores)->decimal(2), "84.38");
}

namespace {

/// The test year's province: 68 verified and 32 survey points with SIPAS 10.
const std::string test_year = R"({"code":"nam-thu","title":"Năm thử","nodes":[
 {"code":"A","name":"Thẩm định","max":68,"scored_by":"ministry","rule":{"kind":"points"}},
 {"code":"B","name":"Điều tra","max":32,"scored_by":"survey","children":[
  {"code":"B.1","name":"Cán bộ","max":2,"scored_by":"survey","rule":{"kind":"survey","options":{"100":1,"60":0.6,"20":0.2,"0":0}}},
  {"code":"B.2","name":"Các mục khác","max":20,"scored_by":"survey","rule":{"kind":"points"}},
  {"code":"B.3","name":"SIPAS","max":10,"scored_by":"survey","rule":{"kind":"percentage"}}]}]})";

UnitScore year(std::string_view verified) {
    const Frame frame = parse_frame(test_year, "nam-thu.json");
    const std::string csv = "unit,node,field,value\nA,A,points," + std::string(verified) +
                            "\nA,B.1,option.100,80\nA,B.1,option.60,60\nA,B.1,option.20,15\nA,B.1,option.0,5\n"
                            "A,B.2,points,16\nA,B.3,percent,81.70\n";
    return Scorer(frame).score_all(read_scores(csv, "s.csv", frame))[0];
}

}  // namespace

TEST(score, point_ten_of_the_test_year) {
    EXPECT_EQ(year("66.5").nodes[0].points.text(), "66.5");
    EXPECT_EQ(year("61.25").nodes[0].points.text(), "61.25");
    const Exact explained = *Exact::parse("61.25") + *Exact::parse("1.00") + *Exact::parse("0.50");
    EXPECT_EQ(explained.text(), "62.75");
    const UnitScore score = year("62.75");
    EXPECT_EQ(score.nodes[2].points.text(), "1.4875");
    EXPECT_EQ(score.nodes[4].points.text(), "8.17");
    EXPECT_EQ(score.total.points.text(), "88.4075");
    EXPECT_EQ(score.total.points.decimal(2), "88.41");
}

TEST(score, not_applicable_shrinks_the_maximum) {
    const Frame frame = parse_frame(
        R"({"code":"f","title":"f","nodes":[{"code":"1","name":"a","max":80,"rule":{"kind":"points"}},
            {"code":"2","name":"b","max":20,"applies_to":["so"],"rule":{"kind":"yes_no"}}]})",
        "f.json"
    );
    const auto units = read_scores(
        "unit,node,field,value\nX,,kind,so\nX,1,points,60\nX,2,yes,1\nY,,kind,xa\nY,1,points,60\nZ,,kind,so\nZ,1,"
        "points,60\nZ,2,not_applicable,1\n",
        "s.csv", frame
    );
    const auto scores = Scorer(frame).score_all(units);
    EXPECT_EQ(scores[0].percent()->text(), "80");
    EXPECT_EQ(scores[1].percent()->text(), "75");
    EXPECT_EQ(scores[2].percent()->text(), "75");
    EXPECT_EQ(scores[1].total.maximum.text(), "80");
    EXPECT_EQ(scores[1].rank, 2);
    EXPECT_EQ(scores[1].ties, 1);
    EXPECT_EQ(scores[2].rank, 2);
}

TEST(score, ranks_go_1_1_3_and_some_units_are_not_ranked) {
    const Frame frame = parse_frame(
        R"({"code":"f","title":"f","not_ranked":["TTCP"],"bands":[{"name":"A","from":90},{"name":"B","from":80}],
            "nodes":[{"code":"1","name":"a","max":100,"rule":{"kind":"points"}}]})",
        "f.json"
    );
    const auto units = read_scores(
        "unit,node,field,value\nTTCP,1,points,99\nX,1,points,90\nY,1,points,90\nZ,1,points,79.99\n", "s.csv", frame
    );
    const auto scores = Scorer(frame).score_all(units);
    EXPECT_EQ(scores[0].rank, 0);
    EXPECT_EQ(scores[1].rank, 1);
    EXPECT_EQ(scores[2].rank, 1);
    EXPECT_EQ(scores[3].rank, 3);
    EXPECT_EQ(scores[1].band, 0);
    EXPECT_EQ(scores[3].band, -1);
}

TEST(score, a_unit_without_a_survey_is_rescaled_where_the_frame_says_so) {
    const Frame frame = parse_frame(
        R"({"code":"f","title":"f","rescale_without_survey":true,"nodes":[{"code":"1","name":"a","max":70,"rule":{"kind":"points"}},
            {"code":"2","name":"b","max":30,"scored_by":"survey","rule":{"kind":"percentage"}}]})",
        "f.json"
    );
    const auto units =
        read_scores("unit,node,field,value\nX,1,points,56\nY,1,points,56\nY,2,percent,50\n", "s.csv", frame);
    const auto scores = Scorer(frame).score_all(units);
    EXPECT_EQ(scores[0].percent()->text(), "80");
    EXPECT_TRUE(scores[0].without_survey);
    EXPECT_EQ(scores[1].percent()->text(), "71");
}

TEST(score, what_is_wrong_in_the_scores_is_said_with_file_row_and_column) {
    const Frame frame = shipped_frame("example-province.json");
    const auto error = [&](const std::string& rows) -> std::string {
        try {
            read_scores("unit,node,field,value\n" + rows, "s.csv", frame);
        } catch (const Error& caught) {
            return caught.what();
        }
        return "";
    };
    EXPECT_EQ(
        error("X,99.1,yes,1\n"), "s.csv: dòng 2, cột node (row, column): khung không có nút '99.1' (no such node)"
    );
    EXPECT_EQ(
        error("X,1,points,1\n"), "s.csv: dòng 2, cột node (row, column): nút 1 có nút con, không nhận điểm (not a leaf)"
    );
    EXPECT_NE(error("X,1.1.2,count,1\n").find("cột field"), std::string::npos);
    EXPECT_NE(error("X,1.1.2,yes,2\n").find("cột value"), std::string::npos);
    EXPECT_NE(error("X,1.1.2,yes,1\nX,1.1.2,yes,0\n").find("dòng 3"), std::string::npos);
    EXPECT_NE(error("X,1.4.2,points,0.3\n").find("bội số"), std::string::npos);
    EXPECT_NE(error(",1.1.2,yes,1\n").find("cột unit"), std::string::npos);
}

TEST(score, one_changed_value_gives_what_scoring_anew_gives) {
    const Scorer scorer(shipped_frame("example-province.json"));
    for (std::uint64_t seed = 1; seed < 20; ++seed) {
        UnitInputs inputs = random_inputs(scorer, "X", seed);
        UnitScore score = scorer.score(inputs);
        const UnitInputs other = random_inputs(scorer, "X", seed + 100);
        for (std::size_t i = 0; i < scorer.nodes().size(); i += 3) {
            if (!scorer.nodes()[i]->is_leaf()) continue;
            const std::string& code = scorer.nodes()[i]->code;
            inputs.nodes[code] = other.nodes.at(code);
            scorer.rescore(score, inputs, i);
            ASSERT_EQ(score.total.points, scorer.score(inputs).total.points);
        }
    }
}

TEST(explain, every_lost_point_has_its_component_and_the_largest_comes_first) {
    const Scorer scorer(shipped_frame("example-province.json"));
    std::vector<UnitInputs> units;
    for (std::uint64_t u = 0; u < 10; ++u) units.push_back(random_inputs(scorer, "U" + std::to_string(u), u + 5));
    const auto scores = scorer.score_all(units);
    const Comparison comparison = compare_units(scores);
    for (const UnitScore& score : scores) {
        const auto losses = explain(scorer, score, comparison);
        Exact lost;
        double shares = 0;
        for (std::size_t i = 0; i < losses.size(); ++i) {
            lost += losses[i].lost;
            shares += losses[i].share_of_total;
            if (i > 0) {
                EXPECT_LE(losses[i].lost, losses[i - 1].lost);
            }
            EXPECT_LE(score.nodes[losses[i].node].points, *losses[i].best);
        }
        Exact bonus;
        for (std::size_t i = 0; i < score.nodes.size(); ++i) {
            if (scorer.nodes()[i]->rule.kind == RuleKind::bonus) bonus += score.nodes[i].points;
        }
        EXPECT_EQ(lost, score.total.maximum - score.total.points + bonus);
        EXPECT_NEAR(shares, 1, 1e-12);
    }
}

TEST(explain, what_if_and_rank_intervals) {
    const Scorer scorer(shipped_frame("example-province.json"));
    std::vector<UnitInputs> units;
    for (std::uint64_t u = 0; u < 12; ++u) units.push_back(random_inputs(scorer, "U" + std::to_string(u), u + 50));
    const auto scores = scorer.score_all(units);
    Inputs full;
    full.set("percent", "100");
    const WhatIf change = what_if(scorer, units, scores, 3, "8.1.1", full);
    EXPECT_LE(change.points_before, change.points_after);
    EXPECT_LE(change.rank_after, change.rank_before);
    SensitivityOptions options;
    options.draws = 400;
    const auto intervals = rank_intervals(scorer, scores, options);
    ASSERT_EQ(intervals.size(), 12u);
    for (const RankInterval& interval : intervals) {
        EXPECT_LE(interval.low, interval.high);
        EXPECT_GE(interval.low, 1);
        EXPECT_LE(interval.high, 12);
    }
    options.weight_spread = 0;
    for (const RankInterval& interval : rank_intervals(scorer, scores, options)) {
        EXPECT_EQ(interval.low, interval.rank);
        EXPECT_EQ(interval.high, interval.rank);
    }
    options.survey_se[{"U0", "8.1.1"}] = 5;
    bool wider = false;
    for (const RankInterval& interval : rank_intervals(scorer, scores, options))
        wider = wider || interval.low < interval.high;
    EXPECT_TRUE(wider);
}
