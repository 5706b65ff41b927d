#include "features/results/suppression.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace longdan::results {

std::vector<bool> hidden_figures(
    const std::vector<Figure>& figures, int minimum_n, const std::function<UnitId(UnitId)>& parent_of
) {
    std::vector<bool> hidden(figures.size(), false);
    if (minimum_n <= 0) return hidden;

    using Group = std::tuple<Series, std::string, UnitId, std::string>;
    std::map<Group, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < figures.size(); ++i) {
        const Figure& figure = figures[i];
        const auto equals = figure.breakdown.find('=');
        if (figure.breakdown.empty())
            groups[{figure.series, figure.indicator, parent_of(figure.unit), ""}].push_back(i);
        else
            groups[{figure.series, figure.indicator, figure.unit, figure.breakdown.substr(0, equals)}].push_back(i);
    }
    for (auto& [group, members] : groups) {
        std::sort(members.begin(), members.end(), [&](std::size_t a, std::size_t b) {
            return std::tie(figures[a].n, figures[a].unit, figures[a].breakdown) <
                   std::tie(figures[b].n, figures[b].unit, figures[b].breakdown);
        });
        std::size_t count = 0;
        std::int64_t answers = 0;
        for (const auto i : members) {
            const bool primary = figures[i].n < minimum_n;
            const bool complementary = count > 0 && (count < 2 || answers < minimum_n);
            if (!primary && !complementary) break;
            hidden[i] = true;
            ++count;
            answers += figures[i].n;
        }
    }
    return hidden;
}

}  // namespace longdan::results
