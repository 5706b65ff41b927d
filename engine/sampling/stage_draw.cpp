#include "engine/sampling/stage_draw.h"

#include "platform/base/error.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

namespace longdan::sampling {
namespace {

[[noreturn]] void refuse(const std::string& message) { throw Error(ErrorKind::invalid, message); }

}  // namespace

StageDraw::StageDraw(const Design& design, std::size_t stage, const std::vector<Frame>& frames, std::uint64_t seed)
    : stage_(design.stages[stage]), index_(stage), frame_(frames.at(stage)), seed_(seed) {
    read_columns();
    find_certainty();
    if (stage > 0) find_parents(frames[stage - 1]);
}

void StageDraw::read_columns() {
    std::vector<std::size_t> columns;
    for (const std::string& name : stage_.strata) columns.push_back(frame_.column(name));
    levels_ = frame_.levels(columns);
    slots_.assign(levels_.keys.size(), -1);
    for (const auto& [key, number] : stage_.size.per_stratum) {
        if (number > 0 && !std::binary_search(levels_.keys.begin(), levels_.keys.end(), key)) {
            refuse(place(key, "") + ": không có đơn vị nào trong dàn mẫu");
        }
    }
    for (const std::string& name : stage_.order_by) {
        const std::size_t column = frame_.column(name);
        OrderColumn order;
        order.wholes = frame_.wholes_if_all(column);
        if (!order.wholes) order.texts = frame_.texts(column);
        order_.push_back(std::move(order));
    }
    if (!stage_.measure.empty()) measure_ = frame_.wholes(frame_.column(stage_.measure));
    for (const std::string& name : stage_.balance) frame_.column(name);
}

void StageDraw::find_certainty() {
    for (const std::string& id : stage_.certainty) {
        const auto row = frame_.row_of(id);
        if (!row) refuse(fmt::format("{}: đơn vị chắc chắn {} không có trong dàn mẫu", frame_.name(), id));
        for (std::size_t at = *row; at < frame_.rows() && frame_.id(at) == id; ++at) {
            certainty_.push_back(static_cast<std::uint32_t>(at));
        }
    }
    std::sort(certainty_.begin(), certainty_.end());
    certainty_.erase(std::unique(certainty_.begin(), certainty_.end()), certainty_.end());
}

void StageDraw::find_parents(const Frame& before) {
    before_ = &before;
    const std::vector<std::string_view> parents = frame_.texts(frame_.column(stage_.parent));
    for (std::size_t row = 0; row < parents.size(); ++row) {
        children_[parents[row]].list().push_back(static_cast<std::uint32_t>(row));
    }
    // Refusals in the order of the rows, not of the table.
    std::vector<std::pair<std::uint32_t, std::string_view>> firsts;
    for (const auto& [parent, rows] : children_) firsts.emplace_back(rows[0], parent);
    std::sort(firsts.begin(), firsts.end());
    for (const auto& [row, parent] : firsts) {
        const auto found = before.row_of(parent);
        const bool twice = found && *found + 1 < before.rows() && before.id(*found + 1) == parent;
        if (found && !twice) continue;
        refuse(fmt::format(
            "{}: dòng {}, cột {}: «{}» {} {}", frame_.name(), frame_.line(row), stage_.parent, parent,
            found ? "có hai lần trong" : "không có trong", before.name()
        ));
    }
}

void StageDraw::run_whole(Sample& sample) { run(sample, RowList::all(frame_.rows()), std::nullopt); }

void StageDraw::run_within(Sample& sample, std::size_t parent) {
    const std::string_view id = before_->id(sample.units[parent].row);
    const auto found = children_.find(id);
    if (found == children_.end()) {
        refuse(fmt::format("{}: giai đoạn {}: không có đơn vị nào thuộc {}", frame_.name(), index_ + 1, id));
    }
    run(sample, found->second, parent);
}

void StageDraw::run(Sample& sample, const RowList& rows, std::optional<std::size_t> parent) {
    const std::string name = parent ? std::string(before_->id(sample.units[*parent].row)) : "";
    const std::vector<Stratum> strata = strata_of(rows);
    const std::vector<std::int64_t> sizes = sizes_of(strata, name);
    for (std::size_t h = 0; h < strata.size(); ++h) draw_stratum(sample, strata[h], sizes[h], parent);
}

std::string StageDraw::place(const std::string& key, const std::string& parent) const {
    std::string text = fmt::format("{}: giai đoạn {}", frame_.name(), index_ + 1);
    if (!parent.empty()) text += fmt::format(", thuộc {}", parent);
    if (!key.empty()) text += fmt::format(", tầng {}", key);
    return text;
}

std::vector<StageDraw::Stratum> StageDraw::strata_of(const RowList& rows) {
    if (rows.is_all() && levels_.of_row.empty() && certainty_.empty() && order_.empty()) {
        return {Stratum{levels_.keys[0], rows, {}}};
    }
    const auto level_of = [this](std::uint32_t row) { return levels_.of_row.empty() ? 0 : levels_.of_row[row]; };
    std::vector<std::uint32_t> met;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::uint32_t level = level_of(rows[i]);
        if (slots_[level] < 0) {
            slots_[level] = 0;
            met.push_back(level);
        }
    }
    std::sort(met.begin(), met.end());
    std::vector<Stratum> strata(met.size());
    for (std::size_t h = 0; h < met.size(); ++h) {
        slots_[met[h]] = static_cast<std::int32_t>(h);
        strata[h].key = levels_.keys[met[h]];
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        Stratum& stratum = strata[static_cast<std::size_t>(slots_[level_of(rows[i])])];
        const bool certain = !certainty_.empty() && std::binary_search(certainty_.begin(), certainty_.end(), rows[i]);
        (certain ? stratum.fixed : stratum.rows.list()).push_back(rows[i]);
    }
    for (const std::uint32_t level : met) slots_[level] = -1;
    if (!order_.empty()) {
        for (Stratum& stratum : strata) {
            sort(stratum.rows.list());
            sort(stratum.fixed);
        }
    }
    return strata;
}

