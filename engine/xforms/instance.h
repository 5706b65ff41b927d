#pragma once

#include "engine/xforms/form.h"
#include "engine/xforms/xml.h"
#include "engine/xpath/tree.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace longdan::xforms {

/// Why a root element is no instance of the form: encrypted, another form, another version; "" when it is one.
std::string why_not_of(const Form& form, const pugi::xml_node& root);

/// One filled-in form as a tree, each element tied to the node of the form it stands for. For the .cpp files of this
/// room.
class FormInstance {
  public:
    /// What the form begins with: its primary instance without the templates of repeats.
    static FormInstance fresh(const Form& form);
    /// What a root element of a submission holds. Nodes of the form that it lacks are added, blank and marked absent,
    /// but for repeats; what the form does not know is kept apart in `unknown()`.
    static FormInstance load(const Form& form, const pugi::xml_node& root);

    const xpath::Tree& tree() const { return tree_; }
    xpath::Tree& tree() { return tree_; }
    /// The node of the form; no_index for what it does not know and for the root above the document.
    std::uint32_t form_node(xpath::NodeId id) const { return form_node_[id]; }
    /// Instances of a node of the form in document order: first, then next until no_node.
    xpath::NodeId first(std::uint32_t form_node) const { return first_[form_node]; }
    xpath::NodeId next(xpath::NodeId id) const { return next_[id]; }
    bool absent(xpath::NodeId id) const { return absent_[id] != 0; }
    const std::vector<xpath::NodeId>& unknown() const { return unknown_; }

    /// "/data/rep[2]/age": repeats carry their position, from 1.
    std::string path(xpath::NodeId id) const;
    /// The node at such a path; a repeat without position is its first instance.
    std::optional<xpath::NodeId> find(std::string_view path) const;

    /// Adds an instance of a repeat after the last one below `parent`; its values are those of the form's template.
    xpath::NodeId add_repeat(std::uint32_t repeat, xpath::NodeId parent);
    /// Takes out what is not relevant.
    void drop_irrelevant();
    /// Takes an instance of a repeat away.
    void remove(xpath::NodeId id);
    std::vector<xpath::NodeId> repeats(std::uint32_t repeat, xpath::NodeId parent) const;

  private:
    explicit FormInstance(const Form& form);
    void note(xpath::NodeId id, std::uint32_t form_node, bool absent);
    void chain();
    void note_all(xpath::NodeId id);
    void tie(xpath::NodeId id, std::uint32_t form_node);
    void load_element(
        const pugi::xml_node& element, std::uint32_t form_node, xpath::NodeId parent, std::string_view space
    );
    void load_attributes(const pugi::xml_node& element, std::uint32_t form_node, xpath::NodeId id);
    void add_missing(const pugi::xml_node& element, std::uint32_t form_node, xpath::NodeId id);
    std::uint32_t attribute_of_form(std::uint32_t form_node, xpath::NodeId attribute) const;
    xpath::NodeId add_unknown(const pugi::xml_node& element, xpath::NodeId parent, std::string_view space);
    void add_absent(std::uint32_t form_node, xpath::NodeId parent);
    void drop_templates(xpath::NodeId copy, xpath::NodeId original);

    const Form* form_;
    xpath::Tree tree_;
    std::vector<std::uint32_t> form_node_;
    std::vector<char> absent_;
    std::vector<xpath::NodeId> first_, last_;
    std::vector<xpath::NodeId> next_;
    std::vector<xpath::NodeId> unknown_;
    std::size_t repeats_ = 0;          ///< loaded so far
    std::vector<std::uint32_t> seen_;  ///< by node of the form: the element it was last seen in, while loading
};

}  // namespace longdan::xforms
