#include "engine/sampling/precision.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace longdan::sampling {
namespace {

/// From the answers that are needed to the units to draw. What is a whole number but for rounding stays it.
std::int64_t drawn(double answers, const Precision& precision, std::int64_t units) {
    const double wanted = answers * precision.design_effect / precision.response;
    if (!(wanted < static_cast<double>(units))) return units;
    return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(wanted - 1e-9 * wanted)));
}

}  // namespace

double normal_quantile(double level) {
    double low = 0;
    double high = 40;
    for (int step = 0; step < 80; ++step) {
        const double middle = (low + high) / 2;
        (std::erfc(middle / std::numbers::sqrt2) > 1 - level ? low : high) = middle;
    }
    return std::nearbyint(low * 1e9) / 1e9;
}

std::int64_t size_for_proportion(const Precision& precision, std::int64_t units) {
    const double z = normal_quantile(precision.level);
    const double p = precision.proportion;
    const double unlimited = z * z * p * (1 - p) / (precision.margin * precision.margin);
    return drawn(unlimited / (1 + (unlimited - 1) / static_cast<double>(units)), precision, units);
}

std::int64_t size_for_mean(
    const Precision& precision, const std::vector<StratumSize>& strata, Allocation kind, double power
) {
    const std::vector<std::int64_t> shares = allocation_shares(strata, kind, power);
    double all_shares = 0;
    double units = 0;
    for (std::size_t h = 0; h < strata.size(); ++h) {
        all_shares += static_cast<double>(shares[h]);
        units += static_cast<double>(strata[h].units);
    }
    double spread = 0;
    double within = 0;
    for (std::size_t h = 0; h < strata.size(); ++h) {
        const double part = static_cast<double>(strata[h].units) / units;
        const double variance = strata[h].deviation * strata[h].deviation;
        if (variance > 0) spread += part * part * variance / (static_cast<double>(shares[h]) / all_shares);
        within += part * variance;
    }
    const double error = precision.margin / normal_quantile(precision.level);
    return drawn(spread / (error * error + within / units), precision, static_cast<std::int64_t>(units));
}

}  // namespace longdan::sampling
