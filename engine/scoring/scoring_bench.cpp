#include "engine/scoring/scoring.h"
#include "engine/scoring/test_frames.h"

#include <algorithm>
#include <cstdio>
#include <ctime>

using namespace longdan::scoring;

namespace {
/// Processor time of this one thread: other work on the machine does not count.
double milliseconds(std::clock_t since) { return 1000.0 * static_cast<double>(std::clock() - since) / CLOCKS_PER_SEC; }
}  // namespace

/// 63 units, 88 components, 12 years: scored, ranked and explained on one core; then one value scored again.
int main() {
    const Scorer scorer(shipped_frame("example-province.json"));
    constexpr int years = 12;
    constexpr int provinces = 63;
    std::vector<std::vector<UnitInputs>> inputs(years);
    for (int year = 0; year < years; ++year) {
        for (int unit = 0; unit < provinces; ++unit) {
            inputs[year].push_back(
                random_inputs(scorer, "U" + std::to_string(unit), static_cast<std::uint64_t>(year * 100 + unit))
            );
        }
    }
    double best = 1e9;
    std::size_t losses = 0;
    for (int run = 0; run < 5; ++run) {
        const auto start = std::clock();
        losses = 0;
        for (const auto& units : inputs) {
            const auto scores = scorer.score_all(units);
            const Comparison comparison = compare_units(scores);
            for (const UnitScore& score : scores) losses += explain(scorer, score, comparison).size();
        }
        best = std::min(best, milliseconds(start));
    }
    std::printf(
        "%d units x %zu nodes x %d years scored, ranked, explained: %.1f ms (goal 50), %zu losses\n", provinces,
        scorer.nodes().size(), years, best, losses
    );
    UnitScore score = scorer.score(inputs[0][0]);
    const std::size_t leaf = scorer.index("3.4.1");
    UnitInputs changed = inputs[0][0];
    const auto start = std::clock();
    constexpr int times = 2000;
    for (int i = 0; i < times; ++i) {
        Inputs value;
        value.numerator = Exact(i);
        value.denominator = Exact(times);
        changed.nodes["3.4.1"] = value;
        scorer.rescore(score, changed, leaf);
    }
    std::printf("one changed value: %.1f us (goal 100)\n", 1000 * milliseconds(start) / times);
    return 0;
}
