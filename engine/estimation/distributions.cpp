#include "engine/estimation/distributions.h"

#include <cmath>
#include <limits>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace longdan::estimation {
namespace {

namespace policies = boost::math::policies;
using Policy = policies::policy<
    policies::promote_double<false>, policies::domain_error<policies::ignore_error>,
    policies::overflow_error<policies::ignore_error>, policies::pole_error<policies::ignore_error>,
    policies::evaluation_error<policies::ignore_error>>;

const double nan = std::numeric_limits<double>::quiet_NaN();

bool is_probability(double p) { return p >= 0 && p <= 1; }

}  // namespace

double normal_quantile(double probability) {
    if (!is_probability(probability)) return nan;
    return boost::math::quantile(boost::math::normal_distribution<double, Policy>(), probability);
}

double normal_upper(double z) {
    if (std::isnan(z)) return nan;
    return boost::math::cdf(boost::math::complement(boost::math::normal_distribution<double, Policy>(), z));
}

double student_quantile(double probability, double df) {
    if (!(df > 0) || !is_probability(probability)) return nan;
    if (std::isinf(df)) return normal_quantile(probability);
    return boost::math::quantile(boost::math::students_t_distribution<double, Policy>(df), probability);
}

double student_two_sided(double t, double df) {
    if (!(df > 0) || std::isnan(t)) return nan;
    if (std::isinf(t)) return 0;
    if (std::isinf(df)) return 2 * normal_upper(std::fabs(t));
    return 2 * boost::math::cdf(
                   boost::math::complement(boost::math::students_t_distribution<double, Policy>(df), std::fabs(t))
               );
}

double chi_square_upper(double x, double df) {
    if (!(df > 0) || std::isnan(x)) return nan;
    if (x <= 0) return 1;
    if (std::isinf(x)) return 0;
    return boost::math::cdf(boost::math::complement(boost::math::chi_squared_distribution<double, Policy>(df), x));
}

double f_upper(double x, double df1, double df2) {
    if (!(df1 > 0) || !(df2 > 0) || std::isnan(x)) return nan;
    if (x <= 0) return 1;
    if (std::isinf(x)) return 0;
    if (std::isinf(df2)) return chi_square_upper(x * df1, df1);
    return boost::math::cdf(boost::math::complement(boost::math::fisher_f_distribution<double, Policy>(df1, df2), x));
}

double chi_square_quantile(double probability, double df) {
    if (!(df > 0) || !is_probability(probability)) return nan;
    return boost::math::quantile(boost::math::chi_squared_distribution<double, Policy>(df), probability);
}

double f_quantile(double probability, double df1, double df2) {
    if (!(df1 > 0) || !(df2 > 0) || !is_probability(probability)) return nan;
    if (std::isinf(df2)) return chi_square_quantile(probability, df1) / df1;
    return boost::math::quantile(boost::math::fisher_f_distribution<double, Policy>(df1, df2), probability);
}

double beta_quantile(double probability, double a, double b) {
    if (!(a > 0) || !(b > 0) || !is_probability(probability)) return nan;
    return boost::math::quantile(boost::math::beta_distribution<double, Policy>(a, b), probability);
}

}  // namespace longdan::estimation
