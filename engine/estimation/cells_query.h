#pragma once

#include "engine/estimation/cells.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace longdan::estimation {

/// Where a database holds the rows of a cell table. All parts are SQL that SQLite and PostgreSQL both speak.
struct CellQuery {
    std::string from;   ///< table or join
    std::string where;  ///< empty: every row
    std::string stratum;
    std::string psu;
    std::vector<std::string> domains;  ///< by domain of the layout: text
    std::string weight;                ///< whole number of 10^-weight_decimals, 0 to 2^60
    struct Item {
        std::string value;       ///< whole number of 10^-value_decimals, -32 to 32; NULL is a missing answer
        bool indicator = false;  ///< only 0 and 1: two sums less
    };
    std::vector<Item> items;  ///< by item of the layout
};

/// One GROUP BY that adds up the cells where the rows are, the same text for both engines. Weights are cut into parts
/// of 30 and of 20 bits, so that no sum of up to 2^22 rows a cell leaves 63 bits: SQLite has no wider number, and sums
/// of doubles would depend on the order. First come the keys, then whole numbers as `add_cells` reads them. Throws
/// Error(invalid) when the query does not fit the layout or asks for more than 1600 columns.
std::string cell_query_text(const CellLayout& layout, const CellQuery& query);

/// Adds one row of the answer, in the order of its columns. Throws Error(invalid) naming stratum and PSU: a weight that
/// is missing, negative or 2^60 and more, a value out of range, more than 2^22 rows in the cell. The table gets the
/// bytes that adding the rows one by one would give it.
void add_cells(
    CellTable& table, const CellQuery& query, std::span<const std::string_view> keys,
    std::span<const std::int64_t> numbers
);

}  // namespace longdan::estimation
