#pragma once

#include "features/identity/identity.h"
#include "platform/view/view.h"

#include <optional>
#include <string>
#include <vector>

/// What the pages of this feature show: allow-lists of fields, one view each (ui/views/identity).
namespace longdan::identity {

struct Choice {
    std::string value;
    std::string label;
    LONGDAN_DOCUMENT(Choice, value, label)
};

struct SignInPage {
    std::string name;       ///< as typed
    std::string return_to;  ///< where to go afterwards
    std::string message;    ///< refused or locked: one sentence for all reasons
    LONGDAN_DOCUMENT(SignInPage, name, return_to, message)
};
inline constexpr view::View<SignInPage> sign_in_view{"identity/sign_in"};

struct CodePage {
    std::string return_to;
    std::string message;
    LONGDAN_DOCUMENT(CodePage, return_to, message)
};
inline constexpr view::View<CodePage> code_view{"identity/code"};

struct ChoosePasswordPage {
    std::string token;
    std::string name;
    std::string display_name;
    std::vector<view::FieldMessage> errors;
    LONGDAN_DOCUMENT(ChoosePasswordPage, token, name, display_name, errors)
};
inline constexpr view::View<ChoosePasswordPage> choose_password_view{"identity/choose_password"};

struct InboxPage {
    std::string display_name;
    std::vector<InboxItem> items;
    Day today;
    LONGDAN_DOCUMENT(InboxPage, display_name, items, today)
};
inline constexpr view::View<InboxPage> inbox_view{"identity/inbox"};

struct RoleItem {
    std::string role;
    std::string role_name;
    std::string scheme;  ///< id; "0": every scheme
    std::string scheme_name;
    std::vector<std::string> units;  ///< empty: all
    bool may_revoke = false;
    LONGDAN_DOCUMENT(RoleItem, role, role_name, scheme, scheme_name, units, may_revoke)
};

struct SessionItem {
    std::string id;
    Moment created;
    Moment last_seen;
    std::string agent;
    bool current = false;
    LONGDAN_DOCUMENT(SessionItem, id, created, last_seen, agent, current)
};

struct TokenItem {
    std::string id;
    std::string name;
    std::string scheme_name;
    std::vector<std::string> permissions;
    Moment created;
    Moment expires;
    std::optional<Moment> last_used;
    std::string state;  ///< "good", "expired", "revoked"
    LONGDAN_DOCUMENT(TokenItem, id, name, scheme_name, permissions, created, expires, last_used, state)
};

struct OwnAccountPage {
    std::string name;
    std::string display_name;
    std::vector<RoleItem> roles;
    bool second_factor = false;
    std::int64_t recovery_codes = 0;  ///< unused ones
    std::vector<SessionItem> sessions;
    std::vector<TokenItem> tokens;
    std::vector<Choice> token_schemes;
    std::vector<Choice> token_permissions;
    std::string refused_form;  ///< which form the errors belong to: "password", "second_factor", "token"
    std::vector<view::FieldMessage> errors;
    LONGDAN_DOCUMENT(
        OwnAccountPage, name, display_name, roles, second_factor, recovery_codes, sessions, tokens, token_schemes,
        token_permissions, refused_form, errors
    )
};
inline constexpr view::View<OwnAccountPage> own_account_view{"identity/own_account"};

struct SecondFactorPage {
    std::string secret;
    int qr_size = 0;
    std::string qr_path;
    std::vector<view::FieldMessage> errors;
    LONGDAN_DOCUMENT(SecondFactorPage, secret, qr_size, qr_path, errors)
};
inline constexpr view::View<SecondFactorPage> second_factor_view{"identity/second_factor"};

/// Something secret that is shown this one time: recovery codes, a token, a link.
struct ShownOncePage {
    std::string title;
    std::string explanation;
    std::vector<std::string> values;
    std::string back;
    std::string back_label;
    LONGDAN_DOCUMENT(ShownOncePage, title, explanation, values, back, back_label)
};
inline constexpr view::View<ShownOncePage> shown_once_view{"identity/shown_once"};

struct AccountLine {
    std::string id;
    std::string name;
    std::string display_name;
    std::string home;  ///< the scheme that looks after it
    std::vector<std::string> roles;
    bool active = true;
    bool second_factor = false;
    bool has_password = false;
    LONGDAN_DOCUMENT(AccountLine, id, name, display_name, home, roles, active, second_factor, has_password)
};

struct AccountsPage {
    std::vector<AccountLine> accounts;
    std::string search;
    std::int64_t page = 1;
    std::int64_t per_page = 0;
    std::int64_t total = 0;
    LONGDAN_DOCUMENT(AccountsPage, accounts, search, page, per_page, total)
};
inline constexpr view::View<AccountsPage> accounts_view{"identity/accounts"};

struct NewAccountPage {
    std::vector<Choice> schemes;
    std::string name;
    std::string display_name;
    std::string scheme;
    std::vector<view::FieldMessage> errors;
    LONGDAN_DOCUMENT(NewAccountPage, schemes, name, display_name, scheme, errors)
};
inline constexpr view::View<NewAccountPage> new_account_view{"identity/new_account"};

struct AccountPage {
    std::string id;
    std::string name;
    std::string display_name;
    std::string home;
    bool active = true;
    bool second_factor = false;
    bool has_password = false;
    Moment created;
    std::vector<RoleItem> roles;
    bool may_change = false;  ///< deactivate, new link; otherwise only roles
    bool is_own = false;
    std::string reset_asked_by;  ///< who asked to remove the second factor; empty: nobody
    bool may_confirm_reset = false;
    std::vector<Choice> role_choices;
    std::vector<Choice> scheme_choices;
    std::string role;  ///< as chosen before, when refused
    std::string scheme;
    std::string units;
    std::vector<view::FieldMessage> errors;
    LONGDAN_DOCUMENT(
        AccountPage, id, name, display_name, home, active, second_factor, has_password, created, roles, may_change,
        is_own, reset_asked_by, may_confirm_reset, role_choices, scheme_choices, role, scheme, units, errors
    )
};
inline constexpr view::View<AccountPage> account_view{"identity/account"};

struct SchemeLine {
    std::string id;
    std::string code;
    std::string name;
    std::string owner;
    bool closed = false;
    LONGDAN_DOCUMENT(SchemeLine, id, code, name, owner, closed)
};

struct SchemesPage {
    std::vector<SchemeLine> schemes;
    bool may_create = false;
    std::string code;  ///< as typed, when refused
    std::string name;
    std::string owner;
    std::string parent;
    std::vector<Choice> parents;
    std::vector<view::FieldMessage> errors;
    LONGDAN_DOCUMENT(SchemesPage, schemes, may_create, code, name, owner, parent, parents, errors)
};
inline constexpr view::View<SchemesPage> schemes_view{"identity/schemes"};

struct MergeItem {
    std::string old_owner;
    std::string new_owner;
    std::string act;
    Moment recorded;
    LONGDAN_DOCUMENT(MergeItem, old_owner, new_owner, act, recorded)
};

struct SchemePage {
    std::string id;
    std::string code;
    std::string name;
    std::string owner;
    std::string parent;  ///< name, when the reader may see that scheme
    bool has_parent = false;
    bool share_with_parent = false;
    bool closed = false;
    bool may_merge = false;
    std::vector<MergeItem> merges;
    std::string refused_form;  ///< "change", "merge"
    std::string typed_name;
    std::string new_owner;
    std::string act;
    std::vector<view::FieldMessage> errors;
    LONGDAN_DOCUMENT(
        SchemePage, id, code, name, owner, parent, has_parent, share_with_parent, closed, may_merge, merges,
        refused_form, typed_name, new_owner, act, errors
    )
};
inline constexpr view::View<SchemePage> scheme_view{"identity/scheme"};

struct AuditItem {
    std::int64_t number = 0;
    Moment recorded;
    std::string account_name;
    std::string action;
    std::string subject;
    std::string scheme_name;
    std::string summary;
    std::string hash;
    LONGDAN_DOCUMENT(AuditItem, number, recorded, account_name, action, subject, scheme_name, summary, hash)
};

struct AuditPage {
    std::vector<AuditItem> entries;
    std::vector<Choice> schemes;
    std::string scheme;
    std::string subject;
    std::optional<std::int64_t> next_before;  ///< for the link to older entries
    bool may_verify = false;
    std::int64_t head_number = 0;  ///< the end of the chain, for those who see all of it
    std::string head_hash;
    LONGDAN_DOCUMENT(AuditPage, entries, schemes, scheme, subject, next_before, may_verify, head_number, head_hash)
};
inline constexpr view::View<AuditPage> audit_view{"identity/audit"};

struct JobItem {
    std::string id;
    std::string title;
    std::string state;
    std::string state_text;
    std::int64_t done = 0;  ///< in percent
    std::int64_t total = 100;
    std::string message;
    std::string started_by;
    Moment created;
    std::optional<Moment> finished;
    bool may_cancel = false;
    LONGDAN_DOCUMENT(
        JobItem, id, title, state, state_text, done, total, message, started_by, created, finished, may_cancel
    )
};

struct JobsPage {
    std::vector<JobItem> jobs;
    LONGDAN_DOCUMENT(JobsPage, jobs)
};
inline constexpr view::View<JobsPage> jobs_view{"identity/jobs"};
inline constexpr view::View<JobItem> job_view{"identity/job"};

}  // namespace longdan::identity
