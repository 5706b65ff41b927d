#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <pugixml.hpp>

/// XML as forms and submissions bring it, read with limits. For the .cpp files of this room.
namespace longdan::xforms::xml {

/// The namespaces of XForms as ODK writes them.
namespace ns {
inline constexpr std::string_view xforms = "http://www.w3.org/2002/xforms";
inline constexpr std::string_view xhtml = "http://www.w3.org/1999/xhtml";
inline constexpr std::string_view javarosa = "http://openrosa.org/javarosa";
inline constexpr std::string_view openrosa = "http://openrosa.org/xforms";
inline constexpr std::string_view odk = "http://www.opendatakit.org/xforms";
inline constexpr std::string_view entities = "http://www.opendatakit.org/xforms/entities";
inline constexpr std::string_view submissions = "http://opendatakit.org/submissions";
}  // namespace ns

struct Limits {
    std::size_t bytes = 64u << 20;
    std::size_t depth = 100;
    std::size_t elements = 2'000'000;
};

/// A well-formed document with one root. It refuses what the house does not read: a DOCTYPE, NUL, malformed UTF-8,
/// another encoding, and everything over a limit.
class Document {
  public:
    /// `name` is what errors call the text. Throws Error(invalid) or Error(too_large) with name and line.
    Document(std::string_view text, std::string name, const Limits& limits = {});

    pugi::xml_node root() const;
    const std::string& name() const { return name_; }
    std::size_t line(const pugi::xml_node& node) const;
    /// "form.xml, dòng 12"
    std::string place(const pugi::xml_node& node) const;

  private:
    std::size_t line_at(std::ptrdiff_t offset) const;
    void check_shape(const Limits& limits) const;

    std::string name_;
    std::string text_;
    mutable std::vector<std::ptrdiff_t> line_ends_;  ///< found when a line is first asked for
    pugi::xml_document document_;
};

std::string_view local_name(std::string_view qualified);
std::string_view prefix_of(std::string_view qualified);
/// The URI that a prefix ("" for the default) stands for at the node; "" when it is not declared.
std::string_view namespace_of_prefix(pugi::xml_node node, std::string_view prefix);
std::string_view namespace_of(const pugi::xml_node& node);
/// True for an element of this name in this namespace.
bool is(const pugi::xml_node& node, std::string_view uri, std::string_view name);
/// The attribute without namespace; "" when it is not there.
std::string_view attribute(const pugi::xml_node& node, std::string_view name);
/// The attribute in a namespace; null when it is not there.
pugi::xml_attribute attribute_in(const pugi::xml_node& node, std::string_view uri, std::string_view name);
pugi::xml_node child(const pugi::xml_node& parent, std::string_view uri, std::string_view name);
bool has_elements(const pugi::xml_node& node);
/// Text and CDATA directly inside, joined.
std::string text_of(const pugi::xml_node& node);

}  // namespace longdan::xforms::xml
