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
    double mean_weight =
        1;  ///< of the sample the rows were taken from; where the logistic iteration starts depends on it
};

/// Linear (identity) or logistic regression by weighted likelihood equations; influence values are the score times the
/// inverse information (Binder, International Statistical Review 1983). A term that the ones before it determine has no
/// estimate (NaN). The logistic equations are solved by iteratively reweighted least squares from (w y + 1/2)/(w + 1)
/// (McCullagh, Nelder, Generalized Linear Models, 1989, 4.4), w the weight over its mean, until the deviance moves by
/// less than 1e-15 of itself; the information is that of the last step, as R's glm takes it.
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
    struct Solution {
        std::vector<double> beta;
        Matrix information;         ///< of the last step
        std::vector<double> means;  ///< before the last step
        std::vector<bool> kept;     ///< terms that the ones before them do not determine
    };
    Step step(std::span<const double> weights, std::span<const double> mean, std::span<const double> against) const;
    std::vector<double> means(std::span<const double> beta) const;
    double deviance(std::span<const double> weights, std::span<const double> mean) const;
    Solution solve_linear(std::span<const double> weights) const;
    Solution solve_logistic(std::span<const double> weights) const;

    const RegressionData* data_;
    bool logistic_;
};

}  // namespace longdan::estimation
