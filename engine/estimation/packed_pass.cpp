#include "engine/estimation/packed_pass.h"

#include "engine/estimation/exact.h"
#include "engine/estimation/expression.h"
#include "engine/estimation/packed_runs.h"
#include "engine/estimation/parallel.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace longdan::estimation {
namespace {

/// The domain of each run of rows; missing_code: none.
struct DomainCodes {
    std::vector<std::uint32_t> code;
    std::vector<std::string> labels;

    DomainCodes(const DataTable& data, const RowRuns& runs, const std::vector<std::string>& by) {
        std::vector<Ranked> keys;
        for (const std::string& name : by) keys.push_back(ranked(data.at(name), runs.firsts()));
        if (by.empty()) {
            code.assign(runs.count(), 0);
            labels = {""};
            return;
        }
        if (by.size() == 1) {
            code = std::move(keys[0].rank);
            for (const std::string& label : keys[0].labels) labels.push_back(by[0] + "=" + label);
            return;
        }
        constexpr std::uint64_t none = ~std::uint64_t{0};
        std::map<std::uint64_t, std::uint32_t> found;
        std::vector<std::uint64_t> joint(runs.count());
        for (std::size_t run = 0; run < runs.count(); ++run) {
            std::uint64_t key = 0;
            for (const Ranked& part : keys) {
                const bool missing = part.rank[run] == missing_code || key == none;
                key = missing ? none : key * part.labels.size() + part.rank[run];
            }
            joint[run] = key;
            if (key != none && (run == 0 || joint[run - 1] != key)) found.emplace(key, 0);
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
        code.resize(runs.count(), missing_code);
        for (std::size_t run = 0; run < runs.count(); ++run) {
            if (joint[run] != none)
                code[run] = run > 0 && joint[run] == joint[run - 1] ? code[run - 1] : found.at(joint[run]);
        }
    }
};

/// 1 for the rows where the condition holds.
std::vector<std::uint32_t> rows_where(const DataTable& data, const std::string& where) {
    const auto truth = BoundExpression(Expression::parse(where), data).all();
    std::vector<std::uint32_t> result(truth.size());
    for (std::size_t row = 0; row < truth.size(); ++row) result[row] = !std::isnan(truth[row]) && truth[row] != 0;
    return result;
}

/// Cuts the rows into runs of one leaf and one domain: as they stand in the file where that gives long runs, else
/// sorted by leaf and domain.
class RunCutter {
  public:
    RunCutter(
        const Survey& survey, const std::vector<std::string>& by, const std::optional<std::string>& where,
        const Auxiliaries* cells
    )
        : survey_(survey), cells_(cells) {
        const DataTable& data = survey.data();
        RowRuns cut = survey.design().runs();
        for (const std::string& name : by) cut.cut(data.at(name));
        std::vector<std::uint32_t> inside;
        if (where) {
            inside = rows_where(data, *where);
            cut.cut(inside);
        }
        if (cells_ != nullptr) cut.cut(cells_->cell);
        cut.cut_longer_than(longest_packed_run);
        DomainCodes domains(data, cut, by);
        labels_ = std::move(domains.labels);
        for (std::size_t run = 0; run < cut.count() && where; ++run) {
            if (!inside[cut.begin(run)]) domains.code[run] = missing_code;
        }
        const std::size_t leaves = survey.design().leaves();
        const bool scattered = cut.count() > 2 * leaves + data.rows / longest_packed_run && cut.count() * 8 > data.rows;
        scattered ? sort_rows(cut, domains.code) : keep_rows(cut, std::move(domains.code));
    }

    std::vector<std::string>& labels() { return labels_; }
    PackedRuns& runs() { return runs_; }

  private:
    void keep_rows(const RowRuns& cut, std::vector<std::uint32_t> code) {
        const RowRuns& of_leaf = survey_.design().runs();
        runs_.begin.assign(cut.firsts().begin(), cut.firsts().end());
        runs_.begin.push_back(static_cast<std::uint32_t>(survey_.data().rows));
        runs_.domain = std::move(code);
        runs_.leaf.reserve(cut.count());
        std::size_t at = 0;
        for (const std::uint32_t first : cut.firsts()) {
            while (of_leaf.end(at) <= first) ++at;
            runs_.leaf.push_back(survey_.design().leaf_of_run()[at]);
            if (cells_ != nullptr) runs_.cell.push_back(cells_->cell[first]);
        }
    }

