#pragma once

#include "engine/xlsform/form.h"
#include "engine/xlsform/headings.h"
#include "engine/xlsform/xml_text.h"

namespace longdan::xlsform {

/// The xmlns attributes of an XForm: those every form has, then those of the setting `namespaces`, then that of
/// entities.
Attributes namespaces(const Form& form);

/// A name or heading with a prefix (`bind::esri:fieldType`) that no namespace stands behind would be no XML: refused.
void check_prefixes(const Form& form, const GroupedSheet& sheet, Problems& problems);
/// The same for the columns of choices, which become nodes.
void check_choice_prefixes(const Form& form, const GroupedSheet& choices, Problems& problems);
/// The same for the names of questions, groups and the root, and for `attribute::` of the settings.
void check_prefixes(const Form& form, Problems& problems);

}  // namespace longdan::xlsform
