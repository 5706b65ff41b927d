#pragma once

#include "engine/xlsform/budget.h"
#include "engine/xlsform/form.h"
#include "engine/xlsform/language.h"

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace longdan::xlsform {

/// A text with values in it: pieces of text, and expressions that become <output value="…"/>.
struct Piece {
    bool output = false;
    std::string text;
};
using Pieces = std::vector<Piece>;

/// How a reference is written where the target is in the same repeat.
struct PathStyle {
    bool current = false;           ///< from the node that asks, inside a predicate: current()/../name
    bool reference_parent = false;  ///< up to the repeat's parent, so that the repeat can carry a predicate
};

/// Turns `${name}` into XPath: absolute, or relative when asker and target share a repeat.
class Paths {
  public:
    /// Paths and texts made are counted against the budget.
    Paths(const Form& form, Budget& budget);
    Budget& budget() const { return budget_; }

    std::string absolute(const Element& element) const;
    /// The element of that name; nullptr when there is none, or more than one.
    const Element* find(std::string_view name) const;
    bool ambiguous(std::string_view name) const;

    /// `context` is the element in whose cell the text stands; nullptr for choices.
    std::string resolve(std::string_view text, const Element* context, PathStyle style = {}) const;
    Pieces pieces(std::string_view text, const Element* context) const;

  private:
    std::string path_of(std::string_view whole, const Reference& reference, const Element* context, PathStyle style)
        const;
    std::string relative(const Element& context, const Element& target, PathStyle style) const;
    void append_pieces(Pieces& out, std::string_view whole, std::size_t begin, std::size_t end, const Element* context)
        const;

    Budget& budget_;
    std::map<std::string, std::vector<const Element*>, std::less<>> names_;
    mutable std::unordered_map<const Element*, std::string> absolute_;
};

/// The text for XML, with & < > escaped.
std::string escaped_text(std::string_view text);

}  // namespace longdan::xlsform
