#pragma once

#include "features/identity/documents.h"
#include "features/identity/standing.h"
#include "features/identity/state.h"

#include <functional>
#include <string>
#include <vector>

namespace longdan::identity {

void add_sign_in_routes(Identity& identity, Identity::State& state);
void add_own_account_routes(Identity& identity, Identity::State& state);
void add_account_routes(Identity& identity, Identity::State& state);
void add_scheme_routes(Identity& identity, Identity::State& state);
void add_work_routes(Identity& identity, Identity::State& state);

/// Runs a form's work; refused fields go to `again`, which draws the form once more. Other errors pass on.
http::Response with_form(
    const std::function<http::Response()>& work,
    const std::function<http::Response(std::vector<view::FieldMessage>)>& again
);

/// Name of a scheme by id; "Mọi đề án" for 0.
std::string scheme_name(const std::vector<Scheme>& schemes, SchemeId id);
/// The roles in schemes for which `shown` says yes, with names for people.
std::vector<RoleItem> role_items(
    const Identity::State& state, const std::vector<GrantedRole>& roles, const std::vector<Scheme>& schemes,
    const std::function<bool(const GrantedRole&)>& shown
);
http::Response shown_once(Identity::State& state, const http::Request& request, const ShownOncePage& page);

}  // namespace longdan::identity
