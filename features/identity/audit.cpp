#include "features/identity/audit.h"

#include "features/identity/identity.h"
#include "features/identity/state.h"
#include "platform/base/digest.h"

namespace longdan::identity {
namespace {

/// The text an entry's hash is taken over: each field as "length:bytes,", so that no two entries have the same text.
std::string canonical(const AuditLine& line) {
    std::string text;
    for (const std::string& field :
         {std::to_string(line.number), std::to_string(line.recorded.milliseconds), line.account.text(),
          line.account_name, line.action, line.subject, line.scheme.text(), line.summary, line.before_digest,
          line.after_digest, line.previous_hash}) {
        text += std::to_string(field.size()) + ":" + field + ",";
    }
    return text;
}

std::string digest(const std::string& content) { return content.empty() ? std::string() : sha256(content); }

constexpr std::string_view columns =
    "SELECT number, recorded, account, account_name, action, subject, scheme, summary, before_digest, after_digest, "
    "previous_hash, hash FROM identity_audit ";

AuditLine read(const db::Row& row) {
    return {
        .number = row.integer("number"),
        .recorded = row.moment("recorded"),
        .account = row.id<AccountId>("account"),
        .account_name = row.text("account_name"),
        .action = row.text("action"),
        .subject = row.text("subject"),
        .scheme = row.id<SchemeId>("scheme"),
        .summary = row.text("summary"),
        .before_digest = row.text("before_digest"),
        .after_digest = row.text("after_digest"),
        .previous_hash = row.text("previous_hash"),
        .hash = row.text("hash"),
    };
}

[[noreturn]] void broken(std::int64_t number, const std::string& what) {
    throw Error(
        ErrorKind::conflict, "Nhật ký bị thay đổi tại mục số " + std::to_string(number) + ": " + what +
                                 ". Hãy giữ nguyên cơ sở dữ liệu và so với bản sao lưu gần nhất."
    );
}

}  // namespace

void Identity::audit(db::Transaction& tx, const Access& access, const AuditEntry& entry) {
    const auto head =
        tx.query_one("UPDATE identity_audit_head SET number = number + 1 WHERE id = 1 RETURNING number, hash");
    AuditLine line{
        .number = head->integer("number"),
        .recorded = state_->ground.clock.now(),
        .account = access.account(),
        .account_name = access.display_name(),
        .action = entry.action,
        .subject = entry.subject,
        .scheme = entry.scheme,
        .summary = entry.summary,
        .before_digest = digest(entry.before),
        .after_digest = digest(entry.after),
        .previous_hash = head->text("hash"),
        .hash = {},
    };
    line.hash = sha256(canonical(line));
    tx.execute(
        "INSERT INTO identity_audit (number, recorded, account, account_name, action, subject, scheme, summary, "
        "before_digest, after_digest, previous_hash, hash) VALUES (:number, :recorded, :account, :account_name, "
        ":action, :subject, :scheme, :summary, :before_digest, :after_digest, :previous_hash, :hash)",
        {{"number", line.number},
         {"recorded", line.recorded},
         {"account", line.account},
         {"account_name", line.account_name},
         {"action", line.action},
         {"subject", line.subject},
         {"scheme", line.scheme},
         {"summary", line.summary},
         {"before_digest", line.before_digest},
         {"after_digest", line.after_digest},
         {"previous_hash", line.previous_hash},
         {"hash", line.hash}}
    );
    tx.execute("UPDATE identity_audit_head SET hash = :hash WHERE id = 1", {{"hash", line.hash}});
}

std::int64_t Identity::verify_audit(db::Transaction& tx) const {
    std::int64_t number = 0;
    std::string previous;
    tx.each(std::string(columns) + "ORDER BY number", {}, [&](const db::Row& row) {
        const AuditLine line = read(row);
        ++number;
        if (line.number != number) broken(number, "thiếu mục này");
        if (line.previous_hash != previous) broken(number, "không nối với mục trước");
        if (line.hash != sha256(canonical(line))) broken(number, "nội dung không khớp mã băm");
        previous = line.hash;
        return true;
    });
    const auto head = tx.query_one("SELECT number, hash FROM identity_audit_head WHERE id = 1");
    if (!head || head->integer("number") != number || head->text("hash") != previous) {
        broken(number + 1, "các mục cuối đã mất");
    }
    return number;
}

std::vector<AuditLine> audit_page(db::Transaction& tx, const AuditFilter& filter, int limit) {
    std::string where = "WHERE number < :before ";
    db::Parameters parameters = {{"before", filter.before}, {"limit", limit}};
    if (filter.schemes) {
        std::string list;
        for (const SchemeId scheme : *filter.schemes) list += (list.empty() ? "" : ", ") + scheme.text();
        if (list.empty()) return {};
        where += "AND scheme IN (" + list + ") ";
    }
    if (!filter.subject.empty()) {
        where += "AND subject = :subject ";
        parameters.emplace_back("subject", filter.subject);
    }
    std::vector<AuditLine> lines;
    const auto rows = tx.query(std::string(columns) + where + "ORDER BY number DESC LIMIT :limit", parameters);
    for (const auto& row : rows) lines.push_back(read(row));
    return lines;
}

}  // namespace longdan::identity
