#pragma once

#include "features/collect/collect.h"
#include "platform/http/rate_limit.h"

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace longdan::collect {

/// A door and the form behind it, as kept in memory so that opening the questionnaire asks the database nothing.
struct Door {
    Collection collection;
    std::shared_ptr<const methods::Form> form;
    Moment read_at;
};

/// What is known of an access code.
enum class CodeState : std::int16_t { issued = 0, used = 1, withdrawn = 2 };
struct KnownCode {
    CodeState state = CodeState::issued;
    CollectionId collection;
    SamplingPoint point;
};

class Intake;

struct Collect::State {
    State(Ground& given, methods::Methods& known_methods, identity::Identity& known_identity);
    ~State();

    Ground& ground;
    methods::Methods& methods;
    identity::Identity& identity;
    Admission* admission = nullptr;
    std::unique_ptr<Intake> intake;
    std::function<std::string(identity::UnitId)> unit_name = [](identity::UnitId unit) { return unit.text(); };

    http::RateLimit wrong_codes{20, 10 * 60'000};    ///< by sender; a village hall has one address and many guests
    http::RateLimit open_answers{300, 10 * 60'000};  ///< to open doors; many telephones share one address of a network

    std::mutex mutex;
    std::unordered_map<std::string, std::shared_ptr<const Door>> doors;            ///< by code
    std::unordered_map<std::int64_t, std::shared_ptr<const methods::Form>> forms;  ///< a version never changes
    std::string secret_;

    /// The door of an address, read again after a few seconds so that every node sees it close; `fresh`: read now, for
    /// what is kept longer than that. Null: there is none.
    std::shared_ptr<const Door> door(const std::string& code, bool fresh = false);
    std::shared_ptr<const methods::Form> form(methods::FormId id);
    void forget(const std::string& code);
    /// How long a sender must wait before the next answer through the door; only open doors have a limit.
    std::int64_t seconds_to_wait(const Collection& door, std::string_view address) const;
    void count_answer(const Collection& door, std::string_view address);
    /// Key of access-code hashes and of the signed state of a questionnaire; made once for the installation.
    std::string secret();
    /// The same inside a transaction that may write (kept in memory only once it is durable).
    std::string secret(db::Transaction& tx);
    std::optional<KnownCode> find_code(db::Transaction& tx, RoundId round, const std::string& hash) const;
};

/// What is said of a row that is not there: word for word what Access::require says of one that the person may not see.
[[noreturn]] void no_such_page(const identity::Access& access);

/// What is stored instead of an access code.
std::string code_hash(const std::string& secret, std::string_view code);

/// Number of the shard a PSU belongs to: second part of every key, so that a round spreads over nodes by PSU.
std::int64_t bucket_of(std::int64_t psu, SubmissionId id);
/// The same instance in the same round has the same id, on every node and after every restart.
SubmissionId submission_id(RoundId round, std::string_view instance);

/// Packed answers as the engine of the database keeps them: SQLite a blob of little-endian int16, PostgreSQL
/// smallint[].
db::Value packed_value(db::Engine engine, const std::vector<std::int16_t>& codes);
std::vector<std::int16_t> packed_codes(db::Engine engine, const db::Row& row, std::string_view column);

db::Bytes bytes_of(std::string_view text);
std::string text_of(const db::Bytes& bytes);

/// The raw answer of the web questionnaire and of bulk input. No access code, no moment.
std::string raw_json(
    const methods::Form& form, std::string_view instance, std::string_view language, const xforms::Answers& answers
);

Collection collection_of(const db::Row& row);
extern const std::string_view select_collection;

}  // namespace longdan::collect
