#pragma once

#include "platform/ground/ground.h"

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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
    account_manage,  ///< make accounts, give roles (within the scope)
    scheme_manage,   ///< make schemes, name delegated administrators
    audit_read,
    method_manage,
    round_read,      ///< see rounds, designs, progress
    round_plan,      ///< make and change rounds and designs
    round_draw,      ///< freeze the frame, draw the sample
    round_collect,   ///< open and close collection, print access codes
    answers_read,    ///< see single answers
    answers_enter,   ///< bring answers in for others
    round_estimate,  ///< cut-off, compute, make revisions
    approval_submit,
    approval_decide,  ///< approve or return; never one's own submission
    result_publish,   ///< set the minute of publication
};
std::string_view name(Permission permission);             ///< "round.plan"
std::string_view vietnamese_name(Permission permission);  ///< "lập kế hoạch đợt khảo sát"
const std::vector<Permission>& all_permissions();

/// A role is a named set of permissions; people get it for a scheme, and there for all units or for some.
struct Role {
    std::string_view code;     ///< "planner"
    std::string_view name_vi;  ///< "Cán bộ lập kế hoạch"
    std::vector<Permission> permissions;
};
/// administrator, scheme_administrator, planner, approver, publisher, analyst, provincial_officer, clerk, auditor.
/// An administrator runs accounts and schemes: no answers, no rounds, no decisions. docs/decisions/identity.md
const std::vector<Role>& roles();
const Role* find_role(std::string_view code);

/// The units above a unit, in any order: given by the units feature, which identity may not know.
using UnitAncestors = std::function<std::vector<UnitId>(UnitId)>;

struct Scheme {
    SchemeId id;
    std::string code;  ///< "quoc-gia", in addresses
    std::string name;  ///< "Đề án quốc gia 2021-2030"
    UnitId owner;
    std::optional<SchemeId> parent;
    bool share_with_parent = false;
    bool closed = false;  ///< read-only: its owner was merged into another
};

/// What became of a scheme's owner, and by which act.
struct OwnerMerge {
    UnitId old_owner;
    UnitId new_owner;
    std::string act;
    Moment recorded;
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
    /// In every scheme, also those to come: an administrator of the installation, the system.
    bool may_everywhere(Permission permission) const { return may(permission, SchemeId{}); }
    /// The schemes in which it may, for all units or some: every list of officials is filtered by this. Those that
    /// stood when the access was made; system_access() knows none, so commands ask Identity::schemes.
    std::vector<SchemeId> schemes(Permission permission) const;
    /// Units to which the role is limited in the scheme; empty: not limited. When it may not at all: the unit 0, which
    /// no row has, so that a forgotten check finds nothing.
    std::vector<UnitId> units(Permission permission, SchemeId scheme) const;

    /// Throws Error(unauthorised) when nobody is signed in; Error(not_found) when the person may not even see that
    /// there is something (no round.read in the scheme); Error(forbidden) otherwise.
    void require(Permission permission, SchemeId scheme) const;
    void require(Permission permission, SchemeId scheme, UnitId unit) const;
    void require_signed_in() const;

    struct Grant {
        SchemeId scheme;  ///< 0: every scheme
        std::vector<Permission> permissions;
        std::vector<UnitId> units;  ///< empty: all
    };
    Access() = default;
    Access(
        AccountId account, std::string display_name, std::vector<Grant> grants,
        std::shared_ptr<const UnitAncestors> ancestors = nullptr
    )
        : account_(account),
          display_name_(std::move(display_name)),
          grants_(std::move(grants)),
          ancestors_(std::move(ancestors)) {}
    const std::vector<Grant>& grants() const { return grants_; }

  private:
    [[noreturn]] void refuse(Permission permission, bool visible) const;

    AccountId account_;
    std::string display_name_;
    std::vector<Grant> grants_;
    std::shared_ptr<const UnitAncestors> ancestors_;
};
/// Names of what the person may do somewhere: for view::PageContext::permissions.
std::vector<std::string> permission_names(const Access& access);

/// One entry of the audit trail.
struct AuditEntry {
    std::string action;   ///< "round.drawn"
    std::string subject;  ///< "round:123"
    SchemeId scheme;
    std::string summary;  ///< Vietnamese, what people read
    std::string before;   ///< JSON or text; stored as digest only
    std::string after;
};

/// One thing that waits for a person, on the first page of officials.
struct InboxItem {
    std::string kind;  ///< heading it stands under: "Phê duyệt"
    std::string title;
    std::string detail;   ///< one line: scheme, state, count
    std::string address;  ///< where to do it: a path of this site
    std::optional<Day> due;
    LONGDAN_DOCUMENT(InboxItem, kind, title, detail, address, due)
};
using InboxProvider = std::function<std::vector<InboxItem>(db::Transaction&, const Access&)>;

class Identity {
  public:
    explicit Identity(Ground& ground);
    ~Identity();

