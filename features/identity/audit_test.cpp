#include "features/identity/test_support/people.h"

#include <thread>

#include <gtest/gtest.h>

namespace longdan::identity {
namespace {

void append(TestGround& ground, Identity& identity, const std::string& summary) {
    ground.database.write([&](db::Transaction& tx) {
        identity.audit(
            tx, Access(AccountId{5}, "Trần B", {}),
            {.action = "test.done",
             .subject = "test:1",
             .scheme = SchemeId{3},
             .summary = summary,
             .before = "a",
             .after = "b"}
        );
    });
}

std::int64_t verify(TestGround& ground, Identity& identity) {
    return ground.database.read([&](db::Transaction& tx) { return identity.verify_audit(tx); });
}

void sabotage(TestGround& ground, std::string_view sql) {
    ground.database.write([&](db::Transaction& tx) { tx.execute(sql); });
}

LONGDAN_ON_BOTH_GROUNDS(audit, an_unbroken_chain_is_counted, migrations()) {
    Identity identity(ground);
    EXPECT_EQ(verify(ground, identity), 0);
    for (int i = 0; i < 5; ++i) append(ground, identity, "mục " + std::to_string(i));
    EXPECT_EQ(verify(ground, identity), 5);
}

LONGDAN_ON_BOTH_GROUNDS(audit, what_was_rolled_back_leaves_no_gap, migrations()) {
    Identity identity(ground);
    append(ground, identity, "một");
    EXPECT_THROW(
        ground.database.write([&](db::Transaction& tx) {
            identity.audit(
                tx, Identity::system_access(), {.action = "x", .subject = "y", .scheme = {}, .summary = "z"}
            );
            throw std::runtime_error("never mind");
        }),
        std::runtime_error
    );
    append(ground, identity, "hai");
    EXPECT_EQ(verify(ground, identity), 2);
}

LONGDAN_ON_BOTH_GROUNDS(audit, content_is_kept_as_digest_only, migrations()) {
    Identity identity(ground);
    append(ground, identity, "một");
    ground.database.read([&](db::Transaction& tx) {
        const auto row = tx.query_one("SELECT before_digest, after_digest FROM identity_audit");
        EXPECT_EQ(row->text("before_digest"), "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");
        EXPECT_EQ(row->text("after_digest"), "3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d");
    });
}

LONGDAN_ON_BOTH_GROUNDS(audit, every_kind_of_tampering_is_found_at_its_entry, migrations()) {
    const std::vector<std::pair<std::string, std::string>> table = {
        {"UPDATE identity_audit SET summary = 'khác' WHERE number = 2", "mục số 2"},
        {"UPDATE identity_audit SET account = 6 WHERE number = 3", "mục số 3"},
        {"UPDATE identity_audit SET recorded = recorded - 1 WHERE number = 1", "mục số 1"},
        {"DELETE FROM identity_audit WHERE number = 2", "mục số 2"},
        {"DELETE FROM identity_audit WHERE number = 4", "mục số 4"},
        {"UPDATE identity_audit SET number = 9 WHERE number = 4", "mục số 4"},
    };
    for (const auto& [sql, where] : table) {
        TestGround fresh(ground.database.engine(), migrations());
        Identity identity(fresh);
        for (int i = 0; i < 4; ++i) append(fresh, identity, "mục " + std::to_string(i));
        sabotage(fresh, sql);
        try {
            verify(fresh, identity);
            ADD_FAILURE() << sql << " was not found";
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::conflict);
            EXPECT_NE(std::string(error.what()).find(where), std::string::npos) << sql << ": " << error.what();
        }
    }
}

LONGDAN_ON_BOTH_GROUNDS(audit, writers_at_once_make_one_chain, migrations()) {
    Identity identity(ground);
    constexpr int writers = 4;
    constexpr int each = 10;
    {
        std::vector<std::jthread> threads;
        for (int writer = 0; writer < writers; ++writer) {
            threads.emplace_back([&, writer] {
                for (int i = 0; i < each; ++i) append(ground, identity, "từ " + std::to_string(writer));
            });
        }
    }
    EXPECT_EQ(verify(ground, identity), writers * each);
}

}  // namespace
}  // namespace longdan::identity
