#include "engine/estimation/reliability.h"

#include "engine/estimation/distributions.h"

#include <algorithm>
#include <cmath>

namespace longdan::estimation {
namespace {

/// Width of the 95 % Korn-Graubard interval with an effective sample size; at p = 0 or 1 the exact binomial one.
double korn_graubard_width(double p, double effective_n) {
    const double x = p * effective_n;
    const double low = x <= 0 ? 0 : beta_quantile(0.025, x, effective_n - x + 1);
    const double high = x >= effective_n ? 1 : beta_quantile(0.975, x + 1, effective_n - x);
    return high - low;
}

}  // namespace

ReliabilityRule classic_rule() {
    ReliabilityRule rule;
    rule.hide_below_n = 30;
    rule.warn_below_n = 60;
    rule.warn_above_relative_se = 0.30;
    return rule;
}

ReliabilityRule proportion_rule() {
    ReliabilityRule rule;
    rule.hide_below_n = 30;
    rule.warn_below_effective_n = 30;
    rule.hide_above_width = 0.30;
    rule.small_width = 0.05;
    rule.hide_above_relative_width = 1.30;
    return rule;
}

Verdict judge(const ReliabilityRule& rule, const FigureQuality& figure) {
    const double relative = figure.value == 0 ? INFINITY : figure.se / std::fabs(figure.value);
    if (!std::isfinite(figure.value)) return {Reliability::hidden, "no value"};
    if (rule.hide_below_n && figure.n < *rule.hide_below_n) return {Reliability::hidden, "n"};
    if (rule.hide_above_relative_se && relative > *rule.hide_above_relative_se)
        return {Reliability::hidden, "relative se"};
    if (figure.is_proportion && (rule.hide_above_width || rule.hide_above_relative_width)) {
        const double width = korn_graubard_width(figure.value, std::min(figure.effective_n, figure.n));
        const bool small = rule.small_width && width <= *rule.small_width;
        if (rule.hide_above_width && width >= *rule.hide_above_width) return {Reliability::hidden, "width"};
        const double against = std::min(figure.value, 1 - figure.value);
        if (!small && rule.hide_above_relative_width && width > *rule.hide_above_relative_width * against) {
            return {Reliability::hidden, "relative width"};
        }
    }
    if (rule.warn_below_n && figure.n < *rule.warn_below_n) return {Reliability::warned, "n"};
    if (rule.warn_below_effective_n && figure.effective_n < *rule.warn_below_effective_n)
        return {Reliability::warned, "effective n"};
    if (rule.warn_above_relative_se && relative > *rule.warn_above_relative_se)
        return {Reliability::warned, "relative se"};
    return {};
}

}  // namespace longdan::estimation
