#pragma once

#include "features/approvals/approvals.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace longdan::approvals::store {

struct Stored {
    Dossier dossier;  ///< with history
    std::int64_t version = 0;
    std::vector<identity::AccountId> makers;
};

std::optional<Stored> find(db::Transaction& tx, DossierId id);
std::optional<Stored> find_by_subject(db::Transaction& tx, std::string_view subject);
/// Newest change first.
std::vector<DossierLine> list(
    db::Transaction& tx, const std::vector<identity::SchemeId>& schemes, std::optional<State> state, int limit
);
void insert(db::Transaction& tx, const Dossier& dossier);
/// Writes what may change when the row still has this version; false when somebody was first.
bool update(db::Transaction& tx, const Dossier& dossier, Moment now, std::int64_t version);
void add_maker(db::Transaction& tx, DossierId dossier, identity::AccountId account);
void add_step(db::Transaction& tx, DossierId dossier, std::size_t number, const Step& step);
/// Calls with each file that a dossier or its history names.
void each_file(db::Transaction& tx, const std::function<void(DossierId, const std::string& sha256)>& file);
/// The dossiers in which the account had a part.
std::vector<DossierId> made_by(db::Transaction& tx, identity::AccountId account);

std::optional<State> state_of(std::string_view name);

}  // namespace longdan::approvals::store
