#pragma once

#include "engine/xforms/form_plan.h"
#include "features/identity/identity.h"
#include "features/methods/methods.h"
#include "platform/ground/ground.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Everything that brings an answer in: the web questionnaire, the API, bulk input. Keeps the raw answer, its hash, a
/// receipt, the packed answer and its history.
namespace longdan::collect {

struct RoundTag;
struct CollectionTag;
struct SubmissionTag;
using RoundId = Id<RoundTag>;            ///< made by the rounds feature
using CollectionId = Id<CollectionTag>;  ///< one door of a round: by access code, or open to all
using SubmissionId = Id<SubmissionTag>;  ///< within its round

/// What an answer is worth. The two never mix in a figure.
enum class Evidence : std::int16_t { probability = 0, open = 1 };
std::string_view name(Evidence evidence);

enum class Channel : std::int16_t { web = 0, api = 1, device = 2, paper = 3, bulk = 4 };
std::string_view name(Channel channel);

/// valid and invalid come from the rules of the form; a person can void and restore.
enum class SubmissionState : std::int16_t { valid = 0, invalid = 1, voided = 2, erased = 3 };
std::string_view name(SubmissionState state);

/// One door through which answers to a round come in.
struct Collection {
    CollectionId id;
    RoundId round;
    identity::SchemeId scheme;
    std::string code;  ///< in the address: /khao-sat/{code}; small letters, digits, hyphens
    Evidence evidence = Evidence::probability;
    methods::FormId form;
    std::string title;  ///< "Khảo sát sự hài lòng của người dân năm 2026"
    std::string title_en;
    std::string runner;      ///< who asks: "Bộ Nội vụ"
    std::string results_at;  ///< path of this site where the results will appear: "/chi-so/sipas/2026"
    bool anonymous = true;   ///< random ids, days instead of moments, codes cut from answers
    bool simulated = false;  ///< a demonstration: said on every page
    Moment opens;
    Moment closes;     ///< last moment at which an answer is taken
    bool open = true;  ///< somebody may close it before
};

/// Where in the sample an answer belongs: the last area stage, coarse enough not to point at a person.
struct SamplingPoint {
    std::int64_t point = 0;  ///< the round's own number of the village or other last area unit
    std::int64_t psu = 0;    ///< primary sampling unit
    std::string stratum;
    identity::UnitId unit;  ///< unit by which progress is counted and results are shown (province, commune)
    std::string label;      ///< for print: "Thôn 2, xã Đức Trọng, tỉnh Lâm Đồng"
};

/// An answer at the door: the round decides.
struct AdmissionRequest {
    RoundId round;
    Evidence evidence = Evidence::probability;
    Channel channel = Channel::web;
    std::int64_t point = 0;                    ///< from the access code or named by the device; 0 in open collection
    const identity::Access* access = nullptr;  ///< who sends, when somebody is signed in
    Moment now;
};
struct AdmissionDecision {
    bool admitted = true;
    std::string reason;   ///< Vietnamese, for the sender, when not admitted
    SamplingPoint point;  ///< filled by the round; an access code's own point is used when `point.psu` is 0
};
/// Implemented by whoever owns rounds: may this answer come in, for which place of the sample? Called inside the
/// transaction that stores the answer, so it must be quick; it may read.
class Admission {
  public:
    virtual ~Admission() = default;
    virtual AdmissionDecision admit(db::Transaction& tx, const AdmissionRequest& request) = 0;
    /// The same for many at once, in their order: one question instead of many where the database is asked.
    virtual std::vector<AdmissionDecision> admit_many(db::Transaction& tx, std::span<const AdmissionRequest> requests) {
        std::vector<AdmissionDecision> decisions;
        for (const AdmissionRequest& request : requests) decisions.push_back(admit(tx, request));
        return decisions;
    }
    /// The places of the round for which officials may print access codes, in the order of print.
    virtual std::vector<SamplingPoint> points(db::Transaction&, RoundId) { return {}; }
};

/// What a sender hands in.
struct Incoming {
    std::string instance;  ///< made by the device or form, 8 to 64 signs: the same answer always has the same
    std::string raw;       ///< bytes as sent (JSON)
    xforms::Answers answers;
    std::string access_code;  ///< "" when none
    std::int64_t point = 0;
    Channel channel = Channel::web;
    const identity::Access* access = nullptr;
    std::string language = "vi";
};

struct Receipt {
    std::string code;    ///< "7K2Q-9PXM-4TRA"
    std::string sha256;  ///< of the raw answer
    Day received;
    bool repeated = false;  ///< had been received before: nothing new was stored
    SubmissionState state = SubmissionState::valid;
    std::vector<xforms::Violation> violations;  ///< of an answer stored as invalid (devices)
};

/// An answer as the engine needs it.
struct Answer {
    SubmissionId id;
    Evidence evidence = Evidence::probability;
    Channel channel = Channel::web;
    SubmissionState state = SubmissionState::valid;
    methods::FormId form;
    std::int64_t point = 0;
    std::int64_t psu = 0;
    std::string stratum;
    identity::UnitId unit;
    Day received;
    std::vector<std::int16_t> codes;  ///< in the codebook's order
};

/// Progress of one unit.
struct Progress {
    identity::UnitId unit;
    std::int64_t issued = 0;    ///< access codes made
    std::int64_t received = 0;  ///< answers that came in, voided ones included
    std::int64_t valid = 0;
    std::int64_t invalid = 0;
    std::int64_t voided = 0;
    std::int64_t open = 0;  ///< of the open collection, apart
    std::optional<Day> last;
};

enum class EventKind : std::int16_t { received = 0, edited = 1, rechecked = 2, voided = 3, restored = 4, erased = 5 };
std::string_view name(EventKind kind);
struct Event {
    EventKind kind = EventKind::received;
    Day day;
    identity::AccountId account;
    std::string reason;
};

/// Access codes in clear, once, for print. Only their hashes are stored.
struct IssuedCode {
    std::string code;
    SamplingPoint point;
};

class Collect {
  public:
    Collect(Ground& ground, methods::Methods& methods, identity::Identity& identity);
    ~Collect();

