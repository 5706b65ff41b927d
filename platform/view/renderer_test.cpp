#include "platform/base/log.h"
#include "platform/view/view.h"
#include "platform/view/worker_process.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

// The test program is its own render worker, as the real program is.
int main(int argc, char** argv) {
    if (longdan::view::is_render_worker(argc, argv)) return longdan::view::run_render_worker(argc, argv);
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}

namespace longdan::view {
namespace {

using namespace std::chrono_literals;

// What the bundle of the real views offers, with views that misbehave.
constexpr std::string_view misbehaving_views = R"js(
let kept = [];
let drawn = 0;
globalThis.render = (view, documentJson, contextJson) => {
    const document = JSON.parse(documentJson), context = JSON.parse(contextJson);
    drawn += 1;
    switch (view) {
        case "hello": return "<p lang=" + context.language + ">" + document.text + "</p>";
        case "drawn": return String(drawn);
        case "throws": return document.missing.field;
        case "loops": for (;;) {}
        case "hoards": for (;;) kept.push(new Array(10000).fill(kept.length));
        case "leaks": for (let i = 0; i < 100; i += 1) kept.push(new Array(10000).fill(i)); return String(drawn);
        case "reaches": return [typeof require, typeof fetch, typeof process, typeof XMLHttpRequest].join();
        case "slow": for (const end = Date.now() + document.ms; Date.now() < end;) {} return "slow but whole";
        case "table": return document.rows.map((row) => "<tr><td>" + row + "</td></tr>").join("");
        case "large": return "ă".repeat(document.size);
    }
    throw new Error("no view " + view);
};
)js";

struct Bundle {
    explicit Bundle(std::string_view text = misbehaving_views) { write(text); }
    ~Bundle() { std::filesystem::remove(path); }
    void write(std::string_view text) const {
        std::ofstream(path + ".next") << text;
        std::filesystem::rename(path + ".next", path);
    }
    std::string path = testing::TempDir() + "longdan-views-" + std::to_string(getpid()) + ".js";
};

struct RendererTest : testing::Test {
    RendererTest() { log::quiet(); }
    RendererOptions options(int workers = 1) const {
        RendererOptions options;
        options.bundle = bundle.path;
        options.workers = workers;
        options.deadline = 20s;  // sanitizers and a loaded machine are slow; tests of the deadline set their own
        return options;
    }
    static std::string hello(Renderer& renderer, const std::string& text) {
        std::string document = "{\"text\":";
        append_json(document, text);
        return renderer.render("hello", document + "}", R"({"language":"vi"})");
    }
    Bundle bundle;
};

TEST_F(RendererTest, a_view_gets_its_document_and_context_with_every_letter) {
    const auto renderer = make_renderer(options());
    EXPECT_EQ(hello(*renderer, "Đắk Lắk ằẵ 😀 €"), "<p lang=vi>Đắk Lắk ằẵ 😀 €</p>");
    EXPECT_EQ(hello(*renderer, ""), "<p lang=vi></p>");
}

TEST_F(RendererTest, malformed_text_becomes_a_page_with_a_replacement_sign) {
    const auto renderer = make_renderer(options());
    EXPECT_EQ(
        hello(
            *renderer,
            "a\xFF"
            "b"
        ),
        "<p lang=vi>a\xEF\xBF\xBD"
        "b</p>"
    );
}

TEST_F(RendererTest, a_page_of_many_megabytes_comes_through_whole) {
    const auto renderer = make_renderer(options());
    EXPECT_EQ(renderer->render("large", R"({"size":2000000})", "{}").size(), 4'000'000u);
}

TEST_F(RendererTest, a_view_that_throws_gives_the_stack_and_the_worker_goes_on) {
    const auto renderer = make_renderer(options());
    try {
        renderer->render("throws", "{}", "{}");
        FAIL() << "the view threw, the renderer did not";
    } catch (const ViewError& error) {
        EXPECT_NE(std::string(error.what()).find("TypeError"), std::string::npos) << error.what();
        EXPECT_NE(std::string(error.what()).find("@server.js:10:"), std::string::npos) << error.what();
    }
    EXPECT_EQ(renderer->render("drawn", "{}", "{}"), "2");
}

TEST_F(RendererTest, an_unknown_view_and_a_broken_document_are_errors_of_the_view) {
    const auto renderer = make_renderer(options());
    EXPECT_THROW(renderer->render("unknown", "{}", "{}"), ViewError);
    EXPECT_THROW(renderer->render("hello", "{", "{}"), ViewError);
}

TEST_F(RendererTest, an_endless_loop_ends_at_the_deadline_and_the_next_page_is_drawn) {
    auto given = options();
    given.deadline = 300ms;
    const auto renderer = make_renderer(given);
    const auto start = std::chrono::steady_clock::now();
    try {
        renderer->render("loops", "{}", "{}");
        FAIL() << "an endless loop ended";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::unavailable);
    }
    EXPECT_GE(std::chrono::steady_clock::now() - start, 600ms) << "the page is tried once more";
    EXPECT_EQ(hello(*renderer, "x"), "<p lang=vi>x</p>");
}

