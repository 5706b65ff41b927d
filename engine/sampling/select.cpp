#include "engine/sampling/select.h"

#include "engine/sampling/select_detail.h"
#include "platform/base/error.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <unordered_map>

#include <fmt/format.h>

namespace longdan::sampling {

std::optional<Method> method_of(std::string_view name) {
    if (name == "srs") return Method::srs;
    if (name == "systematic") return Method::systematic;
    if (name == "pps_systematic") return Method::pps_systematic;
    if (name == "sampford") return Method::sampford;
    if (name == "pareto") return Method::pareto;
    if (name == "cube") return Method::cube;
    return std::nullopt;
}

namespace detail {

std::vector<std::size_t> first_of_permutation(std::size_t count, std::size_t wanted, Random& random) {
    // Fisher-Yates that touches only the first places; moved places are kept in a map.
    std::unordered_map<std::size_t, std::size_t> moved;
    const auto at = [&](std::size_t place) {
        const auto found = moved.find(place);
        return found == moved.end() ? place : found->second;
    };
    std::vector<std::size_t> out;
    out.reserve(wanted);
    for (std::size_t i = 0; i < wanted; ++i) {
        const std::size_t other = i + random.below(count - i);
        out.push_back(at(other));
        moved[other] = at(i);
    }
    return out;
}

void add_equal_reserves(
    Selection& selection, std::size_t count, std::size_t reserve, double probability, Random& random
) {
    if (reserve == 0) return;
    std::vector<bool> taken(count, false);
    for (const Pick& pick : selection.picks) taken[pick.position] = true;
    std::vector<std::size_t> rest;
    for (std::size_t i = 0; i < count; ++i) {
        if (!taken[i]) rest.push_back(i);
    }
    for (const std::size_t place : first_of_permutation(rest.size(), std::min(reserve, rest.size()), random)) {
        selection.picks.push_back({rest[place], true, probability});
    }
}

void add_sized_reserves(
    Selection& selection, std::span<const std::int64_t> sizes, const SizedProbabilities& probabilities,
    std::size_t reserve, Random& random
) {
    if (reserve == 0) return;
    constexpr std::size_t block = 1024;
    std::vector<std::int64_t> left(sizes.begin(), sizes.end());
    for (const Pick& pick : selection.picks) left[pick.position] = 0;
    std::vector<std::int64_t> blocks((left.size() + block - 1) / block);
    for (std::size_t i = 0; i < left.size(); ++i) blocks[i / block] += left[i];
    std::int64_t total = std::accumulate(blocks.begin(), blocks.end(), std::int64_t{0});
    for (std::size_t k = 0; k < reserve && total > 0; ++k) {
        auto at = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(total)));
        std::size_t in = 0;
        while (at >= blocks[in]) at -= blocks[in++];
        std::size_t position = in * block;
        while (at >= left[position]) at -= left[position++];
        selection.picks.push_back({position, true, probabilities[position]});
        total -= left[position];
        blocks[in] -= left[position];
        left[position] = 0;
    }
}

}  // namespace detail

SizedProbabilities::SizedProbabilities(std::span<const std::int64_t> sizes, std::size_t n)
    : sizes_(sizes), open_n_(n), bound_(std::numeric_limits<std::int64_t>::max()) {
    std::size_t positive = 0;
    unsigned __int128 total = 0;
    std::int64_t largest = 0;
    for (const std::int64_t size : sizes) {
        total += static_cast<std::uint64_t>(size);
        positive += size > 0 ? 1 : 0;
        largest = std::max(largest, size);
    }
    if (total > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        throw Error(ErrorKind::invalid, "tổng cỡ vượt quá 2^63");
    }
    open_total_ = static_cast<std::int64_t>(total);
    if (positive < n) {
        throw Error(ErrorKind::invalid, fmt::format("cần {} đơn vị nhưng chỉ {} đơn vị có cỡ lớn hơn 0", n, positive));
    }
    // A certain unit takes one place and its size away; that can make others certain. The bound only falls.
    while (open_n_ > 0) {
        const auto wanted = static_cast<std::int64_t>(open_n_);
        const std::int64_t bound =
            std::max<std::int64_t>(1, open_total_ / wanted + (open_total_ % wanted != 0 ? 1 : 0));
        if (bound > largest || bound >= bound_) break;
        std::int64_t next_largest = 0;
        for (std::size_t i = 0; i < sizes.size(); ++i) {
            if (sizes[i] >= bound && sizes[i] < bound_) {
                certain_.push_back(i);
                open_total_ -= sizes[i];
                --open_n_;
            } else if (sizes[i] < bound) {
                next_largest = std::max(next_largest, sizes[i]);
            }
        }
        bound_ = bound;
        largest = next_largest;
    }
    std::sort(certain_.begin(), certain_.end());
}

