#include "features/collect/state.h"
#include "platform/base/digest.h"
#include "platform/base/text.h"

namespace longdan::collect {

using identity::AuditEntry;
using identity::Permission;

namespace {

constexpr int most_codes_at_once = 100'000;
constexpr std::size_t signs_of_a_code = 12;

constexpr std::string_view upsert_point = R"(
    INSERT INTO sampling_point (round, point, psu, stratum, unit, label)
    VALUES (:round, :point, :psu, :stratum, :unit, :label)
    ON CONFLICT (round, point) DO UPDATE
    SET psu = excluded.psu, stratum = excluded.stratum, unit = excluded.unit, label = excluded.label)";

constexpr std::string_view select_code = R"(
    SELECT c.state, c.collection, p.point, p.psu, p.stratum, p.unit, p.label
    FROM access_code c
    JOIN sampling_point p ON p.round = c.round AND p.point = c.point
    WHERE c.round = :round AND c.hash = :hash)";

Collection require_collection(db::Transaction& tx, const identity::Access& access, CollectionId id) {
    const auto row = tx.query_one(std::string(select_collection) + " WHERE id = :id", {{"id", id}});
    if (!row) no_such_page(access);
    Collection collection = collection_of(*row);
    access.require(Permission::round_collect, collection.scheme);
    return collection;
}

}  // namespace

std::optional<KnownCode> Collect::State::find_code(db::Transaction& tx, RoundId round, const std::string& hash) const {
    const auto row = tx.query_one(select_code, {{"round", round}, {"hash", hash}});
    if (!row) return std::nullopt;
    KnownCode code;
    code.state = static_cast<CodeState>(row->integer("state"));
    code.collection = row->id<CollectionId>("collection");
    code.point = {
        row->integer("point"), row->integer("psu"), row->text("stratum"), row->id<identity::UnitId>("unit"),
        row->text("label")};
    return code;
}

std::vector<IssuedCode> Collect::issue_codes(
    db::Transaction& tx, const identity::Access& access, CollectionId id, const std::vector<SamplingPoint>& points,
    int count
) {
    const Collection collection = require_collection(tx, access, id);
    if (collection.evidence != Evidence::probability) {
        throw Error(ErrorKind::conflict, "Cửa thu thập mở cho mọi người không dùng mã truy cập");
    }
    if (count < 1 || static_cast<std::int64_t>(count) * static_cast<std::int64_t>(points.size()) > most_codes_at_once) {
        throw Error(
            ErrorKind::invalid, "Mỗi lần làm được từ 1 đến 100.000 mã, hãy chia nhỏ",
            {{"count", "Số mã: từ 1 đến 100.000 trong một lần"}}
        );
    }
    const std::string secret = state_->secret(tx);
    std::vector<IssuedCode> issued;
    std::vector<std::vector<db::Value>> rows;
    for (const SamplingPoint& point : points) {
        if (point.point == 0 || point.psu == 0) throw std::logic_error("a sampling point needs its number and PSU");
        tx.execute(
            upsert_point, {{"round", collection.round},
                           {"point", point.point},
                           {"psu", point.psu},
                           {"stratum", point.stratum},
                           {"unit", point.unit},
                           {"label", point.label}}
        );
        for (int i = 0; i < count; ++i) {
            IssuedCode code{random_code(signs_of_a_code), point};
            rows.push_back(
                {collection.round, code_hash(secret, code.code), id, point.point, static_cast<int>(CodeState::issued)}
            );
            issued.push_back(std::move(code));
        }
    }
    constexpr std::string_view columns[] = {"round", "hash", "collection", "point", "state"};
    tx.insert_many("access_code", columns, rows);
    state_->identity.audit(
        tx, access,
        AuditEntry{
            "codes.issued", "collection:" + id.text(), collection.scheme,
            "Làm " + std::to_string(issued.size()) + " mã truy cập cho " + std::to_string(points.size()) +
                " địa điểm của \"" + collection.title + "\"",
            "", ""}
    );
    return issued;
}

std::int64_t Collect::withdraw_codes(
    db::Transaction& tx, const identity::Access& access, CollectionId id, std::int64_t point, std::string_view reason
) {
    const Collection collection = require_collection(tx, access, id);
    if (trimmed(reason).empty())
        throw Error(ErrorKind::invalid, "Hãy ghi lý do thu hồi mã", {{"reason", "Lý do: hãy nhập"}});
    const std::int64_t withdrawn = tx.execute(
        R"(UPDATE access_code SET state = :withdrawn
           WHERE round = :round AND point = :point AND state = :issued AND collection = :collection)",
        {{"withdrawn", static_cast<int>(CodeState::withdrawn)},
         {"round", collection.round},
         {"point", point},
         {"issued", static_cast<int>(CodeState::issued)},
         {"collection", id}}
    );
    state_->identity.audit(
        tx, access,
        AuditEntry{
            "codes.withdrawn", "collection:" + id.text(), collection.scheme,
            "Thu hồi " + std::to_string(withdrawn) + " mã chưa dùng của địa điểm " + std::to_string(point) +
                ", lý do: " + std::string(reason),
            "", ""}
    );
    return withdrawn;
}

}  // namespace longdan::collect
