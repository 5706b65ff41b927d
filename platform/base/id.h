#pragma once

#include "platform/base/time.h"

#include <charconv>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace longdan {

/// A 63-bit identity of one kind of thing; kinds do not mix. 0 is "none". In JSON, HTML and addresses it is text.
template <class Tag>
struct Id {
    std::int64_t value = 0;

    auto operator<=>(const Id&) const = default;
    explicit operator bool() const { return value != 0; }
    std::string text() const { return std::to_string(value); }

    /// Reads a positive decimal number; nothing for anything else.
    static std::optional<Id> parse(std::string_view text) {
        std::int64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc() || end != text.data() + text.size() || value <= 0) return std::nullopt;
        return Id{value};
    }
};

/// A new identity, ordered by time: 41 bits of milliseconds since 2020, 22 bits that differ. Safe from any thread.
std::int64_t new_ordered_id(Moment now);
/// A new identity that says nothing about time or order: for anonymous answers.
std::int64_t new_random_id();

template <class IdType>
IdType new_id(const Clock& clock) {
    return IdType{new_ordered_id(clock.now())};
}

}  // namespace longdan

template <class Tag>
struct std::hash<longdan::Id<Tag>> {
    std::size_t operator()(longdan::Id<Tag> id) const noexcept { return std::hash<std::int64_t>()(id.value); }
};
