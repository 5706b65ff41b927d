// Serves one page from the page cache, for bench/http/run: page_server PAGE.html IO_THREADS
// Prints the port, then waits for the end of its standard input.
#include "platform/http/server.h"

#include <fstream>
#include <iostream>
#include <sstream>

int main(int argc, char** argv) {
    using namespace longdan;
    if (argc != 3) {
        std::cerr << "usage: page_server PAGE.html IO_THREADS\n";
        return 2;
    }
    std::ostringstream page;
    page << std::ifstream(argv[1], std::ios::binary).rdbuf();

    http::Router router;
    router.get("/trang.html", [body = page.str()](const http::Request&) {
        http::Response response = http::html(body);
        response.cache = http::CachePolicy{{"page"}, {}};
        return response;
    });
    const SystemClock clock;
    http::PageCache cache(clock);
    http::Metrics metrics;
    http::ServerOptions options;
    options.io_threads = std::stoi(argv[2]);
    options.workers = 1;
    http::Server server(options, router, cache, clock, metrics);
    server.start();
    std::cout << server.port() << std::endl;
    std::string line;
    std::getline(std::cin, line);
    server.stop();
}
