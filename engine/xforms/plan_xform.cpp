#include "engine/xforms/plan_xform.h"

#include "engine/xforms/form_model.h"
#include "engine/xforms/plan_expression.h"
#include "engine/xforms/plan_list.h"
#include "platform/base/digest.h"
#include "platform/base/text.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include <boost/json.hpp>

namespace longdan::xforms {

namespace json = boost::json;

namespace {

using xpath::no_node;
using xpath::NodeId;

bool has_word(std::string_view words, std::string_view wanted) {
    const auto all = split(words, ' ');
    return std::find(all.begin(), all.end(), wanted) != all.end();
}

class PlanWriter {
  public:
    PlanWriter(const Form& form, const PlanOptions& options) : form_(form), options_(options), expressions_(form) {}

    PlanFiles write(std::string_view xform);

  private:
    json::value words(const std::vector<TextPart>& parts);
    json::value text(const FormText& text);
    void add_text(json::object& to, std::string_view key, const FormText& text);
    void add_expression(json::object& to, std::string_view key, std::uint32_t expression);

    json::array nodes();
    json::object node(const FormNode& node);
    json::array order() const;
    json::object affects() const;

    json::array pages();
    void split_pages(std::uint32_t control, json::array& pages);
    json::object control(std::uint32_t index);
    json::object choices(const Control& control);

    json::value blank(NodeId at, std::uint32_t node);
    json::array attributes() const;
    json::object templates();

    json::object texts();
    json::array actions();
    json::object lists(std::vector<PlanPart>& parts);

