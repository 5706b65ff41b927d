#include "engine/estimation/parallel.h"
#include "engine/sampling/frame.h"
#include "engine/sampling/frame_scan.h"
#include "platform/base/error.h"

#include <algorithm>
#include <limits>
#include <map>
#include <unordered_map>

#include <fmt/format.h>

namespace longdan::sampling {
namespace {

constexpr std::size_t none = std::numeric_limits<std::size_t>::max();

/// The levels that one part met, numbered as they came.
struct Met {
    std::unordered_map<std::string, std::uint32_t> numbers;
    std::vector<std::string> keys;
    std::string last;
    std::uint32_t last_number = 0;
    std::size_t first_empty = none;  ///< record with a missing level

    std::uint32_t number(const std::string& key) {
        if (!keys.empty() && key == last) return last_number;
        const auto [at, inserted] = numbers.try_emplace(key, static_cast<std::uint32_t>(keys.size()));
        if (inserted) keys.push_back(key);
        last = key;
        return last_number = at->second;
    }
};

}  // namespace

template <class Value>
void Frame::by_row(std::vector<Value>& by_record) const {
    if (order_.empty()) return;
    std::vector<Value> sorted(by_record.size());
    for (std::size_t row = 0; row < sorted.size(); ++row) sorted[row] = by_record[order_[row]];
    by_record = std::move(sorted);
}

std::vector<std::int64_t> Frame::wholes_by_record(std::size_t column, std::size_t& first_bad) const {
    std::vector<std::int64_t> values(rows_);
    std::vector<std::size_t> bad(parts_.size(), none);
    estimation::in_parallel(threads(), parts_.size(), [&](std::size_t i) {
        const Part& part = parts_[i];
        const auto begin = values.begin() + static_cast<std::ptrdiff_t>(part.first);
        if (column == sizes_column_) {
            std::copy(part.sizes.begin(), part.sizes.end(), begin);
        } else {
            scan(part, [&](std::size_t record, const std::vector<std::string_view>& cells) {
                values[record] = whole_of(cells[column]);
            });
        }
        const auto end = begin + static_cast<std::ptrdiff_t>(part.records);
        const auto found = std::find_if(begin, end, [](std::int64_t value) { return value < 0; });
        if (found != end) bad[i] = static_cast<std::size_t>(found - values.begin());
    });
    first_bad = *std::min_element(bad.begin(), bad.end());
    return values;
}

std::vector<std::int64_t> Frame::wholes(std::size_t column) const {
    std::size_t bad = none;
    std::vector<std::int64_t> values = wholes_by_record(column, bad);
    if (bad != none) {
        std::size_t line = 0;
        seek(bad, [&](const std::vector<std::string_view>&, std::size_t start) { line = line_at(start); });
        throw Error(
            ErrorKind::invalid, fmt::format(
                                    "{}: dòng {}, cột {}: «{}» không phải số nguyên từ 0 trở lên", name_, line,
                                    columns_[column], cell_of_record(bad, column)
                                )
        );
    }
    by_row(values);
    return values;
}

std::optional<std::vector<std::int64_t>> Frame::wholes_if_all(std::size_t column) const {
    std::size_t bad = none;
    std::vector<std::int64_t> values = wholes_by_record(column, bad);
    if (bad != none) return std::nullopt;
    by_row(values);
    return values;
}

std::vector<std::string_view> Frame::texts(std::size_t column) const {
    std::vector<std::string_view> values(rows_);
    estimation::in_parallel(threads(), parts_.size(), [&](std::size_t i) {
        scan(parts_[i], [&](std::size_t record, const std::vector<std::string_view>& cells) {
            values[record] = cells[column];
        });
    });
    by_row(values);
    return values;
}

void Frame::refuse_empty_level(std::size_t record, const std::vector<std::size_t>& columns) const {
    seek(record, [&](const std::vector<std::string_view>& cells, std::size_t start) {
        for (const std::size_t column : columns) {
            if (!cells[column].empty()) continue;
            throw Error(
                ErrorKind::invalid,
                fmt::format("{}: dòng {}, cột {}: thiếu giá trị phân tầng", name_, line_at(start), columns_[column])
            );
        }
    });
}

Levels Frame::levels(const std::vector<std::size_t>& columns) const {
    Levels levels;
    if (columns.empty()) {
        levels.keys.emplace_back();
        return levels;
    }
    levels.of_row.resize(rows_);
    std::vector<Met> met(parts_.size());
    estimation::in_parallel(threads(), parts_.size(), [&](std::size_t i) {
        std::string key;
        scan(parts_[i], [&](std::size_t record, const std::vector<std::string_view>& cells) {
            key.assign(cells[columns[0]]);
            for (std::size_t k = 1; k < columns.size(); ++k) key.append(1, ';').append(cells[columns[k]]);
            levels.of_row[record] = met[i].number(key);
            const auto is_empty = [&](std::size_t column) { return cells[column].empty(); };
            if (std::any_of(columns.begin(), columns.end(), is_empty)) {
                met[i].first_empty = std::min(met[i].first_empty, record);
            }
        });
    });
    std::size_t first_empty = none;
    for (const Met& part : met) first_empty = std::min(first_empty, part.first_empty);
    if (first_empty != none) refuse_empty_level(first_empty, columns);
    std::map<std::string, std::uint32_t> rank;
    for (const Met& part : met) {
        for (const std::string& key : part.keys) rank.emplace(key, 0);
    }
    for (auto& [key, number] : rank) {
        number = static_cast<std::uint32_t>(levels.keys.size());
        levels.keys.push_back(key);
        const auto joints = static_cast<std::size_t>(std::count(key.begin(), key.end(), ';'));
        if (columns.size() > 1 && joints != columns.size() - 1) {
            throw Error(
                ErrorKind::invalid,
                fmt::format("{}: tầng «{}»: giá trị của cột phân tầng không được chứa dấu chấm phẩy", name_, key)
            );
        }
    }
    estimation::in_parallel(threads(), parts_.size(), [&](std::size_t i) {
        std::vector<std::uint32_t> rank_of;
        for (const std::string& key : met[i].keys) rank_of.push_back(rank.at(key));
        for (std::size_t k = 0; k < parts_[i].records; ++k) {
            std::uint32_t& number = levels.of_row[parts_[i].first + k];
            number = rank_of[number];
        }
    });
    by_row(levels.of_row);
    return levels;
}

}  // namespace longdan::sampling
