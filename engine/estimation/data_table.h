#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <memory_resource>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace longdan::estimation {

constexpr std::int8_t missing_small = std::numeric_limits<std::int8_t>::min();
constexpr std::uint32_t missing_code = std::numeric_limits<std::uint32_t>::max();

/// One column of a data file. Numbers are kept as bytes when all are whole and small, else as doubles (missing: NaN);
/// text as codes into the levels, which are sorted by bytes.
struct Column {
    enum class Kind { small, number, text };

    std::string name;
    Kind kind = Kind::small;
    std::pmr::vector<std::int8_t> small;
    std::pmr::vector<double> numbers;
    std::pmr::vector<std::uint32_t> codes;
    std::vector<std::string> levels;

    bool is_text() const { return kind == Kind::text; }
    bool is_missing(std::size_t row) const;
    /// The number in the row, NaN when missing. Not for text columns.
    double number(std::size_t row) const;
    /// What the cell shows: the text, or the number in its shortest form; empty when missing.
    std::string shown(std::size_t row) const;
};

/// The columns of a CSV file that were asked for.
struct DataTable {
    std::string name;  ///< what errors call the file
    std::size_t rows = 0;
    std::vector<std::string> header;                    ///< every column of the file, read or not
    std::shared_ptr<std::pmr::memory_resource> memory;  ///< of the columns, where they have one of their own
    std::vector<Column> columns;

    const Column* find(std::string_view column) const;
    /// The column; throws Error(invalid) naming file and column when it was not read.
    const Column& at(std::string_view column) const;
    /// "F.csv, dòng 18, cột 'w': what". Line 1 is the header.
    [[noreturn]] void refuse(std::size_t row, std::string_view column, std::string_view what) const;
    /// The same for a text column where numbers are needed: names its first cell that is not a number.
    [[noreturn]] void refuse_text(const Column& column, std::string_view what) const;
};

/// The values of a column as ranks 0..levels-1 of its sorted distinct values (numbers by size, texts by bytes);
/// missing_code where missing.
struct Ranked {
    std::vector<std::uint32_t> rank;
    std::vector<std::string> labels;  ///< by rank: the text, or the number in its shortest form
};
Ranked ranked(const Column& column);
/// The same for the values in some rows.
Ranked ranked(const Column& column, std::span<const std::uint32_t> rows);

/// A number in its shortest form that reads back the same: 0.5, 12, 1e+30.
std::string shortest(double number);

}  // namespace longdan::estimation
