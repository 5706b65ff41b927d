#include "platform/http/page_cache.h"

#include <thread>

#include <gtest/gtest.h>

namespace longdan::http {
namespace {

Response page_of(std::string body, std::vector<std::string> tags, std::optional<Moment> until = {}) {
    Response response = html(std::move(body));
    response.cache = CachePolicy{std::move(tags), until};
    return response;
}

bool keep(PageCache& cache, const std::string& key, const Response& response) {
    return cache.store(key, make_page(response), cache.ticket());
}

TEST(PageCache, a_page_is_kept_in_three_encodings_with_its_own_etags) {
    FakeClock clock({1000});
    PageCache cache(clock);
    ASSERT_TRUE(keep(cache, "v/", page_of(std::string(5000, 'a'), {"units"})));
    const auto page = cache.find("v/");
    ASSERT_TRUE(page);
    EXPECT_EQ(page->variant(Encoding::identity).body, std::string(5000, 'a'));
    EXPECT_LT(page->variant(Encoding::gzip).body.size(), 200u);
    EXPECT_LT(page->variant(Encoding::brotli).body.size(), 200u);
    EXPECT_NE(page->variant(Encoding::gzip).head.find("Content-Encoding: gzip\r\n"), std::string::npos);
    EXPECT_NE(page->variant(Encoding::gzip).head.find("ETag: \"" + page->etag + "-gzip\""), std::string::npos);
    EXPECT_NE(page->variant(Encoding::identity).head.find("Content-Length: 5000\r\n"), std::string::npos);
    EXPECT_NE(
        page->variant(Encoding::identity).head.find("Content-Security-Policy: default-src 'none'"), std::string::npos
    );
    EXPECT_EQ(cache.statistics().hits, 1u);
}

TEST(PageCache, a_short_page_is_not_compressed) {
    const Page page = make_page(page_of("ngắn", {}));
    EXPECT_TRUE(page.variant(Encoding::gzip).body.empty());
    EXPECT_TRUE(page.variant(Encoding::brotli).body.empty());
}

TEST(PageCache, changed_content_drops_its_pages_and_no_others) {
    FakeClock clock({1000});
    PageCache cache(clock);
    std::vector<std::string> told;
    cache.on_invalidate([&](std::string_view tag) { told.emplace_back(tag); });
    keep(cache, "v/a", page_of("a", {"units", "results"}));
    keep(cache, "v/b", page_of("b", {"results"}));
    keep(cache, "v/c", page_of("c", {"news"}));
    cache.invalidate("units");
    EXPECT_FALSE(cache.find("v/a"));
    EXPECT_TRUE(cache.find("v/b"));
    cache.apply_remote("results");
    EXPECT_FALSE(cache.find("v/b"));
    EXPECT_TRUE(cache.find("v/c"));
    EXPECT_EQ(told, (std::vector<std::string>{"units"}));
    cache.apply_remote("*");
    EXPECT_FALSE(cache.find("v/c"));
    EXPECT_EQ(cache.statistics().pages, 0u);
    EXPECT_EQ(cache.statistics().bytes, 0u);
}

TEST(PageCache, a_page_made_before_a_change_cannot_be_stored_after_it) {
    FakeClock clock({1000});
    PageCache cache(clock);
    const auto ticket = cache.ticket();
    cache.invalidate("results");
    EXPECT_FALSE(cache.store("v/a", make_page(page_of("old", {"results"})), ticket));
    EXPECT_TRUE(cache.store("v/b", make_page(page_of("other", {"news"})), ticket));
    EXPECT_TRUE(keep(cache, "v/a", page_of("new", {"results"})));
    const auto before_all = cache.ticket();
    cache.invalidate("*");
    EXPECT_FALSE(cache.store("v/b", make_page(page_of("other", {"news"})), before_all));
}

TEST(PageCache, many_changes_never_let_an_old_page_in) {
    FakeClock clock({1000});
    PageCache cache(clock);
    const auto ticket = cache.ticket();
    cache.invalidate("results");
    for (int i = 0; i < 25000; ++i) cache.invalidate("tag" + std::to_string(i));
    EXPECT_FALSE(cache.store("v/a", make_page(page_of("old", {"results"})), ticket));
    EXPECT_TRUE(keep(cache, "v/a", page_of("new", {"results"})));
}

TEST(PageCache, no_page_outlives_the_end_of_an_embargo) {
    FakeClock clock({1000});
    PageCache cache(clock);
    EXPECT_TRUE(keep(cache, "v/a", page_of("before", {"results"}, Moment{2000})));
    clock.set({1999});
    EXPECT_TRUE(cache.find("v/a"));
    clock.set({2000});
    EXPECT_FALSE(cache.find("v/a"));
    EXPECT_FALSE(keep(cache, "v/a", page_of("late", {"results"}, Moment{2000})));
}

TEST(PageCache, memory_stays_within_its_limit_and_used_pages_stay_longest) {
    FakeClock clock({1000});
    constexpr std::size_t limit = 4u << 20;
    PageCache cache(clock, limit);
    std::string body(2000, '\0');
    for (std::size_t i = 0; i < body.size(); ++i) body[i] = char('a' + (i * i * 31 + i / 7) % 26);
    Response response = page_of(body, {"x"});
    response.content_type = "image/png";
    keep(cache, "v/home", response);
    for (int i = 0; i < 5000; ++i) {
        keep(cache, "v/" + std::to_string(i), response);
        ASSERT_TRUE(cache.find("v/home"));
    }
    const auto statistics = cache.statistics();
    EXPECT_LE(statistics.bytes, limit);
    EXPECT_GT(statistics.pages, 100u);
    EXPECT_GT(statistics.evicted, 100u);
    Response huge = page_of(std::string(1u << 20, 'x'), {});
    huge.content_type = "image/png";
    EXPECT_FALSE(keep(cache, "v/huge", huge));
}

TEST(PageCache, threads_that_store_find_and_invalidate_do_not_disturb_each_other) {
    FakeClock clock({1000});
    PageCache cache(clock, 1u << 20);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&cache, t] {
            for (int i = 0; i < 2000; ++i) {
                const std::string name = std::to_string((i * 7 + t) % 50);
                if (const auto page = cache.find("v/" + name)) {
                    ASSERT_EQ(page->variant(Encoding::identity).body, name);
                } else {
                    keep(cache, "v/" + name, page_of(name, {"tag" + name}));
                }
                if (i % 10 == t) cache.invalidate("tag" + name);
            }
        });
    }
    for (auto& thread : threads) thread.join();
    cache.invalidate("*");
    EXPECT_EQ(cache.statistics().bytes, 0u);
}

}  // namespace
}  // namespace longdan::http
