#include "features/collect/intake.h"

#include <map>
#include <unordered_map>
#include <unordered_set>

namespace longdan::collect {

namespace {

/// Marks the codes used and tells their places.
constexpr std::string_view take_codes = R"(
    UPDATE access_code c SET state = :used
    FROM unnest(CAST(:rounds AS BIGINT[]), CAST(:collections AS BIGINT[]), CAST(:hashes AS TEXT[]))
            AS asked (round, collection, hash),
        sampling_point p
    WHERE c.round = asked.round AND c.hash = asked.hash AND c.state = :issued AND c.collection = asked.collection
        AND p.round = c.round AND p.point = c.point
    RETURNING c.hash AS hash, p.point AS point, p.psu AS psu, p.stratum AS stratum, p.unit AS unit)";
constexpr std::string_view give_codes_back = R"(
    UPDATE access_code c SET state = :issued
    FROM unnest(CAST(:rounds AS BIGINT[]), CAST(:collections AS BIGINT[]), CAST(:hashes AS TEXT[]))
            AS given (round, collection, hash)
    WHERE c.round = given.round AND c.hash = given.hash AND c.state = :used AND c.collection = given.collection)";
/// Both rows of each answer. The raw answers come as one text of bytes with the place of each in it.
constexpr std::string_view insert_answers = R"(
    WITH given AS MATERIALIZED (
        SELECT * FROM unnest(CAST(:rounds AS BIGINT[]), CAST(:collections AS BIGINT[]), CAST(:forms AS BIGINT[]),
                             CAST(:evidences AS BIGINT[]), CAST(:buckets AS BIGINT[]), CAST(:ids AS BIGINT[]), CAST(:channels AS BIGINT[]),
                             CAST(:states AS BIGINT[]), CAST(:violations AS BIGINT[]), CAST(:points AS BIGINT[]),
                             CAST(:psus AS BIGINT[]), CAST(:strata AS TEXT[]), CAST(:units AS BIGINT[]),
                             CAST(:days AS BIGINT[]), CAST(:moments AS BIGINT[]), CAST(:hashes AS TEXT[]),
                             CAST(:receipts AS TEXT[]), CAST(:answers AS TEXT[]), CAST(:starts AS INTEGER[]),
                             CAST(:lengths AS INTEGER[]))
            AS g (round, collection, form, evidence, bucket, id, channel, state, violations, point, psu, stratum, unit, received_day, received_at, sha256,
                  receipt, answers, start, length)
    ), stored AS (
        INSERT INTO submission (round, bucket, id, collection, form, evidence, channel, state, violations, point, psu,
                                stratum, unit, received_day, received_at, sha256, receipt, answers)
        SELECT round, bucket, id, collection, form, evidence, channel, state, violations, point, psu, stratum, unit,
               received_day, received_at, sha256, receipt, CAST(answers AS SMALLINT[])
        FROM given
        ON CONFLICT DO NOTHING
        RETURNING round, bucket, id
    ), kept AS (
        INSERT INTO submission_raw (round, bucket, id, raw)
        SELECT g.round, g.bucket, g.id, substring(CAST(:raw AS BYTEA) FROM g.start FOR g.length)
        FROM given g JOIN stored s ON s.round = g.round AND s.bucket = g.bucket AND s.id = g.id
    )
    SELECT id FROM stored)";

/// A list in the text form of PostgreSQL's arrays.
class ArrayText {
  public:
    void add(std::int64_t number) { open() += std::to_string(number); }
    void add_null() { open() += "NULL"; }
    void add(const std::string& text) {
        open() += '"';
        for (const char sign : text) {
            if (sign == '"' || sign == '\\') text_ += '\\';
            text_ += sign;
        }
        text_ += '"';
    }
    db::Value value() && { return std::move(text_) + "}"; }

  private:
    std::string& open() {
        if (text_.size() > 1) text_ += ',';
        return text_;
    }
    std::string text_ = "{";
};

/// One answer of the group on its way in.
struct Entry {
    const Judged* judged;
    SamplingPoint point;
    bool goes_in = true;
};

db::Parameters codes_of(std::span<const Entry* const> entries) {
    ArrayText rounds, collections, hashes;
    for (const Entry* entry : entries) {
        rounds.add(entry->judged->collection.round.value);
        collections.add(entry->judged->collection.id.value);
        hashes.add(entry->judged->code_hash);
    }
    return {
        {"rounds", std::move(rounds).value()},
        {"collections", std::move(collections).value()},
        {"hashes", std::move(hashes).value()},
        {"issued", static_cast<int>(CodeState::issued)},
        {"used", static_cast<int>(CodeState::used)}};
}

std::vector<const Entry*> with_code(const std::vector<Entry>& entries, bool going_in) {
    std::vector<const Entry*> found;
    for (const Entry& entry : entries) {
        if (entry.goes_in == going_in && !entry.judged->code_hash.empty()) found.push_back(&entry);
    }
    return found;
}

