#include "features/collect/test_support/fixture.h"
#include "platform/base/digest.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace longdan::collect {
namespace {

namespace json = boost::json;

/// The document of a page drawn by the echo renderer ("<pre>view {…}</pre>").
json::object document_of(const http::Response& response) {
    std::string body = body_of(response);
    for (const auto& [mark, sign] :
         {std::pair<std::string, std::string>{"&quot;", "\""},
          {"&lt;", "<"},
          {"&gt;", ">"},
          {"&#39;", "'"},
          {"&amp;", "&"}}) {
        for (auto place = body.find(mark); place != std::string::npos; place = body.find(mark, place + 1)) {
            body.replace(place, mark.size(), sign);
        }
    }
    const auto start = body.find('{');
    const auto end = body.rfind('}');
    if (start == std::string::npos) throw std::runtime_error("no document in: " + body);
    // State and signature are put into the drawn page, where the echo shows JSON inside JSON: cut them out first.
    return json::parse(body.substr(start, end - start + 1)).as_object();
}

std::string text(const json::object& object, const char* key) { return std::string(object.at(key).as_string()); }

std::vector<std::string> error_fields(const json::object& page) {
    std::vector<std::string> fields;
    for (const auto& error : page.at("errors").as_array()) fields.push_back(text(error.as_object(), "field"));
    return fields;
}

/// Somebody at the questionnaire: keeps state and signature of the page in hand.
struct Respondent {
    TestGround& ground;
    std::string address;
    std::string state;
    std::string signature;
    std::string shown;
    int page = 0;
    http::Response last;

    void keep() {
        const std::string body = body_of(last);
        const auto between = [&](const std::string& before, const std::string& after) {
            const auto start = body.find(before);
            if (start == std::string::npos) return std::string();
            const auto from = start + before.size();
            return body.substr(from, body.find(after, from) - from);
        };
        shown = between("\"shown\":\"", "\"");
        const std::string number = between("\"page\":", ",");
        if (!number.empty()) page = std::stoi(number);
        // an untouched page holds the state put in by the kept drawing, others as JSON text
        const auto start = body.find("\"state\":\"");
        if (start == std::string::npos) return;
        const auto from = start + 9;
        const auto end = body.find("\",\"signature\":\"", from);
        std::string raw = body.substr(from, end - from);
        const bool escaped = raw.find("\\\"") != std::string::npos;
        if (escaped) {
            state = std::string(json::parse("\"" + raw + "\"").as_string());
        } else {
            for (auto place = raw.find("&quot;"); place != std::string::npos; place = raw.find("&quot;")) {
                raw.replace(place, 6, "\"");
            }
            state = raw;
        }
        const auto key = end + 15;
        signature = body.substr(key, body.find('"', key) - key);
    }

    http::Response& begin(const std::string& code, bool agreed = true) {
        TestGround::Pairs fields{{"ma", code}};
        if (agreed) fields.emplace_back("dong_y", "1");
        last = ground.post(address, fields);
        if (last.status == 200) keep();
        return last;
    }

