#pragma once

#include <cstddef>
#include <memory_resource>
#include <utility>
#include <vector>

namespace longdan::estimation {

/// Memory for the columns of a file, one after the other in large pages where the system gives them: a column of a
/// million bytes is not worth the hundreds of small pages that would be fetched one by one. Nothing is given back
/// before the end.
class LargePages final : public std::pmr::memory_resource {
  public:
    LargePages() = default;
    ~LargePages() override;
    LargePages(const LargePages&) = delete;
    LargePages& operator=(const LargePages&) = delete;

  private:
    void* do_allocate(std::size_t bytes, std::size_t alignment) override;
    void do_deallocate(void*, std::size_t, std::size_t) override {}
    bool do_is_equal(const memory_resource& other) const noexcept override { return this == &other; }

    std::vector<std::pair<std::byte*, std::size_t>> regions_;
    std::size_t used_ = 0;  // of the last region
};

}  // namespace longdan::estimation
