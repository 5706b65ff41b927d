#include "features/results/documents.h"
#include "features/results/handlers.h"

namespace longdan::results {

void Results::add_routes() {
    const auto handlers = std::make_shared<Handlers>(state_->ground, state_->units, state_->methods, state_->pages);
    using Method = http::Response (Handlers::*)(const http::Request&) const;
    const auto route = [&](std::string pattern, Method method, std::string_view formats) {
        http::RouteOptions options;
        options.formats = formats;
        state_->ground.router.get(
            std::move(pattern),
            [handlers, method](const http::Request& request) { return (*handlers.*method)(request); }, options
        );
    };
    constexpr std::string_view tables = "json,csv,metadata.json,zip";
    route("/", &Handlers::home, "");
    route("/chi-so", &Handlers::indices, "json");
    route("/chi-so/{index}", &Handlers::index, tables);
    route("/chi-so/{index}/so-sanh", &Handlers::compare, tables);
    route("/chi-so/{index}/{year}", &Handlers::index_year, tables);
    route("/don-vi/{slug}", &Handlers::unit, tables);
    route("/ket-qua/{code}", &Handlers::revision, tables);
    route("/du-lieu", &Handlers::data, "json");
    route("/du-lieu/{table}", &Handlers::dataset, "csv,metadata.json,zip");
    route("/tim-kiem", &Handlers::search, "json");
    route("/gioi-thieu", &Handlers::about, "json");
    route("/sitemap.xml", &Handlers::sitemap, "");
    route("/robots.txt", &Handlers::robots, "");
}

void Results::declare_views(view::Catalogue& catalogue) {
    catalogue.add(home_view);
    catalogue.add(index_list_view);
    catalogue.add(index_view);
    catalogue.add(index_year_view);
    catalogue.add(compare_view);
    catalogue.add(unit_profile_view);
    catalogue.add(revision_view);
    catalogue.add(data_view);
    catalogue.add(search_view);
    catalogue.add(about_view);
}

}  // namespace longdan::results
