#include "engine/estimation/ranks.h"

#include "engine/estimation/distributions.h"
#include "platform/base/error.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace longdan::estimation {
namespace {

void check(std::size_t units, const Matrix& covariance, double level, std::size_t draws) {
    if (covariance.rows() != units || covariance.columns() != units || !(level > 0 && level < 1) || draws < 100) {
        throw Error(
            ErrorKind::invalid,
            "Khoảng thứ hạng cần ma trận hiệp phương sai vuông, mức tin cậy giữa 0 và 1, ít nhất 100 lần mô phỏng"
        );
    }
}

/// Lower triangle L with L L' = covariance; directions without variance stay 0.
Matrix root_of(const Matrix& covariance) {
    const std::size_t n = covariance.rows();
    Matrix root(n, n);
    for (std::size_t j = 0; j < n; ++j) {
        double pivot = covariance(j, j);
        for (std::size_t k = 0; k < j; ++k) pivot -= root(j, k) * root(j, k);
        if (pivot <= 1e-12 * covariance(j, j)) continue;
        root(j, j) = std::sqrt(pivot);
        for (std::size_t i = j + 1; i < n; ++i) {
            double value = covariance(i, j);
            for (std::size_t k = 0; k < j; ++k) value -= root(i, k) * root(j, k);
            root(i, j) = value / root(j, j);
        }
    }
    return root;
}

/// Standard normal numbers from a counter (SplitMix64), by the inverse distribution function.
class Normals {
  public:
    explicit Normals(std::uint64_t seed) : state_(seed) {}

    double next() {
        state_ += 0x9e3779b97f4a7c15u;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        z ^= z >> 31;
        return normal_quantile((static_cast<double>(z >> 11) + 0.5) * 0x1p-53);
    }

  private:
    std::uint64_t state_;
};

std::vector<std::size_t> ranks_of(std::span<const double> values) {
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    std::vector<std::size_t> ranks(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto first = std::lower_bound(sorted.begin(), sorted.end(), values[i], std::greater<>());
        ranks[i] = static_cast<std::size_t>(first - sorted.begin()) + 1;
    }
    return ranks;
}

/// The value below which a share of the (unsorted) draws lies: the smallest with at least that share.
template <class T>
T lower_quantile(std::vector<T>& draws, double share) {
    const auto count = static_cast<double>(draws.size());
    const auto at = static_cast<std::size_t>(std::clamp(std::ceil(share * count) - 1, 0.0, count - 1));
    std::nth_element(draws.begin(), draws.begin() + static_cast<std::ptrdiff_t>(at), draws.end());
    return draws[at];
}

template <class T>
T upper_quantile(std::vector<T>& draws, double share) {
    const auto count = static_cast<double>(draws.size());
    const auto at = static_cast<std::size_t>(std::clamp(std::floor(share * count), 0.0, count - 1));
    std::nth_element(draws.begin(), draws.begin() + static_cast<std::ptrdiff_t>(at), draws.end());
    return draws[at];
}

Matrix difference_errors(const Matrix& covariance) {
    const std::size_t n = covariance.rows();
    Matrix result(n, n);
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t j = 0; j < n; ++j) {
            result(i, j) = std::sqrt(std::max(0.0, covariance(i, i) + covariance(j, j) - 2 * covariance(i, j)));
        }
    }
    return result;
}

void number_tied_groups(
    std::span<const double> estimates, const Matrix& errors, double critical, std::vector<RankInterval>& result
) {
    std::vector<std::size_t> order(estimates.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return estimates[a] > estimates[b];
    });
    std::size_t group = 0;
    std::size_t first = 0;
    for (const std::size_t unit : order) {
        if (group == 0 || estimates[first] - estimates[unit] > critical * errors(first, unit)) {
            ++group;
            first = unit;
        }
        result[unit].tied_group = group;
    }
}

}  // namespace

