#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace longdan::xlsform {

/// A cell or what several columns say together: a text, or named parts in the order they came (label by language, the
/// bind attributes of a question).
struct Field {
    std::string text;
    std::vector<std::pair<std::string, Field>> parts;
    bool grouped = false;

    Field() = default;
    explicit Field(std::string value) : text(std::move(value)) {}

    static Field group() {
        Field field;
        field.grouped = true;
        return field;
    }

    bool empty() const { return grouped ? parts.empty() : text.empty(); }
    bool is_text() const { return !grouped; }
    const Field* find(std::string_view key) const;
    Field* find(std::string_view key);
    bool contains(std::string_view key) const { return find(key) != nullptr; }
    /// The text of a part; "" when there is none or it is a group.
    const std::string& text_of(std::string_view key) const;
    /// The group of that name; an empty one is added when there is none.
    Field& group_at(std::string_view key);
    void set(std::string_view key, Field value);
    void set(std::string_view key, std::string value) { set(key, Field(std::move(value))); }
    void erase(std::string_view key);
};

/// Joins what two columns say of one thing: groups part by part, a text beside a group as the part `default_key`
/// (a label without a language is that of the default language); of two texts the first stays.
Field merged(Field first, Field second, const std::string& default_key);

}  // namespace longdan::xlsform
