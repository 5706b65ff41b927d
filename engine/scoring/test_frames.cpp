#include "engine/scoring/test_frames.h"

#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>

namespace longdan::scoring {

std::string file_text(const std::string& path) {
    std::ifstream file(std::string(LONGDAN_SOURCE_DIR) + "/" + path, std::ios::binary);
    if (!file) throw std::runtime_error(path + " is missing");
    return {std::istreambuf_iterator<char>(file), {}};
}

Frame shipped_frame(const std::string& file) { return parse_frame(file_text("data/frames/" + file), file); }

namespace {

void fill(Inputs& inputs, const Rule& rule, const Node& node, std::mt19937_64& random) {
    const auto number = [&](std::uint64_t limit) { return std::to_string(random() % limit); };
    switch (rule.kind) {
        case RuleKind::points: {
            const Exact step = node.step.value_or(Exact::fraction(1, 4));
            Exact points = step * Exact(static_cast<std::int64_t>(random() % 5));
            inputs.points = smaller(points, node.maximum);
            break;
        }
        case RuleKind::yes_no:
            inputs.set("yes", random() % 2 == 0 ? "1" : "0");
            break;
        case RuleKind::steps:
            if (rule.measure == Measure::date) {
                inputs.date = rule.steps.front().until + static_cast<std::int32_t>(random() % 30) - 10;
            } else if (rule.measure == Measure::count) {
                inputs.set("count", number(5));
            } else {
                inputs.set("numerator", number(100));
                inputs.set("denominator", "97");
            }
            break;
        case RuleKind::ratio:
        case RuleKind::expression:
            inputs.set("denominator", std::to_string(1 + random() % 9973));
            inputs.set("numerator", number(9973));
            inputs.set("count", number(9));
            inputs.set("percent", number(101));
            break;
        case RuleKind::percentage:
            inputs.set("percent", number(101));
            break;
        case RuleKind::penalty:
        case RuleKind::bonus:
            inputs.set("count", number(6));
            break;
        case RuleKind::levels:
        case RuleKind::survey:
            for (const auto& [option, share] : rule.options) {
                if (rule.groups.empty()) {
                    inputs.options.emplace_back(option, Exact(static_cast<std::int64_t>(random() % 60)));
                }
                for (const auto& [group, weight] : rule.groups) {
                    inputs.options.emplace_back(group + "." + option, Exact(static_cast<std::int64_t>(random() % 60)));
                }
            }
            break;
        case RuleKind::best_of:
            for (const Rule& one : rule.rules) fill(inputs, one, node, random);
            break;
    }
}

}  // namespace

UnitInputs random_inputs(const Scorer& scorer, const std::string& unit, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    UnitInputs out;
    out.unit = unit;
    for (const Node* node : scorer.nodes()) {
        if (!node->is_leaf()) continue;
        Inputs& inputs = out.nodes[node->code];
        if (random() % 12 == 0) {
            inputs.not_applicable = true;
        } else if (random() % 15 != 0) {
            fill(inputs, node->rule, *node, random);
        }
    }
    return out;
}

}  // namespace longdan::scoring
