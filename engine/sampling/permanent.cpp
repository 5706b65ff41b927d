#include "engine/sampling/permanent.h"

#include "platform/base/digest.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

namespace longdan::sampling {

std::uint64_t permanent_number(std::uint64_t seed, std::string_view id) {
    const std::string digest = sha256(std::to_string(seed) + ":" + std::string(id));
    return std::stoull(digest.substr(0, 16), nullptr, 16);
}

std::uint64_t permanent_start(double start) { return static_cast<std::uint64_t>(std::ldexp(start, 64)); }

Selection select_permanent(
    const std::vector<std::uint64_t>& numbers, const Permanent& permanent, std::size_t n, std::size_t reserve,
    std::vector<std::int64_t>& panels
) {
    const std::uint64_t start = permanent_start(permanent.start);
    std::vector<std::size_t> list(numbers.size());
    std::iota(list.begin(), list.end(), std::size_t{0});
    std::stable_sort(list.begin(), list.end(), [&](std::size_t a, std::size_t b) {
        return numbers[a] - start < numbers[b] - start;
    });
    Selection selection;
    selection.start = start;
    const std::size_t count = list.size();
    const double probability = count == 0 ? 0 : static_cast<double>(n) / static_cast<double>(count);
    const auto groups = static_cast<std::size_t>(permanent.groups);
    const auto border = [&](std::size_t panel) { return panel * n / groups; };
    auto panel = static_cast<std::size_t>(permanent.round);
    const std::size_t first = groups == 0 ? 0 : border(panel);
    std::vector<std::pair<std::size_t, std::int64_t>> main;
    for (std::size_t k = 0; k < n; ++k) {
        while (groups != 0 && first + k >= border(panel + 1)) ++panel;
        main.emplace_back(list[(first + k) % count], static_cast<std::int64_t>(panel));
    }
    std::sort(main.begin(), main.end());
    for (const auto& [position, in_panel] : main) {
        selection.picks.push_back({position, false, probability});
        panels.push_back(in_panel);
    }
    for (std::size_t k = n; k < std::min(count, n + reserve); ++k) {
        selection.picks.push_back({list[(first + k) % count], true, probability});
        panels.push_back(-1);
    }
    return selection;
}

}  // namespace longdan::sampling
