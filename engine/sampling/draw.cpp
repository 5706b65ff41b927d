#include "engine/sampling/draw.h"

#include "platform/base/error.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace longdan::sampling {
namespace {

[[noreturn]] void refuse(const std::string& message) { throw Error(ErrorKind::invalid, message); }

/// The rows of one stratum, in the order in which they are drawn.
struct Stratum {
    std::string key;
    std::vector<std::size_t> rows;
};

class StageDraw {
  public:
    StageDraw(const Design& design, std::size_t stage, const Frame& frame, std::uint64_t seed, Sample& sample)
        : stage_(design.stages[stage]), index_(stage), frame_(frame), seed_(seed), sample_(sample) {
        for (const std::string& name : stage_.strata) strata_columns_.push_back(frame.column(name));
        for (const std::string& name : stage_.order_by) {
            const std::size_t column = frame.column(name);
            order_columns_.push_back({column, frame.is_whole(column)});
        }
        if (!stage_.measure.empty()) measure_ = frame.column(stage_.measure);
        for (const std::string& id : stage_.certainty) {
            if (!frame.row_of(id)) refuse(fmt::format("{}: certainty unit {} is not in the frame", frame.name(), id));
        }
    }

    /// Draws in one set of rows: the whole frame, or the units within one unit of the stage before.
    void run(const std::vector<std::size_t>& rows, std::optional<std::size_t> parent) {
        const std::vector<Stratum> strata = strata_of(rows);
        const std::vector<std::int64_t> sizes = sizes_of(strata, parent);
        for (std::size_t h = 0; h < strata.size(); ++h) draw_stratum(strata[h], sizes[h], parent);
    }

  private:
    std::string place(const std::string& key, std::optional<std::size_t> parent) const {
        std::string text = fmt::format("{}: stage {}", frame_.name(), index_ + 1);
        if (parent) text += fmt::format(", within {}", parent_id(*parent));
        if (!key.empty()) text += fmt::format(", stratum {}", key);
        return text;
    }

    std::string parent_id(std::size_t parent) const { return parent_ids_.at(parent); }

  public:
    void name_parent(std::size_t parent, std::string id) { parent_ids_[parent] = std::move(id); }

  private:
    std::vector<Stratum> strata_of(const std::vector<std::size_t>& rows) const {
        std::map<std::string, std::vector<std::size_t>> by_key;
        std::string key;
        for (const std::size_t row : rows) {
            key.clear();
            for (std::size_t i = 0; i < strata_columns_.size(); ++i) {
                if (i > 0) key += ';';
                key += frame_.cell(row, strata_columns_[i]);
            }
            by_key[key].push_back(row);
        }
        std::vector<Stratum> strata;
        for (auto& [name, members] : by_key) {
            if (!order_columns_.empty()) sort(members);
            strata.push_back({name, std::move(members)});
        }
        return strata;
    }

    void sort(std::vector<std::size_t>& rows) const {
        std::stable_sort(rows.begin(), rows.end(), [this](std::size_t a, std::size_t b) {
            for (const auto& [column, whole] : order_columns_) {
                if (whole) {
                    const std::int64_t left = frame_.whole(a, column);
                    const std::int64_t right = frame_.whole(b, column);
                    if (left != right) return left < right;
                } else {
                    const int compared = frame_.cell(a, column).compare(frame_.cell(b, column));
                    if (compared != 0) return compared < 0;
                }
            }
            return false;
        });
    }

    double mean(const Stratum& stratum, const std::string& name) const {
        const std::size_t column = frame_.column(name);
        double sum = 0;
        for (const std::size_t row : stratum.rows) sum += frame_.number(row, column);
        return sum / static_cast<double>(stratum.rows.size());
    }

