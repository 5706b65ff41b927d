#pragma once

#include "engine/xforms/form.h"
#include "engine/xforms/form_plan.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

/// What the answers of a form mean as numbers. docs/codebook.md has the layout.
namespace longdan::xforms {

class FormInstance;

enum class VariableKind : std::uint8_t {
    number,   ///< the whole number itself
    decimal,  ///< millionths
    truth,    ///< 1 or 0
    date,     ///< days since 1970-01-01
    moment,   ///< milliseconds since 1970-01-01T00:00Z
    choice,   ///< code of the choice
    chosen,   ///< of several choices, one: 1 chosen, 0 not
    place,    ///< of a ranking, one choice: its place from 1, 0 when it was left out
};
std::string_view name(VariableKind kind);

struct FormVariable {
    std::string name;  ///< "tuoi"; with groups before it where the form has the name twice; "thu_tuc/dat_dai"
    VariableKind kind = VariableKind::number;
    std::uint32_t node = no_index;
    std::string option;                                       ///< of chosen and place: the choice
    std::vector<std::pair<std::string, std::int64_t>> codes;  ///< of choice: name and code, in the order of the list
    std::unordered_map<std::string, std::int64_t> code_of;    ///< the same, to look up
};

/// Variables that stand in one row: those of the submission itself, or those of one repeat.
struct VariableTable {
    std::string name;  ///< of the repeat; "" for the submission
    std::uint32_t repeat = no_index;
    std::uint32_t parent = 0;  ///< table of the row around it
    std::vector<FormVariable> variables;
};

struct FormCodebook {
    std::vector<VariableTable> tables;  ///< the submission first, then repeats, outer before inner
};

/// A code that stands for an answer that is not there. It is below every value: -2^53 and the numbers after it.
std::int64_t code_of(MissingCode missing);
/// The reason, for such a code; nothing for a value.
std::optional<MissingCode> missing_of(std::int64_t code);

/// The codebook of a form. Variables and choices that `previous` (the form's last version) knows keep their place and
/// their code; new ones come after them.
FormCodebook make_codebook(const Form& form, const FormCodebook* previous = nullptr);

struct PackedRow {
    std::uint32_t table = 0;
    std::uint32_t parent = 0;  ///< row in the same answers
    std::vector<std::int64_t> values;
};

struct PackedAnswers {
    std::vector<PackedRow> rows;  ///< the submission first; rows of repeats in document order after their parents
};

/// `wrong` says by node of the instance whether its value breaks a rule (it may be shorter than the tree).
PackedAnswers pack(
    const Form& form, const FormCodebook& codebook, const FormInstance& instance, const std::vector<char>& wrong
);
/// {"tuoi":34,"nguoi":[{"tuoi_con":3}]}: codes and numbers; a reason ("not_asked") where an answer is not there.
void append_packed_json(std::string& out, const FormCodebook& codebook, const PackedAnswers& packed);
/// The same as bytes, the same on every machine.
std::string packed_bytes(const PackedAnswers& packed);
/// Reads them back. Throws Error(invalid) for bytes that are none.
PackedAnswers read_packed(std::string_view bytes, const FormCodebook& codebook);

enum class Comparison : std::uint8_t { same, changed_label, changed_choices, incompatible, added, removed };
std::string_view name(Comparison comparison);

struct VariableComparison {
    std::string variable;
    Comparison comparison = Comparison::same;
};

/// Variable by variable, in the order of the older codebook, then what is new: whether answers of both versions can
/// stand in one series.
std::vector<VariableComparison> compare(
    const Form& older, const FormCodebook& older_codebook, const Form& newer, const FormCodebook& newer_codebook
);

}  // namespace longdan::xforms
