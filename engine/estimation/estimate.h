#pragma once

#include "engine/estimation/cells.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace longdan::estimation {

/// What to do where a stratum holds a single PSU, so that its variance cannot be seen (Lumley, Complex Surveys, 2010,
/// 3.2.1). fail: throw; certainty and remove: no contribution; adjust: distance to the mean over all strata; average:
/// the mean contribution of the other strata.
enum class LonelyPsu { fail, certainty, remove, adjust, average };

struct EstimateOptions {
    double level = 0.95;       ///< of the interval
    std::optional<double> df;  ///< default: PSUs minus strata that hold rows of the domain; infinity: normal
    LonelyPsu lonely = LonelyPsu::fail;
    bool adjust_domain_lonely = false;  ///< treat a stratum with one PSU inside the domain as lonely too
};

/// A figure as it is shown. All in the units of the item.
struct Estimate {
    double value = 0;
    double se = 0;
    double low = 0;
    double high = 0;
    double df = 0;
};

/// A figure with its linearisation: for each PSU that holds rows of the domain, the weighted sum of influence values.
/// Figures of one CellView may be added, scaled and divided; variance and covariance follow (Taylor linearisation:
/// Särndal, Swensson, Wretman, Model Assisted Survey Sampling, 1992, 5.5).
struct Linear {
    struct Score {
        std::uint32_t psu = 0;
        double score = 0;
    };
    double value = 0;
    std::vector<Score> scores;  ///< sorted by psu
};

Linear sum(std::span<const std::pair<double, const Linear*>> terms);
/// a / b; NaN where b is zero.
Linear ratio(const Linear& a, const Linear& b);

/// A cell table seen by some of its domain keys: one domain for each combination that occurs, in the order of the
/// keys' bytes; one domain for everything when `by` is empty. Holds its own sums: the table may go away.
class CellView {
  public:
    /// Throws Error(invalid) for a key the layout does not have.
    CellView(const CellTable& table, std::vector<std::string> by, EstimateOptions options = {});

    std::size_t domains() const { return labels_.size(); }
    /// The levels of the `by` keys, in their order.
    const std::vector<std::string>& label(std::size_t domain) const { return labels_[domain]; }
    std::optional<std::size_t> find(const std::vector<std::string>& label) const;
    /// Index of an item by name; throws Error(invalid) when the layout does not have it.
    std::size_t item(std::string_view name) const;

    /// Rows of the domain that answered the item, and in all.
    std::int64_t count(std::size_t domain, std::size_t item) const;
    std::int64_t count(std::size_t domain) const;
    /// Kish: (sum w)^2 / sum w^2 of the domain.
    double effective_count(std::size_t domain) const;

    /// Sum of weights of the domain.
    Linear population(std::size_t domain) const;
    /// Sum of weights of the rows that answered the item.
    Linear answered(std::size_t domain, std::size_t item) const;
    /// Sum of weight times value.
    Linear total(std::size_t domain, std::size_t item) const;
    /// total / answered: the mean, or the proportion of a 0/1 item.
    Linear mean(std::size_t domain, std::size_t item) const;
    /// The mean over all answers to several items, each answer counting once: sum of totals / sum of answered.
    Linear pooled_mean(std::size_t domain, std::span<const std::size_t> items) const;

    double variance(const Linear& figure) const { return covariance(figure, figure); }
    /// Between any two figures of this view, also of different domains. Throws Error(invalid) naming a lonely stratum
    /// when options say fail.
    double covariance(const Linear& a, const Linear& b) const;
    /// One stratum of the sample; its PSUs stand together, in the order of their names.
    struct Stratum {
        std::string name;
        std::uint32_t first_psu = 0;
        std::uint32_t psus = 0;
        double free_share = 1;  ///< 1 - sampling fraction
    };
    const std::vector<Stratum>& strata() const { return strata_; }
    const std::string& psu_name(std::uint32_t psu) const { return psu_names_[psu]; }

    /// PSUs minus strata that hold rows of the figure's domain.
    double degrees_of_freedom(const Linear& figure) const;
    Estimate summary(const Linear& figure) const;
    /// Variance of the mean over that of a simple random sample without replacement of as many rows from a population
    /// of sum-of-weights.
    double design_effect(std::size_t domain, std::size_t item) const;

  private:
    struct DomainCell {
        std::uint32_t psu = 0;
        CellSums sums;
    };
    /// One stratum's share of a covariance; nothing when it cannot be told and is to be averaged over.
    std::optional<double> stratum_share(
        const Stratum& stratum, std::span<const Linear::Score> a, std::span<const Linear::Score> b
    ) const;

    CellLayout layout_;
    EstimateOptions options_;
    std::vector<Stratum> strata_;
    std::vector<std::string> psu_names_;
    std::vector<std::uint32_t> stratum_of_;  // by PSU
    std::vector<std::vector<std::string>> labels_;
    std::vector<std::vector<DomainCell>> cells_;  // by domain, sorted by PSU
    std::vector<CellSums> totals_;                // by domain
};

}  // namespace longdan::estimation
