#include "engine/xforms/form_model.h"
#include "engine/xforms/form_reader.h"
#include "engine/xforms/tree_builder.h"
#include "platform/base/error.h"

#include <functional>
#include <map>

#include <fmt/format.h>

/// Instances of the model: nodes of the primary one, its template, lists beside it.
namespace longdan::xforms {

std::uint32_t FormReader::add_node(const pugi::xml_node& element, std::uint32_t parent) {
    auto& nodes = form_->nodes_;
    const std::string path =
        fmt::format("{}/{}", parent == no_index ? std::string() : nodes[parent].path, element.name());
    std::uint32_t index = static_cast<std::uint32_t>(nodes.size());
    const auto [known, added] = form_->by_path_.try_emplace(path, index);
    if (added) {
        if (nodes.size() >= limits_.nodes) {
            throw Error(
                ErrorKind::too_large,
                fmt::format("{}: nhiều hơn {} nút (too many nodes)", document_.place(element), limits_.nodes)
            );
        }
        FormNode& node = nodes.emplace_back();
        node.path = path;
        node.name = element.name();
        node.parent = parent;
        if (parent != no_index) nodes[parent].children.push_back(index);
        add_attributes(element, index);
    } else {
        index = known->second;
        for (pugi::xml_node before = element.previous_sibling(); before; before = before.previous_sibling()) {
            if (std::string_view(before.name()) == element.name()) {
                repeated_names_.push_back(index);
                break;
            }
        }
    }
    for (const pugi::xml_node one : element.children()) {
        if (one.type() == pugi::node_element) add_node(one, index);
    }
    return index;
}

void FormReader::read_secondary(const pugi::xml_node& instance) {
    SecondaryInstance list{
        std::string(xml::attribute(instance, "id")), std::string(xml::attribute(instance, "src")),
        document_.line(instance)};
    if (list.id.empty()) {
        problem(instance, "<instance> thiếu id (a secondary instance without id)");
        return;
    }
    FormModel& model = *form_->model_;
    pugi::xml_node root;
    for (const pugi::xml_node one : instance.children()) {
        if (!root && one.type() == pugi::node_element) root = one;
    }
    if (list.source.empty()) {
        xpath::Tree tree(model.names);
        if (root) {
            add_names(*model.names, root);
            add_xml(tree, xpath::Tree::root, root);
        }
        model.secondary.add_inline(list.id, std::move(tree));
    } else {
        model.secondary.add_external(list.id, list.source);
    }
    form_->secondary_.push_back(std::move(list));
}

/// The namespaces an instance needs when it stands alone: its own default, and those of the prefixes in it.
void FormReader::declare_namespaces(const pugi::xml_node& root) {
    std::map<std::string, std::string> found;
    if (const auto own = root.attribute("xmlns")) found[""] = own.value();
    const auto take = [&](std::string_view name, const pugi::xml_node& at) {
        const std::string_view prefix = xml::prefix_of(name);
        if (prefix.empty() || prefix == "xmlns" || prefix == "xml") return;
        found.try_emplace(std::string(prefix), xml::namespace_of_prefix(at, prefix));
    };
    const std::function<void(const pugi::xml_node&)> walk = [&](const pugi::xml_node& element) {
        take(element.name(), element);
        for (const pugi::xml_attribute one : element.attributes()) {
            if (xml::local_name(one.name()) != "template") take(one.name(), element);
        }
        for (const pugi::xml_node one : element.children()) {
            if (one.type() == pugi::node_element) walk(one);
        }
    };
    walk(root);
    form_->model_->declared.assign(found.begin(), found.end());
    std::map<std::string, std::string, std::less<>> prefixes;
    for (pugi::xml_node at = root; at; at = at.parent()) {
        for (const pugi::xml_attribute one : at.attributes()) {
            if (xml::prefix_of(one.name()) == "xmlns")
                prefixes.try_emplace(std::string(xml::local_name(one.name())), one.value());
        }
    }
    form_->model_->prefixes = [prefixes](std::string_view prefix) {
        const auto known = prefixes.find(prefix);
        return known == prefixes.end() ? std::string() : known->second;
    };
}

/// The primary instance as the form has it: new instances and new repeats are copied from it.
void FormReader::build_template(const pugi::xml_node& root) {
    FormModel& model = *form_->model_;
    add_names(*model.names, root);
    declare_namespaces(root);
    model.template_of.assign(form_->nodes_.size(), xpath::no_node);
    std::vector<std::uint32_t> node_of;
    add_xml(
        model.instance, xpath::Tree::root, root, xml::namespace_of(root),
        [&](const pugi::xml_node& element, xpath::NodeId id) {
            std::string path;
            for (pugi::xml_node at = element; at != root.parent(); at = at.parent()) {
                path = fmt::format("/{}{}", at.name(), path);
            }
            const std::uint32_t index = form_->by_path_.at(path);
            const bool is_template = bool(xml::attribute_in(element, xml::ns::javarosa, "template"));
            if (is_template) model.templates.push_back(id);
            // A marked template goes before what stands in the instance, and that before what stands after it.
            if (model.template_of[index] == xpath::no_node || is_template) model.template_of[index] = id;
        }
    );
    for (std::uint32_t index = 0; index < form_->nodes_.size(); ++index) {
        const FormNode& node = form_->nodes_[index];
        if (!node.is_attribute) continue;
        model.template_of[index] = model.instance.attribute(model.template_of[node.parent], xml::local_name(node.name));
    }
}

/// Attributes of the instance are nodes too (entities bind them), but for those that say what the instance is.
void FormReader::add_attributes(const pugi::xml_node& element, std::uint32_t node) {
    if (form_->nodes_[node].parent == no_index) return;
    for (const pugi::xml_attribute one : element.attributes()) {
        const std::string_view written = one.name();
        if (written.starts_with("xmlns") || xml::local_name(written) == "template") continue;
        const auto index = static_cast<std::uint32_t>(form_->nodes_.size());
        FormNode attribute;
        attribute.path = fmt::format("{}/@{}", form_->nodes_[node].path, written);
        attribute.name = written;
        attribute.kind = NodeKind::value;
        attribute.is_attribute = true;
        attribute.parent = node;
        form_->by_path_.try_emplace(attribute.path, index);
        form_->nodes_.push_back(std::move(attribute));
        form_->nodes_[node].children.push_back(index);
    }
}

}  // namespace longdan::xforms
