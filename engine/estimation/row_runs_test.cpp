#include "engine/estimation/row_runs.h"

#include <random>

#include <gtest/gtest.h>

namespace longdan::estimation {
namespace {

std::vector<std::uint32_t> firsts(const RowRuns& runs) { return {runs.firsts().begin(), runs.firsts().end()}; }

TEST(RowRuns, are_cut_at_every_change_and_nowhere_else_at_any_length) {
    std::mt19937 random(4);
    for (std::size_t rows = 1; rows < 200; rows += 1 + rows / 20) {
        Column small{.kind = Column::Kind::small};
        Column number{.kind = Column::Kind::number};
        Column text{.kind = Column::Kind::text};
        for (std::size_t row = 0; row < rows; ++row) {
            small.small.push_back(static_cast<std::int8_t>(random() % 20 == 0 ? random() % 3 : 7));
            number.numbers.push_back(random() % 15 == 0 ? 0.5 : 1e9);
            text.codes.push_back(random() % 25 == 0 ? missing_code : 3);
        }
        RowRuns runs(rows);
        runs.cut(small);
        runs.cut(number);
        runs.cut(text);
        std::vector<std::uint32_t> expected = {0};
        for (std::size_t row = 1; row < rows; ++row) {
            if (small.small[row] != small.small[row - 1] || number.numbers[row] != number.numbers[row - 1] ||
                text.codes[row] != text.codes[row - 1]) {
                expected.push_back(static_cast<std::uint32_t>(row));
            }
        }
        EXPECT_EQ(firsts(runs), expected) << rows;
        EXPECT_EQ(runs.end(runs.count() - 1), rows);
    }
}

TEST(RowRuns, that_are_too_long_are_cut_into_parts_of_the_length_allowed) {
    RowRuns runs(25);
    const std::vector<std::uint32_t> value = {1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
                                              2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2};
    runs.cut(value);
    runs.cut_longer_than(10);
    EXPECT_EQ(firsts(runs), (std::vector<std::uint32_t>{0, 3, 13, 23}));
    runs.cut_everywhere();
    EXPECT_EQ(runs.count(), 25u);
    EXPECT_EQ(RowRuns(0).count(), 0u);
}

}  // namespace
}  // namespace longdan::estimation
