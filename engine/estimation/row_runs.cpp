#include "engine/estimation/row_runs.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <numeric>

namespace longdan::estimation {
namespace {

/// Positions whose value differs (in its bytes) from the one before, 32 bytes at a time.
template <class T>
std::vector<std::uint32_t> changes(std::span<const T> values) {
    constexpr std::size_t step = 32 / sizeof(T);
    std::vector<std::uint32_t> result;
    std::size_t i = 1;
    for (; i + step <= values.size(); i += step) {
        std::uint64_t here[4];
        std::uint64_t before[4];
        std::memcpy(here, values.data() + i, 32);
        std::memcpy(before, values.data() + i - 1, 32);
        const std::uint64_t other =
            (here[0] ^ before[0]) | (here[1] ^ before[1]) | (here[2] ^ before[2]) | (here[3] ^ before[3]);
        if (other == 0) continue;
        for (std::size_t k = i; k < i + step; ++k) {
            if (std::memcmp(&values[k], &values[k - 1], sizeof(T)) != 0)
                result.push_back(static_cast<std::uint32_t>(k));
        }
    }
    for (; i < values.size(); ++i) {
        if (std::memcmp(&values[i], &values[i - 1], sizeof(T)) != 0) result.push_back(static_cast<std::uint32_t>(i));
    }
    return result;
}

void merge(std::vector<std::uint32_t>& begins, const std::vector<std::uint32_t>& more) {
    std::vector<std::uint32_t> both;
    both.reserve(begins.size() + more.size());
    std::set_union(begins.begin(), begins.end(), more.begin(), more.end(), std::back_inserter(both));
    begins = std::move(both);
}

}  // namespace

RowRuns::RowRuns(std::size_t rows) : begin_{0} {
    if (rows > 0) begin_.push_back(static_cast<std::uint32_t>(rows));
}

void RowRuns::cut(const Column& column) {
    switch (column.kind) {
        case Column::Kind::small:
            return merge(begin_, changes(std::span(column.small)));
        case Column::Kind::number:
            return merge(begin_, changes(std::span(column.numbers)));
        case Column::Kind::text:
            return merge(begin_, changes(std::span(column.codes)));
    }
}

void RowRuns::cut(std::span<const std::uint32_t> value) { merge(begin_, changes(value)); }

void RowRuns::cut_everywhere() {
    begin_.resize(begin_.back() + 1);
    std::iota(begin_.begin(), begin_.end(), 0u);
}

void RowRuns::cut_longer_than(std::size_t rows) {
    std::vector<std::uint32_t> more;
    for (std::size_t run = 0; run < count(); ++run) {
        for (std::size_t at = begin(run) + rows; at < end(run); at += rows)
            more.push_back(static_cast<std::uint32_t>(at));
    }
    if (!more.empty()) merge(begin_, more);
}

}  // namespace longdan::estimation
