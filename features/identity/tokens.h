#pragma once

#include "features/identity/identity.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace longdan::identity {

/// A personal token for the API: a part of what its owner may do in one scheme, until a day.
struct Token {
    std::int64_t id = 0;
    AccountId account;
    std::string name;
    SchemeId scheme;
    std::vector<Permission> permissions;
    Moment created;
    Moment expires;
    std::optional<Moment> last_used;
    bool revoked = false;
};

class Tokens {
  public:
    Tokens(Identity& identity, Ground& ground) : identity_(identity), ground_(ground) {}

    /// Permissions a token may carry: not those by which a person answers for others (accounts, schemes, decisions,
    /// publication).
    static bool may_carry(Permission permission);

    struct NewToken {
        std::string name;
        SchemeId scheme;
        std::vector<Permission> permissions;
        int days = 90;  ///< 1 to 365
    };
    /// Returns the token, shown once. Refused: permissions the person does not have there or a token may not carry.
    std::string create(db::Transaction& tx, const Access& access, const NewToken& token);
    void revoke(db::Transaction& tx, const Access& access, std::int64_t id);
    std::vector<Token> list(db::Transaction& tx, AccountId account) const;
    /// The token that is still good; marks it as used (at most once a minute).
    std::optional<Token> find(std::string_view token);

  private:
    Identity& identity_;
    Ground& ground_;
};

/// What a person may do through a token: their own grants in its scheme, cut to its permissions.
Access narrowed(const Access& access, const Token& token, const std::shared_ptr<const UnitAncestors>& ancestors);

}  // namespace longdan::identity
