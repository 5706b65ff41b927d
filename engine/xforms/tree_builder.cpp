#include "engine/xforms/tree_builder.h"

#include "platform/base/error.h"
#include "platform/base/text.h"

#include <vector>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace longdan::xforms {
namespace {

namespace json = boost::json;

/// The default namespace as it is inside an element.
std::string_view default_inside(const pugi::xml_node& element, std::string_view outside) {
    for (const pugi::xml_attribute one : element.attributes()) {
        if (std::string_view(one.name()) == "xmlns") return one.value();
    }
    return outside;
}

std::string_view single_text(const pugi::xml_node& element, std::string& joined) {
    const pugi::xml_node first = element.first_child();
    if (!first) return {};
    if (!first.next_sibling()) return trimmed(first.value());
    joined = xml::text_of(element);
    return trimmed(joined);
}

/// Cells of one record; advances `at` past its line end.
void read_record(
    std::string_view text, std::size_t& at, char separator, std::vector<std::string>& cells, const std::string& name,
    std::size_t row
) {
    cells.clear();
    cells.emplace_back();
    while (at < text.size()) {
        const char letter = text[at];
        if (letter == '"' && cells.back().empty()) {
            for (++at;; ++at) {
                if (at >= text.size()) {
                    throw Error(
                        ErrorKind::invalid,
                        fmt::format("{}, hàng {}: dấu ngoặc kép không đóng (a quote left open)", name, row)
                    );
                }
                if (text[at] != '"') {
                    cells.back() += text[at];
                } else if (at + 1 < text.size() && text[at + 1] == '"') {
                    cells.back() += text[at++];
                } else {
                    ++at;
                    break;
                }
            }
            continue;
        }
        ++at;
        if (letter == separator) {
            cells.emplace_back();
        } else if (letter == '\n') {
            return;
        } else if (letter != '\r' || (at < text.size() && text[at] != '\n')) {
            cells.back() += letter;
        }
    }
}

char separator_of(std::string_view header) {
    for (const char one : {',', ';', '\t'}) {
        if (header.find(one) != std::string_view::npos) return one;
    }
    return ',';
}

std::string number_text(const json::value& value) {
    if (value.is_int64()) return std::to_string(value.get_int64());
    if (value.is_uint64()) return std::to_string(value.get_uint64());
    return fmt::format("{}", value.get_double());
}

std::string primitive_text(const json::value& value) {
    if (value.is_string()) return std::string(value.get_string());
    if (value.is_bool()) return value.get_bool() ? "true" : "false";
    return number_text(value);
}

/// GeoJSON has longitude first; ODK latitude first, then altitude and accuracy.
std::string point_text(const json::value& position) {
    const json::array& numbers = position.as_array();
    if (numbers.size() < 2) throw std::invalid_argument("position");
    return fmt::format(
        "{} {} {} 0", number_text(numbers[1]), number_text(numbers[0]),
        numbers.size() > 2 ? number_text(numbers[2]) : std::string("0")
    );
}

std::string line_text(const json::value& positions) {
    std::string line;
    for (const json::value& one : positions.as_array()) line += (line.empty() ? "" : "; ") + point_text(one);
    return line;
}

std::string geometry_text(const json::object& geometry) {
    const std::string_view type = geometry.at("type").as_string();
    const json::value& coordinates = geometry.at("coordinates");
    if (type == "Point") return point_text(coordinates);
    if (type == "LineString") return line_text(coordinates);
    if (type == "Polygon") return line_text(coordinates.as_array().at(0));
    throw std::invalid_argument("geometry");
}

void add_leaf(xpath::Tree& tree, xpath::NodeId parent, std::string_view name, std::string_view text) {
    tree.set_text(tree.add_element(parent, name), text);
}

}  // namespace

void add_names(xpath::Names& names, const pugi::xml_node& element) {
    names.add(xml::local_name(element.name()));
    for (const pugi::xml_attribute one : element.attributes()) names.add(xml::local_name(one.name()));
    for (const pugi::xml_node child : element.children()) {
        if (child.type() == pugi::node_element) add_names(names, child);
    }
}

