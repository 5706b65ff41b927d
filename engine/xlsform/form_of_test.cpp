#include "engine/xlsform/form_of_test.h"

#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <pugixml.hpp>

namespace longdan::xlsform {

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

}  // namespace longdan::xlsform
