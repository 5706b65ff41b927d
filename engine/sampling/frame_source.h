#pragma once

#include "engine/sampling/frame.h"

namespace longdan::sampling {

/// The bytes of a frame: a text in memory, or a file mapped read-only.
struct Frame::Source {
  public:
    explicit Source(std::string text) : owned_(std::move(text)) {}
    /// A pipe is read instead. Throws Error(not_found) when the file cannot be read.
    static Source map(const std::string& path);
    Source(Source&& other) noexcept;
    Source& operator=(Source&&) = delete;
    ~Source();

    std::string_view text() const;

  private:
    Source() = default;

    std::string owned_;
    void* mapped_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace longdan::sampling
