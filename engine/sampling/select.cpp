#include "engine/sampling/select.h"

#include "engine/sampling/select_detail.h"
#include "platform/base/error.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

namespace longdan::sampling {

std::optional<Method> method_of(std::string_view name) {
    if (name == "srs") return Method::srs;
    if (name == "systematic") return Method::systematic;
    if (name == "pps_systematic") return Method::pps_systematic;
    if (name == "sampford") return Method::sampford;
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

void add_equal_reserves(Selection& selection, std::size_t count, std::size_t reserve, Random& random) {
    std::vector<bool> taken(count, false);
    for (const Pick& pick : selection.picks) taken[pick.position] = true;
    std::vector<std::size_t> rest;
    for (std::size_t i = 0; i < count; ++i) {
        if (!taken[i]) rest.push_back(i);
    }
    for (const std::size_t place : first_of_permutation(rest.size(), std::min(reserve, rest.size()), random)) {
        selection.picks.push_back({rest[place], true});
    }
}

void add_sized_reserves(
    Selection& selection, std::span<const std::int64_t> sizes, std::size_t reserve, Random& random
) {
    std::vector<std::int64_t> left(sizes.begin(), sizes.end());
    for (const Pick& pick : selection.picks) left[pick.position] = 0;
    std::int64_t total = std::accumulate(left.begin(), left.end(), std::int64_t{0});
    for (std::size_t k = 0; k < reserve && total > 0; ++k) {
        auto at = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(total)));
        std::size_t position = 0;
        while (at >= left[position]) at -= left[position++];
        selection.picks.push_back({position, true});
        total -= left[position];
        left[position] = 0;
    }
}

Probabilities inclusion_probabilities(std::span<const std::int64_t> sizes, std::size_t n) {
    Probabilities out;
    out.values.assign(sizes.size(), 0.0);
    out.open_n = n;
    std::vector<bool> certain(sizes.size(), false);
    std::size_t positive = 0;
    for (const std::int64_t size : sizes) {
        out.open_total += size;
        positive += size > 0 ? 1 : 0;
    }
    if (positive < n) {
        throw Error(ErrorKind::invalid, "fewer units with a size over 0 than the sample needs");
    }
    // A certain unit takes one place and its size away; that can make others certain.
    for (bool again = true; again && out.open_n > 0;) {
        again = false;
        const std::int64_t total = out.open_total;
        const std::size_t wanted = out.open_n;
        for (std::size_t i = 0; i < sizes.size(); ++i) {
            if (certain[i] || sizes[i] == 0) continue;
            if (static_cast<__int128>(sizes[i]) * static_cast<__int128>(wanted) < total) continue;
            certain[i] = again = true;
            out.open_total -= sizes[i];
            --out.open_n;
        }
    }
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        if (certain[i]) {
            out.values[i] = 1;
            out.certain.push_back(i);
        } else if (sizes[i] > 0 && out.open_n > 0) {
            out.values[i] =
                static_cast<double>(out.open_n) * static_cast<double>(sizes[i]) / static_cast<double>(out.open_total);
        }
    }
    return out;
}

}  // namespace detail

Selection select_srs(std::size_t count, std::size_t n, std::size_t reserve, Random& random) {
    Selection selection;
    selection.probabilities.assign(count, count == 0 ? 0 : static_cast<double>(n) / static_cast<double>(count));
    const auto places = detail::first_of_permutation(count, std::min(count, n + reserve), random);
    std::vector<std::size_t> main(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(n));
    std::sort(main.begin(), main.end());
    for (const std::size_t place : main) selection.picks.push_back({place, false});
    for (std::size_t i = n; i < places.size(); ++i) selection.picks.push_back({places[i], true});
    return selection;
}

Selection select_systematic(std::size_t count, std::size_t n, std::size_t reserve, Random& random) {
    const std::vector<std::int64_t> ones(count, 1);
    Selection selection;
    selection.probabilities.assign(count, count == 0 ? 0 : static_cast<double>(n) / static_cast<double>(count));
    if (n > 0) {
        const std::uint64_t start = random.below(count);
        selection.start = start;
        for (std::size_t k = 0; k < n; ++k) {
            const auto threshold = static_cast<unsigned __int128>(start) + static_cast<unsigned __int128>(k) * count;
            selection.picks.push_back({static_cast<std::size_t>(threshold / n), false});
        }
    }
    detail::add_equal_reserves(selection, count, reserve, random);
    return selection;
}

Selection select_pps_systematic(
    std::span<const std::int64_t> sizes, std::size_t n, std::size_t reserve, Random& random
) {
    Selection selection;
    detail::Probabilities wanted = detail::inclusion_probabilities(sizes, n);
    selection.probabilities = std::move(wanted.values);
    selection.certain = std::move(wanted.certain);
    std::vector<bool> certain(sizes.size(), false);
    for (const std::size_t position : selection.certain) certain[position] = true;
    unsigned __int128 threshold = 0;
    const auto total = static_cast<unsigned __int128>(wanted.open_total);
    if (wanted.open_n > 0) {
        selection.start = random.below(static_cast<std::uint64_t>(wanted.open_total));
        threshold = *selection.start;
    }
    unsigned __int128 reached = 0;
    std::size_t left = wanted.open_n;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        if (certain[i]) {
            selection.picks.push_back({i, false});
            continue;
        }
        reached += static_cast<unsigned __int128>(sizes[i]) * wanted.open_n;
        if (left > 0 && threshold < reached) {
            selection.picks.push_back({i, false});
            threshold += total;
            --left;
        }
    }
    detail::add_sized_reserves(selection, sizes, reserve, random);
    return selection;
}

}  // namespace longdan::sampling
