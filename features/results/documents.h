#pragma once

#include "platform/base/document.h"
#include "platform/view/view.h"

#include <optional>
#include <string>
#include <vector>

/// The public documents of figures: what pages, JSON and nothing else show. Names come in the reader's language.
namespace longdan::results {

struct UnitLink {
    std::string slug;
    std::string name;
    LONGDAN_DOCUMENT(UnitLink, slug, name)
};

/// A figure of the whole country: what the index says in one number.
struct Headline {
    std::string index;
    std::string index_name;
    int year = 0;
    double value = 0;
    std::string status;  ///< printed, derived, … or "computed"
    bool simulated = false;
    std::optional<int> previous_year;
    std::optional<double> previous_value;
    bool comparable = false;     ///< with the previous one
    std::string break_sentence;  ///< why not
    std::string source;
    std::string note;
    LONGDAN_DOCUMENT(
        Headline, index, index_name, year, value, status, simulated, previous_year, previous_value, comparable,
        break_sentence, source, note
    )
};

struct RevisionLink {
    std::string code;
    std::string title;
    std::string index;
    int year = 0;
    int number = 0;
    std::string evidence;
    bool simulated = false;
    Moment published;
    LONGDAN_DOCUMENT(RevisionLink, code, title, index, year, number, evidence, simulated, published)
};

struct HomePage {
    std::vector<Headline> headlines;
    std::vector<RevisionLink> revisions;
    int provinces = 0;
    int communes = 0;
    int ministries = 0;
    LONGDAN_DOCUMENT(HomePage, headlines, revisions, provinces, communes, ministries)
};

struct IndexCard {
    std::string code;
    std::string name;
    std::string about;
    int first_year = 0;
    int last_year = 0;
    std::optional<Headline> headline;
    LONGDAN_DOCUMENT(IndexCard, code, name, about, first_year, last_year, headline)
};

struct IndexListPage {
    std::vector<IndexCard> indices;
    LONGDAN_DOCUMENT(IndexListPage, indices)
};

struct BreakNote {
    int year = 0;
    std::string group;
    std::string kind;
    std::string sentence;
    std::string source;
    LONGDAN_DOCUMENT(BreakNote, year, group, kind, sentence, source)
};

/// One year of an index in the overview.
struct YearRow {
    int year = 0;
    std::optional<double> value;  ///< SIPAS: the national figure; PAR Index: the mean of the provinces
    std::string status;
    std::optional<double> ministry_value;  ///< PAR Index: the mean of the ministries
    std::string ministry_status;
    std::optional<Day> published_on;
    int provinces_known = 0;  ///< provinces whose value we have
    int provinces_all = 0;    ///< provinces there were
    int ministries_known = 0;
    bool comparable = false;  ///< with the year before in this list
    std::vector<RevisionLink> revisions;
    LONGDAN_DOCUMENT(
        YearRow, year, value, status, ministry_value, ministry_status, published_on, provinces_known, provinces_all,
        ministries_known, comparable, revisions
    )
};

struct IndexPage {
    std::string index;
    std::string name;
    std::string about;
    std::vector<YearRow> years;  ///< newest first
    std::vector<BreakNote> breaks;
    std::optional<Headline> headline;
    LONGDAN_DOCUMENT(IndexPage, index, name, about, years, breaks, headline)
};

/// A unit in a list of one year, as printed.
struct RankRow {
    std::string slug;
    std::string name;
    std::string code;
    std::optional<double> value;
    std::string printed;
    std::optional<int> rank;
    std::optional<double> verified_points;
    std::optional<double> survey_points;
    std::string status;
    std::string note;
    std::string source;
    LONGDAN_DOCUMENT(
        RankRow, slug, name, code, value, printed, rank, verified_points, survey_points, status, note, source
    )
};

/// What is ranked together, as far as it is known.
struct RankGroup {
    std::string group;  ///< province, ministry, region
    int all = 0;        ///< units there were; 0: not known
    int with_value = 0;
    bool complete = false;       ///< every unit has its printed value
    std::optional<double> mean;  ///< as printed
    std::vector<RankRow> rows;   ///< by rank, then value, then name
    LONGDAN_DOCUMENT(RankGroup, group, all, with_value, complete, mean, rows)
};

struct FactRow {
    std::string indicator;
    std::string name;
    std::string label;
    std::optional<double> value;
    std::string printed;
    std::string measure;
    std::string status;
    std::string note;
    std::string source;
    LONGDAN_DOCUMENT(FactRow, indicator, name, label, value, printed, measure, status, note, source)
};

struct FactSection {
    std::string section;
    std::vector<FactRow> rows;
    LONGDAN_DOCUMENT(FactSection, section, rows)
};

/// A unit in what the system computed: both series side by side.
struct ComputedRow {
    std::string slug;
    std::string name;
    std::string code;
    std::optional<double> official;
    std::optional<int> rank;
    std::optional<double> statistical;
    std::optional<double> se;
    std::optional<double> ci_low;
    std::optional<double> ci_high;
    std::int64_t n = 0;
    std::string flag;
    bool suppressed = false;
    LONGDAN_DOCUMENT(
        ComputedRow, slug, name, code, official, rank, statistical, se, ci_low, ci_high, n, flag, suppressed
    )
};

struct ComputedIndicator {
    std::string code;
    std::string name;
    LONGDAN_DOCUMENT(ComputedIndicator, code, name)
};

/// A published revision with the figures of one indicator.
struct ComputedRanking {
    RevisionLink revision;
    std::string indicator;
    std::string indicator_name;
    std::optional<ComputedRow> national;
    std::vector<ComputedRow> rows;
    int suppressed = 0;
    int minimum_n = 0;
    LONGDAN_DOCUMENT(ComputedRanking, revision, indicator, indicator_name, national, rows, suppressed, minimum_n)
};

/// A province on the tile map, with or without a figure.
struct MapUnit {
    std::string slug;
    std::string name;
    std::string code;
    LONGDAN_DOCUMENT(MapUnit, slug, name, code)
};

struct IndexYearPage {
    std::string index;
    std::string name;
    int year = 0;
    std::string tab;          ///< xep-hang, ban-do, bang, du-lieu
    int provinces_list = 63;  ///< which list of provinces was in force: 63 or 34
    std::optional<Headline> headline;
    std::optional<Day> published_on;
    std::vector<MapUnit> provinces;
    std::vector<RankGroup> groups;
    std::vector<FactSection> facts;
    std::vector<ComputedRanking> computed;
    std::vector<BreakNote> breaks;
    std::vector<std::string> sources;
    std::optional<int> previous_year;
    std::optional<int> next_year;
    LONGDAN_DOCUMENT(
        IndexYearPage, index, name, year, tab, provinces_list, headline, published_on, provinces, groups, facts,
        computed, breaks, sources, previous_year, next_year
    )
};

/// A figure of one unit in one year.
struct SeriesPoint {
    int year = 0;
    std::optional<double> value;
    std::optional<double> ci_low;
    std::optional<double> ci_high;
    std::optional<int> rank;
    std::string origin;  ///< published, computed
    std::string status;
    std::string note;
    std::string source;  ///< where read, or the code of the revision
    bool simulated = false;
    std::optional<double> change;  ///< against the last year with a value, where comparable
    std::optional<int> change_since;
    bool comparable = true;      ///< false: there is an earlier value, but it may not be compared
    std::string break_sentence;  ///< why not
    LONGDAN_DOCUMENT(
        SeriesPoint, year, value, ci_low, ci_high, rank, origin, status, note, source, simulated, change, change_since,
        comparable, break_sentence
    )
};

struct UnitSeries {
    std::string index;
    std::string index_name;
    UnitLink unit;
    std::vector<SeriesPoint> points;  ///< oldest first
    std::vector<BreakNote> breaks;    ///< that fall within the years of the points
    LONGDAN_DOCUMENT(UnitSeries, index, index_name, unit, points, breaks)
};

struct ComparePage {
    std::string index;
    std::string name;
    std::vector<UnitSeries> series;
    std::vector<BreakNote> breaks;
    std::vector<UnitLink> choices;      ///< units with figures
    std::vector<std::string> warnings;  ///< pairs that may not be compared, a sentence each
    LONGDAN_DOCUMENT(ComparePage, index, name, series, breaks, choices, warnings)
};

struct PopulationRow {
    int year = 0;
    std::string source;
    std::string quality;
    std::optional<std::int64_t> people;
    std::optional<double> urban_share;
    std::optional<double> area_km2;
    LONGDAN_DOCUMENT(PopulationRow, year, source, quality, people, urban_share, area_km2)
};

struct VersionRow {
    std::string full_name;
    std::string kind;
    std::string code;
    Day valid_from;
    std::optional<Day> valid_to;
    std::string doubt;
    LONGDAN_DOCUMENT(VersionRow, full_name, kind, code, valid_from, valid_to, doubt)
};

struct RelatedUnit {
    UnitLink unit;
    std::string relation;
    std::string note;
    LONGDAN_DOCUMENT(RelatedUnit, unit, relation, note)
};

struct UnitProfilePage {
    std::string slug;
    std::string name;
    std::string level;
    std::string kind;
    std::string code;
    bool exists = true;
    std::string change_sentence;
    std::vector<UnitLink> ancestors;  ///< country last, left out
    std::optional<UnitLink> region;
    std::string region_doubt;
    std::vector<RelatedUnit> predecessors;
    std::vector<RelatedUnit> successors;
    std::vector<UnitLink> today;  ///< today's units of one that is gone
    std::vector<VersionRow> versions;
    std::vector<std::string> scope_changes;
    std::vector<PopulationRow> populations;
    std::vector<UnitLink> children;
    std::string children_level;
    std::vector<UnitSeries> series;
    std::vector<UnitSeries> former_series;  ///< of the units it was merged from
    LONGDAN_DOCUMENT(
        UnitProfilePage, slug, name, level, kind, code, exists, change_sentence, ancestors, region, region_doubt,
        predecessors, successors, today, versions, scope_changes, populations, children, children_level, series,
        former_series
    )
};

/// A published revision, its origin and one indicator.
struct RevisionPage {
    RevisionLink revision;
    std::string method;
    std::string method_version;
    std::string form;
    std::string form_version;
    std::string sample_seed;
    std::string frame_hash;
    std::string cells_hash;
    std::string figures_hash;
    std::string decision;
    Moment cut_off;
    Moment computed;
    std::string reason;
    std::optional<RevisionLink> corrects;
    std::optional<RevisionLink> corrected_by;
    std::vector<ComputedIndicator> indicators;
    ComputedRanking ranking;
    std::int64_t figures = 0;
    LONGDAN_DOCUMENT(
        RevisionPage, revision, method, method_version, form, form_version, sample_seed, frame_hash, cells_hash,
        figures_hash, decision, cut_off, computed, reason, corrects, corrected_by, indicators, ranking, figures
    )
};

struct Dataset {
    std::string path;  ///< without ending
    std::string title;
    std::string about;
    std::string period;
    std::string source;
    std::string licence;
    std::int64_t rows = 0;
    std::int64_t bytes = 0;
    std::string sha256;  ///< of the CSV
    bool simulated = false;
    LONGDAN_DOCUMENT(Dataset, path, title, about, period, source, licence, rows, bytes, sha256, simulated)
};

struct DataPage {
    std::vector<Dataset> datasets;
    LONGDAN_DOCUMENT(DataPage, datasets)
};

struct FoundUnit {
    UnitLink unit;
    std::string level;
    std::string matched;
    std::string sentence;
    std::string place;  ///< "Quận Ba Đình, Thành phố Hà Nội"
    bool exists = true;
    std::vector<UnitLink> today;
    LONGDAN_DOCUMENT(FoundUnit, unit, level, matched, sentence, place, exists, today)
};

struct FoundPage {
    std::string path;
    std::string title;
    std::string summary;
    LONGDAN_DOCUMENT(FoundPage, path, title, summary)
};

struct SearchPage {
    std::string query;
    std::vector<FoundUnit> units;
    std::vector<FoundPage> pages;
    LONGDAN_DOCUMENT(SearchPage, query, units, pages)
};

struct AboutPage {
    int printed_figures = 0;
    int revisions = 0;
    LONGDAN_DOCUMENT(AboutPage, printed_figures, revisions)
};

inline constexpr view::View<HomePage> home_view{"results/home"};
inline constexpr view::View<IndexListPage> index_list_view{"results/indices"};
inline constexpr view::View<IndexPage> index_view{"results/index"};
inline constexpr view::View<IndexYearPage> index_year_view{"results/year"};
inline constexpr view::View<ComparePage> compare_view{"results/compare"};
inline constexpr view::View<UnitProfilePage> unit_profile_view{"results/unit"};
inline constexpr view::View<RevisionPage> revision_view{"results/revision"};
inline constexpr view::View<DataPage> data_view{"results/data"};
inline constexpr view::View<SearchPage> search_view{"results/search"};
inline constexpr view::View<AboutPage> about_view{"results/about"};

}  // namespace longdan::results
