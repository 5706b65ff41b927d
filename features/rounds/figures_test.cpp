#include "features/rounds/figures.h"

#include "features/rounds/cells.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <random>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace longdan::rounds {
namespace {

using results::Figure;
using results::Series;

methods::Method mini() {
    std::ifstream file(std::string(LONGDAN_SOURCE_DIR) + "/tests/methods/mini-1001.json");
    std::stringstream text;
    text << file.rdbuf();
    return methods::parse_method(text.str(), "mini-1001.json");
}

std::vector<methods::ItemCoding> codings() {
    std::vector<methods::ItemCoding> result;
    for (const std::string item : {"P1", "P2", "P3", "P4", "P5", "S1", "S2", "S3"}) {
        result.push_back({item, result.size(), {1, 2, 3, 4, 5}, {4, 5}});
    }
    return result;
}

struct Row {
    std::string stratum;
    std::string psu;
    std::string province;
    double weight;
    std::vector<std::int16_t> codes;
};

/// Codes of one facet so that `valid` answers are valid and `satisfied` of them satisfied.
void fill(
    std::vector<Row>& rows, std::size_t begin, std::size_t end, std::size_t first, std::size_t items, int valid,
    int satisfied
) {
    int slot = 0;
    for (std::size_t r = begin; r < end; ++r) {
        for (std::size_t i = 0; i < items; ++i, ++slot) {
            const auto missing = static_cast<std::int16_t>(xforms::MissingCode::dont_know);
            rows[r].codes[first + i] = slot < satisfied ? std::int16_t{4} : slot < valid ? std::int16_t{2} : missing;
        }
    }
}

/// The 172 valid answers of the test year.
std::vector<Row> test_year() {
    std::vector<Row> rows;
    const auto province = [&](const std::string& code, int people, int p_valid, int p_yes, int s_valid, int s_yes) {
        const auto begin = rows.size();
        for (int i = 0; i < people; ++i) {
            rows.push_back(
                {code + "/" + std::to_string(i % 2), fmt::format("{}-{}", code, i % 4), code, 10.0 + i % 3,
                 std::vector<std::int16_t>(8)}
            );
        }
        fill(rows, begin, rows.size(), 0, 5, p_valid, p_yes);
        fill(rows, begin, rows.size(), 5, 3, s_valid, s_yes);
    };
    province("A", 57, 280, 228, 168, 138);
    province("B", 57, 283, 212, 170, 140);
    province("C", 58, 288, 240, 172, 143);
    return rows;
}

estimation::CellTable table_of(const std::vector<Row>& rows) {
    estimation::CellTable table(cell_layout(codings()));
    CellRows cells(codings(), table);
    for (const auto& row : rows) cells.add(row.stratum, row.psu, row.province, row.weight, row.codes);
    return table;
}

const identity::UnitId country{99};
const std::vector<FigureUnit> provinces = {{"A", {1}}, {"B", {2}}, {"C", {3}}};

std::vector<Figure> figures_of(const std::vector<Row>& rows) {
    return compute_figures(
        table_of(rows), mini(), codings(), provinces, country, {0.95, estimation::LonelyPsu::adjust}
    );
}

const Figure& find(
    const std::vector<Figure>& figures, Series series, const std::string& indicator, identity::UnitId unit,
    const std::string& breakdown = ""
) {
    for (const auto& figure : figures) {
        if (figure.series == series && figure.indicator == indicator && figure.unit == unit &&
            figure.breakdown == breakdown) {
            return figure;
        }
    }
    throw std::logic_error("no figure " + indicator);
}

TEST(Figures, the_official_index_of_the_test_year_is_as_printed) {
    const auto figures = figures_of(test_year());
    const auto printed = [&](const std::string& indicator, identity::UnitId unit) {
        return fmt::format("{:.2f}", *find(figures, Series::official, indicator, unit).value);
    };
    EXPECT_EQ(printed("overall", {1}), "81.70");
    EXPECT_EQ(printed("overall", {2}), "77.70");
    EXPECT_EQ(printed("overall", {3}), "83.26");
    EXPECT_EQ(printed("overall", country), "80.90");
    EXPECT_EQ(printed("policy", country), "79.91");
    EXPECT_EQ(printed("service", country), "82.55");
    EXPECT_EQ(
        fmt::format("{:.2f}", *find(figures, Series::official, "overall", country, "of=provinces").value), "80.89"
    );
    EXPECT_EQ(find(figures, Series::official, "overall", {1}).n, 448);
    EXPECT_EQ(*find(figures, Series::official, "overall", {3}).rank, 1);
    EXPECT_EQ(*find(figures, Series::official, "overall", {1}).rank, 2);
    EXPECT_EQ(*find(figures, Series::official, "overall", {2}).rank, 3);
}

TEST(Figures, the_statistical_series_is_a_weighted_ratio_with_the_error_of_its_design) {
    const auto rows = test_year();
    const auto figures = figures_of(rows);
    double yes = 0;
    double valid = 0;
    for (const auto& row : rows) {
        if (row.province != "A") continue;
        for (const auto code : row.codes) {
            if (xforms::is_missing(code)) continue;
            valid += row.weight;
            if (code >= 4) yes += row.weight;
        }
    }
    const auto& figure = find(figures, Series::statistical, "overall", {1});
    EXPECT_NEAR(*figure.value, 100 * yes / valid, 1e-10);
    EXPECT_EQ(*figure.df, 2) << "four PSUs in two strata";
    EXPECT_GT(*figure.se, 0);
    EXPECT_LT(*figure.ci_low, *figure.value);
    EXPECT_GT(*figure.ci_high, *figure.value);
    for (const auto& each : figures) {
        EXPECT_TRUE(each.series != Series::official || !each.se.has_value());
    }
}

TEST(Figures, the_distribution_of_an_item_sums_to_a_hundred_percent) {
    const auto figures = figures_of(test_year());
    for (const auto series : {Series::official, Series::statistical}) {
        double sum = 0;
        for (int code = 1; code <= 5; ++code)
            sum += *find(figures, series, "P1", country, fmt::format("answer={}", code)).value;
        EXPECT_NEAR(sum, 100, 1e-9);
    }
}

TEST(Figures, any_order_of_answers_gives_the_same_cell_file_and_the_same_figures) {
    auto rows = test_year();
    const auto bytes = table_of(rows).serialise();
    const auto figures = results::canonical(figures_of(rows));
    std::mt19937 random(7);
    for (int i = 0; i < 3; ++i) {
        std::shuffle(rows.begin(), rows.end(), random);
        EXPECT_EQ(table_of(rows).serialise(), bytes);
        EXPECT_EQ(results::canonical(figures_of(rows)), figures);
    }
}

TEST(Figures, a_stored_cell_file_gives_the_same_bits_again) {
    const auto table = table_of(test_year());
    const auto again = estimation::CellTable::parse(table.serialise(), "cells");
    const FigureOptions options{0.95, estimation::LonelyPsu::adjust};
    const auto first = compute_figures(table, mini(), codings(), provinces, country, options);
    const auto second = compute_figures(again, mini(), codings(), provinces, country, options);
    EXPECT_EQ(results::canonical(first), results::canonical(second));
}

TEST(Figures, the_file_reads_back_and_a_changed_answer_is_counted_as_changes) {
    auto rows = test_year();
    const auto figures = figures_of(rows);
    const auto read = read_figures(figures_csv(figures, provinces, false));
    EXPECT_EQ(results::canonical(read), results::canonical(figures));
    EXPECT_EQ(count_changes(figures, read), 0);
    rows.front().codes[0] = 1;
    EXPECT_GT(count_changes(figures, figures_of(rows)), 5);
    const auto labelled = figures_csv(figures, provinces, true);
    const auto lines = std::count(labelled.begin(), labelled.end(), '\n');
    std::size_t labels = 0;
    for (auto at = labelled.find("dữ liệu mô phỏng"); at != std::string::npos;
         at = labelled.find("dữ liệu mô phỏng", at + 1))
        ++labels;
    EXPECT_EQ(labels, static_cast<std::size_t>(lines) - 1);
}

TEST(Cleaning, a_blank_form_and_a_straight_line_are_seen) {
    auto wide = codings();
    for (int i = 0; i < 4; ++i) wide.push_back({"X" + std::to_string(i), wide.size(), {1, 2, 3, 4, 5}, {4, 5}});
    const auto blank = static_cast<std::int16_t>(xforms::MissingCode::missing);
    const auto skipped = static_cast<std::int16_t>(xforms::MissingCode::not_asked);
    std::vector<std::int16_t> codes(12, 4);
    EXPECT_TRUE(quality_of(wide, codes).straight_line);
    codes[3] = 5;
    EXPECT_FALSE(quality_of(wide, codes).straight_line);
    EXPECT_DOUBLE_EQ(quality_of(wide, codes).blank_share, 0);
    codes[0] = codes[1] = codes[2] = blank;
    codes[4] = codes[5] = skipped;
    EXPECT_DOUBLE_EQ(quality_of(wide, codes).blank_share, 0.3) << "questions that were not asked are no blanks";
}

}  // namespace
}  // namespace longdan::rounds
