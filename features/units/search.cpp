#include "features/units/names.h"
#include "features/units/units.h"
#include "platform/base/text.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace longdan::units {

namespace {

enum Fit { none = 0, inside, beginning, whole };

/// How a query sits in a name: the whole name, its beginning, or from the beginning of a later word.
Fit fit(std::string_view query, std::string_view bare, std::string_view full) {
    if (query == bare || query == full) return whole;
    if (bare.starts_with(query) || full.starts_with(query)) return beginning;
    for (auto at = full.find(query); at != std::string_view::npos; at = full.find(query, at + 1))
        if (full[at - 1] == ' ') return inside;
    return none;
}

/// "tp hồ chí minh" -> "thành phố hồ chí minh"
std::string spelled_out(std::string query) {
    constexpr std::array<std::array<std::string_view, 2>, 5> short_words{{
        {"tp ", "thành phố "},
        {"tx ", "thị xã "},
        {"tt ", "thị trấn "},
        {"q ", "quận "},
        {"p ", "phường "},
    }};
    for (const auto& [word, full] : short_words)
        if (query.starts_with(word)) return std::string(full) + query.substr(word.size());
    return query;
}

int order_of(Level level) {
    switch (level) {
        case Level::province:
            return 0;
        case Level::ministry:
            return 1;
        case Level::region:
            return 2;
        case Level::district:
            return 3;
        case Level::commune:
            return 4;
        case Level::country:
            return 5;
    }
    return 6;
}

/// "xa hai trung nam dinh": a name, then the place it is in. The longest name that fits is taken.
std::vector<Found> search_with_place(const Registry& registry, const std::string& query, Day today, std::size_t limit) {
    constexpr std::size_t most_candidates = 500;
    for (auto cut = query.rfind(' '); cut != std::string::npos && cut > 0; cut = query.rfind(' ', cut - 1)) {
        const std::string place = query.substr(cut + 1);
        std::vector<UnitId> places;
        for (const auto& found : registry.search(place, today, 20)) {
            const Unit& unit = registry.at(found.unit);
            if (unit.level != Level::province && unit.level != Level::district) continue;
            const std::string full = folded(search_name(found.matched));
            if (full == place || without_kind(full) == without_kind(place)) places.push_back(unit.id);
        }
        if (places.empty()) continue;
        auto hits = registry.search(query.substr(0, cut), today, most_candidates);
        std::erase_if(hits, [&](const Found& hit) {
            const Day day = registry.at(hit.unit).last().valid_from;
            return std::none_of(places.begin(), places.end(), [&](UnitId one) {
                return hit.unit != one && registry.within(hit.unit, one, day);
            });
        });
        if (hits.empty()) continue;
        if (hits.size() > limit) hits.resize(limit);
        return hits;
    }
    return {};
}

}  // namespace

std::vector<Found> Registry::search(std::string_view query, Day today, std::size_t limit) const {
    const std::string typed = search_name(query);
    const bool has_marks = typed != folded(typed);
    const std::string marked = spelled_out(typed);
    const std::string plain = folded(marked);
    if (plain.empty()) return {};

    // worst first: fit with marks, existing, fit, level, name
    using Rank = std::tuple<int, int, int, int, std::uint32_t>;
    struct Hit {
        Rank rank;
        std::uint32_t name;
    };
    std::unordered_map<std::uint32_t, Hit> best;
    for (std::uint32_t i = 0; i < names_.size(); ++i) {
        const Name& name = names_[i];
        Fit how =
            fit(has_marks ? marked : plain, has_marks ? name.marked : name.plain,
                has_marks ? name.marked_full : name.plain_full);
        bool marks_differ = false;
        if (how == none && has_marks) {
            how = fit(plain, name.plain, name.plain_full);
            marks_differ = true;
        }
        if (how == none) continue;
        const Unit& unit = units_[name.unit];
        const Rank rank{
            marks_differ, how == whole ? 0 : 1, order_of(unit.level), (unit.exists(today) ? 0 : 2) - how, i};
        const auto [entry, fresh] = best.try_emplace(name.unit, Hit{rank, i});
        if (!fresh && rank < entry->second.rank) entry->second = {rank, i};
    }
    if (best.empty()) return search_with_place(*this, plain, today, limit);
    std::vector<Hit> hits;
    hits.reserve(best.size());
    for (const auto& [unit, hit] : best) hits.push_back(hit);
    const std::size_t kept = std::min(limit, hits.size());
    std::partial_sort(
        hits.begin(), hits.begin() + static_cast<std::ptrdiff_t>(kept), hits.end(),
        [](const Hit& a, const Hit& b) { return a.rank < b.rank; }
    );
    hits.resize(kept);

    std::vector<Found> found;
    for (const auto& hit : hits) {
        const Name& name = names_[hit.name];
        const Unit& unit = units_[name.unit];
        Found one{unit.id, unit.versions[name.version].full_name, {}, ""};
        if (!unit.exists(today)) {
            one.current = current(unit.id, today);
            one.sentence = change_sentence(unit.id, today);
        } else if (unit.on(today)->full_name != one.matched) {
            one.sentence = change_sentence(unit.id, today);
        }
        found.push_back(std::move(one));
    }
    return found;
}

}  // namespace longdan::units
