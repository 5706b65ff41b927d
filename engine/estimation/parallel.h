#pragma once

#include <cstddef>
#include <functional>

namespace longdan::estimation {

/// Runs work(0) ... work(count - 1) on up to `threads` threads and waits; the first exception is thrown again here.
void in_parallel(unsigned threads, std::size_t count, const std::function<void(std::size_t)>& work);

}  // namespace longdan::estimation
