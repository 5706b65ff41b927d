#pragma once

#include "features/identity/identity.h"
#include "platform/ground/test_support/test_ground.h"

#include <string>
#include <string_view>
#include <vector>

namespace longdan::identity {

/// Schemes, accounts and roles for tests, quickly: the accounts have no password and stand in requests by as().
class People {
  public:
    explicit People(TestGround& ground) : ground_(ground), identity(ground) {}

    SchemeId scheme(const std::string& code, UnitId owner = UnitId{1}, std::optional<SchemeId> parent = {}) {
        return ground_.database.write([&](db::Transaction& tx) {
            Scheme scheme;
            scheme.code = code;
            scheme.name = "Đề án " + code;
            scheme.owner = owner;
            scheme.parent = parent;
            return identity.create_scheme(tx, Identity::system_access(), scheme);
        });
    }

    AccountId account(const std::string& name, SchemeId home = {}) {
        const AccountId id{new_ordered_id(ground_.clock.now())};
        ground_.database.write([&](db::Transaction& tx) {
            tx.execute(
                "INSERT INTO identity_account (id, name, display_name, password, scheme, active, totp_secret, "
                "totp_pending, totp_last_step, totp_reset_asked_by, created) "
                "VALUES (:id, :name, :display, '', :home, 1, '', '', 0, 0, 0)",
                {{"id", id}, {"name", name}, {"display", "Cán bộ " + name}, {"home", home}}
            );
        });
        return id;
    }

    void grant(AccountId id, std::string_view role, SchemeId scheme, const std::vector<UnitId>& units = {}) {
        ground_.database.write([&](db::Transaction& tx) {
            identity.grant(tx, Identity::system_access(), id, role, scheme, units);
        });
    }

    /// An account of the scheme with one role there.
    AccountId with_role(
        const std::string& name, std::string_view role, SchemeId scheme, const std::vector<UnitId>& units = {}
    ) {
        const AccountId id = account(name, scheme);
        grant(id, role, scheme, units);
        return id;
    }

    Access access(AccountId id) {
        return ground_.database.read([&](db::Transaction& tx) { return identity.access_of(tx, id); });
    }
    http::Principal as(AccountId id) { return Identity::principal_of(access(id)); }

  private:
    TestGround& ground_;

  public:
    Identity identity;
};

/// The kind of the Error that the work ends with; a test that expects one fails when there is none.
template <class Work>
std::optional<ErrorKind> refused(Work&& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.kind();
    }
    return std::nullopt;
}

}  // namespace longdan::identity
