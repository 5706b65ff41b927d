#pragma once

#include <string>
#include <string_view>

namespace longdan::xlsform {

/// Where the second XForm does not mean what the first does: a node or part of the form and how each says it
/// ("/data/a relevant: /data/b = 1 | "); "" when both ask the same questions, with the same words, rules, choices,
/// first values and answers. What makes no difference to either: ids of texts and of lists that only hold choices,
/// blanks in XPath, the type "string" that is not written, a condition that is always true, how the id of a record is
/// made, templates of repeats, binds and actions on nodes that are not there. Both must be well-formed XML.
std::string meaning_lost(std::string_view form, std::string_view again);

}  // namespace longdan::xlsform
