#pragma once

#include "platform/http/http.h"
#include "platform/http/page_cache.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace longdan::http {

/// A file opened for sending.
class OpenFile {
  public:
    /// Throws Error(not_found) when it cannot be read.
    explicit OpenFile(const std::string& path);
    ~OpenFile();
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    std::uint64_t size() const { return size_; }
    std::int64_t modified_seconds() const { return modified_seconds_; }
    std::string etag() const;
    /// Fills `piece` with up to `most` bytes from `offset`; false when the file became shorter meanwhile.
    bool read(std::uint64_t offset, std::size_t most, std::string& piece) const;

  private:
    int descriptor_;
    std::uint64_t size_ = 0;
    std::int64_t modified_seconds_ = 0;
    std::int64_t modified_nanoseconds_ = 0;
};

/// A Response made ready to be sent to one client: conditional, ranged, compressed. One of page, body, file, stream.
struct Answer {
    int status = 200;
    std::string head;  ///< header lines but Date, Connection, request id and what depends on the connection
    std::string body;
    std::shared_ptr<const Page> page;
    Encoding encoding = Encoding::identity;
    std::shared_ptr<const OpenFile> file;
    std::uint64_t file_begin = 0;
    std::uint64_t file_length = 0;
    std::function<bool(std::string& piece)> stream;
    bool endless = false;  ///< an event stream: ends when the server stops

    std::string_view head_view() const;
    std::string_view body_view() const;
    std::uint64_t content_length() const;
};

/// `personal`: somebody is signed in, so nobody may keep the answer.
Answer make_answer(const Request& request, Response response, bool personal);
/// The page in the best encoding the client takes, or 304.
Answer make_answer(std::shared_ptr<const Page> page, std::string_view accept_encoding, std::string_view if_none_match);

}  // namespace longdan::http
