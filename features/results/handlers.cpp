#include "features/results/handlers.h"

#include "features/results/tables.h"
#include "platform/base/digest.h"
#include "platform/base/text.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace longdan::results {

namespace {

constexpr std::array<std::string_view, 4> tabs{"xep-hang", "ban-do", "bang", "du-lieu"};

int year_of(const http::Request& request) {
    const auto text = request.parameter("year");
    int year = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), year);
    if (error != std::errc() || end != text.data() + text.size() || year < 2000 || year > 2200)
        throw Error(ErrorKind::not_found, "Không tìm thấy trang này");
    return year;
}

}  // namespace

http::Response Handlers::read(
    const http::Request& request, const std::function<Answering(db::Transaction&, Reader&)>& work
) const {
    const Moment now = ground_.clock.now();
    const bool english = request.language == http::Language::english;
    const auto registry = units_.registry();
    std::optional<Moment> next;
    const Answering answering = ground_.database.read([&](db::Transaction& tx) {
        Reader reader(tx, now, registry, english, methods_);
        auto made = work(tx, reader);
        next = reader.published().next_change();
        return made;
    });
    http::Response response = answering();
    if (response.status == 200 && request.principal.display_name.empty())
        response.cache = http::CachePolicy{{std::string(cache_tag)}, next};
    return response;
}

std::vector<Results::Page> Handlers::extra_pages(db::Transaction& tx, const http::Request& request) const {
    const bool english = request.language == http::Language::english;
    std::vector<Results::Page> pages;
    if (methods_) {
        pages.push_back({"/phuong-phap", english ? "Methods" : "Phương pháp", ""});
        for (const auto& method : methods_->list_methods(tx, {}))
            pages.push_back(
                {"/phuong-phap/" + method->code, english ? method->title.en : method->title.vi, method->document}
            );
    }
    for (const auto& provider : providers_)
        for (auto& page : provider(tx, request.language)) pages.push_back(std::move(page));
    return pages;
}

http::Response Handlers::home(const http::Request& request) const {
    return read(request, [&](db::Transaction&, Reader& reader) {
        HomePage page;
        for (const auto& index : index_names())
            if (auto headline = reader.headline(index.code)) page.headlines.push_back(std::move(*headline));
        for (const auto& revision : reader.newest("")) {
            if (page.revisions.size() == 5) break;
            page.revisions.push_back(reader.link(revision));
        }
        const Day day = reader.today();
        page.provinces = static_cast<int>(reader.registry().units(units::Level::province, day).size());
        page.communes = static_cast<int>(reader.registry().units(units::Level::commune, day).size());
        page.ministries = static_cast<int>(reader.registry().units(units::Level::ministry, day).size());
        return page_of(request, home_view, std::move(page));
    });
}

http::Response Handlers::indices(const http::Request& request) const {
    return read(request, [&](db::Transaction&, Reader& reader) {
        IndexListPage page;
        for (const auto& index : index_names()) {
            IndexCard card;
            card.code = index.code;
            card.name = reader.name_of(index);
            card.about = reader.said(index.about_vietnamese, index.about_english);
            for (const auto& edition : reader.published().editions(index.code)) {
                if (card.last_year == 0) card.last_year = edition.year;
                card.first_year = edition.year;
            }
            for (const auto& revision : reader.newest(index.code))
                card.last_year = std::max(card.last_year, revision.year);
            card.headline = reader.headline(index.code);
            page.indices.push_back(std::move(card));
        }
        return page_of(request, index_list_view, std::move(page));
    });
}

