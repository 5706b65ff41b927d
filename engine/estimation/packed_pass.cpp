#include "engine/estimation/packed_pass.h"

#include "engine/estimation/exact.h"
#include "engine/estimation/kernels.h"
#include "engine/estimation/parallel.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <numeric>

namespace longdan::estimation {
namespace {

constexpr std::size_t longest_run = 4096;

/// Rows with the same leaf and domain, next to each other.
struct Run {
    std::uint32_t leaf;
    std::uint32_t domain;
    std::size_t begin;
    std::size_t end;
};

struct ItemPlan {
    const Column* column;
    PackedItem item;
    bool complement = false;
};

std::optional<ItemPlan> plan_item(const DataTable& data, const std::string& text) {
    const Expression expression = Expression::parse(text);
    const auto simple = expression.simple();
    const auto name = simple ? std::optional(simple->column) : expression.single_column();
    if (!name) return std::nullopt;
    const Column& column = data.at(*name);
    if (column.kind != Column::Kind::small) return std::nullopt;
    ItemPlan plan{&column, {}, false};
    if (!simple) {
        plan.item.value = true;
        return plan;
    }
    using Compare = Expression::Simple::Compare;
    double low = -127;
    double high = 127;
    switch (simple->compare) {
        case Compare::greater:
            low = std::floor(simple->constant) + 1;
            break;
        case Compare::greater_equal:
            low = std::ceil(simple->constant);
            break;
        case Compare::less:
            high = std::ceil(simple->constant) - 1;
            break;
        case Compare::less_equal:
            high = std::floor(simple->constant);
            break;
        case Compare::equal:
        case Compare::unequal:
            if (simple->constant != std::floor(simple->constant)) return std::nullopt;
            low = high = simple->constant;
            plan.complement = simple->compare == Compare::unequal;
            break;
    }
    if (!(low >= -127 && high <= 127 && low <= high)) return std::nullopt;
    plan.item.low = static_cast<std::int8_t>(low);
    plan.item.high = static_cast<std::int8_t>(high);
    return plan;
}

/// The rows of a pass in the order of leaf and domain, cut into runs.
struct Layout {
    std::vector<std::uint32_t> rows;  // empty: all rows in file order
    std::vector<Run> runs;
    std::vector<std::string> labels;
};

class DomainCodes {
  public:
    DomainCodes(const Survey& survey, const std::vector<std::string>& by, const std::optional<std::string>& where) {
        const DataTable& data = survey.data();
        if (by.empty()) {
            labels = {""};
            if (where) code.assign(data.rows, 0);
        } else {
            combine(data, by);
        }
        if (!where) return;
        const auto truth = BoundExpression(Expression::parse(*where), data).all();
        for (std::size_t row = 0; row < data.rows; ++row) {
            if (std::isnan(truth[row]) || truth[row] == 0) code[row] = missing_code;
        }
    }

    /// Each domain becomes as many as the calibration has cells.
    void split(const Auxiliaries& aux) {
        const auto cells = static_cast<std::uint32_t>(aux.cells());
        if (code.empty()) code.assign(aux.cell.size(), 0);
        for (std::size_t row = 0; row < code.size(); ++row) {
            if (code[row] != missing_code) code[row] = code[row] * cells + aux.cell[row];
        }
    }

    std::vector<std::uint32_t> code;  // by row; empty: all rows in domain 0
    std::vector<std::string> labels;

