#include "engine/estimation/opt_in.h"

#include "engine/estimation/exact.h"
#include "engine/estimation/fieldwork_quality.h"
#include "platform/base/error.h"

#include <cmath>

namespace longdan::estimation {
namespace {

[[noreturn]] void refuse(const char* what) { throw Error(ErrorKind::invalid, what); }

double propensity(std::span<const double> x, std::span<const double> coefficients) {
    double eta = 0;
    for (std::size_t j = 0; j < x.size(); ++j) eta += x[j] * coefficients[j];
    return 1 / (1 + std::exp(-eta));
}

void check(const Matrix& opt_in, const Matrix& reference, std::span<const double> weights) {
    if (opt_in.columns() != reference.columns() || opt_in.columns() == 0 || weights.size() != reference.rows())
        refuse("Mẫu tự nguyện và mẫu đối chứng không cùng các biến");
    if (opt_in.rows() == 0 || reference.rows() == 0) refuse("Mẫu tự nguyện hoặc mẫu đối chứng trống");
    for (const double weight : weights) {
        if (!(weight > 0) || !std::isfinite(weight)) refuse("Quyền số của mẫu đối chứng phải dương");
    }
    if (order_free_sum(weights) <= static_cast<double>(opt_in.rows()))
        refuse("Mẫu đối chứng đại diện cho ít người hơn số người tự nguyện trả lời");
}

}  // namespace

OptInAdjustment adjust_opt_in(
    const Matrix& opt_in, const Matrix& reference, std::span<const double> reference_weights
) {
    check(opt_in, reference, reference_weights);
    const std::size_t p = opt_in.columns();
    const double people = order_free_sum(reference_weights);
    std::vector<double> came(p);
    for (std::size_t i = 0; i < opt_in.rows(); ++i) {
        for (std::size_t j = 0; j < p; ++j) came[j] += opt_in(i, j);
    }
    OptInAdjustment result;
    result.coefficients.assign(p, 0);
    const double share = static_cast<double>(opt_in.rows()) / people;
    result.coefficients[0] = std::log(share / (1 - share));
    bool solved = false;
    for (int round = 0; round < 100 && !solved; ++round) {
        std::vector<double> off = came;
        Matrix slope(p, p);
        for (std::size_t i = 0; i < reference.rows(); ++i) {
            const auto x = reference.row(i);
            const double pi = propensity(x, result.coefficients);
            for (std::size_t a = 0; a < p; ++a) {
                off[a] -= reference_weights[i] * pi * x[a];
                for (std::size_t b = 0; b < p; ++b) slope(a, b) += reference_weights[i] * pi * (1 - pi) * x[a] * x[b];
            }
        }
        double worst = 0;
        for (std::size_t a = 0; a < p; ++a) worst = std::max(worst, std::fabs(off[a]) / (1 + std::fabs(came[a])));
        solved = worst < 1e-11;
        if (solved || !std::isfinite(worst)) break;
        const auto step = SymmetricSolver(slope).solve(off);
        double longest = 0;
        for (const double part : step) longest = std::max(longest, std::fabs(part));
        const double length = longest > 3 ? 3 / longest : 1;
        for (std::size_t a = 0; a < p; ++a) result.coefficients[a] += length * step[a];
    }
    if (!solved) refuse("Không có lời giải cho xác suất tham gia: có nhóm tự nguyện mà mẫu đối chứng không biết");
    double sum = 0;
    double squares = 0;
    for (std::size_t i = 0; i < opt_in.rows(); ++i) {
        result.propensity.push_back(propensity(opt_in.row(i), result.coefficients));
        result.weights.push_back(1 / result.propensity.back());
    }
    sum = order_free_sum(result.weights);
    for (double& weight : result.weights) {
        weight *= people / sum;
        squares += weight * weight;
    }
    result.effective_n = people * people / squares;
    std::vector<double> of_reference;
    for (std::size_t i = 0; i < reference.rows(); ++i)
        of_reference.push_back(propensity(reference.row(i), result.coefficients));
    result.r_indicator = r_indicator(of_reference, reference_weights);
    return result;
}

}  // namespace longdan::estimation
