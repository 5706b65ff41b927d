#include "engine/estimation/small_area.h"

#include "platform/base/error.h"

#include <algorithm>
#include <cmath>

namespace longdan::estimation {
namespace {

struct Weighted {
    Matrix inverse;  // (X'V^-1 X)^-1
    std::vector<double> coefficients;
};

Weighted weighted_fit(std::span<const SmallArea> areas, double between) {
    const std::size_t p = areas[0].covariates.size();
    Matrix cross(p, p);
    std::vector<double> right(p);
    for (const SmallArea& area : areas) {
        const double weight = 1 / (between + area.variance);
        for (std::size_t a = 0; a < p; ++a) {
            right[a] += weight * area.covariates[a] * area.direct;
            for (std::size_t b = 0; b < p; ++b) cross(a, b) += weight * area.covariates[a] * area.covariates[b];
        }
    }
    const SymmetricSolver solver(cross);
    if (solver.rank() < p) throw Error(ErrorKind::invalid, "Ước lượng vùng nhỏ: các biến giải thích phụ thuộc nhau");
    Matrix identity(p, p);
    for (std::size_t a = 0; a < p; ++a) identity(a, a) = 1;
    return {solver.solve(identity), solver.solve(right)};
}

double predicted(const SmallArea& area, const std::vector<double>& coefficients) {
    double value = 0;
    for (std::size_t a = 0; a < coefficients.size(); ++a) value += area.covariates[a] * coefficients[a];
    return value;
}

double leverage(const SmallArea& area, const Matrix& inverse) {
    double value = 0;
    for (std::size_t a = 0; a < inverse.rows(); ++a) {
        for (std::size_t b = 0; b < inverse.rows(); ++b)
            value += area.covariates[a] * inverse(a, b) * area.covariates[b];
    }
    return value;
}

/// Fisher scoring on the restricted likelihood: score = (y'P P y - tr P)/2, information = tr(P P)/2, with
/// P = V^-1 - V^-1 X (X'V^-1 X)^-1 X'V^-1.
double restricted_likelihood_variance(std::span<const SmallArea> areas) {
    const std::size_t m = areas.size();
    double between = 0;
    for (const SmallArea& area : areas) between += area.variance / static_cast<double>(m);
    for (int round = 0; round < 200; ++round) {
        const Weighted fit = weighted_fit(areas, between);
        double score = 0;
        double information = 0;
        for (const SmallArea& a : areas) {
            const double v = 1 / (between + a.variance);
            const double residual = v * (a.direct - predicted(a, fit.coefficients));
            score += residual * residual - (v - v * v * leverage(a, fit.inverse));
            for (const SmallArea& b : areas) {
                double mixed = 0;
                for (std::size_t i = 0; i < fit.inverse.rows(); ++i) {
                    for (std::size_t j = 0; j < fit.inverse.rows(); ++j)
                        mixed += a.covariates[i] * fit.inverse(i, j) * b.covariates[j];
                }
                const double u = 1 / (between + b.variance);
                const double entry = (&a == &b ? v : 0) - v * u * mixed;
                information += entry * entry;
            }
        }
        const double next = std::max(0.0, between + score / information);
        const bool settled = std::fabs(next - between) <= 1e-13 * std::max(between, 1e-300);
        between = next;
        if (settled || (between == 0 && score <= 0)) break;
    }
    return between;
}

}  // namespace

SmallAreaFit fay_herriot(std::span<const SmallArea> areas) {
    if (areas.empty() || areas.size() < areas[0].covariates.size() + 2) {
        throw Error(ErrorKind::invalid, "Ước lượng vùng nhỏ cần số vùng nhiều hơn số biến giải thích ít nhất hai");
    }
    for (const SmallArea& area : areas) {
        if (!(area.variance > 0) || area.covariates.size() != areas[0].covariates.size() || area.covariates.empty()) {
            throw Error(
                ErrorKind::invalid, "Ước lượng vùng nhỏ: mỗi vùng cần phương sai dương và cùng số biến giải thích"
            );
        }
    }
    SmallAreaFit result;
    const double between = restricted_likelihood_variance(areas);
    const Weighted fit = weighted_fit(areas, between);
    double information = 0;
    for (const SmallArea& area : areas) information += 1 / ((between + area.variance) * (between + area.variance));
    const double variance_of_between = 2 / information;
    result.between_variance = between;
    result.coefficients = fit.coefficients;
    for (const SmallArea& area : areas) {
        const double total = between + area.variance;
        const double gamma = between / total;
        const double regression = predicted(area, fit.coefficients);
        const double g1 = gamma * area.variance;
        const double g2 = (1 - gamma) * (1 - gamma) * leverage(area, fit.inverse);
        const double g3 = area.variance * area.variance / (total * total * total) * variance_of_between;
        result.areas.push_back({regression + gamma * (area.direct - regression), g1 + g2 + 2 * g3, gamma});
    }
    return result;
}

void benchmark(std::span<const SmallArea> areas, double domain_estimate, SmallAreaFit& fit) {
    double sum = 0;
    for (std::size_t i = 0; i < areas.size(); ++i) sum += areas[i].share * fit.areas[i].value;
    if (!(std::fabs(sum) > 0))
        throw Error(ErrorKind::invalid, "Ước lượng vùng nhỏ: tổng có trọng số bằng 0, không chuẩn hóa được");
    for (SmallAreaEstimate& area : fit.areas) {
        area.value *= domain_estimate / sum;
        area.mse *= (domain_estimate / sum) * (domain_estimate / sum);
    }
}

}  // namespace longdan::estimation
