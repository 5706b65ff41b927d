#include "engine/estimation/sample_design.h"

#include "engine/estimation/csv_reader.h"
#include "platform/base/error.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <unordered_map>

#include <fmt/core.h>

namespace longdan::estimation {
namespace {

/// Splits groups of rows by the ranks of a column; new groups are numbered by (old group, rank).
struct Groups {
    std::vector<std::uint32_t> of_row;
    std::size_t count = 0;

    void split(const std::vector<std::uint32_t>& rank, std::size_t ranks) {
        const std::size_t span = std::max<std::size_t>(ranks, 1);
        if (count * span <= std::max<std::size_t>(std::size_t{1} << 22, 4 * rank.size())) {
            std::vector<std::uint32_t> number(count * span);
            for (std::size_t row = 0; row < rank.size(); ++row) number[of_row[row] * span + rank[row]] = 1;
            std::uint32_t next = 0;
            for (std::uint32_t& entry : number) {
                if (entry != 0) entry = next++;
            }
            for (std::size_t row = 0; row < rank.size(); ++row) of_row[row] = number[of_row[row] * span + rank[row]];
            count = next;
            return;
        }
        std::vector<std::uint64_t> keys(rank.size());
        for (std::size_t row = 0; row < rank.size(); ++row)
            keys[row] = of_row[row] * static_cast<std::uint64_t>(span) + rank[row];
        std::vector<std::uint64_t> distinct = keys;
        std::sort(distinct.begin(), distinct.end());
        distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
        std::unordered_map<std::uint64_t, std::uint32_t> number;
        number.reserve(distinct.size());
        for (std::size_t i = 0; i < distinct.size(); ++i) number.emplace(distinct[i], static_cast<std::uint32_t>(i));
        for (std::size_t row = 0; row < rank.size(); ++row) of_row[row] = number.at(keys[row]);
        count = distinct.size();
    }
};

std::vector<std::uint32_t> complete_ranks(const DataTable& data, const std::string& column, std::size_t& levels) {
    Ranked result = ranked(data.at(column));
    for (std::size_t row = 0; row < result.rank.size(); ++row) {
        if (result.rank[row] == missing_code) data.refuse(row, column, "thiếu giá trị, thiết kế cần đủ mọi dòng");
    }
    levels = result.labels.size();
    return std::move(result.rank);
}

/// For each group of `fine` the group of `coarse` it lies in, and one of its rows.
void relate(
    const Groups& fine, const Groups& coarse, std::vector<std::uint32_t>& parent, std::vector<std::uint32_t>* row_of
) {
    parent.assign(fine.count, 0);
    if (row_of != nullptr) row_of->assign(fine.count, 0);
    for (std::size_t row = fine.of_row.size(); row-- > 0;) {
        parent[fine.of_row[row]] = coarse.of_row[row];
        if (row_of != nullptr) (*row_of)[fine.of_row[row]] = static_cast<std::uint32_t>(row);
    }
}

}  // namespace

SampleDesign::SampleDesign(const DataTable& data, const DesignSpec& spec) : data_(&data), spec_(&spec) {
    if (data.rows == 0) throw Error(ErrorKind::invalid, fmt::format("{}: không có dòng dữ liệu nào", data.name));
    if (data.rows >= missing_code) throw Error(ErrorKind::too_large, fmt::format("{}: quá nhiều dòng", data.name));
    Groups groups{std::vector<std::uint32_t>(data.rows, 0), 1};
    const bool pairwise = spec.pps != UnequalProbabilities::none && spec.pps != UnequalProbabilities::brewer;
    const std::size_t wanted = spec.clusters.empty() ? 1 : spec.clusters.size();
    const std::size_t depth = pairwise ? 1 : std::max<std::size_t>(1, std::min(wanted, spec.fpc.size()));
    for (std::size_t s = 0; s < depth; ++s) {
        const Groups above = groups;
        std::size_t levels = 0;
        if (s < spec.strata.size()) {
            const auto rank = complete_ranks(data, spec.strata[s], levels);
            groups.split(rank, levels);
        }
        const Groups strata = groups;
        if (spec.clusters.empty()) {
            std::vector<std::uint32_t> by_group(groups.count + 1);
            for (const std::uint32_t group : groups.of_row) ++by_group[group + 1];
            std::partial_sum(by_group.begin(), by_group.end(), by_group.begin());
            for (std::uint32_t& group : groups.of_row) group = by_group[group]++;
            groups.count = data.rows;
        } else {
            const auto rank = complete_ranks(data, spec.clusters[s], levels);
            groups.split(rank, levels);
            if (s == 0 && !spec.nest && groups.count > levels) {
                std::vector<std::uint32_t> stratum_of(levels, missing_code);
                for (std::size_t row = 0; row < rank.size(); ++row) {
                    std::uint32_t& stratum = stratum_of[rank[row]];
                    if (stratum == missing_code) stratum = strata.of_row[row];
                    if (stratum != strata.of_row[row]) {
                        data.refuse(
                            row, spec.clusters[0],
                            fmt::format(
                                "cụm '{}' nằm ở hai tầng; nếu mã cụm chỉ duy nhất trong tầng, đặt \"nest\": true",
                                data.at(spec.clusters[0]).shown(row)
                            )
                        );
                    }
                }
            }
        }
        Stage stage;
        relate(groups, above, stage.parent, &stage.first_row);
        relate(groups, strata, stage.stratum, nullptr);
        stage.stratum_begin.assign(strata.count + 1, 0);
        for (const std::uint32_t stratum : stage.stratum) ++stage.stratum_begin[stratum + 1];
        std::partial_sum(stage.stratum_begin.begin(), stage.stratum_begin.end(), stage.stratum_begin.begin());
        stage.sampled.assign(groups.count, 0);
        stages_.push_back(std::move(stage));
        if (s == 0) psu_ = groups.of_row;
    }
    leaf_ = std::move(groups.of_row);
    std::vector<std::uint32_t> position(leaves() + 1);
    for (std::size_t row = 0; row < leaf_.size(); ++row) {
        ++position[leaf_[row] + 1];
        if (row > 0 && leaf_[row] < leaf_[row - 1]) order_is_file_order_ = false;
    }
    std::partial_sum(position.begin(), position.end(), position.begin());
    order_.resize(data.rows);
    for (std::size_t row = 0; row < leaf_.size(); ++row)
        order_[position[leaf_[row]]++] = static_cast<std::uint32_t>(row);
    psu_of_leaf_.resize(leaves());
    for (std::size_t row = 0; row < leaf_.size(); ++row) psu_of_leaf_[leaf_[row]] = psu_[row];
    read_fractions();
    read_weights();
    if (spec.pps == UnequalProbabilities::joint) load_joint();
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
    weights_.assign(rows(), 1);
    const auto column = spec_->weights ? spec_->weights : spec_->probs;
    if (column) {
        const Column& values = data_->at(*column);
        if (values.is_text()) data_->refuse_text(values, spec_->probs ? "xác suất phải là số" : "quyền số phải là số");
        for (std::size_t row = 0; row < rows(); ++row) {
            const double value = values.number(row);
            if (std::isnan(value)) data_->refuse(row, *column, "thiếu quyền số");
            if (value < 0 || (spec_->probs && value == 0)) {
                data_->refuse(row, *column, spec_->probs ? "xác suất phải dương" : "quyền số âm");
            }
            weights_[row] = spec_->probs ? 1 / value : value;
        }
    } else if (!spec_->fpc.empty()) {
        std::vector<double> weight(leaves());
        std::vector<double> above(1, 1);
        for (const Stage& stage : stages_) {
            std::vector<double> here(stage.parent.size());
            for (std::size_t c = 0; c < here.size(); ++c) here[c] = above[stage.parent[c]] / stage.sampled[c];
            above = std::move(here);
        }
        for (std::size_t row = 0; row < rows(); ++row) weights_[row] = above[leaf_[row]];
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
            joint_(leaf_[i], leaf_[j]) = value;
        }
    }
}

double SampleDesign::degrees_of_freedom(std::span<const std::uint32_t> rows, std::span<const double> weights) const {
    std::vector<std::uint32_t> leaves(rows.size());
    std::vector<char> counts(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        leaves[i] = leaf_[rows[i]];
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
