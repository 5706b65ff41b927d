#pragma once

#include "platform/base/error.h"
#include "platform/base/id.h"
#include "platform/base/time.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Requests, answers, routes. The server (server.h) brings bytes in and out on its I/O threads and runs handlers on a
/// worker pool; a handler is a plain function that returns a Response or throws Error.
namespace longdan::http {

enum class Method { get, head, post, put, patch, delete_ };

enum class Language { vietnamese, english };

/// Name-value pairs in the order sent: query, form, headers (header names are compared without case).
class Fields {
  public:
    enum class Names { exact, without_case };
    Fields() = default;
    explicit Fields(Names names) : names_(names) {}

    void add(std::string name, std::string value) { pairs_.emplace_back(std::move(name), std::move(value)); }
    std::optional<std::string_view> find(std::string_view name) const;
    std::vector<std::string_view> all(std::string_view name) const;
    const std::vector<std::pair<std::string, std::string>>& pairs() const { return pairs_; }

  private:
    bool is(std::string_view key, std::string_view name) const;

    Names names_ = Names::exact;
    std::vector<std::pair<std::string, std::string>> pairs_;
};

/// A file of a multipart body, streamed to disk while it came in. The temporary file goes with the request.
struct Upload {
    std::string field;
    std::string file_name;  ///< as sent: never a path on our side
    std::string path;       ///< temporary file with the bytes
    std::uint64_t size = 0;
    std::string sha256;
};

/// Who asks, as the identity feature found out before the handler runs. Only it knows what `details` holds.
struct Principal {
    std::string display_name;  ///< empty: nobody is signed in
    std::string csrf_token;    ///< goes into every form as field `_csrf`
    std::shared_ptr<const void> details;
};

struct Request {
    std::string request_id;  ///< for the access log and error pages
    Method method = Method::get;
    std::string path;    ///< decoded, without query, "/en" cut off
    std::string target;  ///< as sent
    std::string format;  ///< "json" when the address ended in ".json" and the route lists that format
    Language language = Language::vietnamese;
    Fields query;
    Fields headers{Fields::Names::without_case};
    Fields form;  ///< urlencoded or multipart text fields
    std::vector<Upload> uploads;
    std::string body;            ///< raw body of other content types (JSON, XML)
    std::string client_address;  ///< behind a trusted proxy: the forwarded one
    bool secure = false;         ///< came by TLS (here or at the trusted proxy)
    std::string host;
    std::vector<std::pair<std::string, std::string>> parameters;  ///< {slug} of the route
    Principal principal;

    /// A path parameter of the route; asking for one the route has not is our own mistake.
    std::string_view parameter(std::string_view name) const;
    /// A path parameter that is an id; throws Error(not_found) when it is no number.
    template <class IdType>
    IdType id(std::string_view name) const {
        const auto found = IdType::parse(parameter(name));
        if (!found) throw Error(ErrorKind::not_found, "Không tìm thấy trang này");
        return *found;
    }
    std::optional<std::string_view> cookie(std::string_view name) const;
};

/// How an answer may be kept in the page cache and by browsers.
struct CachePolicy {
    std::vector<std::string> tags;  ///< content the page was made from; PageCache::invalidate(tag) drops it
    std::optional<Moment> until;    ///< the next moment at which the page changes by itself (an embargo ends)
};

struct Response {
    int status = 200;
    std::string content_type = "text/html; charset=utf-8";
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    std::string encoding;  ///< "gzip", "br": the body is compressed already and goes out as it is
    std::string file;      ///< instead of body: send this file, with ranges
    /// Instead of body: called on the worker pool until it returns false, appends a piece each time (chunked; CSV
    /// exports, SSE). The next piece is asked for when the last one was sent; after an empty piece the server waits a
    /// little before it asks again.
    std::function<bool(std::string& piece)> stream;
    std::optional<CachePolicy> cache;  ///< set: public, the same for everybody

