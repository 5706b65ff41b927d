#pragma once

#include "engine/xforms/form.h"
#include "engine/xforms/xml.h"

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace longdan::xforms {

/// Reads one XForm into a Form, collecting every problem with its line.
class FormReader {
  public:
    FormReader(std::string_view text, std::string name, FormFiles files, const FormLimits& limits);
    /// Throws Error(invalid) when there are problems.
    std::shared_ptr<const Form> read();

  private:
    void problem(const pugi::xml_node& at, const std::string& what);

    // the model (form_reader.cpp)
    void read_head(const pugi::xml_node& html);
    void read_instances(const pugi::xml_node& model);
    std::uint32_t add_node(const pugi::xml_node& element, std::uint32_t parent);
    void read_secondary(const pugi::xml_node& instance);
    void build_template(const pugi::xml_node& root);
    void declare_namespaces(const pugi::xml_node& root);
    void add_attributes(const pugi::xml_node& element, std::uint32_t node);
    void read_binds(const pugi::xml_node& model);
    void read_bind(const pugi::xml_node& bind);
    void read_submission(const pugi::xml_node& model);
    void check_repeats();
    void finish_nodes();

    // texts (text_reader.cpp)
    void read_translations(const pugi::xml_node& model);
    FormText read_text(const pugi::xml_node& element, std::uint32_t context);
    FormText read_message(std::string_view written, const pugi::xml_node& at, std::uint32_t context);
    FormText read_reference(std::string_view reference, const pugi::xml_node& at, std::uint32_t context);

    // the body (body_reader.cpp)
    void read_body(const pugi::xml_node& body);
    void read_controls(const pugi::xml_node& parent, std::uint32_t parent_control, std::uint32_t context);
    void read_control(const pugi::xml_node& element, ControlKind kind, std::uint32_t parent, std::uint32_t context);
    void read_choices(const pugi::xml_node& element, Control& control, std::uint32_t context);
    void read_itemset(const pugi::xml_node& element, Control& control, std::uint32_t context);
    void read_action(const pugi::xml_node& element, std::uint32_t control, std::uint32_t context);
    /// The node that ref, nodeset or bind of an element names; no_index when it names none.
    std::uint32_t node_of(const pugi::xml_node& element, std::uint32_t context, bool optional);
    std::uint32_t repeat_around(std::uint32_t control) const;

    std::string without_primary_id(std::string_view source) const;
    std::uint32_t add_expression(std::string_view source, Role role, std::uint32_t node, const pugi::xml_node& at);

    FormLimits limits_;
    xml::Document document_;
    std::shared_ptr<Form> form_;
    std::vector<std::string> problems_;
    std::unordered_map<std::string, std::uint32_t> bind_ids_;
    std::string primary_id_;                     ///< of <instance id>; "" mostly
    std::vector<std::uint32_t> repeated_names_;  ///< nodes of which the instance has several beside each other
};

}  // namespace longdan::xforms
