#pragma once

#include "engine/estimation/data_table.h"

#include <string>
#include <vector>

namespace longdan::estimation {

struct CsvOptions {
    std::vector<std::string> columns;       ///< to read; names the file does not have are an error
    std::vector<std::string> text_columns;  ///< to read as text even if all cells are numbers
    unsigned threads = 1;
    std::size_t block_bytes = 512u << 10;
};

/// The names in the header line. Throws Error(invalid) for an unreadable or empty file or a name twice.
std::vector<std::string> read_csv_header(const std::string& path);

/// Reads the columns of a CSV file (RFC 4180, UTF-8, header line, byte-order mark skipped) block by block in several
/// threads; the file is never in memory as a whole. Empty cells and `NA` are missing. A column with a cell that is not
/// a number is text. Throws Error(invalid) naming file, line and column: a row longer or shorter than the header, a
/// quote left open, a column that is not there.
DataTable read_csv(const std::string& path, const CsvOptions& options);

}  // namespace longdan::estimation
