#pragma once

#include "features/approvals/approvals.h"
#include "features/collect/collect.h"
#include "features/identity/identity.h"
#include "features/methods/methods.h"
#include "features/results/results.h"
#include "features/units/units.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// A survey round from plan to publication: design, frame, draw, collection, cut-off, computation, approval,
/// publication, correction. Every step is one function that asks who may, from which state, and writes the audit trail.
namespace longdan::rounds {

using RoundId = collect::RoundId;

/// What a round is, in order. published and corrected are not stored: a round is published from the minute that was set
/// on, by the clock, and corrected when a later revision of it is public.
enum class State {
    draft,          ///< design and dates are being written
    plan_approved,  ///< the plan has a decision
    listing,        ///< frames and lists are being put together
    frame_frozen,   ///< the frame is a file with a hash
    drawn,          ///< the sample stands
    field,          ///< answers come in
    data_frozen,    ///< cut-off: the cell table is a file with a hash
    trial,          ///< computed, as often as wanted
    submitted,      ///< a revision waits for its decision
    approved,       ///< decided, under embargo
    published,
    corrected,
};
std::string_view name(State state);             ///< "frame_frozen"
std::string_view vietnamese_name(State state);  ///< "Đã chốt dàn mẫu"
State state_of(std::string_view name);
const std::vector<State>& all_states();

struct Round {
    RoundId id;
    identity::SchemeId scheme;
    std::string code;  ///< in addresses: "sipas-2026"
    std::string name;
    int year = 0;
    std::string purpose;
    State state = State::draft;  ///< as of the moment of reading
    std::string design;          ///< code of the design
    int design_version = 0;
    std::string design_sha256;  ///< the design's JSON, in files::Store
    methods::MethodId method;
    methods::FormId form;
    bool simulated = false;
    identity::AccountId created_by;
    Moment created;
    std::string frame_sha256;   ///< empty until the frame is frozen
    std::string frame_report;   ///< JSON of FrameReportDocument
    std::string seed;           ///< decimal; empty until the draw is asked for
    std::string seed_origin;    ///< "typed" or "system"
    std::string sample_sha256;  ///< S.csv
    std::string report_sha256;  ///< R.json
    std::optional<Moment> collection_from;
    std::optional<Moment> collection_to;
    std::optional<results::RevisionId> revision;  ///< the newest one submitted
    std::optional<Moment> publish_at;
    std::string correction_reason;  ///< not empty while, and after, a correction is made
};

/// One line of the history of a round.
struct Step {
    Moment time;
    std::string account_name;
    std::string action;
    State from = State::draft;
    State to = State::draft;
    std::string reason;
    std::string document;
};

struct NewRound {
    identity::SchemeId scheme;
    std::string code;  ///< small letters, digits, hyphens
    std::string name;
    int year = 0;
    std::string purpose;
    std::string design_json;  ///< format: data/designs/README.md
    methods::FormId form;
    bool simulated = false;
};

/// By which written rules answers are left out at the cut-off. Everything else is only flagged in the log.
struct CutOff {
    double blank_share = 0.3;            ///< over this share of blanks an answer is left out (code "blank")
    bool drop_straight_line = false;     ///< one answer to everything is only flagged unless this is set
    std::vector<std::int64_t> left_out;  ///< answers left out by a person's written decision (code "decision")
    std::string decision;                ///< its number; required when left_out is not empty
};

/// A stored cell table.
struct Data {
    int number = 0;
    Moment cut_off;
    std::string cells_sha256;
    std::string log_sha256;
    std::int64_t received = 0;
    std::int64_t used = 0;
    std::string rules;  ///< JSON: what each rule dropped
};

/// One trial computation; all are kept.
struct Trial {
    int number = 0;
    int data = 0;
    std::string figures_sha256;  ///< of the canonical figures
    std::string figures_file;    ///< in files::Store
    std::int64_t figures = 0;
    std::int64_t changed = 0;                     ///< figures that differ from the trial before
    std::optional<results::RevisionId> revision;  ///< when it was submitted
    Moment time;
};

/// A unit or place that left, and what came in its place.
struct Replacement {
    std::string level;  ///< district, commune, village, place
    std::string parent;
    std::string out_code;
    std::string in_code;
    std::string reason;  ///< code: disaster, refused, absent, moved, died, not_eligible, not_found, other
    std::string note;
    std::string document;
    Moment time;
    std::string account_name;
};
std::string_view vietnamese_reason(std::string_view code);
const std::vector<std::string_view>& reason_codes();

/// A unit of the stored sample.
struct StoredUnit {
    std::int64_t sequence = 0;
    int stage = 0;
    std::string level;
    std::string code;
    units::UnitId unit;
    std::string name;
    std::string parent;
    std::string province;
    std::string group;
    double pi = 0;
    double probability = 0;
    std::string stratum;
    std::string psu;
    bool reserve = false;
    int position = 0;
    std::string status;      ///< active, waiting (a reserve, or under one), withdrawn
    std::int64_t codes = 0;  ///< access codes made for it
};

struct StoredPlace {
    std::int64_t id = 0;
    std::string village;
    int number = 0;
    double pi = 0;
    bool reserve = false;
    int position = 0;
    std::string status;  ///< active, waiting, withdrawn
};

struct SampleCounts {
    std::map<std::string, std::int64_t> active;   ///< by level, "place" included
    std::map<std::string, std::int64_t> waiting;  ///< reserves
};

class Rounds : public collect::Admission {
  public:
    Rounds(
        Ground& ground, identity::Identity& identity, units::Units& units, methods::Methods& methods,
        collect::Collect& collect, approvals::Approvals& approvals, results::Results& results
    );
    ~Rounds() override;

