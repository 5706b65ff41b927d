#pragma once

#include "engine/xlsform/form.h"
#include "engine/xlsform/paths.h"
#include "engine/xlsform/problems.h"
#include "engine/xlsform/texts.h"
#include "engine/xlsform/xml_text.h"

#include <string>
#include <vector>

namespace longdan::xlsform {

/// A secondary instance other than a choice list: a file, or the last saved record.
struct ExternalInstance {
    std::string id;
    std::string source;
};
/// All that the form asks for, in the order of the questions; the same name for two sources is an error.
std::vector<ExternalInstance> external_instances(const Form& form, Problems& problems);

/// Writes the XForm of a form that was read without errors; what only shows here (a question without a label) is
/// added to the problems.
class XformWriter {
  public:
    XformWriter(const Form& form, const Paths& paths, const Texts& texts, Problems& problems)
        : form_(form), paths_(paths), texts_(texts), problems_(problems), out_(paths.budget()) {}

    std::string write(const std::vector<ExternalInstance>& externals);

  private:
    void write_submission();
    void write_root();
    void write_instance(const Element& section, bool templates, const Attributes& attributes);
    void write_instance_child(const Element& child, bool& templates);
    void write_template(const Element& repeat);
    void write_question_node(const Element& question);
    void write_choice_instance(const ChoiceList& list);
    void write_bindings();
    void write_binding(const Element& element);
    void write_actions(const Element& element, bool new_repeat);

    void write_controls(const Element& section);
    void write_control(const Element& element);
    void write_repeat(const Element& repeat);
    void write_group(const Element& group);
    void write_question(const Element& question);
    bool label_and_hint(const Element& question);
    void write_label(const Element& element);
    void write_items(const Element& question);
    void write_itemset(const Element& question);
    void write_triggered(const Element& question);
    Attributes control_attributes(const Element& element, bool with_appearance_as_is) const;
    Attributes instance_attributes(const Element& element) const;

    const Form& form_;
    const Paths& paths_;
    const Texts& texts_;
    Problems& problems_;
    XmlText out_;
};

}  // namespace longdan::xlsform