    http::Response& send(const std::string& action, TestGround::Pairs fields = {}) {
        fields.insert(
            fields.end(),
            {{"phieu", state}, {"ky", signature}, {"trang", std::to_string(page)}, {"hoi", shown}, {"viec", action}}
        );
        last = ground.post(address + "/tra-loi", fields);
        if (last.status == 200 || last.status == 422) keep();
        return last;
    }
};

std::int64_t rows(Ground& ground, std::string_view table) {
    return ground.database.read([&](db::Transaction& tx) {
        return tx.query_one("SELECT COUNT(*) AS number FROM " + std::string(table))->integer("number");
    });
}

struct WebFixture : CollectFixture {
    explicit WebFixture(TestGround& given) : CollectFixture(given) {
        given.use(identity.middleware());
        collect.add_routes();
    }
};

LONGDAN_ON_BOTH_GROUNDS(
    Web, a_questionnaire_is_walked_from_start_to_receipt_without_script_or_cookie, all_migrations()
) {
    WebFixture fixture(ground);
    const auto code = fixture.codes(1, 1).front().code;
    EXPECT_EQ(ground.get("/khao-sat/thu-2026").status, 200);
    Respondent person{ground, "/khao-sat/thu-2026"};
    ASSERT_EQ(person.begin(code).status, 200);
    EXPECT_EQ(person.shown, "age q1 q2");
    EXPECT_EQ(rows(ground, "submission"), 0);
    ASSERT_EQ(person.send("tiep", {{"q_age", "45"}, {"q_q1", "1"}}).status, 200);
    EXPECT_EQ(person.page, 1);
    ASSERT_EQ(person.send("tiep", {{"q_p1", "5"}, {"q_p2", "kb"}}).status, 200);
    ASSERT_EQ(person.send("tiep", {{"q_s1", "4"}, {"q_n1", "N1"}, {"q_n1", "N3"}}).status, 200);
    EXPECT_NE(body_of(person.last).find("collect/review"), std::string::npos);
    EXPECT_EQ(rows(ground, "submission"), 0);  // nothing is stored before it is sent
    const http::Response& sent = person.send("gui");
    ASSERT_EQ(sent.status, 303);
    const std::string where = header_of(sent, "Location");
    ASSERT_TRUE(where.starts_with("/khao-sat/thu-2026/bien-nhan?xong=1&ma=")) << where;
    EXPECT_TRUE(ground.cookies.empty());
    const auto thanks = document_of(ground.get(where));
    EXPECT_TRUE(thanks.at("thanks").as_bool());
    EXPECT_EQ(text(thanks, "results_at"), "/chi-so/sipas/2026");
    const auto answers = fixture.answers();
    ASSERT_EQ(answers.size(), 1u);
    ground.database.read([&](db::Transaction& tx) {
        const auto form = fixture.methods.form(tx, fixture.form);
        EXPECT_EQ(
            answers[0].codes, xforms::pack(
                                  *form->plan, form->codebook,
                                  {{"age", "45"}, {"q1", "1"}, {"p1", "5"}, {"p2", "kb"}, {"s1", "4"}, {"n1", "N1 N3"}}
                              )
        );
    });
}

LONGDAN_ON_BOTH_GROUNDS(Web, sending_twice_gives_the_same_receipt, all_migrations()) {
    WebFixture fixture(ground);
    Respondent person{ground, "/khao-sat/thu-2026"};
    person.begin(fixture.codes(1, 1).front().code);
    person.send("xem", {{"q_age", "45"}});
    const std::string state = person.state;
    const std::string first = header_of(person.send("gui"), "Location");
    person.state = state;
    EXPECT_EQ(header_of(person.send("gui"), "Location"), first);
    EXPECT_EQ(rows(ground, "submission"), 1);
}

LONGDAN_ON_BOTH_GROUNDS(Web, going_back_keeps_every_answer, all_migrations()) {
    WebFixture fixture(ground);
    Respondent person{ground, "/khao-sat/thu-2026-mo"};
    person.begin("");
    person.send("tiep", {{"q_age", "45"}, {"q_q2", "2"}});
    person.send("lui", {{"q_p3", "3"}});
    EXPECT_EQ(person.page, 0);
    auto page = document_of(person.last);
    EXPECT_EQ(text(page.at("questions").as_array()[0].as_object(), "value"), "45");
    EXPECT_EQ(text(page.at("questions").as_array()[2].as_object(), "value"), "2");
    person.send("tiep", {{"q_age", "46"}, {"q_q2", "2"}});
    page = document_of(person.last);
    EXPECT_EQ(text(page.at("questions").as_array()[2].as_object(), "value"), "3");
}

LONGDAN_ON_BOTH_GROUNDS(Web, a_wrong_answer_stays_on_its_page_with_a_message_at_the_question, all_migrations()) {
    WebFixture fixture(ground);
    Respondent person{ground, "/khao-sat/thu-2026-mo"};
    person.begin("");
    EXPECT_EQ(person.send("tiep", {{"q_age", "17"}, {"q_q1", "9"}}).status, 422);
    const auto page = document_of(person.last);
    EXPECT_EQ(error_fields(page), (std::vector<std::string>{"q_age", "q_q1"}));
    EXPECT_EQ(text(page.at("questions").as_array()[0].as_object(), "value"), "17");
}

LONGDAN_ON_BOTH_GROUNDS(Web, without_consent_or_with_a_bad_code_nobody_starts, all_migrations()) {
    WebFixture fixture(ground);
    const auto code = fixture.codes(1, 1).front().code;
    Respondent person{ground, "/khao-sat/thu-2026"};
    EXPECT_EQ(person.begin(code, false).status, 422);
    EXPECT_EQ(error_fields(document_of(person.last)), std::vector<std::string>{"dong_y"});
    for (const std::string& wrong : {std::string(), std::string("XXXX"), random_code(12)}) {
        EXPECT_EQ(person.begin(wrong).status, 422);
        EXPECT_EQ(error_fields(document_of(person.last)), std::vector<std::string>{"ma"});
    }
}

LONGDAN_ON_BOTH_GROUNDS(Web, guessing_codes_is_held_back_and_goes_on_later, all_migrations()) {
    WebFixture fixture(ground);
    const auto code = fixture.codes(1, 1).front().code;
    Respondent person{ground, "/khao-sat/thu-2026"};
    for (int i = 0; i < 20; ++i) person.begin(random_code(12));
    EXPECT_EQ(person.begin(code).status, 429);
    EXPECT_NE(body_of(person.last).find("10 phút"), std::string::npos);
    ground.fake_clock().advance(600'000);
    EXPECT_EQ(person.begin(code).status, 200);
}

LONGDAN_ON_BOTH_GROUNDS(Web, a_forged_or_foreign_state_is_refused, all_migrations()) {
    WebFixture fixture(ground);
    Respondent person{ground, "/khao-sat/thu-2026-mo"};
    person.begin("");
    const std::string state = person.state;
    person.state.replace(person.state.find("thu-2026-mo"), 11, "thu-2026");
    EXPECT_EQ(person.send("gui").status, 400);
    person.state = state;
    person.address = "/khao-sat/thu-2026";
    EXPECT_EQ(person.send("gui").status, 400);
    EXPECT_EQ(rows(ground, "submission"), 0);
}

LONGDAN_ON_BOTH_GROUNDS(Web, an_irrelevant_answer_smuggled_in_is_not_submitted, all_migrations()) {
    WebFixture fixture(ground);
    Respondent person{ground, "/khao-sat/thu-2026-mo"};
    person.begin("");
    person.shown = "age nothing thanks";
    EXPECT_EQ(person.send("xem", {{"q_age", "40"}, {"q_nothing", "1"}}).status, 200);
    EXPECT_EQ(person.send("gui").status, 303);
    EXPECT_EQ(fixture.answers().size(), 1u);
}

LONGDAN_ON_BOTH_GROUNDS(Web, a_closed_survey_says_so_and_an_unknown_address_is_not_found, all_migrations()) {
    WebFixture fixture(ground);
    EXPECT_EQ(ground.get("/khao-sat/khong-co").status, 404);
    EXPECT_EQ(text(document_of(ground.get("/khao-sat/thu-2026")), "closed"), "");
    ground.database.write([&](db::Transaction& tx) {
        fixture.collect.close_collection(tx, identity::Identity::system_access(), fixture.coded.id);
    });
    EXPECT_NE(text(document_of(ground.get("/khao-sat/thu-2026")), "closed"), "");
    EXPECT_EQ(ground.post("/khao-sat/thu-2026", {{"dong_y", "1"}}).status, 403);
    EXPECT_EQ(text(document_of(ground.get("/en/khao-sat/thu-2026")), "title"), "Trial survey 2026");
}

LONGDAN_ON_BOTH_GROUNDS(Web, the_list_of_surveys_holds_those_that_take_answers_now, all_migrations()) {
    WebFixture fixture(ground);
    const auto listed = [&] { return document_of(ground.get("/khao-sat")).at("surveys").as_array().size(); };
    EXPECT_EQ(listed(), 2u);
    ground.database.write([&](db::Transaction& tx) {
        fixture.collect.close_collection(tx, identity::Identity::system_access(), fixture.open.id);
    });
    EXPECT_EQ(listed(), 1u);
    ground.fake_clock().set({fixture.coded.closes.milliseconds + 1});
    EXPECT_EQ(listed(), 0u);
}

http::Request api(const std::string& door, const std::string& body, const std::string& code) {
    http::Request request;
    request.method = http::Method::post;
    request.target = "/api/v1/rounds/" + door + "/submissions";
    request.body = body;
    if (!code.empty()) request.headers.add("X-Access-Code", code);
    return request;
}

constexpr const char* good =
    R"({"instance":"may-0001-abc","form":"mini-1001","version":"1","answers":{"age":40,"p1":"5","n1":["N1","N2"]}})";

LONGDAN_ON_BOTH_GROUNDS(Api, a_submission_is_created_once_and_repeated_with_the_same_receipt, all_migrations()) {
    WebFixture fixture(ground);
    const auto code = fixture.codes(1, 1).front().code;
    const auto first = ground.send(api("thu-2026", good, code));
    EXPECT_EQ(first.status, 201);
    const auto again = ground.send(api("42", good, code));  // by number of the round
    EXPECT_EQ(again.status, 200);
    EXPECT_EQ(json::parse(first.body).at("receipt").as_string(), json::parse(again.body).at("receipt").as_string());
    EXPECT_EQ(std::string(json::parse(first.body).at("sha256").as_string()), sha256(good));
    std::string changed = good;
    changed.replace(changed.find("40"), 2, "41");
    EXPECT_EQ(ground.send(api("thu-2026", changed, code)).status, 409);
}

LONGDAN_ON_BOTH_GROUNDS(Api, what_is_wrong_with_a_submission_is_told_and_nothing_is_stored, all_migrations()) {
    WebFixture fixture(ground);
    const auto code = fixture.codes(1, 1).front().code;
    const auto with = [&](const std::string& from, const std::string& to) {
        std::string body = good;
        body.replace(body.find(from), from.size(), to);
        return ground.send(api("thu-2026", body, code));
    };
    EXPECT_NE(body_of(with("\"version\":\"1\"", "\"version\":\"9\"")).find("phiên bản"), std::string::npos);
    for (const auto& response :
         {with("\"version\":\"1\"", "\"version\":\"9\""), with("{", "["), with("mini", "\xff\xfe"), with("40", "12"),
          with("\"5\"", "\"9\""), with("\"5\"", "{}"), with("\"p1\"", "\"p99\""), with("may-0001-abc", "x")}) {
        EXPECT_GE(response.status, 400) << response.body;
        EXPECT_LT(response.status, 500) << response.body;
    }
    EXPECT_EQ(ground.send(api("khong-co", good, code)).status, 404);
    EXPECT_EQ(ground.send(api("thu-2026", good, "")).status, 401);
    EXPECT_EQ(rows(ground, "submission"), 0);
    EXPECT_EQ(ground.send(api("thu-2026", good, code)).status, 201);
}

LONGDAN_ON_BOTH_GROUNDS(Api, guessing_codes_and_flooding_an_open_door_are_told_to_wait, all_migrations()) {
    WebFixture fixture(ground);
    const auto code = fixture.codes(1, 1).front().code;
    const auto expect_wait = [](const http::Response& response) {
        EXPECT_EQ(response.status, 429) << response.body;
        EXPECT_EQ(header_of(response, "Retry-After"), "600");
        EXPECT_NE(response.body.find("hãy thử lại sau 10 phút"), std::string::npos) << response.body;
    };
    for (int i = 0; i < 20; ++i) EXPECT_EQ(ground.send(api("thu-2026", good, "SAI-" + std::to_string(i))).status, 404);
    expect_wait(ground.send(api("thu-2026", good, code)));
    expect_wait(Respondent{ground, "/khao-sat/thu-2026"}.begin(code));
    http::Request elsewhere = api("thu-2026", good, code);
    elsewhere.client_address = "192.0.2.7";
    EXPECT_EQ(ground.send(std::move(elsewhere)).status, 201);
    ground.fake_clock().advance(600'000);
    EXPECT_EQ(ground.send(api("thu-2026", good, code)).status, 200) << "the wait is over";

    const auto to_open_door = [&](int number) {
        std::string body = good;
        body.replace(body.find("may-0001"), 8, "may-" + std::to_string(1000 + number));
        return ground.send(api("thu-2026-mo", body, ""));
    };
    for (int i = 0; i < 300; ++i) ASSERT_EQ(to_open_door(i).status, 201);
    expect_wait(to_open_door(300));
    EXPECT_EQ(rows(ground, "submission"), 301);
}

}  // namespace
}  // namespace longdan::collect
