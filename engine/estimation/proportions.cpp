#include "engine/estimation/distributions.h"
#include "engine/estimation/figures.h"
#include "engine/estimation/models.h"
#include "engine/estimation/quantiles.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

namespace longdan::estimation {
namespace {

const double nan = std::nan("");

struct Interval {
    double low;
    double high;
};

double expit(double x) { return 1 / (1 + std::exp(-x)); }

/// What intervals of a proportion need to know.
struct Share {
    double p;
    double variance;
    double n;          ///< rows that count
    double rows;       ///< rows of the sample R would count
    double design_df;  ///< of the domain
    double level;
    double df;  ///< of the question
};

Interval logit_interval(const Share& share) {
    const double t = student_quantile(0.5 + share.level / 2, share.df);
    const double centre = std::log(share.p / (1 - share.p));
    const double margin = t * std::sqrt(share.variance) / (share.p * (1 - share.p));
    return {expit(centre - margin), expit(centre + margin)};
}

Interval arcsine_interval(const Share& share) {
    const double t = student_quantile(0.5 + share.level / 2, share.df);
    const double centre = std::asin(std::sqrt(share.p));
    const double margin = t * std::sqrt(share.variance) / (2 * std::sqrt(share.p * (1 - share.p)));
    const double low = std::sin(centre - margin);
    const double high = std::sin(centre + margin);
    return {low * low, high * high};
}

/// Korn, Graubard, Survey Methodology 1998: exact binomial limits with the effective sample size.
Interval beta_interval(const Share& share) {
    const double half = (1 - share.level) / 2;
    const double t_rows = student_quantile(half, share.rows - 1);
    const double t_design = student_quantile(half, share.design_df);
    const double n = share.p * (1 - share.p) / share.variance * (t_rows / t_design) * (t_rows / t_design);
    return {
        beta_quantile(half, n * share.p, n * (1 - share.p) + 1),
        beta_quantile(1 - half, n * share.p + 1, n * (1 - share.p))};
}

/// Both ends where the scaled likelihood ratio of an intercept-only logistic model reaches the square of t times the
/// ratio of design to model variance (Rao, Scott 1984), found by bisection on the logit.
Interval likelihood_interval(const Share& share) {
    const double t = student_quantile(0.5 + share.level / 2, share.df);
    const double limit = t * t * share.variance / (share.p * (1 - share.p) / share.n) * share.n / (share.n - 1);
    const double centre = std::log(share.p / (1 - share.p));
    const auto log_inverse = [](double eta) {
        return eta > 0 ? -std::log1p(std::exp(-eta)) : eta - std::log1p(std::exp(eta));
    };
    const auto deviance = [&](double eta) {
        const double at = share.p * log_inverse(eta) + (1 - share.p) * log_inverse(-eta);
        const double best = share.p * log_inverse(centre) + (1 - share.p) * log_inverse(-centre);
        return 2 * share.n * (best - at);
    };
    const auto end = [&](double direction) {
        double inside = centre;
        double outside = centre + direction;
        while (deviance(outside) < limit && std::fabs(outside - centre) < 1e6)
            outside = centre + 2 * (outside - centre);
        for (int i = 0; i < 200; ++i) {
            const double middle = (inside + outside) / 2;
            if (middle == inside || middle == outside) break;
            (deviance(middle) < limit ? inside : outside) = middle;
        }
        return expit(inside);
    };
    if (!std::isfinite(limit) || !std::isfinite(centre)) return {nan, nan};
    return {end(-1), end(1)};
}

Interval share_interval(const Share& share, std::string_view method) {
    if (method == "logit" || method == "xlogit") return logit_interval(share);
    if (method == "asin") return arcsine_interval(share);
    if (method == "beta") return beta_interval(share);
    if (method == "likelihood") return likelihood_interval(share);
    const double margin = student_quantile(0.5 + share.level / 2, share.df) * std::sqrt(share.variance);
    return {share.p - margin, share.p + margin};
}

Share share_of(const Survey& survey, const Question& question, const Answered& data, double p, double variance) {
    const double design_df = survey.design().degrees_of_freedom(data.rows, data.weights);
    const double rows =
        survey.keeps_all_rows() ? static_cast<double>(survey.data().rows) : static_cast<double>(data.rows.size());
    return {p, variance, data.n, rows, design_df, question.level, question.df.value_or(design_df)};
}

class AskedProportion final : public Asked {
  public:
    AskedProportion(const Survey& survey, const Question& question)
        : question_(question), variables_(survey.data(), question.y, false) {}

