#include "engine/xlsform/xform_model.h"

#include "engine/xlsform/definition.h"
#include "engine/xlsform/language.h"
#include "platform/base/error.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace longdan::xlsform {
namespace {

[[noreturn]] void refuse(const std::string& file_name, std::string_view vi, std::string_view en) {
    throw Error(ErrorKind::invalid, fmt::format("{}: {} ({})", file_name, vi, en));
}

void check_depth(const pugi::xml_node& node, std::size_t depth, const std::string& file_name) {
    if (depth > 200) refuse(file_name, "XML lồng quá sâu", "XML nested too deep");
    for (const auto& child : node.children()) check_depth(child, depth + 1, file_name);
}

std::string unescaped(std::string text) {
    for (const auto& [from, to] : {std::pair{"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}}) {
        for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + 1)) {
            text.replace(at, std::string_view(from).size(), to);
        }
    }
    return text;
}

/// Text with the marks of expressions in it as a cell says them.
std::string marked(std::string text) {
    for (const std::string_view mark : {"{{", "}}"}) {
        for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 3)) text.insert(at, "\\");
    }
    return text;
}

/// A path as conversion writes it: between blanks, from the root, from the node, or from the saved record.
struct Written {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string_view path;
    bool last_saved = false;
};

std::optional<Written> written_at(std::string_view text, std::size_t at) {
    Written out{at, at, {}, false};
    std::string_view rest = text.substr(at);
    if (!rest.starts_with(' ')) return std::nullopt;
    rest.remove_prefix(1);
    constexpr std::string_view saved = "instance('__last-saved')";
    constexpr std::string_view current = "current()/";
    if (rest.starts_with(saved)) {
        out.last_saved = true;
        rest.remove_prefix(saved.size());
    } else if (rest.starts_with(current)) {
        rest.remove_prefix(current.size());
    }
    if (!rest.starts_with('/') && !rest.starts_with("../") && !rest.starts_with("./")) return std::nullopt;
    std::size_t length = 0;
    while (length < rest.size() && rest[length] != ' ') {
        if (rest[length] == '/' || rest[length] == '.' || rest[length] == '-' || rest[length] == ':') {
            ++length;
        } else if (const std::size_t name = name_length(rest, length)) {
            length += name;
        } else {
            return std::nullopt;
        }
    }
    if (length == rest.size()) return std::nullopt;
    out.path = rest.substr(0, length);
    out.end = static_cast<std::size_t>(rest.data() + length - text.data()) + 1;
    return out;
}

}  // namespace

XformModel::XformModel(std::string_view xform, const std::string& file_name, Naming naming) : naming_(naming) {
    const auto result = document_.load_buffer(xform.data(), xform.size(), pugi::parse_default | pugi::parse_ws_pcdata);
    if (!result) refuse(file_name, "không phải XML", "not XML");
    check_depth(document_, 0, file_name);
    html_ = document_.document_element();
    model_ = html_.child("h:head").child("model");
    body_ = html_.child("h:body");
    if (!model_ || !body_)
        refuse(file_name, "không phải XForm: thiếu h:head/model hoặc h:body", "not an XForm: no model or body");
    for (const auto& instance : model_.children("instance")) {
        if (!root_) {
            root_ = instance.find_child([](const pugi::xml_node& node) { return node.type() == pugi::node_element; });
        } else {
            instances_.push_back(instance);
        }
    }
    if (!root_) refuse(file_name, "không phải XForm: không có instance", "not an XForm: no instance");
    index_nodes(root_, std::string("/") + root_.name());
    settle_paths(model_);
    for (const auto& bind : model_.children("bind")) named_binds_.try_emplace(bind.attribute("id").value(), bind);
    settle_paths(body_);
    for (const auto& bind : model_.children("bind")) binds_[bind.attribute("nodeset").value()] = bind;
    for (const auto& translation : model_.child("itext").children("translation")) {
        const std::string language = translation.attribute("lang").value();
        if (translation.attribute("default")) default_language_ = language;
        for (const auto& text : translation.children("text"))
            itext_[text.attribute("id").value()].emplace_back(language, text);
    }
    for (const auto& node : model_.children()) {
        if (const auto ref = node.attribute("ref")) actions_[ref.value()].push_back(node);
    }
    index_body(body_, "");
}