    void sort_rows(const RowRuns& cut, const std::vector<std::uint32_t>& code) {
        const std::uint64_t cells = cells_ == nullptr ? 1 : cells_->cells();
        constexpr std::uint64_t none = ~std::uint64_t{0};
        std::vector<std::uint64_t> key(survey_.data().rows);
        for (std::size_t run = 0; run < cut.count(); ++run) {
            const std::uint32_t cell = cells_ == nullptr ? 0 : cells_->cell[cut.begin(run)];
            const std::uint64_t mine = code[run] == missing_code ? none : code[run] * cells + cell;
            std::fill(key.begin() + cut.begin(run), key.begin() + cut.end(run), mine);
        }
        const auto& order = survey_.design().order();
        const auto& leaf = survey_.design().leaf();
        runs_.rows.reserve(order.size());
        std::vector<std::uint32_t> part;
        for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
            part.clear();
            for (end = begin; end < order.size() && leaf[order[end]] == leaf[order[begin]]; ++end) {
                if (key[order[end]] != none) part.push_back(order[end]);
            }
            std::stable_sort(part.begin(), part.end(), [&](std::uint32_t a, std::uint32_t b) {
                return key[a] < key[b];
            });
            for (std::size_t i = 0; i < part.size(); ++i) {
                const bool goes_on = i > 0 && key[part[i]] == key[part[i - 1]] &&
                                     runs_.rows.size() - runs_.begin.back() < longest_packed_run;
                if (!goes_on) {
                    runs_.begin.push_back(static_cast<std::uint32_t>(runs_.rows.size()));
                    runs_.leaf.push_back(leaf[part[i]]);
                    runs_.domain.push_back(static_cast<std::uint32_t>(key[part[i]] / cells));
                    if (cells_ != nullptr) runs_.cell.push_back(static_cast<std::uint32_t>(key[part[i]] % cells));
                }
                runs_.rows.push_back(part[i]);
            }
        }
        runs_.begin.push_back(static_cast<std::uint32_t>(runs_.rows.size()));
    }

    const Survey& survey_;
    const Auxiliaries* cells_;
    std::vector<std::string> labels_;
    PackedRuns runs_;
};

/// Turns the sums of runs into the sums of domains.
class DomainSums {
  public:
    DomainSums(
        const Survey& survey, const std::vector<PackedPlan>& plans, const PackedRuns& runs, const PackedSums& sums,
        double unit
    )
        : survey_(survey), plans_(plans), runs_(runs), sums_(sums), unit_(unit) {}

    std::vector<PackedDomain> of(std::vector<std::string> labels) const {
        std::vector<std::vector<std::uint32_t>> runs_of(labels.size());
        for (std::uint32_t run = 0; run < runs_.count(); ++run) {
            if (runs_.domain[run] != missing_code) runs_of[runs_.domain[run]].push_back(run);
        }
        std::vector<PackedDomain> result(labels.size());
        in_parallel(survey_.threads(), labels.size(), [&](std::size_t d) {
            result[d].label = std::move(labels[d]);
            const auto by_leaf = [&](std::uint32_t a, std::uint32_t b) { return runs_.leaf[a] < runs_.leaf[b]; };
            if (!std::is_sorted(runs_of[d].begin(), runs_of[d].end(), by_leaf))
                std::stable_sort(runs_of[d].begin(), runs_of[d].end(), by_leaf);
            add_up(runs_of[d], result[d]);
            if (survey_.calibration_cells() != nullptr) add_up_cells(runs_of[d], result[d]);
        });
        std::erase_if(result, [](const PackedDomain& domain) { return domain.sums.leaf.empty(); });
        return result;
    }

  private:
    void add_up(const std::vector<std::uint32_t>& runs, PackedDomain& domain) const {
        LeafSums& sums = domain.sums;
        for (const std::uint32_t run : runs) {
            if (sums.leaf.empty() || sums.leaf.back() != runs_.leaf[run]) sums.leaf.push_back(runs_.leaf[run]);
        }
        sums.sums = Matrix(sums.leaf.size(), sums_.width);
        std::vector<char> answered(sums.leaf.size());
        std::vector<Wide> total(sums_.width);
        std::vector<Wide> of_leaf(sums_.width);
        std::uint64_t n = 0;
        for (std::size_t i = 0, l = 0; i < runs.size(); ++l) {
            std::size_t end = i;
            for (; end < runs.size() && runs_.leaf[runs[end]] == sums.leaf[l]; ++end) {
                answered[l] = answered[l] || sums_.counted[runs[end]] > 0;
                n += sums_.counted[runs[end]];
            }
            const auto into = sums.sums.row(l);
            if (end == i + 1) {  // mostly a leaf is one run
                const auto from = sums_.of(runs[i]);
                for (std::size_t j = 0; j < sums_.width; ++j) into[j] = static_cast<double>(from[j]) * unit_;
                for (std::size_t j = 0; j < sums_.width; ++j) total[j] += from[j];
            } else {
                std::fill(of_leaf.begin(), of_leaf.end(), 0);
                for (std::size_t k = i; k < end; ++k) {
                    for (std::size_t j = 0; j < sums_.width; ++j) of_leaf[j] += sums_.of(runs[k])[j];
                }
                for (std::size_t j = 0; j < sums_.width; ++j) {
                    into[j] = static_cast<double>(of_leaf[j]) * unit_;
                    total[j] += of_leaf[j];
                }
            }
            i = end;
        }
        for (const Wide sum : total) sums.total.push_back(static_cast<double>(sum) * unit_);
        domain.n = static_cast<double>(n);
        domain.df = survey_.design().degrees_of_freedom_of_leaves(sums.leaf, answered);
    }

