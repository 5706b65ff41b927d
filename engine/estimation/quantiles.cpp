#include "engine/estimation/quantiles.h"

#include "engine/estimation/exact.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace longdan::estimation {

WeightedValues::WeightedValues(
    std::span<const double> values, std::span<const double> weights, std::span<const std::uint32_t> rows
) {
    std::vector<std::size_t> order;
    double top = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (weights[i] == 0) continue;
        order.push_back(i);
        top = std::max(top, weights[i]);
    }
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return values[a] != values[b] ? values[a] < values[b] : rows[a] < rows[b];
    });
    const OrderFree scale(top);
    Wide sum = 0;
    for (const std::size_t i : order) {
        sum += scale.units(weights[i]);
        values_.push_back(values[i]);
        cumulated_.push_back(scale.value(sum));
    }
}

double WeightedValues::quantile(double probability, std::string_view rule) const {
    if (values_.empty() || !(probability >= 0 && probability <= 1)) return std::nan("");
    const std::size_t n = values_.size();
    if (n == 1) return values_[0];
    const double total = cumulated_.back();
    if (rule == "hf7") {
        const double base = cumulated_[n - 2];
        const auto step = [&](std::size_t k) { return k == 0 ? 0 : cumulated_[k - 1] / base; };
        if (probability >= step(n - 1)) return values_[n - 1];
        std::size_t low = 0;
        std::size_t high = n - 1;
        while (high - low > 1) {
            const std::size_t middle = (low + high) / 2;
            (probability < step(middle) ? high : low) = middle;
        }
        if (probability == step(low)) return values_[low];
        return values_[low] + (values_[high] - values_[low]) * ((probability - step(low)) / (step(high) - step(low)));
    }
    const auto after = std::upper_bound(cumulated_.begin(), cumulated_.end(), probability * total);
    const std::size_t at = after == cumulated_.begin() ? 0 : static_cast<std::size_t>(after - cumulated_.begin()) - 1;
    const std::size_t next = at + 1 == n ? at : at + 1;
    const bool on_step = probability - cumulated_[at] / total == 0;
    if (!on_step) return values_[next];
    return rule == "school" ? (values_[at] + values_[next]) / 2 : values_[at];
}

}  // namespace longdan::estimation
