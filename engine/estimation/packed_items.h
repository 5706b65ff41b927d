#pragma once

#include "engine/estimation/data_table.h"
#include "engine/estimation/kernels.h"

#include <optional>
#include <string>

namespace longdan::estimation {

/// An item that can be summed from the bytes of one column: the column itself or a condition on it.
struct PackedPlan {
    const Column* column = nullptr;
    PackedItem item;          ///< its bytes are those of the whole column
    bool complement = false;  ///< the sum wanted is that of all rows less this one

    bool operator==(const PackedPlan&) const = default;
};

/// Nothing when the item is of another kind.
std::optional<PackedPlan> plan_packed_item(const DataTable& data, const std::string& text);

/// True when the item is a condition, so that its square is itself.
bool is_packed_condition(const std::string& item);

}  // namespace longdan::estimation