    DomainFigures in(const Survey& survey, const Domain& domain) const override {
        const Answered data = answered(survey, domain, variables_.evaluate(domain.rows));
        const auto& label = variables_.labels()[0];
        if (!question_.na_rm && data.incomplete)
            return {{interval_figure(label, nan, nan, nan, nan)}, nullptr, data.rows};
        for (std::size_t i = 0; i < data.rows.size(); ++i) {
            const double value = data.columns[0][i];
            if (value == 0 || value == 1) continue;
            survey.data().refuse(
                data.rows[i], label.y, fmt::format("tỷ lệ cần điều kiện 0 hoặc 1, gặp {}", shortest(value))
            );
        }
        const auto fit = std::make_shared<Fit>(
            survey.fit(MeanModel(), data.rows, {std::vector<double>(data.rows.size(), 1), data.columns[0]})
        );
        const Share share = share_of(survey, question_, data, fit->value[0], fit->covariance(0, 0));
        const Interval interval = share_interval(share, question_.method);
        return {{interval_figure(label, share.p, fit->se(0), interval.low, interval.high)}, fit, data.rows};
    }

  private:
    const Question& question_;
    Variables variables_;
};

class AskedQuantile final : public Asked {
  public:
    AskedQuantile(const Survey& survey, const Question& question)
        : question_(question), variables_(survey.data(), question.y, false) {}

    /// Woodruff, JASA 1952: limits of the share below the quantile, turned back by the same rule.
    DomainFigures in(const Survey& survey, const Domain& domain) const override {
        const Answered data = answered(survey, domain, variables_.evaluate(domain.rows));
        DomainFigures result;
        result.rows = data.rows;
        const WeightedValues values(data.columns[0], data.weights, data.rows);
        const double df = degrees_of_freedom(survey, question_, data.rows);
        for (const double probability : question_.probs) {
            const Variables::Label label{question_.y[0], shortest(probability)};
            if (values.empty() || (!question_.na_rm && data.incomplete)) {
                result.figures.push_back(interval_figure(label, nan, nan, nan, nan));
                continue;
            }
            const double quantile = values.quantile(probability, question_.rule);
            std::vector<double> below(data.rows.size());
            for (std::size_t i = 0; i < below.size(); ++i) below[i] = data.columns[0][i] <= quantile;
            const Fit fit = survey.fit(MeanModel(), data.rows, {std::vector<double>(data.rows.size(), 1), below});
            const Interval share = share_interval(
                share_of(survey, question_, data, fit.value[0], fit.covariance(0, 0)), question_.interval
            );
            const double low = values.quantile(share.low, question_.rule);
            const double high = values.quantile(share.high, question_.rule);
            const double se = (high - low) / (2 * student_quantile(0.5 + question_.level / 2, df));
            result.figures.push_back(interval_figure(label, quantile, se, low, high));
        }
        return result;
    }

  private:
    const Question& question_;
    Variables variables_;
};

}  // namespace

std::unique_ptr<Asked> ask_proportion(const Survey& survey, const Question& question) {
    if (question.stat == "proportion") return std::make_unique<AskedProportion>(survey, question);
    return std::make_unique<AskedQuantile>(survey, question);
}

}  // namespace longdan::estimation
