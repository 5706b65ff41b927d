#include "platform/http/test_support/site.h"

#include "platform/base/digest.h"

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

}  // namespace longdan::http::test_support
