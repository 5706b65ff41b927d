#include "features/collect/state.h"
#include "platform/base/document.h"
#include "platform/base/text.h"

#include <algorithm>

#include <boost/json.hpp>

namespace longdan::collect {

namespace json = boost::json;
using http::Request;
using http::Response;

namespace {

struct ApiViolation {
    std::string path;
    std::string rule;
    std::string message;
    LONGDAN_DOCUMENT(ApiViolation, path, rule, message)
};
struct ApiReceipt {
    std::string receipt;
    std::string sha256;
    Day received;
    bool repeated = false;
    std::string state;
    std::vector<ApiViolation> violations;
    LONGDAN_DOCUMENT(ApiReceipt, receipt, sha256, received, repeated, state, violations)
};

std::string answer_text(const std::string& question, const json::value& value) {
    if (value.is_string()) return std::string(value.get_string());
    if (value.is_int64()) return std::to_string(value.get_int64());
    if (value.is_null()) return {};
    if (value.is_array()) {
        std::string joined;
        for (const json::value& choice : value.get_array()) {
            if (!choice.is_string() || choice.get_string().find(' ') != json::string::npos) break;
            if (!joined.empty()) joined += ' ';
            joined += std::string_view(choice.get_string().data(), choice.get_string().size());
            if (&choice == &value.get_array().back()) return joined;
        }
        if (value.get_array().empty()) return {};
    }
    throw Error(
        ErrorKind::invalid, "Câu trả lời phải là chữ, số nguyên hoặc danh sách chữ",
        {{question, "phải là chữ, số nguyên hoặc danh sách chữ"}}
    );
}

/// The body of a submission: {"instance", "form", "version", "point", "language", "answers": {…}}.
Incoming read_submission(const Request& request, const methods::Form& form) {
    json::error_code error;
    json::monotonic_resource memory;
    const json::value root = json::parse(request.body, error, &memory);
    if (error || !root.is_object()) {
        throw Error(ErrorKind::invalid, "Nội dung gửi lên không phải JSON đúng chuẩn (UTF-8): " + error.message());
    }
    const auto text_at = [&](const char* key) -> std::string {
        const json::value* found = root.get_object().if_contains(key);
        return found && found->is_string() ? std::string(found->get_string()) : std::string();
    };
    if (text_at("form") != form.code || text_at("version") != form.version) {
        throw Error(
            ErrorKind::invalid,
            "Không nhận phiếu '" + text_at("form").substr(0, 60) + "' phiên bản '" + text_at("version").substr(0, 60) +
                "'; đợt này dùng phiếu '" + form.code + "' phiên bản '" + form.version + "'",
            {{"version", "cần phiên bản " + form.version}}
        );
    }
    Incoming incoming;
    incoming.instance = text_at("instance");
    incoming.raw = request.body;
    incoming.language = text_at("language") == "en" ? "en" : "vi";
    const std::string point = text_at("point");
    if (!point.empty()) {
        const auto number = Id<struct PointTag>::parse(point);
        if (!number) throw Error(ErrorKind::invalid, "Địa điểm phải là số", {{"point", "phải là số"}});
        incoming.point = number->value;
    }
    const json::value* answers = root.get_object().if_contains("answers");
    if (!answers || !answers->is_object()) {
        throw Error(ErrorKind::invalid, "Thiếu 'answers' với các câu trả lời", {{"answers", "thiếu"}});
    }
    for (const auto& answer : answers->get_object()) {
        const std::string question(answer.key());
        std::string text = answer_text(question, answer.value());
        if (!text.empty()) incoming.answers[question] = std::move(text);
    }
    return incoming;
}

class Submissions {
  public:
    Submissions(Collect& collect, Collect::State& state) : collect_(collect), state_(state) {}

    Response post(const Request& request) {
        const auto door = find_door(request);
        const identity::Access& access = identity::Identity::access(request);
        const auto code = request.headers.find("X-Access-Code");
        if (!code && door->collection.evidence == Evidence::probability) {
            access.require(identity::Permission::answers_enter, door->collection.scheme);
        }
        Incoming incoming = read_submission(request, *door->form);
        if (code) incoming.access_code = std::string(trimmed(*code));
        const bool trusted =
            !code && access.signed_in() && access.may(identity::Permission::answers_enter, door->collection.scheme);
        incoming.channel = trusted ? Channel::device : Channel::api;
        incoming.access = &access;
        if (trusted) return answer(collect_.receive(door->collection, incoming));
        return from_a_stranger(request, door->collection, incoming);
    }

  private:
    /// Somebody without an account: wrong codes and answers to open doors are counted by address.
    Response from_a_stranger(const Request& request, const Collection& door, const Incoming& incoming) {
        const Moment now = state_.ground.clock.now();
        const std::string& address = request.client_address;
        const std::int64_t wait =
            std::max(state_.wrong_codes.seconds_to_wait(address, now), state_.seconds_to_wait(door, address));
        if (wait > 0) {
            return http::problem(
                       429, "Gửi quá nhiều",
                       "Địa chỉ này vừa gửi quá nhiều, hãy thử lại sau " + http::vietnamese_wait(wait)
            )
                .header("Retry-After", std::to_string(wait));
        }
        try {
            Response response = answer(collect_.receive(door, incoming));
            state_.count_answer(door, address);
            return response;
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::not_found) state_.wrong_codes.count(address, now);
            throw;
        }
    }

    /// By code of a door, or by number of a round (then its door by access code).
    std::shared_ptr<const Door> find_door(const Request& request) {
        const std::string wanted(request.parameter("round"));
        if (auto door = state_.door(wanted)) return door;
        const auto round = RoundId::parse(wanted);
        if (round) {
            const auto doors =
                state_.ground.database.read([&](db::Transaction& tx) { return collect_.collections(tx, *round); });
            for (const Collection& collection : doors) {
                if (collection.evidence != Evidence::probability) continue;
                if (auto door = state_.door(collection.code)) return door;
            }
        }
        // A number, unlike the code of a door, is no public knowledge.
        if (round && !request.headers.find("X-Access-Code")) no_such_page(identity::Identity::access(request));
        throw Error(ErrorKind::not_found, "Không có đợt thu thập '" + wanted.substr(0, 60) + "'");
    }

    static Response answer(const Receipt& receipt) {
        ApiReceipt body;
        body.receipt = receipt.code;
        body.sha256 = receipt.sha256;
        body.received = receipt.received;
        body.repeated = receipt.repeated;
        body.state = name(receipt.state);
        for (const auto& violation : receipt.violations) {
            body.violations.push_back({violation.path, std::string(xforms::name(violation.rule)), violation.message});
        }
        return http::json(to_json(body), receipt.repeated ? 200 : 201);
    }

    Collect& collect_;
    Collect::State& state_;
};

}  // namespace

void Collect::add_api_routes() {
    const auto submissions = std::make_shared<Submissions>(*this, *state_);
    state_->ground.router.post(
        "/api/v1/rounds/{round}/submissions",
        [submissions](const Request& request) { return submissions->post(request); },
        {.body_limit = 256u << 10, .csrf = false}
    );
}

}  // namespace longdan::collect