    /// Pages under /lam-viec/dot.
    void add_routes();
    static void declare_views(view::Catalogue& catalogue);

    // ---- from plan to draw. Each: Error(forbidden, not_found) by role and scheme, Error(conflict) from a wrong state.
    RoundId create(db::Transaction& tx, const identity::Access& access, const NewRound& round);
    /// draft: another design or form. round_plan.
    void change_plan(db::Transaction& tx, const identity::Access& access, RoundId id, const NewRound& round);
    /// Opens the dossier of the plan; its approval by a second person makes the round plan_approved. approval_submit.
    void submit_plan(db::Transaction& tx, const identity::Access& access, RoundId id);
    /// plan_approved -> listing. round_plan.
    void open_lists(db::Transaction& tx, const identity::Access& access, RoundId id);
    /// listing -> frame_frozen: the frame of the design's day is stored with its hash. round_draw.
    void freeze_frame(db::Transaction& tx, const identity::Access& access, RoundId id);
    /// frame_frozen: starts the draw as a job that ends in drawn. `seed` 0: made by the system. A second request with
    /// another seed, or after the draw, is Error(conflict): there is one draw. round_draw.
    jobs::JobId request_draw(db::Transaction& tx, const identity::Access& access, RoundId id, std::uint64_t seed);

    // ---- after the draw: reserves in list order, never a new draw
    /// The unit (or place, "village.number") goes out, the next reserve of its list comes in and takes over its
    /// probability. `wanted` names the reserve one expects: another than the next is Error(conflict). A village or
    /// commune needs a document number. round_collect.
    Replacement replace(
        db::Transaction& tx, const identity::Access& access, RoundId id, std::string_view level, std::string_view code,
        std::string_view reason, std::string_view note, std::string_view document, std::string_view wanted = {}
    );
    /// More places in a village, drawn with a seed of their own from the lines not drawn yet. round_draw, a document.
    int supplement(
        db::Transaction& tx, const identity::Access& access, RoundId id, std::string_view village, int places,
        std::uint64_t seed, std::string_view document
    );

