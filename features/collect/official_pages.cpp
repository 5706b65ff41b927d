#include "features/collect/official_pages.h"

#include "platform/base/text.h"

#include <algorithm>
#include <charconv>

#include <boost/json.hpp>

namespace longdan::collect {

using identity::Access;
using identity::Permission;

namespace {

constexpr std::string_view list_answers = R"(
    SELECT id, received_day, unit, evidence, channel, state FROM submission
    WHERE round = :round AND id > :after AND (:only < 0 OR state = :only)
    ORDER BY id)";

constexpr std::string_view count_codes_by_point = R"(
    SELECT point, state, COUNT(*) AS number FROM access_code
    WHERE round = :round AND collection = :collection GROUP BY point, state)";

DoorView door_view(db::Transaction& tx, Collect::State& state, const Collection& collection) {
    const auto form = state.methods.form(tx, collection.form);
    DoorView view;
    view.id = collection.id.text();
    view.code = collection.code;
    view.title = collection.title;
    view.evidence = name(collection.evidence);
    view.form = form->code + " " + form->version;
    view.round = collection.round.text();
    view.opens = collection.opens;
    view.closes = collection.closes;
    view.open = collection.open && state.ground.clock.now() <= collection.closes;
    return view;
}

/// A right over some units of the scheme is enough to come in (rows are then limited to those units); without any
/// right there the answer is that of the right over all of them.
void require_somewhere(const Access& access, Permission permission, identity::SchemeId scheme) {
    const auto schemes = access.schemes(permission);
    if (std::find(schemes.begin(), schemes.end(), scheme) == schemes.end()) access.require(permission, scheme);
}

/// The doors of a round; throws as if there were none when the person may not see it.
std::vector<Collection> visible_doors(
    db::Transaction& tx, const Collect& collect, const Access& access, RoundId round, Permission permission
) {
    const auto doors = collect.collections(tx, round);
    if (doors.empty()) no_such_page(access);
    require_somewhere(access, permission, doors.front().scheme);
    return doors;
}

UnitProgress& operator+=(UnitProgress& total, const UnitProgress& unit) {
    total.issued += unit.issued;
    total.received += unit.received;
    total.valid += unit.valid;
    total.invalid += unit.invalid;
    total.voided += unit.voided;
    total.open += unit.open;
    if (unit.last && (!total.last || *total.last < *unit.last)) total.last = unit.last;
    return total;
}

std::optional<SubmissionState> state_named(std::string_view wanted) {
    for (const auto state : {SubmissionState::valid, SubmissionState::invalid, SubmissionState::voided}) {
        if (name(state) == wanted) return state;
    }
    return std::nullopt;
}

xforms::Answers answers_in(const std::string& raw) {
    xforms::Answers answers;
    boost::json::error_code error;
    const auto root = boost::json::parse(raw, error);
    if (error || !root.is_object()) return answers;
    const auto* given = root.get_object().if_contains("answers");
    if (!given || !given->is_object()) return answers;
    for (const auto& answer : given->get_object()) {
        const auto& value = answer.value();
        std::string text;
        if (value.is_string()) text = std::string(value.get_string());
        if (value.is_int64()) text = std::to_string(value.get_int64());
        if (value.is_array()) {
            for (const auto& choice : value.get_array()) {
                if (!choice.is_string()) continue;
                if (!text.empty()) text += ' ';
                text += std::string(choice.get_string());
            }
        }
        if (!text.empty()) answers[std::string(answer.key())] = text;
    }
    return answers;
}

}  // namespace

DoorList door_list(db::Transaction& tx, Collect::State& state, const Access& access) {
    DoorList list;
    const auto schemes = access.schemes(Permission::round_read);
    for (const auto& row : tx.query(std::string(select_collection) + " ORDER BY id DESC")) {
        const Collection collection = collection_of(row);
        if (std::find(schemes.begin(), schemes.end(), collection.scheme) == schemes.end()) continue;
        list.doors.push_back(door_view(tx, state, collection));
    }
    return list;
}

ProgressPage progress_page(
    db::Transaction& tx, Collect& collect, Collect::State& state, const Access& access, RoundId round
) {
    const auto doors = visible_doors(tx, collect, access, round, Permission::round_read);
    const identity::SchemeId scheme = doors.front().scheme;
    ProgressPage page;
    page.round = round.text();
    page.title = doors.front().title;
    for (const Collection& door : doors) page.doors.push_back(door_view(tx, state, door));
    for (const Progress& progress : collect.progress(tx, round)) {
        if (!access.may(Permission::round_read, scheme) && !access.may(Permission::round_read, scheme, progress.unit)) {
            continue;
        }
        page.units.push_back(
            {progress.unit ? state.unit_name(progress.unit) : "Không gắn với đơn vị nào", progress.issued,
             progress.received, progress.valid, progress.invalid, progress.voided, progress.open, progress.last}
        );
        page.total += page.units.back();
    }
    std::sort(page.units.begin(), page.units.end(), [](const UnitProgress& a, const UnitProgress& b) {
        return sort_key(a.unit) < sort_key(b.unit);
    });
    page.may_collect = access.may(Permission::round_collect, scheme);
    page.may_read_answers = access.may(Permission::answers_read, scheme);
    return page;
}

