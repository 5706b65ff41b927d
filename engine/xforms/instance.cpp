#include "engine/xforms/instance.h"

#include "engine/xforms/form_model.h"
#include "platform/base/error.h"
#include "platform/base/text.h"

#include <algorithm>
#include <charconv>

namespace longdan::xforms {
namespace {

using xpath::no_node;
using xpath::NodeId;

/// Every instance may look at every other: their number squared has to stay small.
constexpr std::size_t most_repeats = 5000;

std::string_view default_inside(const pugi::xml_node& element, std::string_view outside) {
    for (const pugi::xml_attribute one : element.attributes()) {
        if (std::string_view(one.name()) == "xmlns") return one.value();
    }
    return outside;
}

}  // namespace

FormInstance::FormInstance(const Form& form)
    : form_(&form),
      tree_(form.model().names),
      form_node_(1, no_index),
      absent_(1, 0),
      first_(form.nodes().size(), no_node),
      last_(form.nodes().size(), no_node),
      next_(1, no_node),
      seen_(form.nodes().size(), no_index) {}

void FormInstance::note(NodeId id, std::uint32_t form_node, bool absent) {
    form_node_.resize(tree_.size(), no_index);
    absent_.resize(tree_.size(), 0);
    next_.resize(tree_.size(), no_node);
    form_node_[id] = form_node;
    absent_[id] = absent ? 1 : 0;
    if (form_node == no_index) return;
    if (first_[form_node] == no_node) {
        first_[form_node] = id;
    } else {
        next_[last_[form_node]] = id;
    }
    last_[form_node] = id;
}

/// Ties the instances of each node together anew, in document order, after repeats came or went.
void FormInstance::chain() {
    std::fill(first_.begin(), first_.end(), no_node);
    std::fill(last_.begin(), last_.end(), no_node);
    std::fill(next_.begin(), next_.end(), no_node);
    tree_.walk([&](NodeId id) {
        if (form_node_[id] != no_index) note(id, form_node_[id], absent_[id] != 0);
    });
}

/// Adds an element that was tied, with all that is in it, to the ends of the chains: it stands after all others of its
/// kind.
void FormInstance::note_all(NodeId id) {
    note(id, form_node_[id], absent_[id] != 0);
    const xpath::Node& node = tree_.node(id);
    for (NodeId one = node.first_attribute; one != no_node; one = tree_.node(one).next) {
        note(one, form_node_[one], absent_[one] != 0);
    }
    for (NodeId one = node.first_child; one != no_node; one = tree_.node(one).next) note_all(one);
}

/// Says of a copied element, its attributes and all below which nodes of the form they are.
void FormInstance::tie(NodeId id, std::uint32_t form_node) {
    form_node_.resize(tree_.size(), no_index);
    absent_.resize(tree_.size(), 0);
    next_.resize(tree_.size(), no_node);
    form_node_[id] = form_node;
    if (form_node == no_index) return;
    const auto& names = form_->model().name_of;
    const auto child_of = [&](NodeId child, bool attribute) {
        for (const std::uint32_t one : form_->nodes()[form_node].children) {
            if (names[one] == tree_.node(child).name && form_->nodes()[one].is_attribute == attribute) return one;
        }
        return no_index;
    };
    const xpath::Node& node = tree_.node(id);
    for (NodeId one = node.first_attribute; one != no_node; one = tree_.node(one).next) {
        form_node_[one] = child_of(one, true);
    }
    for (NodeId one = node.first_child; one != no_node; one = tree_.node(one).next) tie(one, child_of(one, false));
}

FormInstance FormInstance::fresh(const Form& form) {
    FormInstance instance(form);
    const FormModel& model = form.model();
    const NodeId original = model.instance.document();
    const NodeId root = instance.tree_.copy(model.instance, original, xpath::Tree::root, no_node);
    instance.drop_templates(root, original);
    instance.tie(root, 0);
    instance.chain();
    return instance;
}

/// Takes out of a copy what is a template in the original; walks both side by side.
void FormInstance::drop_templates(NodeId copy, NodeId original) {
    const FormModel& model = form_->model();
    NodeId from = model.instance.node(original).first_child;
    for (NodeId to = tree_.node(copy).first_child; to != no_node;) {
        const NodeId next = tree_.node(to).next;
        if (std::find(model.templates.begin(), model.templates.end(), from) != model.templates.end()) {
            tree_.remove(to);
        } else {
            drop_templates(to, from);
        }
        to = next;
        from = model.instance.node(from).next;
    }
}

FormInstance FormInstance::load(const Form& form, const pugi::xml_node& root) {
    FormInstance instance(form);
    instance.load_element(root, 0, xpath::Tree::root, xml::namespace_of_prefix(root, ""));
    return instance;
}

void FormInstance::load_element(
    const pugi::xml_node& element, std::uint32_t form_node, NodeId parent, std::string_view space
) {
    const std::string_view written = element.name();
    const std::string_view prefix = xml::prefix_of(written);
    const std::string_view inside = default_inside(element, space);
    const NodeId id = tree_.add_element(
        parent, xml::local_name(written), prefix.empty() ? inside : xml::namespace_of_prefix(element, prefix), prefix
    );
    note(id, form_node, false);
    load_attributes(element, form_node, id);

    const FormNode& node = form_->nodes()[form_node];
    const auto& names = form_->model().name_of;
    std::size_t cursor = 0;
    bool leaf = true;
    for (const pugi::xml_node one : element.children()) {
        if (one.type() != pugi::node_element) continue;
        leaf = false;
        // Drafts may carry the template of a repeat; it is no answer.
        if (xml::attribute_in(one, xml::ns::javarosa, "template")) continue;
        const xpath::NameId name = form_->model().names->find(xml::local_name(one.name()));
        std::uint32_t found = no_index;
        // Submissions mostly keep the order of the form: the search goes on where the last one ended.
        for (std::size_t tried = 0; tried < node.children.size() && name != xpath::Names::none; ++tried, ++cursor) {
            if (cursor >= node.children.size()) cursor = 0;
            const std::uint32_t child = node.children[cursor];
            if (names[child] != name || form_->nodes()[child].is_attribute) continue;
            found = child;
            break;
        }
        const bool again = found != no_index && seen_[found] == id && form_->nodes()[found].kind != NodeKind::repeat;
        if (found == no_index || again) {
            unknown_.push_back(add_unknown(one, id, inside));
            continue;
        }
        seen_[found] = id;
        if (form_->nodes()[found].kind == NodeKind::repeat && ++repeats_ > most_repeats) {
            throw Error(
                ErrorKind::too_large, "có hơn 5000 lần lặp trong một bản trả lời (more than 5000 instances of repeats)"
            );
        }
        load_element(one, found, id, inside);
    }
    if (leaf) {
        const pugi::xml_node text = element.first_child();
        if (text && !text.next_sibling()) {
            if (const std::string_view words = trimmed(text.value()); !words.empty()) tree_.set_text(id, words);
        } else if (text) {
            tree_.set_text(id, trimmed(xml::text_of(element)));
        }
    }
    add_missing(element, form_node, id);
}

/// What the form has and the element does not. Where a form gives siblings one name without calling them a repeat, all
/// that stands in them is only what it was sent with.
void FormInstance::add_missing(const pugi::xml_node& element, std::uint32_t form_node, NodeId id) {
    const FormNode& node = form_->nodes()[form_node];
    const auto is_missing = [&](std::uint32_t child) {
        const FormNode& made = form_->nodes()[child];
        return seen_[child] != id && !made.is_attribute && made.kind != NodeKind::repeat;
    };
    if (std::none_of(node.children.begin(), node.children.end(), is_missing)) return;
    pugi::xml_node around = element;
    for (std::uint32_t at = form_node; at != no_index; at = form_->nodes()[at].parent, around = around.parent()) {
        const bool stands_alone = !around.previous_sibling(around.name()) && !around.next_sibling(around.name());
        if (form_->nodes()[at].kind != NodeKind::repeat && !stands_alone) return;
    }
    for (const std::uint32_t child : node.children) {
        if (is_missing(child)) add_absent(child, id);
    }
}

void FormInstance::load_attributes(const pugi::xml_node& element, std::uint32_t form_node, NodeId id) {
    for (const pugi::xml_attribute one : element.attributes()) {
        const std::string_view written = one.name();
        if (written.starts_with("xmlns")) continue;
        const std::string_view prefix = xml::prefix_of(written);
        const NodeId attribute = tree_.add_attribute(
            id, xml::local_name(written), one.value(),
            prefix.empty() ? std::string_view() : xml::namespace_of_prefix(element, prefix), prefix
        );
        note(attribute, form_node == no_index ? no_index : attribute_of_form(form_node, attribute), false);
    }
}

std::uint32_t FormInstance::attribute_of_form(std::uint32_t form_node, NodeId attribute) const {
    std::uint32_t known = no_index;
    for (const std::uint32_t child : form_->nodes()[form_node].children) {
        if (!form_->nodes()[child].is_attribute) break;  // attributes come before elements
        if (form_->model().name_of[child] == tree_.node(attribute).name) known = child;
    }
    return known;
}

/// What the form does not know, with all that stands in it: no answer, but expressions may ask for it.
NodeId FormInstance::add_unknown(const pugi::xml_node& element, NodeId parent, std::string_view space) {
    const std::string_view prefix = xml::prefix_of(element.name());
    const std::string_view inside = default_inside(element, space);
    const NodeId id = tree_.add_element(
        parent, xml::local_name(element.name()), prefix.empty() ? inside : xml::namespace_of_prefix(element, prefix),
        prefix
    );
    note(id, no_index, false);
    load_attributes(element, no_index, id);
    bool leaf = true;
    for (const pugi::xml_node one : element.children()) {
        if (one.type() != pugi::node_element) continue;
        leaf = false;
        add_unknown(one, id, inside);
    }
    if (leaf) tree_.set_text(id, trimmed(xml::text_of(element)));
    return id;
}

void FormInstance::add_absent(std::uint32_t form_node, NodeId parent) {
    const FormNode& node = form_->nodes()[form_node];
    const NodeId id = tree_.add_element(parent, xml::local_name(node.name), {}, xml::prefix_of(node.name));
    note(id, form_node, true);
    for (const std::uint32_t child : node.children) {
        const FormNode& missing = form_->nodes()[child];
        if (!missing.is_attribute && missing.kind != NodeKind::repeat) add_absent(child, id);
    }
}

std::string FormInstance::path(NodeId id) const {
    std::vector<std::string> steps;
    for (NodeId at = id; at != xpath::Tree::root && at != no_node; at = tree_.node(at).parent) {
        std::string step = tree_.node(at).kind == xpath::NodeKind::attribute ? "@" : "";
        step += tree_.qualified_name(at);
        const std::uint32_t node = form_node_[at];
        if (node != no_index && form_->nodes()[node].kind == NodeKind::repeat) {
            step += "[" + std::to_string(tree_.position(at)) + "]";
        }
        steps.push_back(std::move(step));
    }
    std::string path;
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) path += "/" + *step;
    return path;
}

