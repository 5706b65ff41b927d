#pragma once

#include "features/methods/methods.h"
#include "features/results/documents.h"
#include "features/results/results.h"

#include <map>
#include <memory>

namespace longdan::results {

/// An index that has pages.
struct IndexName {
    std::string_view code;
    std::string_view vietnamese;
    std::string_view english;
    std::string_view about_vietnamese;
    std::string_view about_english;
};
const std::vector<IndexName>& index_names();
/// Throws Error(not_found).
const IndexName& index_named(std::string_view code);

/// The last day of a year: whose units a year's figures describe.
Day year_end(int year);

/// Puts public documents together from the publication query, in one language.
class Reader {
  public:
    Reader(
        db::Transaction& tx, Moment now, std::shared_ptr<const units::Registry> registry, bool english,
        const methods::Methods* methods
    );

    const Published& published() const { return published_; }
    const units::Registry& registry() const { return *registry_; }
    bool english() const { return english_; }
    Day today() const { return Day::of(now_); }
    std::string said(std::string_view vietnamese, std::string_view english) const {
        return std::string(english_ ? english : vietnamese);
    }

    std::string name_of(const IndexName& index) const;
    /// The unit as it was called on the day.
    std::string name_of(UnitId unit, Day day) const;
    UnitLink link(UnitId unit, Day day) const;
    RevisionLink link(const Revision& revision) const;

    /// All figures published elsewhere of an index; read once.
    const std::vector<PrintedFigure>& printed(std::string_view index);
    const std::vector<Break>& breaks(std::string_view index);
    /// "" when figures of `later` may be compared with those of `earlier` for the unit, else why not.
    std::string incomparable(std::string_view index, std::string_view group, UnitId unit, int earlier, int later);
    std::vector<BreakNote> break_notes(std::string_view index, int first, int last);

    /// The newest national figure: of this system where one is public, else published elsewhere.
    std::optional<Headline> headline(std::string_view index, int year = 0);
    /// The printed ranking of one year.
    std::vector<RankGroup> rank_groups(std::string_view index, int year);
    std::vector<FactSection> facts(std::string_view index, int year);
    /// The figures of one unit over the years.
    UnitSeries series(std::string_view index, UnitId unit);

    const std::vector<PublicFigure>& figures(const Revision& revision);
    ComputedRanking computed(const Revision& revision, std::string_view indicator);
    std::vector<ComputedIndicator> indicators(const Revision& revision);
    std::string indicator_name(const Revision& revision, const std::string& code);
    /// The newest public revision of each round of the year.
    std::vector<Revision> newest(std::string_view index, int year = 0);

  private:
    Headline headline_of(std::string_view index, const Revision& revision, const Figure& figure);
    void add_change(std::vector<SeriesPoint>& points, std::string_view index, std::string_view group, UnitId unit);

    db::Transaction& tx_;
    Moment now_;
    Published published_;
    std::shared_ptr<const units::Registry> registry_;
    bool english_;
    const methods::Methods* methods_;
    std::map<std::string, std::vector<PrintedFigure>, std::less<>> printed_;
    std::map<std::string, std::vector<Break>, std::less<>> breaks_;
    std::map<RevisionId, std::vector<PublicFigure>> figures_;
    std::map<RevisionId, std::map<std::string, std::string>> indicator_names_;
};

}  // namespace longdan::results
