#include "features/identity/test_support/people.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

namespace longdan::identity {
namespace {

constexpr std::string_view good_password = "bốn con trâu gặm cỏ";

LONGDAN_ON_BOTH_GROUNDS(accounts, the_first_administrator_is_made_once, migrations()) {
    Identity identity(ground);
    const auto make = [&](const std::string& name, bool another) {
        return ground.database.write([&](db::Transaction& tx) {
            return identity.create_first_administrator(tx, {name, "Quản trị", std::string(good_password)}, another);
        });
    };
    const AccountId first = make("quantri1", false);
    EXPECT_EQ(refused([&] { make("quantri2", false); }), ErrorKind::conflict);
    make("quantri3", true);
    const Access access = ground.database.read([&](db::Transaction& tx) { return identity.access_of(tx, first); });
    EXPECT_TRUE(access.may_everywhere(Permission::account_manage));
    EXPECT_FALSE(access.may_somewhere(Permission::answers_read));
}

LONGDAN_ON_BOTH_GROUNDS(accounts, what_is_wrong_with_a_new_one_is_said_by_field, migrations()) {
    Identity identity(ground);
    const auto fields = [&](const Identity::NewAccount& account) {
        std::vector<std::string> names;
        try {
            ground.database.write([&](db::Transaction& tx) {
                identity.create_account(tx, Identity::system_access(), account);
            });
        } catch (const Error& error) {
            for (const FieldError& field : error.fields()) names.push_back(field.field);
        }
        return names;
    };
    const std::string password(good_password);
    EXPECT_EQ(fields({"An Nguyễn", "Nguyễn An", password}), std::vector<std::string>{"name"});
    EXPECT_EQ(fields({"an", "", password}), (std::vector<std::string>{"name", "display_name"}));
    EXPECT_EQ(fields({"an.nguyen", "Nguyễn An", "ngắn"}), std::vector<std::string>{"password"});
    EXPECT_EQ(fields({"an.nguyen", "Nguyễn An", password}), std::vector<std::string>{});
    EXPECT_EQ(fields({"an.nguyen", "Nguyễn An", password}), std::vector<std::string>{"name"}) << "taken";
}

LONGDAN_ON_BOTH_GROUNDS(accounts, a_scheme_administrator_stays_inside_the_scheme, migrations()) {
    People people(ground);
    const SchemeId own = people.scheme("tinh-a");
    const SchemeId other = people.scheme("tinh-b");
    const Access administrator = people.access(people.with_role("qt", "scheme_administrator", own));
    const AccountId colleague = people.account("dong-nghiep", own);
    const AccountId stranger = people.with_role("nguoi-la", "clerk", other);
    const auto grant = [&](AccountId account, std::string_view role, SchemeId scheme) {
        return refused([&] {
            ground.database.write([&](db::Transaction& tx) {
                people.identity.grant(tx, administrator, account, role, scheme);
            });
        });
    };
    EXPECT_EQ(grant(colleague, "planner", own), std::nullopt);
    EXPECT_EQ(grant(colleague, "scheme_administrator", own), std::nullopt);
    EXPECT_EQ(grant(colleague, "planner", other), ErrorKind::not_found);
    EXPECT_EQ(grant(colleague, "administrator", SchemeId{}), ErrorKind::not_found);
    EXPECT_EQ(grant(colleague, "administrator", own), ErrorKind::invalid);
    EXPECT_EQ(grant(stranger, "planner", own), ErrorKind::not_found) << "an account of another owner";
    EXPECT_EQ(grant(administrator.account(), "approver", own), ErrorKind::forbidden) << "to oneself";
    EXPECT_EQ(grant(colleague, "nobody", own), ErrorKind::invalid);
    EXPECT_EQ(
        refused([&] {
            ground.database.write([&](db::Transaction& tx) {
                people.identity.create_account(
                    tx, administrator, {"moi.o.b", "Người mới", std::string(good_password), other}
                );
            });
        }),
        ErrorKind::not_found
    );
}

LONGDAN_ON_BOTH_GROUNDS(accounts, only_those_with_account_manage_give_roles, migrations()) {
    People people(ground);
    const SchemeId scheme = people.scheme("tinh-a");
    const AccountId target = people.account("ai-do", scheme);
    for (const Role& role : roles()) {
        const SchemeId where = role.code == "administrator" ? SchemeId{} : scheme;
        const Access access = people.access(people.with_role("r-" + std::string(role.code), role.code, where));
        const auto outcome = refused([&] {
            ground.database.write([&](db::Transaction& tx) {
                people.identity.grant(tx, access, target, "clerk", scheme);
            });
        });
        EXPECT_EQ(outcome == std::nullopt, access.may(Permission::account_manage, scheme)) << role.code;
    }
}

LONGDAN_ON_BOTH_GROUNDS(accounts, the_last_administrator_stays, migrations()) {
    People people(ground);
    const AccountId only = people.account("mot");
    people.grant(only, "administrator", SchemeId{});
    const auto revoke = [&](AccountId account) {
        return refused([&] {
            ground.database.write([&](db::Transaction& tx) {
                people.identity.revoke(tx, Identity::system_access(), account, "administrator", SchemeId{});
            });
        });
    };
    EXPECT_EQ(revoke(only), ErrorKind::conflict);
    const AccountId second = people.account("hai");
    people.grant(second, "administrator", SchemeId{});
    EXPECT_EQ(revoke(only), std::nullopt);
    EXPECT_EQ(revoke(only), ErrorKind::conflict) << "the role is gone already";
}

LONGDAN_ON_BOTH_GROUNDS(accounts, a_grant_with_units_is_limited_to_them_and_a_new_one_replaces_it, migrations()) {
    People people(ground);
    people.identity.set_unit_ancestors([](UnitId unit) {
        return unit == UnitId{71} ? std::vector{UnitId{7}} : std::vector<UnitId>{};
    });
    const SchemeId scheme = people.scheme("tinh-a");
    const AccountId officer =
        people.with_role("can-bo", "provincial_officer", scheme, {UnitId{7}, UnitId{8}, UnitId{7}});
    const Access before = people.access(officer);
    EXPECT_EQ(before.units(Permission::round_read, scheme), (std::vector{UnitId{7}, UnitId{8}}));
    EXPECT_TRUE(before.may(Permission::round_read, scheme, UnitId{71}));
    EXPECT_FALSE(before.may(Permission::round_read, scheme, UnitId{9}));
    people.grant(officer, "provincial_officer", scheme, {UnitId{9}});
    const Access after = people.access(officer);
    EXPECT_EQ(after.units(Permission::round_read, scheme), std::vector{UnitId{9}});
    EXPECT_EQ(refused([&] { people.grant(officer, "scheme_administrator", scheme, {UnitId{9}}); }), ErrorKind::invalid)
        << "an administrator is not limited to units";
}

LONGDAN_ON_BOTH_GROUNDS(schemes, what_is_wrong_with_a_new_one_is_said_by_field, migrations()) {
    People people(ground);
    people.scheme("quoc-gia");
    const auto field = [&](Scheme scheme) -> std::string {
        try {
            ground.database.write([&](db::Transaction& tx) {
                people.identity.create_scheme(tx, Identity::system_access(), scheme);
            });
        } catch (const Error& error) {
            return error.fields().at(0).field;
        }
        return "";
    };
    const auto with = [](std::string code, std::string name, UnitId owner) {
        Scheme scheme;
        scheme.code = std::move(code);
        scheme.name = std::move(name);
        scheme.owner = owner;
        return scheme;
    };
    EXPECT_EQ(field(with("Quốc gia", "Tên", UnitId{1})), "code");
    EXPECT_EQ(field(with("quoc-gia", "Tên", UnitId{1})), "code");
    EXPECT_EQ(field(with("tinh-a", "", UnitId{1})), "name");
    EXPECT_EQ(field(with("tinh-a", "Tên", UnitId{})), "owner");
    EXPECT_EQ(field(with("tinh-a", "Tên", UnitId{1})), "");
}

LONGDAN_ON_BOTH_GROUNDS(schemes, of_two_made_at_once_with_one_code_one_is_told_so, migrations()) {
    People people(ground);
    std::atomic<int> made = 0;
    std::atomic<int> told = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                const auto outcome = refused([&] { people.scheme("tinh-a"); });
                made += outcome == std::nullopt ? 1 : 0;
                told += outcome == ErrorKind::invalid ? 1 : 0;
            });
        }
    }
    EXPECT_EQ(made, 1);
    EXPECT_EQ(told, 3);
}

