#include "features/units/names.h"
#include "features/units/units.h"
#include "platform/base/text.h"

#include <algorithm>
#include <set>

namespace longdan::units {

namespace {

template <class Map, class Key>
const typename Map::mapped_type& found_or_empty(const Map& map, const Key& key) {
    static const typename Map::mapped_type empty;
    const auto found = map.find(key);
    return found == map.end() ? empty : found->second;
}

std::string code_key(Level level, std::string_view code) { return std::string(name(level)) + "|" + std::string(code); }

/// "a, b và c", at most `limit` names.
std::string joined(const std::vector<std::string>& names, bool english, std::size_t limit = 8) {
    std::string out;
    const std::size_t shown = std::min(names.size(), limit);
    for (std::size_t i = 0; i < shown; ++i) {
        const bool last = i + 1 == shown && shown == names.size();
        if (i > 0) out += last ? (english ? " and " : " và ") : ", ";
        out += names[i];
    }
    if (shown < names.size()) {
        const std::string more = std::to_string(names.size() - shown);
        out += english ? " and " + more + " more" : " và " + more + " đơn vị khác";
    }
    return out;
}

}  // namespace

const Version* Unit::on(Day day) const {
    for (const auto& version : versions)
        if (version.holds(day)) return &version;
    return nullptr;
}

const Version& Unit::near(Day day) const {
    const Version* best = &versions.front();
    for (const auto& version : versions)
        if (version.valid_from <= day) best = &version;
    return *best;
}

const Unit* Registry::find(UnitId id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &units_[found->second];
}

const Unit& Registry::at(UnitId id) const {
    const Unit* unit = find(id);
    if (!unit) throw Error(ErrorKind::not_found, "Không có đơn vị này");
    return *unit;
}

const Unit* Registry::by_slug(std::string_view slug) const {
    const auto found = by_slug_.find(std::string(slug));
    return found == by_slug_.end() ? nullptr : &units_[found->second];
}

const Unit* Registry::by_code(Level level, std::string_view code, Day day) const {
    for (const auto index : found_or_empty(by_code_, code_key(level, code))) {
        const Version* version = units_[index].on(day);
        if (version && version->code == code) return &units_[index];
    }
    return nullptr;
}

const Unit* Registry::by_name(Level level, std::string_view name, Day day, UnitId parent) const {
    const std::string marked(search_name(name));
    const std::string plain = folded(marked);
    const auto fits = [&](std::string_view wanted, bool with_marks) -> std::vector<const Unit*> {
        std::vector<const Unit*> fitting;
        const std::string_view bare = level == Level::ministry ? wanted : without_kind(wanted);
        for (const auto index : found_or_empty(by_plain_name_, code_key(level, folded(bare)))) {
            const Unit& unit = units_[index];
            const Version* version = unit.on(day);
            if (!version || (parent && !within(unit.id, parent, day))) continue;
            const std::string own = search_name(version->name);
            if (with_marks ? own != bare : folded(own) != bare) continue;
            if (std::find(fitting.begin(), fitting.end(), &unit) == fitting.end()) fitting.push_back(&unit);
        }
        if (fitting.size() > 1 && bare != wanted) {
            std::erase_if(fitting, [&](const Unit* unit) {
                const std::string full = search_name(unit->on(day)->full_name);
                return (with_marks ? full : folded(full)) != wanted;
            });
        }
        return fitting;
    };
    auto found = fits(marked, true);
    if (found.empty() && marked == plain) found = fits(plain, false);
    return found.size() == 1 ? found.front() : nullptr;
}

std::vector<const Unit*> Registry::units(Level level, Day day, const Filter& filter) const {
    std::vector<const Unit*> list;
    for (const auto& unit : units_) {
        if (unit.level != level) continue;
        const Version* version = unit.on(day);
        if (!version || (!filter.kind.empty() && version->kind != filter.kind)) continue;
        if (filter.parent && (unit.id == filter.parent || !within(unit.id, filter.parent, day))) continue;
        list.push_back(&unit);
    }
    std::stable_sort(list.begin(), list.end(), [&](const Unit* a, const Unit* b) {
        return a->on(day)->code < b->on(day)->code;
    });
    return list;
}

std::vector<const Unit*> Registry::children(UnitId unit, Day day) const {
    std::vector<const Unit*> list;
    for (const auto index : found_or_empty(children_, unit)) {
        const Version* version = units_[index].on(day);
        if (version && version->parent == unit) list.push_back(&units_[index]);
    }
    return list;
}

std::vector<UnitId> Registry::ancestors(UnitId unit, Day day) const {
    std::vector<UnitId> list;
    for (const Unit* at = find(unit); at;) {
        const UnitId above = at->near(day).parent;
        if (!above) break;
        list.push_back(above);
        at = find(above);
    }
    return list;
}

bool Registry::within(UnitId unit, UnitId ancestor, Day day) const {
    if (unit == ancestor) return true;
    const Unit* at = find(unit);
    while (at) {
        const Version& version = at->near(day);
        if (version.parent == ancestor || version.region == ancestor) return bool(ancestor);
        if (!version.parent) return false;
        at = find(version.parent);
    }
    return false;
}

UnitId Registry::province_of(UnitId unit, Day day) const {
    const Unit* at = find(unit);
    while (at) {
        if (at->level == Level::province) return at->id;
        at = find(at->near(day).parent);
    }
    return {};
}

const std::vector<Succession>& Registry::successors(UnitId unit) const { return found_or_empty(successors_, unit); }

const std::vector<Succession>& Registry::predecessors(UnitId unit) const { return found_or_empty(predecessors_, unit); }

std::vector<UnitId> Registry::current(UnitId unit, Day day) const {
    std::vector<UnitId> list;
    std::vector<UnitId> open{unit};
    std::set<UnitId> seen;
    while (!open.empty()) {
        const UnitId next = open.back();
        open.pop_back();
        if (!seen.insert(next).second) continue;
        const Unit* at = find(next);
        if (!at) continue;
        if (at->exists(day)) {
            list.push_back(next);
            continue;
        }
        const auto& links = successors(next);
        for (auto link = links.rbegin(); link != links.rend(); ++link)
            if (link->day <= day) open.push_back(link->to);
    }
    return list;
}

bool Registry::comparable(UnitId unit, Day earlier, UnitId other, Day later) const {
    if (unit != other) return false;
    if (later < earlier) std::swap(earlier, later);
    return std::none_of(scope_changes_.begin(), scope_changes_.end(), [&](const ScopeChange& change) {
        return change.unit == unit && earlier < change.day && change.day <= later;
    });
}

std::string Registry::change_sentence(UnitId id, Day day, bool english) const {
    const Unit* unit = find(id);
    if (!unit) return "";
    const auto names_of = [&](const std::vector<UnitId>& ids, Day when) {
        std::vector<std::string> names;
        for (const UnitId one : ids) {
            const Version& version = at(one).near(when);
            names.push_back(english ? version.english_name : version.full_name);
        }
        return names;
    };
    const Version& last = unit->last();
    const std::string own = english ? last.english_name : last.full_name;
    if (!unit->exists(day)) {
        const auto& links = successors(id);
        if (links.empty()) {
            if (!last.valid_to || day < *last.valid_to) return "";
            const std::string end = english ? last.valid_to->iso() : last.valid_to->vietnamese();
            return english ? own + " existed until " + end + "; what it became is not recorded here."
                           : own + " tồn tại đến hết ngày " + end + "; chưa ghi nhận đơn vị kế tục.";
        }
        const std::string since = english ? links.front().day.iso() : links.front().day.vietnamese();
        const std::string to = joined(names_of(current(id, day), day), english);
        const bool split = std::any_of(links.begin(), links.end(), [](const auto& link) { return !link.whole(); });
        if (english) return "Since " + since + ", " + own + (split ? " is divided among " : " is part of ") + to + ".";
        return "Từ ngày " + since + ", " + own + (split ? " được chia vào " : " hợp nhất vào ") + to + ".";
    }
    std::string sentence;
    const auto& links = predecessors(id);
    if (!links.empty()) {
        std::vector<UnitId> from;
        for (const auto& link : links) from.push_back(link.from);
        const std::string since = english ? links.front().day.iso() : links.front().day.vietnamese();
        const Day before{links.front().day.number - 1};
        const bool continues = unit->exists(before);
        const std::string list = joined(names_of(from, before), english);
        if (english)
            sentence = own + (continues ? " took in " + list + " on " + since + "."
                                        : " was formed on " + since + " from " + list + ".");
        else
            sentence = continues ? "Từ ngày " + since + ", " + own + " hợp nhất thêm " + list + "."
                                 : own + " được lập ngày " + since + " từ " + list + ".";
    }
    const Version& now = *unit->on(day);
    for (const auto& version : unit->versions) {
        if (version.full_name == now.full_name || now.valid_from <= version.valid_from) continue;
        if (!sentence.empty()) sentence += " ";
        const auto renamed = std::find_if(unit->versions.begin(), unit->versions.end(), [&](const Version& other) {
            return version.valid_from < other.valid_from;
        });
        sentence += english ? "Called " + version.english_name + " before " + renamed->valid_from.iso() + "."
                            : "Trước ngày " + renamed->valid_from.vietnamese() + " là " + version.full_name + ".";
        break;
    }
    return sentence;
}

const std::vector<Population>& Registry::populations(UnitId unit) const { return found_or_empty(populations_, unit); }

std::optional<Population> Registry::best_population(UnitId unit) const {
    const auto worth = [](const Population& p) {
        const int kind = p.source.starts_with("census") ? 3 : p.source.starts_with("gso_average") ? 2 : 1;
        const int quality = p.quality == "ok" ? 3 : p.quality == "summed" ? 2 : p.quality == "registered" ? 1 : 0;
        return std::tuple(quality > 0, kind, quality, p.year);
    };
    std::optional<Population> best;
    for (const auto& candidate : populations(unit))
        if (candidate.people && (!best || worth(*best) < worth(candidate))) best = candidate;
    return best;
}

std::vector<Tile> Registry::tiles(Day day) const {
    return found_or_empty(tiles_, std::string(day < two_level_day() ? "63" : "34"));
}

}  // namespace longdan::units
