#pragma once

#include "engine/xlsform/definition.h"
#include "engine/xlsform/field.h"
#include "engine/xlsform/problems.h"
#include "engine/xlsform/vocabulary.h"

#include <string>
#include <vector>

namespace longdan::xlsform {

/// A sheet whose headings are understood: "relevant" and "bind::relevant" are one column, `label::Tiếng Việt (vi)` is
/// the part of that name in `label`.
struct GroupedSheet {
    struct Row {
        std::size_t number = 0;
        Field fields = Field::group();
    };
    std::string name;
    std::vector<std::string> headings;              ///< as written, by column
    std::vector<std::vector<std::string>> columns;  ///< what each heading means
    std::vector<Row> rows;

    /// The place of a cell for messages: `first` and `second` as in `columns`.
    Place place(std::size_t row, std::string_view first, std::string_view second = "") const;
};

/// Curly quotes become straight ones; `runs` also makes runs of spaces one.
std::string cleaned_cell(std::string_view text, bool runs);

/// Understands a sheet. Two headings for one column and missing required columns are errors.
GroupedSheet group_columns(
    const DataSheet& sheet, const ColumnNames& names, const std::string& default_language, bool clean,
    Problems& problems
);

/// Errors for what a row says by language where there is one value for all languages (`relevant::vi`).
void refuse_languages(
    const GroupedSheet& sheet, const ColumnNames& names, const GroupedSheet::Row& row, Problems& problems
);

}  // namespace longdan::xlsform
