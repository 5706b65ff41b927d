#pragma once

#include "engine/xpath/tree.h"

#include <cstddef>

namespace boost::json {
class value;
}

/// Choice lists as a form plan writes them; for the .cpp files of this room.
namespace longdan::xforms {

/// A tree as a table when it is one (a root of equal items with plain columns), else as nested lists. Gives how many
/// rows, or leaves, it has.
std::size_t write_list(const xpath::Tree& tree, boost::json::value& out);

}  // namespace longdan::xforms
