#include "platform/http/dispatcher.h"

#include "platform/base/digest.h"
#include "platform/base/log.h"
#include "platform/base/markup.h"
#include "platform/base/text.h"
#include "platform/http/head.h"
#include "platform/http/refusal.h"
#include "platform/http/status.h"

#include <algorithm>

namespace longdan::http {

namespace {

constexpr const char* expired = "Phiên làm việc đã hết hạn, hãy tải lại trang rồi gửi lại";

bool changes_state(Method method) { return method != Method::get && method != Method::head; }

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
    });
    return out;
}

}  // namespace

std::optional<std::string> forgery(const Request& request) {
    const auto site = request.headers.find("sec-fetch-site");
    if (site && *site != "same-origin" && *site != "none") return expired;
    if (const auto origin = request.headers.find("origin")) {
        const std::string expected = lower(request.host);
        const std::string given = lower(*origin);
        const bool same = given == "https://" + expected || (!request.secure && given == "http://" + expected);
        if (!same) return expired;
    }
    if (request.headers.find("authorization") && !request.headers.find("cookie")) return std::nullopt;
    const auto field = request.form.find("_csrf");
    const std::string_view token = field ? *field : request.headers.find("x-csrf-token").value_or("");
    if (token.empty() || request.principal.csrf_token.empty()) return expired;
    if (!equal_constant_time(token, request.principal.csrf_token)) return expired;
    return std::nullopt;
}

bool wants_json(const Request& request) {
    if (request.format == "json" || request.path.starts_with("/api/") || request.path.ends_with(".json")) return true;
    const std::string_view accept = request.headers.find("accept").value_or("");
    return accept.find("json") != std::string_view::npos && accept.find("text/html") == std::string_view::npos;
}

Response plain_error(int status, const std::string& message, const std::string& request_id, bool as_json) {
    if (as_json) return problem(status, reason(status), message);
    std::string body = "<!doctype html><html lang=\"vi\"><meta charset=\"utf-8\"><title>Lỗi " + std::to_string(status) +
                       "</title><h1>Lỗi " + std::to_string(status) + "</h1><p>" + escaped_markup(message) + "</p>";
    if (!request_id.empty()) body += "<p>Mã yêu cầu: " + escaped_markup(request_id) + "</p>";
    return html(std::move(body), status);
}

Dispatcher::Dispatcher(const Router& router, PageCache& cache, const Clock& clock, DispatcherOptions options)
    : router_(router), cache_(cache), clock_(clock), options_(std::move(options)) {}

Response Dispatcher::error(
    const Request& request, int status, const std::string& message, const std::vector<FieldError>& fields
) {
    Response response;
    try {
        if (wants_json(request)) {
            response = problem(status, reason(status), message, fields);
        } else if (options_.error_page) {
            response = options_.error_page(request, status, message, fields);
        } else {
            response = plain_error(status, message, request.request_id, false);
        }
    } catch (const std::exception& failure) {
        log::error("error_page_failed", {{"request", request.request_id}, {"reason", failure.what()}});
        response = plain_error(status, message, request.request_id, false);
    }
    response.cache.reset();
    if (status == 503 && !header_of(response, "retry-after")) response.header("Retry-After", "5");
    return response;
}

Response Dispatcher::unknown_path(const Request& request, const Router::Match& match) {
    if (match.path_known) {
        Response response = error(request, 405, "Địa chỉ này không nhận phương thức đã gửi");
        return response.header("Allow", router_.allowed(request.path));
    }
    if (!changes_state(request.method) && request.path.size() > 1 && request.path.ends_with('/') &&
        !router_.allowed(request.path.substr(0, request.path.size() - 1)).empty()) {
        const auto question = request.target.find('?');
        std::string where = request.target.substr(0, question);
        while (where.size() > 1 && where.ends_with('/')) where.pop_back();
        if (question != std::string::npos) where += request.target.substr(question);
        Response response = redirect(where);
        response.status = 308;
        return response;
    }
    return error(request, 404, "Không tìm thấy trang này");
}

