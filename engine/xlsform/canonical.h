#pragma once

#include <string>
#include <string_view>

namespace longdan::xlsform {

/// The XML with attributes and itext entries in one order and without indents, one tag or text a line, so that equal
/// forms are equal texts. "" when it is no XML.
std::string canonical(std::string_view xform);

}  // namespace longdan::xlsform
