#include "features/results/reader.h"

#include <algorithm>

namespace longdan::results {

namespace {

void collect_labels(const methods::AggregationNode& node, bool english, std::map<std::string, std::string>& names) {
    names[node.code] = english ? node.label.en : node.label.vi;
    for (const auto& child : node.children) collect_labels(child, english, names);
}

std::string group_of(const units::Unit& unit) {
    switch (unit.level) {
        case units::Level::country:
            return "national";
        case units::Level::province:
            return "province";
        case units::Level::ministry:
            return "ministry";
        case units::Level::region:
            return "region";
        default:
            return "";
    }
}

}  // namespace

void Reader::add_change(std::vector<SeriesPoint>& points, std::string_view index, std::string_view group, UnitId unit) {
    const SeriesPoint* last = nullptr;
    for (auto& point : points) {
        if (!point.value) continue;
        if (last && point.year != last->year) {
            point.change_since = last->year;
            if (point.simulated != last->simulated) {
                point.comparable = false;
                point.break_sentence = said(
                    "Số liệu mô phỏng không so sánh với số liệu đã công bố.",
                    "Simulated figures are not compared with published ones."
                );
            } else {
                point.break_sentence = incomparable(index, group, unit, last->year, point.year);
                point.comparable = point.break_sentence.empty();
            }
            if (point.comparable) point.change = *point.value - *last->value;
        }
        last = &point;
    }
}

UnitSeries Reader::series(std::string_view index, UnitId unit) {
    const units::Unit& one = registry_->at(unit);
    const std::string group = group_of(one);
    UnitSeries series;
    series.index = index;
    series.index_name = name_of(index_named(index));
    series.unit = link(unit, one.exists(today()) ? today() : one.last().valid_to.value_or(today()));
    for (const auto& figure : printed(index)) {
        const bool wanted = group == "national" && index == "par-index" ? figure.indicator == "mean_province"
                                                                        : figure.indicator == "overall";
        if (figure.unit != unit || !wanted || figure.group != group) continue;
        SeriesPoint point;
        point.year = figure.year;
        point.value = figure.value;
        point.rank = figure.rank;
        point.origin = "published";
        point.status = figure.status;
        point.note = figure.note;
        point.source = figure.source;
        series.points.push_back(std::move(point));
    }
    for (const auto& revision : newest(index)) {
        SeriesPoint point;
        point.year = revision.year;
        point.origin = "computed";
        point.status = std::string(name(revision.evidence));
        point.source = revision.code;
        point.simulated = revision.simulated;
        bool found = false;
        for (const auto& [figure, hidden] : figures(revision)) {
            if (figure.unit != unit || figure.indicator != "overall" || !figure.breakdown.empty() || hidden) continue;
            if (figure.series == Series::official) {
                point.value = figure.value;
                point.rank = figure.rank;
                found = true;
            } else {
                point.ci_low = figure.ci_low;
                point.ci_high = figure.ci_high;
            }
        }
        if (found) series.points.push_back(std::move(point));
    }
    std::stable_sort(series.points.begin(), series.points.end(), [](const SeriesPoint& a, const SeriesPoint& b) {
        return std::pair(a.year, a.simulated) < std::pair(b.year, b.simulated);
    });
    add_change(series.points, index, group, unit);
    if (!series.points.empty()) {
        for (const auto& mark : breaks(index)) {
            const int first = series.points.front().year;
            const int last = series.points.back().year;
            if (mark.year <= first || last < mark.year || (!mark.group.empty() && mark.group != group)) continue;
            const bool depends = mark.kind == "units" || mark.kind == "scope";
            if (depends && registry_->comparable(unit, year_end(mark.year - 1), unit, year_end(mark.year))) continue;
            series.breaks.push_back(
                {mark.year, mark.group, mark.kind, said(mark.sentence_vi, mark.sentence_en), mark.source}
            );
        }
    }
    return series;
}

const std::vector<PublicFigure>& Reader::figures(const Revision& revision) {
    const auto found = figures_.find(revision.id);
    if (found != figures_.end()) return found->second;
    return figures_.emplace(revision.id, published_.figures(revision)).first->second;
}

std::vector<Revision> Reader::newest(std::string_view index, int year) {
    std::vector<Revision> list;
    for (auto& revision : published_.revisions(index, year)) {
        const auto same =
            std::find_if(list.begin(), list.end(), [&](const Revision& one) { return one.round == revision.round; });
        if (same == list.end())
            list.push_back(std::move(revision));
        else if (same->number < revision.number)
            *same = std::move(revision);
    }
    return list;
}

std::string Reader::indicator_name(const Revision& revision, const std::string& code) {
    auto [entry, fresh] = indicator_names_.try_emplace(revision.id);
    auto& names = entry->second;
    if (fresh) {
        names["overall"] = said("Chỉ số chung", "Overall index");
        if (methods_) {
            try {
                const auto method =
                    methods_->find_method(tx_, revision.method, revision.method_version, revision.scheme.value);
                if (method) {
                    for (const auto& item : method->items) names[item.code] = english_ ? item.label.en : item.label.vi;
                    for (const auto& group : method->groups)
                        names[group.code] = english_ ? group.label.en : group.label.vi;
                    collect_labels(method->tree, english_, names);
                }
            } catch (const Error& error) {
                if (error.kind() != ErrorKind::not_found) throw;
            }
        }
    }
    const auto found = names.find(code);
    return found == names.end() || found->second.empty() ? code : found->second;
}

std::vector<ComputedIndicator> Reader::indicators(const Revision& revision) {
    std::vector<ComputedIndicator> list;
    std::string last;
    for (const auto& [figure, hidden] : figures(revision)) {
        if (figure.series != Series::official || figure.indicator == last || !figure.breakdown.empty()) continue;
        last = figure.indicator;
        list.push_back({figure.indicator, indicator_name(revision, figure.indicator)});
    }
    std::stable_partition(list.begin(), list.end(), [](const ComputedIndicator& one) { return one.code == "overall"; });
    return list;
}

ComputedRanking Reader::computed(const Revision& revision, std::string_view indicator) {
    ComputedRanking ranking;
    ranking.revision = link(revision);
    ranking.indicator = indicator;
    ranking.indicator_name = indicator_name(revision, std::string(indicator));
    ranking.minimum_n = revision.minimum_n;
    const Day day = Day::of(revision.cut_off);
    std::map<UnitId, ComputedRow> rows;
    for (const auto& [figure, hidden] : figures(revision)) {
        if (figure.indicator != indicator || !figure.breakdown.empty()) continue;
        const units::Unit* unit = registry_->find(figure.unit);
        if (!unit || (unit->level != units::Level::province && unit->level != units::Level::country &&
                      unit->level != units::Level::ministry))
            continue;
        ComputedRow& row = rows[figure.unit];
        row.slug = unit->slug;
        row.name = name_of(figure.unit, day);
        row.code = unit->near(day).code;
        row.suppressed = row.suppressed || hidden;
        if (figure.series == Series::official) {
            row.official = figure.value;
            row.rank = figure.rank;
        } else {
            row.statistical = figure.value;
            row.se = figure.se;
            row.ci_low = figure.ci_low;
            row.ci_high = figure.ci_high;
        }
        row.n = std::max(row.n, figure.n);
        if (!figure.flag.empty()) row.flag = figure.flag;
    }
    for (auto& [unit, row] : rows) {
        if (unit == registry_->country()) {
            ranking.national = row;
        } else {
            ranking.suppressed += row.suppressed;
            ranking.rows.push_back(row);
        }
    }
    std::stable_sort(ranking.rows.begin(), ranking.rows.end(), [](const ComputedRow& a, const ComputedRow& b) {
        return std::tuple(a.suppressed, a.rank.value_or(1000), -a.official.value_or(0), a.code) <
               std::tuple(b.suppressed, b.rank.value_or(1000), -b.official.value_or(0), b.code);
    });
    return ranking;
}

}  // namespace longdan::results
