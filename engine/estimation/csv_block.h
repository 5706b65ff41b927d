#pragma once

#include "engine/estimation/data_table.h"
#include "engine/estimation/number_text.h"

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace longdan::estimation {

/// A CSV file and where its rows begin.
class CsvFile {
  public:
    /// Throws Error(invalid) when there is no such file or it cannot be read.
    explicit CsvFile(const std::string& path);
    ~CsvFile();
    CsvFile(const CsvFile&) = delete;
    CsvFile& operator=(const CsvFile&) = delete;

    std::size_t size() const { return size_; }
    /// Reads bytes [at, at + count), fewer at the end of the file; says how many. Throws Error(unavailable).
    std::size_t read(std::size_t at, std::size_t count, char* into) const;

  private:
    std::string path_;
    int handle_;
    std::size_t size_ = 0;
};

/// Which columns of the file are wanted. Those wanted are numbered in the order of the file.
struct CsvPlan {
    std::size_t body = 0;       ///< where the first row begins
    std::size_t columns = 0;    ///< in the file
    std::vector<int> wanted;    ///< by column of the file: number of the wanted column or -1
    std::vector<char> as_text;  ///< by wanted column
    std::size_t last_wanted = 0;
};

/// The cells of the wanted columns of one block of rows. Small whole numbers stand in one array, column after column,
/// so that neighbours are a fixed step apart; others in arrays of their own. Made once and filled again and again.
class CsvCells {
  public:
    explicit CsvCells(const CsvPlan& plan);

    void clear();
    std::size_t rows() const { return rows_; }
    void begin_row() {
        if (rows_ == capacity_) grow();
    }
    void end_row() { ++rows_; }
    void add(std::size_t wanted, std::string_view cell);
    /// The same for a cell of at most eight bytes, the first of the word.
    void add_short(std::size_t wanted, std::uint64_t word, std::size_t length, const char* cell);
    /// Adds the cell of the row before once more when the word begins with it and the comma or line end after it. Says
    /// how long it is with that, 0 when it is another.
    std::size_t add_same(std::size_t wanted, std::uint64_t word) {
        const Short& last = last_[wanted];
        if ((word & last.mask) != last.text) return 0;
        if (last.is_wide) {
            numbers_[wanted][rows_] = last.number;
        } else {
            *small_at(wanted) = last.small;
        }
        return last.length;
    }

    /// Where the small number of this row goes, and how far the next column's is.
    std::int8_t* small_at(std::size_t wanted) { return small_.get() + wanted * step_ + rows_; }
    std::size_t step() const { return step_; }

    /// By column of the file: its number among the wanted ones or -1, and how many columns from there on, one after the
    /// other, hold small numbers so far.
    struct Place {
        int wanted = -1;
        std::uint32_t small_run = 0;
    };
    const Place* places() const { return places_.data(); }

    struct Part {
        bool is_text = false;
        bool is_wide = false;       ///< kept as doubles
        bool needs_wide = false;    ///< a number of this block is not small
        bool not_a_number = false;  ///< a cell of this block is neither missing nor a number
        std::unique_ptr<double[]> numbers;
        std::vector<std::uint32_t> codes;
        std::deque<std::string> levels;
        std::unordered_map<std::string_view, std::uint32_t> code_of;  // views of the levels, which stay in place
    };
    const Part& part(std::size_t wanted) const { return parts_[wanted]; }
    const std::int8_t* small(std::size_t wanted) const { return small_.get() + wanted * step_; }

  private:
    /// A short cell and the sign after it, as it was last seen.
    struct Short {
        std::uint64_t mask = 0;
        std::uint64_t text = 1;  // no word masked by 0 is this
        double number = 0;
        std::int8_t small = 0;
        bool is_wide = false;
        std::uint32_t length = 0;
    };

    void grow();
    void widen(std::size_t wanted);
    void find_places();
    void add_missing(std::size_t wanted);
    void add_number(std::size_t wanted, double number);
    void add_text(Part& part, std::string_view cell);

    const CsvPlan& plan_;
    std::size_t rows_ = 0;
    std::size_t capacity_ = 0;
    std::size_t step_ = 0;
    std::unique_ptr<std::int8_t[]> small_;
    std::vector<Part> parts_;
    std::vector<double*> numbers_;  // by wanted column; null while it holds small numbers
    std::vector<Short> last_;
    std::vector<Place> places_;
};

/// One block of a file: its text and what was read of it.
struct CsvBlock {
    explicit CsvBlock(const CsvPlan& plan) : cells(plan) {}

    CsvCells cells;
    std::size_t quotes = 0;  ///< in the bytes of the block
    std::string problem;     ///< of the row after the last one that was read
    std::unique_ptr<char[]> text;
    std::size_t capacity = 0;
};

/// Reads the rows that begin in [begin, end) of the file. `starts_inside`: the block begins inside a quoted cell.
void read_csv_block(
    const CsvFile& file, const CsvPlan& plan, std::size_t begin, std::size_t end, bool starts_inside, CsvBlock& block
);

}  // namespace longdan::estimation
