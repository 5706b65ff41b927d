#include "engine/estimation/packed_runs.h"

#include "engine/estimation/parallel.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace longdan::estimation {
namespace {

constexpr int weight_bits = 43;
constexpr std::uint8_t missing_byte = 0x80;

/// Sums the runs of some neighbouring positions together: few enough to stay in the near caches item after item.
class RunSummer {
  public:
    RunSummer(
        std::span<const double> weights, const IntegerScale& scale, const std::vector<PackedPlan>& plans,
        const PackedRuns& runs, bool within_domains, PackedSums& into
    )
        : weights_(weights),
          scale_(scale),
          plans_(plans),
          runs_(runs),
          within_domains_(within_domains),
          into_(into),
          kernel_(best_kernel()) {}

    static constexpr std::size_t most_positions = 2 * longest_packed_run;

    /// Buffers of one thread.
    struct Room {
        std::vector<std::int64_t> units = std::vector<std::int64_t>(most_positions);
        std::vector<std::int8_t> bytes;
        std::vector<PackedItem> items;
    };

    void sum(std::size_t first_run, std::size_t last_run, Room& room) const {
        const std::size_t begin = runs_.begin[first_run];
        const std::size_t length = runs_.begin[last_run] - begin;
        take_weights(begin, length, room.units.data());
        take_items(begin, length, room);
        for (std::size_t run = first_run; run < last_run; ++run) {
            if (is_left_out(run)) continue;
            std::int64_t weight = 0;
            std::uint32_t counted = 0;
            for (std::size_t i = runs_.begin[run] - begin; i < runs_.begin[run + 1] - begin; ++i) {
                weight += room.units[i];
                counted += room.units[i] != 0;
            }
            into_.sums[run * into_.width] = weight;
            into_.counted[run] = counted;
        }
        constexpr std::size_t together = 8;
        for (std::size_t j = 0; j < room.items.size(); j += together) {
            const std::span<const PackedItem> some(room.items.data() + j, std::min(together, room.items.size() - j));
            for (std::size_t run = first_run; run < last_run; ++run) {
                if (is_left_out(run)) continue;
                packed_sums(
                    kernel_, room.units.data(), some, runs_.begin[run] - begin, runs_.begin[run + 1] - begin,
                    into_.sums.data() + run * into_.width + 1 + j
                );
            }
        }
        for (std::size_t j = 0; j < plans_.size(); ++j) {
            if (!plans_[j].complement) continue;
            for (std::size_t run = first_run; run < last_run; ++run) {
                std::int64_t* const sums = into_.sums.data() + run * into_.width;
                sums[1 + j] = sums[0] - sums[1 + j];
            }
        }
    }

  private:
    bool is_left_out(std::size_t run) const { return within_domains_ && runs_.domain[run] == missing_code; }

    void take_weights(std::size_t begin, std::size_t length, std::int64_t* units) const {
        const double up = scale_.up;
        if (runs_.rows.empty()) {
            const double* const weights = weights_.data() + begin;
            for (std::size_t i = 0; i < length; ++i) units[i] = static_cast<std::int64_t>(weights[i] * up + 0.5);
        } else {
            const std::uint32_t* const rows = runs_.rows.data() + begin;
            for (std::size_t i = 0; i < length; ++i) units[i] = static_cast<std::int64_t>(weights_[rows[i]] * up + 0.5);
        }
    }

    /// The items' bytes from here on; rows that miss one lose their weight.
    void take_items(std::size_t begin, std::size_t length, Room& room) const {
        if (!runs_.rows.empty()) room.bytes.resize(plans_.size() * most_positions);
        room.items.clear();
        for (std::size_t j = 0; j < plans_.size(); ++j) {
            PackedItem& item = room.items.emplace_back(plans_[j].item);
            if (runs_.rows.empty()) {
                item.bytes += begin;
            } else {
                std::int8_t* const bytes = room.bytes.data() + j * most_positions;
                for (std::size_t i = 0; i < length; ++i) bytes[i] = item.bytes[runs_.rows[begin + i]];
                item.bytes = bytes;
            }
            if (std::memchr(item.bytes, missing_byte, length) == nullptr) continue;
            for (std::size_t i = 0; i < length; ++i) {
                if (item.bytes[i] == missing_small) room.units[i] = 0;
            }
        }
    }

    std::span<const double> weights_;
    const IntegerScale& scale_;
    const std::vector<PackedPlan>& plans_;
    const PackedRuns& runs_;
    bool within_domains_;
    PackedSums& into_;
    Kernel kernel_;
};

/// Some 64 rows of a run: which of them answered, and which fall into which cell.
class CellBlock {
  public:
    explicit CellBlock(std::size_t cells) : place_(cells, none) {}

    void clear() {
        for (const std::uint32_t cell : cells_) place_[cell] = none;
        cells_.clear();
        chosen_.clear();
    }
    void add(std::uint32_t cell, std::size_t bit) {
        if (place_[cell] == none) {
            place_[cell] = static_cast<std::uint8_t>(cells_.size());
            cells_.push_back(cell);
            chosen_.push_back(0);
        }
        chosen_[place_[cell]] |= std::uint64_t{1} << bit;
    }
    const std::vector<std::uint32_t>& cells() const { return cells_; }
    std::uint64_t chosen(std::size_t k) const { return chosen_[k]; }

  private:
    static constexpr std::uint8_t none = 0xff;  // of at most 64
    std::vector<std::uint8_t> place_;
    std::vector<std::uint32_t> cells_;
    std::vector<std::uint64_t> chosen_;
};

}  // namespace

