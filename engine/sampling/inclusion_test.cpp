// How often units and pairs of units are drawn, against probabilities worked out without drawing.
#include "engine/sampling/permanent.h"
#include "engine/sampling/select.h"

#include <cmath>
#include <functional>
#include <numeric>
#include <set>

#include <gtest/gtest.h>

using namespace longdan::sampling;

namespace {

constexpr int rounds = 10'000;
const std::vector<std::int64_t> sizes = {10, 20, 30, 40, 50, 60, 70, 120};

/// Inclusion probabilities: of unit i at (i, i), of the pair at (i, j).
struct Inclusion {
    explicit Inclusion(std::size_t count) : count(count), values(count * count, 0.0) {}
    double& at(std::size_t i, std::size_t j) { return values[i * count + j]; }
    double at(std::size_t i, std::size_t j) const { return values[i * count + j]; }
    void add(const std::vector<std::size_t>& sample, double probability) {
        for (const std::size_t i : sample) {
            for (const std::size_t j : sample) at(i, j) += probability;
        }
    }
    std::size_t count;
    std::vector<double> values;
};

std::vector<std::size_t> main_units(const Selection& selection) {
    std::set<std::size_t> all;
    std::vector<std::size_t> main;
    for (const Pick& pick : selection.picks) {
        EXPECT_TRUE(all.insert(pick.position).second) << "a unit comes twice";
        if (!pick.reserve) main.push_back(pick.position);
    }
    return main;
}

/// Chernoff: a binomial count whose share q is further from p than n KL(q, p) = ln(2 / 1e-9) comes once in 10^9 tests.
bool is_plausible(double share, double p) {
    constexpr double bound = 21.5;
    if (p <= 1e-12) return share <= 1e-12;
    if (p >= 1 - 1e-12) return share >= 1 - 1e-12;
    const auto part = [](double a, double b) { return a <= 0 ? 0 : a * std::log(a / b); };
    return rounds * (part(share, p) + part(1 - share, 1 - p)) <= bound;
}

void expect_inclusion(const Inclusion& exact, std::size_t n, const std::function<Selection(Random&)>& draw) {
    Inclusion seen(exact.count);
    for (int round = 0; round < rounds; ++round) {
        Random random(99, 0, static_cast<std::uint32_t>(round));
        const std::vector<std::size_t> sample = main_units(draw(random));
        ASSERT_EQ(sample.size(), n);
        seen.add(sample, 1.0 / rounds);
    }
    for (std::size_t i = 0; i < exact.count; ++i) {
        for (std::size_t j = i; j < exact.count; ++j) {
            EXPECT_TRUE(is_plausible(seen.at(i, j), exact.at(i, j)))
                << "units " << i << " and " << j << ": " << seen.at(i, j) << " instead of " << exact.at(i, j);
        }
    }
}

void expect_stated(const Inclusion& exact, const Selection& selection) {
    for (const Pick& pick : selection.picks) {
        EXPECT_NEAR(pick.probability, exact.at(pick.position, pick.position), 1e-12);
    }
}

Inclusion equal_inclusion(double count, double n) {
    Inclusion exact(static_cast<std::size_t>(count));
    exact.values.assign(exact.values.size(), n * (n - 1) / (count * (count - 1)));
    for (std::size_t i = 0; i < exact.count; ++i) exact.at(i, i) = n / count;
    return exact;
}

/// Sizes laid end to end, every T-th point of n times their length: one sample for each start.
Inclusion systematic_inclusion(const std::vector<std::int64_t>& lengths, std::int64_t n) {
    Inclusion exact(lengths.size());
    const std::int64_t total = std::accumulate(lengths.begin(), lengths.end(), std::int64_t{0});
    for (std::int64_t start = 0; start < total; ++start) {
        std::vector<std::size_t> sample;
        for (std::int64_t k = 0; k < n; ++k) {
            std::size_t unit = 0;
            for (std::int64_t end = lengths[0] * n; end <= start + k * total; end += lengths[++unit] * n) {
            }
            sample.push_back(unit);
        }
        exact.add(sample, 1.0 / static_cast<double>(total));
    }
    return exact;
}

std::vector<double> open_probabilities(const std::vector<std::int64_t>& lengths, double n) {
    const auto total = static_cast<double>(std::accumulate(lengths.begin(), lengths.end(), std::int64_t{0}));
    std::vector<double> out;
    for (const std::int64_t length : lengths) out.push_back(n * static_cast<double>(length) / total);
    return out;
}

/// Every set of n units with the chance that Sampford's draws with replacement give it, over the chance of any set.
Inclusion sampford_inclusion(const std::vector<double>& probabilities, std::size_t n) {
    const std::size_t count = probabilities.size();
    std::vector<std::pair<std::vector<std::size_t>, double>> samples;
    double all = 0;
    for (unsigned mask = 0; mask < 1u << count; ++mask) {
        if (static_cast<std::size_t>(std::popcount(mask)) != n) continue;
        std::vector<std::size_t> sample;
        for (std::size_t i = 0; i < count; ++i) {
            if ((mask >> i & 1u) != 0) sample.push_back(i);
        }
        double chance = 0;
        for (const std::size_t first : sample) {
            double product = probabilities[first];
            for (const std::size_t other : sample) {
                if (other != first) product *= probabilities[other] / (1 - probabilities[other]);
            }
            chance += product;
        }
        all += chance;
        samples.emplace_back(sample, chance);
    }
    Inclusion exact(count);
    for (const auto& [sample, chance] : samples) exact.add(sample, chance / all);
    return exact;
}

/// The cube that only keeps the size is the ordered pivotal method: two units duel, the one left over meets the next.
void duel(
    std::size_t holder, double held, std::size_t next, const std::vector<double>& probabilities,
    std::vector<std::size_t> sample, double chance, Inclusion& exact
) {
    if (chance == 0) return;
    if (next == probabilities.size()) {
        if (held > 0.5) sample.push_back(holder);
        exact.add(sample, chance);
        return;
    }
    const double other = probabilities[next];
    const double sum = held + other;
    if (sum < 1 - 1e-9) {
        duel(next, sum, next + 1, probabilities, sample, chance * other / sum, exact);
        duel(holder, sum, next + 1, probabilities, sample, chance * held / sum, exact);
        return;
    }
    const double keeps = (1 - other) / (2 - sum);
    std::vector<std::size_t> with_holder = sample;
    with_holder.push_back(holder);
    sample.push_back(next);
    duel(next, sum - 1, next + 1, probabilities, with_holder, chance * keeps, exact);
    duel(holder, sum - 1, next + 1, probabilities, sample, chance * (1 - keeps), exact);
}

}  // namespace

