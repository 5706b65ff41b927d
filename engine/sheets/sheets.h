#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Spreadsheets as people send them: XLSX (ECMA-376) read into plain text cells, and written.
namespace longdan::sheets {

/// One sheet: rows of cells as text. Row r, column c of the file (from 0) is rows[r][c]; rows may be shorter than
/// others, cells that are not there are "".
struct Sheet {
    std::string name;
    std::vector<std::vector<std::string>> rows;
    /// Merged areas; their text stands in the first cell only.
    struct Merge {
        std::size_t first_row = 0;
        std::size_t first_column = 0;
        std::size_t last_row = 0;
        std::size_t last_column = 0;
    };
    std::vector<Merge> merges;

    const std::string& cell(std::size_t row, std::size_t column) const;
};

struct Workbook {
    std::vector<Sheet> sheets;
    const Sheet* find(std::string_view name) const;
};

/// What a file may cost; beyond it, it is refused.
struct Limits {
    std::size_t file_bytes = 32u << 20;
    std::size_t unpacked_bytes = 256u << 20;  ///< all parts together
    std::size_t ratio = 200;                  ///< unpacked to packed of one part over 1 MB
    std::size_t cells = 4'000'000;
    std::size_t cell_bytes = 1u << 20;
    std::size_t text_bytes = 128u << 20;  ///< all cells together: many cells may share one long text
    std::size_t sheets = 200;
};

/// How cells with a date format read.
enum class Dates {
    iso,      ///< "2024-01-31", "2024-01-31T08:30:00"
    clocked,  ///< always with a clock, with parts of seconds: "2024-01-31 00:00:00"; durations as "1 day, 6:00:00"
};

/// Reads a workbook. Numbers come in shortest form ("12", "0.25"), dates by their format as "2024-01-31" or
/// "2024-01-31T08:30:00" (1900 and 1904 systems; see Dates), times alone as "08:30:00", durations ([h]:mm) as
/// "30:00:00", booleans as TRUE and FALSE, errors as "#N/A", formulas as their stored value. Shared, inline and rich
/// text; sheets by workbook.xml and its relations; hidden sheets too. `name` is what errors call the file. Throws
/// Error(invalid) for what is no XLSX or is damaged, and Error(too_large) beyond a limit.
Workbook read_xlsx(
    std::string_view bytes, const std::string& name, const Limits& limits = {}, Dates dates = Dates::iso
);

/// How a column of a written sheet looks.
struct Column {
    double width = 12;    ///< characters
    bool number = false;  ///< cells that read as numbers are written as numbers
    bool wrap = false;
};
/// A sheet to write: the first `header_rows` rows are bold and stay on screen.
struct SheetOut {
    std::string name;
    std::vector<Column> columns;
    std::size_t header_rows = 1;
    std::vector<std::vector<std::string>> rows;
};
/// The bytes of a workbook; the same sheets give the same cells. Throws Error(unavailable) when it cannot be made.
std::string write_xlsx(const std::vector<SheetOut>& sheets);

/// "A1" of row 0, column 0.
std::string place(std::size_t row, std::size_t column);

}  // namespace longdan::sheets
