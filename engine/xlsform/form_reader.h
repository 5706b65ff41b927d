#pragma once

#include "engine/xlsform/budget.h"
#include "engine/xlsform/definition.h"
#include "engine/xlsform/form.h"
#include "engine/xlsform/problems.h"

namespace longdan::xlsform {

/// Reads all sheets into an empty form. Errors and warnings are collected; with errors the form is not to be written.
void read_form(const Definition& definition, const Limits& limits, Budget& budget, Form& form, Problems& problems);

/// The external_choices sheet as itemsets.csv, all cells quoted.
std::string itemsets_csv(const DataSheet& sheet);

}  // namespace longdan::xlsform