void StageDraw::sort(std::vector<std::uint32_t>& rows) const {
    std::stable_sort(rows.begin(), rows.end(), [this](std::uint32_t a, std::uint32_t b) {
        for (const OrderColumn& column : order_) {
            if (column.wholes) {
                if ((*column.wholes)[a] != (*column.wholes)[b]) return (*column.wholes)[a] < (*column.wholes)[b];
            } else if (column.texts[a] != column.texts[b]) {
                return column.texts[a] < column.texts[b];
            }
        }
        return false;
    });
}

double StageDraw::mean(const Stratum& stratum, const std::string& name) const {
    const std::size_t column = frame_.column(name);
    double sum = 0;
    std::optional<double> first;
    bool same = true;
    for (std::size_t i = 0; i < stratum.fixed.size() + stratum.rows.size(); ++i) {
        const std::uint32_t row = i < stratum.fixed.size() ? stratum.fixed[i] : stratum.rows[i - stratum.fixed.size()];
        const double value = frame_.number(row, column);
        if (value < 0) {
            refuse(fmt::format(
                "{}: dòng {}, cột {}: «{}» phải từ 0 trở lên", frame_.name(), frame_.line(row), name,
                frame_.cell(row, column)
            ));
        }
        if (!first) first = value;
        same = same && value == *first;
        sum += value;
    }
    return same ? *first : sum / static_cast<double>(stratum.units());
}

