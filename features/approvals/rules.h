#pragma once

#include "features/approvals/approvals.h"
#include "features/approvals/store.h"

#include <map>
#include <string>

namespace longdan::approvals {

struct Approvals::Rules {
    Rules(Ground& with, identity::Identity& known) : ground(with), identity(known) {}

    /// The dossier, in one of these states; Error(conflict) names the state it is in.
    store::Stored in_state(db::Transaction& tx, DossierId id, std::initializer_list<State> allowed) const;
    /// Stores the change, writes history and audit trail, tells the owner of the subject.
    void store_change(
        db::Transaction& tx, const identity::Access& access, store::Stored changed, State from, std::string_view reason,
        std::string_view action, const std::string& summary
    );
    void require_stored_file(const std::string& sha256) const;
    /// The schemes whose dossiers the person sees.
    static std::vector<identity::SchemeId> seen_schemes(const identity::Access& access);

    Ground& ground;
    identity::Identity& identity;
    std::map<std::string, StateChange, std::less<>> changes;
};

/// "revision" of "revision:12"; empty when there is no kind or no id.
std::string_view kind_of(std::string_view subject);

}  // namespace longdan::approvals
