#include "features/rounds/figures.h"

#include "features/rounds/cells.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

namespace longdan::rounds {

namespace {

using estimation::CellView;
using estimation::Linear;
using results::Figure;
using results::Series;

constexpr std::string_view root_indicator = "overall";

std::optional<double> finite(double number) {
    if (!std::isfinite(number)) return std::nullopt;
    return number;
}

class Computation {
  public:
    Computation(
        const estimation::CellTable& table, const methods::Method& method,
        const std::vector<methods::ItemCoding>& codings, const FigureOptions& options
    )
        : table_(table), method_(method), codings_(codings), options_(options) {
        for (const auto& coding : codings_) coded_[coding.item] = &coding;
    }

    void add_official(identity::UnitId unit, std::string_view province) {
        const auto counts = plain_counts(table_, codings_, province);
        std::set<std::string> done;
        for (const auto& value : methods::official_index(method_.tree, counts)) {
            if (value.is_item && !coded_.contains(value.code)) continue;
            if (!done.insert(value.code).second) continue;
            auto figure = official(unit, value.code == method_.tree.code ? std::string(root_indicator) : value.code);
            figure.n = value.valid;
            if (value.share.has_value()) figure.value = 100 * value.share.value();
            if (value.incomplete) figure.flag = "incomplete";
            figures_.push_back(figure);
            if (value.code == method_.tree.code && !province.empty()) roots_.push_back(value.share);
        }
        for (const auto& coding : codings_) {
            if (done.contains(coding.item)) continue;
            const auto& count = counts.find(coding.item)->second;
            auto figure = official(unit, coding.item);
            figure.n = count.valid;
            if (count.valid > 0)
                figure.value = 100 * (static_cast<double>(count.satisfied) / static_cast<double>(count.valid));
            figures_.push_back(figure);
        }
    }

    void add_mean_of_provinces(identity::UnitId country) {
        const auto mean = methods::mean_of(roots_);
        auto figure = official(country, std::string(root_indicator));
        figure.breakdown = "of=provinces";
        figure.n = static_cast<std::int64_t>(roots_.size());
        if (mean.has_value()) figure.value = 100 * mean.value();
        figures_.push_back(figure);
    }

    void add_statistical(const CellView& view, std::size_t domain, identity::UnitId unit) {
        std::set<std::string> done;
        add_nodes(view, domain, unit, method_.tree, done);
        for (const auto& coding : codings_) {
            if (!done.contains(coding.item)) add_item(view, domain, unit, coding.item);
            if (coding.valid.size() > 2) add_distribution(view, domain, unit, coding);
        }
    }

    void add_ranks(const std::vector<FigureUnit>& provinces) {
        std::set<identity::UnitId> ranked;
        for (const auto& province : provinces) ranked.insert(province.unit);
        std::map<std::string, std::vector<Figure*>> groups;
        for (auto& figure : figures_) {
            if (figure.series != Series::official || !figure.breakdown.empty() || !figure.value) continue;
            if (figure.n < method_.minimum_n || !ranked.contains(figure.unit)) continue;
            groups[figure.indicator].push_back(&figure);
        }
        for (auto& [indicator, group] : groups) {
            std::sort(group.begin(), group.end(), [](const Figure* a, const Figure* b) {
                return *a->value > *b->value;
            });
            for (std::size_t i = 0; i < group.size(); ++i) {
                const bool tie = i > 0 && *group[i]->value == *group[i - 1]->value;
                group[i]->rank = tie ? *group[i - 1]->rank : static_cast<int>(i) + 1;
            }
        }
    }

    std::vector<Figure> take() { return std::move(figures_); }

  private:
    static Figure official(identity::UnitId unit, std::string indicator) {
        Figure figure;
        figure.series = Series::official;
        figure.indicator = std::move(indicator);
        figure.unit = unit;
        return figure;
    }

    void add_nodes(
        const CellView& view, std::size_t domain, identity::UnitId unit, const methods::AggregationNode& node,
        std::set<std::string>& done
    ) {
        std::int64_t n = 0;
        const auto linear = node_linear(view, domain, node, n);
        const bool root = node.code == method_.tree.code;
        if (done.insert(node.code).second)
            push(view, linear, n, unit, root ? std::string(root_indicator) : node.code, "");
        for (const auto& child : node.children) add_nodes(view, domain, unit, child, done);
        for (const auto& item : node.items) {
            if (coded_.contains(item) && done.insert(item).second) add_item(view, domain, unit, item);
        }
    }

    void add_item(const CellView& view, std::size_t domain, identity::UnitId unit, const std::string& item) {
        const auto index = view.item(item);
        push(view, view.mean(domain, index), view.count(domain, index), unit, item, "");
    }

