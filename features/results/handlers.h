#pragma once

#include "features/results/export.h"
#include "features/results/reader.h"
#include "features/results/state.h"

#include <functional>
#include <string>
#include <vector>

namespace longdan::results {

/// The public handlers. Each reads through the publication query at the moment of the request and says how long the
/// answer may be kept.
class Handlers {
  public:
    explicit Handlers(
        Ground& ground, units::Units& units, const methods::Methods* methods,
        const std::vector<Results::Pages>& providers
    )
        : ground_(ground), units_(units), methods_(methods), providers_(providers) {}

    http::Response home(const http::Request& request) const;
    http::Response indices(const http::Request& request) const;
    http::Response index(const http::Request& request) const;
    http::Response index_year(const http::Request& request) const;
    http::Response compare(const http::Request& request) const;
    http::Response unit(const http::Request& request) const;
    http::Response revision(const http::Request& request) const;
    http::Response data(const http::Request& request) const;
    http::Response dataset(const http::Request& request) const;
    http::Response search(const http::Request& request) const;
    http::Response about(const http::Request& request) const;
    http::Response sitemap(const http::Request& request) const;
    http::Response robots(const http::Request& request) const;

  private:
    /// Makes the answer when the transaction is over: drawing a page reads what waits for the person who asks.
    using Answering = std::function<http::Response()>;
    template <class Document>
    Answering page_of(const http::Request& request, const view::View<Document>& view, Document document) const {
        return [this, &request, &view, document = std::move(document)] {
            return ground_.pages.page(request, view, document);
        };
    }
    static Answering as_made(http::Response response) {
        return [response = std::move(response)] { return response; };
    }
    /// Runs `work` on one consistent view and sets the cache policy of a good answer.
    http::Response read(const http::Request& request, const std::function<Answering(db::Transaction&, Reader&)>& work)
        const;
    std::vector<Results::Page> extra_pages(db::Transaction& tx, const http::Request& request) const;

    Ground& ground_;
    units::Units& units_;
    const methods::Methods* methods_;
    const std::vector<Results::Pages>& providers_;
};

}  // namespace longdan::results