    Response& header(std::string name, std::string value) {
        headers.emplace_back(std::move(name), std::move(value));
        return *this;
    }
};

Response html(std::string body, int status = 200);
Response json(std::string body, int status = 200);
/// A download with that name; the body goes out as it is (begin it with a byte-order mark for spreadsheets).
Response csv(std::string body, std::string_view file_name);
/// Content-Disposition of a download whose name may hold any letters.
std::string attachment(std::string_view file_name);
Response text(std::string body, int status = 200);
/// 303 after a form post; `where` must be a path of this site, anything else throws Error(invalid).
Response redirect(std::string where);
/// RFC 9457 problem document.
Response problem(
    int status, std::string_view title, std::string_view detail, const std::vector<FieldError>& fields = {}
);

using Handler = std::function<Response(const Request&)>;

struct RouteOptions {
    std::size_t body_limit = 256u << 10;  ///< bytes, whole request body
    std::size_t upload_limit = 0;         ///< bytes of one file; 0: the route takes no files
    int body_seconds = 30;                ///< time to receive the body
    bool csrf = true;  ///< state changes need the `_csrf` field or X-CSRF-Token; off only for bearer tokens and devices
    /// Endings the route also answers to, "json,csv,metadata.json": "/don-vi/ha-noi.json" reaches "/don-vi/{slug}"
    /// with parameter "ha-noi" and request.format "json".
    std::string_view formats = {};
    bool inline_ = false;  ///< run on the I/O thread: only for handlers that never wait (health, metrics)
};

/// Routes by method and pattern: "/don-vi/{slug}", "/tep/{rest...}". A literal part beats a parameter. A GET route
/// answers HEAD too. The same pattern twice is our own mistake.
class Router {
  public:
    Router();
    ~Router();
    void get(std::string pattern, Handler handler, RouteOptions options = {});
    void post(std::string pattern, Handler handler, RouteOptions options = {});
    void put(std::string pattern, Handler handler, RouteOptions options = {});
    void patch(std::string pattern, Handler handler, RouteOptions options = {});
    void delete_(std::string pattern, Handler handler, RouteOptions options = {});

    struct Match {
        const Handler* handler = nullptr;
        const RouteOptions* options = nullptr;
        std::vector<std::pair<std::string, std::string>> parameters;
        bool path_known = false;   ///< some other method exists: 405
        std::string format;        ///< ending that was cut off, see RouteOptions::formats
        std::string_view pattern;  ///< "/don-vi/{slug}", for metrics; lives as long as the router
    };
    /// `path` is decoded and without query. A literal last part wins whole; then endings that a route lists are cut
    /// off (the longest first); then a parameter takes the part with its dots.
    Match match(Method method, std::string_view path) const;
    /// Methods the path answers to, for the Allow header: "GET, HEAD, POST"; empty when it is not known.
    std::string allowed(std::string_view path) const;
    /// "GET /don-vi/{slug}", for the isolation crawl, the API description and tests.
    std::vector<std::string> listing() const;

  private:
    struct Node;
    void add(Method method, std::string pattern, Handler handler, RouteOptions options);
    std::unique_ptr<Node> root_;
};

/// Runs before the handlers, in order: identity puts the Principal in, others may answer at once.
using Middleware = std::function<std::optional<Response>(Request&)>;

/// Reads typed fields of a form or query, collects what is wrong, and gives it back for the error summary.
///
///     FormReader form(request.form);
///     const auto year = form.integer("year", "Năm", 2012, 2100);
///     const auto name = form.text("name", "Tên đợt", 200);
///     if (!form.ok()) return form_page(form.errors());
class FormReader {
  public:
    explicit FormReader(const Fields& fields) : fields_(fields) {}

    /// Cleaned text (NFC, blanks), required unless `required` is false; the value is "" after an error.
    std::string text(std::string_view name, std::string_view label, std::size_t max_length, bool required = true);
    /// Text as typed (passwords).
    std::string raw(std::string_view name, std::string_view label, std::size_t max_length);
    std::int64_t integer(std::string_view name, std::string_view label, std::int64_t low, std::int64_t high);
    std::optional<std::int64_t> maybe_integer(
        std::string_view name, std::string_view label, std::int64_t low, std::int64_t high
    );
    /// "12,5" and "12.5".
    double number(std::string_view name, std::string_view label, double low, double high);
    /// dd/MM/yyyy or yyyy-MM-dd
    std::optional<Day> day(std::string_view name, std::string_view label, bool required = true);
    /// "yyyy-MM-ddTHH:mm" (datetime-local, Vietnamese time) or full ISO.
    std::optional<Moment> moment(std::string_view name, std::string_view label, bool required = true);
    bool checked(std::string_view name) const;
    std::string choice(std::string_view name, std::string_view label, const std::vector<std::string_view>& allowed);
    template <class IdType>
    IdType id(std::string_view name, std::string_view label) {
        const auto value = fields_.find(name);
        const auto found = value ? IdType::parse(*value) : std::nullopt;
        if (!found) add_error(name, std::string(label) + ": hãy chọn");
        return found.value_or(IdType{});
    }

    void add_error(std::string_view name, std::string message);
    bool ok() const { return errors_.empty(); }
    const std::vector<FieldError>& errors() const { return errors_; }
    /// Throws Error(invalid) with all errors when there are any.
    void require_ok() const;

  private:
    const Fields& fields_;
    std::vector<FieldError> errors_;
};

}  // namespace longdan::http
