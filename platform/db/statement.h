#pragma once

#include "platform/db/db.h"

#include <string>
#include <string_view>
#include <vector>

/// What both drivers do with SQL text and values before the engine sees them.
namespace longdan::db {

/// SQL cut at its `:name` parameters. Text in quotes, comments, dollar quotes and `::` casts are left alone.
struct NamedStatement {
    std::vector<std::string> pieces;  ///< one more than places
    std::vector<std::size_t> places;  ///< which of `names` stands between piece i and piece i + 1
    std::vector<std::string> names;   ///< each once, in the order of first appearance
    /// The text with $1, $2, … (the same name, the same number). A name whose `type_key` letter is 'n' becomes the word
    /// NULL, for which the server finds a type at each place; the others are numbered without it.
    std::string numbered(std::string_view type_key) const;
};
NamedStatement parse_names(std::string_view sql);

/// The value of a parameter; a name the caller did not give is our own mistake.
const Value& parameter(const Parameters& parameters, std::string_view name, std::string_view sql);
/// Throws std::logic_error when a given parameter is not among the statement's `names`.
void refuse_unused(const Parameters& parameters, const std::vector<std::string>& names, std::string_view sql);

/// Refuses text that is not UTF-8 or holds NUL (PostgreSQL cannot store it): Error(invalid).
void check_text(std::string_view text);

/// A name that goes into SQL as it is (tables, columns): letters, digits and _ only, else std::logic_error.
std::string_view checked_name(std::string_view name);

/// Counts the transactions of this thread by database: a transaction inside a transaction of the same database would
/// wait for itself, so it is refused as our own mistake.
class NestingGuard {
  public:
    explicit NestingGuard(const Database& database);
    ~NestingGuard();
    NestingGuard(const NestingGuard&) = delete;
    NestingGuard& operator=(const NestingGuard&) = delete;
};

/// How often a transaction runs when others get in its way, and how long it rests before run `attempt` (from 1).
constexpr int most_attempts = 8;
void pause_before(int attempt);

/// Runs what was registered by after_commit; the work is durable by then, so a failure is logged and goes no further.
using AfterCommit = std::vector<std::function<void()>>;
void run_after_commit(AfterCommit& actions);

}  // namespace longdan::db
