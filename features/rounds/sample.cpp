#include "engine/sampling/select.h"
#include "features/rounds/job_input.h"
#include "features/rounds/parts.h"
#include "features/rounds/store.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

/// The draw as a job, and what may happen to the sample afterwards: reserves in list order, supplements.
namespace longdan::rounds {

using identity::Permission;

namespace {

std::uint64_t seed_of(const std::string& text) {
    std::uint64_t seed = 0;
    std::from_chars(text.data(), text.data() + text.size(), seed);
    return seed;
}

std::vector<StoredUnit> stored_units(const Sample& sample, const Frame& frame) {
    std::unordered_map<std::string, units::UnitId> ids;
    for (const auto& unit : frame.units) ids[unit.level + "|" + unit.code] = unit.unit;
    std::vector<StoredUnit> result;
    for (const auto& unit : sample.units) {
        StoredUnit stored;
        stored.sequence = static_cast<std::int64_t>(result.size()) + 1;
        stored.stage = unit.stage;
        stored.level = unit.level;
        stored.code = unit.code;
        stored.unit = ids[unit.level + "|" + unit.code];
        stored.name = unit.name;
        stored.parent = unit.parent;
        stored.province = unit.province;
        stored.group = unit.group;
        stored.pi = unit.pi;
        stored.probability = unit.probability;
        stored.stratum = unit.stratum;
        stored.psu = unit.psu;
        stored.reserve = unit.reserve;
        stored.position = unit.position;
        stored.status = unit.open ? "active" : "waiting";
        result.push_back(std::move(stored));
    }
    return result;
}

StoredPlace stored_place(const SamplePlace& place) {
    return {
        new_random_id(),
        place.village,
        place.number,
        place.pi,
        place.reserve,
        place.position,
        place.reserve ? "waiting" : "active"};
}

std::vector<SampleUnit> chain_of(const std::vector<StoredUnit>& units) {
    std::vector<SampleUnit> result;
    for (const auto& unit : units) {
        SampleUnit one;
        one.stage = unit.stage;
        one.level = unit.level;
        one.code = unit.code;
        one.parent = unit.parent;
        one.province = unit.province;
        one.group = unit.group;
        one.pi = unit.pi;
        result.push_back(std::move(one));
    }
    return result;
}

/// Units of the sample below (and with) one of them, in the order drawn: parents come before children.
std::vector<std::size_t> branch(const std::vector<StoredUnit>& units, const StoredUnit& top) {
    std::vector<std::size_t> found;
    std::unordered_set<std::string> parents;
    for (std::size_t u = 0; u < units.size(); ++u) {
        const bool is_top = units[u].stage == top.stage && units[u].code == top.code;
        const bool below =
            units[u].stage > top.stage && parents.contains(std::to_string(units[u].stage - 1) + "|" + units[u].parent);
        if (!is_top && !below) continue;
        found.push_back(u);
        parents.insert(std::to_string(units[u].stage) + "|" + units[u].code);
    }
    return found;
}

void check_reason(std::string_view reason, std::string_view level, std::string_view document) {
    if (vietnamese_reason(reason).empty()) {
        throw Error(ErrorKind::invalid, "Hãy chọn lý do thay thế", {{"reason", "Hãy chọn lý do thay thế"}});
    }
    if (level != "place" && document.empty()) {
        throw Error(
            ErrorKind::invalid, "Thay thế một đơn vị cần số văn bản quyết định",
            {{"document", "Số văn bản: hãy nhập số của quyết định cho thay thế"}}
        );
    }
}

void check_wanted(std::string_view wanted, const std::string& next, std::string_view name) {
    if (wanted.empty() || wanted == next) return;
    throw Error(
        ErrorKind::conflict,
        fmt::format("Phải dùng dự bị theo thứ tự danh sách: tiếp theo là {} ({}), không phải {}", name, next, wanted)
    );
}

}  // namespace

void Rounds::Parts::run_draw(jobs::Context& context) {
    const auto access = access_of(context.job());
    const auto id = round_of_job(context.job().input);
    const auto round = ground.database.read([&](db::Transaction& tx) { return load(tx, id); });
    if (round.state != State::frame_frozen) return;
    context.progress(0.1, "Đọc dàn mẫu");
    const auto plan = design(round);
    const auto pinned = frame(round);
    const auto seed = seed_of(round.seed);
    const auto sample = draw(plan, pinned, seed);
    context.progress(0.5, "Ghi mẫu");
    const auto csv = sample_csv(sample, plan);
    const auto csv_file = ground.files.put(csv);
    const auto report = draw_report(sample, plan, seed, round.design_sha256, round.frame_sha256, csv_file.sha256);
    const auto report_file = ground.files.put(report);
    std::vector<StoredPlace> places;
    places.reserve(sample.places.size());
    for (const auto& place : sample.places) places.push_back(stored_place(place));
    ground.database.write([&](db::Transaction& tx) {
        auto current = load(tx, id);
        if (current.state != State::frame_frozen) return;
        current.sample_sha256 = csv_file.sha256;
        current.report_sha256 = report_file.sha256;
        store::insert_units(tx, id, stored_units(sample, pinned));
        store::insert_places(tx, id, places);
        move(
            tx, access, current,
            {State::drawn, "round.drawn", fmt::format("chọn mẫu, số gốc {}, SHA-256 {}", current.seed, csv_file.sha256),
             "", ""}
        );
    });
}

namespace {

/// The next reserve of the list; throws Error(conflict) when it is used up.
template <class Item>
const Item& next_reserve(
    const std::vector<Item>& items, const std::function<bool(const Item&)>& fits, std::string_view where
) {
    const Item* next = nullptr;
    for (const auto& item : items) {
        if (!item.reserve || item.status != "waiting" || !fits(item)) continue;
        if (next == nullptr || item.position < next->position) next = &item;
    }
    if (next == nullptr) {
        throw Error(ErrorKind::conflict, fmt::format("Danh sách dự bị của {} đã hết; cần chọn mẫu bổ sung", where));
    }
    return *next;
}

std::string place_code(const StoredPlace& place) { return fmt::format("{}.{:03}", place.village, place.number); }

std::string replace_place(
    db::Transaction& tx, RoundId id, std::string_view code, std::string_view wanted, std::string& parent
) {
    const auto dot = code.rfind('.');
    parent = dot == std::string_view::npos ? "" : std::string(code.substr(0, dot));
    const auto places = store::places_in(tx, id, parent);
    const auto out = std::find_if(places.begin(), places.end(), [&](const StoredPlace& place) {
        return place_code(place) == code && place.status == "active";
    });
    if (out == places.end()) {
        throw Error(ErrorKind::not_found, fmt::format("Không có người trả lời số {} đang trong mẫu", code));
    }
    const auto& in = next_reserve<StoredPlace>(
        places, [](const StoredPlace&) { return true; }, parent
    );
    check_wanted(wanted, place_code(in), "người dự bị số " + std::to_string(in.position));
    auto gone = *out;
    gone.status = "withdrawn";
    store::update_place(tx, gone);
    auto come = in;
    come.status = "active";
    store::update_place(tx, come);
    return place_code(in);
}

}  // namespace

Replacement Rounds::replace(
    db::Transaction& tx, const identity::Access& access, RoundId id, std::string_view level, std::string_view code,
    std::string_view reason, std::string_view note, std::string_view document, std::string_view wanted
) {
    const auto round =
        parts_->require(tx, access, id, Permission::round_collect, {State::drawn, State::field}, "thay thế trong mẫu");
    check_reason(reason, level, document);
    Replacement done;
    done.level = level;
    done.out_code = code;
    done.reason = reason;
    done.note = note;
    done.document = document;
    done.time = parts_->ground.clock.now();
    done.account_name = access.display_name();
    if (level == "place") {
        done.in_code = replace_place(tx, id, code, wanted, done.parent);
    } else {
        auto units = store::all_units(tx, id);
        const auto out = std::find_if(units.begin(), units.end(), [&](const StoredUnit& unit) {
            return unit.level == level && unit.code == code && unit.status == "active";
        });
        if (out == units.end()) {
            throw Error(
                ErrorKind::not_found, fmt::format("Không có {} mã {} đang trong mẫu", level_label(level), code)
            );
        }
        const StoredUnit gone = *out;
        const auto fits = [&](const StoredUnit& unit) {
            return unit.stage == gone.stage && unit.parent == gone.parent && unit.group == gone.group;
        };
        const StoredUnit come = next_reserve<StoredUnit>(units, fits, gone.name);
        check_wanted(wanted, come.code, come.name);
        done.parent = gone.parent;
        done.in_code = come.code;

        std::vector<std::int64_t> closed;
        for (const auto u : branch(units, gone)) {
            if (units[u].status != "active") continue;
            units[u].status = "withdrawn";
            units[u].codes = 0;
            store::update_unit(tx, id, units[u]);
            store::withdraw_places(tx, id, units[u].code);
            closed.push_back(units[u].sequence);
        }
        const auto opened = branch(units, come);
        std::unordered_set<std::string> active = {come.parent};
        for (const auto u : opened) {
            const bool top = units[u].code == come.code && units[u].stage == come.stage;
            if (top) units[u].pi = gone.pi;
            if (top || (!units[u].reserve && active.contains(units[u].parent))) {
                units[u].status = "active";
                active.insert(units[u].code);
            }
        }
        auto chain = chain_of(units);
        assign_chain(chain);
        std::unordered_set<std::string> last;
        for (const auto u : opened) {
            units[u].probability = chain[u].probability;
            units[u].stratum = chain[u].stratum;
            units[u].psu = chain[u].psu;
            store::update_unit(tx, id, units[u]);
            if (units[u].status == "active") last.insert(units[u].code);
        }
        const auto all = draw(parts_->design(round), parts_->frame(round), seed_of(round.seed), true);
        std::vector<StoredPlace> places;
        for (const auto& place : all.places) {
            if (last.contains(place.village)) places.push_back(stored_place(place));
        }
        store::insert_places(tx, id, places);
        for (const auto& collection : parts_->collect.collections(tx, id)) {
            if (collection.evidence != collect::Evidence::probability) continue;
            for (const auto point : closed) {
                parts_->collect.withdraw_codes(tx, access, collection.id, point, vietnamese_reason(reason));
            }
        }
    }
    store::insert_replacement(tx, new_ordered_id(done.time), id, access.account(), done);
    parts_->note(
        tx, access, round,
        {round.state, "round.replaced", fmt::format("thay {} bằng {}", done.out_code, done.in_code),
         std::string(vietnamese_reason(reason)), std::string(document)}
    );
    return done;
}

int Rounds::supplement(
    db::Transaction& tx, const identity::Access& access, RoundId id, std::string_view village, int places,
    std::uint64_t seed, std::string_view document
) {
    const auto round =
        parts_->require(tx, access, id, Permission::round_draw, {State::drawn, State::field}, "chọn mẫu bổ sung");
    if (document.empty()) {
        throw Error(
            ErrorKind::invalid, "Chọn mẫu bổ sung cần số văn bản quyết định",
            {{"document", "Số văn bản: hãy nhập số của quyết định"}}
        );
    }
    if (seed == 0 || std::to_string(seed) == round.seed) {
        throw Error(
            ErrorKind::invalid, "Mẫu bổ sung phải có số gốc riêng, khác số gốc của lần chọn đầu",
            {{"seed", "Hãy nhập một số gốc khác"}}
        );
    }
    const auto plan = parts_->design(round);
    auto known = store::places_in(tx, id, village);
    const auto active =
        std::count_if(known.begin(), known.end(), [](const auto& place) { return place.status == "active"; });
    if (known.empty() || active == 0) {
        throw Error(ErrorKind::not_found, fmt::format("Không có thôn mã {} đang trong mẫu", village));
    }
    std::vector<int> lines;
    std::unordered_set<int> drawn;
    for (const auto& place : known) drawn.insert(place.number);
    for (int line = 1; line <= plan.stages.back().list; ++line) {
        if (!drawn.contains(line)) lines.push_back(line);
    }
    if (places < 1 || static_cast<std::size_t>(places) > lines.size()) {
        throw Error(
            ErrorKind::invalid,
            fmt::format("Thôn {} còn {} dòng chưa chọn; số người bổ sung phải từ 1 đến đó", village, lines.size()),
            {{"places", fmt::format("Từ 1 đến {}", lines.size())}}
        );
    }
    const auto before = tx.query("SELECT COUNT(*) AS done FROM round_supplement WHERE round = :round", {{"round", id}});
    const auto number = static_cast<int>(before.front().integer("done")) + 1;
    sampling::Random random(seed, static_cast<std::uint32_t>(plan.stages.size()), static_cast<std::uint32_t>(number));
    const auto selection = sampling::select_srs(lines.size(), static_cast<std::size_t>(places), 0, random);
    // Lines of both draws together: the village's rate is what is active now over the list.
    const double pi = static_cast<double>(active + places) / static_cast<double>(plan.stages.back().list);
    std::vector<StoredPlace> added;
    int position = static_cast<int>(active);
    for (const auto& pick : selection.picks) {
        added.push_back({new_random_id(), std::string(village), lines[pick.position], pi, false, ++position, "active"});
    }
    for (auto& place : known) {
        if (place.reserve && place.status != "active") continue;
        place.pi = pi;
        store::update_place(tx, place);
    }
    store::insert_places(tx, id, added);
    tx.execute(
        R"(INSERT INTO round_supplement (round, number, village, places, seed, document, time, account)
           VALUES (:round, :number, :village, :places, :seed, :document, :time, :account))",
        {{"round", id},
         {"number", number},
         {"village", village},
         {"places", places},
         {"seed", std::to_string(seed)},
         {"document", document},
         {"time", parts_->ground.clock.now()},
         {"account", access.account()}}
    );
    parts_->note(
        tx, access, round,
        {round.state, "round.supplemented",
         fmt::format("chọn bổ sung {} người ở thôn {}, số gốc {}", places, village, seed), "", std::string(document)}
    );
    return number;
}

}  // namespace longdan::rounds
