#include "features/results/handlers.h"
#include "features/results/tables.h"
#include "platform/base/text.h"

#include <algorithm>
#include <set>

namespace longdan::results {

namespace {

/// Former addresses by name: "thua-thien-hue" leads to the unit that once had this name.
const units::Unit* by_former_name(const units::Registry& registry, std::string_view slug, Day today) {
    std::string words(slug);
    std::replace(words.begin(), words.end(), '-', ' ');
    for (const auto& found : registry.search(words, today, 5)) {
        const units::Unit& unit = registry.at(found.unit);
        for (const auto& version : unit.versions)
            if (longdan::slug(version.name) == slug || longdan::slug(version.full_name) == slug) return &unit;
    }
    return nullptr;
}

std::vector<RelatedUnit> related(
    Reader& reader, const std::vector<units::Succession>& links, UnitId units::Succession::*end, Day day
) {
    std::vector<RelatedUnit> list;
    for (const auto& link : links) list.push_back({reader.link(link.*end, day), link.relation, link.note});
    return list;
}

void add_series(Reader& reader, UnitId unit, std::vector<UnitSeries>& list) {
    for (const auto& index : index_names()) {
        auto series = reader.series(index.code, unit);
        if (!series.points.empty()) list.push_back(std::move(series));
    }
}

UnitProfilePage profile_of(Reader& reader, const units::Unit& unit) {
    const auto& registry = reader.registry();
    const Day today = reader.today();
    UnitProfilePage page;
    page.exists = unit.exists(today);
    const Day day = page.exists ? today : unit.last().valid_to.value_or(today);
    const auto& version = unit.near(day);
    page.slug = unit.slug;
    page.name = reader.english() ? version.english_name : version.full_name;
    page.level = units::name(unit.level);
    page.kind = reader.english() ? version.kind : std::string(units::vietnamese_kind(version.kind));
    page.code = version.code;
    page.change_sentence = registry.change_sentence(unit.id, today, reader.english());
    for (const UnitId above : registry.ancestors(unit.id, day))
        if (above != registry.country()) page.ancestors.push_back(reader.link(above, day));
    if (version.region) {
        page.region = reader.link(version.region, day);
        page.region_doubt = version.doubt;
    }
    page.predecessors = related(reader, registry.predecessors(unit.id), &units::Succession::from, day);
    page.successors = related(reader, registry.successors(unit.id), &units::Succession::to, today);
    if (!page.exists)
        for (const UnitId now : registry.current(unit.id, today)) page.today.push_back(reader.link(now, today));
    for (const auto& one : unit.versions)
        page.versions.push_back(
            {one.full_name, std::string(units::vietnamese_kind(one.kind)), one.code, one.valid_from, one.valid_to,
             one.doubt}
        );
    for (const auto& change : registry.scope_changes())
        if (change.unit == unit.id)
            page.scope_changes.push_back(
                "Từ ngày " + change.day.vietnamese() + " " + change.what +
                (change.doubt.empty() ? "" : " (" + change.doubt + ")")
            );
    const auto& populations = registry.populations(unit.id);
    for (const auto& people : populations) {
        const bool twin =
            people.quality == "summed" &&
            std::any_of(populations.begin(), populations.end(), [&](const units::Population& other) {
                return other.quality == "ok" && other.year == people.year && other.source == people.source;
            });
        if (twin) continue;
        page.populations.push_back(
            {people.year, people.source, people.quality, people.people, people.urban_share, people.area_km2}
        );
    }
    if (unit.level == units::Level::province || unit.level == units::Level::district) {
        const auto children = registry.children(unit.id, day);
        for (const units::Unit* child : children) page.children.push_back({child->slug, child->near(day).full_name});
        if (!children.empty()) page.children_level = units::name(children.front()->level);
    }
    if (unit.level == units::Level::region)
        for (const units::Unit* child : registry.units(units::Level::province, day, {.parent = unit.id}))
            page.children.push_back(reader.link(child->id, day));
    add_series(reader, unit.id, page.series);
    if (page.exists && (unit.level == units::Level::province || unit.level == units::Level::ministry))
        for (const auto& link : registry.predecessors(unit.id)) add_series(reader, link.from, page.former_series);
    return page;
}

}  // namespace

http::Response Handlers::unit(const http::Request& request) const {
    const auto registry = units_.registry();
    const auto slug = request.parameter("slug");
    const units::Unit* unit = registry->by_slug(slug);
    if (!unit) {
        const units::Unit* former = by_former_name(*registry, slug, ground_.clock.today());
        if (!former) throw Error(ErrorKind::not_found, "Không có đơn vị này; hãy thử tìm theo tên");
        const std::string language = request.language == http::Language::english ? "/en" : "";
        return http::redirect(language + "/don-vi/" + former->slug);
    }
    return read(request, [&](db::Transaction&, Reader& reader) {
        if (is_export(request.format)) {
            ExportTable table;
            for (const auto& index : index_names()) {
                ExportTable one = figures_table(reader, index.code, 0, {unit->id});
                if (table.columns.empty()) {
                    table = std::move(one);
                } else {
                    table.rows.insert(table.rows.end(), one.rows.begin(), one.rows.end());
                    table.notes.insert(table.notes.end(), one.notes.begin(), one.notes.end());
                    table.simulated = table.simulated || one.simulated;
                }
            }
            table.name = unit->slug;
            table.address = "/don-vi/" + unit->slug;
            table.title = reader.name_of(unit->id, reader.today());
            return as_made(export_response(table, request.format));
        }
        return page_of(request, unit_profile_view, profile_of(reader, *unit));
    });
}

http::Response Handlers::search(const http::Request& request) const {
    const std::string query = cleaned(request.query.find("q").value_or(""));
    auto response = read(request, [&](db::Transaction& tx, Reader& reader) {
        const auto& registry = reader.registry();
        const Day today = reader.today();
        SearchPage page;
        page.query = query.substr(0, 200);
        if (is_utf8(page.query)) {
            for (const auto& found : registry.search(page.query, today, 30)) {
                const units::Unit& unit = registry.at(found.unit);
                FoundUnit one;
                one.unit = {unit.slug, unit.near(today).full_name};
                one.level = units::name(unit.level);
                one.matched = found.matched;
                one.exists = unit.exists(today);
                one.sentence = found.sentence.empty() ? "" : registry.change_sentence(unit.id, today, reader.english());
                for (const UnitId above : registry.ancestors(unit.id, today)) {
                    if (above == registry.country()) break;
                    if (!one.place.empty()) one.place += ", ";
                    one.place += registry.at(above).near(unit.last().valid_from).full_name;
                }
                for (const UnitId now : found.current) one.today.push_back(reader.link(now, today));
                page.units.push_back(std::move(one));
            }
            const std::string wanted = folded(page.query);
            const auto offer = [&](std::string path, std::string title, std::string summary) {
                if (!wanted.empty() && folded(title + " " + summary).find(wanted) != std::string::npos)
                    page.pages.push_back({std::move(path), std::move(title), std::move(summary)});
            };
            for (const auto& index : index_names()) {
                const std::string base = "/chi-so/" + std::string(index.code);
                offer(base, reader.name_of(index), reader.said(index.about_vietnamese, index.about_english));
                for (const auto& indicator : reader.published().printed_indicators(index.code))
                    offer(base, reader.said(indicator.name, indicator.english_name), reader.name_of(index));
            }
            for (const auto& revision : reader.newest(""))
                offer("/ket-qua/" + revision.code, revision.title, revision.code);
            for (auto& extra : extra_pages(tx, request)) offer(extra.path, extra.title, extra.summary);
            if (page.pages.size() > 30) page.pages.resize(30);
        }
        return page_of(request, search_view, std::move(page));
    });
    response.cache.reset();  // any text can be asked for: it would crowd out pages that people share
    return response;
}

http::Response Handlers::about(const http::Request& request) const {
    return read(request, [&](db::Transaction&, Reader& reader) {
        AboutPage page;
        for (const auto& index : index_names())
            page.printed_figures += static_cast<int>(reader.printed(index.code).size());
        page.revisions = static_cast<int>(reader.published().revisions().size());
        return page_of(request, about_view, std::move(page));
    });
}

http::Response Handlers::sitemap(const http::Request& request) const {
    auto response = read(request, [&](db::Transaction& tx, Reader& reader) {
        std::string base = ground_.settings.public_address;
        if (base.empty()) base = (request.secure ? "https://" : "http://") + request.host;
        std::string xml =
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";
        const auto add = [&](const std::string& path) {
            for (const std::string_view language : {"", "/en"}) {
                xml += "<url><loc>";
                for (const char sign : base + std::string(language) + path) {
                    if (sign == '&')
                        xml += "&amp;";
                    else if (sign == '<')
                        xml += "&lt;";
                    else
                        xml += sign;
                }
                xml += "</loc></url>\n";
            }
        };
        for (const auto path : {"/", "/chi-so", "/don-vi", "/du-lieu", "/gioi-thieu"}) add(path);
        for (const auto& index : index_names()) {
            std::set<int> years;
            for (const auto& edition : reader.published().editions(index.code)) years.insert(edition.year);
            for (const auto& revision : reader.newest(index.code)) years.insert(revision.year);
            const std::string path = "/chi-so/" + std::string(index.code);
            add(path);
            for (const int year : years) add(path + "/" + std::to_string(year));
        }
        for (const auto& revision : reader.published().revisions()) add("/ket-qua/" + revision.code);
        const Day today = reader.today();
        for (const Day day : {today, Day{units::two_level_day().number - 1}})
            for (const auto level : {units::Level::province, units::Level::ministry})
                for (const units::Unit* unit : reader.registry().units(level, day))
                    if (day == today || !unit->exists(today)) add("/don-vi/" + unit->slug);
        for (const auto& page : extra_pages(tx, request)) add(page.path);
        xml += "</urlset>\n";
        http::Response answer;
        answer.content_type = "application/xml; charset=utf-8";
        answer.body = std::move(xml);
        return as_made(std::move(answer));
    });
    if (ground_.settings.public_address.empty()) response.cache.reset();  // it names the host that was asked
    return response;
}

http::Response Handlers::robots(const http::Request& request) const {
    std::string base = ground_.settings.public_address;
    if (base.empty()) base = (request.secure ? "https://" : "http://") + request.host;
    return http::text(
        "User-agent: *\nDisallow: /lam-viec\nDisallow: /dang-nhap\nDisallow: /khao-sat/\nSitemap: " + base +
        "/sitemap.xml\n"
    );
}

}  // namespace longdan::results
