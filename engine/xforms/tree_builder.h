#pragma once

#include "engine/xforms/xml.h"
#include "engine/xpath/tree.h"

#include <functional>
#include <string>
#include <string_view>

/// XML, CSV and GeoJSON as trees that expressions walk.
namespace longdan::xforms {

/// Called for each element as it is added.
using OnElement = std::function<void(const pugi::xml_node& element, xpath::NodeId node)>;

/// Adds the element with all below it under `parent`. Texts stand in leaves only, without the blanks around them, as
/// JavaRosa reads them. Namespace declarations are no attributes.
xpath::NodeId add_xml(
    xpath::Tree& tree, xpath::NodeId parent, const pugi::xml_node& element, std::string_view default_space = {},
    const OnElement& on_element = {}
);
/// Adds the names of the element and all below it to the table.
void add_names(xpath::Names& names, const pugi::xml_node& element);

/// Rows as root/item/column (ODK XForms specification, "Secondary instances from CSV"): separated by comma, semicolon
/// or tab, whichever the header has. A short row lacks its last values. Throws Error(invalid) with file and row.
void add_csv(xpath::Tree& tree, std::string_view text, const std::string& name);

/// Features as root/item, their properties and geometry as children (same source, "Secondary Instances from GeoJSON").
/// Throws Error(invalid) with the file.
void add_geojson(xpath::Tree& tree, std::string_view text, const std::string& name);

}  // namespace longdan::xforms
