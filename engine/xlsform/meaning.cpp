#include "engine/xlsform/meaning.h"

#include "engine/xlsform/definition.h"
#include "engine/xlsform/language.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include <fmt/format.h>
#include <pugixml.hpp>

namespace longdan::xlsform {
namespace {

std::string_view local(const pugi::xml_node& node) {
    const std::string_view name = node.name();
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

bool is_element(const pugi::xml_node& node) { return node.type() == pugi::node_element; }

pugi::xml_node child(const pugi::xml_node& node, std::string_view name) {
    return node.find_child([&](const pugi::xml_node& one) { return is_element(one) && local(one) == name; });
}

/// Without blanks that no name or number needs.
std::string bare_xpath(std::string_view xpath) {
    std::string out;
    char quote = 0;
    bool blank = false;
    const auto in_word = [](char sign) {
        return (static_cast<unsigned char>(sign) & 0x80) != 0 || sign == '_' || (sign >= '0' && sign <= '9') ||
               (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z');
    };
    for (const char sign : xpath) {
        if (quote == 0 && (sign == ' ' || sign == '\n' || sign == '\t' || sign == '\r')) {
            blank = true;
            continue;
        }
        if (blank && !out.empty() && in_word(out.back()) && in_word(sign)) out += ' ';
        blank = false;
        if (quote != 0 ? sign == quote : sign == '\'' || sign == '"') quote = quote != 0 ? 0 : sign;
        out += sign;
    }
    return out;
}

/// Blanks at the ends taken away, runs of them one blank.
std::string bare_text(std::string_view text) {
    std::string out;
    for (const std::string& word : words(text)) out += (out.empty() ? "" : " ") + word;
    return out;
}

/// What a form says, by the part of the form that says it.
class Meaning {
  public:
    explicit Meaning(std::string_view xform) {
        document_.load_buffer(xform.data(), xform.size(), pugi::parse_default | pugi::parse_ws_pcdata);
        const auto html = document_.document_element();
        const auto head = child(html, "head");
        const auto model = child(head, "model");
        const auto body = child(html, "body");
        say("title", bare_text(child(head, "title").text().get()));
        say("body class", body.attribute("class").value());
        read_itext(child(model, "itext"));
        pugi::xml_node root;
        for (const auto& instance : model.children()) {
            if (!is_element(instance) || local(instance) != "instance") continue;
            if (root) {
                instances_[instance.attribute("id").value()] = instance;
            } else {
                root = instance.find_child(is_element);
            }
        }
        read_node(root, std::string("/") + root.name());
        for (const auto& node : model.children()) {
            if (!is_element(node)) continue;
            if (local(node) == "bind") read_bind(node);
            if (local(node) == "submission") say_attributes("submission", node, {"id", "method"});
            if (node.attribute("event")) read_action(node, "");
        }
        read_body(body, std::string("/") + root.name());
        say("order of questions", order_);
        for (const auto& [id, instance] : instances_) say_instance(id, instance);
    }

    const std::map<std::string, std::string>& facts() const { return facts_; }
    bool has_instance(const std::string& id) const { return instances_.contains(id); }

  private:
    void say(const std::string& part, std::string value) {
        if (!value.empty()) facts_[part] += value;
    }

    void say_attributes(const std::string& part, const pugi::xml_node& node, const std::set<std::string_view>& told) {
        for (const auto& attribute : node.attributes()) {
            const std::string_view name = attribute.name();
            if (told.contains(name) || name.starts_with("xmlns")) continue;
            say(fmt::format("{} {}", part, name), bare_xpath(attribute.value()));
        }
    }

    void read_itext(const pugi::xml_node& itext) {
        for (const auto& translation : itext.children()) {
            if (!is_element(translation)) continue;
            const std::string language = translation.attribute("lang").value();
            if (translation.attribute("default")) say("default language", language);
            for (const auto& text : translation.children()) {
                if (is_element(text)) texts_[text.attribute("id").value()].emplace_back(language, text);
            }
        }
    }

    /// A text with its values in braces.
    static std::string content(const pugi::xml_node& node) {
        std::string out;
        for (const auto& part : node.children()) {
            if (is_element(part)) {
                const auto value = part.attribute("value") ? part.attribute("value") : part.attribute("ref");
                out += "{" + bare_xpath(value.value()) + "}";
            } else {
                out += part.value();
            }
        }
        return bare_text(out);
    }

    std::string texts_of(const std::string& id) const {
        std::set<std::string> said;
        const auto found = texts_.find(id);
        if (found == texts_.end()) return "";
        for (const auto& [language, text] : found->second) {
            for (const auto& value : text.children()) {
                if (!is_element(value)) continue;
                const std::string words = content(value);
                if (words.empty() || words == "-") continue;
                said.insert(fmt::format("[{} {}] {} ", language, value.attribute("form").value(), words));
            }
        }
        std::string out;
        for (const std::string& one : said) out += one;
        return out;
    }

    static std::string itext_id(std::string_view text) {
        const std::string bare = bare_xpath(text);
        if (!bare.starts_with("jr:itext(") || bare.size() < 12 || !bare.ends_with(')')) return "";
        const std::string id = bare.substr(10, bare.size() - 12);
        return id.find_first_of("'\"") == std::string::npos ? id : "";
    }

    /// A label or hint, in all languages.
    std::string words_of(const pugi::xml_node& node) const {
        const std::string id = itext_id(node.attribute("ref").value());
        return id.empty() ? content(node) : texts_of(id);
    }

    void read_node(const pugi::xml_node& node, const std::string& path) {
        std::set<std::string_view> seen;
        std::map<std::string_view, std::size_t> instances;
        for (const auto& one : node.children()) instances[one.name()] += one.attribute("jr:template") ? 0 : 1;
        std::string names;
        const bool meta = local(node) == "meta";
        for (const auto& one : node.children()) {
            if (!is_element(one)) continue;
            const std::string name(meta || local(one) == "meta" ? local(one) : one.name());
            if (!seen.insert(one.name()).second) continue;
            if (name == "meta" || (meta && name == "instanceID")) {
                if (name == "meta") read_node(one, path + "/" + name);
                continue;
            }
            names += name + " ";
            const std::size_t first = instances[one.name()];
            if (first > 1) say(path + "/" + name + " first instances", std::to_string(first));
            read_node(one, path + "/" + name);
        }
        nodes_.insert(path);
        if (!meta) say(path + " nodes inside", names);
        if (meta) say(path + " has", names);
        if (seen.empty()) say(path + " first value", bare_text(node.text().get()));
        say_attributes(path, node, {"jr:template"});
    }

    static std::string plain_type(std::string type) {
        const auto colon = type.find(':');
        if (colon != std::string::npos) type.erase(0, colon + 1);
        if (type == "integer") return "int";
        if (type == "string" || type == "select" || type == "select1" || type == "list" || type == "rank") return "";
        return type;
    }

    /// Of meta by local names, whatever the prefix.
    static std::string plain_path(std::string path) {
        for (auto at = path.find("/orx:"); at != std::string::npos; at = path.find("/orx:")) path.erase(at + 1, 4);
        return path;
    }

    void read_bind(const pugi::xml_node& bind) {
        const std::string path = plain_path(bare_xpath(bind.attribute("nodeset").value()));
        if (const auto id = bind.attribute("id")) binds_[id.value()] = path;
        if (path.ends_with("/meta/instanceID") || !nodes_.contains(path.substr(0, path.find("/@")))) return;
        for (const auto& attribute : bind.attributes()) {
            const std::string_view name = attribute.name();
            if (name == "nodeset" || name == "id") continue;
            std::string value = bare_xpath(attribute.value());
            if (name == "type") value = plain_type(value);
            const std::string id = itext_id(value);
            if (!id.empty()) value = texts_of(id);
            if (name.starts_with("jr:") && name.ends_with("Msg") && id.empty()) value = bare_text(attribute.value());
            const bool usual = ((name == "required" || name == "readonly") && value == "false()") ||
                               (name == "relevant" && value == "true()");
            if (!usual) say(fmt::format("{} {}", path, name), value);
        }
    }

    /// A number, or words in quotes.
    static bool is_literal(std::string_view value) {
        if (value.empty()) return false;
        if (value.front() == '\'' || value.front() == '"')
            return value.size() > 1 && value.find(value.front(), 1) == value.size() - 1;
        return value.find_first_not_of("0123456789.") == std::string_view::npos;
    }

    void read_action(const pugi::xml_node& action, const std::string& by) {
        std::vector<std::string> events = words(action.attribute("event").value());
        std::ranges::sort(events);
        const std::string path = plain_path(bare_xpath(action.attribute("ref").value()));
        if (path.starts_with('/') && !nodes_.contains(path.substr(0, path.find("/@")))) return;
        std::string value = bare_xpath(action.attribute("value").value());
        if (value.empty()) {
            value = content(action);
            const char quote = value.find('\'') == std::string::npos ? '\'' : '"';
            if (!value.empty()) value = quote + value + quote;
        }
        const bool changed = std::ranges::find(events, "xforms-value-changed") != events.end();
        const bool literal = is_literal(value);
        if (!changed && literal && local(action) == "setvalue") {
            const bool quoted = value.front() == '\'' || value.front() == '"';
            say(path + " first value", bare_text(quoted ? value.substr(1, value.size() - 2) : value));
            return;
        }
        say(fmt::format("{} {}", path, local(action)),
            fmt::format("[{} {}] {} ", changed ? by : "", fmt::join(events, " "), value));
        say_attributes(
            fmt::format("{} {}", path, local(action)), action, {"ref", "event", "value", "type", "readonly"}
        );
    }

    /// Choices as the person sees them; "" when they are asked of an instance by a condition or from a file.
    std::string choices_of(const pugi::xml_node& control) const {
        std::string out;
        for (const auto& item : control.children()) {
            if (!is_element(item) || local(item) != "item") continue;
            out += fmt::format("{} = {}; ", content(child(item, "value")), words_of(child(item, "label")));
        }
        const auto itemset = child(control, "itemset");
        if (!itemset) return out;
        const std::string nodeset = bare_xpath(itemset.attribute("nodeset").value());
        const std::string value = child(itemset, "value").attribute("ref").value();
        const std::string label = child(itemset, "label").attribute("ref").value();
        const bool itext = label.starts_with("jr:itext(");
        const std::string column = itext ? label.substr(9, label.size() - 10) : label;
        for (const auto& [id, instance] : instances_) {
            const auto root = instance.find_child(is_element);
            if (nodeset != fmt::format("instance('{}')/{}/item", id, root.name()) || instance.attribute("src"))
                continue;
            for (const auto& item : root.children("item")) {
                const std::string said = item.child(column.c_str()).text().get();
                out += fmt::format(
                    "{} = {}; ", bare_text(item.child(value.c_str()).text().get()),
                    itext ? texts_of(said) : bare_text(said)
                );
            }
            return out;
        }
        return out + fmt::format("{} {} {}", nodeset, value, label);
    }

    void say_instance(const std::string& id, const pugi::xml_node& instance) {
        std::string out = instance.attribute("src").value();
        const auto walk = [&](const auto& self, const pugi::xml_node& node) -> void {
            std::vector<std::pair<std::string, pugi::xml_node>> children;
            for (const auto& one : node.children()) {
                if (!is_element(one)) {
                    out += bare_text(one.value());
                } else {
                    children.emplace_back(local(one) == "itextId" ? "label" : one.name(), one);
                }
            }
            if (local(node) == "item")
                std::ranges::stable_sort(children, {}, [](const auto& one) { return one.first; });
            for (const auto& [name, one] : children) {
                out += fmt::format("<{}>", name);
                local(one) == "itextId" ? out += texts_of(one.text().get()), void() : self(self, one);
            }
        };
        walk(walk, instance);
        say("instance " + id, out);
    }

    void read_body(const pugi::xml_node& node, const std::string& by) {
        for (const auto& one : node.children()) {
            if (!is_element(one)) continue;
            const std::string_view name = local(one);
            if (name == "label" || name == "hint" || name == "item" || name == "itemset") continue;
            if (one.attribute("event")) {
                read_action(one, by);
                continue;
            }
            const bool around = name == "group" && child(one, "repeat");
            const bool bare = std::distance(one.attributes().begin(), one.attributes().end()) < 2;
            if (name == "group" && bare && !one.find_child(is_element)) continue;
            std::string ref = bare_xpath(one.attribute(name == "repeat" ? "nodeset" : "ref").value());
            if (ref.empty()) ref = binds_[one.attribute("bind").value()];
            if (ref.empty() && around) ref = bare_xpath(child(one, "repeat").attribute("nodeset").value());
            if (ref.empty()) ref = "without a node,";
            const std::string part = fmt::format("{} {}", ref, name);
            if (!around) say(part, "+");
            order_ += name == "group" && !around ? fmt::format("({}", ref) : ref + " ";
            say_attributes(part, one, {"ref", "nodeset", "bind"});
            say(ref + " label", words_of(child(one, "label")));
            say(ref + " hint", words_of(child(one, "hint")));
            say(ref + " choices", choices_of(one));
            read_body(one, ref);
            if (name == "group" && !around) order_ += ")";
        }
    }

    pugi::xml_document document_;
    std::map<std::string, std::string> facts_;
    std::map<std::string, pugi::xml_node> instances_;
    std::map<std::string, std::vector<std::pair<std::string, pugi::xml_node>>> texts_;
    std::map<std::string, std::string> binds_;
    std::set<std::string> nodes_;
    std::string order_;
};

std::string shortened(const std::string& text) {
    if (text.size() <= 200) return text;
    std::size_t end = 200;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end) + "…";
}

}  // namespace

std::string meaning_lost(std::string_view form, std::string_view again) {
    const Meaning before(form);
    const Meaning after(again);
    for (const auto& [part, value] : before.facts()) {
        const auto said = after.facts().find(part);
        const std::string other = said == after.facts().end() ? "" : said->second;
        if (other != value) return fmt::format("{}: {} | {}", part, shortened(value), shortened(other));
    }
    for (const auto& [part, value] : after.facts()) {
        // Choices that stood in the body stand in an instance now; nobody else asks it.
        if (before.facts().contains(part) || part.starts_with("instance ")) continue;
        return fmt::format("{}: | {}", part, shortened(value));
    }
    return "";
}

}  // namespace longdan::xlsform
