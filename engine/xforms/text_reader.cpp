#include "engine/xforms/form_reader.h"
#include "platform/base/text.h"

#include <fmt/format.h>

namespace longdan::xforms {
namespace {

/// The literal of jr:itext('key'); nothing for jr:itext(path) and for anything else.
std::optional<std::string_view> literal_key(std::string_view inside) {
    inside = trimmed(inside);
    if (inside.size() < 2 || (inside[0] != '\'' && inside[0] != '"') || inside.back() != inside[0]) return std::nullopt;
    inside = inside.substr(1, inside.size() - 2);
    if (inside.find_first_of("'\"") != std::string_view::npos) return std::nullopt;
    return inside;
}

/// What stands between the brackets of jr:itext(…), whatever the prefix; nothing for another expression.
std::optional<std::string_view> itext_argument(std::string_view text) {
    text = trimmed(text);
    const std::size_t open = text.find('(');
    if (open == std::string_view::npos || text.back() != ')') return std::nullopt;
    if (xml::local_name(trimmed(text.substr(0, open))) != "itext") return std::nullopt;
    return text.substr(open + 1, text.size() - open - 2);
}

void add_words(FormText& text, std::string_view words) {
    if (words.empty()) return;
    if (!text.parts.empty() && text.parts.back().expression == no_index) {
        text.parts.back().words += words;
    } else {
        text.parts.push_back({std::string(words), no_index});
    }
}

}  // namespace

void FormReader::read_translations(const pugi::xml_node& model) {
    const pugi::xml_node itext = xml::child(model, xml::namespace_of(model), "itext");
    if (!itext) return;
    for (const pugi::xml_node translation : itext.children()) {
        if (xml::local_name(translation.name()) != "translation") continue;
        Language& language = form_->languages_.emplace_back();
        language.name = xml::attribute(translation, "lang");
        if (language.name.empty()) problem(translation, "<translation> thiếu lang (a translation without lang)");
        const auto is_default = translation.attribute("default");
        language.is_default = is_default && std::string_view(is_default.value()) != "false()";
        for (const pugi::xml_node entry : translation.children()) {
            if (xml::local_name(entry.name()) != "text") continue;
            const auto [place, added] = language.texts.try_emplace(std::string(xml::attribute(entry, "id")));
            if (!added) {
                problem(entry, fmt::format("có hai <text id=\"{}\"> (the same text twice)", place->first));
            }
            for (const pugi::xml_node value : entry.children()) {
                if (xml::local_name(value.name()) != "value") continue;
                place->second.emplace_back(xml::attribute(value, "form"), read_text(value, 0));
            }
        }
    }
}

FormText FormReader::read_text(const pugi::xml_node& element, std::uint32_t context) {
    FormText text;
    const std::string_view reference = xml::attribute(element, "ref");
    if (!reference.empty()) text = read_reference(reference, element, context);
    for (const pugi::xml_node one : element.children()) {
        if (one.type() == pugi::node_pcdata || one.type() == pugi::node_cdata) {
            add_words(text, one.value());
        } else if (one.type() == pugi::node_element && xml::local_name(one.name()) == "output") {
            std::string_view value = xml::attribute(one, "value");
            if (value.empty()) value = xml::attribute(one, "ref");
            if (value.empty()) {
                problem(one, "<output> thiếu value (an output without value)");
                continue;
            }
            text.parts.push_back({std::string(), add_expression(value, Role::text, context, one)});
        } else if (one.type() == pugi::node_element) {
            add_words(text, xml::text_of(one));
        }
    }
    return text;
}

FormText FormReader::read_reference(std::string_view reference, const pugi::xml_node& at, std::uint32_t context) {
    FormText text;
    const auto argument = itext_argument(reference);
    if (!argument) {
        text.words_expression = add_expression(reference, Role::text, context, at);
    } else if (const auto key = literal_key(*argument)) {
        text.key = *key;
    } else {
        text.key_expression = add_expression(*argument, Role::text, context, at);
    }
    return text;
}

FormText FormReader::read_message(std::string_view written, const pugi::xml_node& at, std::uint32_t context) {
    if (itext_argument(written)) return read_reference(written, at, context);
    FormText text;
    add_words(text, written);
    return text;
}

}  // namespace longdan::xforms
