#pragma once

#include "features/identity/identity.h"

#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace longdan::identity {

/// An entry as it is stored. The hash is the SHA-256 of all other fields, the hash of the entry before among them.
struct AuditLine {
    std::int64_t number = 0;
    Moment recorded;
    AccountId account;  ///< 0: the system
    std::string account_name;
    std::string action;
    std::string subject;
    SchemeId scheme;
    std::string summary;
    std::string before_digest;
    std::string after_digest;
    std::string previous_hash;
    std::string hash;
};

struct AuditFilter {
    std::optional<std::vector<SchemeId>> schemes;                    ///< nothing: all
    std::string subject;                                             ///< "account:12"; empty: all
    std::int64_t before = std::numeric_limits<std::int64_t>::max();  ///< entries with a smaller number
};
/// Newest first.
std::vector<AuditLine> audit_page(db::Transaction& tx, const AuditFilter& filter, int limit);

}  // namespace longdan::identity
