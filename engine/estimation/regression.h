#pragma once

#include "engine/estimation/survey.h"

#include <string>
#include <vector>

namespace longdan::estimation {

/// The rows of a regression: y and the columns of X with their labels.
struct RegressionData {
    struct Term {
        std::string name;   ///< column or "(Intercept)"
        std::string level;  ///< of a text column
    };
    std::vector<Term> terms;
    std::vector<double> y;
    Matrix x;
};

/// Linear (identity) or logistic regression by weighted likelihood equations; influence values are the score times the
/// inverse information (Binder, International Statistical Review 1983). A term that the ones before it determine has no
/// estimate (NaN).
class RegressionModel final : public Survey::GeneralModel {
  public:
    RegressionModel(const RegressionData& data, bool logistic) : data_(&data), logistic_(logistic) {}
    std::vector<double> values(std::span<const double> weights) const override;
    Matrix influence(std::span<const double> weights, std::span<const double> values) const override;

  private:
    struct Step {
        Matrix information;
        std::vector<double> score;
    };
    Step step(std::span<const double> weights, std::span<const double> beta) const;

    const RegressionData* data_;
    bool logistic_;
};

}  // namespace longdan::estimation
