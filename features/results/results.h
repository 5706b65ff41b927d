#pragma once

#include "features/identity/identity.h"
#include "features/units/units.h"

namespace longdan::methods {
class Methods;
}

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// The online database of figures: what was published elsewhere, and the revisions this system computed. Whatever the
/// public sees of them comes through `Published`, which takes the moment: before `publish_at` there is no figure.
namespace longdan::results {

struct RevisionTag;
using RevisionId = Id<RevisionTag>;
using identity::UnitId;

/// Two series, never confused: `official` is the method's own tree and rounding and decides ranks; `statistical` has
/// weights and errors.
enum class Series { official, statistical };
std::string_view name(Series series);  ///< "official"
Series series_of(std::string_view name);

/// Probability samples and open participation never mix.
enum class Evidence { probability, opt_in };
std::string_view name(Evidence evidence);  ///< "probability", "opt_in"

// ---- computed by the system
// ------------------------------------------------------------------------------------------

/// One figure of a revision. Its key is (series, indicator, unit, breakdown).
struct Figure {
    Series series = Series::official;
    std::string indicator;        ///< the method's node or item code; "overall" for the index itself
    UnitId unit;                  ///< the country for national figures
    std::string breakdown;        ///< "" or "dimension=category", "sex=1"
    std::optional<double> value;  ///< percent, unrounded
    std::optional<double> se;     ///< official figures and opt-in ones have none
    std::optional<double> ci_low;
    std::optional<double> ci_high;
    std::int64_t n = 0;  ///< valid answers the value stands on
    std::optional<double> df;
    std::optional<int> rank;  ///< official series only: 1-1-3 on unrounded values
    std::string flag;         ///< "" or a word: lonely_psu, few_psu, …
};

enum class RevisionState { computed, approved, scheduled };

/// What somebody computed, frozen.
struct Revision {
    RevisionId id;
    identity::SchemeId scheme;
    std::int64_t round = 0;       ///< the rounds feature's id
    int number = 0;               ///< 1, 2, … within the round; set by `add`
    std::string code;             ///< in addresses: "sipas-2026-1"; set by `add`
    std::string index = "sipas";  ///< which index: sipas, par-index
    int year = 0;
    std::string title;           ///< "Chỉ số hài lòng năm 2026"
    std::string method;          ///< code of the method: "sipas-1001"
    std::string method_version;  ///< "2023.1"
    std::string form;            ///< code of the questionnaire
    std::string form_version;
    std::string sample_seed;  ///< as typed at the draw; "" for open participation
    std::string frame_hash;   ///< SHA-256 of the frozen frame
    std::string cells_hash;   ///< SHA-256 of the stored cell table
    Moment cut_off;           ///< answers up to here
    Moment computed;          ///< set by `add`
    std::string reason;       ///< a correction says why; "" for number 1
    std::optional<RevisionId> corrects;
    bool simulated = false;
    Evidence evidence = Evidence::probability;
    int minimum_n = 0;         ///< figures on fewer answers are not shown, nor one more that would give them away
    std::string figures_hash;  ///< SHA-256 over the canonical text of the figures; set by `add`
    std::string decision;      ///< number and date of the approving document
    RevisionState state = RevisionState::computed;
    std::optional<Moment> publish_at;
};

/// The canonical text of figures (sorted by key, numbers in shortest form) whose SHA-256 is `figures_hash`.
std::string canonical(const std::vector<Figure>& figures);

/// What `verify` found.
struct Verification {
    std::size_t revisions = 0;
    std::size_t figures = 0;
    std::vector<std::string> problems;  ///< one Vietnamese sentence each; empty: all right
};

// ---- published elsewhere --------------------------------------------------------------------------------------------

/// A figure that somebody else published, as printed, with where it was read.
struct PrintedFigure {
    std::string index;  ///< sipas, par-index
    int year = 0;
    std::string indicator;  ///< "overall", "domain:tthc", "verified_points", …
    std::string group;      ///< "province", "ministry", "national", …: what is ranked together
    UnitId unit;            ///< the unit as it was; none when the text names none
    std::string label;      ///< what the text names, for figures without unit: "A ≥ 90"
    std::optional<double> value;
    std::string printed;  ///< the number as printed: "83.0" has other digits than "83"
    std::string measure;  ///< percent, points, people, units
    std::optional<int> rank;
    std::string source;  ///< address or title
    std::string note;    ///< Vietnamese
    std::string status;  ///< printed, derived, approximate, conflict, background, listed
};

/// What an indicator of the figures published elsewhere is called.
struct PrintedIndicator {
    std::string code;
    std::string section;  ///< overall, facet, factor, range, perception, interest, need, domain, points, sample, …
    std::string measure;  ///< percent, points, people, units
    std::string name;
    std::string english_name;
};

/// A year of an index, with the day on which it was published.
struct Edition {
    int year = 0;
    std::optional<Day> published_on;
};

/// From this year on the series of the index measures something else.
struct Break {
    std::string index;
    std::string group;  ///< "" for all, or "province", "ministry"
    int year = 0;
    std::string kind;  ///< method, frame, units, scope
    std::string sentence_vi;
    std::string sentence_en;
    std::string source;
};

// ---- the publication query
// -------------------------------------------------------------------------------------------

/// A figure the public may see.
struct PublicFigure {
    Figure figure;  ///< empty numbers when suppressed
    bool suppressed = false;
};

/// The only way by which a page, file, search, feed, sitemap or cache reads figures. It sees what is public at `now`.
class Published {
  public:
    Published(db::Transaction& tx, Moment now) : tx_(tx), now_(now) {}

