#include "platform/ground/test_support/test_ground.h"

#include "platform/base/digest.h"
#include "platform/base/log.h"
#include "platform/http/dispatcher.h"
#include "platform/http/refusal.h"
#include "platform/http/status.h"
#include "platform/http/target.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace longdan {
namespace {

constexpr std::string_view start = "2026-11-22T03:00:00Z";

std::string new_folder() {
    const auto folder = std::filesystem::temp_directory_path() / ("longdan-ground-" + hex(random_bytes(8)));
    std::filesystem::create_directories(folder);
    return folder.string();
}

settings::Settings settings_for(const std::string& folder, const std::string& database) {
    settings::Settings settings;
    settings.data = folder;
    settings.database = database;
    settings.public_address = "https://longdan.example";
    return settings;
}

/// Fills what the server reads from the request line, by the server's own reader.
void read_request_line(http::Request& request) {
    const auto target = http::read_target(request.target);
    request.path = target.path;
    request.language = target.language;
    http::read_urlencoded(target.query, request.query);
}

}  // namespace

TestGroundParts::TestGroundParts(db::Engine engine, const std::vector<db::Migration>& migrations)
    : folder(new_folder()),
      clock(*parse_moment(start)),
      test_database(engine),
      files(folder + "/files"),
      jobs(*test_database, clock),
      renderer(view::make_echo_renderer()),
      pages(*renderer, [](const http::Request&) { return view::PageContext{}; }),
      page_cache(clock) {
    log::quiet();
    settings = settings_for(folder, test_database.address());
    std::vector<db::Migration> all = migrations;
    const bool has_jobs = std::any_of(all.begin(), all.end(), [](const auto& one) { return one.feature == "jobs"; });
    if (!has_jobs) all = db::together({jobs::migrations(), all});
    test_database->migrate(all);
}

TestGroundParts::~TestGroundParts() {
    jobs.stop();
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
}

TestGround::TestGround(db::Engine engine, const std::vector<db::Migration>& migrations)
    : TestGroundOwner{std::make_unique<TestGroundParts>(engine, migrations)},
      Ground{parts->settings, parts->clock, *parts->test_database, parts->files,
             parts->jobs,     parts->pages, parts->router,         parts->page_cache} {}

http::Response TestGround::get(std::string_view target, const http::Principal& principal) {
    http::Request request;
    request.target = target;
    request.principal = principal;
    return send(std::move(request));
}

http::Response TestGround::post(std::string_view target, const Pairs& fields, const http::Principal& principal) {
    http::Request request;
    request.method = http::Method::post;
    request.target = target;
    request.principal = principal;
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    for (const auto& [name, value] : fields) request.form.add(name, value);
    return send(std::move(request), true);
}

http::Response TestGround::send(http::Request request, bool add_csrf) {
    if (request.request_id.empty()) request.request_id = "test";
    if (request.client_address.empty()) request.client_address = "127.0.0.1";
    if (request.host.empty()) request.host = "longdan.example";
    request.secure = true;
    std::string sent;
    for (const auto& [name, value] : cookies) sent += (sent.empty() ? "" : "; ") + name + "=" + value;
    if (!sent.empty()) request.headers.add("Cookie", sent);

    http::Response response;
    try {
        read_request_line(request);
        response = respond(request, add_csrf);
    } catch (const http::Refusal& refusal) {
        response = pages.error_page(request, refusal.status(), refusal.what());
    } catch (const Error& error) {
        response = pages.error_page(request, http::status_of(error), error.what(), error.fields());
    } catch (const std::exception& error) {
        log::error("handler_failed", {{"target", request.target}, {"reason", error.what()}});
        response = pages.error_page(request, 500, error.what());
    }
    keep_cookies(response);
    return response;
}

http::Response TestGround::respond(http::Request& request, bool add_csrf) {
    const auto match = router.match(request.method, request.path);
    request.parameters = match.parameters;
    request.format = match.format;
    for (const auto& middleware : middlewares_) {
        if (auto early = middleware(request)) return std::move(*early);
    }
    if (!match.handler) {
        return pages.error_page(request, match.path_known ? 405 : 404, "Không tìm thấy trang này");
    }
    if (add_csrf && !request.form.find("_csrf")) request.form.add("_csrf", request.principal.csrf_token);
    const bool changes = request.method != http::Method::get && request.method != http::Method::head;
    if (changes && match.options->csrf) {
        if (const auto why = http::forgery(request)) return pages.error_page(request, 403, *why);
    }
    return (*match.handler)(request);
}

void TestGround::keep_cookies(const http::Response& response) {
    for (const auto& [name, value] : response.headers) {
        if (name != "Set-Cookie" && name != "set-cookie") continue;
        const auto pair = std::string_view(value).substr(0, value.find(';'));
        const auto equals = pair.find('=');
        if (equals == pair.npos) continue;
        const std::string cookie(pair.substr(0, equals));
        if (value.find("Max-Age=0") != std::string::npos) {
            cookies.erase(cookie);
        } else {
            cookies[cookie] = pair.substr(equals + 1);
        }
    }
}

std::string body_of(const http::Response& response) {
    if (!response.file.empty()) {
        std::ifstream file(response.file, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    }
    std::string body = response.body;
    while (response.stream && response.stream(body)) {
    }
    return body;
}

std::string header_of(const http::Response& response, std::string_view name) {
    for (const auto& [known, value] : response.headers) {
        if (known == name) return value;
    }
    return "";
}

}  // namespace longdan
