#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

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
    /// Begins with all names of another table, which stands still from now on. What is added is known here alone.
    explicit Names(std::shared_ptr<const Names> base) : base_(std::move(base)), first_(base_->size()) {}
    Names(const Names&) = delete;
    Names& operator=(const Names&) = delete;

    NameId add(std::string_view text) {
        if (const NameId known = find(text); known != none || (text.empty() && size() > 0)) return known;
        const auto id = static_cast<NameId>(size());
        texts_.emplace_back(text);
        ids_.emplace(texts_.back(), id);
        return id;
    }
    /// The number of a name, or `none` when nobody added it.
    NameId find(std::string_view text) const {
        if (base_) {
            if (const NameId known = base_->find(text); known != none) return known;
        }
        const auto found = ids_.find(text);
        return found == ids_.end() ? none : found->second;
    }
    const std::string& text(NameId id) const { return id < first_ ? base_->text(id) : texts_[id - first_]; }
    std::size_t size() const { return first_ + texts_.size(); }

  private:
    std::shared_ptr<const Names> base_;
    std::size_t first_ = 0;  ///< number of the first name that is not of the base
    std::deque<std::string> texts_;
    std::unordered_map<std::string_view, NameId> ids_;
};

}  // namespace longdan::xpath