/// Paths without blanks around them; controls that name a bind get its path.
void XformModel::settle_paths(const pugi::xml_node& node) {
    for (auto child : node.children()) {
        if (child.type() != pugi::node_element || child == root_) continue;
        for (const char* name : {"nodeset", "ref"}) {
            if (auto path = child.attribute(name)) path.set_value(std::string(stripped(path.value())).c_str());
        }
        if (const auto id = child.attribute("bind"); id && !child.attribute("ref")) {
            const auto bind = named_binds_.find(id.value());
            if (bind != named_binds_.end()) {
                child.append_attribute("ref") = bind->second.attribute("nodeset").value();
                child.remove_attribute("bind");
            }
        }
        settle_paths(child);
    }
}

void XformModel::index_nodes(const pugi::xml_node& node, const std::string& path) {
    auto& paths = paths_by_name_[node.name()];
    if (std::ranges::find(paths, path) == paths.end()) paths.push_back(path);
    for (const auto& child : node.children()) {
        if (child.type() == pugi::node_element) index_nodes(child, path + "/" + child.name());
    }
}

void XformModel::index_body(const pugi::xml_node& node, const std::string& question) {
    for (const auto& child : node.children()) {
        if (child.type() != pugi::node_element) continue;
        const std::string_view name = child.name();
        const std::string ref = child.attribute("ref").value();
        if (name == "repeat") {
            repeats_[child.attribute("nodeset").value()] = child;
            if (!node.attribute("ref")) controls_.try_emplace(child.attribute("nodeset").value(), node);
        } else if (name == "setvalue" || name == "odk:setgeopoint") {
            if (std::string_view(child.attribute("event").value()) == "xforms-value-changed")
                triggers_[ref].push_back({question, child});
            else
                actions_[ref].push_back(child);
        } else if (!ref.empty() && name != "label" && name != "hint" && name != "value") {
            controls_.try_emplace(ref, child);
        }
        index_body(child, name == "group" || name == "repeat" ? "" : ref.empty() ? question : ref);
    }
}

pugi::xml_node XformModel::instance(std::string_view id) const {
    for (const auto& node : instances_) {
        if (node.attribute("id").value() == id) return node;
    }
    return {};
}

pugi::xml_node XformModel::bind(const std::string& path) const {
    const auto found = binds_.find(path);
    return found == binds_.end() ? pugi::xml_node() : found->second;
}

pugi::xml_node XformModel::control(const std::string& path) const {
    const auto found = controls_.find(path);
    return found == controls_.end() ? pugi::xml_node() : found->second;
}

pugi::xml_node XformModel::repeat(const std::string& path) const {
    const auto found = repeats_.find(path);
    return found == repeats_.end() ? pugi::xml_node() : found->second;
}

const std::vector<pugi::xml_node>& XformModel::actions(const std::string& path) const {
    static const std::vector<pugi::xml_node> none;
    const auto found = actions_.find(path);
    return found == actions_.end() ? none : found->second;
}

const std::vector<XformModel::Trigger>& XformModel::triggers(const std::string& path) const {
    static const std::vector<Trigger> none;
    const auto found = triggers_.find(path);
    return found == triggers_.end() ? none : found->second;
}

std::string XformModel::itext_id(std::string_view text) {
    constexpr std::string_view open = "jr:itext('";
    if (!text.starts_with(open) || !text.ends_with("')")) return "";
    return std::string(text.substr(open.size(), text.size() - open.size() - 2));
}