void simulate(
    std::span<const double> estimates, const Matrix& covariance, std::size_t draws, std::uint64_t seed,
    const std::function<void(std::span<const double>)>& visit
) {
    const Matrix root = root_of(covariance);
    Normals normals(seed);
    std::vector<double> noise(estimates.size());
    std::vector<double> drawn(estimates.size());
    for (std::size_t r = 0; r < draws; ++r) {
        for (double& value : noise) value = normals.next();
        for (std::size_t i = 0; i < drawn.size(); ++i) {
            drawn[i] = estimates[i];
            for (std::size_t k = 0; k <= i; ++k) drawn[i] += root(i, k) * noise[k];
        }
        visit(drawn);
    }
}

std::vector<RankInterval> rank_intervals(
    std::span<const double> estimates, const Matrix& covariance, double level, std::size_t draws, std::uint64_t seed
) {
    const std::size_t n = estimates.size();
    check(n, covariance, level, draws);
    const Matrix errors = difference_errors(covariance);
    std::vector<double> largest;
    std::vector<std::vector<std::size_t>> ranks(n);
    simulate(estimates, covariance, draws, seed, [&](std::span<const double> drawn) {
        double top = 0;
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < i; ++j) {
                if (errors(i, j) == 0) continue;
                const double off = (drawn[i] - estimates[i]) - (drawn[j] - estimates[j]);
                top = std::max(top, std::fabs(off) / errors(i, j));
            }
        }
        largest.push_back(top);
        const auto now = ranks_of(drawn);
        for (std::size_t i = 0; i < n; ++i) ranks[i].push_back(now[i]);
    });
    const double critical = lower_quantile(largest, level);
    const auto own = ranks_of(estimates);
    std::vector<RankInterval> result(n);
    for (std::size_t i = 0; i < n; ++i) {
        std::size_t surely_above = 0;
        std::size_t surely_below = 0;
        for (std::size_t j = 0; j < n; ++j) {
            const double difference = estimates[j] - estimates[i];
            if (difference > critical * errors(i, j)) ++surely_above;
            if (-difference > critical * errors(i, j)) ++surely_below;
        }
        result[i].rank = own[i];
        result[i].joint_best = 1 + surely_above;
        result[i].joint_worst = n - surely_below;
        result[i].best = lower_quantile(ranks[i], (1 - level) / 2);
        result[i].worst = upper_quantile(ranks[i], (1 + level) / 2);
    }
    number_tied_groups(estimates, errors, critical, result);
    return result;
}

std::vector<CompositeInterval> composite_intervals(
    std::span<const double> figures, const Matrix& covariance, std::span<const CompositeMethod> methods, double level,
    std::size_t draws, std::uint64_t seed
) {
    check(figures.size(), covariance, level, draws);
    if (methods.empty()) throw Error(ErrorKind::invalid, "Khoảng của chỉ số tổng hợp cần ít nhất một phương pháp");
    const std::vector<double> own = methods[0](figures);
    std::vector<std::vector<double>> scores(own.size());
    std::vector<std::vector<std::size_t>> ranks(own.size());
    std::size_t turn = 0;
    simulate(figures, covariance, draws, seed, [&](std::span<const double> drawn) {
        const auto now = methods[turn++ % methods.size()](drawn);
        const auto rank = ranks_of(now);
        for (std::size_t i = 0; i < own.size(); ++i) {
            scores[i].push_back(now[i]);
            ranks[i].push_back(rank[i]);
        }
    });
    const auto own_rank = ranks_of(own);
    std::vector<CompositeInterval> result(own.size());
    for (std::size_t i = 0; i < own.size(); ++i) {
        result[i].score = own[i];
        result[i].low = lower_quantile(scores[i], (1 - level) / 2);
        result[i].high = upper_quantile(scores[i], (1 + level) / 2);
        result[i].rank = own_rank[i];
        result[i].best = lower_quantile(ranks[i], (1 - level) / 2);
        result[i].worst = upper_quantile(ranks[i], (1 + level) / 2);
    }
    return result;
}

}  // namespace longdan::estimation
