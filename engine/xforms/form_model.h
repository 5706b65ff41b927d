#pragma once

#include "engine/xforms/form.h"
#include "engine/xforms/secondary.h"
#include "engine/xpath/syntax.h"
#include "engine/xpath/tree.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace longdan::xforms {

/// What depends on a node: an expression of the evaluation order, by its place in that order.
struct Dependent {
    std::uint32_t place = 0;
    /// The repeat within which it depends: a change in one of its instances concerns the expression in that instance
    /// only. no_index: everywhere.
    std::uint32_t within = no_index;
};

/// The parts of a form that its sessions work with. Immutable once the form is read.
struct FormModel {
    explicit FormModel(FormFiles files)
        : names(std::make_shared<xpath::Names>()), instance(names), secondary(names, std::move(files)) {}

    std::shared_ptr<xpath::Names> names;     ///< grows while the form is read, then stands still
    xpath::Tree instance;                    ///< the primary instance as the form has it, templates included
    std::vector<xpath::NodeId> template_of;  ///< by node: what a new one is copied from
    std::vector<xpath::NodeId> templates;    ///< in `instance`: jr:template, no part of a new instance
    SecondaryTrees secondary;
    xpath::NamespaceOf prefixes;  ///< what prefixes stand for in expressions
    /// Prefix and address of the namespaces that an instance declares at its root.
    std::vector<std::pair<std::string, std::string>> declared;
    std::vector<xpath::NameId> name_of;              ///< by node: its name without prefix
    std::vector<std::vector<Dependent>> dependents;  ///< by node: who reads its value
    std::vector<std::uint32_t> repeats;              ///< nodes that repeat, outer before inner
    /// By expression: now(), random() and the like have a share in it, so that it is not judged again.
    std::vector<char> is_volatile;
    /// By expression: lists, or nodes in repeats that a submission may leave out, have a share in it, so that what a
    /// submission holds may not be enough to evaluate it.
    std::vector<char> needs_more;
    /// By expression: nodes it gathers from the instances of a repeat that may be irrelevant.
    std::map<std::uint32_t, std::vector<std::uint32_t>> left_out;
};

}  // namespace longdan::xforms
