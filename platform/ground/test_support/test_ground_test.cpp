#include "platform/ground/test_support/test_ground.h"

#include <gtest/gtest.h>

using namespace longdan;

namespace {

constexpr db::Migration tables[] = {
    {"note", 1, "tables", "CREATE TABLE note (id BIGINT PRIMARY KEY, text TEXT NOT NULL)"}};

struct NotePage {
    std::string text;
    std::string moment;
    LONGDAN_DOCUMENT(NotePage, text, moment)
};
const view::View<NotePage> note_view{"notes/note"};

/// A feature as small as one can be.
void add_routes(TestGround& ground) {
    ground.router.post("/ghi-chu", [&](const http::Request& request) {
        http::FormReader form(request.form);
        const auto text = form.text("text", "Nội dung", 100);
        form.require_ok();
        const auto id = ground.database.write([&](db::Transaction& tx) {
            const auto id = new_ordered_id(ground.clock.now());
            tx.execute("INSERT INTO note (id, text) VALUES (:id, :text)", {{"id", id}, {"text", text}});
            return id;
        });
        return http::redirect("/ghi-chu/" + std::to_string(id))
            .header("Set-Cookie", "last=" + std::to_string(id) + "; Path=/");
    });
    http::RouteOptions options;
    options.formats = "json";
    ground.router.get(
        "/ghi-chu/{id}",
        [&](const http::Request& request) {
            const auto row = ground.database.read([&](db::Transaction& tx) {
                const auto id = request.id<Id<struct NoteTag>>("id");
                return tx.query_one("SELECT text FROM note WHERE id = :id", {{"id", id}});
            });
            if (!row) throw Error(ErrorKind::not_found, "Không có ghi chú này");
            return ground.pages.page(request, note_view, NotePage{row->text("text"), iso(ground.clock.now())});
        },
        options
    );
    ground.router.get("/cuoi", [](const http::Request& request) {
        return http::text(
            std::string(request.cookie("last").value_or("?")) + " " + std::string(request.query.find("q").value_or(""))
        );
    });
}

const http::Principal an_officer{"Nguyễn Thị Hoa", "token", nullptr};

}  // namespace

LONGDAN_ON_BOTH_GROUNDS(test_ground, a_form_is_posted_and_its_page_read_as_html_and_json, std::span(tables)) {
    add_routes(ground);
    const auto posted = ground.post("/ghi-chu", {{"text", "Chào  bạn"}}, an_officer);
    ASSERT_EQ(posted.status, 303);
    const auto where = header_of(posted, "Location");
    const auto page = ground.get(where);
    EXPECT_EQ(page.status, 200);
    EXPECT_NE(page.body.find("notes/note"), std::string::npos);
    const auto document = ground.get(where + ".json");
    EXPECT_EQ(body_of(document), R"({"text":"Chào bạn","moment":"2026-11-22T03:00:00.000Z"})");
    ground.fake_clock().advance(1000);
    EXPECT_NE(body_of(ground.get("/en" + where + ".json")).find("03:00:01"), std::string::npos);
    const auto seen = ground.get("/cuoi?q=H%C3%A0+N%E1%BB%99i").body;
    EXPECT_EQ(seen, where.substr(std::string("/ghi-chu/").size()) + " Hà Nội") << "the cookie was kept and sent";
}

LONGDAN_ON_BOTH_GROUNDS(test_ground, errors_have_the_status_that_the_server_gives_them, std::span(tables)) {
    add_routes(ground);
    EXPECT_EQ(ground.get("/ghi-chu/77").status, 404);
    EXPECT_EQ(ground.get("/ghi-chu/x").status, 404);
    EXPECT_EQ(ground.get("/nowhere").status, 404);
    EXPECT_EQ(ground.get("/%zz").status, 400);
    EXPECT_EQ(ground.get("/ghi-chu").status, 405);
    EXPECT_EQ(ground.post("/ghi-chu", {{"text", ""}}, an_officer).status, 422);
    EXPECT_EQ(ground.post("/ghi-chu", {{"text", "a"}}).status, 403) << "nobody's token";
    EXPECT_EQ(ground.post("/ghi-chu", {{"text", "a"}, {"_csrf", "forged"}}, an_officer).status, 403);
    ground.use([](http::Request&) -> std::optional<http::Response> { return http::text("early", 418); });
    EXPECT_EQ(ground.get("/ghi-chu/77").status, 418);
}

LONGDAN_ON_BOTH_GROUNDS(test_ground, jobs_and_files_work_on_it, std::span<const db::Migration>()) {
    const auto stored = ground.files.put("xin chào");
    ground.jobs.define("read", [&](jobs::Context&) { return "\"" + ground.files.get(stored.sha256) + "\""; });
    const auto id = ground.database.write([&](db::Transaction& tx) {
        return ground.jobs.enqueue(tx, {"read", "Đọc"});
    });
    ground.jobs.drain();
    const auto job = ground.database.read([&](db::Transaction& tx) { return ground.jobs.find(tx, id); });
    EXPECT_EQ(job->result, "\"xin chào\"");
}
