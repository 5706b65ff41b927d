#include "features/identity/identity.h"

#include <algorithm>
#include <array>

namespace longdan::identity {
namespace {

using enum Permission;

struct Naming {
    Permission permission;
    std::string_view name;
    std::string_view vietnamese;
};

constexpr std::array namings = {
    Naming{account_manage, "account.manage", "quản lý tài khoản và vai trò"},
    Naming{scheme_manage, "scheme.manage", "quản lý đề án"},
    Naming{audit_read, "audit.read", "xem nhật ký"},
    Naming{method_manage, "method.manage", "quản lý phương pháp"},
    Naming{round_read, "round.read", "xem đợt khảo sát"},
    Naming{round_plan, "round.plan", "lập kế hoạch đợt khảo sát"},
    Naming{round_draw, "round.draw", "chốt khung mẫu và rút mẫu"},
    Naming{round_collect, "round.collect", "mở, đóng thu thập và in mã trả lời"},
    Naming{answers_read, "answers.read", "xem từng phiếu trả lời"},
    Naming{answers_enter, "answers.enter", "nhập phiếu thay người khác"},
    Naming{round_estimate, "round.estimate", "chốt số liệu và tính kết quả"},
    Naming{approval_submit, "approval.submit", "trình phê duyệt"},
    Naming{approval_decide, "approval.decide", "phê duyệt hoặc trả lại"},
    Naming{result_publish, "result.publish", "đặt giờ công bố"},
};

const Naming& naming(Permission permission) { return namings[static_cast<std::size_t>(permission)]; }

bool holds(const Access::Grant& grant, Permission permission) {
    return std::ranges::find(grant.permissions, permission) != grant.permissions.end();
}

bool covers(const Access::Grant& grant, SchemeId scheme) { return !grant.scheme || grant.scheme == scheme; }

bool reaches(const Access::Grant& grant, UnitId unit, const UnitAncestors* ancestors) {
    const auto named = [&](UnitId one) { return std::ranges::find(grant.units, one) != grant.units.end(); };
    if (grant.units.empty() || named(unit)) return true;
    return ancestors && *ancestors && std::ranges::any_of((*ancestors)(unit), named);
}

}  // namespace

std::string_view name(Permission permission) { return naming(permission).name; }
std::string_view vietnamese_name(Permission permission) { return naming(permission).vietnamese; }

const std::vector<Permission>& all_permissions() {
    static const auto all = [] {
        std::vector<Permission> permissions;
        for (const Naming& naming : namings) permissions.push_back(naming.permission);
        return permissions;
    }();
    return all;
}

const std::vector<Role>& roles() {
    static const std::vector<Role> all = {
        {"administrator", "Quản trị hệ thống", {account_manage, scheme_manage, audit_read}},
        {"scheme_administrator", "Quản trị đề án", {account_manage, audit_read, round_read}},
        {"planner",
         "Cán bộ lập kế hoạch",
         {method_manage, round_read, round_plan, round_draw, round_collect, approval_submit}},
        {"approver", "Lãnh đạo phê duyệt", {round_read, approval_decide}},
        {"publisher", "Cán bộ công bố", {round_read, result_publish}},
        {"analyst", "Cán bộ phân tích", {round_read, answers_read, round_estimate, approval_submit}},
        {"provincial_officer", "Cán bộ địa phương", {round_read}},
        {"clerk", "Cán bộ nhập phiếu", {round_read, answers_enter}},
        {"auditor", "Kiểm tra, giám sát", {audit_read, round_read}},
    };
    return all;
}

const Role* find_role(std::string_view code) {
    const auto found = std::ranges::find(roles(), code, &Role::code);
    return found == roles().end() ? nullptr : &*found;
}

bool Access::may(Permission permission, SchemeId scheme) const {
    return std::ranges::any_of(grants_, [&](const Grant& grant) {
        return covers(grant, scheme) && grant.units.empty() && holds(grant, permission);
    });
}

bool Access::may(Permission permission, SchemeId scheme, UnitId unit) const {
    return std::ranges::any_of(grants_, [&](const Grant& grant) {
        return covers(grant, scheme) && holds(grant, permission) && reaches(grant, unit, ancestors_.get());
    });
}

bool Access::may_somewhere(Permission permission) const {
    return std::ranges::any_of(grants_, [&](const Grant& grant) { return holds(grant, permission); });
}

std::vector<SchemeId> Access::schemes(Permission permission) const {
    std::vector<SchemeId> found;
    for (const Grant& grant : grants_) {
        if (grant.scheme && holds(grant, permission)) found.push_back(grant.scheme);
    }
    std::ranges::sort(found);
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

std::vector<UnitId> Access::units(Permission permission, SchemeId scheme) const {
    std::vector<UnitId> found;
    for (const Grant& grant : grants_) {
        if (!covers(grant, scheme) || !holds(grant, permission)) continue;
        if (grant.units.empty()) return {};
        found.insert(found.end(), grant.units.begin(), grant.units.end());
    }
    if (found.empty()) return {UnitId{}};
    std::ranges::sort(found);
    found.erase(std::unique(found.begin(), found.end()), found.end());
    return found;
}

void Access::require(Permission permission, SchemeId scheme) const {
    if (may(permission, scheme)) return;
    refuse(permission, std::ranges::any_of(grants_, [&](const Grant& grant) {
               return covers(grant, scheme) && holds(grant, round_read);
           }));
}

void Access::require(Permission permission, SchemeId scheme, UnitId unit) const {
    if (may(permission, scheme, unit)) return;
    refuse(permission, may(round_read, scheme, unit));
}

void Access::require_signed_in() const {
    if (!signed_in()) throw Error(ErrorKind::unauthorised, "Hãy đăng nhập để tiếp tục");
}

void Access::refuse(Permission permission, bool visible) const {
    require_signed_in();
    if (!visible) throw Error(ErrorKind::not_found, "Không tìm thấy trang này");
    throw Error(
        ErrorKind::forbidden, "Tài khoản của bạn chưa được giao quyền “" + std::string(vietnamese_name(permission)) +
                                  "” ở đây. Hãy liên hệ quản trị đề án nếu bạn cần quyền này."
    );
}

std::vector<std::string> permission_names(const Access& access) {
    std::vector<std::string> names;
    for (const Permission permission : all_permissions()) {
        if (access.may_somewhere(permission)) names.emplace_back(name(permission));
    }
    return names;
}

}  // namespace longdan::identity