    std::vector<std::int64_t> sizes_of(const std::vector<Stratum>& strata, std::optional<std::size_t> parent) const {
        std::vector<std::int64_t> sizes;
        if (!stage_.size.n) {
            for (const Stratum& stratum : strata) sizes.push_back(stated_size(stratum, parent));
            return sizes;
        }
        std::vector<StratumSize> known;
        for (const Stratum& stratum : strata) {
            StratumSize size;
            size.units = static_cast<std::int64_t>(stratum.rows.size());
            if (!stage_.size.deviation_column.empty()) size.deviation = mean(stratum, stage_.size.deviation_column);
            if (!stage_.size.cost_column.empty()) size.cost = mean(stratum, stage_.size.cost_column);
            if (size.cost <= 0) refuse(place(stratum.key, parent) + ": the cost must be over 0");
            if (measure_) {
                for (const std::size_t row : stratum.rows) {
                    size.measure += static_cast<double>(frame_.whole(row, *measure_));
                }
            }
            known.push_back(size);
        }
        try {
            return allocate(*stage_.size.n, known, stage_.size.allocation, stage_.size.power, stage_.size.minimum);
        } catch (const Error& error) {
            refuse(fmt::format("{}: {}", place("", parent), error.what()));
        }
    }

    std::int64_t stated_size(const Stratum& stratum, std::optional<std::size_t> parent) const {
        const auto found = stage_.size.per_stratum.find(stratum.key);
        if (found != stage_.size.per_stratum.end()) return found->second;
        if (!stage_.size.otherwise) refuse(place(stratum.key, parent) + ": 'per_stratum' has no number for it");
        return *stage_.size.otherwise;
    }

    Selection select(const std::vector<std::size_t>& rows, std::size_t n, std::size_t reserve, Random& random) const {
        std::vector<std::int64_t> sizes;
        if (measure_ && stage_.select != Method::srs && stage_.select != Method::systematic) {
            for (const std::size_t row : rows) sizes.push_back(frame_.whole(row, *measure_));
        }
        switch (stage_.select) {
            case Method::srs:
                return select_srs(rows.size(), n, reserve, random);
            case Method::systematic:
                return select_systematic(rows.size(), n, reserve, random);
            case Method::pps_systematic:
                return select_pps_systematic(sizes, n, reserve, random);
            case Method::sampford:
                return select_sampford(sizes, n, reserve, random);
            case Method::cube:
                break;
        }
        std::vector<std::vector<double>> balance;
        for (const std::string& name : stage_.balance) {
            const std::size_t column = frame_.column(name);
            balance.emplace_back();
            for (const std::size_t row : rows) balance.back().push_back(frame_.number(row, column));
        }
        return select_cube(rows.size(), sizes, balance, n, reserve, random);
    }

    void draw_stratum(const Stratum& stratum, std::int64_t n, std::optional<std::size_t> parent) {
        StratumReport report;
        report.stage = index_;
        report.key = stratum.key;
        if (parent) report.parent = parent_id(*parent);
        report.units = static_cast<std::int64_t>(stratum.rows.size());
        report.size = n;
        if (n > report.units) {
            refuse(fmt::format("{}: {} units are wanted, {} are there", place(stratum.key, parent), n, report.units));
        }
        std::vector<std::size_t> fixed;
        std::vector<std::size_t> open;
        for (const std::size_t row : stratum.rows) {
            const bool certain =
                std::find(stage_.certainty.begin(), stage_.certainty.end(), frame_.id(row)) != stage_.certainty.end();
            (certain ? fixed : open).push_back(row);
        }
        if (static_cast<std::int64_t>(fixed.size()) > n) {
            refuse(
                fmt::format("{}: {} certainty units, but only {} places", place(stratum.key, parent), fixed.size(), n)
            );
        }
        Random random(seed_, static_cast<std::uint32_t>(index_), next_stratum_++);
        Selection selection;
        try {
            selection = select(
                open, static_cast<std::size_t>(n) - fixed.size(), static_cast<std::size_t>(stage_.reserve), random
            );
        } catch (const Error& error) {
            refuse(fmt::format("{}: {}", place(stratum.key, parent), error.what()));
        }
        report.start = selection.start;
        report.certain = static_cast<std::int64_t>(fixed.size() + selection.certain.size());
        std::int64_t main = 0;
        for (const std::size_t row : fixed) add(row, 1.0, SampleRole::main, ++main, parent);
        std::int64_t reserve = 0;
        for (const Pick& pick : selection.picks) {
            const SampleRole role = pick.reserve ? SampleRole::reserve : SampleRole::main;
            const std::int64_t order = pick.reserve ? ++reserve : ++main;
            add(open[pick.position], selection.probabilities[pick.position], role, order, parent);
        }
        report.reserve = reserve;
        sample_.strata.push_back(std::move(report));
    }

