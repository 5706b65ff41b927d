#include "platform/http/head.h"

#include "platform/base/digest.h"
#include "platform/http/compress.h"
#include "platform/http/page_cache.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace longdan::http {

namespace {

bool same_name(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

constexpr std::string_view content_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'; "
    "worker-src 'self'";

/// Browsers keep a public page but ask each time whether it still stands, so that a moment of publication or a
/// correction shows at once; the answer is mostly an empty 304.
constexpr std::string_view public_policy = "public, no-cache";

}  // namespace

void Head::add(std::string_view name, std::string_view value) {
    for (const std::string_view part : {name, value}) {
        if (part.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) {
            throw std::logic_error("a header value may not hold a line break: " + std::string(name.substr(0, 40)));
        }
    }
    lines_ += name;
    lines_ += ": ";
    lines_ += value;
    lines_ += "\r\n";
}

void Head::add_default(const Response& response, std::string_view name, std::string_view value) {
    if (!header_of(response, name)) add(name, value);
}

std::optional<std::string_view> header_of(const Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
        if (same_name(key, name)) return value;
    }
    return std::nullopt;
}

void add_security_headers(Head& head, const Response& response) {
    head.add_default(response, "Content-Security-Policy", content_policy);
    head.add_default(response, "X-Content-Type-Options", "nosniff");
    head.add_default(response, "Referrer-Policy", "same-origin");
    head.add_default(
        response, "Permissions-Policy",
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
    );
    head.add_default(response, "Cross-Origin-Opener-Policy", "same-origin");
    head.add_default(response, "Cross-Origin-Resource-Policy", "same-origin");
    head.add_default(response, "X-Frame-Options", "DENY");
}

void add_own_headers(Head& head, const Response& response) {
    constexpr std::array<std::string_view, 8> ours{"content-length", "transfer-encoding", "content-encoding",
                                                   "content-type",   "connection",        "date",
                                                   "x-request-id",   "keep-alive"};
    for (const auto& [name, value] : response.headers) {
        if (std::none_of(ours.begin(), ours.end(), [&](std::string_view one) { return same_name(one, name); })) {
            head.add(name, value);
        }
    }
}

std::string make_etag(std::string_view content) { return sha256(content).substr(0, 24); }

std::string_view reason(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 201:
            return "Created";
        case 202:
            return "Accepted";
        case 204:
            return "No Content";
        case 206:
            return "Partial Content";
        case 301:
            return "Moved Permanently";
        case 302:
            return "Found";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 307:
            return "Temporary Redirect";
        case 308:
            return "Permanent Redirect";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 408:
            return "Request Timeout";
        case 409:
            return "Conflict";
        case 410:
            return "Gone";
        case 411:
            return "Length Required";
        case 412:
            return "Precondition Failed";
        case 413:
            return "Content Too Large";
        case 414:
            return "URI Too Long";
        case 415:
            return "Unsupported Media Type";
        case 416:
            return "Range Not Satisfiable";
        case 417:
            return "Expectation Failed";
        case 422:
            return "Unprocessable Content";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 501:
            return "Not Implemented";
        case 503:
            return "Service Unavailable";
        case 505:
            return "HTTP Version Not Supported";
        default:
            return status < 400 ? "OK" : "Error";
    }
}

Page make_page(const Response& response, Effort effort) {
    Page page;
    page.etag = make_etag(response.body);
    page.tags = response.cache->tags;
    page.until = response.cache->until;
    page.variants[0].body = response.body;
    constexpr std::size_t worth_compressing = 1024;
    if (response.body.size() > worth_compressing && is_compressible(response.content_type)) {
        page.variants[1].body = gzip(response.body, effort);
        page.variants[2].body = brotli(response.body, effort);
        for (auto& variant : {&page.variants[1], &page.variants[2]}) {
            if (variant->body.size() >= response.body.size()) variant->body.clear();
        }
    }
    constexpr std::array<std::string_view, 3> names{"", "gzip", "br"};
    for (std::size_t i = 0; i < page.variants.size(); ++i) {
        auto& variant = page.variants[i];
        if (i > 0 && variant.body.empty()) continue;
        Head head;
        head.add("Content-Type", response.content_type);
        head.add("Content-Length", std::to_string(variant.body.size()));
        if (i > 0) head.add("Content-Encoding", names[i]);
        head.add_default(response, "Vary", "Accept-Encoding");
        head.add_default(response, "ETag", '"' + page.etag + (i > 0 ? "-" + std::string(names[i]) : "") + '"');
        head.add_default(response, "Cache-Control", public_policy);
        add_security_headers(head, response);
        add_own_headers(head, response);
        variant.head = head.take();
    }
    Head head;
    head.add_default(response, "Vary", "Accept-Encoding");
    head.add_default(response, "ETag", '"' + page.etag + '"');
    head.add_default(response, "Cache-Control", public_policy);
    for (const std::string_view name : {"Vary", "ETag", "Cache-Control"}) {
        if (const auto own = header_of(response, name)) head.add(name, *own);
    }
    page.not_modified_head = head.take();
    return page;
}

}  // namespace longdan::http
