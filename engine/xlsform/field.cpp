#include "engine/xlsform/field.h"

#include <algorithm>

namespace longdan::xlsform {
namespace {

const std::string no_text;

}  // namespace

const Field* Field::find(std::string_view key) const {
    for (const auto& [name, value] : parts) {
        if (name == key) return &value;
    }
    return nullptr;
}

Field* Field::find(std::string_view key) {
    for (auto& [name, value] : parts) {
        if (name == key) return &value;
    }
    return nullptr;
}

const std::string& Field::text_of(std::string_view key) const {
    const Field* part = find(key);
    return part == nullptr || part->grouped ? no_text : part->text;
}

Field& Field::group_at(std::string_view key) {
    if (Field* part = find(key); part != nullptr && part->grouped) return *part;
    set(key, Field::group());
    return *find(key);
}

void Field::set(std::string_view key, Field value) {
    grouped = true;
    if (Field* part = find(key)) {
        *part = std::move(value);
    } else {
        parts.emplace_back(std::string(key), std::move(value));
    }
}

void Field::erase(std::string_view key) {
    std::erase_if(parts, [&](const auto& part) { return part.first == key; });
}

Field merged(Field first, Field second, const std::string& default_key) {
    if (first.empty()) return second;
    if (second.empty()) return first;
    if (!first.grouped) {
        if (second.grouped && second.contains(default_key)) return second;
        Field group = Field::group();
        group.set(default_key, std::move(first));
        first = std::move(group);
    }
    if (!second.grouped) {
        if (first.contains(default_key)) return first;
        Field group = Field::group();
        group.set(default_key, std::move(second));
        second = std::move(group);
    }
    for (auto& [key, value] : second.parts) {
        if (Field* part = first.find(key)) {
            *part = merged(std::move(*part), std::move(value), default_key);
        } else {
            first.parts.emplace_back(std::move(key), std::move(value));
        }
    }
    return first;
}

}  // namespace longdan::xlsform
