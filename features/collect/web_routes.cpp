#include "features/collect/questionnaire.h"
#include "platform/base/digest.h"
#include "platform/base/log.h"
#include "platform/base/text.h"

namespace longdan::collect {

using http::Request;
using http::Response;

namespace {

std::string language_of(const Request& request) { return request.language == http::Language::english ? "en" : "vi"; }

std::string path_of(const Request& request, const std::string& path) {
    return (request.language == http::Language::english ? "/en" : "") + path;
}

std::string said(const Request& request, std::string_view vietnamese, std::string_view english) {
    return std::string(request.language == http::Language::english ? english : vietnamese);
}

/// Why the sender has to wait, and how long.
std::string too_often(
    const Request& request, std::int64_t seconds, std::string_view vietnamese, std::string_view english
) {
    if (request.language == http::Language::english) {
        return std::string(english) + ", please try again in " + std::to_string((seconds + 59) / 60) + " minutes";
    }
    return std::string(vietnamese) + ", hãy thử lại sau " + http::vietnamese_wait(seconds);
}

/// Serves one questionnaire from its start page to its receipt.
class Questionnaire {
  public:
    Questionnaire(Collect& collect, Collect::State& state) : collect_(collect), state_(state) {}

    /// Surveys that take answers now. Kept for a minute, so that a new one is seen soon on every node.
    Response list(const Request& request) {
        SurveyList page;
        Moment until{now().milliseconds + 60'000};
        state_.ground.database.read([&](db::Transaction& tx) {
            for (const auto& row : tx.query(
                     std::string(select_collection) +
                         " WHERE is_open = 1 AND opens <= :now AND closes >= :now ORDER BY closes, id",
                     {{"now", now()}}
                 )) {
                const Collection collection = collection_of(row);
                const bool english = request.language == http::Language::english && !collection.title_en.empty();
                until = std::min(until, Moment{collection.closes.milliseconds + 1});
                page.surveys.push_back(
                    {collection.code, english ? collection.title_en : collection.title, collection.runner,
                     collection.evidence == Evidence::probability, collection.closes}
                );
            }
        });
        Response response = state_.ground.pages.page(request, surveys_view, page);
        response.cache = http::CachePolicy{{"collections"}, until};
        return response;
    }

    Response start(const Request& request) {
        const auto code = request.query.find("ma");
        const auto door = require_door(request, !code);
        StartPage page = start_page(*door, language_of(request), now());
        if (code) page.access_code = std::string(code->substr(0, 40));
        Response response = state_.ground.pages.page(request, start_view, page);
        if (!code) {
            const Moment next = now() < door->collection.opens ? door->collection.opens : door->collection.closes;
            response.cache = http::CachePolicy{{"collection:" + door->collection.code}, std::nullopt};
            if (now() <= door->collection.closes) response.cache->until = Moment{next.milliseconds + 1};
        }
        return response;
    }

    /// Consent given, code typed: the first page of questions. Nothing is stored.
    Response begin(const Request& request) {
        identity::Identity::require_same_origin(request);
        const auto door = require_door(request);
        StartPage page = start_page(*door, language_of(request), now());
        if (!page.closed.empty()) return state_.ground.pages.page(request, start_view, page, 403);
        const auto typed = request.form.find("ma");
        page.access_code = typed ? std::string(typed->substr(0, 40)) : std::string();
        if (request.form.find("dong_y") != "1") {
            page.errors.push_back(
                {"dong_y", said(request, "Hãy đánh dấu đồng ý để bắt đầu", "Please tick the box to start")}
            );
        }
        if (page.asks_code) {
            const auto wait = state_.wrong_codes.seconds_to_wait(request.client_address, now());
            if (wait > 0) {
                page.errors.push_back(
                    {"ma", too_often(request, wait, "Đã nhập sai mã quá nhiều lần", "Too many wrong codes")}
                );
                return state_.ground.pages.page(request, start_view, page, 429)
                    .header("Retry-After", std::to_string(wait));
            }
            check_code(request, *door, page);
        }
        if (!page.errors.empty()) return state_.ground.pages.page(request, start_view, page, 422);
        FormState form;
        form.collection = door->collection.code;
        form.instance = random_token(18);
        form.access_code = page.asks_code ? normalised_code(page.access_code) : "";
        const xforms::FormSession session(*door->form->plan, language_of(request));
        const auto first = session.first_page();
        if (!first) throw Error(ErrorKind::conflict, "Phiếu hỏi này không có trang nào");
        return questions(request, *door, form, session, *first, {});
    }

    /// One page sent: forward, back, to the review, or the whole answer.
    Response go_on(const Request& request) {
        identity::Identity::require_same_origin(request);
        const auto door = require_door(request);
        auto form = FormState::read(
            request.form.find("phieu").value_or(""), request.form.find("ky").value_or(""), state_.secret(),
            door->collection.code
        );
        if (!form) return state_lost(request, *door);
        xforms::FormSession session(*door->form->plan, language_of(request), form->answers);
        take_answers(request, session);
        form->answers = session.draft();
        const std::size_t page = page_of(request, *door);
        const std::string action(request.form.find("viec").value_or("tiep"));
        if (action == "gui") return send(request, *door, *form, session);
        if (action.starts_with("sua:")) {
            return questions(request, *door, *form, session, page_number(*door, action.substr(4)), {});
        }
        if (action == "lui") {
            return questions(request, *door, *form, session, session.previous_page(page).value_or(page), {});
        }
        const auto errors = session.errors_on(page);
        if (!errors.empty()) return questions(request, *door, *form, session, page, messages_of(errors));
        if (has_new_questions(request, *door, session, page)) {
            return questions(request, *door, *form, session, page, {});
        }
        const auto next = action == "xem" ? std::nullopt : session.next_page(page);
        if (!next) return review(request, *door, *form, session, {});
        return questions(request, *door, *form, session, *next, {});
    }

    Response receipt(const Request& request) {
        const auto door = require_door(request);
        ReceiptPage page;
        page.code = door->collection.code;
        page.title = title_of(*door, language_of(request));
        page.results_at = door->collection.results_at;
        if (const auto code = request.query.find("ma")) {
            page.asked = std::string(code->substr(0, 40));
            const auto found = state_.ground.database.read([&](db::Transaction& tx) {
                return collect_.find_receipt(tx, door->collection.round, page.asked);
            });
            if (found) {
                page.thanks = request.query.find("xong") == "1";
                page.receipt = found->code;
                page.received = found->received;
                page.state = std::string(name(found->state));
                page.sha256 = found->sha256;
            }
        }
        return state_.ground.pages.page(request, receipt_view, page);
    }

    Response back_to_start(const Request& request) {
        return http::redirect(path_of(request, "/khao-sat/" + require_door(request)->collection.code));
    }

  private:
    Moment now() const { return state_.ground.clock.now(); }

    std::shared_ptr<const Door> require_door(const Request& request, bool fresh = false) {
        auto door = state_.door(std::string(request.parameter("code")), fresh);
        if (!door)
            throw Error(
                ErrorKind::not_found, "Không có khảo sát nào ở địa chỉ này, hãy xem lại đường dẫn trên thư mời"
            );
        return door;
    }

    /// Tells early what is wrong with a code, so that nobody answers for nothing; it is checked again when sent.
    void check_code(const Request& request, const Door& door, StartPage& page) {
        const auto refuse = [&](std::string_view vietnamese, std::string_view english) {
            page.errors.push_back({"ma", said(request, vietnamese, english)});
            state_.wrong_codes.count(request.client_address, now());
        };
        if (trimmed(page.access_code).empty()) {
            page.errors.push_back(
                {"ma",
                 said(request, "Hãy nhập mã truy cập in trên thư mời", "Please enter the code of your invitation")}
            );
            return;
        }
        if (!is_code(page.access_code)) {
            return refuse(
                "Mã truy cập không đúng, hãy xem lại từng chữ trên thư mời", "The code is not right, please check it"
            );
        }
        const std::string hash = code_hash(state_.secret(), page.access_code);
        const auto known = state_.ground.database.read([&](db::Transaction& tx) {
            return state_.find_code(tx, door.collection.round, hash);
        });
        if (!known || known->collection != door.collection.id) {
            return refuse("Không có mã truy cập này, hãy xem lại từng chữ trên thư mời", "There is no such code");
        }
        if (known->state == CodeState::used) {
            return refuse(
                "Mã này đã được dùng để gửi một phiếu, mỗi mã chỉ dùng một lần",
                "This code has been used; each code works once"
            );
        }
        if (known->state == CodeState::withdrawn) {
            return refuse("Mã này đã được thu hồi, hãy hỏi người đưa thư mời", "This code has been withdrawn");
        }
    }

    static std::size_t page_number(const Door& door, std::string_view text) {
        const auto page = Id<struct PageTag>::parse(text);
        const std::size_t pages = door.form->plan->pages().size();
        return page && static_cast<std::size_t>(page->value) < pages ? static_cast<std::size_t>(page->value) : 0;
    }
    static std::size_t page_of(const Request& request, const Door& door) {
        return page_number(door, request.form.find("trang").value_or("0"));
    }

    /// Answers of the questions that stood on the page; one that stood there and was not sent is taken back.
    static void take_answers(const Request& request, xforms::FormSession& session) {
        for (const auto question : split(request.form.find("hoi").value_or(""), ' ')) {
            if (question.empty()) continue;
            std::vector<std::string> values;
            for (const auto value : request.form.all(std::string(field_prefix) + std::string(question))) {
                values.emplace_back(value);
            }
            session.set(question, values);
        }
    }

    static bool has_new_questions(
        const Request& request, const Door& door, const xforms::FormSession& session, std::size_t page
    ) {
        const auto shown = split(request.form.find("hoi").value_or(""), ' ');
        if (!request.form.find("hoi")) return false;
        for (const std::size_t question : door.form->plan->pages()[page].questions) {
            const std::string& name = door.form->plan->questions()[question].name;
            if (session.relevant(question) && std::find(shown.begin(), shown.end(), name) == shown.end()) return true;
        }
        return false;
    }

    Response questions(
        const Request& request, const Door& door, const FormState& form, const xforms::FormSession& session,
        std::size_t index, std::vector<view::FieldMessage> errors
    ) {
        const std::string json = form.json();
        const std::string signature = sign_state(state_.secret(), json);
        QuestionPage page = question_page(door, session, language_of(request), index);
        page.errors = std::move(errors);
        bool untouched = page.errors.empty() && request.principal.display_name.empty();
        for (const QuestionView& question : page.questions) untouched = untouched && question.value.empty();
        const int status = page.errors.empty() ? 200 : 422;
        if (!untouched) {
            page.state = json;
            page.signature = signature;
            return state_.ground.pages.page(request, question_view, page, status);
        }
        page.state = DrawnPages::state_mark;
        page.signature = DrawnPages::signature_mark;
        const std::string key = door.form->id.text() + " " + language_of(request) + " " + to_json(page);
        std::string html = drawn_.find(key);
        if (html.empty()) {
            Response fresh = state_.ground.pages.page(request, question_view, page, status);
            drawn_.keep(key, fresh.body);
            html = std::move(fresh.body);
        }
        return http::html(DrawnPages::filled(std::move(html), json, signature), status);
    }

    Response review(
        const Request& request, const Door& door, const FormState& form, const xforms::FormSession& session,
        std::vector<view::FieldMessage> errors, int status = 200
    ) {
        ReviewPage page = review_page(door, session, language_of(request));
        page.state = form.json();
        page.signature = sign_state(state_.secret(), page.state);
        page.errors = std::move(errors);
        return state_.ground.pages.page(request, review_view, page, status);
    }

    Response send(const Request& request, const Door& door, const FormState& form, const xforms::FormSession& session) {
        const auto violations = session.errors();
        if (!violations.empty()) {
            const auto question = door.form->plan->find(violations.front().question);
            const std::size_t page = question ? door.form->plan->questions()[*question].page : 0;
            return questions(request, door, form, session, page, messages_of(session.errors_on(page)));
        }
        const auto wait = state_.seconds_to_wait(door.collection, request.client_address);
        if (wait > 0) {
            const std::string text = too_often(
                request, wait, "Câu trả lời vẫn còn nguyên, nhưng nơi này vừa gửi rất nhiều phiếu",
                "Your answers are still here, but very many came from this place"
            );
            return review(request, door, form, session, {{"", text}}, 429).header("Retry-After", std::to_string(wait));
        }
        Incoming incoming;
        incoming.instance = form.instance;
        incoming.answers = session.answers();
        incoming.access_code = form.access_code;
        incoming.channel = Channel::web;
        incoming.language = language_of(request);
        incoming.raw = raw_json(*door.form, form.instance, incoming.language, incoming.answers);
        try {
            const Receipt receipt = collect_.receive(door.collection, incoming);
            state_.count_answer(door.collection, request.client_address);
            return http::redirect(
                path_of(request, "/khao-sat/" + door.collection.code + "/bien-nhan?xong=1&ma=" + receipt.code)
            );
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::unavailable) throw;
            const int status = error.kind() == ErrorKind::conflict ? 409 : 403;
            return review(request, door, form, session, {{"", error.what()}}, status);
        }
    }