    void add(
        std::size_t row, double probability, SampleRole role, std::int64_t order, std::optional<std::size_t> parent
    ) {
        SampledUnit unit;
        unit.stage = index_;
        unit.row = row;
        unit.stratum = sample_.strata.size();
        unit.parent = parent;
        unit.order = order;
        if (parent) unit.probabilities = sample_.units[*parent].probabilities;
        unit.probabilities.push_back(probability);
        unit.probability = (parent ? sample_.units[*parent].probability : 1.0) * probability;
        unit.role = role;
        if (role == SampleRole::main) unit.weight = 1.0 / unit.probability;
        sample_.units.push_back(std::move(unit));
    }

    const Stage& stage_;
    std::size_t index_;
    const Frame& frame_;
    std::uint64_t seed_;
    Sample& sample_;
    std::uint32_t next_stratum_ = 0;
    std::vector<std::size_t> strata_columns_;
    std::vector<std::pair<std::size_t, bool>> order_columns_;
    std::optional<std::size_t> measure_;
    std::map<std::size_t, std::string> parent_ids_;
};

/// The rows of a later stage by the id of their parent.
std::map<std::string_view, std::vector<std::size_t>> rows_by_parent(
    const Stage& stage, const Frame& frame, const Frame& before
) {
    const std::size_t column = frame.column(stage.parent);
    std::map<std::string_view, std::vector<std::size_t>> rows;
    for (std::size_t row = 0; row < frame.rows(); ++row) rows[frame.cell(row, column)].push_back(row);
    for (const auto& [parent, members] : rows) {
        if (!before.row_of(parent)) {
            refuse(fmt::format(
                "{}: row {}, column {}: '{}' is not in {}", frame.name(), frame.record(members.front()), stage.parent,
                parent, before.name()
            ));
        }
    }
    return rows;
}

}  // namespace

Sample draw(const Design& design, const std::vector<Frame>& frames, std::uint64_t seed) {
    Sample sample;
    std::size_t stage_begin = 0;
    for (std::size_t k = 0; k < design.stages.size(); ++k) {
        StageDraw stage(design, k, frames.at(k), seed, sample);
        const std::size_t stage_end = sample.units.size();
        if (k == 0) {
            std::vector<std::size_t> rows(frames[0].rows());
            for (std::size_t row = 0; row < rows.size(); ++row) rows[row] = row;
            stage.run(rows, std::nullopt);
        } else {
            const auto rows = rows_by_parent(design.stages[k], frames[k], frames[k - 1]);
            for (std::size_t parent = stage_begin; parent < stage_end; ++parent) {
                if (sample.units[parent].role != SampleRole::main) continue;
                const std::string_view id = frames[k - 1].id(sample.units[parent].row);
                stage.name_parent(parent, std::string(id));
                const auto found = rows.find(id);
                if (found == rows.end()) {
                    refuse(fmt::format("{}: no unit of stage {} within {}", frames[k].name(), k + 1, id));
                }
                stage.run(found->second, parent);
            }
        }
        stage_begin = stage_end;
    }
    return sample;
}

}  // namespace longdan::sampling
