#pragma once

#include "engine/xlsform/paths.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <pugixml.hpp>

namespace longdan::xlsform {

/// An XForm opened for writing it as a workbook: its nodes by path.
class XformModel {
  public:
    /// How paths go into cells.
    enum class Naming {
        names,   ///< as ${name}
        strict,  ///< as ${name} where conversion writes such a path: relative inside one repeat, else from the root
        paths,   ///< as they stand, but where a cell needs a name
    };

    /// Throws Error(invalid) for what is no XForm.
    XformModel(std::string_view xform, const std::string& file_name, Naming naming = Naming::names);

    /// Words of itext: by form ("" for the text, else guidance or a kind of media), by language.
    using Texts = std::map<std::string, std::vector<std::pair<std::string, std::string>>>;

    pugi::xml_node root() const { return root_; }
    pugi::xml_node model() const { return model_; }
    pugi::xml_node body() const { return body_; }
    pugi::xml_node html() const { return html_; }
    const std::vector<pugi::xml_node>& instances() const { return instances_; }
    pugi::xml_node instance(std::string_view id) const;
    pugi::xml_node bind(const std::string& path) const;
    /// The control, group or repeat of a node.
    pugi::xml_node control(const std::string& path) const;
    pugi::xml_node repeat(const std::string& path) const;
    /// Actions that set the node on first load or in a new instance of a repeat.
    const std::vector<pugi::xml_node>& actions(const std::string& path) const;
    struct Trigger {
        std::string by;  ///< path of the question that sets the node
        pugi::xml_node action;
    };
    const std::vector<Trigger>& triggers(const std::string& path) const;

    /// The id in jr:itext('id'); "" when the text is no such call.
    static std::string itext_id(std::string_view text);
    /// What itext says under an id, as cells would: values as ${name}. Languages that only have "-" are left out.
    Texts texts(const std::string& id, const std::string& context) const;
    std::string default_language() const { return default_language_; }

    /// XPath with paths written as the naming of the model says.
    std::string with_names(std::string_view xpath, const std::string& context, std::string_view nodeset = "") const;
    /// XPath with ${name} for cells that take nothing else.
    std::string named(std::string_view xpath, const std::string& context, std::string_view nodeset = "") const;
    bool has_texts(const std::string& id) const { return itext_.contains(id); }
    /// What an action sets its node to, as XPath.
    static std::string value_of(const pugi::xml_node& action);
    /// The content of a label, hint or value as a cell says it.
    std::string words(const pugi::xml_node& node, const std::string& context) const;
    /// The name of the only node with that path and name; "" when the name is not unique.
    std::string name_of(const std::string& path) const;

  private:
    void settle_paths(const pugi::xml_node& node);
    void index_nodes(const pugi::xml_node& node, const std::string& path);
    void index_body(const pugi::xml_node& node, const std::string& question);
    bool share_repeat(const std::string& one, const std::string& other) const;
    std::string absolute(std::string_view path, const std::string& context, std::string_view nodeset) const;

    Naming naming_;
    pugi::xml_document document_;
    pugi::xml_node html_;
    pugi::xml_node model_;
    pugi::xml_node body_;
    pugi::xml_node root_;
    std::vector<pugi::xml_node> instances_;
    std::map<std::string, pugi::xml_node, std::less<>> binds_;
    std::map<std::string, pugi::xml_node, std::less<>> named_binds_;  ///< by id
    std::map<std::string, pugi::xml_node, std::less<>> controls_;
    std::map<std::string, pugi::xml_node, std::less<>> repeats_;
    std::map<std::string, std::vector<pugi::xml_node>, std::less<>> actions_;
    std::map<std::string, std::vector<Trigger>, std::less<>> triggers_;
    std::map<std::string, std::vector<std::pair<std::string, pugi::xml_node>>, std::less<>> itext_;
    std::map<std::string, std::vector<std::string>, std::less<>> paths_by_name_;
    std::string default_language_ = "default";
};

}  // namespace longdan::xlsform
