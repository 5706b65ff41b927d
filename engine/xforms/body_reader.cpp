#include "engine/xforms/form_reader.h"
#include "platform/base/text.h"

#include <array>
#include <utility>

#include <fmt/format.h>

namespace longdan::xforms {
namespace {

std::optional<ControlKind> control_kind(const pugi::xml_node& element) {
    const std::string_view uri = xml::namespace_of(element);
    if (uri != xml::ns::xforms && uri != xml::ns::odk && !uri.empty()) return std::nullopt;
    static constexpr std::array<std::pair<std::string_view, ControlKind>, 10> kinds = {{
        {"input", ControlKind::input},
        {"secret", ControlKind::input},
        {"select", ControlKind::select},
        {"select1", ControlKind::select1},
        {"rank", ControlKind::rank},
        {"range", ControlKind::range},
        {"trigger", ControlKind::trigger},
        {"upload", ControlKind::upload},
        {"group", ControlKind::group},
        {"repeat", ControlKind::repeat},
    }};
    for (const auto& [name, kind] : kinds) {
        if (xml::local_name(element.name()) == name) return kind;
    }
    return std::nullopt;
}

bool is_action(const pugi::xml_node& element) {
    const std::string_view name = xml::local_name(element.name());
    return name == "setvalue" || name == "setgeopoint" || name == "recordaudio";
}

/// Words of a list: "odk-instance-first-load odk-new-repeat".
bool has_word(std::string_view list, std::string_view word) {
    for (const std::string_view one : split(list, ' ')) {
        if (trimmed(one) == word) return true;
    }
    return false;
}

std::optional<std::string_view> call_inside(std::string_view text, std::string_view function) {
    text = trimmed(text);
    if (!text.starts_with(function)) return std::nullopt;
    std::string_view rest = trimmed(text.substr(function.size()));
    if (rest.size() < 2 || rest.front() != '(' || rest.back() != ')') return std::nullopt;
    return rest.substr(1, rest.size() - 2);
}

/// Where the last argument begins: after the last comma outside brackets and quotes.
std::optional<std::size_t> last_comma(std::string_view text) {
    std::optional<std::size_t> found;
    int depth = 0;
    char quote = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char letter = text[at];
        if (quote != 0) {
            if (letter == quote) quote = 0;
        } else if (letter == '\'' || letter == '"') {
            quote = letter;
        } else if (letter == '(' || letter == '[') {
            ++depth;
        } else if (letter == ')' || letter == ']') {
            --depth;
        } else if (letter == ',' && depth == 0) {
            found = at;
        }
    }
    return found;
}

}  // namespace

void FormReader::read_body(const pugi::xml_node& body) {
    form_->style_ = xml::attribute(body, "class");
    read_controls(body, no_index, 0);
}

void FormReader::read_controls(const pugi::xml_node& parent, std::uint32_t parent_control, std::uint32_t context) {
    for (const pugi::xml_node element : parent.children()) {
        if (element.type() != pugi::node_element) continue;
        if (const auto kind = control_kind(element)) {
            read_control(element, *kind, parent_control, context);
        } else if (is_action(element)) {
            read_action(element, parent_control, context);
        }
    }
}

void FormReader::read_control(
    const pugi::xml_node& element, ControlKind kind, std::uint32_t parent, std::uint32_t context
) {
    auto& controls = form_->controls_;
    const auto index = static_cast<std::uint32_t>(controls.size());
    controls.emplace_back();
    (parent == no_index ? form_->body_ : controls[parent].children).push_back(index);

    Control control;
    control.kind = kind;
    control.parent = parent;
    control.node = node_of(element, context, kind == ControlKind::group);
    const std::uint32_t here = control.node == no_index ? context : control.node;
    if (kind == ControlKind::range) {
        for (const char* limit : {"start", "end", "step"}) {
            const std::string_view number = trimmed(xml::attribute(element, limit));
            if (number.empty() || read_decimal(number)) continue;
            problem(element, fmt::format("<range> có {}=\"{}\" không phải số (not a number)", limit, number));
        }
    }
    for (const pugi::xml_attribute one : element.attributes()) {
        const std::string_view written = one.name();
        const std::string_view name = xml::local_name(written);
        if (written == "ref" || written == "nodeset" || written == "bind" || written.starts_with("xmlns")) continue;
        if (written == "appearance") {
            control.appearance = one.value();
        } else if (written == "mediatype") {
            control.mediatype = one.value();
        } else if (kind == ControlKind::range && written == "start") {
            control.range_start = trimmed(one.value());
        } else if (kind == ControlKind::range && written == "end") {
            control.range_end = trimmed(one.value());
        } else if (kind == ControlKind::range && written == "step") {
            control.range_step = trimmed(one.value());
        } else if (kind == ControlKind::repeat && name == "count") {
            control.repeat_count = add_expression(one.value(), Role::repeat_count, here, element);
        } else if (kind == ControlKind::repeat && name == "noAddRemove") {
            control.no_add_remove = trimmed(one.value()) == "true()" || trimmed(one.value()) == "true";
        } else {
            control.other_attributes.emplace_back(written, one.value());
        }
    }
    for (const pugi::xml_node one : element.children()) {
        if (one.type() != pugi::node_element) continue;
        const std::string_view name = xml::local_name(one.name());
        if (name == "label") control.label = read_text(one, here);
        if (name == "hint") control.hint = read_text(one, here);
    }
    if (kind == ControlKind::select || kind == ControlKind::select1 || kind == ControlKind::rank) {
        read_choices(element, control, here);
    }
    if (kind == ControlKind::repeat && control.node != no_index) {
        FormNode& node = form_->nodes_[control.node];
        if (node.parent == no_index || node.is_attribute) {
            problem(element, fmt::format("<repeat> trỏ tới {} không lặp lại được (which cannot repeat)", node.path));
        } else {
            node.kind = NodeKind::repeat;
        }
    }
    if (control.node != no_index) {
        std::uint32_t& first = form_->nodes_[control.node].control;
        if (first == no_index || kind == ControlKind::repeat) first = index;
    }
    controls[index] = std::move(control);
    // What stands inside comes after the control itself, so that it finds the repeat around it.
    read_controls(element, index, here);
}

