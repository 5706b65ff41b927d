#include "engine/estimation/csv_block.h"
#include "engine/estimation/number_text.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace longdan::estimation {
namespace {

constexpr double missing_number = std::numeric_limits<double>::quiet_NaN();

bool is_missing_cell(std::string_view cell) { return cell.empty() || cell == "NA"; }

bool is_small(double number) {
    return number >= -127 && number <= 127 && static_cast<std::int8_t>(number) == number &&
           !(number == 0 && std::signbit(number));
}

}  // namespace

CsvCells::CsvCells(const CsvPlan& plan)
    : plan_(plan), parts_(plan.as_text.size()), numbers_(parts_.size()), last_(parts_.size()) {
    for (std::size_t i = 0; i < parts_.size(); ++i) parts_[i].is_text = plan.as_text[i] != 0;
    find_places();
}

void CsvCells::clear() {
    rows_ = 0;
    last_.assign(last_.size(), {});  // needs_wide has to be learned anew
    for (Part& part : parts_) {
        part.needs_wide = part.not_a_number = false;
        part.codes.clear();
        part.code_of.clear();
        part.levels.clear();
    }
}

void CsvCells::grow() {
    const std::size_t capacity = std::max<std::size_t>(capacity_ * 2, 1024);
    const std::size_t step = capacity + 64;  // off the powers of two, which would meet in the cache
    auto small = std::make_unique_for_overwrite<std::int8_t[]>(step * std::max<std::size_t>(parts_.size(), 1));
    for (std::size_t i = 0; i < parts_.size(); ++i) {
        Part& part = parts_[i];
        if (rows_ > 0) std::copy_n(small_.get() + i * step_, rows_, small.get() + i * step);
        if (!part.is_wide) continue;
        auto numbers = std::make_unique_for_overwrite<double[]>(capacity);
        std::copy_n(part.numbers.get(), rows_, numbers.get());
        part.numbers = std::move(numbers);
        numbers_[i] = part.numbers.get();
    }
    small_ = std::move(small);
    step_ = step;
    capacity_ = capacity;
}

void CsvCells::widen(std::size_t wanted) {
    Part& part = parts_[wanted];
    part.is_wide = true;
    part.numbers = std::make_unique_for_overwrite<double[]>(capacity_);
    numbers_[wanted] = part.numbers.get();
    last_[wanted] = {};
    const std::int8_t* const from = small(wanted);
    for (std::size_t row = 0; row < rows_; ++row)
        part.numbers[row] = from[row] == missing_small ? missing_number : from[row];
    find_places();
}

void CsvCells::find_places() {
    places_.assign(plan_.columns, {});
    for (std::size_t column = plan_.columns; column-- > 0;) {
        const int wanted = plan_.wanted[column];
        places_[column].wanted = wanted;
        if (wanted < 0) continue;
        const Part& part = parts_[static_cast<std::size_t>(wanted)];
        if (part.is_text || part.is_wide) continue;
        places_[column].small_run = 1 + (column + 1 < plan_.columns ? places_[column + 1].small_run : 0);
    }
}

void CsvCells::add(std::size_t wanted, std::string_view cell) {
    Part& part = parts_[wanted];
    if (part.is_text) {
        part.codes.resize(rows_);  // a row that was begun and refused leaves nothing
        is_missing_cell(cell) ? part.codes.push_back(missing_code) : add_text(part, cell);
        return;
    }
    double number = 0;
    ShortNumber brief;
    if (cell.size() - 1 < 8 && read_short_number(eight_bytes(cell.data()), cell.size(), brief)) {
        add_number(wanted, brief.value());
    } else if (is_missing_cell(cell)) {
        add_missing(wanted);
    } else if (read_number(cell, number)) {
        add_number(wanted, number);
    } else {
        part.not_a_number = true;
        add_missing(wanted);
    }
}

void CsvCells::add_short(std::size_t wanted, std::uint64_t word, std::size_t length, const char* cell) {
    Part& part = parts_[wanted];
    ShortNumber number;
    if (part.is_text || length == 0 || !read_short_number(word, length, number)) {
        add(wanted, {cell, length});
        return;
    }
    const double value = number.value();
    if (part.is_wide && part.needs_wide) {
        part.numbers[rows_] = value;
    } else {
        add_number(wanted, value);
    }
    if (length == 8) return;  // does not fit the word with the sign after it
    const std::uint64_t mask = ~std::uint64_t{0} >> (56 - 8 * length);
    last_[wanted] = {mask,         word & mask,
                     value,        static_cast<std::int8_t>(part.is_wide ? 0 : value),
                     part.is_wide, static_cast<std::uint32_t>(length + 1)};
}

void CsvCells::add_number(std::size_t wanted, double number) {
    Part& part = parts_[wanted];
    const bool small = is_small(number);
    if (small && !part.is_wide) {
        *small_at(wanted) = static_cast<std::int8_t>(number);
        return;
    }
    if (!part.is_wide) widen(wanted);
    part.needs_wide = part.needs_wide || !small;
    part.numbers[rows_] = number;
}

void CsvCells::add_missing(std::size_t wanted) {
    Part& part = parts_[wanted];
    if (part.is_wide) {
        part.numbers[rows_] = missing_number;
    } else {
        *small_at(wanted) = missing_small;
    }
}

void CsvCells::add_text(Part& part, std::string_view cell) {
    if (!part.codes.empty() && part.codes.back() != missing_code && part.levels[part.codes.back()] == cell) {
        part.codes.push_back(part.codes.back());
        return;
    }
    auto at = part.code_of.find(cell);
    if (at == part.code_of.end()) {
        part.levels.emplace_back(cell);
        at = part.code_of.emplace(part.levels.back(), static_cast<std::uint32_t>(part.levels.size() - 1)).first;
    }
    part.codes.push_back(at->second);
}

}  // namespace longdan::estimation
