#pragma once

#include "engine/estimation/estimate.h"

namespace longdan::estimation {

/// A figure of one round minus that of another, whose samples may share primary sampling units.
struct RoundChange {
    double value = 0;  ///< later minus earlier
    double se = 0;
    double low = 0;
    double high = 0;
    double df = 0;           ///< Satterthwaite, Biometrics Bulletin 1946
    double correlation = 0;  ///< of the two figures, through the shared units
    std::size_t shared_psus = 0;
};

/// Covariance of two figures of different rounds. In a stratum of N units, with n_a and n_b drawn and m in both, it is
/// (m - n_a n_b / N) times the covariance of the units' scores over the shared ones (Tam, The American Statistician
/// 1984; with n_a = n_b = m the usual n (1 - n/N) s). Strata and units are the same when their names are; where fewer
/// than two are shared nothing can be seen and 0 is taken. The population of the later round counts.
double covariance_between(const CellView& later, const Linear& a, const CellView& earlier, const Linear& b);

/// `level` is that of the interval. Errors as CellView::covariance.
RoundChange round_change(
    const CellView& later, const Linear& a, const CellView& earlier, const Linear& b, double level = 0.95
);

}  // namespace longdan::estimation
