#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace longdan::xpath {

/// A regular expression of regex(): Perl's syntax, which covers what Java and JavaScript share, on Unicode text.
/// Matching stops at a limit of work, so that no pattern holds the program up.
class RegularExpression {
  public:
    /// Throws Error(invalid) for a malformed pattern.
    explicit RegularExpression(std::string_view pattern);
    /// True when a part of the text matches; `^` and `$` ask for the whole. Throws Error(invalid) when the limit of
    /// work is reached.
    bool matches(std::string_view text) const;

  private:
    struct Code;
    std::shared_ptr<const Code> code_;
};

}  // namespace longdan::xpath
