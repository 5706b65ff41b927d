#include "features/identity/sealing.h"

#include "platform/base/digest.h"
#include "platform/ground/test_support/test_ground.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace longdan::identity {
namespace {

constexpr AccountId lan{1};
constexpr AccountId minh{2};

template <class Action>
std::string refusal(Action&& action) {
    try {
        action();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::unavailable);
        return error.what();
    }
    return "nothing was refused";
}

std::string sealed(Ground& ground, Sealing& sealing, std::string_view secret, AccountId account) {
    return ground.database.write([&](db::Transaction& tx) { return sealing.sealed(tx, secret, account); });
}

LONGDAN_ON_BOTH_GROUNDS(Sealing, a_stored_secret_is_unreadable_without_the_key_and_for_another_account, migrations()) {
    Sealing sealing(ground.settings.data);
    const std::string stored = sealed(ground, sealing, "JBSWY3DPEHPK3PXP", lan);
    EXPECT_EQ(stored.find("JBSW"), std::string::npos);
    EXPECT_EQ(sealing.opened(stored, lan), "JBSWY3DPEHPK3PXP");
    EXPECT_NE(refusal([&] { sealing.opened(stored, minh); }).find("không mở được"), std::string::npos);
    EXPECT_EQ(Sealing(ground.settings.data).opened(stored, lan), "JBSWY3DPEHPK3PXP") << "after a restart";
    struct stat file {};
    ASSERT_EQ(::stat((ground.settings.data + "/secret.key").c_str(), &file), 0);
    EXPECT_EQ(file.st_mode & 0777, 0600u);
}

LONGDAN_ON_BOTH_GROUNDS(Sealing, a_node_without_the_key_says_what_to_do_and_makes_no_second_one, migrations()) {
    Sealing here(ground.settings.data);
    const std::string stored = sealed(ground, here, "JBSWY3DPEHPK3PXP", lan);
    const std::string elsewhere = ground.settings.data + "/nut-khac";
    std::filesystem::create_directories(elsewhere);
    Sealing there(elsewhere);
    EXPECT_NE(refusal([&] { there.opened(stored, lan); }).find("hãy chép tệp"), std::string::npos);
    EXPECT_NE(refusal([&] { sealed(ground, there, "ABC", minh); }).find("hãy chép tệp"), std::string::npos);
    EXPECT_FALSE(std::filesystem::exists(elsewhere + "/secret.key"));
    std::ofstream(elsewhere + "/secret.key") << random_bytes(32);
    EXPECT_NE(refusal([&] { sealed(ground, there, "ABC", minh); }).find("không phải khóa"), std::string::npos);
    std::filesystem::copy_file(
        ground.settings.data + "/secret.key", elsewhere + "/secret.key",
        std::filesystem::copy_options::overwrite_existing
    );
    EXPECT_EQ(Sealing(elsewhere).opened(stored, lan), "JBSWY3DPEHPK3PXP");
}

LONGDAN_ON_BOTH_GROUNDS(Sealing, a_damaged_key_file_is_refused, migrations()) {
    std::ofstream(ground.settings.data + "/secret.key") << "ngắn";
    Sealing sealing(ground.settings.data);
    EXPECT_NE(refusal([&] { sealed(ground, sealing, "ABC", lan); }).find("32 byte"), std::string::npos);
}

LONGDAN_ON_BOTH_GROUNDS(Sealing, what_an_earlier_version_stored_in_clear_is_encrypted_at_the_start, migrations()) {
    Identity identity(ground);
    const AccountId account = ground.database.write([&](db::Transaction& tx) {
        const AccountId made = identity.create_first_administrator(
            tx, {.name = "quan.tri", .display_name = "Quản Trị", .password = "bốn con vịt bơi qua"}
        );
        tx.execute("UPDATE identity_account SET totp_secret = 'JBSWY3DPEHPK3PXP' WHERE id = :id", {{"id", made}});
        return made;
    });
    identity.seal_secrets();
    identity.seal_secrets();
    const std::string stored = ground.database.read([&](db::Transaction& tx) {
        return tx.query_one(
                     "SELECT totp_secret FROM identity_account WHERE id = :id", {{"id", account}}
        )->text("totp_secret");
    });
    EXPECT_TRUE(stored.starts_with("v1:")) << stored;
    EXPECT_EQ(Sealing(ground.settings.data).opened(stored, account), "JBSWY3DPEHPK3PXP");
}

}  // namespace
}  // namespace longdan::identity
