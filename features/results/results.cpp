#include "features/results/results.h"

#include "features/results/revisions.h"
#include "features/results/state.h"
#include "features/results/suppression.h"
#include "platform/base/digest.h"
#include "platform/http/page_cache.h"

#include <algorithm>

namespace longdan::results {

namespace {

constexpr std::int64_t one_minute = 60'000;

Revision existing(db::Transaction& tx, const Results& results, RevisionId id) {
    auto revision = results.find(tx, id);
    if (!revision) throw Error(ErrorKind::not_found, "Không có bản kết quả này");
    return *revision;
}

}  // namespace

Results::Results(Ground& ground, identity::Identity& identity, units::Units& units, methods::Methods* methods)
    : state_(new State{ground, identity, units, methods, {}}) {}

Results::~Results() = default;

RevisionId Results::add(db::Transaction& tx, const Revision& given, const std::vector<Figure>& figures) {
    check_figures(given, figures);
    const auto registry = state_->units.registry(tx);
    for (const auto& figure : figures)
        if (!registry->find(figure.unit))
            throw Error(ErrorKind::invalid, "Số liệu " + figure.indicator + " nêu một đơn vị không có trong danh mục");

    Revision revision = given;
    revision.id = new_id<RevisionId>(state_->ground.clock);
    revision.computed = state_->ground.clock.now();
    revision.figures_hash = sha256(canonical(figures));
    const auto earlier = revisions_of_round(tx, revision.round);
    revision.number = earlier.empty() ? 1 : earlier.back().number + 1;
    revision.code = code_stem(tx, revision) + "-" + std::to_string(revision.number);
    for (const auto& one : earlier)
        if (one.state == RevisionState::scheduled && !revision.corrects) revision.corrects = one.id;
    if (revision.corrects) {
        if (revision.reason.empty())
            throw Error(ErrorKind::invalid, "Bản đính chính phải nêu lý do", {{"reason", "Hãy nêu lý do đính chính"}});
        if (std::none_of(earlier.begin(), earlier.end(), [&](const Revision& one) {
                return one.id == *revision.corrects;
            }))
            throw Error(ErrorKind::invalid, "Bản được đính chính không thuộc đợt này");
    }
    const Day day = Day::of(revision.cut_off);
    const auto hidden =
        hidden_figures(figures, revision.minimum_n, [&](UnitId unit) { return registry->at(unit).near(day).parent; });
    insert_revision(tx, revision);
    insert_figures(tx, revision.id, figures, hidden);
    return revision.id;
}

std::optional<Revision> Results::find(db::Transaction& tx, RevisionId id) const {
    const std::string sql = "SELECT " + std::string(revision_columns) + " FROM result_revision WHERE id = :id";
    const auto row = tx.query_one(sql, {{"id", id}});
    if (!row) return std::nullopt;
    return revision_from(*row);
}

std::vector<Revision> Results::of_round(db::Transaction& tx, std::int64_t round) const {
    return revisions_of_round(tx, round);
}

std::vector<Figure> Results::figures(db::Transaction& tx, RevisionId id) const {
    const std::string sql =
        "SELECT " + std::string(figure_columns) +
        " FROM result_figure WHERE revision_id = :id ORDER BY series, indicator, unit_id, breakdown";
    std::vector<Figure> list;
    tx.each(sql, {{"id", id}}, [&](const db::Row& row) {
        list.push_back(figure_from(row));
        return true;
    });
    return list;
}

void Results::approve(db::Transaction& tx, const identity::Access& access, RevisionId id, std::string_view decision) {
    const Revision revision = existing(tx, *this, id);
    const auto changed = tx.execute(
        "UPDATE result_revision SET approved = :now, decision = :decision WHERE id = :id AND approved IS NULL",
        {{"now", state_->ground.clock.now()}, {"decision", decision}, {"id", id}}
    );
    if (changed == 0) throw Error(ErrorKind::conflict, "Bản kết quả " + revision.code + " đã được phê duyệt");
    state_->identity.audit(
        tx, access,
        {"result.approved", "revision:" + id.text(), revision.scheme,
         "Ghi nhận phê duyệt bản kết quả " + revision.code + ", " + std::string(decision), "", revision.figures_hash}
    );
}

void Results::schedule(db::Transaction& tx, const identity::Access& access, RevisionId id, Moment publish_at) {
    const Revision revision = existing(tx, *this, id);
    access.require(identity::Permission::result_publish, revision.scheme);
    const Moment now = state_->ground.clock.now();
    if (revision.state == RevisionState::computed)
        throw Error(ErrorKind::conflict, "Bản kết quả " + revision.code + " chưa được phê duyệt nên chưa thể công bố");
    if (revision.publish_at && *revision.publish_at <= now)
        throw Error(
            ErrorKind::conflict, "Bản kết quả " + revision.code + " đã công bố lúc " +
                                     vietnamese(*revision.publish_at) + "; muốn sửa, hãy lập bản đính chính"
        );
    if (publish_at.milliseconds < now.milliseconds - one_minute)
        throw Error(
            ErrorKind::invalid, "Thời điểm công bố " + vietnamese(publish_at) + " đã qua",
            {{"publish_at", "Hãy chọn thời điểm từ bây giờ trở đi"}}
        );
    publish_at = std::max(publish_at, now);
    const auto changed = tx.execute(
        R"(UPDATE result_revision SET publish_at = :publish_at
           WHERE id = :id AND approved IS NOT NULL AND (publish_at IS NULL OR publish_at > :now))",
        {{"publish_at", publish_at}, {"id", id}, {"now", now}}
    );
    if (changed == 0) throw Error(ErrorKind::conflict, "Bản kết quả " + revision.code + " vừa được công bố");
    state_->identity.audit(
        tx, access,
        {"result.scheduled", "revision:" + id.text(), revision.scheme,
         "Đặt giờ công bố bản kết quả " + revision.code + ": " + vietnamese(publish_at),
         revision.publish_at ? iso(*revision.publish_at) : "", iso(publish_at)}
    );
    tx.after_commit([&cache = state_->ground.page_cache] { cache.invalidate(cache_tag); });
}

Verification Results::verify(db::Transaction& tx, const Recompute& recompute) const {
    Verification found;
    std::vector<Revision> revisions;
    const std::string sql = "SELECT " + std::string(revision_columns) + " FROM result_revision ORDER BY id";
    for (const auto& row : tx.query(sql)) revisions.push_back(revision_from(row));
    for (const auto& revision : revisions) {
        const auto list = figures(tx, revision.id);
        ++found.revisions;
        found.figures += list.size();
        if (sha256(canonical(list)) != revision.figures_hash) {
            found.problems.push_back(
                "Bản kết quả " + revision.code + ": số liệu lưu trữ không còn khớp với mã băm lúc lập"
            );
            continue;
        }
        if (!recompute) continue;
        if (auto problem = recompute(revision, list))
            found.problems.push_back("Bản kết quả " + revision.code + ": " + *problem);
    }
    return found;
}

void Results::add_pages(Pages provider) { state_->pages.push_back(std::move(provider)); }

}  // namespace longdan::results
