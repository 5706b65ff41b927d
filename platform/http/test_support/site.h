#pragma once

#include "platform/http/server.h"
#include "platform/http/test_support/client.h"

#include <filesystem>
#include <memory>
#include <string>

namespace longdan::http::test_support {

/// A running server with routes of the test, a clock that stands still, and a folder for uploads that goes with it.
///
///     Site site([](Router& router) { router.get("/", [](const Request&) { return html("xin chào"); }); });
///     EXPECT_EQ(site.client().get("/").status, 200);
class Site {
  public:
    using Configure = std::function<void(ServerOptions&)>;
    explicit Site(const std::function<void(Router&)>& add_routes, const Configure& configure = {});
    ~Site();

    Client client() const { return Client(server->port()); }
    int port() const { return server->port(); }
    std::size_t temporary_files() const;
    /// Waits until the metrics hold the line, up to ten seconds.
    bool shows(std::string_view line) const;

    FakeClock clock{Moment{1'700'000'000'000}};
    Router router;
    PageCache cache{clock};
    Metrics metrics;
    std::string temp_folder;
    std::unique_ptr<Server> server;
};

}  // namespace longdan::http::test_support
