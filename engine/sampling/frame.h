#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace longdan::sampling {

/// A sampling frame: rows of text in named columns, sorted by the bytes of the id column.
class Frame {
  public:
    /// Reads CSV (RFC 4180, UTF-8, header). `name` is what errors call it. Throws Error(invalid) that names file, row
    /// and column for malformed CSV, a missing id column, an empty id, an id that comes twice.
    static Frame from_csv(std::string text, std::string name, std::string_view id_column);
    /// `rows` in the order of `columns`; the frame is what its CSV would be.
    static Frame from_rows(
        std::string name, const std::vector<std::string>& columns, const std::vector<std::vector<std::string>>& rows,
        std::string_view id_column
    );
    Frame(Frame&&) = default;
    Frame& operator=(Frame&&) = default;

    const std::string& name() const { return name_; }
    std::size_t rows() const { return order_.size(); }
    const std::vector<std::string>& columns() const { return columns_; }
    std::optional<std::size_t> find(std::string_view column) const;
    /// Throws Error(invalid) naming the frame when the column is missing.
    std::size_t column(std::string_view column) const;

    std::string_view cell(std::size_t row, std::size_t column) const {
        const Cell& cell = cells_[order_[row] * columns_.size() + column];
        return {text_.data() + cell.start, cell.length};
    }
    std::string_view id(std::size_t row) const { return cell(row, id_column_); }
    /// The record of the file on which the row stood (the header is row 1): for error texts.
    std::size_t record(std::size_t row) const { return order_[row] + std::size_t{2}; }
    /// A whole number of at least 0. Throws Error(invalid) naming file, row and column.
    std::int64_t whole(std::size_t row, std::size_t column) const;
    /// A finite number. Throws Error(invalid) naming file, row and column.
    double number(std::size_t row, std::size_t column) const;
    /// The row of an id; nothing when there is none.
    std::optional<std::size_t> row_of(std::string_view id) const;
    /// True when every cell of the column is a whole number of at least 0.
    bool is_whole(std::size_t column) const;

    /// SHA-256 of the CSV bytes.
    const std::string& sha256() const { return sha256_; }
    /// The row as CSV cells.
    std::vector<std::string> cells(std::size_t row) const;

  private:
    struct Cell {
        std::uint64_t start : 40;
        std::uint64_t length : 24;
    };
    Frame() = default;
    void sort(std::string_view id_column);

    std::string name_;
    std::string text_;
    std::vector<std::string> columns_;
    std::vector<Cell> cells_;
    std::vector<std::uint32_t> order_;
    std::size_t id_column_ = 0;
    std::string sha256_;
};

}  // namespace longdan::sampling
