#pragma once

#include "engine/estimation/domains.h"
#include "engine/estimation/expression.h"
#include "engine/estimation/specification.h"
#include "engine/estimation/survey.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace longdan::estimation {

/// Names (constants of the program) and values, in the order they are written.
using Quantities = std::vector<std::pair<std::string_view, double>>;

/// One figure of one domain, as it is written out.
struct Figure {
    std::string y;
    std::string level;
    Quantities quantities;
};

/// What one question says about one domain. The fit is what contrasts combine; its figures stand in the same order.
struct DomainFigures {
    std::vector<Figure> figures;
    std::shared_ptr<const Fit> fit;
    RowList rows;  ///< that were used; empty where all domains were asked in one pass
};

/// The variables of a question tied to the data: expressions, and text columns as one 0/1 variable a level.
class Variables {
  public:
    struct Label {
        std::string y;
        std::string level;
    };
    Variables(const DataTable& data, const std::vector<std::string>& expressions, bool text_allowed);

    const std::vector<Label>& labels() const { return labels_; }
    /// One column a label, one value a row; NaN where missing.
    std::vector<std::vector<double>> evaluate(const RowList& rows) const;

  private:
    struct Source {
        std::optional<BoundExpression> expression;
        const Column* text = nullptr;
    };
    std::vector<Source> sources_;
    std::vector<Label> labels_;
};

/// Rows that answered every variable, with their values.
struct Answered {
    RowList rows;
    std::vector<std::vector<double>> columns;
    std::vector<double> weights;
    bool incomplete = false;  ///< an answer was missing
    double n = 0;             ///< rows with a weight that is not 0
};
Answered answered(const Survey& survey, const Domain& domain, std::vector<std::vector<double>> columns);

/// Figures of one question in one domain. A question holds what does not change from domain to domain.
class Asked {
  public:
    virtual ~Asked() = default;
    virtual DomainFigures in(const Survey& survey, const Domain& domain) const = 0;
    /// All domains in one pass, with their labels; nothing where domains have to be asked one by one.
    using Labelled = std::vector<std::pair<std::string, DomainFigures>>;
    virtual std::optional<Labelled> everywhere(const Survey&) const { return std::nullopt; }
};

/// Throws Error(invalid) when the question does not fit the data.
std::unique_ptr<Asked> ask_figures(const Survey& survey, const Question& question);     // mean, total, ratio
std::unique_ptr<Asked> ask_proportion(const Survey& survey, const Question& question);  // proportion, quantile
std::unique_ptr<Asked> ask_moments(
    const Survey& survey, const Question& question
);  // variance, correlation, alpha, weights
std::unique_ptr<Asked> ask_comparison(const Survey& survey, const Question& question);  // chisq, ttest, glm

std::unique_ptr<Asked> ask_drivers(const Survey& survey, const Question& question);  // drivers

/// The columns of MomentModel: 1, the variables minus their weighted mean, products of the pairs.
std::vector<std::vector<double>> moment_columns(
    const Answered& data, const std::vector<std::pair<std::size_t, std::size_t>>& pairs
);

Figure interval_figure(const Variables::Label& label, double estimate, double se, double low, double high);

/// Rows of the domain with a weight that is not 0, whether they answered or not.
double rows_that_count(const Survey& survey, const Domain& domain);

/// The question's df, or PSUs minus strata of the rows.
double degrees_of_freedom(const Survey& survey, const Question& question, const RowList& rows);

/// Weighted variance of values, denominator n/(n-1).
double sample_variance(const std::vector<double>& values, const std::vector<double>& weights, double n);

}  // namespace longdan::estimation
