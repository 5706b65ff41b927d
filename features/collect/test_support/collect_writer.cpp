#include "features/collect/test_support/fixture.h"

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

/// Sends answers through the real service from several threads until it is killed, and prints a line for each receipt
/// it was given: "instance receipt". usage: collect_writer DATABASE THREADS
int main(int argc, char** argv) {
    using namespace longdan;
    if (argc != 3) return 2;
    settings::Settings settings;
    SystemClock clock;
    const auto database = db::open({.address = argv[1]});
    files::Store files(std::filesystem::temp_directory_path() / "collect_writer_files");
    jobs::Runner jobs(*database, clock);
    const auto renderer = view::make_echo_renderer();
    view::Pages pages(*renderer, [](const http::Request&) { return view::PageContext{}; });
    http::Router router;
    http::PageCache page_cache(clock);
    Ground ground{settings, clock, *database, files, jobs, pages, router, page_cache};
    identity::Identity identity(ground);
    methods::Methods methods(ground);
    collect::Collect collect(ground, methods, identity);
    const auto door = database->read([&](db::Transaction& tx) { return collect.find_collection(tx, "thu-2026-mo"); });
    if (!door) return 2;

    std::atomic<int> next = 0;
    std::vector<std::thread> senders;
    for (int i = 0; i < std::stoi(argv[2]); ++i) {
        senders.emplace_back([&] {
            for (;;) {
                const std::string instance = "phieu-" + std::to_string(1'000'000 + next++);
                const auto receipt = collect.receive(*door, collect::CollectFixture::answer(instance, ""));
                const std::string line = instance + " " + receipt.code + "\n";
                std::fwrite(line.data(), 1, line.size(), stdout);
                std::fflush(stdout);
            }
        });
    }
    for (auto& sender : senders) sender.join();
    return 0;
}
