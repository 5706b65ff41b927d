#include "engine/sampling/select.h"
#include "engine/sampling/select_detail.h"
#include "platform/base/error.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace longdan::sampling {
namespace {

constexpr int most_tries = 10'000'000;
constexpr double almost = 1e-9;

/// The open (not certain) units of a stratum with their sizes.
struct Open {
    std::vector<std::size_t> positions;
    std::vector<double> probabilities;
};

Open open_units(std::span<const std::int64_t> sizes, const SizedProbabilities& probabilities) {
    Open open;
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        if (sizes[i] == 0 || probabilities.is_certain(i) || probabilities.open_n() == 0) continue;
        open.positions.push_back(i);
        open.probabilities.push_back(probabilities[i]);
    }
    return open;
}

/// The main units: certain and chosen ones in the order of the list.
void finish(Selection& selection, const SizedProbabilities& probabilities, std::vector<std::size_t> chosen) {
    selection.certain = probabilities.certain();
    chosen.insert(chosen.end(), selection.certain.begin(), selection.certain.end());
    std::sort(chosen.begin(), chosen.end());
    for (const std::size_t position : chosen) selection.picks.push_back({position, false, probabilities[position]});
}

std::size_t place_of(const std::vector<double>& cumulated, double at) {
    const auto found = std::upper_bound(cumulated.begin(), cumulated.end(), at);
    return std::min(static_cast<std::size_t>(found - cumulated.begin()), cumulated.size() - 1);
}

/// Linear algebra of the flight phase: a vector in the kernel of a small matrix with one column more than rows.
/// `columns` holds the columns of the matrix, each of `rows` numbers. Gaussian elimination with complete row pivots.
std::vector<double> kernel_vector(const std::vector<std::vector<double>>& columns, std::size_t rows) {
    const std::size_t width = columns.size();
    std::vector<std::vector<double>> matrix(rows, std::vector<double>(width));
    for (std::size_t c = 0; c < width; ++c) {
        for (std::size_t r = 0; r < rows; ++r) matrix[r][c] = columns[c][r];
    }
    std::vector<std::size_t> pivot_column;
    std::size_t row = 0;
    std::vector<bool> is_pivot(width, false);
    for (std::size_t c = 0; c < width && row < rows; ++c) {
        std::size_t best = row;
        for (std::size_t r = row + 1; r < rows; ++r) {
            if (std::fabs(matrix[r][c]) > std::fabs(matrix[best][c])) best = r;
        }
        if (std::fabs(matrix[best][c]) < almost) continue;
        std::swap(matrix[best], matrix[row]);
        const double pivot = matrix[row][c];
        for (double& value : matrix[row]) value /= pivot;
        for (std::size_t r = 0; r < rows; ++r) {
            if (r == row) continue;
            const double factor = matrix[r][c];
            for (std::size_t k = c; k < width; ++k) matrix[r][k] -= factor * matrix[row][k];
        }
        pivot_column.push_back(c);
        is_pivot[c] = true;
        ++row;
    }
    const std::size_t free =
        static_cast<std::size_t>(std::find(is_pivot.begin(), is_pivot.end(), false) - is_pivot.begin());
    std::vector<double> kernel(width, 0.0);
    kernel[free] = 1;
    for (std::size_t r = 0; r < pivot_column.size(); ++r) kernel[pivot_column[r]] = -matrix[r][free];
    return kernel;
}

/// The cube's flight: moves probabilities along kernel vectors of the balancing matrix until fewer than
/// `variables` + 1 units are undecided. `scaled[i]` holds x_ik / pi_k for unit i.
class Flight {
  public:
    Flight(std::vector<double>& probabilities, const std::vector<std::vector<double>>& scaled, Random& random)
        : probabilities_(probabilities), scaled_(scaled), random_(random) {}

    void run(std::size_t variables) {
        std::vector<std::size_t> window;
        std::size_t next = 0;
        while (true) {
            std::erase_if(window, [&](std::size_t unit) { return decided(unit); });
            while (window.size() < variables + 1 && next < probabilities_.size()) {
                if (!decided(next)) window.push_back(next);
                ++next;
            }
            if (window.size() < variables + 1) return;
            step(window, variables);
        }
    }

  private:
    bool decided(std::size_t unit) const {
        return probabilities_[unit] <= almost || probabilities_[unit] >= 1 - almost;
    }

    void step(const std::vector<std::size_t>& window, std::size_t variables) {
        std::vector<std::vector<double>> columns;
        for (const std::size_t unit : window) {
            columns.emplace_back(scaled_[unit].begin(), scaled_[unit].begin() + static_cast<std::ptrdiff_t>(variables));
        }
        const std::vector<double> direction = kernel_vector(columns, variables);
        double forward = INFINITY;
        double backward = INFINITY;
        for (std::size_t i = 0; i < window.size(); ++i) {
            const double probability = probabilities_[window[i]];
            const double slope = direction[i];
            if (slope > almost) {
                forward = std::min(forward, (1 - probability) / slope);
                backward = std::min(backward, probability / slope);
            } else if (slope < -almost) {
                forward = std::min(forward, probability / -slope);
                backward = std::min(backward, (1 - probability) / -slope);
            }
        }
        const double move = random_.unit() * (forward + backward) < backward ? forward : -backward;
        for (std::size_t i = 0; i < window.size(); ++i) {
            double& probability = probabilities_[window[i]];
            probability += move * direction[i];
            if (probability < almost) probability = 0;
            if (probability > 1 - almost) probability = 1;
        }
    }

