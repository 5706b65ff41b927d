#include "engine/estimation/data_table.h"

#include "platform/base/error.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <unordered_map>

#include <fmt/core.h>

namespace longdan::estimation {

bool Column::is_missing(std::size_t row) const {
    switch (kind) {
        case Kind::small:
            return small[row] == missing_small;
        case Kind::number:
            return std::isnan(numbers[row]);
        case Kind::text:
            return codes[row] == missing_code;
    }
    return true;
}

double Column::number(std::size_t row) const {
    if (kind == Kind::number) return numbers[row];
    return small[row] == missing_small ? std::numeric_limits<double>::quiet_NaN() : small[row];
}

std::string Column::shown(std::size_t row) const {
    if (is_missing(row)) return "";
    return is_text() ? levels[codes[row]] : shortest(number(row));
}

const Column* DataTable::find(std::string_view column) const {
    const auto at = std::find_if(columns.begin(), columns.end(), [&](const Column& c) { return c.name == column; });
    return at == columns.end() ? nullptr : &*at;
}

const Column& DataTable::at(std::string_view column) const {
    if (const Column* found = find(column)) return *found;
    throw Error(ErrorKind::invalid, fmt::format("{}, dòng 1: không có cột '{}'", name, column));
}

void DataTable::refuse(std::size_t row, std::string_view column, std::string_view what) const {
    throw Error(ErrorKind::invalid, fmt::format("{}, dòng {}, cột '{}': {}", name, row + 2, column, what));
}

void DataTable::refuse_text(const Column& column, std::string_view what) const {
    const auto is_number = [](const std::string& text) {
        double number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        return error == std::errc() && end == text.data() + text.size() && std::isfinite(number);
    };
    std::vector<bool> bad(column.levels.size());
    for (std::size_t level = 0; level < bad.size(); ++level) bad[level] = !is_number(column.levels[level]);
    for (std::size_t row = 0; row < column.codes.size(); ++row) {
        if (column.codes[row] == missing_code || !bad[column.codes[row]]) continue;
        refuse(row, column.name, fmt::format("{}, gặp '{}'", what, column.levels[column.codes[row]]));
    }
    refuse(0, column.name, what);
}

std::string shortest(double number) { return fmt::format("{}", number); }

namespace {

Ranked ranked_small(std::span<const std::int8_t> values) {
    bool seen[256] = {};
    for (const std::int8_t value : values) seen[static_cast<std::uint8_t>(value)] = true;
    std::uint32_t rank_of[256] = {};
    Ranked result;
    for (int value = -127; value <= 127; ++value) {
        const auto at = static_cast<std::uint8_t>(static_cast<std::int8_t>(value));
        if (!seen[at]) continue;
        rank_of[at] = static_cast<std::uint32_t>(result.labels.size());
        result.labels.push_back(shortest(value));
    }
    rank_of[static_cast<std::uint8_t>(missing_small)] = missing_code;
    result.rank.resize(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) result.rank[i] = rank_of[static_cast<std::uint8_t>(values[i])];
    return result;
}

Ranked ranked_numbers(std::span<const double> values) {
    std::unordered_map<double, std::uint32_t> found;
    std::vector<double> distinct;
    std::vector<std::uint32_t> first(values.size());
    double last = std::numeric_limits<double>::quiet_NaN();
    std::uint32_t last_index = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double value = values[i];
        if (std::isnan(value)) {
            first[i] = missing_code;
            continue;
        }
        if (value != last) {
            const auto [at, inserted] = found.emplace(value, static_cast<std::uint32_t>(distinct.size()));
            if (inserted) distinct.push_back(value);
            last = value;
            last_index = at->second;
        }
        first[i] = last_index;
    }
    std::vector<std::uint32_t> sorted(distinct.size());
    for (std::size_t i = 0; i < sorted.size(); ++i) sorted[i] = static_cast<std::uint32_t>(i);
    std::sort(sorted.begin(), sorted.end(), [&](std::uint32_t a, std::uint32_t b) {
        return distinct[a] < distinct[b];
    });
    std::vector<std::uint32_t> rank_of(distinct.size());
    Ranked result;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        rank_of[sorted[i]] = static_cast<std::uint32_t>(i);
        result.labels.push_back(shortest(distinct[sorted[i]]));
    }
    for (std::uint32_t& value : first) {
        if (value != missing_code) value = rank_of[value];
    }
    result.rank = std::move(first);
    return result;
}

template <class T>
std::vector<T> gathered(const std::pmr::vector<T>& values, std::span<const std::uint32_t> rows) {
    std::vector<T> result;
    result.reserve(rows.size());
    for (const std::uint32_t row : rows) result.push_back(values[row]);
    return result;
}

}  // namespace

Ranked ranked(const Column& column) {
    switch (column.kind) {
        case Column::Kind::small:
            return ranked_small(column.small);
        case Column::Kind::number:
            return ranked_numbers(column.numbers);
        case Column::Kind::text:
            return {{column.codes.begin(), column.codes.end()}, column.levels};
    }
    return {};
}

Ranked ranked(const Column& column, std::span<const std::uint32_t> rows) {
    switch (column.kind) {
        case Column::Kind::small:
            return ranked_small(gathered(column.small, rows));
        case Column::Kind::number:
            return ranked_numbers(gathered(column.numbers, rows));
        case Column::Kind::text:
            return {gathered(column.codes, rows), column.levels};
    }
    return {};
}

}  // namespace longdan::estimation