    Response state_lost(const Request& request, const Door& door) {
        StartPage page = start_page(door, language_of(request), now());
        page.errors.push_back(
            {"", said(
                     request, "Trang vừa gửi không đọc được, có thể do trang đã cũ; xin bắt đầu lại",
                     "The page could not be read, perhaps it was too old; please start again"
                 )}
        );
        return state_.ground.pages.page(request, start_view, page, 400);
    }

    Collect& collect_;
    Collect::State& state_;
    DrawnPages drawn_;
};

}  // namespace

void Collect::add_questionnaire_routes() {
    const auto pages = std::make_shared<Questionnaire>(*this, *state_);
    http::Router& router = state_->ground.router;
    // A visitor has no session: the signed state is what ties one page to the next (docs/decisions/collection.md).
    const http::RouteOptions visitors{.body_limit = 128u << 10, .csrf = false};
    router.get("/khao-sat", [pages](const Request& request) { return pages->list(request); }, {.formats = "json"});
    router.get("/khao-sat/{code}", [pages](const Request& request) { return pages->start(request); });
    router.post(
        "/khao-sat/{code}", [pages](const Request& request) { return pages->begin(request); }, visitors
    );
    router.get("/khao-sat/{code}/tra-loi", [pages](const Request& request) { return pages->back_to_start(request); });
    router.post(
        "/khao-sat/{code}/tra-loi", [pages](const Request& request) { return pages->go_on(request); }, visitors
    );
    router.get("/khao-sat/{code}/bien-nhan", [pages](const Request& request) { return pages->receipt(request); });
}

}  // namespace longdan::collect
