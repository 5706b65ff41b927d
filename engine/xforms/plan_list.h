#pragma once

#include "engine/xpath/tree.h"

#include <cstddef>

#include <boost/json.hpp>

/// Choice lists as a form plan writes them; for the .cpp files of this room.
namespace longdan::xforms {

struct PlanList {
    boost::json::value json;
    std::size_t rows = 0;
};

/// A tree as a table when it is one (a root of equal items with plain columns), else as nested lists.
PlanList plan_list(const xpath::Tree& tree);

}  // namespace longdan::xforms