TEST_F(RendererTest, a_worker_that_hoards_memory_is_ended_before_the_deadline) {
    auto given = options();
    given.memory_bytes = 200u << 20;
    const auto renderer = make_renderer(given);
    const auto start = std::chrono::steady_clock::now();
    EXPECT_THROW(renderer->render("hoards", "{}", "{}"), Error);
    EXPECT_LT(std::chrono::steady_clock::now() - start, 15s);
    EXPECT_EQ(hello(*renderer, "x"), "<p lang=vi>x</p>");
}

TEST_F(RendererTest, a_worker_over_the_ceiling_delivers_its_page_and_is_replaced) {
    auto given = options();
    given.memory_bytes = 200u << 20;
    const auto renderer = make_renderer(given);
    // Eight megabytes a page: the ceiling is passed between two pages, and none of them is lost.
    int most = 0;
    for (int page = 0; page < 60; ++page) most = std::max(most, std::stoi(renderer->render("leaks", "{}", "{}")));
    EXPECT_GT(most, 5);
    EXPECT_LT(most, 60) << "a fresh worker counts from one";
}

TEST_F(RendererTest, a_worker_has_no_way_to_files_or_the_network) {
    const auto renderer = make_renderer(options());
    EXPECT_EQ(renderer->render("reaches", "{}", "{}"), "undefined,undefined,undefined,undefined");
}

TEST_F(RendererTest, views_are_the_same_without_just_in_time_compilation) {
    auto given = options();
    given.jit = false;
    EXPECT_EQ(hello(*make_renderer(given), "Huế"), "<p lang=vi>Huế</p>");
}

