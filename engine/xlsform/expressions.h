#pragma once

#include "engine/xlsform/headings.h"
#include "engine/xlsform/problems.h"

namespace longdan::xlsform {

/// Warns of formulas that XPath with the functions of ODK XForms does not know: the form is converted with them, but
/// phones, browsers and the server would refuse it.
void check_expressions(const GroupedSheet& sheet, const DataSheet& data, Problems& problems);

}  // namespace longdan::xlsform