  private:
    void combine(const DataTable& data, const std::vector<std::string>& by) {
        std::vector<Ranked> keys;
        std::size_t combinations = 1;
        for (const std::string& name : by) {
            keys.push_back(ranked(data.at(name)));
            combinations *= std::max<std::size_t>(keys.back().labels.size(), 1);
        }
        if (by.size() == 1) {
            code = std::move(keys[0].rank);
            for (const std::string& label : keys[0].labels) labels.push_back(by[0] + "=" + label);
            return;
        }
        std::map<std::uint64_t, std::uint32_t> found;
        std::vector<std::uint64_t> joint(data.rows);
        constexpr std::uint64_t none = ~std::uint64_t{0};
        for (std::size_t row = 0; row < data.rows; ++row) {
            std::uint64_t key = 0;
            for (const Ranked& part : keys) {
                if (part.rank[row] == missing_code || key == none) {
                    key = none;
                } else {
                    key = key * part.labels.size() + part.rank[row];
                }
            }
            joint[row] = key;
            if (key != none && (row == 0 || joint[row - 1] != key)) found.emplace(key, 0);
        }
        for (auto& [key, index] : found) {
            index = static_cast<std::uint32_t>(labels.size());
            std::string label;
            std::uint64_t rest = key;
            for (std::size_t k = by.size(); k-- > 0; rest /= keys[k].labels.size()) {
                label = by[k] + "=" + keys[k].labels[rest % keys[k].labels.size()] + (label.empty() ? "" : ";") + label;
            }
            labels.push_back(label);
        }
        code.resize(data.rows);
        std::uint64_t last = none;
        std::uint32_t last_code = missing_code;
        for (std::size_t row = 0; row < data.rows; ++row) {
            if (joint[row] != last) {
                last = joint[row];
                last_code = last == none ? missing_code : found.at(last);
            }
            code[row] = last_code;
        }
    }
};

/// Cuts rows first..last (positions in design order) into runs; sorts by domain within a leaf where need be.
void cut_runs(const Survey& survey, const DomainCodes& domains, Layout& layout) {
    const auto& order = survey.design().order();
    const auto& leaf = survey.design().leaf();
    const auto domain_of = [&](std::uint32_t row) { return domains.code.empty() ? 0 : domains.code[row]; };
    bool as_they_stand = survey.design().order_is_file_order();
    std::vector<Run> runs;
    for (std::size_t i = 0; i < order.size() && as_they_stand; ++i) {
        const std::uint32_t domain = domain_of(order[i]);
        if (!runs.empty() && runs.back().leaf == leaf[order[i]] && runs.back().domain == domain) {
            runs.back().end = i + 1;
            continue;
        }
        const bool again = !runs.empty() && runs.back().leaf == leaf[order[i]] && domain < runs.back().domain;
        runs.push_back({leaf[order[i]], domain, i, i + 1});
        as_they_stand = !again && (runs.size() < 1024 || runs.size() * 8 < i);
    }
    if (as_they_stand) {
        std::erase_if(runs, [](const Run& run) { return run.domain == missing_code; });
        layout.runs = std::move(runs);
        return;
    }
    runs.clear();
    layout.rows.reserve(order.size());
    std::vector<std::uint32_t> part;
    for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
        for (end = begin; end < order.size() && leaf[order[end]] == leaf[order[begin]]; ++end) {
        }
        part.assign(
            order.begin() + static_cast<std::ptrdiff_t>(begin), order.begin() + static_cast<std::ptrdiff_t>(end)
        );
        if (part.size() > 1) {
            std::stable_sort(part.begin(), part.end(), [&](std::uint32_t a, std::uint32_t b) {
                return domain_of(a) < domain_of(b);
            });
        }
        for (const std::uint32_t row : part) {
            const std::uint32_t domain = domain_of(row);
            if (domain == missing_code) continue;
            const std::size_t at = layout.rows.size();
            layout.rows.push_back(row);
            if (!runs.empty() && runs.back().leaf == leaf[row] && runs.back().domain == domain) {
                runs.back().end = at + 1;
            } else {
                runs.push_back({leaf[row], domain, at, at + 1});
            }
        }
    }
    layout.runs = std::move(runs);
}

template <class T>
std::vector<T> gathered(const std::vector<T>& values, const std::vector<std::uint32_t>& rows) {
    std::vector<T> result(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) result[i] = values[rows[i]];
    return result;
}

}  // namespace

namespace {

/// The pass itself: bytes and weights in the order of runs, then sums run by run.
class Pass {
  public:
    Pass(const Survey& survey, std::vector<ItemPlan> plans, const IntegerWeights& weights)
        : survey_(survey),
          plans_(std::move(plans)),
          weights_(weights),
          calibrated_(survey.calibration_cells()),
          cells_(calibrated_ == nullptr ? 1 : calibrated_->cells()),
          width_(plans_.size() + 1),
          kernel_(best_kernel()) {}

