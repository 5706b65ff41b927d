#include "engine/estimation/packed_pass.h"

#include "engine/estimation/exact.h"
#include "engine/estimation/kernels.h"
#include "engine/estimation/parallel.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>

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

bool is_packed_condition(const std::string& item) { return Expression::parse(item).simple().has_value(); }

std::optional<std::vector<PackedDomain>> packed_pass(
    const Survey& survey, const std::vector<std::string>& items, const std::vector<std::string>& by,
    const std::optional<std::string>& where
) {
    const Auxiliaries* const calibrated = survey.calibration_cells();
    if (!survey.sums_are_enough() && calibrated == nullptr) return std::nullopt;
    std::vector<ItemPlan> plans;
    for (const std::string& item : items) {
        auto plan = plan_item(survey.data(), item);
        if (!plan) return std::nullopt;
        plans.push_back(*plan);
    }
    const IntegerWeights* const whole = survey.integer_weights();
    if (whole == nullptr) return std::nullopt;
    const unsigned threads = survey.threads();
    DomainCodes domains(survey, by, where);
    const std::size_t cells = calibrated == nullptr ? 1 : calibrated->cells();
    if (calibrated != nullptr) domains.split(*calibrated);
    Layout layout;
    cut_runs(survey, domains, layout);
    const bool moved = !layout.rows.empty();
    std::vector<std::int64_t> own;  // where rows moved or some do not count
    if (moved) own = gathered(whole->units, layout.rows);

    std::vector<char> has_missing(plans.size());
    std::vector<std::vector<std::int8_t>> moved_bytes(plans.size());
    in_parallel(threads, plans.size(), [&](std::size_t j) {
        if (moved) moved_bytes[j] = gathered(plans[j].column->small, layout.rows);
        const auto& bytes = moved ? moved_bytes[j] : plans[j].column->small;
        has_missing[j] = std::memchr(bytes.data(), missing_small & 0xff, bytes.size()) != nullptr;
        plans[j].item.bytes = bytes.data();
    });
    std::vector<char> incomplete;  // by position
    for (std::size_t j = 0; j < plans.size(); ++j) {
        if (!has_missing[j]) continue;
        incomplete.resize(moved ? own.size() : whole->units.size());
        for (std::size_t i = 0; i < incomplete.size(); ++i) incomplete[i] |= plans[j].item.bytes[i] == missing_small;
    }
    const std::size_t width = plans.size() + 1;
    std::vector<PackedItem> kernel_items;
    for (const ItemPlan& plan : plans) kernel_items.push_back(plan.item);

    // Runs by domain, each already in the order of leaves.
    std::vector<std::vector<const Run*>> by_domain(domains.labels.size());
    for (const Run& run : layout.runs) by_domain[run.domain / cells].push_back(&run);
    std::vector<PackedDomain> result(by_domain.size());
    if (!incomplete.empty()) {
        if (!moved) own = whole->units;
        for (std::size_t i = 0; i < incomplete.size(); ++i) {
            if (incomplete[i]) own[i] = 0;
        }
    }
    const std::int64_t* const units = own.empty() ? whole->units.data() : own.data();
    const Kernel kernel = best_kernel();
    const std::size_t chunk = 256;  // runs a task
    struct Task {
        std::size_t domain;
        std::size_t begin;
        std::size_t end;
    };
    std::vector<Task> tasks;
    for (std::size_t d = 0; d < by_domain.size(); ++d) {
        result[d].label = domains.labels[d];
        result[d].sums.leaf.resize(by_domain[d].size());
        result[d].sums.sums = Matrix(by_domain[d].size(), width);
        if (calibrated != nullptr) result[d].cell.resize(by_domain[d].size());
        result[d].sums.total.assign(width, 0);
        for (std::size_t begin = 0; begin < by_domain[d].size(); begin += chunk) {
            tasks.push_back({d, begin, std::min(begin + chunk, by_domain[d].size())});
        }
    }
    struct Partial {
        std::vector<Wide> total;
        std::size_t n = 0;
        bool incomplete = false;
    };
    std::vector<Partial> partials(tasks.size());
    std::vector<std::vector<char>> answered_by(by_domain.size());
    for (std::size_t d = 0; d < by_domain.size(); ++d) answered_by[d].assign(by_domain[d].size(), 0);
    in_parallel(threads, tasks.size(), [&](std::size_t t) {
        const Task& task = tasks[t];
        Partial& partial = partials[t];
        partial.total.assign(width, 0);
        std::vector<std::int64_t> part(width);
        std::vector<Wide> sums(width);
        for (std::size_t r = task.begin; r < task.end; ++r) {
            const Run& run = *by_domain[task.domain][r];
            std::fill(sums.begin(), sums.end(), 0);
            std::size_t counted = 0;
            for (std::size_t begin = run.begin; begin < run.end; begin += longest_run) {
                const std::size_t end = std::min(begin + longest_run, run.end);
                part[0] = 0;
                for (std::size_t i = begin; i < end; ++i) {
                    part[0] += units[i];
                    counted += units[i] != 0;
                    if (!incomplete.empty()) partial.incomplete = partial.incomplete || incomplete[i];
                }
                packed_sums(kernel, units, kernel_items, begin, end, part.data() + 1);
                for (std::size_t j = 0; j < width; ++j) {
                    sums[j] += j > 0 && plans[j - 1].complement ? part[0] - part[j] : part[j];
                }
            }
            PackedDomain& domain = result[task.domain];
            domain.sums.leaf[r] = run.leaf;
            if (calibrated != nullptr) domain.cell[r] = static_cast<std::uint32_t>(run.domain % cells);
            const auto row = domain.sums.sums.row(r);
            for (std::size_t j = 0; j < width; ++j) {
                row[j] = static_cast<double>(sums[j]) * whole->unit;
                partial.total[j] += sums[j];
            }
            partial.n += counted;
            answered_by[task.domain][r] = counted > 0;
        }
    });
    std::vector<std::vector<Wide>> totals(by_domain.size(), std::vector<Wide>(width));
    for (std::size_t t = 0; t < tasks.size(); ++t) {
        const std::size_t d = tasks[t].domain;
        for (std::size_t j = 0; j < width; ++j) totals[d][j] += partials[t].total[j];
        result[d].n += static_cast<double>(partials[t].n);
        result[d].incomplete = result[d].incomplete || partials[t].incomplete;
    }
    for (std::size_t d = 0; d < by_domain.size(); ++d) {
        for (std::size_t j = 0; j < width; ++j)
            result[d].sums.total[j] = static_cast<double>(totals[d][j]) * whole->unit;
        result[d].df = survey.design().degrees_of_freedom_of_leaves(result[d].sums.leaf, answered_by[d]);
    }
    if (calibrated != nullptr && !survey.projections()[0].is_regression()) {
        // The same sums with every weight 1, for sweeps of unweighted means.
        in_parallel(threads, by_domain.size(), [&](std::size_t d) {
            result[d].unweighted = Matrix(cells, width);
            std::vector<std::int64_t> part(width);
            for (const Run* run : by_domain[d]) {
                part[0] = 0;
                std::vector<std::int64_t> counts(run->end - run->begin, 1);
                for (std::size_t i = run->begin; i < run->end; ++i) {
                    const bool counts_here = incomplete.empty() || !incomplete[i];
                    counts[i - run->begin] = counts_here;
                    part[0] += counts_here;
                }
                std::vector<PackedItem> here = kernel_items;
                for (PackedItem& item : here) item.bytes += run->begin;
                packed_sums(kernel, counts.data(), here, 0, counts.size(), part.data() + 1);
                for (std::size_t j = 0; j < width; ++j) {
                    const bool complement = j > 0 && plans[j - 1].complement;
                    result[d].unweighted(run->domain % cells, j) +=
                        static_cast<double>(complement ? part[0] - part[j] : part[j]);
                }
            }
        });
    }
    std::erase_if(result, [](const PackedDomain& domain) { return domain.sums.leaf.empty(); });
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
