#pragma once

#include "engine/xforms/form.h"

#include <string>
#include <string_view>
#include <vector>

/// The form plan of an XForm: the same form as JSON, small enough for a phone, with expressions as trees that
/// ui/forms evaluates. It is derived from one version of the XForm and named by its SHA-256; nobody edits it.
/// The format: docs/form-plan.md.
namespace longdan::xforms {

/// A choice list in a file of its own, fetched when a question first needs it.
struct PlanPart {
    std::string name;  ///< "xa.json"; what the plan calls it
    std::string json;
};

struct PlanFiles {
    std::string json;
    std::vector<PlanPart> parts;
};

struct PlanOptions {
    /// Lists of the form with more rows stand in parts; lists from files always do.
    std::size_t most_rows = 200;
    /// Put before the names of parts: "sipas-2026." gives "sipas-2026.xa.json".
    std::string part_prefix;
};

/// `xform`: the bytes that `form` was read from. Throws Error(invalid) when a file beside the form cannot be read.
PlanFiles plan_of(const Form& form, std::string_view xform, const PlanOptions& options = {});

}  // namespace longdan::xforms