std::optional<NodeId> FormInstance::find(std::string_view path) const {
    NodeId at = xpath::Tree::root;
    path = trimmed(path);
    if (!path.starts_with('/')) return std::nullopt;
    for (std::string_view step : split(path.substr(1), '/')) {
        step = trimmed(step);
        std::size_t position = 1;
        if (const std::size_t bracket = step.find('['); bracket != std::string_view::npos) {
            const std::string_view digits = trimmed(step.substr(bracket + 1, step.size() - bracket - 2));
            const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), position);
            if (problem != std::errc() || end != digits.data() + digits.size() || !step.ends_with(']')) return {};
            step = trimmed(step.substr(0, bracket));
        }
        if (step.starts_with('@')) {
            at = tree_.attribute(at, xml::local_name(step.substr(1)));
            if (at == no_node) return std::nullopt;
            continue;
        }
        NodeId found = tree_.child(at, xml::local_name(step));
        while (found != no_node && position > 1) {
            const xpath::NameId name = tree_.node(found).name;
            do found = tree_.node(found).next;
            while (found != no_node && tree_.node(found).name != name);
            --position;
        }
        if (found == no_node || position == 0) return std::nullopt;
        at = found;
    }
    return at == xpath::Tree::root ? std::nullopt : std::optional(at);
}

