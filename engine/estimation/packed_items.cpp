#include "engine/estimation/packed_items.h"

#include "engine/estimation/expression.h"

#include <cmath>

namespace longdan::estimation {

std::optional<PackedPlan> plan_packed_item(const DataTable& data, const std::string& text) {
    const Expression expression = Expression::parse(text);
    const auto simple = expression.simple();
    const auto name = simple ? std::optional(simple->column) : expression.single_column();
    if (!name) return std::nullopt;
    const Column& column = data.at(*name);
    if (column.kind != Column::Kind::small) return std::nullopt;
    PackedPlan plan{&column, {column.small.data()}, false};
    if (!simple) {
        plan.item.value = true;
        return plan;
    }
    using Compare = Expression::Simple::Compare;
    double low = -127;
    double high = 127;
    switch (simple->compare) {
        case Compare::greater:
            low = std::floor(simple->constant) + 1;
            break;
        case Compare::greater_equal:
            low = std::ceil(simple->constant);
            break;
        case Compare::less:
            high = std::ceil(simple->constant) - 1;
            break;
        case Compare::less_equal:
            high = std::floor(simple->constant);
            break;
        case Compare::equal:
        case Compare::unequal:
            if (simple->constant != std::floor(simple->constant)) return std::nullopt;
            low = high = simple->constant;
            plan.complement = simple->compare == Compare::unequal;
            break;
    }
    if (!(low >= -127 && high <= 127 && low <= high)) return std::nullopt;
    plan.item.low = static_cast<std::int8_t>(low);
    plan.item.high = static_cast<std::int8_t>(high);
    return plan;
}

bool is_packed_condition(const std::string& item) { return Expression::parse(item).simple().has_value(); }

}  // namespace longdan::estimation