http::Response Handlers::index(const http::Request& request) const {
    return read(request, [&](db::Transaction&, Reader& reader) {
        const IndexName& index = index_named(request.parameter("index"));
        if (is_export(request.format))
            return as_made(export_response(figures_table(reader, index.code), request.format));
        IndexPage page;
        page.index = index.code;
        page.name = reader.name_of(index);
        page.about = reader.said(index.about_vietnamese, index.about_english);
        page.headline = reader.headline(index.code);
        std::map<int, YearRow, std::greater<>> years;
        for (const auto& edition : reader.published().editions(index.code))
            years[edition.year].published_on = edition.published_on;
        for (const auto& revision : reader.newest(index.code))
            years[revision.year].revisions.push_back(reader.link(revision));
        for (const auto& figure : reader.printed(index.code)) {
            YearRow& row = years[figure.year];
            if (figure.group == "national" && (figure.indicator == "overall" || figure.indicator == "mean_province")) {
                row.value = figure.value;
                row.status = figure.status;
            } else if (figure.indicator == "mean_ministry") {
                row.ministry_value = figure.value;
                row.ministry_status = figure.status;
            } else if (figure.indicator == "overall" && figure.value) {
                row.provinces_known += figure.group == "province";
                row.ministries_known += figure.group == "ministry";
            }
        }
        for (auto& [year, row] : years) {
            row.year = year;
            row.provinces_all =
                static_cast<int>(reader.registry().units(units::Level::province, year_end(year)).size());
            page.years.push_back(std::move(row));
        }
        for (std::size_t i = 0; i + 1 < page.years.size(); ++i)
            page.years[i].comparable =
                reader.incomparable(index.code, "national", {}, page.years[i + 1].year, page.years[i].year).empty();
        if (!page.years.empty())
            page.breaks = reader.break_notes(index.code, page.years.back().year, page.years.front().year);
        return page_of(request, index_view, std::move(page));
    });
}

http::Response Handlers::index_year(const http::Request& request) const {
    const int year = year_of(request);
    return read(request, [&](db::Transaction&, Reader& reader) {
        const IndexName& index = index_named(request.parameter("index"));
        IndexYearPage page;
        page.index = index.code;
        page.name = reader.name_of(index);
        page.year = year;
        page.tab = tabs.front();
        if (const auto wanted = request.query.find("xem"))
            for (const auto tab : tabs)
                if (tab == *wanted) page.tab = tab;
        page.provinces_list = year_end(year) < units::two_level_day() ? 63 : 34;
        page.headline = reader.headline(index.code, year);
        std::set<int> years;
        for (const auto& edition : reader.published().editions(index.code)) {
            years.insert(edition.year);
            if (edition.year == year) page.published_on = edition.published_on;
        }
        for (const auto& revision : reader.newest(index.code)) years.insert(revision.year);
        if (!years.contains(year)) throw Error(ErrorKind::not_found, "Chưa có số liệu của năm này");
        if (is_export(request.format))
            return as_made(export_response(figures_table(reader, index.code, year), request.format));

        for (const units::Unit* unit : reader.registry().units(units::Level::province, year_end(year)))
            page.provinces.push_back(
                {unit->slug, reader.name_of(unit->id, year_end(year)), unit->near(year_end(year)).code}
            );
        page.groups = reader.rank_groups(index.code, year);
        page.facts = reader.facts(index.code, year);
        for (const auto& revision : reader.newest(index.code, year))
            page.computed.push_back(reader.computed(revision, "overall"));
        page.breaks = reader.break_notes(index.code, year - 1, year);
        std::set<std::string> sources;
        for (const auto& figure : reader.printed(index.code))
            if (figure.year == year && sources.insert(figure.source).second) page.sources.push_back(figure.source);
        const auto here = years.find(year);
        if (here != years.begin()) page.previous_year = *std::prev(here);
        if (std::next(here) != years.end()) page.next_year = *std::next(here);
        return page_of(request, index_year_view, std::move(page));
    });
}

