#pragma once

#include "engine/xlsform/canonical.h"
#include "engine/xlsform/xlsform.h"

#include <string>
#include <string_view>

/// What the tests of the converter ask of a form.
namespace longdan::xlsform {

/// The bytes of a file of the project; "" when it is not there.
std::string file(const std::string& path);
/// The XForm of Markdown tables; the errors, one a line, when there are some.
std::string form_of(std::string_view markdown);
/// The English of the errors with their places ("survey 3 relevant: …"), one a line.
std::string errors_of(std::string_view markdown);
/// How many nodes of the XForm the XPath finds; -1 when the XForm is no XML.
int count(const std::string& xform, const std::string& xpath);
/// The one attribute or text the XPath finds; "?" when it finds none or several.
std::string value(const std::string& xform, const std::string& xpath);

}  // namespace longdan::xlsform
