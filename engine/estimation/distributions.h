#pragma once

namespace longdan::estimation {

/// Quantiles and tail probabilities in double precision, without extended types, so that they are the same on every
/// machine. Degrees of freedom may be infinite: then Student's t is the normal, F(n, inf) is chi-square(n) / n.
/// All return NaN for parameters outside their domain (degrees of freedom not above zero, probability outside 0..1).
double normal_quantile(double probability);
double normal_upper(double z);
double student_quantile(double probability, double df);
/// Two-sided: P(|T| > |t|).
double student_two_sided(double t, double df);
double chi_square_upper(double x, double df);
double f_upper(double x, double df1, double df2);
double chi_square_quantile(double probability, double df);
double f_quantile(double probability, double df1, double df2);
double beta_quantile(double probability, double a, double b);

}  // namespace longdan::estimation
