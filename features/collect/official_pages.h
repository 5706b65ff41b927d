#pragma once

#include "features/collect/questionnaire.h"

/// What officials see of collection: documents made from the store, limited to what the person may see.
namespace longdan::collect {

DoorList door_list(db::Transaction& tx, Collect::State& state, const identity::Access& access);
/// Units the person may not see are left out, also of the total. Throws when the round is not theirs to see.
ProgressPage progress_page(
    db::Transaction& tx, Collect& collect, Collect::State& state, const identity::Access& access, RoundId round
);
/// Places of the round: as the round names them, else those that have codes.
std::vector<SamplingPoint> places_of(db::Transaction& tx, Collect::State& state, RoundId round);
CodesPage codes_document(db::Transaction& tx, Collect::State& state, const Collection& collection);
/// Answers in order of their (random) ids, after the id `after`; needs answers_read.
AnswerList answer_list(
    db::Transaction& tx, Collect::State& state, const identity::Access& access, RoundId round, const std::string& only,
    const std::string& after, int limit
);
/// One answer in words, with its history; needs answers_read, and writes the audit trail.
AnswerPage answer_document(
    db::Transaction& tx, Collect& collect, Collect::State& state, const identity::Access& access, RoundId round,
    SubmissionId id
);

}  // namespace longdan::collect
