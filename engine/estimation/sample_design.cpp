#include "engine/estimation/sample_design.h"

#include "engine/estimation/csv_reader.h"
#include "platform/base/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <set>
#include <unordered_map>

#include <fmt/core.h>

namespace longdan::estimation {
namespace {

/// Splits groups of runs by the ranks of a column; new groups are numbered by (old group, rank).
struct Groups {
    std::vector<std::uint32_t> of_run;
    std::size_t count = 0;

    void split(const std::vector<std::uint32_t>& rank, std::size_t ranks) {
        const std::size_t span = std::max<std::size_t>(ranks, 1);
        if (count * span <= std::max<std::size_t>(std::size_t{1} << 22, 4 * rank.size())) {
            std::vector<std::uint32_t> number(count * span);
            for (std::size_t run = 0; run < rank.size(); ++run) number[of_run[run] * span + rank[run]] = 1;
            std::uint32_t next = 0;
            for (std::uint32_t& entry : number) {
                if (entry != 0) entry = next++;
            }
            for (std::size_t run = 0; run < rank.size(); ++run) of_run[run] = number[of_run[run] * span + rank[run]];
            count = next;
            return;
        }
        std::vector<std::uint64_t> keys(rank.size());
        for (std::size_t run = 0; run < rank.size(); ++run)
            keys[run] = of_run[run] * static_cast<std::uint64_t>(span) + rank[run];
        std::vector<std::uint64_t> distinct = keys;
        std::sort(distinct.begin(), distinct.end());
        distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
        std::unordered_map<std::uint64_t, std::uint32_t> number;
        number.reserve(distinct.size());
        for (std::size_t i = 0; i < distinct.size(); ++i) number.emplace(distinct[i], static_cast<std::uint32_t>(i));
        for (std::size_t run = 0; run < rank.size(); ++run) of_run[run] = number.at(keys[run]);
        count = distinct.size();
    }
};

/// Ranks of the column by run.
std::vector<std::uint32_t> complete_ranks(
    const DataTable& data, const RowRuns& runs, const std::string& column, std::size_t& levels
) {
    Ranked result = ranked(data.at(column), runs.firsts());
    for (std::size_t run = 0; run < result.rank.size(); ++run) {
        if (result.rank[run] == missing_code)
            data.refuse(runs.begin(run), column, "thiếu giá trị, thiết kế cần đủ mọi dòng");
    }
    levels = result.labels.size();
    return std::move(result.rank);
}

/// For each group of `fine` the group of `coarse` it lies in, and one of its rows.
void relate(
    const RowRuns& runs, const Groups& fine, const Groups& coarse, std::vector<std::uint32_t>& parent,
    std::vector<std::uint32_t>* row_of
) {
    parent.assign(fine.count, 0);
    if (row_of != nullptr) row_of->assign(fine.count, 0);
    for (std::size_t run = runs.count(); run-- > 0;) {
        parent[fine.of_run[run]] = coarse.of_run[run];
        if (row_of != nullptr) (*row_of)[fine.of_run[run]] = runs.begin(run);
    }
}

}  // namespace

SampleDesign::SampleDesign(const DataTable& data, const DesignSpec& spec)
    : data_(&data), spec_(&spec), runs_(data.rows) {
    if (data.rows == 0) throw Error(ErrorKind::invalid, fmt::format("{}: không có dòng dữ liệu nào", data.name));
    if (data.rows >= missing_code) throw Error(ErrorKind::too_large, fmt::format("{}: quá nhiều dòng", data.name));
    const bool pairwise = spec.pps != UnequalProbabilities::none && spec.pps != UnequalProbabilities::brewer;
    const std::size_t wanted = spec.clusters.empty() ? 1 : spec.clusters.size();
    const std::size_t depth = pairwise ? 1 : std::max<std::size_t>(1, std::min(wanted, spec.fpc.size()));
    for (std::size_t s = 0; s < depth; ++s) {
        if (s < spec.strata.size()) runs_.cut(data.at(spec.strata[s]));
        if (s < spec.clusters.size()) runs_.cut(data.at(spec.clusters[s]));
    }
    if (spec.clusters.empty()) runs_.cut_everywhere();
    Groups groups{std::vector<std::uint32_t>(runs_.count(), 0), 1};
    Groups first_stage;
    for (std::size_t s = 0; s < depth; ++s) {
        const Groups above = groups;
        std::size_t levels = 0;
        if (s < spec.strata.size()) {
            const auto rank = complete_ranks(data, runs_, spec.strata[s], levels);
            groups.split(rank, levels);
        }
        const Groups strata = groups;
        if (spec.clusters.empty()) {
            std::vector<std::uint32_t> by_group(groups.count + 1);
            for (const std::uint32_t group : groups.of_run) ++by_group[group + 1];
            std::partial_sum(by_group.begin(), by_group.end(), by_group.begin());
            for (std::uint32_t& group : groups.of_run) group = by_group[group]++;
            groups.count = data.rows;
        } else {
            const auto rank = complete_ranks(data, runs_, spec.clusters[s], levels);
            groups.split(rank, levels);
            if (s == 0 && !spec.nest && groups.count > levels) {
                std::vector<std::uint32_t> stratum_of(levels, missing_code);
                for (std::size_t run = 0; run < rank.size(); ++run) {
                    std::uint32_t& stratum = stratum_of[rank[run]];
                    if (stratum == missing_code) stratum = strata.of_run[run];
                    if (stratum != strata.of_run[run]) {
                        data.refuse(
                            runs_.begin(run), spec.clusters[0],
                            fmt::format(
                                "cụm '{}' nằm ở hai tầng; nếu mã cụm chỉ duy nhất trong tầng, đặt \"nest\": true",
                                data.at(spec.clusters[0]).shown(runs_.begin(run))
                            )
                        );
                    }
                }
            }
        }
        Stage stage;
        relate(runs_, groups, above, stage.parent, &stage.first_row);
        relate(runs_, groups, strata, stage.stratum, nullptr);
        stage.stratum_begin.assign(strata.count + 1, 0);
        for (const std::uint32_t stratum : stage.stratum) ++stage.stratum_begin[stratum + 1];
        std::partial_sum(stage.stratum_begin.begin(), stage.stratum_begin.end(), stage.stratum_begin.begin());
        stage.sampled.assign(groups.count, 0);
        stages_.push_back(std::move(stage));
        if (s == 0) first_stage = groups;
    }
    leaf_of_run_ = std::move(groups.of_run);
    order_is_file_order_ = std::is_sorted(leaf_of_run_.begin(), leaf_of_run_.end());
    psu_of_leaf_.resize(leaves());
    for (std::size_t run = 0; run < runs_.count(); ++run) psu_of_leaf_[leaf_of_run_[run]] = first_stage.of_run[run];
    read_fractions();
    read_weights();
    if (spec.pps == UnequalProbabilities::joint) load_joint();
}

const std::vector<std::uint32_t>& SampleDesign::leaf() const {
    std::call_once(leaf_made_, [&] {
        leaf_.resize(rows());
        for (std::size_t run = 0; run < runs_.count(); ++run) {
            std::fill(leaf_.begin() + runs_.begin(run), leaf_.begin() + runs_.end(run), leaf_of_run_[run]);
        }
    });
    return leaf_;
}

const std::vector<std::uint32_t>& SampleDesign::order() const {
    std::call_once(order_made_, [&] {
        std::vector<std::uint32_t> position(leaves() + 1);
        for (std::size_t run = 0; run < runs_.count(); ++run) {
            position[leaf_of_run_[run] + 1] += runs_.end(run) - runs_.begin(run);
        }
        std::partial_sum(position.begin(), position.end(), position.begin());
        order_.resize(rows());
        for (std::size_t run = 0; run < runs_.count(); ++run) {
            const std::uint32_t length = runs_.end(run) - runs_.begin(run);
            const auto into = order_.begin() + position[leaf_of_run_[run]];
            std::iota(into, into + length, runs_.begin(run));
            position[leaf_of_run_[run]] += length;
        }
    });
    return order_;
}

void SampleDesign::read_fractions() {
    for (std::size_t s = 0; s < stages_.size() && s < spec_->fpc.size(); ++s) {
        Stage& stage = stages_[s];
        const Column& column = data_->at(spec_->fpc[s]);
        if (column.is_text()) data_->refuse_text(column, "hiệu chỉnh tổng thể hữu hạn phải là số");
        std::vector<double> value(stage.parent.size());
        for (std::size_t c = 0; c < value.size(); ++c) {
            value[c] = column.number(stage.first_row[c]);
            if (!(value[c] > 0)) data_->refuse(stage.first_row[c], column.name, "cần một số dương");
        }
        const bool by_cluster = spec_->pps != UnequalProbabilities::none;
        for (std::size_t h = 0; h + 1 < stage.stratum_begin.size(); ++h) {
            const std::uint32_t begin = stage.stratum_begin[h];
            const double n = stage.stratum_begin[h + 1] - begin;
            for (std::uint32_t c = begin; c < stage.stratum_begin[h + 1]; ++c) {
                if (by_cluster && s == 0 && value[c] > 1) {
                    data_->refuse(stage.first_row[c], column.name, "xác suất chọn phải không quá 1");
                }
                if (!(by_cluster && s == 0) && value[c] != value[begin]) {
                    data_->refuse(
                        stage.first_row[c], column.name,
                        fmt::format("tổng thể của một tầng có hai giá trị: {} và {}", value[begin], value[c])
                    );
                }
                stage.sampled[c] = by_cluster && s == 0 ? value[c] : n / (value[c] > 1 ? value[c] : n / value[c]);
                if (stage.sampled[c] > 1) {
                    data_->refuse(
                        stage.first_row[c], column.name, fmt::format("tổng thể {} nhỏ hơn mẫu {}", value[c], n)
                    );
                }
            }
        }
    }
    if (spec_->pps == UnequalProbabilities::hartley_rao) {
        const Stage& first = stages_.front();
        for (std::size_t h = 0; h + 1 < first.stratum_begin.size(); ++h) {
            const auto begin = first.sampled.begin() + first.stratum_begin[h];
            const auto end = first.sampled.begin() + first.stratum_begin[h + 1];
            stratum_mean_probability_.push_back(std::accumulate(begin, end, 0.0) / static_cast<double>(end - begin));
        }
    }
}

void SampleDesign::read_weights() {
    if (spec_->weights || spec_->probs) {
        const std::string& name = spec_->weights ? *spec_->weights : *spec_->probs;
        const Column& column = data_->at(name);
        if (column.is_text()) data_->refuse_text(column, spec_->probs ? "xác suất phải là số" : "quyền số phải là số");
        if (spec_->weights && column.kind == Column::Kind::number) {
            weights_ = column.numbers;
        } else {
            own_weights_.resize(rows());
            for (std::size_t row = 0; row < rows(); ++row) own_weights_[row] = column.number(row);
            weights_ = own_weights_;
        }
        const bool zero_is_wrong = spec_->probs.has_value();
        const double least = zero_is_wrong ? std::numeric_limits<double>::min() : 0;
        bool fine = true;
        for (const double weight : weights_) fine &= weight >= least;
        for (std::size_t row = 0; row < rows() && !fine; ++row) {
            if (std::isnan(weights_[row])) data_->refuse(row, name, "thiếu quyền số");
            if (weights_[row] < 0 || (zero_is_wrong && weights_[row] == 0))
                data_->refuse(row, name, zero_is_wrong ? "xác suất phải dương" : "quyền số âm");
        }
        if (spec_->probs) {
            for (double& weight : own_weights_) weight = 1 / weight;
        }
        return;
    }
    own_weights_.assign(rows(), 1);
    weights_ = own_weights_;
    if (spec_->fpc.empty()) return;
    std::vector<double> above(1, 1);
    for (const Stage& stage : stages_) {
        std::vector<double> here(stage.parent.size());
        for (std::size_t c = 0; c < here.size(); ++c) here[c] = above[stage.parent[c]] / stage.sampled[c];
        above = std::move(here);
    }
    for (std::size_t run = 0; run < runs_.count(); ++run) {
        std::fill(
            own_weights_.begin() + runs_.begin(run), own_weights_.begin() + runs_.end(run), above[leaf_of_run_[run]]
        );
    }
}

void SampleDesign::load_joint() {
    const auto header = read_csv_header(spec_->joint_path);
    CsvOptions options;
    options.columns = header;
    const DataTable table = read_csv(spec_->joint_path, options);
    if (table.rows != rows() || header.size() != rows()) {
        throw Error(
            ErrorKind::invalid,
            fmt::format("{}: có {} dòng, {} cột; dữ liệu có {} dòng", table.name, table.rows, header.size(), rows())
        );
    }
    joint_ = Matrix(rows(), rows());
    for (std::size_t j = 0; j < rows(); ++j) {
        const Column& column = table.columns[j];
        for (std::size_t i = 0; i < rows(); ++i) {
            const double value = column.is_text() ? std::nan("") : column.number(i);
            if (!(value > 0 && value <= 1)) table.refuse(i, column.name, "cần một xác suất dương không quá 1");
            joint_(leaf()[i], leaf()[j]) = value;
        }
    }
}

double SampleDesign::degrees_of_freedom(std::span<const std::uint32_t> rows, std::span<const double> weights) const {
    std::vector<std::uint32_t> leaves(rows.size());
    std::vector<char> counts(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        leaves[i] = leaf()[rows[i]];
        counts[i] = weights[i] != 0;
    }
    return degrees_of_freedom_of_leaves(leaves, counts);
}

double SampleDesign::degrees_of_freedom_of_leaves(std::span<const std::uint32_t> leaves, std::span<const char> counts)
    const {
    const Stage& first = stages_.front();
    std::vector<bool> psu(first.parent.size());
    std::vector<bool> stratum(first.stratum_begin.size());
    std::size_t psus = 0;
    std::size_t strata = 0;
    for (std::size_t i = 0; i < leaves.size(); ++i) {
        const std::uint32_t mine = psu_of_leaf_[leaves[i]];
        if (!counts[i] || psu[mine]) continue;
        psu[mine] = true;
        ++psus;
        const std::uint32_t h = first.stratum[mine];
        if (!stratum[h]) ++strata;
        stratum[h] = true;
    }
    return static_cast<double>(psus) - static_cast<double>(strata);
}

}  // namespace longdan::estimation
