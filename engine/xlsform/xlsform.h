#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Forms as people write them in spreadsheets (XLSForm), turned into ODK XForms as pyxform 4 turns them, and back.
/// The profile (types, columns, limits) is docs/xlsform.md.
namespace longdan::xlsform {

/// Something a person must mend (an error) or should look at (a warning).
struct Problem {
    std::string sheet;    ///< as named in the workbook; "" when it is about the file
    std::size_t row = 0;  ///< as the spreadsheet counts, from 1; 0 when it is about the sheet
    std::string column;   ///< the heading as written; "" when it is about the row
    std::string vi;
    std::string en;

    /// "survey, row 7, column relevant: …" in Vietnamese, the English in brackets.
    std::string line() const;
};

/// What a form file may cost; beyond it, it is refused.
struct Limits {
    std::size_t file_bytes = 32u << 20;
    std::size_t rows = 100'000;  ///< of all sheets together
    std::size_t cells = 2'000'000;
    std::size_t cell_bytes = 1u << 20;
    std::size_t nesting = 64;             ///< groups and repeats inside one another
    std::size_t form_bytes = 256u << 20;  ///< the XForm with all that is made on the way
};

struct Conversion {
    std::string xform;         ///< the XForm; "" when there are errors
    std::string itemsets_csv;  ///< what select_one_external reads; "" when the form has no such question
    std::vector<Problem> errors;
    std::vector<Problem> warnings;
};

/// Converts an XLSForm. `bytes` is .xlsx, .csv (first column the sheet) or .md (tables); `file_name` tells which, names
/// the form when the settings do not, and is what errors call the file. All errors are collected. Throws
/// Error(invalid) for what is no such file or is damaged, Error(too_large) beyond a limit.
Conversion convert(std::string_view bytes, const std::string& file_name, const Limits& limits = {});

/// The workbook (XLSX bytes) of an XForm that convert() made: convert() of it gives the same XForm. Of an XForm of
/// another tool it gives one that asks the same: same questions, words, rules, choices, answers (see meaning.h). What
/// no column can say is refused, Error(invalid) that names the place.
std::string write_xlsform(std::string_view xform, const std::string& file_name);

/// The first place where two XForms differ but for the order of attributes and of itext entries: the two tags or texts
/// there, "one | other". "" when they are the same form.
std::string difference(std::string_view one, std::string_view other);

}  // namespace longdan::xlsform
