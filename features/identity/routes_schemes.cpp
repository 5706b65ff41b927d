#include "features/identity/routes.h"
#include "platform/base/text.h"

#include <algorithm>

namespace longdan::identity {
namespace {

constexpr std::string_view list_address = "/lam-viec/quan-tri/de-an";

std::string typed(const http::Request& request, std::string_view name) {
    return std::string(request.form.find(name).value_or(""));
}

class SchemeRoutes {
  public:
    SchemeRoutes(Identity& identity, Identity::State& state) : identity_(identity), state_(state) {}

    http::Response list(const http::Request& request) const { return list_page(request, {}); }

    http::Response create(const http::Request& request) const {
        const Access& access = Identity::access(request);
        access.require_signed_in();
        return with_form(
            [&] {
                http::FormReader form(request.form);
                Scheme scheme;
                scheme.code = form.text("code", "Mã đề án", 60);
                scheme.name = form.text("name", "Tên đề án", 300);
                scheme.owner = unit(form, "owner", "Đơn vị chủ trì");
                if (const std::string parent = typed(request, "parent"); !parent.empty()) {
                    scheme.parent = form.id<SchemeId>("parent", "Đề án cấp trên");
                }
                form.require_ok();
                const SchemeId id = state_.ground.database.write([&](db::Transaction& tx) {
                    return identity_.create_scheme(tx, access, scheme);
                });
                return identity_.redirect(request, std::string(list_address) + "/" + id.text(), "Đã tạo đề án.");
            },
            [&](std::vector<view::FieldMessage> errors) { return list_page(request, std::move(errors)); }
        );
    }

    http::Response show(const http::Request& request) const { return page(request, {}, {}); }

    http::Response change(const http::Request& request) const {
        return form(request, "change", [&](db::Transaction& tx, SchemeId id) {
            identity_.change_scheme(
                tx, Identity::access(request), id, typed(request, "name"), request.form.find("share") == "1"
            );
        });
    }

    http::Response merge(const http::Request& request) const {
        return form(request, "merge", [&](db::Transaction& tx, SchemeId id) {
            http::FormReader form(request.form);
            const std::string act = form.text("act", "Văn bản sáp nhập", 500);
            const UnitId owner = unit(form, "new_owner", "Đơn vị nhận");
            form.require_ok();
            identity_.merge_owner(tx, Identity::access(request), id, owner, act);
        });
    }

  private:
    UnitId unit(http::FormReader& form, std::string_view field, std::string_view label) const {
        const std::string text = form.text(field, label, 200);
        if (text.empty()) return {};
        const auto found = state_.unit_of(text);
        if (!found) form.add_error(field, std::string(label) + ": không tìm thấy “" + text + "”");
        return found.value_or(UnitId{});
    }

    static bool sees(const Access& access, SchemeId scheme) {
        return access.may(Permission::account_manage, scheme) || access.may(Permission::scheme_manage, scheme);
    }

    http::Response form(
        const http::Request& request, const std::string& which,
        const std::function<void(db::Transaction&, SchemeId)>& work
    ) const {
        const Access& access = Identity::access(request);
        access.require_signed_in();
        const auto id = request.id<SchemeId>("scheme");
        if (!sees(access, id)) throw Error(ErrorKind::not_found, "Không tìm thấy đề án này");
        return with_form(
            [&] {
                state_.ground.database.write([&](db::Transaction& tx) { work(tx, id); });
                return identity_.redirect(
                    request, std::string(list_address) + "/" + id.text(), "Đã lưu thay đổi của đề án."
                );
            },
            [&](std::vector<view::FieldMessage> errors) { return page(request, which, std::move(errors)); }
        );
    }

    http::Response list_page(const http::Request& request, std::vector<view::FieldMessage> errors) const {
        const Access& access = Identity::access(request);
        access.require_signed_in();
        if (!access.may_somewhere(Permission::account_manage)) {
            throw Error(ErrorKind::forbidden, "Trang này dành cho quản trị đề án");
        }
        SchemesPage document;
        document.may_create = access.may_everywhere(Permission::scheme_manage);
        document.code = typed(request, "code");
        document.name = typed(request, "name");
        document.owner = typed(request, "owner");
        document.parent = typed(request, "parent");
        document.errors = std::move(errors);
        state_.ground.database.read([&](db::Transaction& tx) {
            for (const Scheme& scheme : identity_.schemes(tx)) {
                if (!sees(access, scheme.id)) continue;
                document.schemes.push_back(
                    {scheme.id.text(), scheme.code, scheme.name, state_.name_of(scheme.owner), scheme.closed}
                );
                if (!scheme.closed) document.parents.push_back({scheme.id.text(), scheme.name});
            }
        });
        const int status = document.errors.empty() ? 200 : 422;
        return state_.ground.pages.page(request, schemes_view, document, status);
    }

    http::Response page(
        const http::Request& request, const std::string& refused_form, std::vector<view::FieldMessage> errors
    ) const {
        const Access& access = Identity::access(request);
        access.require_signed_in();
        const auto id = request.id<SchemeId>("scheme");
        SchemePage document = state_.ground.database.read([&](db::Transaction& tx) { return filled(tx, access, id); });
        document.refused_form = refused_form;
        document.typed_name = refused_form == "change" ? typed(request, "name") : document.name;
        document.new_owner = typed(request, "new_owner");
        document.act = typed(request, "act");
        document.errors = std::move(errors);
        const int status = document.errors.empty() ? 200 : 422;
        return state_.ground.pages.page(request, scheme_view, document, status);
    }

    SchemePage filled(db::Transaction& tx, const Access& access, SchemeId id) const {
        const auto scheme = identity_.find_scheme(tx, id);
        if (!scheme || !sees(access, id)) throw Error(ErrorKind::not_found, "Không tìm thấy đề án này");
        SchemePage document;
        document.id = id.text();
        document.code = scheme->code;
        document.name = scheme->name;
        document.owner = state_.name_of(scheme->owner);
        document.has_parent = scheme->parent.has_value();
        if (scheme->parent && sees(access, *scheme->parent)) {
            document.parent = identity_.find_scheme(tx, *scheme->parent)->name;
        }
        document.share_with_parent = scheme->share_with_parent;
        document.closed = scheme->closed;
        document.may_merge = access.may_everywhere(Permission::scheme_manage) && !scheme->closed;
        for (const OwnerMerge& merge : identity_.merges(tx, id)) {
            document.merges.push_back(
                {state_.name_of(merge.old_owner), state_.name_of(merge.new_owner), merge.act, merge.recorded}
            );
        }
        return document;
    }

    Identity& identity_;
    Identity::State& state_;
};

}  // namespace

void add_scheme_routes(Identity& identity, Identity::State& state) {
    const auto routes = std::make_shared<const SchemeRoutes>(identity, state);
    const auto at = [](std::string_view rest) { return std::string(list_address) + std::string(rest); };
    const auto to = [routes](http::Response (SchemeRoutes::*handler)(const http::Request&) const) {
        return [routes, handler](const http::Request& request) { return ((*routes).*handler)(request); };
    };
    http::Router& router = state.ground.router;
    router.get(at(""), to(&SchemeRoutes::list));
    router.post(at(""), to(&SchemeRoutes::create));
    router.get(at("/{scheme}"), to(&SchemeRoutes::show));
    router.post(at("/{scheme}"), to(&SchemeRoutes::change));
    router.post(at("/{scheme}/sap-nhap"), to(&SchemeRoutes::merge));
}

}  // namespace longdan::identity
