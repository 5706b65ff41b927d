#include "features/units/documents.h"
#include "features/units/units.h"
#include "platform/base/text.h"

#include <algorithm>

namespace longdan::units {

namespace {

constexpr std::size_t most_found = 50;

std::string name_in(const Version& version, bool english) { return english ? version.english_name : version.full_name; }

ListedUnit listed(const Unit& unit, Day day, bool english) {
    const Version& version = unit.near(day);
    return {unit.slug, name_in(version, english), version.code, ""};
}

void sort_by_name(std::vector<ListedUnit>& list) {
    std::sort(list.begin(), list.end(), [](const ListedUnit& a, const ListedUnit& b) {
        return sort_key(a.name) < sort_key(b.name);
    });
}

std::vector<FoundInList> found_in(const Registry& registry, std::string_view query, Day today, bool english) {
    std::vector<FoundInList> list;
    for (const auto& found : registry.search(query, today, most_found)) {
        const Unit& unit = registry.at(found.unit);
        FoundInList one;
        one.slug = unit.slug;
        one.name = name_in(unit.near(today), english);
        one.level = name(unit.level);
        one.matched = found.matched;
        if (!found.sentence.empty()) one.sentence = registry.change_sentence(unit.id, today, english);
        for (const UnitId above : registry.ancestors(unit.id, unit.last().valid_from)) {
            if (above == registry.country()) break;
            if (!one.place.empty()) one.place += ", ";
            one.place += name_in(registry.at(above).near(unit.last().valid_from), english);
        }
        for (const UnitId now : found.current) one.today.push_back(listed(registry.at(now), today, english));
        list.push_back(std::move(one));
    }
    return list;
}

UnitListPage list_page(const Registry& registry, Day today, bool english) {
    UnitListPage page;
    for (const Unit* region : registry.units(Level::region, today)) {
        ListedRegion group{name_in(*region->on(today), english), region->slug, {}};
        for (const Unit* province : registry.units(Level::province, today, {.parent = region->id})) {
            group.provinces.push_back(listed(*province, today, english));
            if (page.region_doubt.empty()) page.region_doubt = province->on(today)->doubt;
        }
        sort_by_name(group.provinces);
        page.regions.push_back(std::move(group));
    }
    for (const Unit* ministry : registry.units(Level::ministry, today))
        page.ministries.push_back(listed(*ministry, today, english));
    sort_by_name(page.ministries);
    for (const Unit* former : registry.units(Level::province, Day{two_level_day().number - 1})) {
        if (former->exists(today)) continue;
        ListedUnit one = listed(*former, today, english);
        for (const UnitId now : registry.current(former->id, today))
            one.note = name_in(registry.at(now).near(today), english);
        page.former_provinces.push_back(std::move(one));
    }
    sort_by_name(page.former_provinces);
    page.communes = static_cast<int>(registry.units(Level::commune, today).size());
    return page;
}

}  // namespace

void Units::add_routes() {
    http::RouteOptions options;
    options.formats = "json";
    ground_.router.get(
        "/don-vi",
        [this](const http::Request& request) {
            const auto snapshot = registry();
            const Day today = ground_.clock.today();
            const bool english = request.language == http::Language::english;
            UnitListPage page = list_page(*snapshot, today, english);
            page.query = cleaned(request.query.find("q").value_or("")).substr(0, 200);
            if (is_utf8(page.query) && !page.query.empty())
                page.found = found_in(*snapshot, page.query, today, english);
            auto response = ground_.pages.page(request, unit_list_view, page);
            if (response.status == 200 && request.principal.display_name.empty())
                response.cache = http::CachePolicy{{"units"}, Day{today.number + 1}.begin()};
            return response;
        },
        options
    );
}

void Units::declare_views(view::Catalogue& catalogue) { catalogue.add(unit_list_view); }

}  // namespace longdan::units
