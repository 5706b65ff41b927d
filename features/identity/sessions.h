#pragma once

#include "features/identity/accounts.h"
#include "features/identity/password.h"
#include "features/identity/sealing.h"

#include <atomic>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace longdan::identity {

/// A session as the middleware found it.
struct FoundSession {
    std::string token_hash;
    AccountId account;
    bool awaits_code = false;
};

/// One line of the list of one's own sessions.
struct SessionLine {
    std::string token_hash;
    Moment created;
    Moment last_seen;
    std::string agent;
};

/// How an attempt to sign in ended.
struct SignIn {
    enum class Outcome {
        refused,      ///< name or password or code wrong: one answer for all
        locked,       ///< too many failures: wait
        awaits_code,  ///< the password was right, the second factor is still to come; token is set
        signed_in,    ///< token is set
    };
    Outcome outcome = Outcome::refused;
    std::string token;              ///< for the cookie
    std::int64_t wait_seconds = 0;  ///< when locked
};

/// Sessions and how one gets one. Idle 8 hours, at most 7 days; only hashes of tokens are stored. Failures are counted
/// before the password is looked at, so that guesses sent at once count too: five free ones for a name and thirty for
/// an address, then a wait that doubles from 30 s to 15 min, also when the name does not exist.
class Sessions {
  public:
    Sessions(Identity& identity, Ground& ground, Accounts& accounts, PasswordHasher& hasher, Sealing& sealing)
        : identity_(identity), ground_(ground), accounts_(accounts), hasher_(hasher), sealing_(sealing) {}

    struct Visitor {
        std::string address;
        std::string agent;
    };
    SignIn sign_in(std::string_view name, std::string_view password, const Visitor& visitor);
    /// The second step: a code of the app or a recovery code.
    SignIn confirm(const FoundSession& session, std::string_view code, const Visitor& visitor);

    /// A session that is still good; marks it as seen (at most once in five minutes).
    std::optional<FoundSession> find(std::string_view token);
    /// A new session in place of `old_hash` (may be empty): rotation. Returns the token.
    std::string open(
        db::Transaction& tx, AccountId account, bool awaits_code, std::string_view old_hash, std::string_view agent
    );
    void close(db::Transaction& tx, std::string_view token_hash);
    std::vector<SessionLine> list(db::Transaction& tx, AccountId account) const;

    /// True when the person's password is this one; counts failures like sign_in.
    SignIn::Outcome check_own_password(AccountId account, std::string_view password);

  private:
    /// Counts an attempt; returns the seconds to wait, 0 when it may go on.
    std::int64_t begin_attempt(db::Transaction& tx, const std::string& subject, int free_failures);
    void forgive(db::Transaction& tx, const std::string& subject, bool all);
    bool use_code(db::Transaction& tx, const Account& account, std::string_view code);
    /// Once an hour: failures that are forgotten anyway leave the table, so that made-up names do not fill it.
    void sweep(db::Transaction& tx);
    std::string address_subject(db::Transaction& tx, std::string_view address);

    Identity& identity_;
    Ground& ground_;
    Accounts& accounts_;
    PasswordHasher& hasher_;
    Sealing& sealing_;
    std::atomic<std::int64_t> next_sweep_ = 0;
};

/// The SHA-256 under which a token is stored.
std::string token_hash(std::string_view token);
/// A secret of the installation, made at first use: same on every node.
std::string installation_secret(db::Transaction& tx, std::string_view name);

}  // namespace longdan::identity
