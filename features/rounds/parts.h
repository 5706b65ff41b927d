#pragma once

#include "features/rounds/draw.h"
#include "features/rounds/rounds.h"

#include <string>
#include <string_view>

namespace longdan::rounds {

/// What the steps of a round share: neighbours, and the one way in which a state changes.
struct Rounds::Parts {
    Ground& ground;
    identity::Identity& identity;
    units::Units& units;
    methods::Methods& methods;
    collect::Collect& collect;
    approvals::Approvals& approvals;
    results::Results& results;

    /// As of now: published and corrected by the clock. Throws Error(not_found).
    Round load(db::Transaction& tx, RoundId id) const;
    /// Throws Error(not_found) when the person may not read rounds of the scheme.
    Round readable(db::Transaction& tx, const identity::Access& access, RoundId id) const;
    /// Readable, the permission for the whole scheme, a scheme that is not closed, and one of the states.
    Round require(
        db::Transaction& tx, const identity::Access& access, RoundId id, identity::Permission permission,
        std::initializer_list<State> states, std::string_view action
    ) const;
    /// Stores the round in state `to`, with a line of history and of the audit trail. Throws Error(conflict) when
    /// somebody else changed the state meanwhile.
    struct Move {
        State to;
        std::string action;   ///< "round.drawn"
        std::string summary;  ///< Vietnamese
        std::string reason;
        std::string document;
    };
    void move(db::Transaction& tx, const identity::Access& access, Round& round, const Move& move) const;
    /// A line of history without change of state.
    void note(db::Transaction& tx, const identity::Access& access, const Round& round, const Move& move) const;
    /// Job work runs with the standing of the person who asked for it.
    identity::Access access_of(const jobs::Job& job) const;

    /// What waits for the person in the rounds it may see.
    std::vector<identity::InboxItem> inbox(db::Transaction& tx, const identity::Access& access) const;

    Design design(const Round& round) const;
    Frame frame(const Round& round) const;

    void run_draw(jobs::Context& context);
    void run_cut_off(jobs::Context& context);
    void run_trial(jobs::Context& context);
    void on_plan(db::Transaction& tx, const identity::Access& access, const approvals::Dossier& dossier);
    void on_revision(
        db::Transaction& tx, const identity::Access& access, const approvals::Dossier& dossier, approvals::State from
    );
};

/// The stored state, which knows no clock: published and corrected are approved.
State stored(State state);
/// True when the person may see rounds of the scheme, be it for some units only.
bool may_read(const identity::Access& access, identity::SchemeId scheme);
}  // namespace longdan::rounds
