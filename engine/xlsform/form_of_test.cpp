#include "engine/xlsform/form_of_test.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <vector>

#include <fmt/format.h>
#include <pugixml.hpp>

namespace longdan::xlsform {
namespace {

void append_canonical(std::string& out, const pugi::xml_node& node) {
    if (node.type() == pugi::node_pcdata) {
        out += fmt::format("[{}]", node.value());
        return;
    }
    out += fmt::format("<{}", node.name());
    std::vector<std::string> attributes;
    for (const auto& attribute : node.attributes())
        attributes.push_back(fmt::format(" {}=\"{}\"", attribute.name(), attribute.value()));
    std::ranges::sort(attributes);
    for (const auto& attribute : attributes) out += attribute;
    out += ">\n";
    std::vector<std::string> children;
    for (const auto& child : node.children()) {
        const bool indent = child.type() == pugi::node_pcdata && node.first_child() != node.last_child() &&
                            std::string_view(child.value()).find_first_not_of(" \n") == std::string_view::npos;
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

}  // namespace

std::string file(const std::string& path) {
    std::ifstream in(std::string(LONGDAN_SOURCE_DIR) + "/" + path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

std::string form_of(std::string_view markdown) {
    const Conversion conversion = convert(markdown, "bieu-mau.md");
    if (conversion.errors.empty()) return conversion.xform;
    std::string out;
    for (const Problem& problem : conversion.errors) out += problem.line() + "\n";
    return out;
}

std::string errors_of(std::string_view markdown) {
    std::string out;
    for (const Problem& problem : convert(markdown, "bieu-mau.md").errors) {
        out += fmt::format("{} {} {}: {}\n", problem.sheet, problem.row, problem.column, problem.en);
    }
    return out;
}

int count(const std::string& xform, const std::string& xpath) {
    pugi::xml_document document;
    if (!document.load_string(xform.c_str(), pugi::parse_default | pugi::parse_ws_pcdata)) return -1;
    return static_cast<int>(document.select_nodes(xpath.c_str()).size());
}

std::string value(const std::string& xform, const std::string& xpath) {
    pugi::xml_document document;
    if (!document.load_string(xform.c_str(), pugi::parse_default | pugi::parse_ws_pcdata)) return "?";
    const auto found = document.select_nodes(xpath.c_str());
    if (found.size() != 1) return "?";
    const auto& first = *found.begin();
    return first.attribute() ? first.attribute().value() : first.node().text().get();
}

std::string canonical(const std::string& xform) {
    pugi::xml_document document;
    if (!document.load_string(xform.c_str(), pugi::parse_default | pugi::parse_ws_pcdata)) return "not XML: " + xform;
    std::string out;
    append_canonical(out, document.document_element());
    return out;
}

}  // namespace longdan::xlsform