    std::vector<PackedDomain> run(DomainCodes domains) {
        if (calibrated_ != nullptr) domains.split(*calibrated_);
        cut_runs(survey_, domains, layout_);
        gather();
        runs_of_.resize(domains.labels.size());
        for (const Run& run : layout_.runs) runs_of_[run.domain / cells_].push_back(&run);
        result_.resize(runs_of_.size());
        answered_.resize(runs_of_.size());
        for (std::size_t d = 0; d < runs_of_.size(); ++d) {
            result_[d].label = domains.labels[d];
            result_[d].sums = {
                std::vector<std::uint32_t>(runs_of_[d].size()), Matrix(runs_of_[d].size(), width_),
                std::vector<double>(width_)};
            if (calibrated_ != nullptr) result_[d].cell.resize(runs_of_[d].size());
            answered_[d].resize(runs_of_[d].size());
        }
        sum_all();
        if (calibrated_ != nullptr && !survey_.projections()[0].is_regression()) {
            in_parallel(survey_.threads(), result_.size(), [&](std::size_t d) { count_all(d); });
        }
        std::erase_if(result_, [](const PackedDomain& domain) { return domain.sums.leaf.empty(); });
        return std::move(result_);
    }

  private:
    /// Runs of one domain that are summed together: few enough for their weights to stay in the nearest cache while
    /// item after item goes by.
    struct Task {
        std::size_t domain;
        std::size_t begin;
        std::size_t end;
        std::vector<Wide> total;
        std::size_t n = 0;
        bool incomplete = false;
    };
    static constexpr std::size_t most_runs = 64;
    static constexpr std::size_t most_rows = 2048;

    void gather() {
        const bool moved = !layout_.rows.empty();
        if (moved) own_units_ = gathered(weights_.units, layout_.rows);
        moved_bytes_.resize(plans_.size());
        std::vector<char> has_missing(plans_.size());
        in_parallel(survey_.threads(), plans_.size(), [&](std::size_t j) {
            if (moved) moved_bytes_[j] = gathered(plans_[j].column->small, layout_.rows);
            const auto& bytes = moved ? moved_bytes_[j] : plans_[j].column->small;
            has_missing[j] = std::memchr(bytes.data(), missing_small & 0xff, bytes.size()) != nullptr;
            plans_[j].item.bytes = bytes.data();
        });
        const std::size_t rows = moved ? own_units_.size() : weights_.units.size();
        for (std::size_t j = 0; j < plans_.size(); ++j) {
            items_.push_back(plans_[j].item);
            if (!has_missing[j]) continue;
            incomplete_.resize(rows);
            for (std::size_t i = 0; i < rows; ++i) incomplete_[i] |= items_[j].bytes[i] == missing_small;
        }
        if (!incomplete_.empty()) {
            if (!moved) own_units_ = weights_.units;
            for (std::size_t i = 0; i < rows; ++i) {
                if (incomplete_[i]) own_units_[i] = 0;
            }
        }
        units_ = own_units_.empty() ? weights_.units.data() : own_units_.data();
    }

    void sum_all() {
        std::vector<Task> tasks;
        for (std::size_t d = 0; d < runs_of_.size(); ++d) {
            for (std::size_t begin = 0, end = 0; begin < runs_of_[d].size(); begin = end) {
                std::size_t rows = 0;
                for (; end < runs_of_[d].size() && end - begin < most_runs && rows < most_rows; ++end) {
                    rows += runs_of_[d][end]->end - runs_of_[d][end]->begin;
                }
                tasks.push_back({d, begin, end, std::vector<Wide>(width_), 0, false});
            }
        }
        constexpr std::size_t tasks_at_once = 8;
        in_parallel(survey_.threads(), (tasks.size() + tasks_at_once - 1) / tasks_at_once, [&](std::size_t t) {
            std::vector<Wide> sums;
            for (std::size_t k = t * tasks_at_once; k < std::min((t + 1) * tasks_at_once, tasks.size()); ++k)
                sum(tasks[k], sums);
        });
        std::vector<std::vector<Wide>> totals(result_.size(), std::vector<Wide>(width_));
        for (const Task& task : tasks) {
            for (std::size_t j = 0; j < width_; ++j) totals[task.domain][j] += task.total[j];
            result_[task.domain].n += static_cast<double>(task.n);
            result_[task.domain].incomplete = result_[task.domain].incomplete || task.incomplete;
        }
        for (std::size_t d = 0; d < result_.size(); ++d) {
            LeafSums& sums = result_[d].sums;
            for (std::size_t j = 0; j < width_; ++j) sums.total[j] = static_cast<double>(totals[d][j]) * weights_.unit;
            result_[d].df = survey_.design().degrees_of_freedom_of_leaves(sums.leaf, answered_[d]);
        }
    }