LONGDAN_ON_BOTH_GROUNDS(schemes, a_merged_owner_leaves_a_scheme_that_can_only_be_read, migrations()) {
    People people(ground);
    const SchemeId scheme = people.scheme("binh-duong", UnitId{74});
    const AccountId planner = people.with_role("lap-ke-hoach", "planner", scheme);
    const AccountId administrator = people.with_role("quan-tri", "scheme_administrator", scheme);
    const auto merge = [&](const Access& access, UnitId owner, std::string_view act) {
        return refused([&] {
            ground.database.write([&](db::Transaction& tx) {
                people.identity.merge_owner(tx, access, scheme, owner, act);
            });
        });
    };
    EXPECT_TRUE(people.access(planner).may(Permission::round_plan, scheme));
    EXPECT_EQ(merge(people.access(administrator), UnitId{79}, "Nghị quyết 202"), ErrorKind::forbidden);
    EXPECT_EQ(merge(Access(), UnitId{79}, "Nghị quyết 202"), ErrorKind::unauthorised);
    EXPECT_EQ(merge(Identity::system_access(), UnitId{79}, " "), ErrorKind::invalid);
    EXPECT_EQ(merge(Identity::system_access(), UnitId{74}, "Nghị quyết 202"), ErrorKind::invalid);
    EXPECT_EQ(merge(Identity::system_access(), UnitId{79}, "Nghị quyết 202/2025/QH15"), std::nullopt);
    EXPECT_EQ(merge(Identity::system_access(), UnitId{79}, "Nghị quyết 202/2025/QH15"), ErrorKind::conflict);
    EXPECT_FALSE(people.access(planner).may(Permission::round_plan, scheme));
    EXPECT_TRUE(people.access(planner).may(Permission::round_read, scheme));
    ground.database.read([&](db::Transaction& tx) {
        const auto merged = people.identity.find_scheme(tx, scheme);
        EXPECT_TRUE(merged->closed);
        EXPECT_EQ(merged->owner, UnitId{79});
        const auto acts = people.identity.merges(tx, scheme);
        ASSERT_EQ(acts.size(), 1u);
        EXPECT_EQ(acts[0].old_owner, UnitId{74});
        EXPECT_EQ(acts[0].act, "Nghị quyết 202/2025/QH15");
    });
}

LONGDAN_ON_BOTH_GROUNDS(schemes, one_who_runs_everything_has_new_schemes_too, migrations()) {
    People people(ground);
    const AccountId administrator = people.account("quan-tri");
    people.grant(administrator, "administrator", SchemeId{});
    EXPECT_TRUE(people.access(administrator).schemes(Permission::account_manage).empty());
    const SchemeId scheme = people.scheme("tinh-a");
    EXPECT_EQ(people.access(administrator).schemes(Permission::account_manage), std::vector{scheme});
}

}  // namespace
}  // namespace longdan::identity