    const Form& form_;
    const PlanOptions& options_;
    PlanExpressions expressions_;
};

json::value PlanWriter::words(const std::vector<TextPart>& parts) {
    if (parts.empty()) return json::value("");
    if (parts.size() == 1 && parts[0].expression == no_index) return json::value(parts[0].words);
    json::array out;
    for (const TextPart& part : parts) {
        if (part.expression == no_index) {
            out.emplace_back(part.words);
        } else {
            json::array output;
            output.push_back(expressions_.write(part.expression));
            out.push_back(std::move(output));
        }
    }
    return out;
}

json::value PlanWriter::text(const FormText& text) {
    if (!text.key.empty()) return json::object{{"key", text.key}};
    if (text.key_expression != no_index) return json::object{{"key", expressions_.write(text.key_expression)}};
    if (text.words_expression != no_index) {
        json::array output;
        output.push_back(expressions_.write(text.words_expression));
        json::array all;
        all.push_back(std::move(output));
        return all;
    }
    return words(text.parts);
}

void PlanWriter::add_text(json::object& to, std::string_view key, const FormText& written) {
    if (!written.empty()) to[key] = text(written);
}

void PlanWriter::add_expression(json::object& to, std::string_view key, std::uint32_t expression) {
    if (expression != no_index) to[key] = expressions_.write(expression);
}

json::object PlanWriter::node(const FormNode& node) {
    json::object out{{"name", node.name}};
    if (node.parent != no_index) out["in"] = node.parent;
    if (node.is_attribute) {
        out["kind"] = "attribute";
    } else if (node.kind == NodeKind::group) {
        out["kind"] = "group";
    } else if (node.kind == NodeKind::repeat) {
        out["kind"] = "repeat";
    }
    if (node.type != DataType::string) out["type"] = name(node.type);
    add_expression(out, "relevant", node.relevant);
    add_expression(out, "required", node.required);
    add_expression(out, "readonly", node.readonly);
    add_expression(out, "constraint", node.constraint);
    add_expression(out, "calculate", node.calculate);
    if (!node.preload.empty()) out["preload"] = json::array{node.preload, node.preload_parameters};
    add_text(out, "required_message", node.required_message);
    add_text(out, "constraint_message", node.constraint_message);
    if (node.control != no_index) add_expression(out, "count", form_.controls()[node.control].repeat_count);
    return out;
}

json::array PlanWriter::nodes() {
    json::array out;
    for (const FormNode& one : form_.nodes()) out.push_back(node(one));
    return out;
}

json::array PlanWriter::order() const {
    json::array out;
    for (const std::uint32_t index : form_.evaluation_order()) {
        const FormExpression& expression = form_.expressions()[index];
        out.push_back(json::array{expression.node, name(expression.role)});
    }
    return out;
}

json::object PlanWriter::affects() const {
    json::object out;
    const auto& dependents = form_.model().dependents;
    for (std::size_t node = 0; node < dependents.size(); ++node) {
        if (dependents[node].empty()) continue;
        json::array places;
        for (const Dependent& one : dependents[node]) {
            if (one.within == no_index) {
                places.emplace_back(one.place);
            } else {
                places.emplace_back(json::array{one.place, one.within});
            }
        }
        out[std::to_string(node)] = std::move(places);
    }
    return out;
}

json::object PlanWriter::choices(const Control& control) {
    json::object out;
    if (control.itemset) {
        const Itemset& itemset = *control.itemset;
        add_expression(out, "nodes", itemset.shuffled == no_index ? itemset.nodes : itemset.shuffled);
        add_expression(out, "value", itemset.value_expression);
        add_text(out, "label", itemset.label);
        return out;
    }
    json::array items;
    for (const StaticChoice& choice : control.choices) {
        json::array item{choice.value};
        if (!choice.label.empty()) item.push_back(text(choice.label));
        items.push_back(std::move(item));
    }
    out["items"] = std::move(items);
    return out;
}

json::object PlanWriter::control(std::uint32_t index) {
    const Control& control = form_.controls()[index];
    json::object out{{"control", name(control.kind)}};
    if (control.node != no_index) out["node"] = control.node;
    if (!control.appearance.empty()) out["appearance"] = control.appearance;
    add_text(out, "label", control.label);
    add_text(out, "hint", control.hint);
    const bool selects = control.kind == ControlKind::select || control.kind == ControlKind::select1 ||
                         control.kind == ControlKind::rank;
    if (selects) out["choices"] = choices(control);
    json::object parameters;
    for (const auto& [key, value] : control.other_attributes) parameters[key] = value;
    if (!control.range_start.empty()) parameters["start"] = control.range_start;
    if (!control.range_end.empty()) parameters["end"] = control.range_end;
    if (!control.range_step.empty()) parameters["step"] = control.range_step;
    if (!control.mediatype.empty()) parameters["mediatype"] = control.mediatype;
    if (!parameters.empty()) out["parameters"] = std::move(parameters);
    if (control.no_add_remove || control.repeat_count != no_index) out["fixed"] = true;
    if (!control.children.empty()) {
        json::array content;
        for (const std::uint32_t child : control.children) content.push_back(this->control(child));
        out["content"] = std::move(content);
    }
    return out;
}

/// A page is a group shown as one list, a repeat, or a question of its own; other groups only hold pages together.
void PlanWriter::split_pages(std::uint32_t index, json::array& pages) {
    const Control& control = form_.controls()[index];
    const bool holds_pages =
        control.kind == ControlKind::group && !has_word(control.appearance, "field-list") && !control.children.empty();
    const bool holds_repeat = holds_pages && control.children.size() == 1 &&
                              form_.controls()[control.children[0]].kind == ControlKind::repeat;
    if (!holds_pages || holds_repeat) {
        pages.push_back(json::array{this->control(index)});
        return;
    }
    const std::size_t first = pages.size();
    for (const std::uint32_t child : control.children) split_pages(child, pages);
    // The heading of the group stands on its first page.
    if (control.label.empty() && control.node == no_index) return;
    json::object heading{{"control", "group"}};
    if (control.node != no_index) heading["node"] = control.node;
    add_text(heading, "label", control.label);
    add_text(heading, "hint", control.hint);
    json::array& page = pages[first].as_array();
    page.insert(page.begin(), std::move(heading));
}

json::array PlanWriter::pages() {
    json::array out;
    for (const std::uint32_t index : form_.body()) split_pages(index, out);
    return out;
}

json::value PlanWriter::blank(NodeId at, std::uint32_t node) {
    const xpath::Tree& tree = form_.model().instance;
    const auto& templates = form_.model().templates;
    json::array inside;
    std::unordered_map<std::string, std::uint32_t> children;
    std::unordered_map<std::string, std::uint32_t> attributes;
    for (const std::uint32_t child : form_.nodes()[node].children) {
        const FormNode& made = form_.nodes()[child];
        (made.is_attribute ? attributes : children).emplace(made.name, child);
    }
    for (NodeId one = tree.node(at).first_attribute; one != no_node; one = tree.node(one).next) {
        const auto known = attributes.find(tree.qualified_name(one));
        if (known != attributes.end()) inside.push_back(json::array{known->second, tree.node(one).text});
    }
    bool holds_elements = false;
    for (NodeId one = tree.node(at).first_child; one != no_node; one = tree.node(one).next) {
        holds_elements = true;
        const auto known = children.find(tree.qualified_name(one));
        const bool is_template = std::find(templates.begin(), templates.end(), one) != templates.end();
        if (known == children.end() || is_template) continue;
        inside.push_back(blank(one, known->second));
    }
    json::array out{node};
    if (!holds_elements && form_.nodes()[node].kind == NodeKind::value) {
        out.emplace_back(tree.node(at).text);
        if (!inside.empty()) out.push_back(std::move(inside));
    } else {
        out.push_back(std::move(inside));
    }
    return out;
}

json::object PlanWriter::templates() {
    json::object out;
    const FormModel& model = form_.model();
    for (const std::uint32_t repeat : model.repeats) {
        const NodeId from = model.template_of[repeat];
        if (from != no_node) out[std::to_string(repeat)] = blank(from, repeat);
    }
    return out;
}

/// The namespaces of the instance, then what its root says of itself.
json::array PlanWriter::attributes() const {
    const xpath::Tree& tree = form_.model().instance;
    json::array out;
    for (const auto& [prefix, address] : form_.model().declared) {
        out.push_back(json::array{prefix.empty() ? std::string("xmlns") : "xmlns:" + std::string(prefix), address});
    }
    for (NodeId at = tree.node(tree.document()).first_attribute; at != no_node; at = tree.node(at).next) {
        out.push_back(json::array{tree.qualified_name(at), tree.node(at).text});
    }
    return out;
}

json::object PlanWriter::texts() {
    json::object out;
    for (const Language& language : form_.languages()) {
        json::object all;
        for (const auto& [key, forms] : language.texts) {
            if (forms.size() == 1 && forms[0].first.empty()) {
                all[key] = words(forms[0].second.parts);
                continue;
            }
            json::object by_form;
            for (const auto& [form, written] : forms) by_form[form] = words(written.parts);
            all[key] = std::move(by_form);
        }
        out[language.name] = std::move(all);
    }
    return out;
}

json::array PlanWriter::actions() {
    json::array out;
    for (const Action& action : form_.actions()) {
        if (action.kind == ActionKind::record_audio || action.target == no_index) continue;
        json::array on;
        if (action.first_load) on.emplace_back("first-load");
        if (action.every_load) on.emplace_back("load");
        if (action.new_repeat) on.emplace_back("new-repeat");
        if (action.value_changed) on.emplace_back("changed");
        json::object made{{"on", std::move(on)}, {"node", action.target}};
        if (action.kind == ActionKind::set_geopoint) {
            made["place"] = true;
        } else {
            made["value"] = action.value == no_index ? json::value(action.words) : expressions_.write(action.value);
        }
        add_expression(made, "nodes", action.targets);
        if (action.trigger != no_index) made["source"] = action.trigger;
        if (action.repeat != no_index) made["repeat"] = action.repeat;
        out.push_back(std::move(made));
    }
    return out;
}

json::object PlanWriter::lists(std::vector<PlanPart>& parts) {
    json::object out;
    const auto add = [&](const std::string& id, bool from_file) {
        const xpath::Tree* tree = form_.model().secondary.find(id);
        if (tree == nullptr) return;
        json::value list;
        const std::size_t rows = write_list(*tree, list);
        if (!from_file && rows <= options_.most_rows) {
            out[id] = std::move(list);
            return;
        }
        PlanPart part{options_.part_prefix + slug(id) + ".json", json::serialize(list)};
        out[id] = json::object{{"part", part.name}, {"rows", rows}, {"sha256", sha256(part.json)}};
        parts.push_back(std::move(part));
    };
    for (const SecondaryInstance& one : form_.secondary()) add(one.id, !one.source.empty());
    for (const std::string& id : expressions_.pulled()) {
        if (!out.contains(id)) add(id, true);
    }
    return out;
}

PlanFiles PlanWriter::write(std::string_view xform) {
    PlanFiles files;
    json::object plan{
        {"plan", 2},
        {"id", form_.id()},
        {"version", form_.version()},
        {"title", form_.title()},
        {"sha256", sha256(xform)}};
    json::array languages;
    const Language* first = form_.default_language();
    if (first != nullptr) languages.emplace_back(first->name);
    for (const Language& one : form_.languages()) {
        if (&one != first) languages.emplace_back(one.name);
    }
    plan["languages"] = std::move(languages);
    plan["nodes"] = nodes();
    plan["attributes"] = attributes();
    plan["blank"] = blank(form_.model().instance.document(), 0);
    plan["templates"] = templates();
    plan["order"] = order();
    plan["affects"] = affects();
    plan["pages"] = pages();
    plan["texts"] = texts();
    plan["actions"] = actions();
    plan["lists"] = lists(files.parts);
    files.json = json::serialize(plan);
    return files;
}

}  // namespace

PlanFiles plan_of(const Form& form, std::string_view xform, const PlanOptions& options) {
    return PlanWriter(form, options).write(xform);
}

}  // namespace longdan::xforms
