#include "engine/estimation/key_drivers.h"

#include "engine/estimation/distributions.h"
#include "engine/estimation/figures.h"

#include <bit>
#include <cmath>
#include <numeric>

namespace longdan::estimation {
namespace {

const double nan = std::nan("");

std::vector<std::pair<std::size_t, std::size_t>> pairs_of(std::size_t variables) {
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    for (std::size_t a = 0; a < variables; ++a) {
        for (std::size_t b = a; b < variables; ++b) pairs.emplace_back(a, b);
    }
    return pairs;
}

std::size_t place(std::size_t variables, std::size_t a, std::size_t b) { return a * variables - a * (a + 1) / 2 + b; }

/// k! (p - k - 1)! / p!: how often, of all orders of entry, just this set of k stands before a driver.
std::vector<double> orders(std::size_t drivers) {
    std::vector<double> result(drivers);
    for (std::size_t k = 0; k < drivers; ++k) {
        const double p = static_cast<double>(drivers);
        result[k] = std::exp(
            std::lgamma(static_cast<double>(k) + 1) + std::lgamma(p - static_cast<double>(k)) - std::lgamma(p + 1)
        );
    }
    return result;
}

/// R2 of the outcome on a set of drivers, with their coefficients.
struct Regression {
    std::vector<std::size_t> drivers;  // places in the matrix
    std::vector<double> coefficient;
    double r2 = 0;

    Regression(const Matrix& covariance, std::size_t set) {
        for (std::size_t j = 1; j < covariance.rows(); ++j) {
            if ((set >> (j - 1) & 1) != 0) drivers.push_back(j);
        }
        Matrix inner(drivers.size(), drivers.size());
        std::vector<double> with_outcome;
        for (std::size_t a = 0; a < drivers.size(); ++a) {
            for (std::size_t b = 0; b < drivers.size(); ++b) inner(a, b) = covariance(drivers[a], drivers[b]);
            with_outcome.push_back(covariance(0, drivers[a]));
        }
        coefficient = SymmetricSolver(inner).solve(with_outcome);
        for (std::size_t a = 0; a < drivers.size(); ++a) r2 += coefficient[a] * with_outcome[a];
        r2 /= covariance(0, 0);
    }
};

}  // namespace

std::vector<double> shapley_parts(const Matrix& covariance, Matrix* gradient) {
    const std::size_t variables = covariance.rows();
    const std::size_t drivers = variables - 1;
    const auto share_of_orders = orders(drivers);
    std::vector<double> parts(drivers);
    if (gradient != nullptr) *gradient = Matrix(drivers, variables * (variables + 1) / 2);
    std::vector<double> slope(variables * (variables + 1) / 2);
    for (std::size_t set = 1; set < std::size_t{1} << drivers; ++set) {
        const Regression fit(covariance, set);
        const auto members = static_cast<std::size_t>(std::popcount(set));
        if (gradient != nullptr) {  // d R2 = (2 b'dc - b'dV b - R2 dv) / v
            std::fill(slope.begin(), slope.end(), 0);
            slope[0] = -fit.r2 / covariance(0, 0);
            for (std::size_t a = 0; a < members; ++a) {
                const double at = fit.coefficient[a] / covariance(0, 0);
                slope[place(variables, 0, fit.drivers[a])] = 2 * at;
                for (std::size_t b = a; b < members; ++b)
                    slope[place(variables, fit.drivers[a], fit.drivers[b])] =
                        -(a == b ? 1 : 2) * at * fit.coefficient[b];
            }
        }
        for (std::size_t j = 0; j < drivers; ++j) {
            const bool inside = (set >> j & 1) != 0;
            if (!inside && members == drivers) continue;
            const double factor = inside ? share_of_orders[members - 1] : -share_of_orders[members];
            parts[j] += factor * fit.r2;
            if (gradient == nullptr) continue;
            for (std::size_t c = 0; c < slope.size(); ++c) (*gradient)(j, c) += factor * slope[c];
        }
    }
    return parts;
}

KeyDriverModel::KeyDriverModel(std::size_t drivers)
    : variables_(drivers + 1), pairs_(pairs_of(drivers + 1)), moments_(drivers + 1, pairs_, 2) {}

Matrix KeyDriverModel::covariance(std::span<const double> sums) const {
    const auto moment = moments_.values(sums);
    Matrix result(variables_, variables_);
    for (std::size_t k = 0; k < pairs_.size(); ++k) {
        const auto [a, b] = pairs_[k];
        result(a, b) = result(b, a) = moment[k];
    }
    return result;
}

std::vector<double> KeyDriverModel::values(std::span<const double> sums) const {
    auto result = shapley_parts(covariance(sums));
    const double r2 = std::accumulate(result.begin(), result.end(), 0.0);
    for (double& part : result) part /= r2;
    result.push_back(r2);
    return result;
}

Matrix KeyDriverModel::gradient(std::span<const double> sums) const {
    Matrix by_moment;
    const auto parts = shapley_parts(covariance(sums), &by_moment);
    const double r2 = std::accumulate(parts.begin(), parts.end(), 0.0);
    Matrix outer(parts.size() + 1, by_moment.columns());
    for (std::size_t c = 0; c < by_moment.columns(); ++c) {
        double total = 0;
        for (std::size_t j = 0; j < parts.size(); ++j) total += by_moment(j, c);
        for (std::size_t j = 0; j < parts.size(); ++j) outer(j, c) = (by_moment(j, c) - parts[j] / r2 * total) / r2;
        outer(parts.size(), c) = total;
    }
    return product(outer, moments_.gradient(sums));
}

namespace {

class AskedDrivers final : public Asked {
  public:
    AskedDrivers(const Survey& survey, const Question& question)
        : question_(question), variables_(survey.data(), question.y, false) {}

    DomainFigures in(const Survey& survey, const Domain& domain) const override {
        const Answered data = answered(survey, domain, variables_.evaluate(domain.rows));
        const KeyDriverModel model(question_.y.size() - 1);
        DomainFigures result;
        result.rows = data.rows;
        const bool known = question_.na_rm || !data.incomplete;
        if (known)
            result.fit = std::make_shared<Fit>(survey.fit(model, data.rows, moment_columns(data, model.pairs())));
        const double margin =
            student_quantile(0.5 + question_.level / 2, degrees_of_freedom(survey, question_, data.rows));
        for (std::size_t j = 0; j < question_.y.size(); ++j) {
            const bool whole = j + 1 == question_.y.size();
            const double value = known ? result.fit->value[j] : nan;
            const double se = known ? result.fit->se(j) : nan;
            result.figures.push_back(
                {whole ? question_.y[0] : question_.y[j + 1],
                 whole ? "R2" : "",
                 {{"estimate", value}, {"se", se}, {"ci_low", value - margin * se}, {"ci_high", value + margin * se}}}
            );
        }
        return result;
    }

  private:
    const Question& question_;
    Variables variables_;
};

}  // namespace

std::unique_ptr<Asked> ask_drivers(const Survey& survey, const Question& question) {
    return std::make_unique<AskedDrivers>(survey, question);
}

}  // namespace longdan::estimation
