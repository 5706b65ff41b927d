#pragma once

#include "features/identity/accounts.h"
#include "features/identity/identity.h"
#include "features/identity/password.h"
#include "features/identity/sealing.h"
#include "features/identity/sessions.h"
#include "features/identity/tokens.h"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace longdan::identity {

struct Identity::State {
    State(Identity& identity, Ground& with)
        : ground(with),
          sealing(with.settings.data),
          accounts(identity, with),
          sessions(identity, with, accounts, hasher, sealing),
          tokens(identity, with) {}

    std::string name_of(UnitId unit) const {
        if (!unit) return "";
        return unit_name ? unit_name(unit) : unit.text();
    }
    /// A unit by what was typed: by the units feature, or by its id.
    std::optional<UnitId> unit_of(std::string_view typed) const {
        return find_unit ? find_unit(typed) : UnitId::parse(typed);
    }

    Ground& ground;
    PasswordHasher hasher;
    Sealing sealing;
    Accounts accounts;
    Sessions sessions;
    Tokens tokens;
    std::shared_ptr<const UnitAncestors> ancestors;
    std::function<std::string(UnitId)> unit_name;
    std::function<std::optional<UnitId>(std::string_view)> find_unit;
    std::vector<InboxProvider> inbox;
    /// Signs notices; the same on every node. Not inside a transaction.
    std::string notice_key();

  private:
    std::mutex mutex_;
    std::string notice_key_;
};

}  // namespace longdan::identity
