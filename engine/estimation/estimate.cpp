#include "engine/estimation/estimate.h"

#include "engine/estimation/distributions.h"
#include "platform/base/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include <fmt/core.h>

namespace longdan::estimation {
namespace {

void add_sums(CellSums& into, const CellSums& from) {
    if (into.items.empty()) into.items.resize(from.items.size());
    into.n += from.n;
    into.weight += from.weight;
    into.weight_square += from.weight_square;
    for (std::size_t j = 0; j < from.items.size(); ++j) {
        into.items[j].n += from.items[j].n;
        into.items[j].weight += from.items[j].weight;
        into.items[j].weighted += from.items[j].weighted;
        into.items[j].weighted_square += from.items[j].weighted_square;
    }
}

/// Scores of two figures side by side, PSU by PSU; zero where only the other has one.
template <class Use>
void side_by_side(std::span<const Linear::Score> a, std::span<const Linear::Score> b, Use use) {
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() || j < b.size()) {
        if (j == b.size() || (i < a.size() && a[i].psu < b[j].psu)) {
            use(a[i].psu, a[i].score, 0.0);
            ++i;
        } else if (i == a.size() || b[j].psu < a[i].psu) {
            use(b[j].psu, 0.0, b[j].score);
            ++j;
        } else {
            use(a[i].psu, a[i].score, b[j].score);
            ++i;
            ++j;
        }
    }
}

std::span<const Linear::Score> within(
    const std::vector<Linear::Score>& scores, std::uint32_t first, std::uint32_t count
) {
    const auto before = [](const Linear::Score& score, std::uint32_t psu) { return score.psu < psu; };
    const auto begin = std::lower_bound(scores.begin(), scores.end(), first, before);
    const auto end = std::lower_bound(begin, scores.end(), first + count, before);
    return {begin, end};
}

}  // namespace

Linear sum(std::span<const std::pair<double, const Linear*>> terms) {
    Linear result;
    for (const auto& [factor, term] : terms) {
        result.value += factor * term->value;
        std::vector<Linear::Score> merged;
        merged.reserve(result.scores.size() + term->scores.size());
        side_by_side(result.scores, term->scores, [&, factor = factor](std::uint32_t psu, double a, double b) {
            merged.push_back({psu, a + factor * b});
        });
        result.scores = std::move(merged);
    }
    return result;
}

Linear ratio(const Linear& a, const Linear& b) {
    Linear result;
    result.value = b.value == 0 ? std::numeric_limits<double>::quiet_NaN() : a.value / b.value;
    side_by_side(a.scores, b.scores, [&](std::uint32_t psu, double y, double x) {
        result.scores.push_back({psu, (y - result.value * x) / b.value});
    });
    return result;
}

CellView::CellView(const CellTable& table, std::vector<std::string> by, EstimateOptions options)
    : layout_(table.layout()), options_(options) {
    std::vector<std::size_t> keys;
    for (const std::string& name : by) {
        const auto at = std::find(layout_.domains.begin(), layout_.domains.end(), name);
        if (at == layout_.domains.end())
            throw Error(ErrorKind::invalid, fmt::format("Bảng ô không có khóa '{}'", name));
        keys.push_back(static_cast<std::size_t>(at - layout_.domains.begin()));
    }
    const CellTable::Contents contents = table.contents();
    std::map<std::string, std::size_t> stratum_index;
    for (const auto& stratum : contents.strata) {
        stratum_index[stratum.name] = strata_.size();
        strata_.push_back({stratum.name, 0, 0, 1});
    }
    for (std::size_t i = 0; i < contents.psus.size(); ++i) {
        const std::size_t s = stratum_index.at(contents.psus[i].stratum);
        if (strata_[s].psus++ == 0) strata_[s].first_psu = static_cast<std::uint32_t>(i);
        stratum_of_.push_back(static_cast<std::uint32_t>(s));
        psu_names_.push_back(contents.psus[i].name);
    }
    for (std::size_t s = 0; s < strata_.size(); ++s) {
        const auto population = contents.strata[s].population_psus;
        if (!population) continue;
        if (*population < strata_[s].psus) {
            throw Error(
                ErrorKind::invalid, fmt::format(
                                        "Tầng '{}' có {} đơn vị trong mẫu, nhiều hơn {} của tổng thể", strata_[s].name,
                                        strata_[s].psus, *population
                                    )
            );
        }
        strata_[s].free_share = static_cast<double>(*population - strata_[s].psus) / static_cast<double>(*population);
    }
    std::map<std::vector<std::string>, std::map<std::uint32_t, CellSums>> grouped;
    for (const auto& entry : contents.cells) {
        std::vector<std::string> label;
        for (const std::size_t key : keys) label.push_back(entry.domains[key]);
        add_sums(grouped[std::move(label)][static_cast<std::uint32_t>(entry.psu)], *entry.sums);
    }
    for (auto& [label, cells] : grouped) {
        labels_.push_back(label);
        cells_.emplace_back();
        totals_.emplace_back().items.resize(layout_.items.size());
        for (auto& [psu, sums] : cells) {
            add_sums(totals_.back(), sums);
            cells_.back().push_back({psu, std::move(sums)});
        }
    }
}

