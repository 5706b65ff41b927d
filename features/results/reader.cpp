#include "features/results/reader.h"

#include "platform/base/text.h"

#include <algorithm>
#include <set>

namespace longdan::results {

const std::vector<IndexName>& index_names() {
    static const std::vector<IndexName> names{
        {"sipas", "Chỉ số hài lòng (SIPAS)", "Satisfaction index (SIPAS)",
         "Tỷ lệ người dân hài lòng với việc xây dựng, thực hiện chính sách và cung ứng dịch vụ hành chính công, đo "
         "bằng "
         "khảo sát hằng năm.",
         "The share of people satisfied with public policies and with administrative services, measured by a yearly "
         "survey."},
        {"par-index", "Chỉ số cải cách hành chính (PAR Index)", "Public administration reform index (PAR Index)",
         "Điểm cải cách hành chính của các bộ và các tỉnh, thành phố: phần tự chấm được thẩm định và phần điều tra xã "
         "hội học, trên thang 100.",
         "Points of ministries and provinces for administrative reform: a self-score that was verified and surveys, "
         "out "
         "of 100."},
    };
    return names;
}

const IndexName& index_named(std::string_view code) {
    for (const auto& index : index_names())
        if (index.code == code) return index;
    throw Error(ErrorKind::not_found, "Không có chỉ số này");
}

Day year_end(int year) { return Day::of(year, 12, 31); }

Reader::Reader(
    db::Transaction& tx, Moment now, std::shared_ptr<const units::Registry> registry, bool english,
    const methods::Methods* methods
)
    : tx_(tx), now_(now), published_(tx, now), registry_(std::move(registry)), english_(english), methods_(methods) {}

std::string Reader::name_of(const IndexName& index) const { return said(index.vietnamese, index.english); }

std::string Reader::name_of(UnitId unit, Day day) const {
    const units::Unit& one = registry_->at(unit);
    const auto& version = one.near(day);
    if (english_) return one.level == units::Level::country ? "Whole country" : version.english_name;
    if (one.level == units::Level::province) return version.name;
    return version.full_name;
}

UnitLink Reader::link(UnitId unit, Day day) const { return {registry_->at(unit).slug, name_of(unit, day)}; }

RevisionLink Reader::link(const Revision& revision) const {
    return {revision.code,      revision.title,
            revision.index,     revision.year,
            revision.number,    std::string(name(revision.evidence)),
            revision.simulated, revision.publish_at.value_or(Moment{})};
}

const std::vector<PrintedFigure>& Reader::printed(std::string_view index) {
    const auto found = printed_.find(index);
    if (found != printed_.end()) return found->second;
    return printed_.emplace(std::string(index), published_.printed(index)).first->second;
}

const std::vector<Break>& Reader::breaks(std::string_view index) {
    const auto found = breaks_.find(index);
    if (found != breaks_.end()) return found->second;
    return breaks_.emplace(std::string(index), published_.breaks(index)).first->second;
}

std::string Reader::incomparable(std::string_view index, std::string_view group, UnitId unit, int earlier, int later) {
    for (const auto& one : breaks(index)) {
        const bool between = earlier < one.year && one.year <= later;
        if (!between || (!one.group.empty() && one.group != group)) continue;
        const bool depends = one.kind == "units" || one.kind == "scope";
        if (depends && unit && registry_->comparable(unit, year_end(earlier), unit, year_end(later))) continue;
        return said(one.sentence_vi, one.sentence_en);
    }
    return "";
}

std::vector<BreakNote> Reader::break_notes(std::string_view index, int first, int last) {
    std::vector<BreakNote> notes;
    for (const auto& one : breaks(index))
        if (first < one.year && one.year <= last)
            notes.push_back({one.year, one.group, one.kind, said(one.sentence_vi, one.sentence_en), one.source});
    return notes;
}

namespace {

bool is_national(std::string_view index, const PrintedFigure& figure) {
    return figure.group == "national" && figure.indicator == (index == "sipas" ? "overall" : "mean_province");
}

}  // namespace

Headline Reader::headline_of(std::string_view index, const Revision& revision, const Figure& figure) {
    Headline headline;
    headline.index = index;
    headline.index_name = name_of(index_named(index));
    headline.year = revision.year;
    headline.value = *figure.value;
    headline.status = "computed";
    headline.simulated = revision.simulated;
    headline.source = revision.code;
    return headline;
}

std::optional<Headline> Reader::headline(std::string_view index, int year) {
    std::optional<Headline> best;
    for (const auto& figure : printed(index)) {
        if (!is_national(index, figure) || !figure.value || (year != 0 && figure.year != year)) continue;
        if (best && best->year >= figure.year) continue;
        best = Headline{};
        best->index = index;
        best->index_name = name_of(index_named(index));
        best->year = figure.year;
        best->value = *figure.value;
        best->status = figure.status;
        best->source = figure.source;
        best->note = figure.note;
    }
    for (const auto& revision : newest(index, year)) {
        if (revision.simulated || revision.evidence == Evidence::opt_in || (best && best->year >= revision.year))
            continue;
        for (const auto& [figure, hidden] : figures(revision))
            if (!hidden && figure.series == Series::official && figure.indicator == "overall" && figure.value &&
                figure.unit == registry_->country() && figure.breakdown.empty())
                best = headline_of(index, revision, figure);
    }
    if (!best) return std::nullopt;
    for (const auto& figure : printed(index)) {
        if (!is_national(index, figure) || !figure.value || figure.year >= best->year) continue;
        if (best->previous_year && *best->previous_year >= figure.year) continue;
        best->previous_year = figure.year;
        best->previous_value = figure.value;
    }
    if (best->previous_year) {
        best->break_sentence = incomparable(index, "national", {}, *best->previous_year, best->year);
        best->comparable = best->break_sentence.empty();
    }
    return best;
}

std::vector<RankGroup> Reader::rank_groups(std::string_view index, int year) {
    const Day day = year_end(year);
    std::vector<RankGroup> groups;
    for (const std::string_view wanted : {"province", "ministry", "region"}) {
        RankGroup group;
        group.group = wanted;
        std::map<UnitId, std::pair<std::optional<double>, std::optional<double>>> points;
        for (const auto& figure : printed(index)) {
            if (figure.year != year) continue;
            if (figure.group == "national" && figure.indicator == "mean_" + group.group) group.mean = figure.value;
            if (figure.group == "national" && figure.indicator == "overall" && wanted == "province")
                group.mean = figure.value;
            if (figure.group != wanted) continue;
            if (figure.indicator == "verified_points") points[figure.unit].first = figure.value;
            if (figure.indicator == "survey_points") points[figure.unit].second = figure.value;
            if (figure.indicator != "overall") continue;
            RankRow row;
            if (figure.unit) {
                row.slug = registry_->at(figure.unit).slug;
                row.name = name_of(figure.unit, day);
                row.code = registry_->at(figure.unit).near(day).code;
            } else {
                row.name = figure.label;
            }
            row.value = figure.value;
            row.printed = figure.printed;
            row.rank = figure.rank;
            row.status = figure.status;
            row.note = figure.note;
            row.source = figure.source;
            group.with_value += figure.value.has_value();
            group.rows.push_back(std::move(row));
        }
        if (group.rows.empty()) continue;
        for (auto& row : group.rows) {
            const units::Unit* unit = registry_->by_slug(row.slug);
            const auto found = unit ? points.find(unit->id) : points.end();
            if (found == points.end()) continue;
            row.verified_points = found->second.first;
            row.survey_points = found->second.second;
        }
        std::stable_sort(group.rows.begin(), group.rows.end(), [](const RankRow& a, const RankRow& b) {
            const auto key = [](const RankRow& row) {
                return std::tuple(row.rank.value_or(1000), -row.value.value_or(0), sort_key(row.name));
            };
            return key(a) < key(b);
        });
        if (wanted == "province") group.all = static_cast<int>(registry_->units(units::Level::province, day).size());
        if (wanted == "region") group.all = 6;
        std::set<int> ranks;
        for (const auto& row : group.rows)
            if (row.rank && row.value) ranks.insert(*row.rank);
        const int last = ranks.empty() ? 0 : *ranks.rbegin();
        group.complete = wanted == "ministry" ? last > 0 && group.with_value == last && !points.empty()
                                              : group.with_value == group.all;
        if (group.complete && group.all == 0) group.all = group.with_value;
        groups.push_back(std::move(group));
    }
    return groups;
}

std::vector<FactSection> Reader::facts(std::string_view index, int year) {
    std::vector<FactSection> sections;
    const auto indicators = published_.printed_indicators(index);
    for (const auto& indicator : indicators) {
        for (const auto& figure : printed(index)) {
            if (figure.year != year || figure.indicator != indicator.code) continue;
            const bool ranked = figure.indicator == "overall" || indicator.section == "points";
            if (ranked && figure.group != "national") continue;
            auto section = std::find_if(sections.begin(), sections.end(), [&](const FactSection& one) {
                return one.section == indicator.section;
            });
            if (section == sections.end())
                section = sections.insert(sections.end(), FactSection{indicator.section, {}});
            std::string label = english_ ? "" : figure.label;
            if (figure.unit && figure.unit != registry_->country()) label = name_of(figure.unit, year_end(year));
            section->rows.push_back(
                {indicator.code, said(indicator.name, indicator.english_name), label, figure.value, figure.printed,
                 indicator.measure, figure.status, figure.note, figure.source}
            );
        }
    }
    return sections;
}

}  // namespace longdan::results
