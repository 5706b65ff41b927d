#pragma once

#include "engine/xlsform/xlsform.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace longdan::xlsform {

/// One sheet as a table: headings of the first row, then rows that hold only the cells that are not empty.
struct DataSheet {
    struct Row {
        std::size_t number = 0;  ///< from 1, the heading is row 1
        std::vector<std::pair<std::uint32_t, std::string>> cells;
    };
    std::string name;
    std::vector<std::string> headings;  ///< "" for columns without one
    std::vector<Row> rows;
    bool present = false;
};

/// The sheets of an XLSForm that mean something; others are only known by name.
struct Definition {
    DataSheet survey;
    DataSheet choices;
    DataSheet settings;
    DataSheet external_choices;
    DataSheet entities;
    DataSheet osm;
    std::vector<std::string> sheet_names;
    std::string file_stem;  ///< the file's name without folder and ending
};

/// Reads .xlsx, .csv or .md. Throws as convert() does.
Definition read_definition(std::string_view bytes, const std::string& file_name, const Limits& limits);

Definition read_csv_definition(std::string_view text, const std::string& file_name, const Limits& limits);
Definition read_markdown_definition(std::string_view text, const std::string& file_name, const Limits& limits);

/// The sheet of that name, whatever its case and outer blanks; nullptr when it means nothing here.
DataSheet* sheet_for(Definition& definition, std::string_view name);
/// Throws Error(too_large) when the sheets together are beyond the limits.
void check_size(const Definition& definition, const std::string& file_name, const Limits& limits);

/// Without blanks of any kind (also no-break space) at both ends.
std::string_view stripped(std::string_view text);

}  // namespace longdan::xlsform