std::optional<std::size_t> CellView::find(const std::vector<std::string>& label) const {
    const auto at = std::lower_bound(labels_.begin(), labels_.end(), label);
    if (at == labels_.end() || *at != label) return std::nullopt;
    return static_cast<std::size_t>(at - labels_.begin());
}

std::size_t CellView::item(std::string_view name) const {
    const auto at = std::find(layout_.items.begin(), layout_.items.end(), name);
    if (at == layout_.items.end()) throw Error(ErrorKind::invalid, fmt::format("Bảng ô không có mục '{}'", name));
    return static_cast<std::size_t>(at - layout_.items.begin());
}

std::int64_t CellView::count(std::size_t domain, std::size_t item) const { return totals_[domain].items[item].n; }
std::int64_t CellView::count(std::size_t domain) const { return totals_[domain].n; }

double CellView::effective_count(std::size_t domain) const {
    const double weight = to_double(totals_[domain].weight, layout_.weight_decimals);
    const double square = to_double(totals_[domain].weight_square, 2 * layout_.weight_decimals);
    return square > 0 ? weight * weight / square : 0;
}

Linear CellView::population(std::size_t domain) const {
    Linear figure{to_double(totals_[domain].weight, layout_.weight_decimals), {}};
    for (const DomainCell& cell : cells_[domain]) {
        if (cell.sums.weight == 0) continue;
        figure.scores.push_back({cell.psu, to_double(cell.sums.weight, layout_.weight_decimals)});
    }
    return figure;
}

Linear CellView::answered(std::size_t domain, std::size_t item) const {
    Linear figure{to_double(totals_[domain].items[item].weight, layout_.weight_decimals), {}};
    for (const DomainCell& cell : cells_[domain]) {
        const ItemSums& sums = cell.sums.items[item];
        if (sums.weight != 0) figure.scores.push_back({cell.psu, to_double(sums.weight, layout_.weight_decimals)});
    }
    return figure;
}

Linear CellView::total(std::size_t domain, std::size_t item) const {
    const int decimals = layout_.weight_decimals + layout_.value_decimals;
    Linear figure{to_double(totals_[domain].items[item].weighted, decimals), {}};
    for (const DomainCell& cell : cells_[domain]) {
        const ItemSums& sums = cell.sums.items[item];
        if (sums.weight != 0) figure.scores.push_back({cell.psu, to_double(sums.weighted, decimals)});
    }
    return figure;
}

Linear CellView::mean(std::size_t domain, std::size_t item) const {
    return ratio(total(domain, item), answered(domain, item));
}

