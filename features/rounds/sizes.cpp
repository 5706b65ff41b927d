#include "features/rounds/sizes.h"

#include <algorithm>
#include <map>

namespace longdan::rounds {

namespace {

/// `each` within a unit of an earlier stage, shared equally over its sampled parents; the first ones take what is left.
void share(
    const Design& design, const SizeRule& rule, const std::vector<Parent>& parents, std::vector<std::int64_t>& sizes
) {
    std::size_t depth = 1;  // place in the chain: 0 is the province
    while (design.stages[depth - 1].unit != rule.of) ++depth;
    std::map<std::string, std::vector<std::size_t>> groups;
    for (std::size_t p = 0; p < parents.size(); ++p) groups[parents[p].chain[depth]].push_back(p);
    for (const auto& [ancestor, members] : groups) {
        std::vector<std::size_t> mains;
        for (const auto p : members) {
            if (!parents[p].reserve) mains.push_back(p);
        }
        const auto number = static_cast<std::int64_t>(std::max<std::size_t>(1, mains.size()));
        const auto total = sizes[members.front()];
        for (const auto p : members) sizes[p] = (total + number - 1) / number;
        for (std::size_t m = 0; m < mains.size(); ++m) {
            sizes[mains[m]] = total / number + (static_cast<std::int64_t>(m) < total % number ? 1 : 0);
        }
    }
}

void fit_total(const SizeRule& rule, const std::vector<Parent>& parents, std::vector<std::int64_t>& sizes) {
    std::int64_t sum = 0;
    std::vector<std::size_t> movable;
    for (std::size_t p = 0; p < parents.size(); ++p) {
        if (!parents[p].open) continue;
        sum += sizes[p];
        if (!rule.in.contains(parents[p].province)) movable.push_back(p);
    }
    auto smallest = movable;
    std::stable_sort(smallest.begin(), smallest.end(), [&](std::size_t a, std::size_t b) {
        return parents[a].units < parents[b].units;
    });
    bool moved = true;
    while (sum > *rule.total && moved) {
        moved = false;
        for (const auto p : smallest) {
            if (sum == *rule.total) break;
            if (sizes[p] <= 1) continue;
            --sizes[p];
            --sum;
            moved = true;
        }
    }
    while (sum < *rule.total && moved) {
        moved = false;
        for (const auto p : movable) {
            if (sum == *rule.total) break;
            if (sizes[p] >= parents[p].units) continue;
            ++sizes[p];
            ++sum;
            moved = true;
        }
    }
}

}  // namespace

std::vector<std::int64_t> stage_sizes(const Design& design, std::size_t stage, const std::vector<Parent>& parents) {
    const auto& rule = design.stages[stage].size;
    std::vector<std::int64_t> sizes;
    for (const auto& parent : parents) {
        const auto exception = rule.in.find(parent.province);
        sizes.push_back(exception == rule.in.end() ? rule.each : exception->second);
    }
    if (!rule.of.empty()) share(design, rule, parents, sizes);
    for (std::size_t p = 0; p < parents.size(); ++p) sizes[p] = std::min(sizes[p], parents[p].units);
    if (rule.total) fit_total(rule, parents, sizes);
    return sizes;
}

}  // namespace longdan::rounds
