#pragma once

#include "features/identity/identity.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace longdan::identity {

struct Account {
    AccountId id;
    std::string name;
    std::string display_name;
    std::string password;  ///< encoded argon2id; empty until chosen
    SchemeId scheme;       ///< 0: looked after by the installation
    bool active = true;
    std::string totp_secret;   ///< base32; empty: no second factor
    std::string totp_pending;  ///< shown as QR, not yet confirmed
    std::int64_t totp_last_step = 0;
    AccountId totp_reset_asked_by;
    Moment created;
};

/// A role of an account in a scheme.
struct GrantedRole {
    std::string role;
    SchemeId scheme;            ///< 0: every scheme
    std::vector<UnitId> units;  ///< empty: all
};

/// Accounts and their roles. A person sees an account that belongs to a scheme they administer, or that has a role
/// there; they may change only those that belong there.
class Accounts {
  public:
    Accounts(Identity& identity, Ground& ground) : identity_(identity), ground_(ground) {}

    std::optional<Account> find(db::Transaction& tx, AccountId id) const;
    std::optional<Account> find(db::Transaction& tx, std::string_view name) const;
    std::vector<GrantedRole> roles_of(db::Transaction& tx, AccountId id) const;
    Access access_of(db::Transaction& tx, AccountId id, const std::shared_ptr<const UnitAncestors>& ancestors) const;
    struct Found {
        std::vector<Account> accounts;  ///< one page of them, by sign-in name
        std::int64_t total = 0;
    };
    /// Those the person sees whose names hold `search` (with or without marks; empty: all).
    Found visible(
        db::Transaction& tx, const Access& access, std::string_view search, std::int64_t skip, std::int64_t limit
    ) const;
    /// Throws Error(not_found) when the person may not see it.
    Account require_visible(db::Transaction& tx, const Access& access, AccountId id) const;
    bool may_change(const Access& access, const Account& account) const;

    /// `password` is a hash or empty. Throws Error(invalid) with fields `name`, `display_name`.
    AccountId create(
        db::Transaction& tx, const Access& access, const Identity::NewAccount& account, const std::string& password
    );
    void grant(
        db::Transaction& tx, const Access& access, AccountId account, std::string_view role, SchemeId scheme,
        std::vector<UnitId> units
    );
    void revoke(db::Transaction& tx, const Access& access, AccountId account, std::string_view role, SchemeId scheme);
    void deactivate(db::Transaction& tx, const Access& access, AccountId account);
    void activate(db::Transaction& tx, const Access& access, AccountId account);

    /// A link token by which the person chooses a password once, good for 72 hours; earlier ones die.
    std::string make_password_link(db::Transaction& tx, const Access& access, AccountId account);
    /// The active account of a link that is still good.
    std::optional<Account> account_of_link(db::Transaction& tx, std::string_view token) const;
    /// Sets the password of the link's account, ends its sessions and the link.
    AccountId use_password_link(db::Transaction& tx, std::string_view token, const std::string& password);
    /// Sets the person's own password; the caller has checked the old one.
    void set_own_password(db::Transaction& tx, const Access& access, const std::string& password);

    /// First call: asks. Second call by another administrator: removes the second factor. True when it was removed.
    bool reset_second_factor(db::Transaction& tx, const Access& access, AccountId account);

    void end_sessions(db::Transaction& tx, AccountId account);
    std::int64_t count_administrators(db::Transaction& tx) const;

  private:
    Account require_changeable(db::Transaction& tx, const Access& access, AccountId id) const;
    void check_grant(
        db::Transaction& tx, const Access& access, const Account& account, const Role& role, SchemeId scheme,
        const std::vector<UnitId>& units
    ) const;
    void keep_an_administrator(db::Transaction& tx, AccountId leaving) const;
    void audit(
        db::Transaction& tx, const Access& access, const Account& account, std::string action, std::string summary,
        std::string before = {}, std::string after = {}
    );

    Identity& identity_;
    Ground& ground_;
};

}  // namespace longdan::identity
