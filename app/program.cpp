#include "app/program.h"

#include "platform/base/error.h"
#include "platform/base/log.h"

#include <algorithm>
#include <filesystem>
#include <thread>

#include <unistd.h>

namespace longdan::app {
namespace {

namespace fs = std::filesystem;

/// Where the program stands: build/bin/longdan in a checkout; data and pages are found from there.
fs::path home() {
    std::error_code failed;
    const fs::path self = fs::read_symlink("/proc/self/exe", failed);
    return failed ? fs::current_path() : self.parent_path().parent_path().parent_path();
}

settings::Settings complete(settings::Settings chosen) {
    if (chosen.reference_data.empty()) chosen.reference_data = (home() / "data").string();
    if (chosen.ui.empty()) chosen.ui = (home() / "ui" / "dist").string();
    std::error_code failed;
    fs::create_directories(fs::path(chosen.data) / "files", failed);
    if (failed) {
        throw Error(ErrorKind::unavailable, "thư mục dữ liệu " + chosen.data + ": không tạo được; " + failed.message());
    }
    return chosen;
}

std::unique_ptr<Clock> clock_of(const settings::Settings& settings) {
    if (settings.clock == "system") return std::make_unique<SystemClock>();
    if (settings.clock.starts_with("file:")) return std::make_unique<FileClock>(settings.clock.substr(5));
    throw Error(ErrorKind::invalid, "clock = " + settings.clock + ": system hoặc file:ĐƯỜNG-DẪN");
}

db::Options database_options(const settings::Settings& settings) {
    db::Options options;
    options.address = settings.database_address();
    options.replicas = settings.replicas;
    // More would only take processor time from each other; who finds none free waits a moment.
    const int busy = 4 * static_cast<int>(std::thread::hardware_concurrency());
    options.connections = std::max({8, busy, settings.workers}) + job_threads;
    return options;
}

view::RendererOptions renderer_options(const settings::Settings& settings) {
    view::RendererOptions options;
    options.bundle = (fs::path(settings.ui) / "server.js").string();
    options.workers = settings.render_workers;
    options.jit = settings.javascript_jit;
    options.reload = settings.development;
    if (!fs::exists(options.bundle)) {
        throw Error(ErrorKind::unavailable, options.bundle + ": chưa có; hãy chạy script/setup --build");
    }
    return options;
}

}  // namespace

std::vector<db::Migration> all_migrations() {
    std::vector<db::Migration> all;
    for (const std::span<const db::Migration> some :
         {jobs::migrations(), nodes::migrations(), visits::migrations(), identity::migrations(), units::migrations(),
          approvals::migrations(), methods::migrations(), results::migrations(), collect::migrations(),
          rounds::migrations()}) {
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

view::Catalogue all_views() {
    view::Catalogue catalogue;
    identity::Identity::declare_views(catalogue);
    units::Units::declare_views(catalogue);
    approvals::Approvals::declare_views(catalogue);
    methods::Methods::declare_views(catalogue);
    results::Results::declare_views(catalogue);
    collect::Collect::declare_views(catalogue);
    rounds::Rounds::declare_views(catalogue);
    return catalogue;
}

Foundation::Foundation(settings::Settings chosen, Pages with)
    : settings(complete(std::move(chosen))),
      clock(clock_of(settings)),
      database(db::open(database_options(settings))),
      files((fs::path(settings.data) / "files").string()),
      jobs(*database, *clock),
      renderer(with == Pages::drawn ? view::make_renderer(renderer_options(settings)) : view::make_echo_renderer()),
      page_cache(*clock),
      bulletin(*database, *clock),
      visits(*database, *clock) {
    page_cache.on_invalidate([this](std::string_view tag) { bulletin.tell(tag); });
    pages =
        std::make_unique<view::Pages>(*renderer, [this](const http::Request& request) { return context_of(request); });
    ground = std::make_unique<Ground>(Ground{settings, *clock, *database, files, jobs, *pages, router, page_cache});
}

view::PageContext Foundation::context_of(const http::Request& request) const {
    view::PageContext context;
    context.simulated = settings.simulated || holds_simulated;
    context.site = {settings.site_name,      settings.site_tagline, settings.agency,
                    settings.agency_address, settings.agency_phone, settings.agency_email,
                    settings.responsible,    settings.ipv6,         settings.trust_address};
    // A page that answers a form may be kept, with counts that would grow old.
    if (request.method == http::Method::get) {
        const visits::Counts counts = visits.counts();
        context.visits = view::VisitCounts{counts.online, counts.today, counts.week, counts.all};
    }
    if (describe_person) describe_person(context, request);
    return context;
}

Program::Program(Foundation& foundation)
    : foundation(foundation),
      identity(*foundation.ground),
      units(*foundation.ground),
      approvals(*foundation.ground, identity),
      methods(*foundation.ground),
      results(*foundation.ground, identity, units, &methods),
      collect(*foundation.ground, methods, identity),
      rounds(*foundation.ground, identity, units, methods, collect, approvals, results) {
    const auto name_of = [this](identity::UnitId id) {
        const units::Unit* unit = units.registry()->find(id);
        return unit == nullptr ? std::string() : unit->near(this->foundation.clock->today()).full_name;
    };
    identity.set_unit_ancestors([this](identity::UnitId id) {
        return units.registry()->ancestors(id, this->foundation.clock->today());
    });
    identity.set_unit_names(name_of, [this](std::string_view typed) { return find_unit(typed); });
    collect.set_unit_names(name_of);
    foundation.describe_person = [this](view::PageContext& context, const http::Request& request) {
        identity.describe(context, request);
    };
    collect.set_admission(rounds);
    foundation.bulletin.listen([this](std::string_view tag) { hear(tag); });
}

Program::~Program() { foundation.bulletin.stop(); }

void Program::hear(std::string_view tag) {
    if (tag == "*") {
        units.reload();
        units.registry();
    }
    foundation.page_cache.apply_remote(tag);
}

http::Response Program::error_page(
    const http::Request& request, int status, const std::string& message, const std::vector<FieldError>& fields
) {
    const bool reads = request.method == http::Method::get || request.method == http::Method::head;
    const bool somebody = identity::Identity::access(request).signed_in();
    if (status == 401 && reads && !somebody) return identity::Identity::to_sign_in(request);
    return foundation.pages->error_page(request, status, message, fields);
}

std::optional<identity::UnitId> Program::find_unit(std::string_view typed) const {
    const auto registry = units.registry();
    const Day today = foundation.clock->today();
    for (const auto level : {units::Level::ministry, units::Level::province, units::Level::commune}) {
        if (const units::Unit* unit = registry->by_code(level, typed, today)) return unit->id;
        if (const units::Unit* unit = registry->by_name(level, typed, today)) return unit->id;
    }
    return std::nullopt;
}

void Program::warm() const {
    for (const db::MigrationStatus& status : foundation.database->migration_status(all_migrations())) {
        if (status.applied) continue;
        throw Error(
            ErrorKind::conflict, "cơ sở dữ liệu chưa theo kịp chương trình này: hãy chạy longdan migrate (thiếu " +
                                     status.feature + " " + std::to_string(status.number) + ")"
        );
    }
    units.registry();
    foundation.holds_simulated =
        foundation.database->read([&](db::Transaction& tx) { return rounds.holds_simulated(tx); });
}

void Program::add_routes() {
    identity.add_routes();
    units.add_routes();
    approvals.add_routes();
    methods.add_routes();
    results.add_routes();
    collect.add_routes();
    rounds.add_routes();
}

void Program::seed() {
    const std::string& data = foundation.settings.reference_data;
    foundation.database->write([&](db::Transaction& tx) { units::seed(tx, data + "/units"); });
    units.reload();
    units.registry();
    foundation.database->write([&](db::Transaction& tx) { methods.seed(tx, data); });
    foundation.database->write([&](db::Transaction& tx) { results::seed(tx, data + "/published"); });
    foundation.page_cache.invalidate("*");
}

}  // namespace longdan::app