Response Dispatcher::respond(Request& request, const Router::Match& match, std::shared_ptr<const Page>& page) {
    try {
        for (const Middleware& middleware : options_.middlewares) {
            if (auto early = middleware(request)) return std::move(*early);
        }
        if (!match.handler) return unknown_path(request, match);
        if (!changes_state(request.method) && !is_personal(request) && (page = cache_.find(request.target))) return {};
        if (changes_state(request.method) && match.options->csrf) {
            if (const auto why = forgery(request)) return error(request, 403, *why);
        }
        return (*match.handler)(request);
    } catch (const Error& failure) {
        return error(request, status_of(failure), failure.what(), failure.fields());
    } catch (const Refusal& failure) {
        return error(request, failure.status(), failure.what());
    } catch (const std::exception& failure) {
        log::error(
            "handler_failed", {{"request", request.request_id}, {"route", match.pattern}, {"reason", failure.what()}}
        );
    } catch (...) {
        log::error(
            "handler_failed", {{"request", request.request_id}, {"route", match.pattern}, {"reason", "unknown"}}
        );
    }
    return error(request, 500, "Máy chủ gặp lỗi khi trả lời. Mã yêu cầu: " + request.request_id);
}

bool Dispatcher::is_personal(const Request& request) const {
    if (!request.principal.display_name.empty()) return true;
    return std::any_of(options_.personal_cookies.begin(), options_.personal_cookies.end(), [&](const auto& name) {
        return request.cookie(name).has_value();
    });
}

Answer Dispatcher::answer(Request& request, const Router::Match& match, std::function<void()>& after) {
    const PageCache::Ticket ticket = cache_.ticket();
    std::shared_ptr<const Page> page;
    Response response = respond(request, match, page);
    const bool personal = is_personal(request);
    const std::string_view encodings = request.headers.find("accept-encoding").value_or("");
    const std::string_view held = request.headers.find("if-none-match").value_or("");
    try {
        if (page) return make_answer(std::move(page), encodings, held);
        const std::string& csrf = request.principal.csrf_token;
        const bool shared = response.cache && !personal && request.method == Method::get && response.status == 200 &&
                            !response.stream && response.file.empty() && !header_of(response, "set-cookie") &&
                            (csrf.empty() || response.body.find(csrf) == std::string::npos);
        if (!shared) return make_answer(request, std::move(response), personal);
        if (options_.pages_kept.count() > 0 && response.content_type.starts_with("text/html")) {
            const Moment latest{clock_.now().milliseconds + options_.pages_kept.count()};
            response.cache->until = std::min(response.cache->until.value_or(latest), latest);
        }
        // Sent and stored at once at the fast level, then made smaller when the answer is on its way.
        page = std::make_shared<const Page>(make_page(response, Effort::fast));
        Answer answer = make_answer(page, encodings, held);
        if (cache_.store(request.target, *page, ticket)) {
            after = finish_page(request.target, std::move(response), ticket);
        }
        return answer;
    } catch (const Error& failure) {
        return make_answer(request, error(request, status_of(failure), failure.what()), personal);
    } catch (const std::exception& failure) {
        log::error(
            "answer_failed", {{"request", request.request_id}, {"route", match.pattern}, {"reason", failure.what()}}
        );
        return make_answer(
            request, plain_error(500, "Máy chủ gặp lỗi khi trả lời", request.request_id, wants_json(request)), personal
        );
    }
}

std::function<void()> Dispatcher::finish_page(const std::string& target, Response response, PageCache::Ticket ticket) {
    {
        const std::lock_guard lock(making_mutex_);
        if (!making_.insert(target).second) return {};
    }
    return [this, target, response = std::move(response), ticket] {
        try {
            cache_.store(target, make_page(response, Effort::best), ticket);
        } catch (const std::exception& failure) {
            log::warning("page_not_compressed", {{"reason", failure.what()}});
        }
        const std::lock_guard lock(making_mutex_);
        making_.erase(target);
    };
}

Answer Dispatcher::refuse(const Request& request, int status, const std::string& message) {
    return make_answer(request, error(request, status, message), false);
}

}  // namespace longdan::http