http::Response Handlers::compare(const http::Request& request) const {
    constexpr std::size_t most_units = 4;
    return read(request, [&](db::Transaction&, Reader& reader) {
        const IndexName& index = index_named(request.parameter("index"));
        ComparePage page;
        page.index = index.code;
        page.name = reader.name_of(index);
        const auto& registry = reader.registry();
        std::vector<UnitId> chosen;
        for (const auto slug : request.query.all("dv")) {
            const units::Unit* unit = registry.by_slug(slug);
            if (unit && chosen.size() < most_units && std::find(chosen.begin(), chosen.end(), unit->id) == chosen.end())
                chosen.push_back(unit->id);
        }
        if (is_export(request.format))
            return as_made(export_response(figures_table(reader, index.code, 0, chosen), request.format));

        std::set<UnitId> known;
        for (const auto& figure : reader.printed(index.code))
            if (figure.unit && figure.indicator == "overall" && figure.group != "national") known.insert(figure.unit);
        for (const auto& revision : reader.newest(index.code))
            for (const auto& row : reader.computed(revision, "overall").rows)
                if (const units::Unit* unit = registry.by_slug(row.slug)) known.insert(unit->id);
        for (const auto unit : known) page.choices.push_back(reader.link(unit, reader.today()));
        std::sort(page.choices.begin(), page.choices.end(), [](const UnitLink& a, const UnitLink& b) {
            return sort_key(a.name) < sort_key(b.name);
        });

        int first = 9999;
        int last = 0;
        for (const auto unit : chosen) {
            page.series.push_back(reader.series(index.code, unit));
            for (const auto& point : page.series.back().points) {
                first = std::min(first, point.year);
                last = std::max(last, point.year);
            }
            const auto& one = registry.at(unit);
            if (const auto sentence = registry.change_sentence(unit, reader.today(), reader.english());
                !sentence.empty() && (!one.exists(reader.today()) || !registry.predecessors(unit).empty()))
                page.warnings.push_back(sentence);
        }
        if (last) page.breaks = reader.break_notes(index.code, first, last);
        return page_of(request, compare_view, std::move(page));
    });
}

http::Response Handlers::revision(const http::Request& request) const {
    return read(request, [&](db::Transaction& tx, Reader& reader) {
        const auto revision = reader.published().revision(request.parameter("code"));
        if (!revision) throw Error(ErrorKind::not_found, "Không tìm thấy trang này");
        if (is_export(request.format))
            return as_made(export_response(revision_table(reader, *revision), request.format));
        RevisionPage page;
        page.revision = reader.link(*revision);
        page.method = revision->method;
        page.method_version = revision->method_version;
        page.form = revision->form;
        page.form_version = revision->form_version;
        page.sample_seed = revision->sample_seed;
        page.frame_hash = revision->frame_hash;
        page.cells_hash = revision->cells_hash;
        page.figures_hash = revision->figures_hash;
        page.decision = revision->decision;
        page.cut_off = revision->cut_off;
        page.computed = revision->computed;
        page.reason = revision->reason;
        if (const auto later = reader.published().corrected_by(*revision)) page.corrected_by = reader.link(*later);
        for (const auto& other : Published(tx, ground_.clock.now()).revisions(revision->index, revision->year))
            if (revision->corrects && other.id == *revision->corrects) page.corrects = reader.link(other);
        page.indicators = reader.indicators(*revision);
        std::string indicator = page.indicators.empty() ? "overall" : page.indicators.front().code;
        if (const auto wanted = request.query.find("chi-bao"))
            for (const auto& one : page.indicators)
                if (one.code == *wanted) indicator = one.code;
        page.ranking = reader.computed(*revision, indicator);
        page.figures = static_cast<std::int64_t>(reader.figures(*revision).size());
        return page_of(request, revision_view, std::move(page));
    });
}

http::Response Handlers::data(const http::Request& request) const {
    return read(request, [&](db::Transaction&, Reader& reader) {
        DataPage page;
        for (const auto& name : table_names(reader)) {
            const ExportTable table = table_named(reader, name);
            const std::string csv = csv_of(table);
            page.datasets.push_back(
                {"/du-lieu/" + name, table.title, table.about, table.period, table.source, table.licence,
                 static_cast<std::int64_t>(table.rows.size()), static_cast<std::int64_t>(csv.size()), sha256(csv),
                 table.simulated}
            );
        }
        return page_of(request, data_view, std::move(page));
    });
}

http::Response Handlers::dataset(const http::Request& request) const {
    return read(request, [&](db::Transaction&, Reader& reader) {
        const ExportTable table = table_named(reader, request.parameter("table"));
        if (!is_export(request.format)) throw Error(ErrorKind::not_found, "Không tìm thấy trang này");
        return as_made(export_response(table, request.format));
    });
}

}  // namespace longdan::results