TEST_F(RendererTest, many_threads_share_two_workers) {
    const auto renderer = make_renderer(options(2));
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < 8; ++thread) {
        threads.emplace_back([&, thread] {
            for (int page = 0; page < 50; ++page) {
                const std::string text = std::to_string(thread * 1000 + page);
                right += hello(*renderer, text) == "<p lang=vi>" + text + "</p>";
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(right, 400);
}

TEST_F(RendererTest, a_changed_bundle_is_loaded_at_the_next_page_in_development) {
    auto given = options();
    given.reload = true;
    const auto renderer = make_renderer(given);
    EXPECT_EQ(hello(*renderer, "x"), "<p lang=vi>x</p>");
    bundle.write("globalThis.render = () => 'new';");
    std::filesystem::last_write_time(bundle.path, std::filesystem::file_time_type::clock::now() + 5s);
    EXPECT_EQ(hello(*renderer, "x"), "new");
    bundle.write("globalThis.render = ;");
    std::filesystem::last_write_time(bundle.path, std::filesystem::file_time_type::clock::now() + 10s);
    EXPECT_THROW(hello(*renderer, "x"), ViewError);
    bundle.write("globalThis.render = () => 'mended';");
    std::filesystem::last_write_time(bundle.path, std::filesystem::file_time_type::clock::now() + 15s);
    EXPECT_EQ(hello(*renderer, "x"), "mended");
}

TEST_F(RendererTest, a_missing_or_broken_bundle_is_refused_at_the_start) {
    auto given = options();
    given.bundle = "/nowhere/server.js";
    EXPECT_THROW(make_renderer(given), Error);
    bundle.write("not javascript");
    EXPECT_THROW(make_renderer(options()), ViewError);
    bundle.write("globalThis.other = 1;");
    EXPECT_THROW(make_renderer(options()), ViewError);
}

/// The first child process of this program, 0 when there is none.
pid_t first_child() {
    const std::string self = std::to_string(getpid());
    pid_t child = 0;
    std::ifstream("/proc/self/task/" + self + "/children") >> child;
    return child;
}

TEST_F(RendererTest, a_worker_killed_in_the_middle_of_a_page_costs_no_page) {
    const auto renderer = make_renderer(options());
    const pid_t worker = first_child();
    ASSERT_GT(worker, 0);
    std::thread killer([&] {
        std::this_thread::sleep_for(150ms);
        kill(worker, SIGKILL);
    });
    EXPECT_EQ(renderer->render("slow", R"({"ms":400})", "{}"), "slow but whole");
    killer.join();
    EXPECT_NE(first_child(), worker);
    EXPECT_EQ(renderer->render("drawn", "{}", "{}"), "2") << "the new worker has drawn the page that was lost";
}

TEST_F(RendererTest, workers_end_with_the_renderer) {
    auto renderer = make_renderer(options());
    ASSERT_GT(first_child(), 0);
    renderer.reset();
    EXPECT_EQ(first_child(), 0);
}

TEST_F(RendererTest, the_views_of_the_program_draw_in_javascriptcore) {
    auto given = options();
    given.bundle = std::string(LONGDAN_SOURCE_DIR) + "/ui/dist/server.js";
    ASSERT_TRUE(std::filesystem::exists(given.bundle)) << "the views are not built: node ui/build.mjs";
    const auto renderer = make_renderer(given);
    PageContext context;
    context.language = "vi";
    const ErrorPage document{404, "Không có <b>trang</b> này", "r-1", {}};
    const auto html = renderer->render("shell/error", to_json(document), to_json(context));
    EXPECT_TRUE(html.starts_with("<!doctype html><html lang=\"vi\">")) << html.substr(0, 200);
    EXPECT_NE(html.find("Không có &lt;b>trang&lt;/b> này"), std::string::npos) << html;
    const auto gallery = renderer->render(gallery_view.name, to_json(GalleryPage{"all", {}}), to_json(context));
    EXPECT_GT(gallery.size(), 50'000u);
}

TEST_F(RendererTest, ten_thousand_pages_do_not_make_a_worker_grow) {
    WorkerProcess worker("/proc/self/exe", true);
    const auto later = [] { return std::chrono::steady_clock::now() + 20s; };
    constexpr std::size_t much = 2ull << 30;
    ASSERT_TRUE(worker.load(misbehaving_views, later(), much));
    std::string document = R"({"rows":[)";
    for (int row = 0; row < 63; ++row)
        document += (row ? ",\"Khánh Hòa " : "\"Khánh Hòa ") + std::to_string(row) + "\"";
    document += "]}";
    std::size_t after_a_while = 0;
    for (int page = 0; page < 10'000; ++page) {
        const auto answer = worker.render("table", document, "{}", later(), much);
        ASSERT_TRUE(answer && answer->starts_with("H<tr><td>Kh")) << page;
        if (page == 2'000) after_a_while = worker.memory();
    }
    EXPECT_GT(after_a_while, 0u);
#ifdef __SANITIZE_ADDRESS__
    constexpr std::size_t slack = 400u << 20;  // the sanitizer keeps freed memory aside
#else
    constexpr std::size_t slack = 32u << 20;
#endif
    EXPECT_LT(worker.memory(), after_a_while + slack);
}

}  // namespace
}  // namespace longdan::view