double SizedProbabilities::operator[](std::size_t position) const {
    if (is_certain(position)) return 1;
    if (open_n_ == 0 || sizes_[position] == 0) return 0;
    return static_cast<double>(open_n_) * static_cast<double>(sizes_[position]) / static_cast<double>(open_total_);
}

Selection select_srs(std::size_t count, std::size_t n, std::size_t reserve, Random& random) {
    Selection selection;
    const double probability = count == 0 ? 0 : static_cast<double>(n) / static_cast<double>(count);
    const auto places = detail::first_of_permutation(count, std::min(count, n + reserve), random);
    std::vector<std::size_t> main(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(n));
    std::sort(main.begin(), main.end());
    for (const std::size_t place : main) selection.picks.push_back({place, false, probability});
    for (std::size_t i = n; i < places.size(); ++i) selection.picks.push_back({places[i], true, probability});
    return selection;
}

Selection select_systematic(std::size_t count, std::size_t n, std::size_t reserve, Random& random) {
    Selection selection;
    const double probability = count == 0 ? 0 : static_cast<double>(n) / static_cast<double>(count);
    if (n > 0) {
        const std::uint64_t start = random.below(count);
        selection.start = start;
        for (std::size_t k = 0; k < n; ++k) {
            const auto threshold = static_cast<unsigned __int128>(start) + static_cast<unsigned __int128>(k) * count;
            selection.picks.push_back({static_cast<std::size_t>(threshold / n), false, probability});
        }
    }
    detail::add_equal_reserves(selection, count, reserve, probability, random);
    return selection;
}

Selection select_pps_systematic(
    std::span<const std::int64_t> sizes, std::size_t n, std::size_t reserve, Random& random
) {
    Selection selection;
    const SizedProbabilities probabilities(sizes, n);
    selection.certain = probabilities.certain();
    if (probabilities.open_n() > 0) {
        selection.start = random.below(static_cast<std::uint64_t>(probabilities.open_total()));
        // Unit i is taken when its cumulated size times n is the first over a threshold: the first cumulated size over
        // threshold / n, rounded down.
        const auto total = static_cast<unsigned __int128>(probabilities.open_total());
        unsigned __int128 threshold = *selection.start;
        auto reach = static_cast<std::int64_t>(threshold / probabilities.open_n());
        std::int64_t cumulated = 0;
        std::size_t left = probabilities.open_n();
        for (std::size_t i = 0; left > 0; ++i) {
            if (probabilities.is_certain(i)) continue;
            cumulated += sizes[i];
            if (cumulated <= reach) continue;
            selection.picks.push_back({i, false, probabilities[i]});
            threshold += total;
            reach = static_cast<std::int64_t>(threshold / probabilities.open_n());
            --left;
        }
    }
    for (const std::size_t position : selection.certain) selection.picks.push_back({position, false, 1.0});
    std::sort(selection.picks.begin(), selection.picks.end(), [](const Pick& a, const Pick& b) {
        return a.position < b.position;
    });
    detail::add_sized_reserves(selection, sizes, probabilities, reserve, random);
    return selection;
}

}  // namespace longdan::sampling
