#pragma once

#include "platform/backup/gzip.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Tar in its POSIX ustar form, inside gzip: the container of a backup.
namespace longdan::backup {

class ArchiveWriter {
  public:
    explicit ArchiveWriter(std::string path, std::int64_t seconds) : out_(std::move(path)), seconds_(seconds) {}

    /// A part whose bytes are at hand.
    void add(std::string_view name, std::string_view bytes);
    /// A part that comes in pieces of `size` bytes together: begin, write…, end.
    void begin(std::string_view name, std::uint64_t size);
    void write(std::string_view bytes);
    void end();
    void finish();

  private:
    GzipWriter out_;
    std::int64_t seconds_;  ///< time of all parts, since 1970
    std::uint64_t left_ = 0;
    std::uint64_t size_ = 0;
};

class ArchiveReader {
  public:
    explicit ArchiveReader(std::string path) : path_(path), in_(std::move(path)) {}

    struct Part {
        std::string name;
        std::uint64_t size = 0;
    };
    /// The next part, nothing after the last one. What was not read of the part before is skipped. A broken
    /// archive throws Error(invalid).
    std::optional<Part> next();
    /// Bytes of the current part; 0 at its end.
    std::size_t read(char* buffer, std::size_t size);
    /// The rest of the current part; more than `most` bytes throw Error(invalid).
    std::string read_all(std::size_t most);

  private:
    [[noreturn]] void broken(const std::string& why) const;
    bool read_block(char* block);

    std::string path_;
    GzipReader in_;
    std::uint64_t left_ = 0;
    std::uint64_t padding_ = 0;
};

}  // namespace longdan::backup
