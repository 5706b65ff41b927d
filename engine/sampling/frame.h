#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace longdan {
class CsvCutter;
}

namespace longdan::sampling {

/// The levels of some columns taken together, by row.
struct Levels {
    std::vector<std::string> keys;      ///< distinct, in the order of their bytes; levels joined by ';'
    std::vector<std::uint32_t> of_row;  ///< index into keys; empty when there is only one
};

/// The columns of a frame that must be known to read it.
struct FrameColumns {
    std::string id;
    std::string parent;  ///< the unit of the stage before; empty in the first stage
    std::string sizes;   ///< read as whole numbers along with the ids, because a draw will ask for them; may be empty
};

/// A sampling frame: the rows of a CSV file, sorted by the bytes of the id column. The text is never copied: a file is
/// mapped, and columns are read out of it when they are asked for, in several threads.
class Frame {
  public:
    /// Reads CSV (RFC 4180, UTF-8, header). `name` is what errors call it. An id may come twice only under different
    /// parents. Throws Error(invalid) that names file, line and column for malformed CSV, a missing column, an empty
    /// id, an id that comes twice.
    static Frame from_csv(std::string text, std::string name, const FrameColumns& columns);
    /// The same for a file, named by its path. Throws Error(not_found) when it cannot be read.
    static Frame load(const std::string& path, const FrameColumns& columns);
    Frame(Frame&&) noexcept;
    Frame& operator=(Frame&&) noexcept;
    ~Frame();

    const std::string& name() const { return name_; }
    std::size_t rows() const { return rows_; }
    const std::vector<std::string>& columns() const { return columns_; }
    std::optional<std::size_t> find(std::string_view column) const;
    /// Throws Error(invalid) naming the frame when the column is missing.
    std::size_t column(std::string_view column) const;

    std::string_view cell(std::size_t row, std::size_t column) const;
    std::string_view id(std::size_t row) const { return cell(row, id_column_); }
    /// The line of the file on which the row begins (the header is line 1): for error texts.
    std::size_t line(std::size_t row) const;
    /// A finite number. Throws Error(invalid) naming file, line and column.
    double number(std::size_t row, std::size_t column) const;
    /// The row of an id; nothing when there is none. With a parent column: the first of them.
    std::optional<std::size_t> row_of(std::string_view id) const;

    /// The cells of a column, each a whole number of at least 0, by row. Throws Error(invalid) naming file, line and
    /// column.
    std::vector<std::int64_t> wholes(std::size_t column) const;
    /// The same, or nothing when a cell is none.
    std::optional<std::vector<std::int64_t>> wholes_if_all(std::size_t column) const;
    /// The cells of a column by row; they live as long as the frame.
    std::vector<std::string_view> texts(std::size_t column) const;
    /// The levels of the columns by row; one level, the empty text, when there are no columns.
    /// Throws Error(invalid) naming file, line and column for an empty cell, and for a ';' in one of several columns.
    Levels levels(const std::vector<std::size_t>& columns) const;

    /// SHA-256 of the CSV bytes.
    const std::string& sha256() const { return sha256_; }

  private:
    struct Source;
    static constexpr std::size_t mark_every = 16;
    static unsigned threads();
    /// A run of records that one thread reads.
    struct Part {
        std::size_t begin = 0;
        std::size_t end = 0;
        std::size_t first = 0;  ///< number of its first record, from 0, without the header
        std::size_t records = 0;
        std::vector<std::uint64_t> marks;  ///< where the first of every `mark_every` records begins
        std::unordered_map<std::size_t, std::string> unescaped;
        std::vector<std::int64_t> sizes;  ///< of the sizes column; -1 for what is none
        bool sorted = true;
        std::string problem;
    };
    Frame();
    void open(const FrameColumns& columns);
    std::vector<Part> parts_of(std::size_t body) const;
    std::size_t first_cut(CsvCutter& cutter, Part& part, std::vector<std::string_view>& cells) const;
    void read(Part& part) const;
    void sort();
    std::size_t record_of(std::size_t row) const { return order_.empty() ? row : order_[row]; }
    std::size_t offset_of(std::size_t record) const;
    std::size_t line_at(std::size_t offset) const;
    std::string_view cell_of_record(std::size_t record, std::size_t column) const;
    const Part& part_with(std::size_t record) const;
    bool cut(CsvCutter& cutter, const Part& part, std::vector<std::string_view>& cells) const;
    template <class Take>
    void scan(const Part& part, Take&& take) const;
    template <class Take>
    void seek(std::size_t record, Take&& take) const;
    void refuse_empty_level(std::size_t record, const std::vector<std::size_t>& columns) const;
    std::vector<std::int64_t> wholes_by_record(std::size_t column, std::size_t& first_bad) const;
    template <class Value>
    void by_row(std::vector<Value>& by_record) const;

    std::string name_;
    std::unique_ptr<Source> source_;
    std::string_view text_;
    std::vector<std::string> columns_;
    std::vector<Part> parts_;
    std::vector<std::uint32_t> order_;  ///< record of each row; empty when the file is in order
    std::size_t rows_ = 0;
    std::size_t id_column_ = 0;
    std::optional<std::size_t> parent_column_;
    std::optional<std::size_t> sizes_column_;
    std::string sha256_;
};

}  // namespace longdan::sampling
