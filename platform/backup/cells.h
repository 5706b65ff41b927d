#pragma once

#include "platform/db/db.h"

#include <string>
#include <string_view>
#include <vector>

/// Rows as lines of JSON, the same bytes from either database: NULL is null, an integer a number, text a string, a
/// double {"f":"0.1"} (its shortest decimal that reads back the same), bytes {"x":"00ff"}.
namespace longdan::backup {

void append_line(std::string& out, const std::vector<db::Value::Data>& cells);
/// Reads a line without its end; throws std::invalid_argument when it is not one.
std::vector<db::Value> read_line(std::string_view line);

/// A SMALLINT[] travels as the bytes of its numbers, the low byte first, which is how SQLite holds it.
/// "{1,-2}" -> 01 00 FE FF; throws std::invalid_argument for anything else.
db::Bytes packed_numbers(std::string_view array);
std::string array_of(const db::Bytes& packed);

}  // namespace longdan::backup