    void sum_weights(Task& task, std::vector<Wide>& sums) {
        for (std::size_t r = task.begin; r < task.end; ++r) {
            const Run& run = *runs_of_[task.domain][r];
            Wide weight = 0;
            std::size_t counted = 0;
            for (std::size_t begin = run.begin; begin < run.end; begin += longest_run) {
                std::int64_t part = 0;
                for (std::size_t i = begin; i < std::min(begin + longest_run, run.end); ++i) {
                    part += units_[i];
                    counted += units_[i] != 0;
                }
                weight += part;
            }
            for (std::size_t i = run.begin; i < run.end && !incomplete_.empty(); ++i) {
                task.incomplete = task.incomplete || incomplete_[i];
            }
            sums[(r - task.begin) * width_] = weight;
            answered_[task.domain][r] = counted > 0;
            task.n += counted;
        }
    }

    void sum(Task& task, std::vector<Wide>& sums) {
        sums.assign((task.end - task.begin) * width_, 0);
        sum_weights(task, sums);
        constexpr std::size_t group = 4;
        std::int64_t part[group];
        for (std::size_t j = 0; j < items_.size(); j += group) {
            const std::span<const PackedItem> some(items_.data() + j, std::min(group, items_.size() - j));
            for (std::size_t r = task.begin; r < task.end; ++r) {
                const Run& run = *runs_of_[task.domain][r];
                Wide* const into = sums.data() + (r - task.begin) * width_ + 1 + j;
                for (std::size_t begin = run.begin; begin < run.end; begin += longest_run) {
                    packed_sums(kernel_, units_, some, begin, std::min(begin + longest_run, run.end), part);
                    for (std::size_t k = 0; k < some.size(); ++k) into[k] += part[k];
                }
            }
        }
        PackedDomain& domain = result_[task.domain];
        for (std::size_t r = task.begin; r < task.end; ++r) {
            const Run& run = *runs_of_[task.domain][r];
            Wide* const row = sums.data() + (r - task.begin) * width_;
            domain.sums.leaf[r] = run.leaf;
            if (calibrated_ != nullptr) domain.cell[r] = static_cast<std::uint32_t>(run.domain % cells_);
            const auto into = domain.sums.sums.row(r);
            for (std::size_t j = 0; j < width_; ++j) {
                if (j > 0 && plans_[j - 1].complement) row[j] = row[0] - row[j];
                into[j] = static_cast<double>(row[j]) * weights_.unit;
                task.total[j] += row[j];
            }
        }
    }

    /// Sums with every weight 1, for calibrations that sweep unweighted means.
    void count_all(std::size_t d) {
        result_[d].unweighted = Matrix(cells_, width_);
        std::vector<std::int64_t> part(width_);
        std::vector<std::int64_t> ones;
        for (const Run* run : runs_of_[d]) {
            ones.assign(run->end - run->begin, 1);
            for (std::size_t i = 0; i < ones.size() && !incomplete_.empty(); ++i)
                ones[i] = !incomplete_[run->begin + i];
            part[0] = std::accumulate(ones.begin(), ones.end(), std::int64_t{0});
            std::vector<PackedItem> here = items_;
            for (PackedItem& item : here) item.bytes += run->begin;
            packed_sums(kernel_, ones.data(), here, 0, ones.size(), part.data() + 1);
            const auto into = result_[d].unweighted.row(run->domain % cells_);
            for (std::size_t j = 0; j < width_; ++j) {
                const bool complement = j > 0 && plans_[j - 1].complement;
                into[j] += static_cast<double>(complement ? part[0] - part[j] : part[j]);
            }
        }
    }

