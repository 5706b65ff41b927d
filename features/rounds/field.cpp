#include "features/rounds/job_input.h"
#include "features/rounds/parts.h"
#include "features/rounds/store.h"
#include "platform/base/document.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

/// Collection through the doors of collect, and the cut-off that ends it.
namespace longdan::rounds {

using identity::Permission;

namespace {

collect::SamplingPoint point_of(const StoredUnit& unit, const std::map<std::string, units::UnitId>& provinces) {
    collect::SamplingPoint point;
    point.point = unit.sequence;
    point.psu = unit.sequence;
    point.stratum = unit.stratum;
    const auto province = provinces.find(unit.province);
    if (province != provinces.end()) point.unit = province->second;
    point.label = unit.name;
    return point;
}

std::map<std::string, units::UnitId> province_ids(const Frame& frame) {
    std::map<std::string, units::UnitId> ids;
    for (const auto* province : frame.level("province")) ids[province->code] = province->unit;
    return ids;
}

/// The stage above the respondents.
int last_stage(const Design& design) { return static_cast<int>(design.stages.size()) - 2; }

}  // namespace

std::vector<collect::SamplingPoint> Rounds::sampling_points(db::Transaction& tx, RoundId id) const {
    const auto round = parts_->load(tx, id);
    const auto provinces = province_ids(parts_->frame(round));
    const auto stage = last_stage(parts_->design(round));
    const auto units = store::all_units(tx, id);
    std::unordered_map<std::string, std::int64_t> sequences;
    for (const auto& unit : units) {
        if (unit.status == "active") sequences[unit.code] = unit.sequence;
    }
    std::vector<collect::SamplingPoint> points;
    for (const auto& unit : units) {
        if (unit.stage != stage || unit.status != "active") continue;
        auto point = point_of(unit, provinces);
        const auto psu = sequences.find(unit.psu);
        if (psu != sequences.end()) point.psu = psu->second;
        points.push_back(std::move(point));
    }
    return points;
}

void Rounds::open_collection(db::Transaction& tx, const identity::Access& access, RoundId id, const Doors& doors) {
    auto round = parts_->require(tx, access, id, Permission::round_collect, {State::drawn}, "mở thu thập");
    if (doors.closes <= doors.opens) {
        throw Error(ErrorKind::invalid, "Lúc đóng phải sau lúc mở", {{"closes", "Lúc đóng thu thập phải sau lúc mở"}});
    }
    const auto scheme = parts_->identity.find_scheme(tx, round.scheme);
    collect::Collection door;
    door.round = id;
    door.scheme = round.scheme;
    door.code = round.code;
    door.evidence = collect::Evidence::probability;
    door.form = round.form;
    door.title = doors.title.empty() ? round.name : doors.title;
    door.runner = scheme ? scheme->name : "";
    door.results_at = fmt::format("/chi-so/sipas/{}", round.year);
    door.simulated = round.simulated;
    door.opens = doors.opens;
    door.closes = doors.closes;
    parts_->collect.open_collection(tx, access, door);
    if (doors.open_door) {
        door.code = round.code + "-mo";
        door.evidence = collect::Evidence::open;
        parts_->collect.open_collection(tx, access, door);
    }
    round.collection_from = doors.opens;
    round.collection_to = doors.closes;
    parts_->move(
        tx, access, round,
        {State::field, "round.field", fmt::format("mở thu thập đến {}", vietnamese(doors.closes)), "", ""}
    );
}

std::vector<collect::IssuedCode> Rounds::issue_codes(db::Transaction& tx, const identity::Access& access, RoundId id) {
    const auto round = parts_->require(tx, access, id, Permission::round_collect, {State::field}, "in mã trả lời");
    const auto collections = parts_->collect.collections(tx, id);
    const auto door = std::find_if(collections.begin(), collections.end(), [](const auto& collection) {
        return collection.evidence == collect::Evidence::probability;
    });
    if (door == collections.end()) throw Error(ErrorKind::conflict, "Đợt khảo sát chưa mở cửa trả lời bằng mã");
    const auto places = store::active_places(tx, id);
    std::unordered_map<std::int64_t, StoredUnit> units;
    for (auto& unit : store::all_units(tx, id)) units.emplace(unit.sequence, std::move(unit));
    std::map<std::int64_t, std::vector<collect::SamplingPoint>> wanted;  // by number of codes
    for (const auto& point : sampling_points(tx, id)) {
        auto& unit = units.at(point.point);
        const auto number = places.find(unit.code);
        const auto missing = (number == places.end() ? 0 : number->second) - unit.codes;
        if (missing <= 0) continue;
        wanted[missing].push_back(point);
        unit.codes += missing;
        store::update_unit(tx, id, unit);
    }
    std::vector<collect::IssuedCode> issued;
    for (const auto& [count, points] : wanted) {
        auto codes = parts_->collect.issue_codes(tx, access, door->id, points, static_cast<int>(count));
        std::move(codes.begin(), codes.end(), std::back_inserter(issued));
    }
    if (!issued.empty()) {
        parts_->note(
            tx, access, round,
            {round.state, "round.codes_issued", fmt::format("in {} mã trả lời", issued.size()), "", ""}
        );
    }
    return issued;
}

collect::AdmissionDecision Rounds::admit(db::Transaction& tx, const collect::AdmissionRequest& request) {
    return admit_many(tx, {&request, 1}).front();
}

std::vector<collect::AdmissionDecision> Rounds::admit_many(
    db::Transaction& tx, std::span<const collect::AdmissionRequest> requests
) {
    std::map<RoundId, std::vector<std::int64_t>> asked;
    for (const auto& request : requests) {
        auto& points = asked[request.round];
        if (request.evidence != collect::Evidence::open) points.push_back(request.point);
    }
    std::map<RoundId, std::set<std::int64_t>> active;
    for (const auto& [id, points] : asked) {
        const auto round = store::find_round(tx, id);
        if (round && round->state == State::field) active[id] = store::active_among(tx, id, points);
    }
    std::vector<collect::AdmissionDecision> decisions;
    for (const auto& request : requests) {
        const auto in_field = active.find(request.round);
        if (in_field == active.end()) {
            decisions.push_back({false, "Đợt khảo sát này không nhận câu trả lời lúc này", {}});
        } else if (request.evidence != collect::Evidence::open && !in_field->second.contains(request.point)) {
            decisions.push_back({false, "Nơi này không còn trong mẫu của đợt khảo sát", {}});
        } else {
            decisions.push_back({true, "", {}});
        }
    }
    return decisions;
}

jobs::JobId Rounds::cut_off(db::Transaction& tx, const identity::Access& access, RoundId id, const CutOff& rules) {
    auto round = parts_->require(
        tx, access, id, Permission::round_estimate, {State::field, State::data_frozen, State::trial}, "chốt số liệu"
    );
    if (!rules.left_out.empty() && rules.decision.empty()) {
        throw Error(
            ErrorKind::invalid, "Loại phiếu theo quyết định cần số văn bản",
            {{"decision", "Số văn bản: hãy nhập số của quyết định loại phiếu"}}
        );
    }
    if (!(rules.blank_share > 0 && rules.blank_share <= 1)) {
        throw Error(
            ErrorKind::invalid, "Tỷ lệ bỏ trống phải trên 0 và không quá 100 %",
            {{"blank_share", "Tỷ lệ bỏ trống phải trên 0 và không quá 100 %"}}
        );
    }
    // The doors close because of the cut-off, whatever else the person may do with them; the step below names who.
    const auto system = identity::Identity::system_access();
    for (const auto& collection : parts_->collect.collections(tx, id)) {
        if (collection.open) parts_->collect.close_collection(tx, system, collection.id);
    }
    parts_->move(
        tx, access, round,
        {State::data_frozen, "round.cut_off", "đóng thu thập và chốt số liệu", round.correction_reason, rules.decision}
    );
    CutOffInput input{id.text(),         parts_->ground.clock.now().milliseconds,
                      rules.blank_share, rules.drop_straight_line,
                      rules.left_out,    rules.decision};
    jobs::Runner::NewJob job;
    job.kind = "rounds.cut_off";
    job.title = "Chốt số liệu: " + round.name;
    job.input = to_json(input);
    job.scheme = round.scheme.value;
    job.account = access.account().value;
    return parts_->ground.jobs.enqueue(tx, job);
}

}  // namespace longdan::rounds
