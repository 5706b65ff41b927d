#include "features/identity/identity.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace longdan::identity {
namespace {

constexpr SchemeId national{11};
constexpr SchemeId provincial{12};
constexpr UnitId province{100};
constexpr UnitId commune{101};
constexpr UnitId elsewhere{200};

Access with(std::string_view role, SchemeId scheme, std::vector<UnitId> units = {}) {
    const UnitAncestors above = [](UnitId unit) {
        return unit == commune ? std::vector{province} : std::vector<UnitId>{};
    };
    return {
        AccountId{1},
        "Trần Thị B",
        {{scheme, find_role(role)->permissions, std::move(units)}},
        std::make_shared<const UnitAncestors>(above)};
}

ErrorKind refusal(const Access& access, Permission permission, SchemeId scheme) {
    try {
        access.require(permission, scheme);
    } catch (const Error& error) {
        return error.kind();
    }
    throw std::logic_error("was allowed");
}

TEST(access, nobody_may_anything) {
    for (const Permission permission : all_permissions()) {
        EXPECT_FALSE(Access().may(permission, national));
        EXPECT_FALSE(Access().may_somewhere(permission));
        EXPECT_EQ(refusal(Access(), permission, national), ErrorKind::unauthorised);
    }
}

TEST(access, every_role_may_what_it_lists_in_its_scheme_and_nothing_in_another) {
    for (const Role& role : roles()) {
        const Access access = with(role.code, national);
        for (const Permission permission : all_permissions()) {
            const bool listed =
                std::find(role.permissions.begin(), role.permissions.end(), permission) != role.permissions.end();
            EXPECT_EQ(access.may(permission, national), listed) << role.code << " " << name(permission);
            EXPECT_FALSE(access.may(permission, provincial)) << role.code << " " << name(permission);
            EXPECT_FALSE(access.may_everywhere(permission)) << role.code << " " << name(permission);
            EXPECT_EQ(refusal(access, permission, provincial), ErrorKind::not_found);
        }
    }
}

TEST(access, an_administrator_reads_no_answers_and_decides_nothing) {
    for (const std::string_view code : {"administrator", "scheme_administrator"}) {
        const Access access = with(code, national);
        for (const Permission permission :
             {Permission::answers_read, Permission::answers_enter, Permission::approval_decide,
              Permission::result_publish, Permission::round_draw, Permission::round_estimate}) {
            EXPECT_FALSE(access.may(permission, national)) << code << " " << name(permission);
        }
    }
}

TEST(access, nobody_both_submits_and_decides_by_one_role) {
    for (const Role& role : roles()) {
        const Access access = with(role.code, national);
        EXPECT_FALSE(
            access.may(Permission::approval_submit, national) && access.may(Permission::approval_decide, national)
        ) << role.code;
    }
}

TEST(access, a_scope_covers_its_units_and_what_lies_below_them) {
    const Access access = with("provincial_officer", national, {province});
    EXPECT_TRUE(access.may(Permission::round_read, national, province));
    EXPECT_TRUE(access.may(Permission::round_read, national, commune));
    EXPECT_FALSE(access.may(Permission::round_read, national, elsewhere));
    EXPECT_FALSE(access.may(Permission::round_read, national));
    EXPECT_EQ(access.units(Permission::round_read, national), std::vector{province});
    EXPECT_EQ(access.schemes(Permission::round_read), std::vector{national});
}

TEST(access, units_of_a_permission_not_held_match_no_row) {
    EXPECT_EQ(with("clerk", national).units(Permission::round_draw, national), std::vector{UnitId{}});
    EXPECT_TRUE(with("clerk", national).units(Permission::answers_enter, national).empty());
}

TEST(access, who_sees_the_scheme_is_told_what_is_missing_and_who_does_not_finds_nothing) {
    const Access access = with("clerk", national);
    EXPECT_EQ(refusal(access, Permission::round_draw, national), ErrorKind::forbidden);
    EXPECT_EQ(refusal(access, Permission::round_draw, provincial), ErrorKind::not_found);
}

TEST(access, the_system_may_everything_everywhere) {
    for (const Permission permission : all_permissions()) {
        EXPECT_TRUE(Identity::system_access().may(permission, national));
        EXPECT_TRUE(Identity::system_access().may_everywhere(permission));
    }
}

TEST(access, names_of_permissions_differ) {
    std::vector<std::string_view> names;
    for (const Permission permission : all_permissions()) names.push_back(name(permission));
    std::sort(names.begin(), names.end());
    EXPECT_EQ(std::unique(names.begin(), names.end()), names.end());
    EXPECT_EQ(name(Permission::round_plan), "round.plan");
    EXPECT_EQ(
        permission_names(with("approver", national)), (std::vector<std::string>{"round.read", "approval.decide"})
    );
}

}  // namespace
}  // namespace longdan::identity
