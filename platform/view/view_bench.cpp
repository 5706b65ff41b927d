#include "platform/view/view.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <vector>

// How long a ranking of 63 provinces takes to draw, with and without just-in-time compilation.
//   bench_view [ui/dist/server.js] [pages]
namespace {

using namespace longdan;

std::string ranking_document() {
    view::GalleryPage page{"ranking", {}};
    for (int rank = 1; rank <= 63; ++rank) {
        const double value = 90.0 - 0.2 * rank;
        page.rows.push_back(
            {std::to_string(rank), "Tỉnh thứ " + std::to_string(rank), value, value - 1.2, value + 1.1, rank}
        );
    }
    return to_json(page);
}

void measure(const std::string& bundle, int pages, bool jit) {
    view::RendererOptions options;
    options.bundle = bundle;
    options.workers = 1;
    options.jit = jit;
    const auto start = std::chrono::steady_clock::now();
    const auto renderer = view::make_renderer(options);
    const std::chrono::duration<double, std::milli> startup = std::chrono::steady_clock::now() - start;
    view::PageContext context;
    context.language = "vi";
    context.path = "/chi-so/sipas/2024";
    const std::string document = ranking_document();
    const std::string context_json = to_json(context);
    std::size_t bytes = 0;
    for (int page = 0; page < pages / 4; ++page) {
        bytes = renderer->render(view::gallery_view.name, document, context_json).size();
    }
    std::vector<double> times;
    for (int page = 0; page < pages; ++page) {
        const auto before = std::chrono::steady_clock::now();
        renderer->render(view::gallery_view.name, document, context_json);
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - before;
        times.push_back(took.count());
    }
    std::sort(times.begin(), times.end());
    std::printf(
        "%-8s median %.3f ms, 99%% within %.3f ms, start %.1f ms (%zu bytes, %d pages, one worker)\n",
        jit ? "jit" : "no jit", times[times.size() / 2], times[times.size() * 99 / 100], startup.count(), bytes, pages
    );
}

}  // namespace

int main(int argc, char** argv) {
    if (view::is_render_worker(argc, argv)) return view::run_render_worker(argc, argv);
    const std::string bundle = argc > 1 ? argv[1] : "ui/dist/server.js";
    const int pages = argc > 2 ? std::atoi(argv[2]) : 2000;
    for (const bool jit : {true, false}) measure(bundle, std::max(pages, 100), jit);
    return 0;
}
