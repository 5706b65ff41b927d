#include "features/identity/sessions.h"

#include "features/identity/totp.h"
#include "platform/base/digest.h"
#include "platform/base/log.h"
#include "platform/base/text.h"

#include <algorithm>

namespace longdan::identity {
namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t idle_limit = 8 * hour;
constexpr std::int64_t absolute_limit = 7 * 24 * hour;
constexpr std::int64_t code_limit = 10 * minute;
constexpr std::int64_t seen_every = 5 * minute;
constexpr std::int64_t failures_forgotten = 24 * hour;

constexpr std::size_t signs_of_an_app = 6;

constexpr int free_failures_of_name = 5;
constexpr int free_failures_of_address = 30;
constexpr std::int64_t first_wait = minute / 2;
constexpr std::int64_t longest_wait = 15 * minute;

/// The name as it is stored; what cannot be a name stays one nobody has.
std::string as_name(std::string_view typed) {
    std::string name;
    for (const char sign : trimmed(typed))
        name += sign >= 'A' && sign <= 'Z' ? static_cast<char>(sign - 'A' + 'a') : sign;
    return is_utf8(name) && name.size() <= 200 ? name : std::string();
}

bool is_over(std::int64_t created, std::int64_t last_seen, bool awaits_code, Moment now) {
    if (awaits_code) return now.milliseconds - created > code_limit;
    return now.milliseconds - created > absolute_limit || now.milliseconds - last_seen > idle_limit;
}

Moment earlier(Moment now, std::int64_t milliseconds) { return {now.milliseconds - milliseconds}; }

std::string shortened(std::string_view agent) {
    std::string text = is_utf8(agent) ? cleaned(agent.substr(0, 160)) : std::string();
    return is_utf8(text) ? text : std::string();
}

}  // namespace

std::string token_hash(std::string_view token) { return sha256(token); }

std::string installation_secret(db::Transaction& tx, std::string_view name) {
    const auto row = tx.query_one("SELECT value FROM identity_secret WHERE name = :name", {{"name", name}});
    if (row) return row->text("value");
    tx.execute(
        "INSERT INTO identity_secret (name, value) VALUES (:name, :value) ON CONFLICT (name) DO NOTHING",
        {{"name", name}, {"value", random_token(32)}}
    );
    return tx.query_one("SELECT value FROM identity_secret WHERE name = :name", {{"name", name}})->text("value");
}

std::string Sessions::address_subject(db::Transaction& tx, std::string_view address) {
    const std::string key = installation_secret(tx, "addresses");
    return "address:" + hex(hmac_sha256(key, ground_.clock.today().iso() + " " + std::string(address)));
}

std::int64_t Sessions::begin_attempt(db::Transaction& tx, const std::string& subject, int free_failures) {
    const Moment now = ground_.clock.now();
    const auto row = tx.query_one(
        "SELECT failures, last_failure, locked_until FROM identity_lockout WHERE subject = :subject",
        {{"subject", subject}}
    );
    std::int64_t failures = 0;
    if (row) {
        const std::int64_t wait = row->integer("locked_until") - now.milliseconds;
        if (wait > 0) return (wait + 999) / 1000;
        const bool forgotten = now.milliseconds - row->integer("last_failure") > failures_forgotten;
        failures = forgotten ? 0 : row->integer("failures");
    }
    ++failures;
    std::int64_t locked_until = 0;
    if (failures >= free_failures) {
        const auto doublings = std::min<std::int64_t>(failures - free_failures, 10);
        locked_until = now.milliseconds + std::min(longest_wait, first_wait << doublings);
    }
    tx.execute(
        "INSERT INTO identity_lockout (subject, failures, last_failure, locked_until) "
        "VALUES (:subject, :failures, :now, :locked_until) "
        "ON CONFLICT (subject) DO UPDATE SET failures = excluded.failures, last_failure = excluded.last_failure, "
        "locked_until = excluded.locked_until",
        {{"subject", subject}, {"failures", failures}, {"now", now}, {"locked_until", locked_until}}
    );
    return 0;
}

