#pragma once

#include "engine/xforms/form.h"
#include "engine/xforms/form_model.h"
#include "engine/xpath/expression.h"

#include <string>
#include <vector>

namespace longdan::xforms {

/// Finds who depends on whom among the binds of a form and an order in which every expression comes after those whose
/// results it reads. A cycle is a problem, reported with its path.
class DependencyOrder {
  public:
    DependencyOrder(Form& form, std::vector<std::string>& problems);
    void find();

  private:
    /// A reading: the expression reads the value of a node.
    struct Reading {
        std::uint32_t node = no_index;
        std::uint32_t within = no_index;
        bool other_instance = false;  ///< of another instance of the repeat the reader stands in
    };
    struct Item {
        std::uint32_t expression = no_index;
        std::vector<Reading> readings;
    };

    void prepare_nodes();
    void gather();
    std::vector<Reading> readings_of(const FormExpression& expression) const;
    void follow(
        const xpath::Reference& reference, const FormExpression& expression, bool picks, std::vector<Reading>& found
    ) const;
    std::vector<std::uint32_t> step(const std::vector<std::uint32_t>& from, const std::string& step) const;
    void link();
    void sort();
    void report_cycle(const std::vector<std::size_t>& waiting);
    void note_left_out(std::uint32_t expression, const std::vector<Reading>& readings);
    void note_dependents();
    void note_position(std::uint32_t place);
    std::uint32_t nearest_repeat(std::uint32_t node) const;

    Form& form_;
    FormModel& model_;
    std::vector<std::string>& problems_;
    std::vector<Item> items_;
    std::vector<std::vector<std::uint32_t>> followers_;  ///< by item: items that come after it
    std::vector<std::size_t> waits_for_;                 ///< by item: how many come before it
};

}  // namespace longdan::xforms
