#pragma once

#include "features/collect/state.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

namespace longdan::collect {

/// An answer that has been judged and waits to be stored.
struct Judged {
    const Collection& collection;
    const Incoming& incoming;
    SubmissionId id;
    SubmissionState state = SubmissionState::valid;
    std::size_t violations = 0;
    std::string sha256;
    std::string receipt;
    std::string code_hash;  ///< "" without access code
    std::vector<std::int16_t> codes;
    Moment now;
};

/// What the round is asked about the answer; `from_code` is the point of its access code, 0 without.
AdmissionRequest admission_request(const Judged& judged, std::int64_t from_code);
bool is_in_window(const Judged& judged);
Receipt fresh_receipt(const Judged& judged);

/// Stores one answer with everything that may be in its way: a repeated send, a stale code, other content.
Receipt store_answer(db::Transaction& tx, const Collect::State& state, const Judged& judged);

/// Stores answers in three or four statements, however many they are; PostgreSQL only. No two of them may have the same
/// id or code. A receipt for each that went in; nothing for one that needs store_answer: its code was
/// not fresh or is given back, it is not admitted, its instance was there before.
std::vector<std::optional<Receipt>> store_group(
    db::Transaction& tx, Admission* admission, std::span<const Judged* const> group
);

/// Lets answers that come in at the same time share a transaction. Whoever finds nobody at work stores its answer at
/// once; who comes meanwhile waits, and the first of them then stores all that wait together: nobody waits for company
/// that may not come. SQLite has that already below, in its driver; there every caller goes by itself.
class Intake {
  public:
    explicit Intake(Collect::State& state) : state_(state) {}

    /// Durable when it returns. Throws what store_answer throws.
    Receipt store(const Judged& judged);

  private:
    struct Waiting {
        const Judged& judged;
        std::condition_variable changed{};
        std::optional<Receipt> receipt{};
        bool taken = false;    ///< somebody stores it
        bool settled = false;  ///< the group has ended; without a receipt the caller goes on alone
    };

    Receipt store_alone(const Judged& judged);
    /// Takes the caller and all that fit beside it from the queue.
    std::vector<Waiting*> take_group(Waiting& first);
    void store_together(std::span<Waiting* const> group);

    Collect::State& state_;
    std::mutex mutex_;
    std::deque<Waiting*> queue_;
    bool storing_ = false;  ///< a group is being stored; the next one gathers meanwhile
};

}  // namespace longdan::collect