StratumSize StageDraw::size_of(const Stratum& stratum, const std::string& parent) const {
    StratumSize size;
    size.units = stratum.units();
    size.least = static_cast<std::int64_t>(stratum.fixed.size());
    if (!stage_.size.deviation_column.empty()) size.deviation = mean(stratum, stage_.size.deviation_column);
    if (!stage_.size.cost_column.empty()) size.cost = mean(stratum, stage_.size.cost_column);
    if (size.cost <= 0) refuse(place(stratum.key, parent) + ": chi phí phải lớn hơn 0");
    if (!measure_.empty()) {
        std::int64_t total = 0;
        for (const std::uint32_t row : stratum.fixed) total += measure_[row];
        for (std::size_t i = 0; i < stratum.rows.size(); ++i) total += measure_[stratum.rows[i]];
        size.measure = static_cast<double>(total);
    }
    return size;
}

std::vector<std::int64_t> StageDraw::sizes_of(const std::vector<Stratum>& strata, const std::string& parent) const {
    std::vector<std::int64_t> sizes;
    const Size& size = stage_.size;
    if (!size.n && !size.precision && !size.budget) {
        for (const Stratum& stratum : strata) sizes.push_back(stated_size(stratum, parent));
        return sizes;
    }
    std::vector<StratumSize> known;
    for (const Stratum& stratum : strata) known.push_back(size_of(stratum, parent));
    try {
        return shared(known);
    } catch (const Error& error) {
        refuse(fmt::format("{}: {}", place("", parent), error.what()));
    }
}

std::vector<std::int64_t> StageDraw::shared(const std::vector<StratumSize>& strata) const {
    const Size& size = stage_.size;
    const auto needed = [&](const std::vector<StratumSize>& some) {
        if (!size.deviation_column.empty()) return size_for_mean(*size.precision, some, size.allocation, size.power);
        std::int64_t units = 0;
        for (const StratumSize& stratum : some) units += stratum.units;
        return size_for_proportion(*size.precision, units);
    };
    if (size.precision && size.precision->each_stratum) {
        std::vector<std::int64_t> sizes;
        for (const StratumSize& stratum : strata) {
            const std::int64_t least = std::min(stratum.units, std::max(size.minimum, stratum.least));
            sizes.push_back(
                stratum.deviation > 0 || size.deviation_column.empty() ? std::max(least, needed({stratum}))
                                                                       : std::max<std::int64_t>(least, 1)
            );
        }
        return sizes;
    }
    std::int64_t n = 0;
    if (size.n) {
        n = *size.n;
    } else if (size.budget) {
        n = size_for_budget(*size.budget, strata, size.allocation, size.power, size.minimum);
    } else {
        std::int64_t least = 0;
        for (const StratumSize& stratum : strata) {
            least += std::min(stratum.units, std::max(size.minimum, stratum.least));
        }
        n = std::max(least, needed(strata));
    }
    return allocate(n, strata, size.allocation, size.power, size.minimum);
}

std::int64_t StageDraw::stated_size(const Stratum& stratum, const std::string& parent) const {
    const auto found = stage_.size.per_stratum.find(stratum.key);
    if (found != stage_.size.per_stratum.end()) return found->second;
    if (!stage_.size.otherwise) refuse(place(stratum.key, parent) + ": «per_stratum» không có số cho tầng này");
    return *stage_.size.otherwise;
}

std::vector<std::uint64_t> StageDraw::numbers_of(const RowList& rows, Random& random) const {
    std::vector<std::uint64_t> numbers;
    numbers.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
        numbers.push_back(
            stage_.permanent ? permanent_number(stage_.permanent->seed, frame_.id(rows[i])) : random.next()
        );
    }
    return numbers;
}

