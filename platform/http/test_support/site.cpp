#include "platform/http/test_support/site.h"

#include "platform/base/digest.h"

#include <thread>

namespace longdan::http::test_support {

Site::Site(const std::function<void(Router&)>& add_routes, const Configure& configure)
    : temp_folder(std::filesystem::temp_directory_path() / ("longdan-http-" + random_token(9))) {
    std::filesystem::create_directory(temp_folder);
    add_routes(router);
    ServerOptions options;
    options.io_threads = 2;
    options.workers = 4;
    options.temp_folder = temp_folder;
    if (configure) configure(options);
    server = std::make_unique<Server>(std::move(options), router, cache, clock, metrics);
    server->start();
}

Site::~Site() {
    server->stop();
    std::filesystem::remove_all(temp_folder);
}

std::size_t Site::temporary_files() const {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(temp_folder)) count += entry.is_regular_file();
    return count;
}

bool Site::shows(std::string_view line) const {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (std::chrono::steady_clock::now() < deadline) {
        if (metrics.text().find(line) != std::string::npos) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return false;
}

}  // namespace longdan::http::test_support