    void add_up_cells(const std::vector<std::uint32_t>& runs, PackedDomain& domain) const {
        const Auxiliaries& aux = *survey_.calibration_cells();
        const Projection& projection = survey_.projections()[0];
        domain.by_cell = Matrix(aux.cells(), sums_.width);
        if (!projection.is_regression()) {
            const auto counts = count_cells(plans_, runs_, runs, aux.cell, aux.cells());
            for (std::size_t i = 0; i < counts.size(); ++i) {
                domain.by_cell(i / sums_.width, i % sums_.width) = static_cast<double>(counts[i]);
            }
            return;
        }
        std::vector<Wide> sums(aux.cells() * sums_.width);
        for (const std::uint32_t run : runs) {
            const auto from = sums_.of(run);
            Wide* const into = sums.data() + runs_.cell[run] * sums_.width;
            for (std::size_t j = 0; j < sums_.width; ++j) into[j] += from[j];
        }
        const auto ratios = projection.cell_ratios();
        for (std::size_t i = 0; i < sums.size(); ++i) {
            domain.by_cell(i / sums_.width, i % sums_.width) =
                ratios[i / sums_.width] * (static_cast<double>(sums[i]) * unit_);
        }
    }

    const Survey& survey_;
    const std::vector<PackedPlan>& plans_;
    const PackedRuns& runs_;
    const PackedSums& sums_;
    double unit_;
};

}  // namespace

std::optional<std::vector<PackedDomain>> packed_pass(
    const Survey& survey, const std::vector<std::string>& items, const std::vector<std::string>& by,
    const std::optional<std::string>& where
) {
    const Auxiliaries* const calibrated = survey.calibration_cells();
    if (!survey.sums_are_enough() && calibrated == nullptr) return std::nullopt;
    std::vector<PackedPlan> plans;
    for (const std::string& item : items) {
        auto plan = plan_packed_item(survey.data(), item);
        if (!plan) return std::nullopt;
        plans.push_back(*plan);
    }
    const std::optional<IntegerScale>& scale = survey.integer_scale();
    if (!scale) return std::nullopt;
    const bool by_cell = calibrated != nullptr && survey.projections()[0].is_regression();
    RunCutter cutter(survey, by, where, by_cell ? calibrated : nullptr);
    const PackedRuns& runs = cutter.runs();
    const bool shared = runs.rows.empty() && !where;
    std::shared_ptr<const PackedSums> sums = shared ? survey.packed_cache().find(plans, runs.begin) : nullptr;
    if (sums == nullptr) {
        sums = std::make_shared<PackedSums>(
            sum_runs(survey.weights(), *scale, plans, runs, where.has_value(), survey.threads())
        );
        if (shared) survey.packed_cache().keep(plans, runs.begin, sums);
    }
    auto result = DomainSums(survey, plans, runs, *sums, scale->unit).of(std::move(cutter.labels()));
    if (by.empty() && result.empty()) return std::nullopt;
    return result;
}

Fit fit_packed(const Survey& survey, const SumsModel& model, const PackedDomain& domain) {
    if (domain.by_cell.rows() == 0) return survey.fit(model, domain.sums);
    Fit fit;
    fit.sums = domain.sums.total;
    fit.value = model.values(fit.sums);
    const Matrix gradient = model.gradient(fit.sums);
    const auto& full = survey.calibration_weights();
    const std::size_t width = gradient.rows();
    // What the calibration takes out of each row of a cell, per unit of weight.
    const Matrix influence = product(domain.by_cell, transposed(gradient));
    const Matrix taken = survey.projections()[0].cell_fit(influence, full.rows_of_cell);
    const std::size_t leaves = survey.design().leaves();
    fit.scores = {std::vector<std::uint32_t>(leaves), width, std::vector<double>(leaves * width)};
    std::iota(fit.scores.leaf.begin(), fit.scores.leaf.end(), 0u);
    const Scores own = survey.scores_of_leaves(domain.sums, gradient);
    for (std::size_t e = 0; e < own.leaf.size(); ++e) {
        std::copy_n(own.z.data() + e * width, width, fit.scores.z.data() + own.leaf[e] * width);
    }
    for (std::size_t e = 0; e < full.leaf.size(); ++e) {
        double* const into = fit.scores.z.data() + full.leaf[e] * width;
        const double* const out = taken.row(full.cell[e]).data();
        for (std::size_t j = 0; j < width; ++j) into[j] -= full.weight[e] * out[j];
    }
    fit.covariance = survey.covariance(fit, false);
    return fit;
}

}  // namespace longdan::estimation
