#include "engine/estimation/replicates.h"

#include "engine/estimation/exact.h"
#include "platform/base/error.h"

#include <bit>
#include <cmath>
#include <numeric>

#include <fmt/core.h>

namespace longdan::estimation {
namespace {

/// Random integers that depend on seed, replicate and stratum only (SplitMix64 as a counter-based generator; Steele,
/// Lea, Flood, OOPSLA 2014).
class Draws {
  public:
    Draws(std::uint64_t seed, std::uint64_t replicate, std::uint64_t stratum)
        : state_(mix(seed) ^ mix(replicate * 0x9e3779b97f4a7c15u + 1) ^ mix(~stratum)) {}

    std::uint32_t below(std::uint32_t bound) {
        const std::uint64_t limit = (std::uint64_t{1} << 32) / bound * bound;
        while (true) {
            state_ += 0x9e3779b97f4a7c15u;
            const std::uint64_t bits = mix(state_) >> 32;
            if (bits < limit) return static_cast<std::uint32_t>(bits % bound);
        }
    }

  private:
    static std::uint64_t mix(std::uint64_t z) {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
        return z ^ (z >> 31);
    }
    std::uint64_t state_;
};

using Kind = ReplicateSpec::Kind;

}  // namespace

Replicates::Replicates(const SampleDesign& design, const ReplicateSpec& spec)
    : design_(&design), spec_(spec), mse_(spec.mse) {
    const Stage& first = design.stages().front();
    const std::size_t strata = first.stratum_begin.size() - 1;
    const auto size = [&](std::size_t h) { return first.stratum_begin[h + 1] - first.stratum_begin[h]; };
    const auto refuse = [&](std::size_t h, std::string_view what) {
        const auto& columns = design.spec().strata;
        const std::uint32_t row = first.first_row[first.stratum_begin[h]];
        design.data().refuse(row, columns.empty() ? "-" : columns[0], what);
    };
    switch (spec.kind) {
        case Kind::given:
            for (const std::string& name : spec.columns) {
                const Column& column = design.data().at(name);
                if (column.is_text()) design.data().refuse_text(column, "quyền số lặp phải là số");
                std::vector<double>& values = given_.emplace_back(design.rows());
                for (std::size_t row = 0; row < values.size(); ++row) {
                    values[row] = column.number(row);
                    if (std::isnan(values[row])) design.data().refuse(row, name, "thiếu quyền số lặp");
                }
            }
            scales_.assign(given_.size(), spec.scale.value_or(1));
            break;
        case Kind::bootstrap:
            for (std::size_t h = 0; h < strata; ++h) {
                if (size(h) < 2) refuse(h, "bootstrap cần ít nhất hai đơn vị chọn bậc một mỗi tầng");
            }
            scales_.assign(spec.count, spec.scale.value_or(1 / static_cast<double>(spec.count - 1)));
            break;
        case Kind::brr:
        case Kind::fay: {
            for (std::size_t h = 0; h < strata; ++h) {
                if (size(h) != 2)
                    refuse(h, fmt::format("BRR cần đúng hai đơn vị chọn bậc một mỗi tầng, tầng này có {}", size(h)));
            }
            const double rho = spec.kind == Kind::fay ? spec.rho : 0;
            const std::size_t count = std::bit_ceil(strata + 1);
            scales_.assign(count, 1 / (static_cast<double>(count) * (1 - rho) * (1 - rho)));
            break;
        }
        case Kind::jk1:
            if (strata > 1) refuse(0, "jk1 không dùng được với tầng; dùng jkn");
            [[fallthrough]];
        case Kind::jkn:
            for (std::size_t h = 0; h < strata; ++h) {
                const double n = size(h);
                for (std::uint32_t psu = first.stratum_begin[h]; psu < first.stratum_begin[h + 1]; ++psu) {
                    const double free_share = 1 - first.sampled[psu];
                    if (n == 1 && free_share > 0) {
                        if (design.spec().lonely == LonelyPsu::fail) refuse(h, "tầng chỉ có một đơn vị chọn bậc một");
                        continue;
                    }
                    if (n == 1) continue;
                    scales_.push_back(free_share * (n - 1) / n);
                    dropped_.emplace_back(static_cast<std::uint32_t>(h), psu);
                }
            }
            break;
    }
}

Replicates::Multipliers Replicates::multipliers(std::size_t replicate) const {
    const Stage& first = design_->stages().front();
    const std::size_t strata = first.stratum_begin.size() - 1;
    Multipliers result;
    switch (spec_.kind) {
        case Kind::given:
            break;
        case Kind::jk1:
        case Kind::jkn: {
            const auto [stratum, dropped] = dropped_[replicate];
            const double n = first.stratum_begin[stratum + 1] - first.stratum_begin[stratum];
            result.base = 1;
            for (std::uint32_t psu = first.stratum_begin[stratum]; psu < first.stratum_begin[stratum + 1]; ++psu) {
                result.changes.emplace_back(psu, psu == dropped ? -1 : 1 / (n - 1));
            }
            if (spec_.kind == Kind::jk1) {
                result.base = n / (n - 1);
                result.changes = {{dropped, -result.base}};
            }
            break;
        }
        case Kind::brr:
        case Kind::fay: {
            const double rho = spec_.kind == Kind::fay ? spec_.rho : 0;
            for (std::size_t h = 0; h < strata; ++h) {
                const bool even = std::popcount(replicate & (h + 1)) % 2 == 0;
                const std::uint32_t psu = first.stratum_begin[h];
                result.changes.emplace_back(psu, even ? 2 - rho : rho);
                result.changes.emplace_back(psu + 1, even ? rho : 2 - rho);
            }
            break;
        }
        case Kind::bootstrap: {
            std::vector<double> times(first.parent.size());
            for (std::size_t h = 0; h < strata; ++h) {
                const std::uint32_t n = first.stratum_begin[h + 1] - first.stratum_begin[h];
                Draws draws(spec_.seed, replicate, h);
                const double step = static_cast<double>(n) / (n - 1);
                for (std::uint32_t i = 0; i + 1 < n; ++i) times[first.stratum_begin[h] + draws.below(n)] += step;
            }
            for (std::size_t psu = 0; psu < times.size(); ++psu) {
                if (times[psu] != 0) result.changes.emplace_back(static_cast<std::uint32_t>(psu), times[psu]);
            }
            break;
        }
    }
    return result;
}

std::vector<double> Replicates::weights(std::size_t replicate) const {
    if (given()) return given_[replicate];
    const Multipliers multipliers = this->multipliers(replicate);
    std::vector<double> factor(design_->psus(), multipliers.base);
    for (const auto& [psu, change] : multipliers.changes) factor[psu] += change;
    const auto base = design_->base_weights();
    std::vector<double> result(base.begin(), base.end());
    const auto& leaf = design_->leaf();
    for (std::size_t row = 0; row < result.size(); ++row) result[row] *= factor[design_->psu_of_leaf()[leaf[row]]];
    return result;
}

Matrix Replicates::covariance(const std::vector<double>& full, const Matrix& values, bool diagonal_only) const {
    const std::size_t width = full.size();
    std::vector<std::size_t> usable;
    for (std::size_t r = 0; r < values.rows(); ++r) {
        bool finite = true;
        for (std::size_t j = 0; j < width; ++j) finite = finite && !std::isnan(values(r, j));
        if (finite) usable.push_back(r);
    }
    Matrix result(width, width);
    if (usable.empty()) {
        for (std::size_t j = 0; j < width; ++j) result(j, j) = std::nan("");
        return result;
    }
    const bool in_file_order = design_->spec().clusters.empty();  // replicates of single elements come as the rows do
    const auto sum = [&](const std::vector<double>& terms) {
        return in_file_order ? order_free_sum(terms) : std::accumulate(terms.begin(), terms.end(), 0.0);
    };
    std::vector<double> terms;
    std::vector<double> centre = full;
    for (std::size_t j = 0; j < width && !mse_; ++j) {
        terms.clear();
        for (const std::size_t r : usable) {
            if (scales_[r] > 0) terms.push_back(values(r, j));
        }
        centre[j] = sum(terms) / static_cast<double>(terms.size());
    }
    for (std::size_t j = 0; j < width; ++j) {
        for (std::size_t k = diagonal_only ? j : 0; k <= j; ++k) {
            terms.clear();
            for (const std::size_t r : usable)
                terms.push_back(scales_[r] * (values(r, j) - centre[j]) * (values(r, k) - centre[k]));
            result(j, k) = sum(terms);
        }
    }
    for (std::size_t j = 0; j < width; ++j) {
        for (std::size_t k = 0; k < j; ++k) result(k, j) = result(j, k);
    }
    return result;
}

}  // namespace longdan::estimation