xpath::NodeId add_xml(
    xpath::Tree& tree, xpath::NodeId parent, const pugi::xml_node& element, std::string_view default_space,
    const OnElement& on_element
) {
    const std::string_view written = element.name();
    const std::string_view prefix = xml::prefix_of(written);
    const std::string_view inside = default_inside(element, default_space);
    const std::string_view space = prefix.empty() ? inside : xml::namespace_of_prefix(element, prefix);
    const xpath::NodeId node = tree.add_element(parent, xml::local_name(written), space, prefix);
    for (const pugi::xml_attribute one : element.attributes()) {
        const std::string_view name = one.name();
        if (name.starts_with("xmlns")) continue;
        const std::string_view attribute_prefix = xml::prefix_of(name);
        tree.add_attribute(
            node, xml::local_name(name), one.value(),
            attribute_prefix.empty() ? std::string_view() : xml::namespace_of_prefix(element, attribute_prefix),
            attribute_prefix
        );
    }
    if (on_element) on_element(element, node);
    bool leaf = true;
    for (const pugi::xml_node child : element.children()) {
        if (child.type() != pugi::node_element) continue;
        leaf = false;
        add_xml(tree, node, child, inside, on_element);
    }
    std::string joined;
    if (leaf) {
        if (const std::string_view text = single_text(element, joined); !text.empty()) tree.set_text(node, text);
    }
    return node;
}

void add_csv(xpath::Tree& tree, std::string_view text, const std::string& name) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (!is_utf8(text)) throw Error(ErrorKind::invalid, fmt::format("{}: không phải UTF-8 (not UTF-8)", name));
    const char separator = separator_of(text.substr(0, text.find('\n')));
    std::size_t at = 0;
    std::size_t row = 1;
    std::vector<std::string> header;
    read_record(text, at, separator, header, name, row);
    const xpath::NodeId root = tree.add_element(xpath::Tree::root, "root");
    std::vector<std::string> cells;
    while (at < text.size()) {
        read_record(text, at, separator, cells, name, ++row);
        if (cells.size() == 1 && cells[0].empty()) continue;
        const xpath::NodeId item = tree.add_element(root, "item");
        for (std::size_t column = 0; column < header.size(); ++column) {
            add_leaf(tree, item, trimmed(header[column]), column < cells.size() ? trimmed(cells[column]) : "");
        }
    }
}

void add_geojson(xpath::Tree& tree, std::string_view text, const std::string& name) {
    try {
        const json::value document = json::parse(json::string_view(text.data(), text.size()));
        const xpath::NodeId root = tree.add_element(xpath::Tree::root, "root");
        if (document.at("type").as_string() != "FeatureCollection") throw std::invalid_argument("type");
        for (const json::value& feature : document.at("features").as_array()) {
            const json::object& members = feature.as_object();
            const xpath::NodeId item = tree.add_element(root, "item");
            if (const json::value* geometry = members.if_contains("geometry"); geometry && geometry->is_object()) {
                add_leaf(tree, item, "geometry", geometry_text(geometry->get_object()));
            }
            if (const json::value* id = members.if_contains("id"); id && !id->is_null()) {
                add_leaf(tree, item, "id", primitive_text(*id));
            }
            const json::value* properties = members.if_contains("properties");
            if (properties == nullptr || !properties->is_object()) continue;
            for (const auto& [key, value] : properties->get_object()) {
                if (value.is_null() || (key == "id" && members.contains("id"))) continue;
                add_leaf(tree, item, std::string_view(key.data(), key.size()), primitive_text(value));
            }
        }
    } catch (const std::exception&) {
        throw Error(
            ErrorKind::invalid,
            fmt::format("{}: không phải GeoJSON FeatureCollection gồm Point, LineString, Polygon (not GeoJSON)", name)
        );
    }
}

}  // namespace longdan::xforms
