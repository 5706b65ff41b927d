#include "platform/base/seal.h"

#include "platform/base/digest.h"

#include <gtest/gtest.h>

namespace longdan {
namespace {

TEST(Seal, a_secret_comes_back_only_with_its_key_and_context_and_unchanged) {
    const std::string key = random_bytes(32);
    for (const std::string& secret : {std::string(), std::string("JBSWY3DPEHPK3PXP"), std::string(1000, '\0')}) {
        const std::string text = sealed(key, secret, "account:1");
        EXPECT_EQ(unsealed(key, text, "account:1"), secret);
        EXPECT_FALSE(unsealed(key, text, "account:2"));
        EXPECT_FALSE(unsealed(random_bytes(32), text, "account:1"));
        for (std::size_t i = 0; i < text.size(); i += 7) {
            std::string changed = text;
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            EXPECT_NE(unsealed(key, changed, "account:1"), std::optional(secret)) << i;
        }
        EXPECT_FALSE(unsealed(key, text.substr(0, text.size() - 4), "account:1"));
    }
    EXPECT_FALSE(unsealed(key, "", "account:1"));
    EXPECT_FALSE(unsealed(key, "không phải", "account:1"));
    EXPECT_NE(sealed(key, "a", ""), sealed(key, "a", "")) << "the nonce is new each time";
}

}  // namespace
}  // namespace longdan
