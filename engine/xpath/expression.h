#pragma once

#include "engine/xpath/regular_expression.h"
#include "engine/xpath/syntax.h"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace longdan::xpath {

/// What an expression reads, as the expression names it; predicates are read too and listed on their own.
struct Reference {
    Origin origin = Origin::context;
    /// For Origin::base: the instance id of `instance('x')`, or "" for `current()` and everything else.
    std::string instance;
    bool from_current = false;  ///< begins with current()
    /// Steps as written: "..", ".", "name", "*", "@name", "//" for everything below. A reference inside a predicate
    /// that is relative is completed by the path the predicate belongs to.
    std::vector<std::string> steps;
    std::uint32_t offset = 0;
};

struct Dependencies {
    std::vector<Reference> references;
    bool reads_clock = false;     ///< now(), today()
    bool uses_chance = false;     ///< random(), uuid(), randomize() without a seed
    bool uses_once = false;       ///< once(): keeps a value that is there
    bool reads_position = false;  ///< position(), last(), position(..): changes when repeats come and go
    bool reads_labels = false;    ///< jr:itext(), jr:choice-name(): changes with the language
};

/// An expression that was read and can be evaluated any number of times, from any thread.
class Expression {
  public:
    /// Throws ExpressionError. Names are added to `names`, which must be the table of the trees it will walk.
    static Expression parse(
        std::string_view text, Names& names, const NamespaceOf& namespace_of = {}, BadCalls bad_calls = BadCalls::refuse
    );

    const std::string& text() const { return text_; }
    const Syntax& syntax() const { return syntax_; }
    const Dependencies& dependencies() const { return dependencies_; }
    /// The regular expression written as a literal at this call of regex(); null when it is made while evaluating.
    const RegularExpression* pattern_of(ExpressionId call) const {
        const auto found = patterns_.find(call);
        return found == patterns_.end() ? nullptr : &found->second;
    }

  private:
    std::string text_;
    Syntax syntax_;
    Dependencies dependencies_;
    std::unordered_map<ExpressionId, RegularExpression> patterns_;
};

/// What an expression reads.
Dependencies dependencies_of(const Syntax& syntax);

}  // namespace longdan::xpath
