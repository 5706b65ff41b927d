#include "platform/base/log.h"
#include "platform/base/markup.h"
#include "platform/view/notice.h"
#include "platform/view/view.h"

namespace longdan::view {

namespace {

constexpr View<ErrorPage> error_view{"shell/error"};

http::Response answer(int status, std::string content_type, std::string body) {
    http::Response response;
    response.status = status;
    response.content_type = std::move(content_type);
    response.body = std::move(body);
    return response;
}

/// The page that needs no view: for when views themselves have failed.
http::Response plain_page(const http::Request& request, int status, std::string_view message) {
    const bool english = request.language == http::Language::english;
    std::string body = "<!doctype html><html lang=\"";
    body += english ? "en" : "vi";
    body += "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">";
    body +=
        "<title>" + escaped_markup(message) + "</title></head><body><main><h1>" + escaped_markup(message) + "</h1><p>";
    body += english ? "Error code " : "Mã lỗi ";
    body += std::to_string(status) + (english ? ", request " : ", yêu cầu ") + escaped_markup(request.request_id) +
            ".</p><p>";
    body += english ? "<a href=\"/en/\">Home page</a>" : "<a href=\"/\">Về trang chủ</a>";
    body += "</p></main></body></html>";
    return answer(status, "text/html; charset=utf-8", std::move(body));
}

void log_failure(const http::Request& request, std::string_view view, const char* reason) {
    log::error("view_failed", {{"view", view}, {"request", request.request_id}, {"reason", reason}});
}

http::Response broken_page(const http::Request& request) {
    const bool english = request.language == http::Language::english;
    return plain_page(
        request, 500,
        english ? "This page could not be shown. We have recorded the error"
                : "Không hiển thị được trang này. Lỗi đã được ghi lại"
    );
}

http::Response busy_page(const http::Request& request) {
    const bool english = request.language == http::Language::english;
    return plain_page(
               request, 503,
               english ? "The server is busy. Please try again in a few minutes"
                       : "Máy chủ đang bận. Xin thử lại sau ít phút"
    )
        .header("Retry-After", "5");
}

std::string problem_document(const http::Request& request, int status, const std::string& message) {
    std::string out = "{\"type\":\"about:blank\",\"title\":";
    append_json(out, message);
    out += ",\"status\":" + std::to_string(status) + ",\"instance\":";
    append_json(out, request.request_id);
    out += '}';
    return out;
}

}  // namespace

PageContext Pages::context(const http::Request& request) const {
    PageContext context = context_ ? context_(request) : PageContext{};
    context.language = request.language == http::Language::english ? "en" : "vi";
    context.path = request.path;
    const auto mark = request.target.find('?');
    context.query = mark == std::string::npos ? "" : request.target.substr(mark + 1);
    context.csrf = request.principal.csrf_token;
    context.user = request.principal.display_name;
    context.request_id = request.request_id;
    return context;
}

std::vector<FieldMessage> field_messages(const std::vector<FieldError>& errors) {
    std::vector<FieldMessage> messages;
    for (const auto& error : errors) messages.push_back({error.field, error.message});
    return messages;
}

http::Response Pages::error_page(
    const http::Request& request, int status, const std::string& message, const std::vector<FieldError>& fields
) {
    if (request.format == "json") {
        return answer(status, "application/problem+json", problem_document(request, status, message));
    }
    const ErrorPage document{status, message, request.request_id, field_messages(fields)};
    try {
        return drawn(request, error_view.name, to_json(document), status);
    } catch (const std::runtime_error& error) {
        // What went wrong first is what the reader must learn, whatever the views can do.
        log_failure(request, error_view.name, error.what());
        return plain_page(request, status, message);
    }
}

http::Response Pages::drawn(
    const http::Request& request, std::string_view view, const std::string& document, int status
) {
    const PageContext about = context(request);
    http::Response response =
        answer(status, "text/html; charset=utf-8", renderer_.render(view, document, to_json(about)));
    if (about.notice) response.header("Set-Cookie", no_notice_cookie(request));
    return response;
}

http::Response Pages::finish(
    const http::Request& request, std::string_view view, const std::string& document, int status
) {
    if (request.format == "json") return answer(status, "application/json", document);
    try {
        return drawn(request, view, document, status);
    } catch (const ViewError& error) {
        log_failure(request, view, error.what());
        return broken_page(request);
    } catch (const Error& error) {
        if (error.kind() != ErrorKind::unavailable) throw;
        log_failure(request, view, error.what());
        return busy_page(request);
    }
}

}  // namespace longdan::view
