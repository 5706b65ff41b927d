#include "engine/estimation/domains.h"

#include "engine/estimation/expression.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace longdan::estimation {

std::vector<Domain> domains_of(
    const Survey& survey, const std::vector<std::string>& by, const std::optional<std::string>& where
) {
    const DataTable& data = survey.data();
    std::vector<bool> inside;
    if (where) {
        const auto truth = BoundExpression(Expression::parse(*where), data).all();
        inside.resize(data.rows);
        for (std::size_t row = 0; row < data.rows; ++row) inside[row] = !std::isnan(truth[row]) && truth[row] != 0;
    }
    const auto& order = survey.design().order();
    std::vector<Domain> domains;
    if (by.empty()) {
        Domain& all = domains.emplace_back();
        all.rows.reserve(data.rows);
        for (const std::uint32_t row : order) {
            if (!where || inside[row]) all.rows.push_back(row);
        }
        return domains;
    }
    std::vector<Ranked> keys;
    for (const std::string& name : by) keys.push_back(ranked(data.at(name)));
    std::map<std::vector<std::uint32_t>, std::size_t> found;
    std::vector<RowList> lists;
    std::vector<std::uint32_t> key(by.size());
    std::vector<std::uint32_t> last;
    std::size_t last_index = 0;
    for (const std::uint32_t row : order) {
        if (where && !inside[row]) continue;
        bool complete = true;
        for (std::size_t k = 0; k < keys.size(); ++k) {
            key[k] = keys[k].rank[row];
            complete = complete && key[k] != missing_code;
        }
        if (!complete) continue;
        if (key != last) {
            last_index = found.emplace(key, lists.size()).first->second;
            if (last_index == lists.size()) lists.emplace_back();
            last = key;
        }
        lists[last_index].push_back(row);
    }
    for (const auto& [ranks, index] : found) {
        Domain& domain = domains.emplace_back();
        for (std::size_t k = 0; k < by.size(); ++k) {
            domain.label += (k == 0 ? "" : ";") + by[k] + "=" + keys[k].labels[ranks[k]];
        }
        domain.rows = std::move(lists[index]);
    }
    return domains;
}

}  // namespace longdan::estimation
