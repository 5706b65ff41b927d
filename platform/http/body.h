#pragma once

#include "platform/http/http.h"

#include <memory>
#include <string>
#include <string_view>

namespace longdan::http {

/// Takes the body of one request as it comes in and puts it where handlers look: form fields, uploads (temporary files
/// with their hash) or the raw body. The temporary files are deleted with this object.
class BodyReceiver {
  public:
    /// Throws Refusal: 415 for a compressed body or files where the route takes none, 400 for multipart without a
    /// boundary.
    BodyReceiver(Request& request, const RouteOptions& options, std::string temp_folder);
    ~BodyReceiver();

    /// The announced size of the body; throws Refusal(413) when it is over the limit.
    void expect(std::uint64_t size) const;
    /// True when feed() writes files and computes hashes, which is no work for an I/O thread.
    bool is_heavy() const;
    /// Throws Refusal: 413 over a limit (413 is answered before the rest is read), 400 for malformed content.
    void feed(std::string_view piece);
    /// The body is complete. Throws Refusal(400) when the content is not.
    void finish();

  private:
    class Parts;
    enum class Kind { raw, urlencoded, multipart };

    Request& request_;
    const std::size_t limit_;
    std::size_t size_ = 0;
    Kind kind_ = Kind::raw;
    std::unique_ptr<Parts> parts_;
};

}  // namespace longdan::http
