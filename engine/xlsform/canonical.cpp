#include "engine/xlsform/canonical.h"

#include "engine/xlsform/xlsform.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <pugixml.hpp>

namespace longdan::xlsform {

namespace {

void append_canonical(std::string& out, const pugi::xml_node& node) {
    if (node.type() == pugi::node_pcdata) {
        out += fmt::format("[{}]\n", node.value());
        return;
    }
    out += fmt::format("<{}", node.name());
    std::vector<std::string> attributes;
    for (const auto& attribute : node.attributes()) {
        attributes.push_back(fmt::format(" {}=\"{}\"", attribute.name(), attribute.value()));
    }
    std::ranges::sort(attributes);
    for (const auto& attribute : attributes) out += attribute;
    out += ">\n";
    std::vector<std::string> children;
    for (const auto& child : node.children()) {
        const bool indent = child.type() == pugi::node_pcdata && node.first_child() != node.last_child() &&
                            std::string_view(child.value()).find_first_not_of(" \r\n\t") == std::string_view::npos;
        if (indent) continue;
        std::string text;
        append_canonical(text, child);
        children.push_back(std::move(text));
    }
    const std::string_view name = node.name();
    if (name == "itext" || name == "translation" || name == "text") std::ranges::sort(children);
    for (const auto& child : children) out += child;
    out += fmt::format("</{}>\n", node.name());
}

std::string_view line_at(std::string_view text, std::size_t at) {
    if (at >= text.size()) return "";
    const auto start = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
    return text.substr(start, text.find('\n', start) - start);
}

}  // namespace

std::string canonical(std::string_view xform) {
    pugi::xml_document document;
    if (!document.load_buffer(xform.data(), xform.size(), pugi::parse_default | pugi::parse_ws_pcdata)) return "";
    std::string out;
    append_canonical(out, document.document_element());
    return out;
}

std::string difference(std::string_view one, std::string_view other) {
    const std::string first = canonical(one);
    const std::string second = canonical(other);
    if (first == second) return "";
    const auto places = std::ranges::mismatch(first, second);
    const auto at = static_cast<std::size_t>(places.in1 - first.begin());
    return fmt::format("{} | {}", line_at(first, at), line_at(second, at));
}

}  // namespace longdan::xlsform
