#include "platform/base/document.h"
#include "platform/http/http.h"

namespace longdan::http {

namespace {

void append_percent(std::string& out, char byte) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto value = static_cast<unsigned char>(byte);
    out += '%';
    out += digits[value >> 4];
    out += digits[value & 15];
}

bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
}

Response of_type(std::string body, std::string content_type, int status) {
    Response response;
    response.status = status;
    response.content_type = std::move(content_type);
    response.body = std::move(body);
    return response;
}

}  // namespace

Response html(std::string body, int status) { return of_type(std::move(body), "text/html; charset=utf-8", status); }

Response json(std::string body, int status) { return of_type(std::move(body), "application/json", status); }

Response text(std::string body, int status) { return of_type(std::move(body), "text/plain; charset=utf-8", status); }

Response csv(std::string body, std::string_view file_name) {
    Response response = of_type(std::move(body), "text/csv; charset=utf-8", 200);
    response.header("Content-Disposition", attachment(file_name));
    return response;
}

std::string attachment(std::string_view file_name) {
    std::string plain;
    std::string encoded;
    for (const char c : file_name) {
        if (is_plain(c)) {
            plain += c;
            encoded += c;
        } else {
            plain += '_';
            append_percent(encoded, c);
        }
    }
    std::string out = "attachment; filename=\"" + plain + "\"";
    if (plain != encoded) out += "; filename*=UTF-8''" + encoded;
    return out;
}

Response redirect(std::string where) {
    bool ours = where.starts_with('/') && !where.starts_with("//") && !where.starts_with("/\\");
    std::string location;
    for (const char c : where) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) ours = false;
        if (static_cast<unsigned char>(c) > 0x7f || c == ' ' || c == '"' || c == '\\') {
            append_percent(location, c);
        } else {
            location += c;
        }
    }
    if (!ours) throw Error(ErrorKind::invalid, "Địa chỉ chuyển tiếp không thuộc trang này");
    Response response = of_type({}, "text/plain; charset=utf-8", 303);
    response.header("Location", std::move(location));
    return response;
}

Response problem(int status, std::string_view title, std::string_view detail, const std::vector<FieldError>& fields) {
    std::string body = R"({"type":"about:blank","title":)";
    append_json_string(body, title);
    body += ",\"status\":" + std::to_string(status) + ",\"detail\":";
    append_json_string(body, detail);
    if (!fields.empty()) {
        body += ",\"errors\":[";
        for (std::size_t i = 0; i < fields.size(); ++i) {
            body += i == 0 ? "{\"field\":" : ",{\"field\":";
            append_json_string(body, fields[i].field);
            body += ",\"message\":";
            append_json_string(body, fields[i].message);
            body += '}';
        }
        body += ']';
    }
    body += '}';
    return of_type(std::move(body), "application/problem+json", status);
}

}  // namespace longdan::http
