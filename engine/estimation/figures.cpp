#include "engine/estimation/figures.h"

#include "engine/estimation/distributions.h"
#include "engine/estimation/exact.h"
#include "engine/estimation/models.h"
#include "engine/estimation/packed_pass.h"
#include "engine/estimation/parallel.h"

#include <algorithm>
#include <cmath>

namespace longdan::estimation {

Variables::Variables(const DataTable& data, const std::vector<std::string>& expressions, bool text_allowed) {
    for (const std::string& text : expressions) {
        const Expression expression = Expression::parse(text);
        const auto name = expression.single_column();
        const Column* column = name ? &data.at(*name) : nullptr;
        if (column != nullptr && column->is_text() && text_allowed) {
            sources_.push_back({std::nullopt, column});
            for (const std::string& level : column->levels) labels_.push_back({text, level});
        } else {
            sources_.push_back({BoundExpression(expression, data), nullptr});
            labels_.push_back({text, ""});
        }
    }
}

std::vector<std::vector<double>> Variables::evaluate(const RowList& rows) const {
    std::vector<std::vector<double>> columns;
    for (const Source& source : sources_) {
        if (source.expression) {
            source.expression->evaluate(rows, columns.emplace_back(rows.size()));
            continue;
        }
        for (std::uint32_t level = 0; level < source.text->levels.size(); ++level) {
            std::vector<double>& column = columns.emplace_back(rows.size());
            for (std::size_t i = 0; i < rows.size(); ++i) {
                const std::uint32_t code = source.text->codes[rows[i]];
                column[i] = code == missing_code ? std::nan("") : code == level;
            }
        }
    }
    return columns;
}

Answered answered(const Survey& survey, const Domain& domain, std::vector<std::vector<double>> columns) {
    Answered result;
    std::vector<char> complete(domain.rows.size(), 1);
    for (const auto& column : columns) {
        for (std::size_t i = 0; i < column.size(); ++i) complete[i] &= !std::isnan(column[i]);
    }
    const auto kept = static_cast<std::size_t>(std::count(complete.begin(), complete.end(), 1));
    result.incomplete = kept != complete.size();
    if (!result.incomplete) {
        result.rows = domain.rows;
        result.columns = std::move(columns);
    } else {
        result.rows.reserve(kept);
        for (std::size_t i = 0; i < complete.size(); ++i) {
            if (complete[i]) result.rows.push_back(domain.rows[i]);
        }
        for (const auto& column : columns) {
            auto& into = result.columns.emplace_back();
            into.reserve(kept);
            for (std::size_t i = 0; i < complete.size(); ++i) {
                if (complete[i]) into.push_back(column[i]);
            }
        }
    }
    result.weights = survey.weights_of(result.rows);
    for (const double weight : result.weights) result.n += weight != 0;
    return result;
}

Figure interval_figure(const Variables::Label& label, double estimate, double se, double low, double high) {
    return {label.y, label.level, {{"estimate", estimate}, {"se", se}, {"ci_low", low}, {"ci_high", high}}};
}

double rows_that_count(const Survey& survey, const Domain& domain) {
    const auto weights = survey.weights_of(domain.rows);
    return static_cast<double>(weights.size()) - static_cast<double>(std::count(weights.begin(), weights.end(), 0.0));
}

double degrees_of_freedom(const Survey& survey, const Question& question, const RowList& rows) {
    if (question.df) return *question.df;
    return survey.design().degrees_of_freedom(rows, survey.weights_of(rows));
}

double sample_variance(const std::vector<double>& values, const std::vector<double>& weights, double n) {
    const auto sum = [&](auto term) {
        double top = 0;
        for (std::size_t i = 0; i < values.size(); ++i) top = std::max(top, std::fabs(term(i)));
        const OrderFree scale(top);
        Wide total = 0;
        for (std::size_t i = 0; i < values.size(); ++i) total += scale.units(term(i));
        return scale.value(total);
    };
    const double weight = sum([&](std::size_t i) { return weights[i]; });
    const double mean = sum([&](std::size_t i) { return weights[i] * values[i]; }) / weight;
    const double square = sum([&](std::size_t i) { return weights[i] * (values[i] - mean) * (values[i] - mean); });
    return square / weight * n / (n - 1);
}

namespace {

const double nan = std::nan("");

/// Means or totals of the columns after the first, which holds the weights.
class WeightedSums final : public SumsModel {
  public:
    explicit WeightedSums(bool mean) : mean_(mean) {}
    std::vector<double> values(std::span<const double> sums) const override {
        if (mean_) return MeanModel().values(sums);
        return {sums.begin() + 1, sums.end()};
    }
    Matrix gradient(std::span<const double> sums) const override {
        if (mean_) return MeanModel().gradient(sums);
        Matrix result(sums.size() - 1, sums.size());
        for (std::size_t c = 1; c < sums.size(); ++c) result(c - 1, c) = 1;
        return result;
    }

  private:
    bool mean_;
};

/// mean, total, ratio
class AskedSums final : public Asked {
  public:
    AskedSums(const Survey& survey, const Question& question)
        : question_(question), variables_(survey.data(), expressions(question), question.stat != "ratio") {
        if (question.stat == "ratio") {
            labels_ = {{question.y[0] + "/" + question.x, ""}};
        } else {
            labels_ = variables_.labels();
        }
    }