    // ---- collection and computation
    struct Doors {
        Moment opens;
        Moment closes;
        std::string title;
        bool open_door = false;  ///< beside the sample: a door open to all, kept apart
    };
    /// drawn -> field: opens the doors of collection. round_collect.
    void open_collection(db::Transaction& tx, const identity::Access& access, RoundId id, const Doors& doors);
    /// The villages that take answers, as collection wants them.
    std::vector<collect::SamplingPoint> sampling_points(db::Transaction& tx, RoundId id) const;
    /// Makes access codes for every active village, as many as it has places. round_collect.
    std::vector<collect::IssuedCode> issue_codes(db::Transaction& tx, const identity::Access& access, RoundId id);
    /// field (or trial in a correction) -> data_frozen: closes the doors and starts the job that writes the cell table.
    /// round_estimate.
    jobs::JobId cut_off(db::Transaction& tx, const identity::Access& access, RoundId id, const CutOff& rules);
    /// data_frozen, trial -> trial: computes all figures as a job. round_estimate.
    jobs::JobId request_trial(db::Transaction& tx, const identity::Access& access, RoundId id);
    /// trial -> submitted: the newest trial becomes a revision, its CSV and hash a dossier. approval_submit.
    results::RevisionId submit(db::Transaction& tx, const identity::Access& access, RoundId id);
    /// approved: the minute of publication. result_publish.
    void schedule(db::Transaction& tx, const identity::Access& access, RoundId id, Moment publish_at);
    /// published -> data_frozen, with the reason that the next revision will carry. round_estimate.
    void start_correction(
        db::Transaction& tx, const identity::Access& access, RoundId id, std::string_view reason,
        std::string_view document
    );
    /// Back to an earlier state with a reason and a document number: frame_frozen -> listing, data_frozen or trial ->
    /// field. Not after submission. The permission of the step that is undone.
    void reopen(
        db::Transaction& tx, const identity::Access& access, RoundId id, State to, std::string_view reason,
        std::string_view document
    );

    // ---- reading; the caller's access decides what is found
    /// Throws Error(not_found) for a round of a scheme the person may not read.
    Round find(db::Transaction& tx, const identity::Access& access, RoundId id) const;
    std::optional<Round> find_by_code(db::Transaction& tx, const identity::Access& access, std::string_view code) const;
    std::vector<Round> list(db::Transaction& tx, const identity::Access& access) const;
    /// Whether any round of any owner holds simulated answers: every page then says so.
    bool holds_simulated(db::Transaction& tx) const;
    std::vector<Step> history(db::Transaction& tx, RoundId id) const;
    std::vector<StoredUnit> units_under(db::Transaction& tx, RoundId id, std::string_view parent) const;
    std::vector<StoredPlace> places_in(db::Transaction& tx, RoundId id, std::string_view village) const;
    SampleCounts sample_counts(db::Transaction& tx, RoundId id, std::string_view province = {}) const;
    std::vector<Replacement> replacements(db::Transaction& tx, RoundId id) const;
    std::vector<Data> data(db::Transaction& tx, RoundId id) const;
    std::vector<Trial> trials(db::Transaction& tx, RoundId id) const;
    std::vector<results::Figure> trial_figures(db::Transaction& tx, RoundId id, int number) const;

    /// For Results::verify: the figures recomputed from the stored cell table must be the stored ones, bit for bit.
    std::optional<std::string> recompute(
        db::Transaction& tx, const results::Revision& revision, const std::vector<results::Figure>& figures
    ) const;

    /// May an answer come in: the round in field, the village active.
    collect::AdmissionDecision admit(db::Transaction& tx, const collect::AdmissionRequest& request) override;
    /// Two questions to the database for each round among the requests.
    std::vector<collect::AdmissionDecision> admit_many(
        db::Transaction& tx, std::span<const collect::AdmissionRequest> requests
    ) override;

    struct Parts;

  private:
    std::unique_ptr<Parts> parts_;
};

std::span<const db::Migration> migrations();

/// What the demonstration made: printed by the command line.
struct DemoAccount {
    std::string name;
    std::string password;
    std::string role;  ///< Vietnamese
};
struct DemoReport {
    bool made = false;  ///< false: the demonstration was there already, and its passwords are not known any more
    std::vector<DemoAccount> accounts;
    std::vector<std::string> addresses;  ///< paths to look at
    std::string access_code;             ///< one code for the questionnaire that is open
    std::int64_t answers = 0;
};

/// The features a demonstration walks through.
struct DemoHouse {
    Ground& ground;
    identity::Identity& identity;
    units::Units& units;
    methods::Methods& methods;
    collect::Collect& collect;
    approvals::Approvals& approvals;
    results::Results& results;
    Rounds& rounds;
};

/// Fills an installation with a demonstration: a round of 34 provinces and 36,500 places drawn for real from the real
/// units, with simulated answers, computed, approved by a second person and published; a small round that takes
/// answers; a second owner with a round of its own; an account for each role. Everything is marked as simulated. Needs
/// seeded units and methods. `data_folder` holds designs/. Job workers must not run yet. Repeating it changes nothing.
DemoReport make_demo(
    const DemoHouse& house, const std::string& data_folder, const std::function<void(std::string_view)>& progress
);

}  // namespace longdan::rounds
