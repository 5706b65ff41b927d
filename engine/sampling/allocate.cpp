#include "engine/sampling/allocate.h"

#include "platform/base/error.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

namespace longdan::sampling {
namespace {

__extension__ using Wide = __int128;

/// Roots and wholes by operations that every machine rounds alike.
double power_of(double base, double power) {
    if (power == 0) return 1;
    if (power == 1) return base;
    if (power == 0.5) return std::sqrt(base);
    return std::pow(base, power);
}

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
            return power_of(stratum.measure > 0 ? stratum.measure : units, power);
    }
    return 0;
}

/// Shares n between bounds: strata whose share is over their whole or under their least number are fixed there, the
/// side that is off by more first, and the rest is shared anew.
class Sharing {
  public:
    Sharing(
        std::int64_t n, const std::vector<StratumSize>& strata, std::vector<std::int64_t> shares,
        std::vector<std::int64_t> least
    )
        : strata_(strata), shares_(std::move(shares)), least_(std::move(least)), sizes_(strata.size(), 0), left_(n) {
        open_.resize(strata.size());
        std::iota(open_.begin(), open_.end(), std::size_t{0});
    }

    std::vector<std::int64_t> run() {
        while (!open_.empty()) {
            sum_shares();
            Wide over = 0;
            Wide under = 0;
            for (const std::size_t h : open_) {
                over += std::max<Wide>(0, exact(h) - Wide{strata_[h].units} * total_);
                under += std::max<Wide>(0, Wide{least_[h]} * total_ - exact(h));
            }
            if (over == 0 && under == 0) break;
            if (over >= under) fix([&](std::size_t h) { return exact(h) > Wide{strata_[h].units} * total_; }, true);
            if (over < under) fix([&](std::size_t h) { return exact(h) < Wide{least_[h]} * total_; }, false);
        }
        round();
        return sizes_;
    }

  private:
    /// The exact size of stratum h times total_.
    Wide exact(std::size_t h) const { return Wide{left_} * shares_[h]; }

    void sum_shares() {
        const auto sum = [this] {
            Wide sum = 0;
            for (const std::size_t h : open_) sum += shares_[h];
            return sum;
        };
        total_ = sum();
        if (total_ > 0) return;
        // Only strata without a share are open: what is left goes to them by their number of units.
        for (const std::size_t h : open_) shares_[h] = strata_[h].units;
        total_ = sum();
    }

    template <class Test>
    void fix(Test&& test, bool whole) {
        std::vector<std::size_t> fixed;
        for (const std::size_t h : open_) {
            if (test(h)) fixed.push_back(h);
        }
        for (const std::size_t h : fixed) {
            sizes_[h] = whole ? strata_[h].units : least_[h];
            left_ -= sizes_[h];
        }
        std::erase_if(open_, [&](std::size_t h) { return std::binary_search(fixed.begin(), fixed.end(), h); });
    }

    void round() {
        std::int64_t missing = left_;
        for (const std::size_t h : open_) {
            sizes_[h] = static_cast<std::int64_t>(exact(h) / total_);
            missing -= sizes_[h];
        }
        std::stable_sort(open_.begin(), open_.end(), [this](std::size_t a, std::size_t b) {
            return exact(a) % total_ > exact(b) % total_;
        });
        for (std::size_t k = 0; k < static_cast<std::size_t>(missing); ++k) ++sizes_[open_[k]];
    }

    const std::vector<StratumSize>& strata_;
    std::vector<std::int64_t> shares_;
    std::vector<std::int64_t> least_;
    std::vector<std::size_t> open_;
    std::vector<std::int64_t> sizes_;
    std::int64_t left_;
    Wide total_ = 1;
};

std::vector<std::int64_t> least_sizes(const std::vector<StratumSize>& strata, std::int64_t minimum) {
    std::vector<std::int64_t> least;
    for (const StratumSize& stratum : strata) {
        least.push_back(std::min(std::max(minimum, stratum.least), stratum.units));
    }
    return least;
}

double cost_of(const std::vector<std::int64_t>& sizes, const std::vector<StratumSize>& strata) {
    double cost = 0;
    for (std::size_t h = 0; h < sizes.size(); ++h) cost += static_cast<double>(sizes[h]) * strata[h].cost;
    return cost;
}

}  // namespace

std::vector<std::int64_t> allocation_shares(const std::vector<StratumSize>& strata, Allocation kind, double power) {
    std::vector<double> shares;
    for (const StratumSize& stratum : strata) shares.push_back(share_of(stratum, kind, power));
    const double largest = shares.empty() ? 0 : *std::max_element(shares.begin(), shares.end());
    if (!(largest > 0) || !std::isfinite(largest)) {
        throw Error(ErrorKind::invalid, "phân bổ: mọi phần đều bằng 0; hãy xem lại cột sd hoặc cột measure");
    }
    // Whole numbers stay as they are. Others are multiplied by the power of two that brings the largest to [2^39, 2^40)
    // and rounded: 0.1 * 6 and 0.3 * 2 are the same share, and the last digit of a machine's power does not matter.
    const auto is_whole = [](double share) { return share == std::floor(share); };
    const bool exact = largest < 0x1p53 && std::all_of(shares.begin(), shares.end(), is_whole);
    int exponent = 0;
    std::frexp(largest, &exponent);
    std::vector<std::int64_t> whole;
    for (const double share : shares) whole.push_back(std::llrint(exact ? share : std::ldexp(share, 40 - exponent)));
    return whole;
}

std::vector<std::int64_t> allocate(
    std::int64_t n, const std::vector<StratumSize>& strata, Allocation kind, double power, std::int64_t minimum
) {
    std::vector<std::int64_t> shares = allocation_shares(strata, kind, power);
    std::vector<std::int64_t> least = least_sizes(strata, minimum);
    std::int64_t all = 0;
    for (const StratumSize& stratum : strata) all += stratum.units;
    const auto lowest = std::accumulate(least.begin(), least.end(), std::int64_t{0});
    if (n > all) throw Error(ErrorKind::invalid, fmt::format("cỡ mẫu n = {} lớn hơn {} đơn vị của dàn mẫu", n, all));
    if (n < lowest) {
        throw Error(ErrorKind::invalid, fmt::format("cỡ mẫu n = {} nhỏ hơn tổng số tối thiểu, {}", n, lowest));
    }
    return Sharing(n, strata, std::move(shares), std::move(least)).run();
}

std::int64_t size_for_budget(
    double budget, const std::vector<StratumSize>& strata, Allocation kind, double power, std::int64_t minimum
) {
    const std::vector<std::int64_t> least = least_sizes(strata, minimum);
    const auto lowest = std::accumulate(least.begin(), least.end(), std::int64_t{0});
    double dearest = 0;
    double cheapest = strata.empty() ? 1 : strata[0].cost;
    std::int64_t all = 0;
    for (const StratumSize& stratum : strata) {
        dearest = std::max(dearest, stratum.cost);
        cheapest = std::min(cheapest, stratum.cost);
        all += stratum.units;
    }
    // From what the cheapest stratum alone would allow, down until the cost fits.
    auto n = static_cast<std::int64_t>(std::min(static_cast<double>(all), std::floor(budget / cheapest)));
    while (n >= lowest && n > 0) {
        const double over = cost_of(allocate(n, strata, kind, power, minimum), strata) - budget;
        if (over <= 0) return n;
        n -= std::max<std::int64_t>(1, static_cast<std::int64_t>(over / dearest));
    }
    throw Error(ErrorKind::invalid, fmt::format("kinh phí {} không đủ cho số tối thiểu của các tầng", budget));
}

}  // namespace longdan::sampling