    void collect_items(const methods::AggregationNode& node, std::vector<std::string>& items) const {
        for (const auto& child : node.children) collect_items(child, items);
        for (const auto& item : node.items) {
            if (coded_.contains(item)) items.push_back(item);
        }
    }

    /// The node's own rule on weighted sums. Parts without answers are left out, as in the official series.
    Linear node_linear(const CellView& view, std::size_t domain, const methods::AggregationNode& node, std::int64_t& n)
        const {
        std::vector<std::string> below;
        collect_items(node, below);
        std::vector<std::size_t> columns;
        n = 0;
        for (const auto& item : below) {
            columns.push_back(view.item(item));
            n += view.count(domain, columns.back());
        }
        if (node.rule == methods::Rule::pooled) return view.pooled_mean(domain, columns);
        std::vector<Linear> parts;
        std::vector<double> weights;
        std::size_t place = 0;
        const auto take = [&](Linear part, std::int64_t answers) {
            const double weight =
                node.rule == methods::Rule::weights ? static_cast<double>(node.weights.at(place)) : 1.0;
            ++place;
            if (answers == 0) return;
            parts.push_back(std::move(part));
            weights.push_back(weight);
        };
        for (const auto& child : node.children) {
            std::int64_t answers = 0;
            auto part = node_linear(view, domain, child, answers);
            take(std::move(part), answers);
        }
        for (const auto& item : node.items) {
            if (!coded_.contains(item)) {
                ++place;
                continue;
            }
            const auto column = view.item(item);
            take(view.mean(domain, column), view.count(domain, column));
        }
        double total = 0;
        for (const auto weight : weights) total += weight;
        std::vector<std::pair<double, const Linear*>> terms;
        for (std::size_t p = 0; p < parts.size(); ++p) terms.push_back({weights[p] / total, &parts[p]});
        return estimation::sum(terms);
    }

    void add_distribution(
        const CellView& view, std::size_t domain, identity::UnitId unit, const methods::ItemCoding& coding
    ) {
        const auto base = view.item(coding.item);
        const auto valid = view.count(domain, base);
        const auto answered = view.answered(domain, base);
        for (const auto code : coding.valid) {
            const auto column = view.item(answer_column(coding.item, std::to_string(code)));
            const auto breakdown = "answer=" + std::to_string(code);
            auto figure = official(unit, coding.item);
            figure.breakdown = breakdown;
            figure.n = valid;
            if (valid > 0)
                figure.value = 100 * (static_cast<double>(view.count(domain, column)) / static_cast<double>(valid));
            figures_.push_back(figure);
            push(view, estimation::ratio(view.total(domain, column), answered), valid, unit, coding.item, breakdown);
        }
    }

    void push(
        const CellView& view, const Linear& share, std::int64_t n, identity::UnitId unit, const std::string& indicator,
        const std::string& breakdown
    ) {
        Figure figure;
        figure.series = Series::statistical;
        figure.indicator = indicator;
        figure.unit = unit;
        figure.breakdown = breakdown;
        figure.n = n;
        if (n > 0) {
            const std::pair<double, const Linear*> term{100.0, &share};
            const auto percent = estimation::sum({&term, 1});
            const auto estimate = view.summary(percent);
            figure.value = finite(estimate.value);
            figure.df = finite(estimate.df);
            if (estimate.df >= 1) {
                figure.se = finite(estimate.se);
                figure.ci_low = finite(estimate.low);
                figure.ci_high = finite(estimate.high);
            }
            if (estimate.df < 2) figure.flag = "few_psu";
        }
        figures_.push_back(std::move(figure));
    }

    const estimation::CellTable& table_;
    const methods::Method& method_;
    const std::vector<methods::ItemCoding>& codings_;
    const FigureOptions& options_;
    std::map<std::string, const methods::ItemCoding*> coded_;
    std::vector<methods::Share> roots_;
    std::vector<Figure> figures_;
};

}  // namespace

std::vector<Figure> compute_figures(
    const estimation::CellTable& table, const methods::Method& method, const std::vector<methods::ItemCoding>& codings,
    const std::vector<FigureUnit>& provinces, identity::UnitId country, const FigureOptions& options
) {
    Computation computation(table, method, codings, options);
    estimation::EstimateOptions estimate;
    estimate.level = options.level;
    estimate.lonely = options.lonely;
    const CellView by_province(table, {"province"}, estimate);
    const CellView whole(table, {}, estimate);
    for (const auto& province : provinces) {
        computation.add_official(province.unit, province.code);
        if (const auto domain = by_province.find({province.code})) {
            computation.add_statistical(by_province, *domain, province.unit);
        }
    }
    computation.add_official(country, "");
    computation.add_mean_of_provinces(country);
    if (whole.domains() > 0) computation.add_statistical(whole, 0, country);
    computation.add_ranks(provinces);
    return computation.take();
}

}  // namespace longdan::rounds