    DomainFigures in(const Survey& survey, const Domain& domain) const override {
        const Answered data = answered(survey, domain, variables_.evaluate(domain.rows));
        DomainFigures result;
        result.rows = data.rows;
        if (!question_.na_rm && data.incomplete) {
            const double df = degrees_of_freedom(survey, question_, domain.rows);
            const double n = rows_that_count(survey, domain);
            for (const auto& label : labels_) {
                Figure figure = interval_figure(label, nan, nan, nan, nan);
                figure.quantities.insert(figure.quantities.end(), {{"deff", nan}, {"df", df}, {"n", n}});
                result.figures.push_back(std::move(figure));
            }
            return result;
        }
        const double df = degrees_of_freedom(survey, question_, data.rows);
        const double margin = student_quantile(0.5 + question_.level / 2, df);
        const auto fit = std::make_shared<Fit>(fitted(survey, data));
        for (std::size_t j = 0; j < labels_.size(); ++j) {
            const double value = fit->value[j];
            const double se = fit->se(j);
            Figure figure = interval_figure(labels_[j], value, se, value - margin * se, value + margin * se);
            figure.quantities.insert(
                figure.quantities.end(), {{"deff", design_effect(data, *fit, j)}, {"df", df}, {"n", data.n}}
            );
            result.figures.push_back(std::move(figure));
        }
        result.fit = fit;
        return result;
    }

    std::optional<Labelled> everywhere(const Survey& survey) const override {
        using Effect = Question::DesignEffect;
        if (question_.stat == "ratio" || !question_.na_rm) return std::nullopt;
        for (const std::string& y : question_.y) {
            if (question_.deff != Effect::none && !is_packed_condition(y)) return std::nullopt;
        }
        auto passed = packed_pass(survey, question_.y, question_.by, question_.where);
        if (!passed) return std::nullopt;
        Labelled result(passed->size());
        in_parallel(survey.threads(), passed->size(), [&](std::size_t d) {
            result[d] = {(*passed)[d].label, of_sums(survey, (*passed)[d])};
        });
        return result;
    }

  private:
    DomainFigures of_sums(const Survey& survey, PackedDomain& domain) const {
        const double weight = domain.sums.total[0];
        const std::vector<double> totals(domain.sums.total.begin() + 1, domain.sums.total.end());
        DomainFigures result;
        const WeightedSums model(question_.stat == "mean");
        const auto fit = std::make_shared<Fit>(fit_packed(survey, model, domain));
        const double df = question_.df.value_or(domain.df);
        const double margin = student_quantile(0.5 + question_.level / 2, df);
        for (std::size_t j = 0; j < labels_.size(); ++j) {
            const double value = fit->value[j];
            const double se = fit->se(j);
            const double share = totals[j] / weight;
            const double spread = share * (1 - share) * domain.n / (domain.n - 1);
            Figure figure = interval_figure(labels_[j], value, se, value - margin * se, value + margin * se);
            figure.quantities.insert(
                figure.quantities.end(),
                {{"deff", effect(fit->covariance(j, j), spread, weight, domain.n)}, {"df", df}, {"n", domain.n}}
            );
            result.figures.push_back(std::move(figure));
        }
        result.fit = fit;
        return result;
    }

    /// Variance over that of a simple random sample of n with this spread of values (and, for totals, this weight).
    double effect(double variance, double spread, double weight, double n) const {
        using Effect = Question::DesignEffect;
        if (question_.deff == Effect::none) return nan;
        const bool without = question_.deff == Effect::without_replacement;
        if (without && weight < n) return nan;
        const double scale = question_.stat == "mean" ? 1 : weight * weight;
        return variance / (scale * spread / n * (without ? (weight - n) / weight : 1));
    }

    static std::vector<std::string> expressions(const Question& question) {
        if (question.stat != "ratio") return question.y;
        return {question.y[0], question.x};
    }

    Fit fitted(const Survey& survey, const Answered& data) const {
        if (question_.stat == "total") return survey.fit(TotalModel(), data.rows, data.columns);
        if (question_.stat == "ratio") return survey.fit(RatioModel(), data.rows, data.columns);
        auto columns = data.columns;
        columns.insert(columns.begin(), std::vector<double>(data.rows.size(), 1));
        return survey.fit(MeanModel(), data.rows, columns);
    }

    double design_effect(const Answered& data, const Fit& fit, std::size_t j) const {
        if (question_.deff == Question::DesignEffect::none) return nan;
        std::vector<double> values = data.columns[j];
        if (question_.stat == "ratio") {
            for (std::size_t i = 0; i < values.size(); ++i) {
                values[i] = (values[i] - fit.value[0] * data.columns[1][i]) / fit.sums[1];
            }
        }
        return effect(
            fit.covariance(j, j), sample_variance(values, data.weights, data.n), order_free_sum(data.weights), data.n
        );
    }

    const Question& question_;
    Variables variables_;
    std::vector<Variables::Label> labels_;
};

}  // namespace

std::unique_ptr<Asked> ask_figures(const Survey& survey, const Question& question) {
    return std::make_unique<AskedSums>(survey, question);
}

}  // namespace longdan::estimation
