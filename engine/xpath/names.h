#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

namespace longdan::xpath {

using NameId = std::uint32_t;

/// Names of elements, attributes and namespaces as small numbers, so that a step of a path compares two integers. One
/// table serves a form: its expressions, its model and its choice lists. It grows while the form is being read and
/// stands still afterwards; names that only a submission has are kept by the tree of that submission.
class Names {
  public:
    static constexpr NameId none = 0;  ///< the empty name
    /// From here on numbers belong to one tree alone.
    static constexpr NameId first_of_tree = 0x80000000U;

    Names() { add(""); }
    Names(const Names&) = delete;
    Names& operator=(const Names&) = delete;

    NameId add(std::string_view text) {
        if (const auto found = ids_.find(text); found != ids_.end()) return found->second;
        const auto id = static_cast<NameId>(texts_.size());
        texts_.emplace_back(text);
        ids_.emplace(texts_.back(), id);
        return id;
    }
    /// The number of a name, or `none` when nobody added it.
    NameId find(std::string_view text) const {
        const auto found = ids_.find(text);
        return found == ids_.end() ? none : found->second;
    }
    const std::string& text(NameId id) const { return texts_[id]; }
    std::size_t size() const { return texts_.size(); }

  private:
    std::deque<std::string> texts_;
    std::unordered_map<std::string_view, NameId> ids_;
};

}  // namespace longdan::xpath
