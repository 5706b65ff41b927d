#include "engine/sampling/frame_source.h"

#include "platform/base/error.h"
#include "platform/base/whole_file.h"

#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace longdan::sampling {

Frame::Source Frame::Source::map(const std::string& path) {
    const int handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat info {};
    const bool known = handle >= 0 && ::fstat(handle, &info) == 0;
    if (known && !S_ISREG(info.st_mode)) {
        ::close(handle);
        return Source(read_file(path));
    }
    if (!known) {
        if (handle >= 0) ::close(handle);
        throw Error(ErrorKind::not_found, fmt::format("{}: không đọc được tệp", path));
    }
    Source source;
    source.size_ = static_cast<std::size_t>(info.st_size);
    if (source.size_ > 0) {
        void* const mapped = ::mmap(nullptr, source.size_, PROT_READ, MAP_PRIVATE, handle, 0);
        if (mapped == MAP_FAILED) {
            ::close(handle);
            throw Error(ErrorKind::unavailable, fmt::format("{}: không đọc được tệp", path));
        }
        ::madvise(mapped, source.size_, MADV_SEQUENTIAL);
        source.mapped_ = mapped;
    }
    ::close(handle);
    return source;
}

Frame::Source::Source(Source&& other) noexcept
    : owned_(std::move(other.owned_)),
      mapped_(std::exchange(other.mapped_, nullptr)),
      size_(std::exchange(other.size_, 0)) {}

Frame::Source::~Source() {
    if (mapped_ != nullptr) ::munmap(mapped_, size_);
}

std::string_view Frame::Source::text() const {
    if (mapped_ != nullptr) return {static_cast<const char*>(mapped_), size_};
    return owned_;
}

}  // namespace longdan::sampling
