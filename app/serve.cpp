#include "app/commands.h"
#include "app/program.h"
#include "app/settings_options.h"
#include "app/text_files.h"
#include "platform/base/error.h"
#include "platform/base/log.h"
#include "platform/http/assets.h"
#include "platform/http/server.h"
#include "platform/view/notice.h"

#include <filesystem>
#include <iostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <signal.h>

namespace longdan::app {
namespace {

namespace fs = std::filesystem;

http::ServerOptions server_options(Foundation& foundation, Program& program) {
    const settings::Settings& settings = foundation.settings;
    http::ServerOptions options;
    options.address = settings.address;
    options.port = settings.port;
    options.io_threads = settings.io_threads;
    options.workers = settings.workers;
    options.trusted_proxies = settings.trusted_proxies;
    options.temp_folder = (fs::path(settings.data) / "incoming").string();
    fs::create_directories(options.temp_folder);
    options.access_log = http::standard_error_log();
    options.dispatch.middlewares.push_back(program.identity.middleware());
    options.dispatch.personal_cookies = identity::Identity::session_cookie_names();
    for (std::string& name : view::notice_cookie_names()) {
        options.dispatch.personal_cookies.push_back(std::move(name));
    }
    // The footer counts visits.
    options.dispatch.pages_kept = std::chrono::minutes(10);
    options.page_asked = [&foundation](std::string_view visitor, std::string_view target) {
        if (visits::is_page_of_the_site(target)) foundation.visits.seen(visitor);
    };
    options.dispatch.error_page = [&program](
                                      const http::Request& request, int status, const std::string& message,
                                      const std::vector<FieldError>& fields
                                  ) { return program.error_page(request, status, message, fields); };
    return options;
}

/// SIGINT and SIGTERM, taken by the main thread and by nobody else; SIGUSR1 stays with JavaScriptCore.
sigset_t stop_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    return signals;
}

void print_demo(const rounds::DemoReport& report, const std::string& address) {
    std::cout << "\nBản minh họa với DỮ LIỆU MÔ PHỎNG.\n";
    if (!report.made) {
        std::cout
            << "Bản minh họa đã có từ lần chạy trước; mật khẩu đã in khi đó. Muốn làm lại: dùng thư mục --data khác.\n";
    } else {
        std::cout << report.answers << " phiếu mô phỏng. Tài khoản:\n";
        for (const rounds::DemoAccount& account : report.accounts) {
            std::cout << fmt::format("  {:<16} {:<24} {}\n", account.name, account.password, account.role);
        }
        if (!report.access_code.empty()) std::cout << "Mã truy cập để thử phiếu: " << report.access_code << "\n";
    }
    for (const std::string& path : report.addresses) std::cout << "  " << address << path << "\n";
    std::cout << std::flush;
}

}  // namespace

int run_serve(int argc, char** argv) {
    CLI::App command("Serves pages and API until SIGTERM", "longdan serve");
    SettingsOptions chosen(command);
    bool prepare = false;
    bool demo = false;
    command.add_flag("--prepare", prepare, "migrates the database and loads the reference data first");
    command.add_flag("--demo", demo, "fills a demonstration round with simulated answers, labelled so everywhere");
    if (const auto code = parse_options(command, argc, argv)) return *code;

    const sigset_t signals = stop_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    if (demo) chosen.set("simulated", "true");
    Foundation foundation(chosen.settings(), Pages::drawn);
    std::cout << foundation.settings.summary() << std::flush;
    if (prepare || demo) {
        std::cout << "==> chuẩn bị cơ sở dữ liệu\n" << std::flush;
        foundation.database->migrate(all_migrations());
    }
    Program program(foundation);
    if (prepare || demo) {
        std::cout << "==> nạp dữ liệu tham chiếu\n" << std::flush;
        program.seed();
    }
    program.warm();
    program.identity.seal_secrets();
    program.add_routes();
    http::add_assets(foundation.router, (fs::path(foundation.settings.ui) / "assets").string(), "/assets");
    http::Metrics metrics;
    http::add_operation_routes(foundation.router, metrics, [&foundation]() -> std::string {
        try {
            foundation.database->ping();
            return "";
        } catch (const std::exception& error) {
            return error.what();
        }
    });
    rounds::DemoReport demo_report;
    if (demo) {
        const auto say = [](std::string_view step) { std::cout << "==> " << step << "\n" << std::flush; };
        demo_report = rounds::make_demo(program.demo_house(), foundation.settings.reference_data, say);
    }
    if (foundation.settings.development) view::add_gallery(foundation.router, *foundation.pages);
    foundation.bulletin.start();
    foundation.visits.start();
    foundation.jobs.start(job_threads);
    http::Server server(
        server_options(foundation, program), foundation.router, foundation.page_cache, *foundation.clock, metrics
    );
    server.start();
    const std::string address = fmt::format("http://{}:{}", foundation.settings.address, server.port());
    if (demo) print_demo(demo_report, address);
    std::cout << "\nĐang phục vụ tại " << address << "\n" << std::flush;
    log::info("started", {{"port", std::to_string(server.port())}});
    int signal = 0;
    sigwait(&signals, &signal);
    log::info("stopping", {{"signal", std::to_string(signal)}});
    server.stop();
    foundation.jobs.stop();
    foundation.visits.stop();
    foundation.bulletin.stop();
    return 0;
}

}  // namespace longdan::app