Selection StageDraw::select(const RowList& rows, std::size_t n, Random& random, std::vector<std::int64_t>& panels)
    const {
    const auto reserve = static_cast<std::size_t>(stage_.reserve);
    if (stage_.select == Method::systematic) return select_systematic(rows.size(), n, reserve, random);
    if (stage_.select == Method::srs) {
        if (!stage_.permanent) return select_srs(rows.size(), n, reserve, random);
        return select_permanent(numbers_of(rows, random), *stage_.permanent, n, reserve, panels);
    }
    std::vector<std::int64_t> gathered;
    std::span<const std::int64_t> sizes = measure_;
    if (!measure_.empty() && !rows.is_all()) {
        gathered.reserve(rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) gathered.push_back(measure_[rows[i]]);
        sizes = gathered;
    }
    if (stage_.select == Method::pps_systematic) return select_pps_systematic(sizes, n, reserve, random);
    if (stage_.select == Method::sampford) return select_sampford(sizes, n, reserve, random);
    if (stage_.select == Method::pareto) {
        std::vector<std::uint64_t> numbers = numbers_of(rows, random);
        const std::uint64_t start = stage_.permanent ? permanent_start(stage_.permanent->start) : 0;
        for (std::uint64_t& number : numbers) number -= start;
        return select_pareto(sizes, n, reserve, numbers);
    }
    std::vector<std::vector<double>> balance;
    for (const std::string& name : stage_.balance) {
        const std::size_t column = frame_.column(name);
        balance.emplace_back();
        for (std::size_t i = 0; i < rows.size(); ++i) balance.back().push_back(frame_.number(rows[i], column));
    }
    return select_cube(rows.size(), sizes, balance, n, reserve, random);
}

void StageDraw::draw_stratum(
    Sample& sample, const Stratum& stratum, std::int64_t n, std::optional<std::size_t> parent
) {
    StratumReport report;
    report.stage = index_;
    report.key = stratum.key;
    if (parent) report.parent = before_->id(sample.units[*parent].row);
    report.units = stratum.units();
    report.size = n;
    const auto fixed = static_cast<std::int64_t>(stratum.fixed.size());
    if (n > report.units) {
        refuse(fmt::format("{}: cần {} đơn vị, chỉ có {}", place(stratum.key, report.parent), n, report.units));
    }
    if (fixed > n) {
        refuse(fmt::format("{}: có {} đơn vị chắc chắn nhưng chỉ {} chỗ", place(stratum.key, report.parent), fixed, n));
    }
    Random random(seed_, static_cast<std::uint32_t>(index_), next_stratum_++);
    Selection selection;
    std::vector<std::int64_t> panels;
    try {
        selection = select(stratum.rows, static_cast<std::size_t>(n - fixed), random, panels);
    } catch (const Error& error) {
        if (std::string_view(error.what()).starts_with(frame_.name())) throw;
        refuse(fmt::format("{}: {}", place(stratum.key, report.parent), error.what()));
    }
    report.start = selection.start;
    report.certain = fixed + static_cast<std::int64_t>(selection.certain.size());
    std::int64_t main = 0;
    for (const std::uint32_t row : stratum.fixed) {
        SampledUnit unit = unit_of(sample, row, 1.0, parent);
        unit.order = ++main;
        unit.weight = 1.0 / unit.probability;
        sample.units.push_back(std::move(unit));
    }
    for (std::size_t i = 0; i < selection.picks.size(); ++i) {
        const Pick& pick = selection.picks[i];
        SampledUnit unit = unit_of(sample, stratum.rows[pick.position], pick.probability, parent);
        unit.order = pick.reserve ? ++report.reserve : ++main;
        unit.role = pick.reserve ? SampleRole::reserve : SampleRole::main;
        if (!pick.reserve) unit.weight = 1.0 / unit.probability;
        if (!pick.reserve && stage_.permanent && stage_.permanent->groups > 0) unit.panel = panels[i];
        sample.units.push_back(std::move(unit));
    }
    sample.strata.push_back(std::move(report));
}

SampledUnit StageDraw::unit_of(
    const Sample& sample, std::size_t row, double probability, std::optional<std::size_t> parent
) const {
    SampledUnit unit;
    unit.stage = index_;
    unit.row = row;
    unit.stratum = sample.strata.size();
    unit.parent = parent;
    if (parent) unit.probabilities = sample.units[*parent].probabilities;
    unit.probabilities.push_back(probability);
    unit.probability = (parent ? sample.units[*parent].probability : 1.0) * probability;
    return unit;
}

}  // namespace longdan::sampling