    const Survey& survey_;
    std::vector<ItemPlan> plans_;
    const IntegerWeights& weights_;
    const Auxiliaries* calibrated_;
    std::size_t cells_;
    std::size_t width_;
    Kernel kernel_;
    Layout layout_;
    std::vector<PackedItem> items_;
    std::vector<std::vector<std::int8_t>> moved_bytes_;
    std::vector<std::int64_t> own_units_;  // where rows moved or some do not count
    const std::int64_t* units_ = nullptr;
    std::vector<char> incomplete_;                  // by position; empty: none is
    std::vector<std::vector<const Run*>> runs_of_;  // by domain, leaves ascending
    std::vector<PackedDomain> result_;
    std::vector<std::vector<char>> answered_;  // by domain and run: holds a row that counts
};

}  // namespace

bool is_packed_condition(const std::string& item) { return Expression::parse(item).simple().has_value(); }

std::optional<std::vector<PackedDomain>> packed_pass(
    const Survey& survey, const std::vector<std::string>& items, const std::vector<std::string>& by,
    const std::optional<std::string>& where
) {
    if (!survey.sums_are_enough() && survey.calibration_cells() == nullptr) return std::nullopt;
    std::vector<ItemPlan> plans;
    for (const std::string& item : items) {
        auto plan = plan_item(survey.data(), item);
        if (!plan) return std::nullopt;
        plans.push_back(*plan);
    }
    const IntegerWeights* const weights = survey.integer_weights();
    if (weights == nullptr) return std::nullopt;
    auto result = Pass(survey, std::move(plans), *weights).run(DomainCodes(survey, by, where));
    if (by.empty() && result.empty()) return std::nullopt;
    return result;
}

Fit fit_packed(const Survey& survey, const SumsModel& model, const PackedDomain& domain) {
    if (domain.cell.empty()) return survey.fit(model, domain.sums);
    Fit fit;
    fit.sums = domain.sums.total;
    fit.value = model.values(fit.sums);
    const Matrix gradient = model.gradient(fit.sums);
    const Projection& projection = survey.projections()[0];
    const auto& full = survey.calibration_weights();
    const std::size_t cells = projection.auxiliaries().cells();
    const std::size_t width = gradient.rows();
    // Row sums by cell in the weights of the projection, then what is taken out of each cell.
    Matrix by_cell(cells, gradient.columns());
    if (projection.is_regression()) {
        const auto ratios = projection.cell_ratios();
        for (std::size_t e = 0; e < domain.cell.size(); ++e) {
            const double ratio = ratios[domain.cell[e]];
            for (std::size_t c = 0; c < gradient.columns(); ++c)
                by_cell(domain.cell[e], c) += ratio * domain.sums.sums(e, c);
        }
    } else {
        by_cell = domain.unweighted;
    }
    const Matrix influence = product(by_cell, transposed(gradient));
    Matrix taken(cells, width);
    std::vector<double> column(cells);
    for (std::size_t j = 0; j < width; ++j) {
        for (std::size_t c = 0; c < cells; ++c) column[c] = influence(c, j);
        const auto out = projection.cell_fit(column, full.rows_of_cell);
        for (std::size_t c = 0; c < cells; ++c) taken(c, j) = out[c];
    }
    const std::size_t leaves = survey.design().leaves();
    fit.scores = {std::vector<std::uint32_t>(leaves), width, std::vector<double>(leaves * width)};
    for (std::size_t l = 0; l < leaves; ++l) fit.scores.leaf[l] = static_cast<std::uint32_t>(l);
    const Scores own = survey.scores_of_leaves(domain.sums, gradient);
    for (std::size_t e = 0; e < own.leaf.size(); ++e) {
        double* const into = fit.scores.z.data() + own.leaf[e] * width;
        for (std::size_t j = 0; j < width; ++j) into[j] += own.z[e * width + j];
    }
    for (std::size_t e = 0; e < full.leaf.size(); ++e) {
        double* const into = fit.scores.z.data() + full.leaf[e] * width;
        const auto out = taken.row(full.cell[e]);
        for (std::size_t j = 0; j < width; ++j) into[j] -= full.weight[e] * out[j];
    }
    fit.covariance = survey.covariance(fit, false);
    return fit;
}

}  // namespace longdan::estimation
