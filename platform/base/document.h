#pragma once

#include "platform/base/id.h"
#include "platform/base/time.h"

#include <cmath>
#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

/// Public documents: plain structs that list their fields once. From that list come the JSON of pages and API, the
/// TypeScript types of the views, and the snapshot that holds the field names. A field not listed never leaves the
/// program: a document is an allow-list.
///
///     struct UnitLink {
///         std::string slug;
///         std::string name;
///         LONGDAN_DOCUMENT(UnitLink, slug, name)
///     };
///
/// Field types: bool, integers, double (not a number -> null), std::string, Day ("2024-01-31"), Moment (ISO, UTC),
/// Id (text), std::optional (null), std::vector, std::map<std::string, T>, other documents.
#define LONGDAN_DOCUMENT(Type, ...)                                     \
    static constexpr std::string_view document_name() { return #Type; } \
    template <class LongdanVisitor>                                     \
    static void document_fields(LongdanVisitor&& visit) {               \
        LONGDAN_FOR_EACH(LONGDAN_DOCUMENT_FIELD, Type, __VA_ARGS__)     \
    }

#define LONGDAN_DOCUMENT_FIELD(Type, field) visit(std::string_view(#field), &Type::field);

#define LONGDAN_PARENS ()
#define LONGDAN_EXPAND(...) LONGDAN_EXPAND4(LONGDAN_EXPAND4(LONGDAN_EXPAND4(LONGDAN_EXPAND4(__VA_ARGS__))))
#define LONGDAN_EXPAND4(...) LONGDAN_EXPAND3(LONGDAN_EXPAND3(LONGDAN_EXPAND3(LONGDAN_EXPAND3(__VA_ARGS__))))
#define LONGDAN_EXPAND3(...) LONGDAN_EXPAND2(LONGDAN_EXPAND2(LONGDAN_EXPAND2(LONGDAN_EXPAND2(__VA_ARGS__))))
#define LONGDAN_EXPAND2(...) __VA_ARGS__
#define LONGDAN_FOR_EACH(macro, Type, ...) __VA_OPT__(LONGDAN_EXPAND(LONGDAN_FOR_EACH_STEP(macro, Type, __VA_ARGS__)))
#define LONGDAN_FOR_EACH_STEP(macro, Type, first, ...) \
    macro(Type, first) __VA_OPT__(LONGDAN_FOR_EACH_AGAIN LONGDAN_PARENS(macro, Type, __VA_ARGS__))
#define LONGDAN_FOR_EACH_AGAIN() LONGDAN_FOR_EACH_STEP

namespace longdan {

template <class T>
concept Document = requires {
    { T::document_name() } -> std::convertible_to<std::string_view>;
};

/// Appends text as a JSON string, with `<`, U+2028 and U+2029 escaped so that it may also stand inside HTML.
void append_json_string(std::string& out, std::string_view text);
/// Appends a number in its shortest form that reads back the same; NaN and infinities become null.
void append_json_number(std::string& out, double number);

namespace detail {
template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};
template <class T>
struct is_vector : std::false_type {};
template <class T>
struct is_vector<std::vector<T>> : std::true_type {};
template <class T>
struct is_map : std::false_type {};
template <class T>
struct is_map<std::map<std::string, T>> : std::true_type {};
template <class T>
struct is_id : std::false_type {};
template <class T>
struct is_id<Id<T>> : std::true_type {};
template <class>
constexpr bool always_false = false;
}  // namespace detail

/// Appends the JSON of a value of any field type (see LONGDAN_DOCUMENT).
template <class T>
void append_json(std::string& out, const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
        out += value ? "true" : "false";
    } else if constexpr (std::is_integral_v<T>) {
        out += std::to_string(value);
    } else if constexpr (std::is_floating_point_v<T>) {
        append_json_number(out, value);
    } else if constexpr (std::is_convertible_v<T, std::string_view>) {
        append_json_string(out, value);
    } else if constexpr (std::is_same_v<T, Day>) {
        append_json_string(out, value.iso());
    } else if constexpr (std::is_same_v<T, Moment>) {
        append_json_string(out, iso(value));
    } else if constexpr (detail::is_id<T>::value) {
        append_json_string(out, value.text());
    } else if constexpr (detail::is_optional<T>::value) {
        if (value) {
            append_json(out, *value);
        } else {
            out += "null";
        }
    } else if constexpr (detail::is_vector<T>::value) {
        out += '[';
        bool first = true;
        for (const auto& item : value) {
            if (!first) out += ',';
            first = false;
            append_json(out, static_cast<const typename T::value_type&>(item));
        }
        out += ']';
    } else if constexpr (detail::is_map<T>::value) {
        out += '{';
        bool first = true;
        for (const auto& [key, item] : value) {
            if (!first) out += ',';
            first = false;
            append_json_string(out, key);
            out += ':';
            append_json(out, item);
        }
        out += '}';
    } else if constexpr (Document<T>) {
        out += '{';
        bool first = true;
        T::document_fields([&](std::string_view name, auto member) {
            if (!first) out += ',';
            first = false;
            append_json_string(out, name);
            out += ':';
            append_json(out, value.*member);
        });
        out += '}';
    } else {
        static_assert(detail::always_false<T>, "not a field type of a public document");
    }
}

template <class T>
std::string to_json(const T& value) {
    std::string out;
    append_json(out, value);
    return out;
}

/// The shape of documents, collected for TypeScript and for the snapshot of field names.
class DocumentShapes {
  public:
    /// Adds the document and every document in its fields; returns its name.
    template <Document T>
    std::string add() {
        const std::string name(T::document_name());
        if (shapes_.contains(name)) return name;
        shapes_[name] = {};
        std::vector<Field> fields;
        T::document_fields([&]<class Class, class Member>(std::string_view field, Member Class::*) {
            fields.push_back({std::string(field), type_of<Member>()});
        });
        shapes_[name] = std::move(fields);
        return name;
    }

    /// `export interface Name { field: type; }` for each document, sorted by name.
    std::string typescript() const;

  private:
    struct Field {
        std::string name;
        std::string type;
    };

    template <class T>
    std::string type_of() {
        if constexpr (std::is_same_v<T, bool>) {
            return "boolean";
        } else if constexpr (std::is_arithmetic_v<T>) {
            return std::is_floating_point_v<T> ? "number | null" : "number";
        } else if constexpr (detail::is_optional<T>::value) {
            const std::string inner = type_of<typename T::value_type>();
            return inner.ends_with("| null") ? inner : inner + " | null";
        } else if constexpr (detail::is_vector<T>::value) {
            return "Array<" + type_of<typename T::value_type>() + ">";
        } else if constexpr (detail::is_map<T>::value) {
            return "Record<string, " + type_of<typename T::mapped_type>() + ">";
        } else if constexpr (Document<T>) {
            return add<T>();
        } else {
            return "string";
        }
    }

    std::map<std::string, std::vector<Field>> shapes_;
};

}  // namespace longdan