std::vector<SamplingPoint> places_of(db::Transaction& tx, Collect::State& state, RoundId round) {
    std::vector<SamplingPoint> places;
    if (state.admission) places = state.admission->points(tx, round);
    if (!places.empty()) return places;
    for (const auto& row : tx.query(
             "SELECT point, psu, stratum, unit, label FROM sampling_point WHERE round = :round ORDER BY point",
             {{"round", round}}
         )) {
        places.push_back(
            {row.integer("point"), row.integer("psu"), row.text("stratum"), row.id<identity::UnitId>("unit"),
             row.text("label")}
        );
    }
    return places;
}

CodesPage codes_document(db::Transaction& tx, Collect::State& state, const Collection& collection) {
    CodesPage page;
    page.door = door_view(tx, state, collection);
    std::map<std::int64_t, PointView> counted;
    for (const auto& row :
         tx.query(count_codes_by_point, {{"round", collection.round}, {"collection", collection.id}})) {
        PointView& point = counted[row.integer("point")];
        const std::int64_t number = row.integer("number");
        switch (static_cast<CodeState>(row.integer("state"))) {
            case CodeState::issued:
                point.unused = number;
                break;
            case CodeState::used:
                point.used = number;
                break;
            case CodeState::withdrawn:
                point.withdrawn = number;
                break;
        }
    }
    for (const SamplingPoint& place : places_of(tx, state, collection.round)) {
        PointView point = counted[place.point];
        point.point = std::to_string(place.point);
        point.label = place.label;
        page.points.push_back(std::move(point));
    }
    return page;
}

AnswerList answer_list(
    db::Transaction& tx, Collect::State& state, const Access& access, RoundId round, const std::string& only,
    const std::string& after, int limit
) {
    const auto door =
        tx.query_one(std::string(select_collection) + " WHERE round = :round ORDER BY id LIMIT 1", {{"round", round}});
    if (!door) no_such_page(access);
    const Collection collection = collection_of(*door);
    const bool everywhere = access.may(Permission::answers_read, collection.scheme);
    require_somewhere(access, Permission::answers_read, collection.scheme);
    const auto wanted = state_named(only);
    std::int64_t start = 0;
    std::from_chars(after.data(), after.data() + after.size(), start);
    AnswerList list;
    list.round = round.text();
    list.title = collection.title;
    list.only = wanted ? only : "";
    const db::Parameters parameters = {
        {"round", round}, {"after", start}, {"only", wanted ? static_cast<int>(*wanted) : -1}};
    tx.each(list_answers, parameters, [&](const db::Row& row) {
        const auto unit = row.id<identity::UnitId>("unit");
        if (!everywhere && !access.may(Permission::answers_read, collection.scheme, unit)) return true;
        if (static_cast<int>(list.answers.size()) == limit) {
            list.next = list.answers.back().id;
            return false;
        }
        list.answers.push_back(
            {std::to_string(row.integer("id")), row.day("received_day"), unit ? state.unit_name(unit) : "",
             std::string(name(static_cast<Evidence>(row.integer("evidence")))),
             std::string(name(static_cast<Channel>(row.integer("channel")))),
             std::string(name(static_cast<SubmissionState>(row.integer("state"))))}
        );
        return true;
    });
    return list;
}

AnswerPage answer_document(
    db::Transaction& tx, Collect& collect, Collect::State& state, const Access& access, RoundId round, SubmissionId id
) {
    AnswerPage page;
    page.round = round.text();
    page.id = id.text();
    page.raw = collect.raw(tx, access, round, id);
    const auto row = tx.query_one(
        R"(SELECT s.form, s.state, s.sha256, s.unit, c.scheme FROM submission s JOIN collection c ON c.id = s.collection
           WHERE s.round = :round AND s.id = :id)",
        {{"round", round}, {"id", id}}
    );
    page.state = name(static_cast<SubmissionState>(row->integer("state")));
    page.sha256 = row->text("sha256");
    const auto form = state.methods.form(tx, row->id<methods::FormId>("form"));
    const auto answers = answers_in(page.raw);
    const xforms::FormSession session(*form->plan, "vi", answers);
    page.pages = given_pages(*form->plan, session, "vi");
    for (const auto& violation : xforms::check(*form->plan, answers)) {
        page.violations.push_back(violation.path + ": " + violation.message);
    }
    for (const Event& event : collect.events(tx, round, id)) {
        page.events.push_back({std::string(name(event.kind)), event.day, event.reason});
    }
    page.may_change =
        access.may(Permission::answers_enter, row->id<identity::SchemeId>("scheme"), row->id<identity::UnitId>("unit"));
    return page;
}

}  // namespace longdan::collect
