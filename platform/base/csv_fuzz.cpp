#include "platform/base/csv.h"
#include "platform/base/error.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

/// Whatever the bytes are, the reader gives a table or an Error; a table that was read and written again has the same
/// shape and, but for the apostrophe before formulas, the same cells.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace longdan;
    try {
        const auto table = CsvTable::parse({reinterpret_cast<const char*>(data), size}, "x.csv");
        const std::size_t width = table.header().size();
        if (width == 1) return 0;  // a line with one empty cell is a blank line, which readers skip
        std::string again;
        std::vector<std::string> names;
        for (std::size_t column = 0; column < width; ++column) names.push_back("c" + std::to_string(column));
        append_csv_row(again, names);
        for (std::size_t row = 0; row < table.rows(); ++row) {
            std::vector<std::string> cells;
            for (std::size_t column = 0; column < width; ++column) cells.push_back(table.at(row, column));
            append_csv_row(again, cells);
        }
        const auto second = CsvTable::parse(again, "again.csv");
        if (second.rows() != table.rows()) std::abort();
        for (std::size_t row = 0; row < table.rows(); ++row) {
            for (std::size_t column = 0; column < width; ++column) {
                const auto& cell = table.at(row, column);
                const auto& copy = second.at(row, column);
                if (copy != cell && copy != "'" + cell) std::abort();
            }
        }
    } catch (const Error&) {
    }
    return 0;
}
