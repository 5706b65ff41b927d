#include "features/identity/identity.h"

#include "features/identity/state.h"
#include "platform/view/notice.h"

#include <algorithm>

namespace longdan::identity {

Identity::Identity(Ground& ground) : state_(std::make_unique<State>(*this, ground)) {}
Identity::~Identity() = default;

void Identity::set_unit_ancestors(UnitAncestors ancestors) {
    state_->ancestors = std::make_shared<const UnitAncestors>(std::move(ancestors));
}

void Identity::set_unit_names(
    std::function<std::string(UnitId)> name, std::function<std::optional<UnitId>(std::string_view)> find
) {
    state_->unit_name = std::move(name);
    state_->find_unit = std::move(find);
}

void Identity::add_inbox(InboxProvider provider) { state_->inbox.push_back(std::move(provider)); }

AccountId Identity::create_account(db::Transaction& tx, const Access& access, const NewAccount& account) {
    access.require(Permission::account_manage, account.scheme);
    if (const auto problem = password_problem(account.password, account.name, account.display_name)) {
        throw Error(ErrorKind::invalid, *problem, {{"password", *problem}});
    }
    return state_->accounts.create(tx, access, account, state_->hasher.hash(account.password));
}

AccountId Identity::create_first_administrator(db::Transaction& tx, const NewAccount& account, bool another) {
    if (!another && state_->accounts.count_administrators(tx) > 0) {
        throw Error(
            ErrorKind::conflict,
            "Hệ thống đã có quản trị đang hoạt động; hãy nhờ người đó tạo tài khoản, hoặc yêu cầu rõ một quản trị nữa"
        );
    }
    NewAccount first = account;
    first.scheme = {};
    const AccountId id = create_account(tx, system_access(), first);
    grant(tx, system_access(), id, "administrator", SchemeId{});
    return id;
}

void Identity::grant(
    db::Transaction& tx, const Access& access, AccountId account, std::string_view role, SchemeId scheme,
    const std::vector<UnitId>& units
) {
    state_->accounts.grant(tx, access, account, role, scheme, units);
}

void Identity::revoke(
    db::Transaction& tx, const Access& access, AccountId account, std::string_view role, SchemeId scheme
) {
    state_->accounts.revoke(tx, access, account, role, scheme);
}

std::string Identity::make_password_link(db::Transaction& tx, const Access& access, AccountId account) {
    return state_->accounts.make_password_link(tx, access, account);
}

void Identity::describe(view::PageContext& context, const http::Request& request) const {
    const Access& asking = access(request);
    context.permissions = permission_names(asking);
    // Not on a page that answers a form: such pages may be kept, and the next one shows it.
    const bool reads = request.method == http::Method::get || request.method == http::Method::head;
    const bool brings_notice = std::ranges::any_of(view::notice_cookie_names(), [&](const std::string& name) {
        return request.cookie(name).has_value();
    });
    if (reads && brings_notice) {
        const auto text = view::notice_of(request, state_->notice_key(), state_->ground.clock.now());
        if (text) context.notice = view::Notice{*text};
    }
    if (!asking.signed_in()) return;
    context.waiting = static_cast<std::int64_t>(state_->ground.database.read([&](db::Transaction& tx) {
        return inbox(tx, asking).size();
    }));
}

http::Response Identity::redirect(const http::Request& request, std::string where, std::string_view notice) const {
    const Moment now = state_->ground.clock.now();
    return http::redirect(std::move(where))
        .header("Set-Cookie", view::notice_cookie(request, state_->notice_key(), notice, now));
}

void Identity::seal_secrets() {
    state_->ground.database.write([&](db::Transaction& tx) { state_->sealing.seal_all(tx); });
}

std::string Identity::State::notice_key() {
    {
        const std::lock_guard lock(mutex_);
        if (!notice_key_.empty()) return notice_key_;
    }
    const std::string key =
        ground.database.write([](db::Transaction& tx) { return installation_secret(tx, "notices"); });
    const std::lock_guard lock(mutex_);
    return notice_key_ = key;
}

Access Identity::access_of(db::Transaction& tx, AccountId account) const {
    return state_->accounts.access_of(tx, account, state_->ancestors);
}

std::optional<AccountId> Identity::find_account(db::Transaction& tx, std::string_view name) const {
    const auto account = state_->accounts.find(tx, name);
    if (!account) return std::nullopt;
    return account->id;
}

std::string Identity::display_name_of(db::Transaction& tx, AccountId account) const {
    if (!account) return "Hệ thống";
    const auto found = state_->accounts.find(tx, account);
    return found ? found->display_name : std::string();
}

Access Identity::system_access() { return {AccountId{}, "Hệ thống", {{SchemeId{}, all_permissions(), {}}}}; }

}  // namespace longdan::identity
