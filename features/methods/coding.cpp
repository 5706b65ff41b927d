#include "features/methods/methods.h"

#include <algorithm>

namespace longdan::methods {

std::vector<ItemCoding> item_codings(const Method& method, const Form& form) {
    std::vector<ItemCoding> codings;
    for (std::size_t i = 0; i < form.codebook.variables.size(); ++i) {
        const xforms::Variable& variable = form.codebook.variables[i];
        if (variable.type != xforms::QuestionType::select_one || variable.item.empty()) continue;
        const Item* item = method.item(variable.item);
        const Scale* scale = item ? method.scale(item->scale) : nullptr;
        if (!scale) continue;
        ItemCoding coding;
        coding.item = item->code;
        coding.variable = i;
        for (const ScaleLevel& level : scale->levels) {
            coding.valid.push_back(level.code);
            if (level.satisfied) coding.satisfied.push_back(level.code);
        }
        codings.push_back(std::move(coding));
    }
    return codings;
}

void count(const std::vector<ItemCoding>& codings, std::span<const std::int16_t> answers, ItemCounts& counts) {
    const auto holds = [](const std::vector<std::int16_t>& codes, std::int16_t code) {
        return std::find(codes.begin(), codes.end(), code) != codes.end();
    };
    for (const ItemCoding& coding : codings) {
        const std::int16_t code = answers[coding.variable];
        if (!holds(coding.valid, code)) continue;
        ItemCount& item = counts[coding.item];
        ++item.valid;
        if (holds(coding.satisfied, code)) ++item.satisfied;
    }
}

}  // namespace longdan::methods