    std::vector<double>& probabilities_;
    const std::vector<std::vector<double>>& scaled_;
    Random& random_;
};

}  // namespace

Selection select_sampford(std::span<const std::int64_t> sizes, std::size_t n, std::size_t reserve, Random& random) {
    const SizedProbabilities probabilities(sizes, n);
    const Open open = open_units(sizes, probabilities);
    std::vector<double> first;
    std::vector<double> later;
    for (const double probability : open.probabilities) {
        first.push_back((first.empty() ? 0 : first.back()) + probability);
        later.push_back((later.empty() ? 0 : later.back()) + probability / (1 - probability));
    }
    std::vector<std::size_t> chosen;
    std::vector<int> seen(open.positions.size(), 0);
    for (int attempt = 1; probabilities.open_n() > 0; ++attempt) {
        if (attempt > most_tries) {
            throw Error(
                ErrorKind::invalid, "sampford: 10 triệu lần thử không được mẫu nào; số đơn vị quá lớn cho cách chọn này"
            );
        }
        chosen.clear();
        bool accepted = true;
        for (std::size_t k = 0; k < probabilities.open_n() && accepted; ++k) {
            const std::vector<double>& cumulated = k == 0 ? first : later;
            const std::size_t place = place_of(cumulated, random.unit() * cumulated.back());
            accepted = seen[place] != attempt;
            seen[place] = attempt;
            chosen.push_back(open.positions[place]);
        }
        if (accepted) break;
    }
    Selection selection;
    finish(selection, probabilities, chosen);
    detail::add_sized_reserves(selection, sizes, probabilities, reserve, random);
    return selection;
}

Selection select_pareto(
    std::span<const std::int64_t> sizes, std::size_t n, std::size_t reserve, std::span<const std::uint64_t> numbers
) {
    const SizedProbabilities probabilities(sizes, n);
    const Open open = open_units(sizes, probabilities);
    std::vector<std::pair<double, std::size_t>> ranks;
    for (std::size_t i = 0; i < open.positions.size(); ++i) {
        const double number = (static_cast<double>(numbers[open.positions[i]] >> 12) + 0.5) * 0x1.0p-52;
        const double probability = open.probabilities[i];
        ranks.emplace_back(number * (1 - probability) / (probability * (1 - number)), open.positions[i]);
    }
    const std::size_t wanted = std::min(ranks.size(), probabilities.open_n() + reserve);
    std::partial_sort(ranks.begin(), ranks.begin() + static_cast<std::ptrdiff_t>(wanted), ranks.end());
    Selection selection;
    std::vector<std::size_t> chosen;
    for (std::size_t k = 0; k < probabilities.open_n(); ++k) chosen.push_back(ranks[k].second);
    finish(selection, probabilities, chosen);
    for (std::size_t k = probabilities.open_n(); k < wanted; ++k) {
        selection.picks.push_back({ranks[k].second, true, probabilities[ranks[k].second]});
    }
    return selection;
}

Selection select_cube(
    std::size_t count, std::span<const std::int64_t> sizes, const std::vector<std::vector<double>>& balance,
    std::size_t n, std::size_t reserve, Random& random
) {
    const std::vector<std::int64_t> ones(sizes.empty() ? count : 0, 1);
    const std::span<const std::int64_t> used = sizes.empty() ? std::span<const std::int64_t>(ones) : sizes;
    const SizedProbabilities wanted(used, n);
    const Open open = open_units(used, wanted);
    // The first variable is the probability itself: it keeps the sample size.
    std::vector<std::vector<double>> scaled(open.positions.size());
    for (std::size_t i = 0; i < scaled.size(); ++i) {
        scaled[i].push_back(1);
        for (const auto& variable : balance) scaled[i].push_back(variable[open.positions[i]] / open.probabilities[i]);
    }
    // Variables on one scale, so that the pivots' threshold means the same for each.
    for (std::size_t v = 1; v <= balance.size(); ++v) {
        double largest = 0;
        for (const auto& row : scaled) largest = std::max(largest, std::fabs(row[v]));
        for (auto& row : scaled) row[v] = largest > 0 ? row[v] / largest : 0;
    }
    std::vector<double> probabilities = open.probabilities;
    Flight flight(probabilities, scaled, random);
    for (std::size_t variables = balance.size() + 1; variables >= 1; --variables) flight.run(variables);
    std::vector<std::size_t> chosen;
    for (std::size_t i = 0; i < probabilities.size(); ++i) {
        if (probabilities[i] > 0.5) chosen.push_back(open.positions[i]);
    }
    Selection selection;
    finish(selection, wanted, chosen);
    if (sizes.empty()) {
        const double probability = count == 0 ? 0 : static_cast<double>(n) / static_cast<double>(count);
        detail::add_equal_reserves(selection, count, reserve, probability, random);
    } else {
        detail::add_sized_reserves(selection, sizes, wanted, reserve, random);
    }
    return selection;
}

}  // namespace longdan::sampling
