#pragma once

#include "platform/base/document.h"
#include "platform/http/http.h"

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// TSX views, rendered by JavaScriptCore in child processes (docs/decisions/views.md).
///
///     const view::View<UnitProfile> unit_profile{"units/profile"};      // ui/views/units/profile.tsx
///     return pages.page(request, unit_profile, document);
///
/// A view's input is a document (platform/base/document.h); ui/generated/<feature>.ts holds its type, written from the
/// same list, so C++ and TypeScript cannot drift apart without a failing test (types_difference).
namespace longdan::view {

template <Document T>
struct View {
    std::string_view name;
};

/// Every view of the program with its document type; features add theirs in `declare_views`.
class Catalogue {
  public:
    template <Document T>
    void add(const View<T>& view) {
        entries_.push_back({std::string(view.name), shapes_.add<T>()});
    }
    /// The text of ui/generated/<feature>.ts: all interfaces, and which view takes which.
    std::string typescript() const;
    std::vector<std::string> names() const;
    /// A type that views use without being theirs: the context of the page.
    template <Document T>
    void add_type() {
        shapes_.add<T>();
    }

  private:
    struct Entry {
        std::string name;
        std::string document;
    };
    DocumentShapes shapes_;
    std::vector<Entry> entries_;
};

/// Nothing when ui/generated/<feature>.ts is what the catalogue of the feature says, else what to do. With
/// LONGDAN_WRITE_TYPES in the environment the file is written instead. Every feature with views has a test:
///
///     view::Catalogue catalogue;
///     Units::declare_views(catalogue);
///     EXPECT_EQ(view::types_difference(LONGDAN_SOURCE_DIR, "units", catalogue), "");
std::string types_difference(const std::string& project_folder, std::string_view feature, const Catalogue& catalogue);

struct RendererOptions {
    std::string bundle;  ///< path of the server bundle, ui/dist/server.js
    int workers = 2;
    std::chrono::milliseconds deadline{2000};
    std::size_t memory_bytes = 512u << 20;  ///< a worker over it is replaced
    bool jit = true;
    bool reload = false;                     ///< development: a changed bundle is loaded at the next page
    std::string program = "/proc/self/exe";  ///< started with --render-worker
};

/// Renders views in worker processes. Thread-safe. A worker that dies, hangs or grows too large is killed and
/// replaced; the page it worked on is tried once more, then throws Error(unavailable).
class Renderer {
  public:
    virtual ~Renderer() = default;
    /// HTML of a view. `document` and `context` are JSON objects. A view that throws gives ViewError with the
    /// JavaScript stack, which goes to the log, never to the reader.
    virtual std::string render(std::string_view view, std::string_view document, std::string_view context) = 0;
};

/// Throws Error(unavailable) when there is no bundle, ViewError when it does not load.
std::unique_ptr<Renderer> make_renderer(const RendererOptions& options);
/// For tests of features: "<pre>view document</pre>", no child process.
std::unique_ptr<Renderer> make_echo_renderer();

class ViewError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// When the program was started as a render worker (argv[1] == "--render-worker"): serves the pipe and returns the
/// exit code. main() calls it first.
bool is_render_worker(int argc, char** argv);
int run_render_worker(int argc, char** argv);

/// A short message above the page after a redirect ("Đã lưu"), carried by a signed cookie once.
struct Notice {
    std::string text;
    LONGDAN_DOCUMENT(Notice, text)
};

/// Who answers for the site: settings, drawn in header and footer. Empty ones are left out.
struct Site {
    std::string name;     ///< "Lòng Dân"
    std::string tagline;  ///< "Cải cách hành chính và sự hài lòng của người dân"
    std::string agency;   ///< governing agency
    std::string address;
    std::string phone;
    std::string email;
    std::string responsible;    ///< "Chịu trách nhiệm: …", name and title
    bool ipv6 = false;          ///< the site is reachable by IPv6: says so in the footer
    std::string trust_address;  ///< address of its entry at Tín nhiệm mạng
    LONGDAN_DOCUMENT(Site, name, tagline, agency, address, phone, email, responsible, ipv6, trust_address)
};

struct VisitCounts {
    std::int64_t online = 0;
    std::int64_t today = 0;
    std::int64_t week = 0;
    std::int64_t all = 0;
    LONGDAN_DOCUMENT(VisitCounts, online, today, week, all)
};

/// A field of a form that was refused, for the documents of form pages.
struct FieldMessage {
    std::string field;
    std::string message;
    LONGDAN_DOCUMENT(FieldMessage, field, message)
};
std::vector<FieldMessage> field_messages(const std::vector<FieldError>& errors);

/// What every page gets beside its document: ui/components/page.tsx draws header, footer, banners from it.
struct PageContext {
    // Pages fills these from the request:
    std::string language;  ///< "vi", "en"
    std::string path;      ///< without "/en" and query
    std::string query;     ///< as sent, without "?"
    std::string csrf;
    std::string user;  ///< display name; empty for a citizen
    std::string request_id;
    // The program fills these:
    bool simulated = false;  ///< the installation holds simulated answers: banner on every page
    std::optional<Notice> notice;
    std::vector<std::string> permissions;  ///< names of what the user may do somewhere: which menu entries to draw
    Site site;
    std::optional<VisitCounts> visits;
    std::int64_t waiting = 0;  ///< things in the inbox of the person signed in
    LONGDAN_DOCUMENT(
        PageContext, language, path, query, csrf, user, request_id, simulated, notice, permissions, site, visits,
        waiting
    )
};

/// Documents of the views in ui/views/shell.
struct ErrorPage {
    int status = 500;
    std::string message;
    std::string request_id;
    std::vector<FieldMessage> fields;
    LONGDAN_DOCUMENT(ErrorPage, status, message, request_id, fields)
};

/// A page that only says something: thanks, done, closed. View "shell/message".
struct MessagePage {
    std::string title;
    std::string text;
    std::string kind;        ///< "good", "warn", "bad" or ""
    std::string next_label;  ///< with next_address: what to do now; empty: the home page
    std::string next_address;
    LONGDAN_DOCUMENT(MessagePage, title, text, kind, next_label, next_address)
};

/// A job that runs or has run. View "shell/job"; its `.json` is what the page asks again and again.
struct JobPage {
    std::string title;
    std::string state;  ///< "waiting", "running", "done", "failed", "cancelled"
    std::int64_t done = 0;
    std::int64_t total = 0;  ///< 0: not known yet
    std::string message;     ///< what it says of itself now, or what went wrong
    std::string back_label;
    std::string back_address;
    std::string result_label;  ///< with result_address: what to open when it is done
    std::string result_address;
    std::string cancel_address;  ///< where the cancel form posts to; empty: cannot be cancelled
    LONGDAN_DOCUMENT(
        JobPage, title, state, done, total, message, back_label, back_address, result_label, result_address,
        cancel_address
    )
};

/// A list made to be printed: signing lists, tables of a decision. View "shell/print".
struct PrintPage {
    std::string title;
    std::string subtitle;
    std::vector<std::string> columns;
    std::vector<std::int64_t> numeric;  ///< indices of columns with figures
    std::vector<std::vector<std::string>> rows;
    std::string note;
    std::string source;  ///< revision, day, hash: where the list comes from
    LONGDAN_DOCUMENT(PrintPage, title, subtitle, columns, numeric, rows, note, source)
};

/// Every component on one page, for people who write views and for the browser tests. View "shell/gallery".
struct GalleryRow {
    std::string code;  ///< province
    std::string name;
    std::optional<double> value;
    std::optional<double> low;
    std::optional<double> high;
    std::int64_t rank = 0;
    LONGDAN_DOCUMENT(GalleryRow, code, name, value, low, high, rank)
};
struct GalleryPage {
    std::string part;              ///< "all", or "ranking" for the ranking alone
    std::vector<GalleryRow> rows;  ///< empty: the gallery's own invented figures
    LONGDAN_DOCUMENT(GalleryPage, part, rows)
};

inline constexpr View<MessagePage> message_view{"shell/message"};
inline constexpr View<JobPage> job_view{"shell/job"};
inline constexpr View<PrintPage> print_view{"shell/print"};
inline constexpr View<GalleryPage> gallery_view{"shell/gallery"};

/// The views of ui/views/shell and the type of the context (ui/generated/shell.ts).
void declare_shell_views(Catalogue& catalogue);

/// Turns documents into answers: HTML through the view, the same document as JSON at the same address with `.json`.
class Pages {
  public:
    using ContextSource = std::function<PageContext(const http::Request&)>;
    Pages(Renderer& renderer, ContextSource context) : renderer_(renderer), context_(std::move(context)) {}

    template <Document T>
    http::Response page(const http::Request& request, const View<T>& view, const T& document, int status = 200) {
        return finish(request, view.name, to_json(document), status);
    }
    /// A page without a document of its own: error, plain text.
    http::Response error_page(
        const http::Request& request, int status, const std::string& message, const std::vector<FieldError>& fields = {}
    );

  private:
    PageContext context(const http::Request& request) const;
    http::Response drawn(const http::Request& request, std::string_view view, const std::string& document, int status);
    http::Response finish(const http::Request& request, std::string_view view, const std::string& document, int status);
    Renderer& renderer_;
    ContextSource context_;
};

/// GET /phat-trien/giao-dien, every component on one page: for development.
void add_gallery(http::Router& router, Pages& pages);

}  // namespace longdan::view
