#pragma once

#include "platform/http/answer.h"
#include "platform/http/http.h"
#include "platform/http/page_cache.h"

#include <chrono>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace longdan::http {

/// Draws the page of an error for people. It may throw; then a plain page is sent.
using ErrorPage = std::function<
    Response(const Request& request, int status, const std::string& message, const std::vector<FieldError>& fields)>;

struct DispatcherOptions {
    std::vector<Middleware> middlewares;
    ErrorPage error_page;
    /// Cookies that change a page for one person who is not signed in (a notice after a form): with one of them no
    /// page is taken from the cache or put into it.
    std::vector<std::string> personal_cookies;
    /// Pages of HTML are made anew after that long, for what stands on each of them and moves by itself; 0: never.
    std::chrono::milliseconds pages_kept{0};
};

/// From a complete request to its answer: middlewares, protection of state changes, handler, errors, page cache.
/// Thread-safe; runs on the worker pool.
class Dispatcher {
  public:
    Dispatcher(const Router& router, PageCache& cache, const Clock& clock, DispatcherOptions options);

    /// Never throws: what a handler throws becomes an error page and, when it is our mistake, a log line.
    /// `after` is work to do when the answer is on its way (compressing the page at the best level); may be empty.
    Answer answer(Request& request, const Router::Match& match, std::function<void()>& after);
    /// An error found before the handler could run.
    Answer refuse(const Request& request, int status, const std::string& message);

  private:
    /// A page from memory in `page`, or a response.
    Response respond(Request& request, const Router::Match& match, std::shared_ptr<const Page>& page);
    Response error(
        const Request& request, int status, const std::string& message, const std::vector<FieldError>& fields = {}
    );
    Response unknown_path(const Request& request, const Router::Match& match);
    bool is_personal(const Request& request) const;
    std::function<void()> finish_page(const std::string& target, Response response, PageCache::Ticket ticket);

    const Router& router_;
    PageCache& cache_;
    const Clock& clock_;
    DispatcherOptions options_;
    std::mutex making_mutex_;
    std::set<std::string> making_;  ///< targets being compressed
};

/// Why a state change is refused; nothing when it may go on. The token must be the principal's own, and what the
/// browser says about where the request comes from must name this site. A request with credentials but without
/// cookies was not made by a browser on somebody's behalf and needs no token.
std::optional<std::string> forgery(const Request& request);
/// True when the client wants problem documents rather than pages: API addresses, ".json", Accept.
bool wants_json(const Request& request);
/// A page without any view: when drawing one failed, or before there is a request to draw it for.
Response plain_error(int status, const std::string& message, const std::string& request_id, bool json);

}  // namespace longdan::http
