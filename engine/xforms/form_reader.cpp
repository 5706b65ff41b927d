#include "engine/xforms/form_reader.h"

#include "engine/xforms/dependency_order.h"
#include "engine/xforms/form_model.h"
#include "platform/base/error.h"
#include "platform/base/text.h"

#include <algorithm>

#include <fmt/format.h>

namespace longdan::xforms {
namespace {

constexpr std::size_t most_problems = 50;

/// An element of the XForms language. Some hand-written forms leave the namespace out.
bool is_xforms(const pugi::xml_node& node, std::string_view name) {
    if (node.type() != pugi::node_element || xml::local_name(node.name()) != name) return false;
    const std::string_view uri = xml::namespace_of(node);
    return uri == xml::ns::xforms || uri.empty();
}

pugi::xml_node child_named(const pugi::xml_node& parent, std::string_view name) {
    for (const pugi::xml_node node : parent.children()) {
        if (node.type() == pugi::node_element && xml::local_name(node.name()) == name) return node;
    }
    return {};
}

bool says_true(std::string_view text) {
    text = trimmed(text);
    return text == "true()" || text == "true" || text == "1";
}

}  // namespace

FormReader::FormReader(std::string_view text, std::string name, FormFiles files, const FormLimits& limits)
    : limits_(limits),
      document_(text, std::move(name), {.bytes = limits.bytes, .depth = limits.depth}),
      form_(new Form) {
    form_->name_ = document_.name();
    form_->model_ = std::make_unique<FormModel>(std::move(files));
}

void FormReader::problem(const pugi::xml_node& at, const std::string& what) {
    if (problems_.size() < most_problems) problems_.push_back(fmt::format("{}: {}", document_.place(at), what));
}

std::shared_ptr<const Form> FormReader::read() {
    const pugi::xml_node html = document_.root();
    if (xml::local_name(html.name()) != "html") {
        throw Error(
            ErrorKind::invalid,
            fmt::format(
                "{}: phần tử gốc là <{}>, không phải XForm <h:html> (not an XForm)", document_.place(html), html.name()
            )
        );
    }
    read_head(html);
    if (problems_.empty()) {
        if (const pugi::xml_node body = child_named(html, "body")) {
            read_body(body);
        } else {
            form_->warnings_.push_back("thiếu <h:body>: biểu mẫu không hỏi câu nào (the body is missing)");
        }
    }
    if (problems_.empty()) finish_nodes();
    if (problems_.empty()) DependencyOrder(*form_, problems_).find();
    if (!problems_.empty()) {
        std::string all;
        for (const std::string& one : problems_) all += (all.empty() ? "" : "\n") + one;
        throw Error(ErrorKind::invalid, all);
    }
    return form_;
}

void FormReader::read_head(const pugi::xml_node& html) {
    const pugi::xml_node head = child_named(html, "head");
    const pugi::xml_node model = head ? child_named(head, "model") : pugi::xml_node();
    if (!model) {
        problem(html, "thiếu <model> trong <h:head> (the model is missing)");
        return;
    }
    if (const pugi::xml_node title = child_named(head, "title")) form_->title_ = xml::text_of(title);
    read_instances(model);
    if (!problems_.empty()) return;
    read_translations(model);
    for (const pugi::xml_node bind : model.children()) {
        if (!is_xforms(bind, "bind") || xml::attribute(bind, "id").empty()) continue;
        bind_ids_[std::string(xml::attribute(bind, "id"))] = form_->resolve(xml::attribute(bind, "nodeset"), 0);
    }
    read_binds(model);
    read_submission(model);
    for (const pugi::xml_node node : model.children()) {
        if (node.type() != pugi::node_element) continue;
        const std::string_view name = xml::local_name(node.name());
        if (name == "setvalue" || name == "setgeopoint" || name == "recordaudio") read_action(node, no_index, 0);
    }
}

void FormReader::read_instances(const pugi::xml_node& model) {
    bool primary = true;
    for (const pugi::xml_node instance : model.children()) {
        if (!is_xforms(instance, "instance")) continue;
        if (!primary) {
            read_secondary(instance);
            continue;
        }
        primary = false;
        pugi::xml_node root;
        for (const pugi::xml_node one : instance.children()) {
            if (one.type() != pugi::node_element) continue;
            if (root) problem(one, "thể hiện chính có nhiều hơn một gốc (the primary instance has two roots)");
            if (!root) root = one;
        }
        if (!root) {
            problem(instance, "thể hiện chính trống (the primary instance is empty)");
            return;
        }
        primary_id_ = xml::attribute(instance, "id");
        form_->id_ = xml::attribute(root, "id");
        if (form_->id_.empty()) form_->id_ = xml::namespace_of(root);
        form_->version_ = xml::attribute(root, "version");
        if (const auto version = xml::attribute_in(root, xml::ns::openrosa, "version"))
            form_->version_ = version.value();
        add_node(root, no_index);
        build_template(root);
    }
    if (primary) problem(model, "thiếu <instance> (there is no instance)");
}

/// instance('chinh')/data/a as /data/a, where `chinh` is the id of the primary instance.
std::string FormReader::without_primary_id(std::string_view source) const {
    std::string text(source);
    for (const char quote : {'\'', '"'}) {
        const std::string call = fmt::format("instance({0}{1}{0})/", quote, primary_id_);
        for (std::size_t at; (at = text.find(call)) != std::string::npos;) text.erase(at, call.size() - 1);
    }
    return text;
}

std::uint32_t FormReader::add_expression(
    std::string_view source, Role role, std::uint32_t node, const pugi::xml_node& at
) {
    auto& expressions = form_->expressions_;
    if (expressions.size() >= limits_.expressions) {
        throw Error(
            ErrorKind::too_large,
            fmt::format("{}: nhiều hơn {} biểu thức (too many expressions)", document_.place(at), limits_.expressions)
        );
    }
    FormExpression expression;
    expression.source = source;
    expression.role = role;
    expression.node = node;
    expression.line = document_.line(at);
    try {
        expression.compiled = std::make_shared<const xpath::Expression>(xpath::Expression::parse(
            primary_id_.empty() ? std::string(source) : without_primary_id(source), *form_->model_->names,
            [&](std::string_view prefix) { return std::string(xml::namespace_of_prefix(at, prefix)); }
        ));
    } catch (const xpath::ExpressionError& error) {
        problem(at, fmt::format("{}=\"{}\": {}", name(role), source, error.what()));
    }
    expressions.push_back(std::move(expression));
    return static_cast<std::uint32_t>(expressions.size() - 1);
}

void FormReader::read_binds(const pugi::xml_node& model) {
    for (const pugi::xml_node bind : model.children()) {
        if (is_xforms(bind, "bind")) read_bind(bind);
    }
}

void FormReader::read_bind(const pugi::xml_node& bind) {
    const std::string_view nodeset = trimmed(xml::attribute(bind, "nodeset"));
    if (nodeset.empty()) {
        problem(bind, "<bind> thiếu nodeset (a bind without nodeset)");
        return;
    }
    const std::uint32_t index = form_->resolve(nodeset, 0);
    if (index == no_index) {
        // Phones take such a form too: a question was taken out and its bind was left behind.
        form_->warnings_.push_back(fmt::format(
            "{}: <bind> trỏ tới nút không có: {}, được bỏ qua (bind of an unknown node)", document_.place(bind), nodeset
        ));
        return;
    }
    FormNode& node = form_->nodes_[index];
    for (const pugi::xml_attribute one : bind.attributes()) {
        const std::string_view written = one.name();
        const std::string_view name = xml::local_name(written);
        const std::string_view value = one.value();
        const std::string_view uri = written.size() == name.size()
                                         ? std::string_view()
                                         : xml::namespace_of_prefix(bind, xml::prefix_of(written));
        if (written == "nodeset" || written == "id" || written.starts_with("xmlns")) continue;
        if (written == "type") {
            node.type = read_data_type(value);
            node.written_type = value;
        } else if (written == "relevant") {
            node.relevant = add_expression(value, Role::relevant, index, bind);
        } else if (written == "required") {
            node.required = add_expression(value, Role::required, index, bind);
        } else if (written == "readonly") {
            node.readonly = add_expression(value, Role::readonly, index, bind);
        } else if (written == "constraint") {
            node.constraint = add_expression(value, Role::constraint, index, bind);
        } else if (written == "calculate") {
            node.calculate = add_expression(value, Role::calculate, index, bind);
        } else if (written == "saveIncomplete") {
            node.save_incomplete = says_true(value);
        } else if (uri == xml::ns::javarosa && name == "constraintMsg") {
            node.constraint_message = read_message(value, bind, index);
        } else if (uri == xml::ns::javarosa && name == "requiredMsg") {
            node.required_message = read_message(value, bind, index);
        } else if (uri == xml::ns::javarosa && name == "preload") {
            node.preload = value;
        } else if (uri == xml::ns::javarosa && name == "preloadParams") {
            node.preload_parameters = value;
        } else if (uri == xml::ns::entities && name == "saveto") {
            node.save_to = value;
        } else {
            node.other_attributes.emplace_back(written, value);
        }
    }
}

void FormReader::read_submission(const pugi::xml_node& model) {
    for (const pugi::xml_node one : model.children()) {
        if (is_xforms(one, "submission")) form_->public_key_ = xml::attribute(one, "base64RsaPublicKey");
    }
}

/// ODK's clients do not open such a form, but its expressions have a meaning: a warning for who imports it.
void FormReader::check_repeats() {
    for (const std::uint32_t index : repeated_names_) {
        if (form_->nodes_[index].kind == NodeKind::repeat) continue;
        form_->warnings_.push_back(fmt::format(
            "{} có nhiều lần trong thể hiện mà không phải <repeat>: ODK Collect không mở được biểu mẫu này (stands "
            "several times in the instance, but is no repeat)",
            form_->nodes_[index].path
        ));
    }
}

/// Kinds and types that only the whole form tells.
void FormReader::finish_nodes() {
    check_repeats();
    auto& nodes = form_->nodes_;
    for (std::uint32_t index = 0; index < nodes.size(); ++index) {
        FormNode& node = nodes[index];
        if (node.parent != no_index) {
            const FormNode& parent = nodes[node.parent];
            node.repeat = parent.kind == NodeKind::repeat ? node.parent : parent.repeat;
        }
        const bool holds_elements = std::any_of(node.children.begin(), node.children.end(), [&](std::uint32_t child) {
            return !nodes[child].is_attribute;
        });
        if (node.kind != NodeKind::repeat) node.kind = holds_elements ? NodeKind::group : NodeKind::value;
        if (node.control == no_index) continue;
        switch (form_->controls_[node.control].kind) {
            case ControlKind::select1:
                node.type = DataType::select_one;
                break;
            case ControlKind::select:
                node.type = DataType::select_multiple;
                break;
            case ControlKind::rank:
                node.type = DataType::rank;
                break;
            default:
                break;
        }
    }
}

}  // namespace longdan::xforms
