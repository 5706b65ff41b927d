#pragma once

#include <optional>
#include <string_view>

namespace longdan::estimation {

/// When a figure may be shown. Every limit is optional; what is not set does not speak.
struct ReliabilityRule {
    std::optional<double> hide_below_n;  ///< fewer answers: not shown
    std::optional<double> warn_below_n;
    std::optional<double> warn_below_effective_n;  ///< n / design effect
    std::optional<double> hide_above_relative_se;  ///< se / |value|
    std::optional<double> warn_above_relative_se;
    std::optional<double> hide_above_width;           ///< Korn-Graubard interval of a proportion, absolute width
    std::optional<double> small_width;                ///< up to this width a proportion is always good enough
    std::optional<double> hide_above_relative_width;  ///< width over the smaller of p and 1 - p
};

/// n < 30 hidden, n < 60 or relative standard error of 30 % warned: the rule of the US National Center for Health
/// Statistics before 2017.
ReliabilityRule classic_rule();
/// Proportions by the Korn-Graubard interval: hidden for an effective n under 30, a width of 0.30 and more, or over
/// 0.05 and over 130 % (NCHS Data Presentation Standards for Proportions, Vital and Health Statistics 2(175), 2017).
ReliabilityRule proportion_rule();

struct FigureQuality {
    double value = 0;
    double se = 0;
    double n = 0;
    double effective_n = 0;
    bool is_proportion = false;
    double design_df = 0;  ///< for the Korn-Graubard interval of a proportion
};

enum class Reliability { shown, warned, hidden };

/// The verdict and the name of the first rule that led to it ("" when shown).
struct Verdict {
    Reliability reliability = Reliability::shown;
    std::string_view reason;
};
Verdict judge(const ReliabilityRule& rule, const FigureQuality& figure);

}  // namespace longdan::estimation
