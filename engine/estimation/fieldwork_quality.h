#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace longdan::estimation {

/// How much answers depend on who asked: one-way analysis of variance over interviewers of unequal load (Kish, JASA
/// 1962). `effect` is 1 + (mean load - 1) * icc, the factor on the variance of a mean.
struct InterviewerEffect {
    double icc = 0;
    double mean_load = 0;
    double effect = 1;
};
/// Throws Error(invalid) for fewer than two interviewers or rows than interviewers plus one.
InterviewerEffect interviewer_effect(std::span<const double> values, std::span<const std::uint32_t> interviewer);

/// For each interviewer the distance, in standard errors, of their share of something rare (refusals, "don't know",
/// extreme answers) from the share of all others.
std::vector<double> interviewer_scores(std::span<const std::uint32_t> count, std::span<const std::uint32_t> of);

/// The longest run of one answer in a block, over the number of answers given (missing: -128). 0 when none was given.
double straight_line_share(std::span<const std::int8_t> answers);

/// Pairs of interviews that share at least `threshold` of the items both answered. Rows are `items` bytes each, missing
/// is -128; pairs with fewer than half of the items in common are left out. Compare within a PSU or an interviewer:
/// what counts as suspicious depends on how many items there are and how alike people answer.
struct NearDuplicate {
    std::size_t first = 0;
    std::size_t second = 0;
    double share = 0;
};
std::vector<NearDuplicate> near_duplicates(std::span<const std::int8_t> rows, std::size_t items, double threshold);

/// Interviews faster than a share of the median of all.
std::vector<std::size_t> too_fast(std::span<const double> seconds, double share_of_median);

/// Agreement of answers with those of a re-interview, a square table of weights by category.
struct ReinterviewAgreement {
    double gross_difference = 0;  ///< share of pairs that differ
    double net_difference = 0;    ///< largest difference of a category's share between the two
    double kappa = 0;             ///< Cohen 1960
    double inconsistency = 0;     ///< index of inconsistency: gross difference over its expectation
    double response_variance =
        0;  ///< half the gross difference: simple response variance of a 0/1 item (Hansen, Hurwitz, Bershad 1961)
};
/// Throws Error(invalid) when the table is not square, has a negative weight or holds nothing.
ReinterviewAgreement reinterview_agreement(std::span<const double> table, std::size_t categories);

/// Schouten, Cobben, Bethlehem, Survey Methodology 2009: 1 - 2 S(propensity), 1 when response is representative.
double r_indicator(std::span<const double> propensities, std::span<const double> weights);

}  // namespace longdan::estimation
