#include "engine/sampling/allocate.h"

#include "platform/base/error.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace longdan::sampling {
namespace {

double share_of(const StratumSize& stratum, Allocation kind, double power) {
    const auto units = static_cast<double>(stratum.units);
    switch (kind) {
        case Allocation::proportional:
            return units;
        case Allocation::equal:
            return 1;
        case Allocation::neyman:
            return units * stratum.deviation;
        case Allocation::optimum:
            return units * stratum.deviation / std::sqrt(stratum.cost);
        case Allocation::power:
            return std::pow(stratum.measure > 0 ? stratum.measure : units, power);
    }
    return 0;
}

/// Shares between bounds: strata that hit one are fixed there and the rest is shared anew.
class Sharing {
  public:
    Sharing(std::int64_t n, const std::vector<StratumSize>& strata, std::vector<double> shares, std::int64_t minimum)
        : n_(n),
          strata_(strata),
          shares_(std::move(shares)),
          minimum_(minimum),
          fixed_(strata.size(), false),
          sizes_(strata.size(), 0),
          exact_(strata.size(), 0) {}

    std::vector<std::int64_t> run() {
        do {
            share();
        } while (fix_over() || fix_under());
        round();
        return sizes_;
    }

  private:
    std::int64_t low(std::size_t h) const { return std::min(minimum_, strata_[h].units); }

    std::int64_t left() const {
        std::int64_t left = n_;
        for (std::size_t h = 0; h < sizes_.size(); ++h) {
            if (fixed_[h]) left -= sizes_[h];
        }
        return left;
    }

    void share() {
        double total = 0;
        for (std::size_t h = 0; h < sizes_.size(); ++h) total += fixed_[h] ? 0 : shares_[h];
        if (total <= 0) {
            // Only strata without a share are open: what is left goes to them by their number of units.
            for (std::size_t h = 0; h < sizes_.size(); ++h) {
                if (fixed_[h]) continue;
                shares_[h] = static_cast<double>(strata_[h].units);
                total += shares_[h];
            }
        }
        const auto open = static_cast<double>(left());
        for (std::size_t h = 0; h < sizes_.size(); ++h) {
            if (!fixed_[h]) exact_[h] = open * shares_[h] / total;
        }
    }

    bool fix_over() {
        bool any = false;
        for (std::size_t h = 0; h < sizes_.size(); ++h) {
            if (fixed_[h] || exact_[h] <= static_cast<double>(strata_[h].units)) continue;
            sizes_[h] = strata_[h].units;
            fixed_[h] = any = true;
        }
        return any;
    }

    bool fix_under() {
        bool any = false;
        for (std::size_t h = 0; h < sizes_.size(); ++h) {
            if (fixed_[h] || exact_[h] >= static_cast<double>(low(h))) continue;
            sizes_[h] = low(h);
            fixed_[h] = any = true;
        }
        return any;
    }

    void round() {
        std::vector<std::size_t> open;
        for (std::size_t h = 0; h < sizes_.size(); ++h) {
            if (fixed_[h]) continue;
            sizes_[h] = static_cast<std::int64_t>(std::floor(exact_[h]));
            open.push_back(h);
        }
        std::stable_sort(open.begin(), open.end(), [&](std::size_t a, std::size_t b) {
            return exact_[a] - std::floor(exact_[a]) > exact_[b] - std::floor(exact_[b]);
        });
        std::int64_t missing = n_ - std::accumulate(sizes_.begin(), sizes_.end(), std::int64_t{0});
        for (const std::size_t h : open) {
            if (missing <= 0) break;
            if (sizes_[h] < strata_[h].units) {
                ++sizes_[h];
                --missing;
            }
        }
        // Bounds may have moved the sum: strata with room, first ones first, take or give what is left.
        for (std::size_t h = 0; h < sizes_.size() && missing != 0; ++h) {
            const std::int64_t change =
                missing > 0 ? std::min(missing, strata_[h].units - sizes_[h]) : std::max(missing, low(h) - sizes_[h]);
            sizes_[h] += change;
            missing -= change;
        }
    }

    std::int64_t n_;
    const std::vector<StratumSize>& strata_;
    std::vector<double> shares_;
    std::int64_t minimum_;
    std::vector<bool> fixed_;
    std::vector<std::int64_t> sizes_;
    std::vector<double> exact_;
};

}  // namespace

std::vector<std::int64_t> allocate(
    std::int64_t n, const std::vector<StratumSize>& strata, Allocation kind, double power, std::int64_t minimum
) {
    std::int64_t all = 0;
    std::int64_t least = 0;
    std::vector<double> shares;
    for (const StratumSize& stratum : strata) {
        all += stratum.units;
        least += std::min(minimum, stratum.units);
        shares.push_back(share_of(stratum, kind, power));
    }
    if (n > all) throw Error(ErrorKind::invalid, fmt::format("size n {} is over the {} units of the frame", n, all));
    if (n < least) throw Error(ErrorKind::invalid, fmt::format("size n {} is under the sum of minima, {}", n, least));
    if (std::accumulate(shares.begin(), shares.end(), 0.0) <= 0) {
        throw Error(ErrorKind::invalid, "allocation: all shares are 0; is the sd or measure column empty?");
    }
    return Sharing(n, strata, std::move(shares), minimum).run();
}

}  // namespace longdan::sampling