TEST(inclusion, simple_random) {
    const auto exact = equal_inclusion(9, 4);
    const auto draw = [](Random& random) { return select_srs(9, 4, 2, random); };
    expect_inclusion(exact, 4, draw);
    Random random(1, 0, 0);
    expect_stated(exact, draw(random));
}

TEST(inclusion, systematic_also_with_a_broken_step) {
    const auto exact = systematic_inclusion(std::vector<std::int64_t>(11, 1), 4);
    const auto draw = [](Random& random) { return select_systematic(11, 4, 2, random); };
    expect_inclusion(exact, 4, draw);
    Random random(1, 0, 0);
    expect_stated(exact, draw(random));
}

TEST(inclusion, systematic_by_size) {
    const auto exact = systematic_inclusion(sizes, 3);
    const auto draw = [](Random& random) { return select_pps_systematic(sizes, 3, 2, random); };
    expect_inclusion(exact, 3, draw);
    Random random(1, 0, 0);
    expect_stated(exact, draw(random));
}

TEST(inclusion, systematic_by_size_beside_a_certain_unit) {
    // 120 of 400 with n = 4 is over the step of 100; the other seven share three places of 280.
    const auto others = systematic_inclusion({sizes.begin(), sizes.end() - 1}, 3);
    Inclusion exact(8);
    for (std::size_t i = 0; i < 7; ++i) {
        for (std::size_t j = 0; j < 7; ++j) exact.at(i, j) = others.at(i, j);
        exact.at(i, 7) = others.at(i, i);
    }
    exact.at(7, 7) = 1;
    const auto draw = [](Random& random) { return select_pps_systematic(sizes, 4, 0, random); };
    expect_inclusion(exact, 4, draw);
    Random random(1, 0, 0);
    expect_stated(exact, draw(random));
}

TEST(inclusion, sampford) {
    const auto exact = sampford_inclusion(open_probabilities(sizes, 3), 3);
    const auto draw = [](Random& random) { return select_sampford(sizes, 3, 1, random); };
    expect_inclusion(exact, 3, draw);
    Random random(1, 0, 0);
    expect_stated(exact, draw(random));
}

TEST(inclusion, cube_that_keeps_the_size) {
    Inclusion exact(8);
    const auto probabilities = open_probabilities(sizes, 3);
    duel(0, probabilities[0], 1, probabilities, {}, 1, exact);
    const auto draw = [](Random& random) { return select_cube(8, sizes, {}, 3, 1, random); };
    expect_inclusion(exact, 3, draw);
    Random random(1, 0, 0);
    expect_stated(exact, draw(random));
}

TEST(inclusion, permanent_numbers_over_their_seeds) {
    const Permanent plain;
    const auto numbers = [](Random& random) {
        std::vector<std::uint64_t> out;
        const std::uint64_t seed = random.next();
        for (int unit = 0; unit < 9; ++unit) out.push_back(permanent_number(seed, std::to_string(unit)));
        return out;
    };
    expect_inclusion(equal_inclusion(9, 4), 4, [&](Random& random) {
        std::vector<std::int64_t> panels;
        return select_permanent(numbers(random), plain, 4, 2, panels);
    });
    const Permanent rotating{0, 0.25, 3, 7};
    expect_inclusion(equal_inclusion(9, 4), 4, [&](Random& random) {
        std::vector<std::int64_t> panels;
        return select_permanent(numbers(random), rotating, 4, 2, panels);
    });
}

TEST(inclusion, pareto_is_within_a_hundredth_of_what_it_states) {
    const auto stated = open_probabilities(sizes, 3);
    std::vector<double> seen(8, 0.0);
    for (int round = 0; round < rounds; ++round) {
        Random random(7, 0, static_cast<std::uint32_t>(round));
        std::vector<std::uint64_t> numbers(8);
        for (std::uint64_t& number : numbers) number = random.next();
        for (const std::size_t unit : main_units(select_pareto(sizes, 3, 2, numbers))) seen[unit] += 1.0 / rounds;
    }
    for (std::size_t i = 0; i < 8; ++i) {
        const double low = stated[i] - 0.01;
        const double high = stated[i] + 0.01;
        EXPECT_TRUE((seen[i] >= low && seen[i] <= high) || is_plausible(seen[i], seen[i] < low ? low : high))
            << "unit " << i << ": " << seen[i] << " instead of " << stated[i];
    }
}
