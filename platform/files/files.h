#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

/// A store of files by content: a file's name is the SHA-256 of its bytes. Kept on disk under one folder, written to a
/// temporary name, synced, then renamed, so a file under its hash is whole or not there.
namespace longdan::files {

struct StoredFile {
    std::string sha256;
    std::uint64_t size = 0;
    std::string type;  ///< media type found from the content, never from the name: "application/pdf", …
};

class Store {
  public:
    explicit Store(std::string folder);

    StoredFile put(std::string_view bytes);
    /// Takes a file from disk (an upload) without holding it in memory.
    StoredFile put_file(const std::string& path);
    /// Streams pieces in; finish() makes the file.
    class Writer {
      public:
        virtual ~Writer() = default;
        virtual void write(std::string_view piece) = 0;
        virtual StoredFile finish() = 0;
    };
    std::unique_ptr<Writer> writer();

    bool has(std::string_view sha256) const;
    /// Whole content; throws Error(not_found). Checks the hash; a damaged file throws Error(conflict) that names it.
    std::string get(std::string_view sha256) const;
    /// Path on disk, for sending; throws Error(not_found).
    std::string path(std::string_view sha256) const;
    /// Calls for every stored file; for verify and backup.
    void each(const std::function<void(const std::string& sha256)>& file) const;
    /// True when the bytes on disk still have their hash.
    bool intact(std::string_view sha256) const;

  private:
    std::string folder_;
};

/// Media type by the first bytes ("application/octet-stream" when unknown): PDF, PNG, JPEG, GIF, TIFF, ZIP, XLSX,
/// DOCX, XML, HTML, JSON, CSV/plain text.
std::string type_of(std::string_view first_bytes);

}  // namespace longdan::files