    /// The access of the request; a default Access when nobody is signed in.
    static const Access& access(const http::Request& request);

    /// A principal for requests made inside the program (tests, the crawl for isolation): the middleware keeps it.
    static http::Principal principal_of(const Access& access);

    /// Cookies of sessions: what makes an answer personal (http::DispatcherOptions::personal_cookies).
    static std::vector<std::string> session_cookie_names();
    /// 303 after an official's action, with a short notice of what happened above the next page: "Đã lưu".
    http::Response redirect(const http::Request& request, std::string where, std::string_view notice) const;
    /// 303 to the sign-in page, which leads back to this address; for readers who are not signed in.
    static http::Response to_sign_in(const http::Request& request);
    /// Secrets of the second factor that an earlier version stored in clear are encrypted; for the start of a server.
    void seal_secrets();

    /// What pages say of the person who asks: name, permissions, things that wait, the notice of the action before. For
    /// view::Pages' ContextSource.
    void describe(view::PageContext& context, const http::Request& request) const;

    /// Puts Principal and Access into each request: a cookie session, or a bearer token under /api/ (where cookies are
    /// not read, so that routes without CSRF check there have no standing to abuse). Somebody without a session gets a
    /// csrf_token too; a handler that shows such a person a form with csrf keeps it with keep_visitor.
    http::Middleware middleware();
    /// Sets the short-lived cookie that makes the csrf_token of a visitor's form good. Nothing when it is set already
    /// or somebody is signed in. Not for pages with Response::cache.
    static void keep_visitor(const http::Request& request, http::Response& response);
    /// For visitors' forms without csrf: throws Error(forbidden) when the browser says that the form came from another
    /// site (Sec-Fetch-Site, Origin).
    static void require_same_origin(const http::Request& request);

    /// Who asks the units feature on behalf of scopes; without it a scope covers exactly its units.
    void set_unit_ancestors(UnitAncestors ancestors);
    /// How pages name a unit, and how a form finds one by what was typed (code or name); without it ids are shown.
    void set_unit_names(
        std::function<std::string(UnitId)> name, std::function<std::optional<UnitId>(std::string_view)> find
    );
    /// Adds to the page "Việc đang chờ tôi".
    void add_inbox(InboxProvider provider);
    /// Everything that waits for the person, the earliest deadline first: for the page and for PageContext::waiting.
    std::vector<InboxItem> inbox(db::Transaction& tx, const Access& access) const;

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
    /// Name and sharing; needs account.manage in the scheme, which must be open.
    void change_scheme(
        db::Transaction& tx, const Access& access, SchemeId id, std::string_view name, bool share_with_parent
    );
    std::vector<OwnerMerge> merges(db::Transaction& tx, SchemeId scheme) const;
    /// A recorded act: the scheme's owner was merged into another unit; the scheme is closed read-only.
    void merge_owner(
        db::Transaction& tx, const Access& access, SchemeId scheme, UnitId new_owner, std::string_view act
    );

    // Accounts
    struct NewAccount {
        std::string name;  ///< sign-in name
        std::string display_name;
        std::string password;  ///< at least 12 signs
        SchemeId scheme = {};  ///< whose administrators look after it; 0: those of the installation
    };
    /// Needs account.manage in the account's scheme. Refused with field errors: a name that is taken or holds other
    /// signs than a-z 0-9 . _ -, a weak password.
    AccountId create_account(db::Transaction& tx, const Access& access, const NewAccount& account);
    /// Needs account.manage in the scheme, for all units of the grant. Refused: to oneself, a role above one's own, an
    /// account of another owner. Ends the sessions of the account. scheme 0 (every scheme) only by administrators.
    void grant(
        db::Transaction& tx, const Access& access, AccountId account, std::string_view role, SchemeId scheme,
        const std::vector<UnitId>& units = {}
    );
    void revoke(db::Transaction& tx, const Access& access, AccountId account, std::string_view role, SchemeId scheme);
    /// A link token (address "/dat-mat-khau?ma=" + token) by which the person chooses a password once within 72 hours;
    /// for `longdan user link` when nobody can sign in any more. Earlier links die.
    std::string make_password_link(db::Transaction& tx, const Access& access, AccountId account);
    /// What the account may do now; a default Access for one that is deactivated or unknown.
    Access access_of(db::Transaction& tx, AccountId account) const;
    std::string display_name_of(db::Transaction& tx, AccountId account) const;
    std::optional<AccountId> find_account(db::Transaction& tx, std::string_view name) const;
    /// Everything, for commands run by the administrator on the machine (seed, migrate, --demo).
    static Access system_access();
    /// For `longdan user add` and first installation: an account with the role administrator. Refused when the
    /// installation has an active administrator and `another` is false.
    AccountId create_first_administrator(db::Transaction& tx, const NewAccount& account, bool another = false);

    struct State;

  private:
    std::unique_ptr<State> state_;
};

std::span<const db::Migration> migrations();

}  // namespace longdan::identity