std::vector<NodeId> FormInstance::repeats(std::uint32_t repeat, NodeId parent) const {
    std::vector<NodeId> found;
    for (NodeId at = tree_.node(parent).first_child; at != no_node; at = tree_.node(at).next) {
        if (form_node_[at] == repeat) found.push_back(at);
    }
    return found;
}

NodeId FormInstance::add_repeat(std::uint32_t repeat, NodeId parent) {
    const FormModel& model = form_->model();
    const auto before = repeats(repeat, parent);
    NodeId after = before.empty() ? no_node : before.back();
    if (before.empty()) {
        // The first one stands after what the form has before it.
        for (const std::uint32_t child : form_->nodes()[form_node_[parent]].children) {
            if (child == repeat) break;
            for (NodeId at = tree_.node(parent).first_child; at != no_node; at = tree_.node(at).next) {
                if (form_node_[at] == child) after = at;
            }
        }
    }
    const NodeId original = model.template_of[repeat];
    const NodeId added = tree_.copy(model.instance, original, parent, after);
    drop_templates(added, original);
    tie(added, repeat);
    const NodeId mark = tree_.attribute(added, "template");
    if (mark != no_node) tree_.remove(mark);
    const bool is_last = !before.empty() && last_[repeat] == before.back();
    if (is_last) {
        note_all(added);
    } else {
        chain();
    }
    return added;
}

void FormInstance::drop_irrelevant() {
    for (NodeId id = 0; id < tree_.size(); ++id) {
        const xpath::Node& node = tree_.node(id);
        if (node.parent == no_node || node.parent == xpath::Tree::root || node.relevant) continue;
        if (tree_.node(node.parent).relevant) tree_.remove(id);
    }
    chain();
}

void FormInstance::remove(NodeId id) {
    tree_.remove(id);
    chain();
}

}  // namespace longdan::xforms
