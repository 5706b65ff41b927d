#pragma once

#include <cstddef>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

namespace longdan::backup {

/// Writes a gzip file (RFC 1952). The file is removed again unless finish() was reached.
class GzipWriter {
  public:
    explicit GzipWriter(std::string path);
    ~GzipWriter();
    GzipWriter(const GzipWriter&) = delete;
    GzipWriter& operator=(const GzipWriter&) = delete;

    void write(std::string_view bytes);
    /// Ends the stream and syncs the file.
    void finish();

  private:
    void deflate_all(int flush);

    struct State;
    std::unique_ptr<State> state_;
};

/// Reads a gzip file; a broken or cut one throws Error(invalid).
class GzipReader {
  public:
    explicit GzipReader(std::string path);
    ~GzipReader();
    GzipReader(const GzipReader&) = delete;
    GzipReader& operator=(const GzipReader&) = delete;

    /// Fills the buffer; less only at the end of the stream.
    std::size_t read(char* buffer, std::size_t size);
    /// Throws unless the stream has ended here, its check sum is right and nothing follows.
    void require_end();

  private:
    [[noreturn]] void broken() const;

    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace longdan::backup
