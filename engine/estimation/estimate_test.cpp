#include "engine/estimation/estimate.h"

#include "platform/base/csv.h"
#include "platform/base/error.h"

#include <array>
#include <cmath>
#include <string>

#include <gtest/gtest.h>

namespace longdan::estimation {
namespace {

void expect_close(double value, double expected) { EXPECT_NEAR(value, expected, std::fabs(expected) * 1e-10); }

CsvTable data(const std::string& name) {
    return CsvTable::load(std::string(LONGDAN_SOURCE_DIR) + "/tests/estimation/data/" + name);
}

/// Schools of apiclus1: 15 of 757 school districts, all schools of each. R: svydesign(~dnum, weights=~pw, fpc=~fpc).
CellTable districts() {
    const CsvTable csv = data("apiclus1.csv");
    CellTable table({.domains = {"both"}, .items = {"good", "api00"}, .weight_decimals = 12});
    table.declare_stratum("all", 757);
    for (std::size_t row = 0; row < csv.rows(); ++row) {
        const double api = std::stod(csv.at(row, "api00"));
        const std::array<double, 2> values{api > 700 ? 1.0 : 0.0, api};
        const std::string_view domain[] = {csv.at(row, "both")};
        table.add({"all", csv.at(row, "dnum"), domain, std::stod(csv.at(row, "pw")), values});
    }
    return table;
}

TEST(Estimate, means_of_a_cluster_sample_agree_with_r_survey) {
    const CellTable table = districts();
    const CellView view(table, {});
    ASSERT_EQ(view.domains(), 1u);
    const Estimate good = view.summary(view.mean(0, view.item("good")));
    expect_close(good.value, 0.33879781420765026);
    expect_close(good.se, 0.079806034660545075);
    expect_close(good.low, 0.16763089345220633);
    expect_close(good.high, 0.50996473496309425);
    EXPECT_EQ(good.df, 14);
    const Estimate api = view.summary(view.mean(0, view.item("api00")));
    expect_close(api.value, 644.16939890710387);
    expect_close(api.se, 23.542240693781039);
    expect_close(view.design_effect(0, 0), 5.3320282892975257);
    expect_close(view.design_effect(0, 1), 9.3458694505909499);
}

/// R: s <- svydesign(~1, strata=~stype, weights=~pw, fpc=~fpc, data=apistrat); svyby(~api00, ~both, s, svymean)
TEST(Estimate, a_domain_keeps_the_whole_design_in_its_variance) {
    const CsvTable csv = data("apistrat.csv");
    CellTable table({.domains = {"both"}, .items = {"api00"}, .weight_decimals = 12});
    for (std::size_t row = 0; row < csv.rows(); ++row) {
        table.declare_stratum(csv.at(row, "stype"), std::stoll(csv.at(row, "fpc")));
        const double values[] = {std::stod(csv.at(row, "api00"))};
        const std::string_view domain[] = {csv.at(row, "both")};
        table.add({csv.at(row, "stype"), csv.at(row, "snum"), domain, std::stod(csv.at(row, "pw")), values});
    }
    const CellView view(table, {"both"});
    ASSERT_EQ(view.domains(), 2u);
    const Linear no = view.mean(*view.find({"No"}), 0);
    const Linear yes = view.mean(*view.find({"Yes"}), 0);
    expect_close(view.summary(no).value, 633.734911659413);
    expect_close(view.summary(no).se, 15.33477097604501);
    expect_close(view.summary(yes).se, 11.85663098744429);
    EXPECT_EQ(view.degrees_of_freedom(no), 84);
    const std::pair<double, const Linear*> difference[] = {{1, &yes}, {-1, &no}};
    expect_close(view.variance(sum(difference)), view.variance(yes) + view.variance(no) - 2 * view.covariance(yes, no));
    EXPECT_FALSE(view.find({"Maybe"}));
}

TEST(Estimate, a_drawn_psu_without_answers_widens_the_error) {
    const double one[] = {1};
    const double zero[] = {0};
    const auto build = [&](bool with_empty) {
        CellTable table({.domains = {}, .items = {"a"}});
        table.add({"h", "1", {}, 10, one});
        table.add({"h", "2", {}, 10, zero});
        if (with_empty) table.declare_psu("h", "3");
        return table;
    };
    const CellTable two = build(false);
    const CellTable three = build(true);
    const CellView without(two, {});
    const CellView with(three, {});
    EXPECT_DOUBLE_EQ(without.variance(without.total(0, 0)), 100);  // 2/1 * (5^2 + 5^2)
    EXPECT_NEAR(with.variance(with.total(0, 0)), 100, 1e-12);      // 3/2 * (100 - 100/3)
    EXPECT_NEAR(with.variance(with.population(0)), 100, 1e-12);
    EXPECT_DOUBLE_EQ(without.variance(without.population(0)), 0);
    EXPECT_EQ(with.degrees_of_freedom(with.total(0, 0)), 1);
}

TEST(Estimate, a_lonely_psu_stops_the_estimate_unless_a_rule_is_chosen) {
    CellTable table({.domains = {}, .items = {"a"}});
    const double values[] = {1};
    const double other[] = {3};
    table.add({"gộp", "1", {}, 1, values});
    table.add({"gộp", "2", {}, 1, other});
    table.add({"lẻ", "1", {}, 1, other});
    const auto variance = [&](LonelyPsu rule) {
        const CellView view(table, {}, {.lonely = rule});
        return view.variance(view.mean(0, 0));
    };
    try {
        variance(LonelyPsu::fail);
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("lẻ"), std::string::npos);
    }
    // mean 7/3; scores (1-7/3)/3, (3-7/3)/3 | (3-7/3)/3
    const double within = 2 * 2 * (1.0 / 3) * (1.0 / 3);
    EXPECT_NEAR(variance(LonelyPsu::certainty), within, 1e-14);
    EXPECT_NEAR(variance(LonelyPsu::remove), within, 1e-14);
    EXPECT_NEAR(variance(LonelyPsu::average), 2 * within, 1e-14);
    EXPECT_NEAR(variance(LonelyPsu::adjust), within + 4.0 / 81, 1e-14);
}

TEST(Estimate, a_missing_answer_leaves_only_its_own_item) {
    CellTable table({.domains = {}, .items = {"a", "b"}});
    const double nan = std::nan("");
    const double rows[3][2] = {{1, nan}, {0, 1}, {nan, 1}};
    for (int i = 0; i < 3; ++i) table.add({"h", std::to_string(i), {}, 2.0 + i, rows[i]});
    const CellView view(table, {});
    EXPECT_DOUBLE_EQ(view.mean(0, 0).value, 2.0 / 5);
    EXPECT_DOUBLE_EQ(view.mean(0, 1).value, 1);
    EXPECT_EQ(view.count(0, 0), 2);
    EXPECT_EQ(view.count(0), 3);
    const std::size_t both[] = {0, 1};
    EXPECT_DOUBLE_EQ(view.pooled_mean(0, both).value, 9.0 / 12);
    EXPECT_NEAR(view.effective_count(0), 81.0 / 29, 1e-12);
}

}  // namespace
}  // namespace longdan::estimation