void take_their_codes(db::Transaction& tx, std::vector<Entry>& entries) {
    const auto asking = with_code(entries, true);
    if (asking.empty()) return;
    std::unordered_map<std::string, SamplingPoint> places;
    for (const db::Row& row : tx.query(take_codes, codes_of(asking))) {
        places[row.text("hash")] = {
            row.integer("point"), row.integer("psu"), row.text("stratum"), row.id<identity::UnitId>("unit"), {}};
    }
    for (Entry& entry : entries) {
        if (entry.judged->code_hash.empty()) continue;
        const auto found = places.find(entry.judged->code_hash);
        entry.goes_in = found != places.end();
        if (entry.goes_in) entry.point = std::move(found->second);
    }
}

void ask_the_round(db::Transaction& tx, Admission* admission, std::vector<Entry>& entries) {
    if (!admission) return;
    std::vector<Entry*> asking;
    std::vector<AdmissionRequest> requests;
    for (Entry& entry : entries) {
        if (!entry.goes_in) continue;
        asking.push_back(&entry);
        requests.push_back(admission_request(*entry.judged, entry.point.point));
    }
    if (asking.empty()) return;
    auto decisions = admission->admit_many(tx, requests);
    for (std::size_t i = 0; i < asking.size(); ++i) {
        asking[i]->goes_in = decisions[i].admitted;
        if (decisions[i].point.psu != 0) asking[i]->point = std::move(decisions[i].point);
    }
}

/// The columns of the answers that go in, each as an array.
class Columns {
  public:
    void add(const Judged& judged, const SamplingPoint& point) {
        const Collection& collection = judged.collection;
        const Incoming& incoming = judged.incoming;
        column("rounds").add(collection.round.value);
        column("collections").add(collection.id.value);
        column("forms").add(collection.form.value);
        column("evidences").add(static_cast<std::int64_t>(collection.evidence));
        column("buckets").add(bucket_of(point.psu, judged.id));
        column("ids").add(judged.id.value);
        column("channels").add(static_cast<std::int64_t>(incoming.channel));
        column("states").add(static_cast<std::int64_t>(judged.state));
        column("violations").add(static_cast<std::int64_t>(judged.violations));
        column("points").add(point.point);
        column("psus").add(point.psu);
        column("strata").add(point.stratum);
        column("units").add(point.unit.value);
        column("days").add(Day::of(judged.now).number);
        if (collection.anonymous) {
            column("moments").add_null();
        } else {
            column("moments").add(judged.now.milliseconds);
        }
        column("hashes").add(judged.sha256);
        column("receipts").add(judged.receipt);
        column("answers").add(std::get<std::string>(packed_value(db::Engine::postgresql, judged.codes).data()));
        column("starts").add(static_cast<std::int64_t>(raw_.size()) + 1);
        column("lengths").add(static_cast<std::int64_t>(incoming.raw.size()));
        const auto* first = reinterpret_cast<const std::byte*>(incoming.raw.data());
        raw_.insert(raw_.end(), first, first + incoming.raw.size());
    }
    bool empty() const { return columns_.empty(); }
    db::Parameters parameters() && {
        db::Parameters all;
        for (auto& [name, values] : columns_) all.emplace_back(name, std::move(values).value());
        all.emplace_back("raw", std::move(raw_));
        return all;
    }

  private:
    ArrayText& column(std::string_view name) { return columns_[name]; }

    std::map<std::string_view, ArrayText> columns_;
    db::Bytes raw_;
};

/// Ids of the answers that went in.
std::unordered_set<std::int64_t> insert(db::Transaction& tx, const std::vector<Entry>& entries) {
    Columns columns;
    for (const Entry& entry : entries) {
        if (entry.goes_in) columns.add(*entry.judged, entry.point);
    }
    std::unordered_set<std::int64_t> stored;
    if (columns.empty()) return stored;
    for (const db::Row& row : tx.query(insert_answers, std::move(columns).parameters())) {
        stored.insert(row.integer("id"));
    }
    return stored;
}

}  // namespace

std::vector<std::optional<Receipt>> store_group(
    db::Transaction& tx, Admission* admission, std::span<const Judged* const> group
) {
    std::vector<Entry> entries;
    entries.reserve(group.size());
    for (const Judged* judged : group) entries.push_back({judged, {}, is_in_window(*judged)});
    take_their_codes(tx, entries);
    std::vector<const Entry*> taken = with_code(entries, true);
    ask_the_round(tx, admission, entries);

    const auto stored = insert(tx, entries);
    std::vector<std::optional<Receipt>> receipts;
    for (Entry& entry : entries) {
        entry.goes_in = entry.goes_in && stored.contains(entry.judged->id.value);
        receipts.push_back(entry.goes_in ? std::optional(fresh_receipt(*entry.judged)) : std::nullopt);
    }
    std::erase_if(taken, [](const Entry* entry) { return entry->goes_in; });
    if (!taken.empty()) tx.execute(give_codes_back, codes_of(taken));
    return receipts;
}

}  // namespace longdan::collect
