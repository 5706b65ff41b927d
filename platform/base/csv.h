#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace longdan {

/// A CSV file in memory (RFC 4180, UTF-8, one header line, a byte-order mark is skipped). For reference data and
/// uploads of some thousand rows; the estimation engine has its own fast reader.
/// Throws Error(invalid) that names file, row and column: quote left open, row longer or shorter than the header,
/// column name twice, malformed UTF-8, NUL.
class CsvTable {
  public:
    /// `name` is what errors call the file. `max_bytes` guards uploads.
    static CsvTable parse(std::string_view text, std::string name, std::size_t max_bytes = 64u << 20);
    static CsvTable load(const std::string& path);

    const std::vector<std::string>& header() const { return header_; }
    std::size_t rows() const { return cells_.size(); }
    std::optional<std::size_t> column(std::string_view name) const;
    /// The cell; throws Error(invalid) naming the file when there is no such column.
    const std::string& at(std::size_t row, std::string_view column) const;
    const std::string& at(std::size_t row, std::size_t column) const { return cells_[row][column]; }

  private:
    std::string name_;
    std::vector<std::string> header_;
    std::vector<std::vector<std::string>> cells_;
};

/// Appends one cell, quoted when it must be. A text that a spreadsheet would run as a formula (= + - @ tab first) gets
/// a leading apostrophe; numbers stay as they are.
void append_csv_cell(std::string& out, std::string_view cell);
/// Appends a row with its line end (\r\n as RFC 4180 has it).
void append_csv_row(std::string& out, const std::vector<std::string>& cells);

}  // namespace longdan
