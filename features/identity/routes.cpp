#include "features/identity/routes.h"

#include <algorithm>

namespace longdan::identity {

void Identity::add_routes() {
    add_sign_in_routes(*this, *state_);
    add_own_account_routes(*this, *state_);
    add_account_routes(*this, *state_);
    add_scheme_routes(*this, *state_);
    add_work_routes(*this, *state_);
}

void Identity::declare_views(view::Catalogue& catalogue) {
    catalogue.add(sign_in_view);
    catalogue.add(code_view);
    catalogue.add(choose_password_view);
    catalogue.add(inbox_view);
    catalogue.add(own_account_view);
    catalogue.add(second_factor_view);
    catalogue.add(shown_once_view);
    catalogue.add(accounts_view);
    catalogue.add(new_account_view);
    catalogue.add(account_view);
    catalogue.add(schemes_view);
    catalogue.add(scheme_view);
    catalogue.add(audit_view);
    catalogue.add(jobs_view);
    catalogue.add(job_view);
}

http::Response with_form(
    const std::function<http::Response()>& work,
    const std::function<http::Response(std::vector<view::FieldMessage>)>& again
) {
    try {
        return work();
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::invalid || error.fields().empty()) throw;
        return again(view::field_messages(error.fields()));
    }
}

std::string scheme_name(const std::vector<Scheme>& schemes, SchemeId id) {
    if (!id) return "Mọi đề án";
    const auto found = std::ranges::find(schemes, id, &Scheme::id);
    return found == schemes.end() ? std::string() : found->name;
}

std::vector<RoleItem> role_items(
    const Identity::State& state, const std::vector<GrantedRole>& roles, const std::vector<Scheme>& schemes,
    const std::function<bool(const GrantedRole&)>& shown
) {
    std::vector<RoleItem> items;
    for (const GrantedRole& granted : roles) {
        if (!shown(granted)) continue;
        const Role* role = find_role(granted.role);
        RoleItem item{
            .role = granted.role,
            .role_name = role ? std::string(role->name_vi) : granted.role,
            .scheme = granted.scheme.text(),
            .scheme_name = scheme_name(schemes, granted.scheme),
            .units = {},
        };
        for (const UnitId unit : granted.units) item.units.push_back(state.name_of(unit));
        items.push_back(std::move(item));
    }
    return items;
}

http::Response shown_once(Identity::State& state, const http::Request& request, const ShownOncePage& page) {
    http::Response response = state.ground.pages.page(request, shown_once_view, page);
    response.header("Cache-Control", "no-store");
    return response;
}

}  // namespace longdan::identity
