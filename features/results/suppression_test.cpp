#include "features/results/suppression.h"

#include <gtest/gtest.h>

namespace longdan::results {
namespace {

const UnitId country{1};
UnitId parent_of(UnitId unit) { return unit == country ? UnitId{} : country; }

Figure cell(UnitId unit, std::int64_t n, std::string breakdown = "") {
    Figure figure;
    figure.indicator = "overall";
    figure.unit = unit;
    figure.n = n;
    figure.value = 80.0;
    figure.breakdown = std::move(breakdown);
    return figure;
}

TEST(ResultsSuppression, a_cell_of_three_is_hidden_with_one_complementary) {
    const std::vector<Figure> figures{
        cell(country, 500), cell(UnitId{2}, 3), cell(UnitId{3}, 200), cell(UnitId{4}, 297)};
    EXPECT_EQ(hidden_figures(figures, 5, parent_of), (std::vector<bool>{false, true, true, false}));
}

TEST(ResultsSuppression, two_tiny_cells_need_a_third_when_together_they_are_still_tiny) {
    const std::vector<Figure> figures{cell(UnitId{2}, 1), cell(UnitId{3}, 2), cell(UnitId{4}, 40), cell(UnitId{5}, 90)};
    EXPECT_EQ(hidden_figures(figures, 5, parent_of), (std::vector<bool>{true, true, true, false}));
}

TEST(ResultsSuppression, nothing_is_hidden_where_every_cell_is_large_enough) {
    const std::vector<Figure> figures{cell(UnitId{2}, 5), cell(UnitId{3}, 200)};
    EXPECT_EQ(hidden_figures(figures, 5, parent_of), (std::vector<bool>{false, false}));
    EXPECT_EQ(hidden_figures({cell(UnitId{2}, 0)}, 0, parent_of), (std::vector<bool>{false}));
}

TEST(ResultsSuppression, categories_are_siblings_within_their_unit_and_dimension) {
    const std::vector<Figure> figures{
        cell(UnitId{2}, 2, "sex=1"),  cell(UnitId{2}, 50, "sex=2"), cell(UnitId{2}, 60, "sex=3"),
        cell(UnitId{2}, 10, "age=1"), cell(UnitId{3}, 10, "sex=1"),
    };
    EXPECT_EQ(hidden_figures(figures, 5, parent_of), (std::vector<bool>{true, true, false, false, false}));
}

TEST(ResultsSuppression, both_series_hide_the_same_cells) {
    std::vector<Figure> figures{cell(UnitId{2}, 3), cell(UnitId{3}, 20), cell(UnitId{4}, 20)};
    for (std::size_t i = 0; i < 3; ++i) {
        figures.push_back(figures[i]);
        figures.back().series = Series::statistical;
    }
    const auto hidden = hidden_figures(figures, 5, parent_of);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(hidden[i], hidden[i + 3]);
    EXPECT_EQ(std::count(hidden.begin(), hidden.end(), true), 4);
}

}  // namespace
}  // namespace longdan::results