std::uint32_t FormReader::node_of(const pugi::xml_node& element, std::uint32_t context, bool optional) {
    if (const std::string_view id = xml::attribute(element, "bind"); !id.empty()) {
        const auto known = bind_ids_.find(std::string(id));
        if (known != bind_ids_.end() && known->second != no_index) return known->second;
        problem(element, fmt::format("không có <bind id=\"{}\"> (unknown bind)", id));
        return no_index;
    }
    std::string_view path = xml::attribute(element, "ref");
    if (path.empty()) path = xml::attribute(element, "nodeset");
    if (path.empty()) {
        if (!optional) problem(element, fmt::format("<{}> thiếu ref (a control without ref)", element.name()));
        return no_index;
    }
    const std::uint32_t found = form_->resolve(path, context);
    if (found == no_index) {
        problem(element, fmt::format("<{}> trỏ tới nút không có: {} (unknown node)", element.name(), path));
    }
    return found;
}

void FormReader::read_choices(const pugi::xml_node& element, Control& control, std::uint32_t context) {
    for (const pugi::xml_node one : element.children()) {
        const std::string_view name = xml::local_name(one.name());
        if (name == "itemset") read_itemset(one, control, context);
        if (name != "item") continue;
        StaticChoice& choice = control.choices.emplace_back();
        for (const pugi::xml_node part : one.children()) {
            if (xml::local_name(part.name()) == "value") choice.value = trimmed(xml::text_of(part));
            if (xml::local_name(part.name()) == "label") choice.label = read_text(part, context);
        }
        if (control.kind != ControlKind::select1 && choice.value.find(' ') != std::string::npos) {
            problem(one, fmt::format("tên phương án \"{}\" có dấu cách (a choice name with spaces)", choice.value));
        }
    }
}

void FormReader::read_itemset(const pugi::xml_node& element, Control& control, std::uint32_t context) {
    Itemset itemset;
    std::string_view nodeset = trimmed(xml::attribute(element, "nodeset"));
    if (const auto inside = call_inside(nodeset, "randomize")) {
        itemset.shuffled = add_expression(nodeset, Role::choices, context, element);
        nodeset = *inside;
        if (const auto comma = last_comma(nodeset)) nodeset = nodeset.substr(0, *comma);
    }
    if (nodeset.empty()) {
        problem(element, "<itemset> thiếu nodeset (an itemset without nodeset)");
        return;
    }
    itemset.nodes = add_expression(nodeset, Role::choices, context, element);
    for (const pugi::xml_node part : element.children()) {
        const std::string_view name = xml::local_name(part.name());
        if (name == "value" || (name == "copy" && itemset.value.empty())) {
            itemset.value = trimmed(xml::attribute(part, "ref"));
            itemset.value_expression = add_expression(itemset.value, Role::choices, no_index, part);
        } else if (name == "label") {
            itemset.label = read_reference(xml::attribute(part, "ref"), part, no_index);
        }
    }
    if (itemset.value.empty()) problem(element, "<itemset> thiếu <value ref> (an itemset without value)");
    control.itemset = std::move(itemset);
}

std::uint32_t FormReader::repeat_around(std::uint32_t control) const {
    for (; control != no_index; control = form_->controls_[control].parent) {
        if (form_->controls_[control].kind == ControlKind::repeat) return form_->controls_[control].node;
    }
    return no_index;
}

void FormReader::read_action(const pugi::xml_node& element, std::uint32_t control, std::uint32_t context) {
    Action action;
    const std::string_view name = xml::local_name(element.name());
    action.kind = name == "setvalue"      ? ActionKind::set_value
                  : name == "setgeopoint" ? ActionKind::set_geopoint
                                          : ActionKind::record_audio;
    std::string_view events;
    for (const pugi::xml_attribute one : element.attributes()) {
        if (xml::local_name(one.name()) == "event") events = one.value();
        if (xml::local_name(one.name()) == "quality") action.quality = one.value();
    }
    action.first_load = has_word(events, "odk-instance-first-load") || has_word(events, "xforms-ready");
    action.every_load = has_word(events, "odk-instance-load");
    action.new_repeat = has_word(events, "odk-new-repeat") || has_word(events, "jr-insert");
    action.finished = has_word(events, "xforms-revalidate");
    action.value_changed = has_word(events, "xforms-value-changed");
    if (!action.first_load && !action.every_load && !action.new_repeat && !action.value_changed && !action.finished) {
        problem(element, fmt::format("<{}> có sự kiện lạ: \"{}\" (unknown event)", element.name(), events));
        return;
    }
    action.target = node_of(element, context, false);
    if (action.target == no_index) return;
    action.repeat = repeat_around(control);
    if (const std::string_view path = xml::attribute(element, "ref"); path.find('[') != std::string_view::npos) {
        action.targets = add_expression(path, Role::action, context, element);
    }
    if (control != no_index) action.trigger = form_->controls_[control].node;
    if (const std::string_view value = xml::attribute(element, "value"); !value.empty()) {
        action.value = add_expression(value, Role::action, action.target, element);
    } else {
        action.words = xml::text_of(element);
    }
    form_->actions_.push_back(std::move(action));
}

}  // namespace longdan::xforms