Linear CellView::pooled_mean(std::size_t domain, std::span<const std::size_t> items) const {
    std::vector<Linear> parts;
    parts.reserve(2 * items.size());
    std::vector<std::pair<double, const Linear*>> totals;
    std::vector<std::pair<double, const Linear*>> answers;
    for (const std::size_t item : items) {
        totals.emplace_back(1.0, &parts.emplace_back(total(domain, item)));
        answers.emplace_back(1.0, &parts.emplace_back(answered(domain, item)));
    }
    return ratio(sum(totals), sum(answers));
}

std::optional<double> CellView::stratum_share(
    const Stratum& stratum, std::span<const Linear::Score> a, std::span<const Linear::Score> b
) const {
    const double n = stratum.psus;
    if (stratum.free_share < 1e-7) return 0.0;
    double sum_a = 0;
    double sum_b = 0;
    std::size_t present = 0;
    side_by_side(a, b, [&](std::uint32_t, double x, double y) {
        sum_a += x;
        sum_b += y;
        ++present;
    });
    const bool alone = stratum.psus == 1;
    const bool alone_in_domain = present == 1 && options_.adjust_domain_lonely;
    if (alone && options_.lonely == LonelyPsu::fail) {
        throw Error(
            ErrorKind::invalid,
            fmt::format("Tầng '{}' chỉ có một đơn vị chọn bậc một: hãy gộp tầng hoặc chọn cách xử lý", stratum.name)
        );
    }
    if (options_.lonely == LonelyPsu::average && (alone || alone_in_domain)) return std::nullopt;
    const bool uncentred = options_.lonely == LonelyPsu::adjust && present <= 1 && (alone || alone_in_domain);
    const double mean_a = uncentred ? 0 : sum_a / n;
    const double mean_b = uncentred ? 0 : sum_b / n;
    double product = 0;
    side_by_side(a, b, [&](std::uint32_t, double x, double y) { product += (x - mean_a) * (y - mean_b); });
    product += (n - static_cast<double>(present)) * mean_a * mean_b;
    return stratum.free_share * (alone ? 1 : n / (n - 1)) * product;
}

double CellView::covariance(const Linear& a, const Linear& b) const {
    double result = 0;
    std::size_t strata = 0;
    std::size_t told = 0;
    for (const Stratum& stratum : strata_) {
        const auto mine = within(a.scores, stratum.first_psu, stratum.psus);
        const auto other = within(b.scores, stratum.first_psu, stratum.psus);
        if (mine.empty() && other.empty()) continue;
        ++strata;
        if (const auto share = stratum_share(stratum, mine, other)) {
            result += *share;
            ++told;
        }
    }
    if (told == strata) return result;
    if (told == 0) return std::numeric_limits<double>::quiet_NaN();
    return result * static_cast<double>(strata) / static_cast<double>(told);
}

double CellView::degrees_of_freedom(const Linear& figure) const {
    std::set<std::uint32_t> strata;
    for (const auto& score : figure.scores) strata.insert(stratum_of_[score.psu]);
    return static_cast<double>(figure.scores.size()) - static_cast<double>(strata.size());
}

Estimate CellView::summary(const Linear& figure) const {
    Estimate result;
    result.value = figure.value;
    result.se = std::sqrt(variance(figure));
    result.df = options_.df.value_or(degrees_of_freedom(figure));
    const double margin = student_quantile(0.5 + options_.level / 2, result.df) * result.se;
    result.low = result.value - margin;
    result.high = result.value + margin;
    return result;
}

double CellView::design_effect(std::size_t domain, std::size_t item) const {
    const ItemSums& sums = totals_[domain].items[item];
    const double n = static_cast<double>(sums.n);
    const double weight = to_double(sums.weight, layout_.weight_decimals);
    const double square =
        to_double(sums.weighted_square, layout_.weight_decimals + 2 * layout_.value_decimals) / weight;
    const Linear figure = mean(domain, item);
    const double spread = (square - figure.value * figure.value) * n / (n - 1);
    if (weight < n) return std::numeric_limits<double>::quiet_NaN();
    return variance(figure) / (spread * (weight - n) / (weight * n));
}

}  // namespace longdan::estimation