    void add_routes();
    static void declare_views(view::Catalogue& catalogue);
    /// Who decides about answers; without one every open collection takes answers by its own dates only.
    void set_admission(Admission& admission);
    /// Names of units for the progress pages.
    void set_unit_names(std::function<std::string(identity::UnitId)> name);

    // Doors
    CollectionId open_collection(db::Transaction& tx, const identity::Access& access, const Collection& collection);
    /// Closes for good or until reopened; needs round_collect. On closing, used codes are rewritten in one step so that
    /// nothing in the store tells in which order they were used.
    void close_collection(db::Transaction& tx, const identity::Access& access, CollectionId id);
    void reopen_collection(
        db::Transaction& tx, const identity::Access& access, CollectionId id, Moment closes, std::string_view reason
    );
    std::vector<Collection> collections(db::Transaction& tx, RoundId round) const;
    std::optional<Collection> find_collection(db::Transaction& tx, std::string_view code) const;

    /// Makes `count` one-time codes for each point and returns them; the clear codes exist only in this answer.
    std::vector<IssuedCode> issue_codes(
        db::Transaction& tx, const identity::Access& access, CollectionId id, const std::vector<SamplingPoint>& points,
        int count
    );
    /// Withdraws the unused codes of a point (a village replaced after a flood); returns how many.
    std::int64_t withdraw_codes(
        db::Transaction& tx, const identity::Access& access, CollectionId id, std::int64_t point,
        std::string_view reason
    );

    /// Takes one answer in its own transaction, durable when it returns. Throws Error: invalid (fields name the
    /// questions), not_found (unknown code), forbidden (not admitted, closed), conflict (code used; other content under
    /// the same instance), too_large.
    Receipt receive(const Collection& collection, const Incoming& incoming);
    /// Many answers for simulation and import: the same rules, one insert a thousand. Points must be filled in full.
    struct BulkAnswer {
        std::string instance;
        xforms::Answers answers;
        SamplingPoint point;
        Day received;
    };
    /// Returns how many were new.
    std::int64_t receive_many(const Collection& collection, std::span<const BulkAnswer> answers);

    // Reading
    /// Answers of a round received on or before the day, in order of id.
    void each_answer(db::Transaction& tx, RoundId round, Day until, const std::function<bool(const Answer&)>& answer)
        const;
    std::vector<Progress> progress(db::Transaction& tx, RoundId round) const;
    /// The raw bytes; needs answers_read, writes the audit trail.
    std::string raw(db::Transaction& tx, const identity::Access& access, RoundId round, SubmissionId id);
    std::vector<Event> events(db::Transaction& tx, RoundId round, SubmissionId id) const;
    /// voided: takes a valid or invalid answer out of the count; restored: puts it back. Needs answers_enter and a
    /// reason.
    void change_state(
        db::Transaction& tx, const identity::Access& access, RoundId round, SubmissionId id, EventKind kind,
        std::string_view reason
    );
    std::optional<Receipt> find_receipt(db::Transaction& tx, RoundId round, std::string_view code) const;
    /// For `longdan verify`: reads every raw answer and compares its hash; returns how many were read, throws
    /// Error(conflict) naming the first damaged one.
    std::int64_t verify(db::Transaction& tx) const;

    struct State;

  private:
    void add_questionnaire_routes();
    void add_api_routes();
    void add_official_routes();

    std::unique_ptr<State> state_;
};

std::span<const db::Migration> migrations();

}  // namespace longdan::collect