std::optional<IntegerScale> IntegerScale::of(std::span<const double> weights) {
    constexpr std::size_t lanes = 4;
    double low[lanes] = {INFINITY, INFINITY, INFINITY, INFINITY};
    double high[lanes] = {};
    const auto take = [&](double weight, std::size_t lane) {
        const double counted = weight == 0 ? INFINITY : weight;
        low[lane] = counted < low[lane] ? counted : low[lane];
        high[lane] = weight > high[lane] ? weight : high[lane];
    };
    std::size_t i = 0;
    for (; i + lanes <= weights.size(); i += lanes) {
#pragma GCC unroll 4
        for (std::size_t lane = 0; lane < lanes; ++lane) take(weights[i + lane], lane);
    }
    for (; i < weights.size(); ++i) take(weights[i], 0);
    const double least = *std::min_element(low, low + lanes);
    const double most = *std::max_element(high, high + lanes);
    if (!(most > 0) || least < most * 0x1p-14) return std::nullopt;
    int exponent = 0;
    std::frexp(most, &exponent);
    return IntegerScale{std::ldexp(1.0, weight_bits - exponent), std::ldexp(1.0, exponent - weight_bits)};
}

PackedSums sum_runs(
    std::span<const double> weights, const IntegerScale& scale, const std::vector<PackedPlan>& plans,
    const PackedRuns& runs, bool within_domains, unsigned threads
) {
    PackedSums result;
    result.width = plans.size() + 1;
    result.sums.resize(runs.count() * result.width);
    result.counted.resize(runs.count());
    std::vector<std::size_t> first;  // run of each block
    for (std::size_t run = 0; run < runs.count(); ++run) {
        const bool fits = !first.empty() && runs.begin[run + 1] - runs.begin[first.back()] <= RunSummer::most_positions;
        if (!fits) first.push_back(run);
    }
    first.push_back(runs.count());
    const RunSummer summer(weights, scale, plans, runs, within_domains, result);
    constexpr std::size_t blocks_at_once = 16;
    const std::size_t blocks = first.size() - 1;
    in_parallel(threads, (blocks + blocks_at_once - 1) / blocks_at_once, [&](std::size_t t) {
        RunSummer::Room room;
        for (std::size_t k = t * blocks_at_once; k < std::min((t + 1) * blocks_at_once, blocks); ++k)
            summer.sum(first[k], first[k + 1], room);
    });
    return result;
}

std::vector<std::int64_t> count_cells(
    const std::vector<PackedPlan>& plans, const PackedRuns& runs, std::span<const std::uint32_t> of_domain,
    std::span<const std::uint32_t> cell_of_row, std::size_t cells
) {
    const Kernel kernel = best_kernel();
    const std::size_t width = plans.size() + 1;
    std::vector<std::int64_t> result(cells * width);
    CellBlock block(cells);
    std::vector<std::uint64_t> bits(width);
    std::vector<std::int8_t> bytes(64);
    for (const std::uint32_t run : of_domain) {
        for (std::size_t begin = runs.begin[run]; begin < runs.begin[run + 1]; begin += 64) {
            const std::size_t length = std::min<std::size_t>(64, runs.begin[run + 1] - begin);
            const auto row = [&](std::size_t i) { return runs.rows.empty() ? begin + i : runs.rows[begin + i]; };
            block.clear();
            for (std::size_t i = 0; i < length; ++i) block.add(cell_of_row[row(i)], i);
            std::uint64_t missing = 0;
            for (std::size_t j = 0; j < plans.size(); ++j) {
                PackedItem item = plans[j].item;
                if (runs.rows.empty()) {
                    item.bytes += begin;
                } else {
                    for (std::size_t i = 0; i < length; ++i) bytes[i] = item.bytes[row(i)];
                    item.bytes = bytes.data();
                }
                bits[1 + j] = packed_bits(kernel, item, 0, length);
                missing |= packed_bits(kernel, {item.bytes, missing_small, missing_small}, 0, length);
                if (plans[j].complement) bits[1 + j] = ~bits[1 + j];
            }
            bits[0] = ~std::uint64_t{0};
            for (std::size_t k = 0; k < block.cells().size(); ++k) {
                std::int64_t* const into = result.data() + block.cells()[k] * width;
                count_common_bits(kernel, block.chosen(k) & ~missing, bits, {into, width});
            }
            for (std::size_t j = 0; j < plans.size(); ++j) {  // a value counts as often as it says, not once
                if (!plans[j].item.value) continue;
                for (std::size_t i = 0; i < length; ++i) {
                    if ((missing >> i & 1) == 0)
                        result[cell_of_row[row(i)] * width + 1 + j] += plans[j].item.bytes[row(i)] - 1;
                }
            }
        }
    }
    return result;
}

std::shared_ptr<const PackedSums> PackedCache::find(
    const std::vector<PackedPlan>& plans, const std::vector<std::uint32_t>& begin
) const {
    const std::lock_guard lock(guard_);
    for (const Entry& entry : entries_) {
        if (entry.plans == plans && entry.begin == begin) return entry.sums;
    }
    return nullptr;
}

void PackedCache::keep(
    std::vector<PackedPlan> plans, std::vector<std::uint32_t> begin, std::shared_ptr<const PackedSums> sums
) {
    constexpr std::size_t most_kept = 8;
    constexpr std::size_t most_bytes = std::size_t{64} << 20;
    if (sums->sums.size() * sizeof(std::int64_t) > most_bytes) return;
    const std::lock_guard lock(guard_);
    if (entries_.size() == most_kept) entries_.erase(entries_.begin());
    entries_.push_back({std::move(plans), std::move(begin), std::move(sums)});
}

}  // namespace longdan::estimation
