#include "engine/estimation/large_pages.h"

#include <algorithm>
#include <new>

#include <sys/mman.h>

namespace longdan::estimation {

LargePages::~LargePages() {
    for (const auto& [begin, size] : regions_) ::munmap(begin, size);
}

void* LargePages::do_allocate(std::size_t bytes, std::size_t alignment) {
    const std::size_t at = (used_ + alignment - 1) / alignment * alignment;
    if (!regions_.empty() && at + bytes <= regions_.back().second) {
        used_ = at + bytes;
        return regions_.back().first + at;
    }
    constexpr std::size_t page = std::size_t{2} << 20;
    constexpr std::size_t region = std::size_t{64} << 20;  // address space; what is not touched takes no memory
    const std::size_t size = (std::max(bytes, region) + page - 1) / page * page;
    void* const begin =
        ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (begin == MAP_FAILED) throw std::bad_alloc();
    ::madvise(begin, size, MADV_HUGEPAGE);
    regions_.emplace_back(static_cast<std::byte*>(begin), size);
    used_ = bytes;
    return begin;
}

}  // namespace longdan::estimation
