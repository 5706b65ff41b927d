#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/ground/ground.h"

/// Accounts, sessions, schemes and their owners, roles with a scope, the audit trail.
namespace longdan::identity {

struct AccountTag;
struct SchemeTag;
struct UnitTag;
using AccountId = Id<AccountTag>;
using SchemeId = Id<SchemeTag>;
/// Administrative units and agencies; the units feature owns them, schemes and scopes name them.
using UnitId = Id<UnitTag>;

/// What somebody may do. Default deny: what no role grants nobody may.
enum class Permission {
    account_manage,    ///< make accounts, give roles (within the scope)
    scheme_manage,     ///< make schemes, name delegated administrators
    audit_read,
    method_manage,
    round_read,        ///< see rounds, designs, progress
    round_plan,        ///< make and change rounds and designs
    round_draw,        ///< freeze the frame, draw the sample
    round_collect,     ///< open and close collection, print access codes
    answers_read,      ///< see single answers
    answers_enter,     ///< bring answers in for others
    round_estimate,    ///< cut-off, compute, make revisions
    approval_submit,
    approval_decide,   ///< approve or return; never one's own submission
    result_publish,    ///< set the minute of publication
};
std::string_view name(Permission permission);  ///< "round.plan"

/// A role is a named set of permissions; people get it for a scheme, and there for all units or for some.
struct Role {
    std::string_view code;           ///< "planner"
    std::string_view name_vi;        ///< "Cán bộ lập kế hoạch"
    std::vector<Permission> permissions;
};
/// administrator, scheme_administrator, planner, approver, publisher, analyst, provincial_officer, clerk, auditor.
const std::vector<Role>& roles();

struct Scheme {
    SchemeId id;
    std::string code;        ///< "quoc-gia", in addresses
    std::string name;        ///< "Đề án quốc gia 2021-2030"
    UnitId owner;
    std::optional<SchemeId> parent;
    bool share_with_parent = false;
    bool closed = false;     ///< read-only: its owner was merged into another
};

/// Somebody's standing in one request: who, and what they may do where. Made by the identity middleware; for jobs and
/// commands by Identity::access_of / system_access.
class Access {
  public:
    AccountId account() const { return account_; }
    bool signed_in() const { return bool(account_); }
    const std::string& display_name() const { return display_name_; }

    /// May do it in the scheme, for all its units.
    bool may(Permission permission, SchemeId scheme) const;
    /// May do it in the scheme for this unit (or one above it, as the scope was given).
    bool may(Permission permission, SchemeId scheme, UnitId unit) const;
    /// In at least one scheme: for menus.
    bool may_somewhere(Permission permission) const;
    /// The schemes in which it may: every list of officials is filtered by this.
    std::vector<SchemeId> schemes(Permission permission) const;
    /// Units to which the role is limited in the scheme; empty: not limited.
    std::vector<UnitId> units(Permission permission, SchemeId scheme) const;

    /// Throws Error(unauthorised) when nobody is signed in; Error(not_found) when the person may not even see that
    /// there is something (no round.read in the scheme); Error(forbidden) otherwise.
    void require(Permission permission, SchemeId scheme) const;
    void require(Permission permission, SchemeId scheme, UnitId unit) const;
    void require_signed_in() const;

    struct Grant {
        SchemeId scheme;
        std::vector<Permission> permissions;
        std::vector<UnitId> units;  ///< empty: all
    };
    Access() = default;
    Access(AccountId account, std::string display_name, std::vector<Grant> grants)
        : account_(account), display_name_(std::move(display_name)), grants_(std::move(grants)) {}

  private:
    AccountId account_;
    std::string display_name_;
    std::vector<Grant> grants_;
};

/// One entry of the audit trail.
struct AuditEntry {
    std::string action;    ///< "round.drawn"
    std::string subject;   ///< "round:123"
    SchemeId scheme;
    std::string summary;   ///< Vietnamese, what people read
    std::string before;    ///< JSON or text; stored as digest only
    std::string after;
};

class Identity {
  public:
    explicit Identity(Ground& ground);
    ~Identity();

    /// The access of the request; a default Access when nobody is signed in.
    static const Access& access(const http::Request& request);

    /// Puts Principal and Access into each request (cookie session or bearer token).
    http::Middleware middleware();
    /// Sign-in, account, tokens, administration of accounts and schemes, audit pages.
    void add_routes();
    static void declare_views(view::Catalogue& catalogue);

    /// Appends to the audit trail in the caller's transaction (hash chain).
    void audit(db::Transaction& tx, const Access& access, const AuditEntry& entry);
    /// Walks the whole chain; returns the number of entries, throws Error(conflict) naming the first broken one.
    std::int64_t verify_audit(db::Transaction& tx) const;

    // Schemes
    SchemeId create_scheme(db::Transaction& tx, const Access& access, const Scheme& scheme);
    std::optional<Scheme> find_scheme(db::Transaction& tx, SchemeId id) const;
    std::optional<Scheme> find_scheme(db::Transaction& tx, std::string_view code) const;
    std::vector<Scheme> schemes(db::Transaction& tx) const;
    /// A recorded act: the scheme's owner was merged into another unit; the scheme is closed read-only.
    void merge_owner(db::Transaction& tx, const Access& access, SchemeId scheme, UnitId new_owner, std::string_view act);

    // Accounts
    struct NewAccount {
        std::string name;          ///< sign-in name
        std::string display_name;
        std::string password;      ///< at least 12 signs
    };
    AccountId create_account(db::Transaction& tx, const Access& access, const NewAccount& account);
    void grant(
        db::Transaction& tx, const Access& access, AccountId account, std::string_view role, SchemeId scheme,
        const std::vector<UnitId>& units = {}
    );
    Access access_of(db::Transaction& tx, AccountId account) const;
    std::optional<AccountId> find_account(db::Transaction& tx, std::string_view name) const;
    /// Everything, for commands run by the administrator on the machine (seed, migrate, --demo).
    static Access system_access();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

std::span<const db::Migration> migrations();

}  // namespace longdan::identity
