#include "engine/sampling/permanent.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

using namespace longdan::sampling;

namespace {

std::vector<std::uint64_t> numbers_of(int from, int to) {
    std::vector<std::uint64_t> numbers;
    for (int unit = from; unit < to; ++unit) numbers.push_back(permanent_number(2026, "x" + std::to_string(unit)));
    return numbers;
}

std::set<std::size_t> main_units(const Selection& selection) {
    std::set<std::size_t> main;
    for (const Pick& pick : selection.picks) {
        if (!pick.reserve) main.insert(pick.position);
    }
    return main;
}

std::set<std::size_t> drawn(const std::vector<std::uint64_t>& numbers, const Permanent& permanent, std::size_t n) {
    std::vector<std::int64_t> panels;
    return main_units(select_permanent(numbers, permanent, n, 0, panels));
}

std::size_t overlap(const std::set<std::size_t>& a, const std::set<std::size_t>& b) {
    std::vector<std::size_t> both;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
    return both.size();
}

}  // namespace

TEST(permanent, a_number_is_the_head_of_a_digest) {
    // printf '2026:01' | sha256sum
    EXPECT_EQ(permanent_number(2026, "01"), 0xcbd7575fd33c2864);
    EXPECT_EQ(permanent_start(0.5), std::uint64_t{1} << 63);
}

TEST(permanent, the_same_start_overlaps_fully_and_one_half_a_round_away_not_at_all) {
    const auto numbers = numbers_of(0, 1000);
    const auto first = drawn(numbers, {2026, 0.0, 0, 0}, 300);
    EXPECT_EQ(overlap(first, drawn(numbers, {2026, 0.0, 0, 0}, 200)), 200u);
    EXPECT_EQ(overlap(first, drawn(numbers, {2026, 0.5, 0, 0}, 300)), 0u);
}

TEST(permanent, newcomers_push_out_only_as_many_as_come_in) {
    const auto before = numbers_of(0, 1000);
    const auto after = numbers_of(0, 1100);
    EXPECT_GE(overlap(drawn(before, {}, 300), drawn(after, {}, 300)), 260u);
}

TEST(permanent, rotation_exchanges_one_panel_a_round) {
    const auto numbers = numbers_of(0, 50);
    for (std::int64_t round = 0; round < 60; ++round) {
        const auto now = drawn(numbers, {2026, 0.3, 4, round}, 10);
        ASSERT_EQ(now.size(), 10u);
        const auto next = drawn(numbers, {2026, 0.3, 4, round + 1}, 10);
        const auto stays = static_cast<std::int64_t>(overlap(now, next));
        EXPECT_EQ(stays, 10 - ((round + 1) * 10 / 4 - round * 10 / 4));
        EXPECT_EQ(overlap(now, drawn(numbers, {2026, 0.3, 4, round + 4}, 10)), 0u);
    }
    std::vector<std::int64_t> panels;
    const Selection selection = select_permanent(numbers, {2026, 0.3, 4, 6}, 10, 2, panels);
    EXPECT_EQ(std::set<std::int64_t>(panels.begin(), panels.begin() + 10), (std::set<std::int64_t>{6, 7, 8, 9}));
    EXPECT_EQ(selection.picks.size(), 12u);
}

TEST(permanent, pareto_samples_of_two_surveys_overlap_by_the_same_numbers) {
    std::vector<std::int64_t> sizes;
    for (int unit = 0; unit < 400; ++unit) sizes.push_back(10 + unit % 50);
    const auto numbers = numbers_of(0, 400);
    const auto first = main_units(select_pareto(sizes, 100, 0, numbers));
    const auto smaller = main_units(select_pareto(sizes, 60, 0, numbers));
    EXPECT_GE(overlap(first, smaller), 58u);
    std::vector<std::uint64_t> shifted = numbers;
    for (std::uint64_t& number : shifted) number -= permanent_start(0.5);
    EXPECT_LE(overlap(first, main_units(select_pareto(sizes, 100, 0, shifted))), 10u);
}
