#pragma once

#include "platform/base/time.h"
#include "platform/http/compress.h"
#include "platform/http/http.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace longdan::http {

enum class Encoding { identity, gzip, brotli };

/// A public page as it goes out: for each encoding the finished header lines and the body.
struct Page {
    struct Variant {
        std::string head;  ///< header lines that do not change from request to request
        std::string body;  ///< empty for an encoding that would not be smaller
    };
    std::array<Variant, 3> variants;  ///< by Encoding
    std::string etag;                 ///< hash of the content, without quotes
    std::string not_modified_head;    ///< header lines of a 304 answer
    std::vector<std::string> tags;
    std::optional<Moment> until;

    const Variant& variant(Encoding encoding) const { return variants[static_cast<std::size_t>(encoding)]; }
    std::size_t bytes() const;
};

/// Compresses and writes the headers. `response` is a 200 answer with `cache` set.
Page make_page(const Response& response, Effort effort = Effort::best);

/// Public pages in memory, in all encodings. Thread-safe; find() never waits for a page being made.
///
/// A page is dropped when one of its tags is invalidated, when its `until` has come, or when memory is needed for
/// others. It cannot come back stale: whoever makes a page takes a ticket() before reading the content, and store()
/// refuses the page when one of its tags was invalidated since.
class PageCache {
  public:
    using Ticket = std::uint64_t;

    explicit PageCache(const Clock& clock, std::size_t memory_bytes = 256u << 20);
    ~PageCache();

    /// The page, or nothing when it is not there or its moment has come. `target` is path and query as sent: language
    /// and format are part of the address.
    std::shared_ptr<const Page> find(std::string_view target);
    Ticket ticket() const;
    /// False when the page may not be kept: its content changed since the ticket, its `until` has come, or it is
    /// larger than a sixteenth of the memory.
    bool store(const std::string& target, Page page, Ticket ticket);

    /// Drops every page made from the content, here and (through the hook) on other nodes. "*" drops all.
    void invalidate(std::string_view tag);
    /// The same, told by another node: does not call the hook.
    void apply_remote(std::string_view tag);
    /// Called after each local invalidate(); set once at start. It tells other nodes, by the database.
    void on_invalidate(std::function<void(std::string_view tag)> hook) { hook_ = std::move(hook); }

    struct Statistics {
        std::uint64_t hits = 0;
        std::uint64_t misses = 0;
        std::uint64_t evicted = 0;
        std::size_t pages = 0;
        std::size_t bytes = 0;
    };
    Statistics statistics() const;

  private:
    struct Shard;
    Shard& shard_of(std::string_view key);
    bool changed_since(const std::vector<std::string>& tags, Ticket ticket) const;

    const Clock& clock_;
    std::size_t shard_bytes_;
    std::vector<std::unique_ptr<Shard>> shards_;
    std::function<void(std::string_view)> hook_;

    mutable std::mutex changes_mutex_;
    Ticket sequence_ = 0;
    Ticket floor_ = 0;  ///< tickets from before it are refused: their changes are no longer known one by one
    std::unordered_map<std::string, Ticket> changes_;
};

}  // namespace longdan::http