void Sessions::sweep(db::Transaction& tx) {
    const Moment now = ground_.clock.now();
    if (now.milliseconds < next_sweep_) return;
    next_sweep_ = now.milliseconds + hour;
    tx.execute(
        "DELETE FROM identity_lockout WHERE last_failure < :forgotten",
        {{"forgotten", earlier(now, failures_forgotten)}}
    );
}

void Sessions::forgive(db::Transaction& tx, const std::string& subject, bool all) {
    if (all) {
        tx.execute("DELETE FROM identity_lockout WHERE subject = :subject", {{"subject", subject}});
    } else {
        tx.execute(
            "UPDATE identity_lockout SET failures = failures - 1, locked_until = 0 WHERE subject = :subject",
            {{"subject", subject}}
        );
    }
}

SignIn Sessions::sign_in(std::string_view typed, std::string_view password, const Visitor& visitor) {
    const std::string name = as_name(typed);
    const std::string name_subject = "name:" + sha256(name);
    struct Begun {
        std::int64_t wait = 0;
        std::string address;
        std::optional<Account> account;
    };
    const Begun begun = ground_.database.write([&](db::Transaction& tx) {
        sweep(tx);
        Begun begun{.wait = 0, .address = address_subject(tx, visitor.address), .account = {}};
        const std::int64_t name_wait = begin_attempt(tx, name_subject, free_failures_of_name);
        const std::int64_t address_wait = begin_attempt(tx, begun.address, free_failures_of_address);
        begun.wait = std::max(name_wait, address_wait);
        begun.account = accounts_.find(tx, name);
        return begun;
    });
    if (begun.wait > 0) {
        log::warning("sign_in_locked", {{"name_hash", name_subject.substr(5, 16)}});
        return {SignIn::Outcome::locked, {}, begun.wait};
    }

    const bool right = hasher_.verify(password, begun.account ? begun.account->password : std::string());
    if (!right || !begun.account->active) return {};

    return ground_.database.write([&](db::Transaction& tx) -> SignIn {
        const auto account = accounts_.find(tx, begun.account->id);
        if (!account || !account->active || account->password != begun.account->password) return {};
        forgive(tx, name_subject, true);
        forgive(tx, begun.address, false);
        const bool awaits_code = !account->totp_secret.empty();
        SignIn done{awaits_code ? SignIn::Outcome::awaits_code : SignIn::Outcome::signed_in, {}, 0};
        done.token = open(tx, account->id, awaits_code, "", visitor.agent);
        if (!awaits_code) {
            identity_.audit(
                tx, Access(account->id, account->display_name, {}),
                {.action = "session.opened",
                 .subject = "account:" + account->id.text(),
                 .scheme = account->scheme,
                 .summary = "Đăng nhập: " + account->name,
                 .before = {},
                 .after = {}}
            );
        }
        return done;
    });
}

bool Sessions::use_code(db::Transaction& tx, const Account& account, std::string_view code) {
    // A recovery code works also when the key is missing that opens the secret.
    const bool is_recovery_code = normalised_code(code).size() > signs_of_an_app;
    const std::string secret = is_recovery_code ? "" : sealing_.opened(account.totp_secret, account.id);
    const auto step = totp::accepted_step(secret, code, ground_.clock.now(), account.totp_last_step);
    if (step) {
        return tx.execute(
                   "UPDATE identity_account SET totp_last_step = :step WHERE id = :id AND totp_last_step < :step",
                   {{"step", *step}, {"id", account.id}}
               ) == 1;
    }
    return tx.execute(
               "DELETE FROM identity_recovery WHERE account = :id AND code_hash = :hash",
               {{"id", account.id}, {"hash", sha256(normalised_code(code))}}
           ) == 1;
}