    /// The public revisions of an index, newest year and number first; `year` 0 for all.
    std::vector<Revision> revisions(std::string_view index = {}, int year = 0) const;
    /// Also an older, corrected one; nothing before its moment.
    std::optional<Revision> revision(std::string_view code) const;
    /// The public revision of the same round that replaced it, if there is one.
    std::optional<Revision> corrected_by(const Revision& revision) const;
    /// Figures with suppression done. Empty for a revision that is not public.
    std::vector<PublicFigure> figures(const Revision& revision) const;
    /// Published elsewhere; `year` 0 for all years, `unit` none for all units.
    std::vector<PrintedFigure> printed(std::string_view index, int year = 0, UnitId unit = {}) const;
    std::vector<PrintedIndicator> printed_indicators(std::string_view index) const;
    /// The years with figures published elsewhere, newest first.
    std::vector<Edition> editions(std::string_view index) const;
    std::vector<Break> breaks(std::string_view index) const;
    /// The next moment at which something becomes public: how long a page made now may be kept.
    std::optional<Moment> next_change() const;

  private:
    db::Transaction& tx_;
    Moment now_;
};

/// Cache tag of every page that shows figures; dropped when a publication is set.
inline constexpr std::string_view cache_tag = "results";

// ---- the feature ----------------------------------------------------------------------------------------------------

class Results {
  public:
    /// With `methods` the indicators of revisions have names; without it their codes are shown.
    Results(Ground& ground, identity::Identity& identity, units::Units& units, methods::Methods* methods = nullptr);
    ~Results();

    /// Stores a revision with its figures, once and for ever; number, code, computed and figures_hash are set here.
    /// Refused (Error invalid): no figures, a key twice, an opt-in figure with se, interval or df, a correction
    /// (corrects set, or number over 1 after a publication) without reason.
    RevisionId add(db::Transaction& tx, const Revision& revision, const std::vector<Figure>& figures);
    /// For officials' pages, whatever the state; the caller checks who may.
    std::optional<Revision> find(db::Transaction& tx, RevisionId id) const;
    std::vector<Revision> of_round(db::Transaction& tx, std::int64_t round) const;
    std::vector<Figure> figures(db::Transaction& tx, RevisionId id) const;

    /// The approving decision is recorded: from here on the revision may be scheduled. Again: Error(conflict).
    void approve(db::Transaction& tx, const identity::Access& access, RevisionId id, std::string_view decision);
    /// Sets or moves the minute of publication. Needs result_publish in the scheme. Error(conflict) when the revision
    /// is not approved or is public already; Error(invalid) for a moment before now.
    void schedule(db::Transaction& tx, const identity::Access& access, RevisionId id, Moment publish_at);

    /// Stored hash against recomputed hash of every revision; `recompute` (optional) gets each and returns a sentence
    /// when the cell table does not give the same figures.
    using Recompute = std::function<std::optional<std::string>(const Revision&, const std::vector<Figure>&)>;
    Verification verify(db::Transaction& tx, const Recompute& recompute = {}) const;

    /// Home, `/chi-so…`, `/don-vi/{slug}`, `/ket-qua/{code}`, `/du-lieu`, `/tim-kiem`, `/sitemap.xml`, …
    void add_routes();
    static void declare_views(view::Catalogue& catalogue);

    /// What other features add to the search page and the sitemap: "methods", "articles".
    struct Page {
        std::string path;
        std::string title;
        std::string summary;
    };
    using Pages = std::function<std::vector<Page>(db::Transaction&, http::Language)>;
    void add_pages(Pages provider);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

struct SeedReport {
    bool changed = false;
    std::size_t figures = 0;
    std::size_t breaks = 0;
};
/// Loads data/published. The same data again changes nothing. Needs the units to be seeded in the same database.
SeedReport seed(db::Transaction& tx, const std::string& data_folder);

std::span<const db::Migration> migrations();

}  // namespace longdan::results
