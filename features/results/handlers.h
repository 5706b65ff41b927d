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
    /// Runs `work` on one consistent view and sets the cache policy of a good answer.
    http::Response read(
        const http::Request& request, const std::function<http::Response(db::Transaction&, Reader&)>& work
    ) const;
    std::vector<Results::Page> extra_pages(db::Transaction& tx, const http::Request& request) const;

    Ground& ground_;
    units::Units& units_;
    const methods::Methods* methods_;
    const std::vector<Results::Pages>& providers_;
};

}  // namespace longdan::results
