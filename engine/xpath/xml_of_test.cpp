#include "engine/xpath/xml_of_test.h"

#include <array>
#include <map>

namespace longdan::xpath {

namespace {

class XmlReader {
  public:
    XmlReader(std::string_view xml, const std::shared_ptr<const Names>& names) : xml_(xml), tree_(names) {}

    Tree run() {
        NodeId open = Tree::root;
        while (at_ < xml_.size()) {
            if (xml_[at_] != '<') {
                text(open);
            } else if (xml_.substr(at_).starts_with("</")) {
                at_ = std::min(xml_.find('>', at_), xml_.size() - 1) + 1;
                if (open == Tree::root) break;
                open = tree_.node(open).parent;
            } else {
                ++at_;
                const NodeId made = element(open);
                if (made == no_node) break;
                if (!empty_) open = made;
            }
        }
        return std::move(tree_);
    }

  private:
    static std::string unescaped(std::string_view text) {
        constexpr std::array<std::pair<std::string_view, char>, 5> entities = {
            {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}}};
        std::string out;
        for (std::size_t at = 0; at < text.size();) {
            bool known = false;
            for (const auto& [entity, sign] : entities) {
                if (!text.substr(at).starts_with(entity)) continue;
                out += sign;
                at += entity.size();
                known = true;
                break;
            }
            if (!known) out += text[at++];
        }
        return out;
    }

    void text(NodeId open) {
        const std::size_t end = std::min(xml_.find('<', at_), xml_.size());
        const std::string found = unescaped(xml_.substr(at_, end - at_));
        if (open != Tree::root && found.find_first_not_of(" \n\t\r") != std::string::npos)
            tree_.append_text(open, found);
        at_ = end;
    }

    std::string_view name() {
        const std::size_t begin = at_;
        while (at_ < xml_.size() && std::string_view(" \n\t\r=/>").find(xml_[at_]) == std::string_view::npos) ++at_;
        return xml_.substr(begin, at_ - begin);
    }
    void blanks() {
        while (at_ < xml_.size() && std::string_view(" \n\t\r").find(xml_[at_]) != std::string_view::npos) ++at_;
    }

    NodeId element(NodeId open) {
        const std::string_view called = name();
        if (called.empty()) return no_node;
        std::vector<std::pair<std::string_view, std::string>> attributes;
        for (blanks(); at_ < xml_.size() && xml_[at_] != '>' && xml_[at_] != '/'; blanks()) {
            const std::string_view attribute = name();
            if (attribute.empty() || at_ + 1 >= xml_.size() || xml_[at_] != '=') return no_node;
            const char quote = xml_[++at_];
            const std::size_t end = xml_.find(quote, at_ + 1);
            if (end == std::string_view::npos) return no_node;
            attributes.emplace_back(attribute, unescaped(xml_.substr(at_ + 1, end - at_ - 1)));
            at_ = end + 1;
        }
        for (const auto& [attribute, value] : attributes) {
            if (attribute.starts_with("xmlns:")) spaces_[std::string(attribute.substr(6))] = value;
        }
        const auto [prefix, local] = parts(called);
        const NodeId made = tree_.add_element(open, local, spaces_[std::string(prefix)], prefix);
        for (const auto& [attribute, value] : attributes) {
            if (attribute.starts_with("xmlns")) continue;
            const auto [its_prefix, its_name] = parts(attribute);
            tree_.add_attribute(made, its_name, value, spaces_[std::string(its_prefix)], its_prefix);
        }
        empty_ = at_ < xml_.size() && xml_[at_] == '/';
        at_ = std::min(xml_.find('>', at_), xml_.size() - 1) + 1;
        return made;
    }

    static std::pair<std::string_view, std::string_view> parts(std::string_view qualified) {
        const std::size_t colon = qualified.find(':');
        if (colon == std::string_view::npos) return {{}, qualified};
        return {qualified.substr(0, colon), qualified.substr(colon + 1)};
    }

    std::string_view xml_;
    Tree tree_;
    std::map<std::string, std::string> spaces_;
    std::size_t at_ = 0;
    bool empty_ = false;
};

}  // namespace

Tree tree_of_xml(std::string_view xml, const std::shared_ptr<const Names>& names) {
    return XmlReader(xml, names).run();
}

}  // namespace longdan::xpath
