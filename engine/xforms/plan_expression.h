#pragma once

#include "engine/xforms/form.h"

#include <set>
#include <string>

namespace boost::json {
class value;
}

/// Expressions as a form plan writes them; for the .cpp files of this room.
namespace longdan::xforms {

class PlanExpressions {
  public:
    explicit PlanExpressions(const Form& form) : form_(form) {}

    /// The tree of an expression as nested lists. Absolute paths that pass through a repeat around the expression's
    /// node are written from that node, so that whoever walks them stays in the same instance of the repeat.
    boost::json::value write(std::uint32_t expression);
    /// Lists that pulldata() names: files beside the form that it does not declare.
    const std::set<std::string>& pulled() const { return pulled_; }

  private:
    const Form& form_;
    std::set<std::string> pulled_;
};

}  // namespace longdan::xforms