SignIn Sessions::confirm(const FoundSession& session, std::string_view code, const Visitor& visitor) {
    const std::string subject = "code:" + session.account.text();
    const std::int64_t wait =
        ground_.database.write([&](db::Transaction& tx) { return begin_attempt(tx, subject, free_failures_of_name); });
    if (wait > 0) return {SignIn::Outcome::locked, {}, wait};
    return ground_.database.write([&](db::Transaction& tx) -> SignIn {
        const auto account = accounts_.find(tx, session.account);
        const auto still = tx.query_one(
            "SELECT account FROM identity_session WHERE token_hash = :hash AND awaits_code = 1",
            {{"hash", session.token_hash}}
        );
        if (!account || !account->active || !still || !use_code(tx, *account, code)) return {};
        forgive(tx, subject, true);
        SignIn done{SignIn::Outcome::signed_in, open(tx, account->id, false, session.token_hash, visitor.agent), 0};
        identity_.audit(
            tx, Access(account->id, account->display_name, {}),
            {.action = "session.opened",
             .subject = "account:" + account->id.text(),
             .scheme = account->scheme,
             .summary = "Đăng nhập với mã xác thực: " + account->name,
             .before = {},
             .after = {}}
        );
        return done;
    });
}

std::optional<FoundSession> Sessions::find(std::string_view token) {
    const std::string hash = token_hash(token);
    const Moment now = ground_.clock.now();
    const auto row = ground_.database.read([&](db::Transaction& tx) {
        return tx.query_one(
            "SELECT account, awaits_code, created, last_seen FROM identity_session WHERE token_hash = :hash",
            {{"hash", hash}}
        );
    });
    if (!row || is_over(row->integer("created"), row->integer("last_seen"), row->yes("awaits_code"), now)) {
        return std::nullopt;
    }
    if (now.milliseconds - row->integer("last_seen") > seen_every) {
        ground_.database.write([&](db::Transaction& tx) {
            tx.execute(
                "UPDATE identity_session SET last_seen = :now WHERE token_hash = :hash", {{"now", now}, {"hash", hash}}
            );
        });
    }
    return FoundSession{hash, row->id<AccountId>("account"), row->yes("awaits_code")};
}

std::string Sessions::open(
    db::Transaction& tx, AccountId account, bool awaits_code, std::string_view old_hash, std::string_view agent
) {
    const Moment now = ground_.clock.now();
    close(tx, old_hash);
    tx.execute(
        "DELETE FROM identity_session WHERE account = :account AND (created < :oldest OR last_seen < :idle)",
        {{"account", account}, {"oldest", earlier(now, absolute_limit)}, {"idle", earlier(now, idle_limit)}}
    );
    std::string token = random_token(32);
    tx.execute(
        "INSERT INTO identity_session (token_hash, account, awaits_code, created, last_seen, agent) "
        "VALUES (:hash, :account, :awaits_code, :now, :now, :agent)",
        {{"hash", token_hash(token)},
         {"account", account},
         {"awaits_code", awaits_code},
         {"now", now},
         {"agent", shortened(agent)}}
    );
    return token;
}

void Sessions::close(db::Transaction& tx, std::string_view hash) {
    tx.execute("DELETE FROM identity_session WHERE token_hash = :hash", {{"hash", hash}});
}

std::vector<SessionLine> Sessions::list(db::Transaction& tx, AccountId account) const {
    const Moment now = ground_.clock.now();
    std::vector<SessionLine> lines;
    const auto rows = tx.query(
        "SELECT token_hash, created, last_seen, agent FROM identity_session "
        "WHERE account = :account AND awaits_code = 0 ORDER BY last_seen DESC, token_hash",
        {{"account", account}}
    );
    for (const auto& row : rows) {
        if (is_over(row.integer("created"), row.integer("last_seen"), false, now)) continue;
        lines.push_back({row.text("token_hash"), row.moment("created"), row.moment("last_seen"), row.text("agent")});
    }
    return lines;
}

SignIn::Outcome Sessions::check_own_password(AccountId id, std::string_view password) {
    const std::string subject = "own:" + id.text();
    const auto [wait, account] = ground_.database.write([&](db::Transaction& tx) {
        const std::int64_t wait = begin_attempt(tx, subject, free_failures_of_name);
        return std::pair(wait, accounts_.find(tx, id));
    });
    if (wait > 0) return SignIn::Outcome::locked;
    if (!account || !hasher_.verify(password, account->password)) return SignIn::Outcome::refused;
    ground_.database.write([&](db::Transaction& tx) { forgive(tx, subject, true); });
    return SignIn::Outcome::signed_in;
}

}  // namespace longdan::identity
