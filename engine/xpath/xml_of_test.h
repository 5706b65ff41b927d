#pragma once

#include "engine/xpath/tree.h"

#include <string_view>

namespace longdan::xpath {

/// A tree from plain XML (elements, attributes, texts, five entities), for tests and the fuzzer. Blanks between
/// elements are dropped. Malformed text gives the tree read so far.
Tree tree_of_xml(std::string_view xml, const std::shared_ptr<const Names>& names);

}  // namespace longdan::xpath
