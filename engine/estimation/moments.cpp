#include "engine/estimation/exact.h"
#include "engine/estimation/figures.h"
#include "engine/estimation/models.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace longdan::estimation {
namespace {

/// n of the denominator n/(n-1), as R's svyvar counts it: rows of the domain with a weight that is not 0, among them
/// those that did not answer; with replicates only those that did.
double denominator_rows(const Survey& survey, const Domain& domain, const Answered& data) {
    return survey.has_replicates() ? data.n : rows_that_count(survey, domain);
}

const double nan = std::nan("");

/// Values minus their weighted mean: moments of numbers far from zero keep their digits.
std::vector<double> centred(const std::vector<double>& values, const std::vector<double>& weights) {
    double top = 0;
    double heaviest = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        top = std::max(top, std::fabs(weights[i] * values[i]));
        heaviest = std::max(heaviest, weights[i]);
    }
    const OrderFree scale(top);
    const OrderFree weight_scale(heaviest);
    Wide sum = 0;
    Wide weight = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        sum += scale.units(weights[i] * values[i]);
        weight += weight_scale.units(weights[i]);
    }
    const double mean = scale.value(sum) / weight_scale.value(weight);
    std::vector<double> result(values);
    for (double& value : result) value -= mean;
    return result;
}

}  // namespace

std::vector<std::vector<double>> moment_columns(
    const Answered& data, const std::vector<std::pair<std::size_t, std::size_t>>& pairs
) {
    std::vector<std::vector<double>> columns(1, std::vector<double>(data.rows.size(), 1));
    for (const auto& values : data.columns) columns.push_back(centred(values, data.weights));
    for (const auto& [a, b] : pairs) {
        std::vector<double> product(data.rows.size());
        for (std::size_t i = 0; i < product.size(); ++i) product[i] = columns[1 + a][i] * columns[1 + b][i];
        columns.push_back(std::move(product));
    }
    return columns;
}

namespace {

class AskedVariance final : public Asked {
  public:
    AskedVariance(const Survey& survey, const Question& question)
        : question_(question), variables_(survey.data(), question.y, true) {}

    DomainFigures in(const Survey& survey, const Domain& domain) const override {
        const Answered data = answered(survey, domain, variables_.evaluate(domain.rows));
        DomainFigures result;
        result.rows = data.rows;
        std::vector<std::pair<std::size_t, std::size_t>> pairs;
        for (std::size_t j = 0; j < data.columns.size(); ++j) pairs.emplace_back(j, j);
        const bool known = question_.na_rm || !data.incomplete;
        const MomentModel model(data.columns.size(), pairs, denominator_rows(survey, domain, data));
        if (known) result.fit = std::make_shared<Fit>(survey.fit(model, data.rows, moment_columns(data, pairs)));
        for (std::size_t j = 0; j < pairs.size(); ++j) {
            const auto& label = variables_.labels()[j];
            result.figures.push_back(
                {label.y,
                 label.level,
                 {{"estimate", known ? result.fit->value[j] : nan}, {"se", known ? result.fit->se(j) : nan}}}
            );
        }
        return result;
    }

  private:
    const Question& question_;
    Variables variables_;
};

class AskedCorrelation final : public Asked {
  public:
    AskedCorrelation(const Survey& survey, const Question& question)
        : question_(question), variables_(survey.data(), question.y, false) {}

    DomainFigures in(const Survey& survey, const Domain& domain) const override {
        const Answered data = answered(survey, domain, variables_.evaluate(domain.rows));
        DomainFigures result;
        result.rows = data.rows;
        const CorrelationModel model(data.columns.size(), denominator_rows(survey, domain, data));
        const bool known = question_.na_rm || !data.incomplete;
        if (known)
            result.fit = std::make_shared<Fit>(survey.fit(model, data.rows, moment_columns(data, model.pairs())));
        std::size_t j = 0;
        for (const auto& [a, b] : model.pairs()) {
            if (a == b) continue;
            result.figures.push_back(
                {question_.y[a] + ":" + question_.y[b],
                 "",
                 {{"estimate", known ? result.fit->value[j] : nan}, {"se", known ? result.fit->se(j) : nan}}}
            );
            ++j;
        }
        return result;
    }

  private:
    const Question& question_;
    Variables variables_;
};

/// Cronbach's alpha, Psychometrika 1951: K/(K-1) (1 - sum of item variances / variance of the sum).
class AskedAlpha final : public Asked {
  public:
    AskedAlpha(const Survey& survey, const Question& question)
        : question_(question), variables_(survey.data(), question.y, false) {}

    DomainFigures in(const Survey& survey, const Domain& domain) const override {
        const Answered data = answered(survey, domain, variables_.evaluate(domain.rows));
        std::vector<double> total(data.rows.size());
        double items = 0;
        for (const auto& column : data.columns) {
            for (std::size_t i = 0; i < total.size(); ++i) total[i] += column[i];
            items += sample_variance(column, data.weights, data.n);
        }
        const double k = static_cast<double>(data.columns.size());
        double alpha = k / (k - 1) * (1 - items / sample_variance(total, data.weights, data.n));
        if (!question_.na_rm && data.incomplete) alpha = nan;
        std::string label;
        for (const std::string& y : question_.y) label += (label.empty() ? "" : ":") + y;
        return {{{label, "", {{"estimate", alpha}}}}, nullptr, data.rows};
    }

  private:
    const Question& question_;
    Variables variables_;
};

class AskedWeights final : public Asked {
  public:
    DomainFigures in(const Survey& survey, const Domain& domain) const override {
        const auto weights = survey.weights_of(domain.rows);
        double low = std::numeric_limits<double>::infinity();
        double high = -low;
        double n = 0;
        for (const double weight : weights) {
            low = std::min(low, weight);
            high = std::max(high, weight);
            n += weight != 0;
        }
        const OrderFree scale(std::max(high, -low));
        const OrderFree square_scale(std::max(high * high, low * low));
        Wide sum = 0;
        Wide square = 0;
        for (const double weight : weights) {
            sum += scale.units(weight);
            square += square_scale.units(weight * weight);
        }
        if (weights.empty()) low = high = nan;
        return {
            {{"",
              "",
              {{"sum", scale.value(sum)},
               {"sum_sq", square_scale.value(square)},
               {"min", low},
               {"max", high},
               {"n", n}}}},
            nullptr,
            domain.rows};
    }
};

}  // namespace

std::unique_ptr<Asked> ask_moments(const Survey& survey, const Question& question) {
    if (question.stat == "variance") return std::make_unique<AskedVariance>(survey, question);
    if (question.stat == "correlation") return std::make_unique<AskedCorrelation>(survey, question);
    if (question.stat == "alpha") return std::make_unique<AskedAlpha>(survey, question);
    return std::make_unique<AskedWeights>();
}

}  // namespace longdan::estimation
