#include "engine/estimation/fieldwork_quality.h"

#include "engine/estimation/data_table.h"
#include "platform/base/error.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace longdan::estimation {

InterviewerEffect interviewer_effect(std::span<const double> values, std::span<const std::uint32_t> interviewer) {
    struct Load {
        double n = 0;
        double sum = 0;
    };
    std::map<std::uint32_t, Load> loads;
    double total = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        Load& load = loads[interviewer[i]];
        load.n += 1;
        load.sum += values[i];
        total += values[i];
    }
    const double n = static_cast<double>(values.size());
    const double k = static_cast<double>(loads.size());
    if (k < 2 || n <= k)
        throw Error(
            ErrorKind::invalid, "Hiệu ứng điều tra viên cần ít nhất hai điều tra viên và nhiều phiếu hơn điều tra viên"
        );
    double between = 0;
    double within = 0;
    double squares = 0;
    for (const auto& [who, load] : loads) {
        between += load.n * (load.sum / load.n - total / n) * (load.sum / load.n - total / n);
        squares += load.n * load.n;
    }
    for (std::size_t i = 0; i < values.size(); ++i) {
        const Load& load = loads.at(interviewer[i]);
        within += (values[i] - load.sum / load.n) * (values[i] - load.sum / load.n);
    }
    const double mean_between = between / (k - 1);
    const double mean_within = within / (n - k);
    const double size = (n - squares / n) / (k - 1);
    InterviewerEffect result;
    const double spread = mean_between + (size - 1) * mean_within;
    result.icc = spread > 0 ? (mean_between - mean_within) / spread : 0;
    result.mean_load = n / k;
    result.effect = 1 + (result.mean_load - 1) * result.icc;
    return result;
}

std::vector<double> interviewer_scores(std::span<const std::uint32_t> count, std::span<const std::uint32_t> of) {
    const double all = std::accumulate(count.begin(), count.end(), 0.0);
    const double cases = std::accumulate(of.begin(), of.end(), 0.0);
    std::vector<double> scores;
    for (std::size_t i = 0; i < count.size(); ++i) {
        const double mine = of[i];
        const double others = cases - mine;
        const double pooled = all / cases;
        const double se = std::sqrt(pooled * (1 - pooled) * (1 / mine + 1 / others));
        const double difference = count[i] / mine - (all - count[i]) / others;
        scores.push_back(mine > 0 && others > 0 && se > 0 ? difference / se : 0);
    }
    return scores;
}

double straight_line_share(std::span<const std::int8_t> answers) {
    std::size_t given = 0;
    std::size_t run = 0;
    std::size_t longest = 0;
    std::int8_t last = missing_small;
    for (const std::int8_t answer : answers) {
        if (answer == missing_small) continue;
        ++given;
        run = answer == last ? run + 1 : 1;
        longest = std::max(longest, run);
        last = answer;
    }
    return given == 0 ? 0 : static_cast<double>(longest) / static_cast<double>(given);
}

std::vector<NearDuplicate> near_duplicates(std::span<const std::int8_t> rows, std::size_t items, double threshold) {
    std::vector<NearDuplicate> pairs;
    const std::size_t count = items == 0 ? 0 : rows.size() / items;
    for (std::size_t a = 0; a < count; ++a) {
        const std::int8_t* const first = rows.data() + a * items;
        for (std::size_t b = a + 1; b < count; ++b) {
            const std::int8_t* const second = rows.data() + b * items;
            std::size_t both = 0;
            std::size_t same = 0;
            for (std::size_t j = 0; j < items; ++j) {
                const bool known = first[j] != missing_small && second[j] != missing_small;
                both += known;
                same += known && first[j] == second[j];
            }
            if (2 * both < items) continue;
            const double share = static_cast<double>(same) / static_cast<double>(both);
            if (share >= threshold) pairs.push_back({a, b, share});
        }
    }
    return pairs;
}

std::vector<std::size_t> too_fast(std::span<const double> seconds, double share_of_median) {
    std::vector<double> known;
    for (const double value : seconds) {
        if (!std::isnan(value)) known.push_back(value);
    }
    std::vector<std::size_t> result;
    if (known.empty()) return result;
    const auto middle = known.begin() + static_cast<std::ptrdiff_t>((known.size() - 1) / 2);
    std::nth_element(known.begin(), middle, known.end());
    for (std::size_t i = 0; i < seconds.size(); ++i) {
        if (seconds[i] < share_of_median * *middle) result.push_back(i);
    }
    return result;
}

ReinterviewAgreement reinterview_agreement(std::span<const double> table, std::size_t categories) {
    double total = 0;
    for (const double weight : table) {
        if (!(weight >= 0)) total = NAN;
        total += weight;
    }
    if (categories < 2 || table.size() != categories * categories || !(total > 0)) {
        throw Error(ErrorKind::invalid, "Bảng phúc tra phải vuông, có ít nhất hai mức, không âm và không trống");
    }
    ReinterviewAgreement result;
    double expected = 0;
    double agreed = 0;
    for (std::size_t a = 0; a < categories; ++a) {
        double first = 0;
        double second = 0;
        for (std::size_t b = 0; b < categories; ++b) {
            first += table[a * categories + b] / total;
            second += table[b * categories + a] / total;
        }
        agreed += table[a * categories + a] / total;
        expected += first * second;
        result.net_difference = std::max(result.net_difference, std::fabs(first - second));
    }
    result.gross_difference = 1 - agreed;
    result.kappa = expected < 1 ? (agreed - expected) / (1 - expected) : 1;
    result.inconsistency = expected < 1 ? result.gross_difference / (1 - expected) : 0;
    result.response_variance = result.gross_difference / 2;
    return result;
}

double r_indicator(std::span<const double> propensities, std::span<const double> weights) {
    double weight = 0;
    double mean = 0;
    for (std::size_t i = 0; i < propensities.size(); ++i) {
        weight += weights[i];
        mean += weights[i] * propensities[i];
    }
    mean /= weight;
    double square = 0;
    for (std::size_t i = 0; i < propensities.size(); ++i) {
        square += weights[i] * (propensities[i] - mean) * (propensities[i] - mean);
    }
    return 1 - 2 * std::sqrt(square / weight);
}

}  // namespace longdan::estimation