XformModel::Texts XformModel::texts(const std::string& id, const std::string& context) const {
    Texts out;
    const auto found = itext_.find(id);
    if (found == itext_.end()) return out;
    for (const auto& [language, text] : found->second) {
        for (const auto& value : text.children("value")) {
            const std::string form = value.attribute("form").value();
            std::string said = words(value, context);
            if (!form.empty() && form != "guidance") {
                if (const auto slash = said.find('/', 5); said.starts_with("jr://") && slash != std::string::npos)
                    said.erase(0, slash + 1);
            }
            out[form].emplace_back(language, std::move(said));
        }
    }
    for (auto& [form, values] : out) {
        if (std::ranges::all_of(values, [](const auto& value) { return value.second == "-"; })) continue;
        std::erase_if(values, [](const auto& value) { return value.second == "-"; });
    }
    return out;
}

std::string XformModel::name_of(const std::string& path) const {
    const std::string name = path.substr(path.rfind('/') + 1);
    const auto found = paths_by_name_.find(name);
    return found != paths_by_name_.end() && found->second.size() == 1 && found->second.front() == path ? name : "";
}

bool XformModel::share_repeat(const std::string& one, const std::string& other) const {
    return std::ranges::any_of(repeats_, [&](const auto& repeat) {
        return one.starts_with(repeat.first + "/") && other.starts_with(repeat.first + "/");
    });
}

std::string XformModel::absolute(std::string_view path, const std::string& context, std::string_view nodeset) const {
    if (path.starts_with('/')) return std::string(path);
    std::string base = context;
    if (path.starts_with("./")) {
        base = nodeset.starts_with('/') ? std::string(nodeset) : absolute(nodeset, context, "");
        path.remove_prefix(1);
        return base + std::string(path);
    }
    while (path.starts_with("..")) {
        const auto slash = base.rfind('/');
        if (slash == std::string::npos) return "";
        base.resize(slash);
        path.remove_prefix(2);
        if (path.starts_with("/..")) path.remove_prefix(1);
    }
    return base + std::string(path);
}

std::string XformModel::value_of(const pugi::xml_node& action) {
    const std::string value = action.attribute("value").value();
    const std::string text(stripped(action.text().get()));
    if (!value.empty() || text.empty()) return value;
    const char quote = text.find('\'') == std::string::npos ? '\'' : '"';
    return quote + text + quote;
}

std::string XformModel::with_names(std::string_view xpath, const std::string& context, std::string_view nodeset) const {
    return naming_ == Naming::paths ? std::string(xpath) : named(xpath, context, nodeset);
}

std::string XformModel::named(std::string_view xpath, const std::string& context, std::string_view nodeset) const {
    std::string out;
    std::size_t at = 0;
    while (at < xpath.size()) {
        if (const auto written = written_at(xpath, at)) {
            const std::string target = absolute(written->path, context, nodeset);
            const std::string name = name_of(target);
            // A reference to the list that is asked comes out as ./name; from elsewhere it is not that reference.
            const bool other = !nodeset.empty() && !written->path.starts_with("./") &&
                               target.starts_with(absolute(nodeset, context, "") + "/");
            const bool as_converted = naming_ != Naming::strict || written->last_saved ||
                                      written->path.starts_with("./") ||
                                      written->path.starts_with('/') != share_repeat(target, context);
            if (!name.empty() && !other && as_converted) {
                out += fmt::format("${{{}{}}}", written->last_saved ? "last-saved#" : "", name);
                at = written->end;
                continue;
            }
        }
        out += xpath[at++];
    }
    return out;
}

std::string XformModel::words(const pugi::xml_node& node, const std::string& context) const {
    std::string out;
    std::size_t pieces = 0;
    for (const auto& child : node.children()) {
        ++pieces;
        if (std::string_view(child.name()) != "output") {
            out += marked(child.value());
            continue;
        }
        const auto value = child.attribute("value") ? child.attribute("value") : child.attribute("ref");
        const std::string said = unescaped(with_names(value.value(), context));
        out += only_reference(said) ? said : "{{" + marked(said) + "}}";
    }
    if (pieces > 1) out = std::string(stripped(out));
    return out;
}

}  // namespace longdan::xlsform
