#include "engine/xlsform/xform_writer.h"

#include "engine/xlsform/language.h"
#include "engine/xlsform/namespaces.h"

#include <fmt/format.h>

namespace longdan::xlsform {
std::string XformWriter::write(const std::vector<ExternalInstance>& externals) {
    out_.open("h:html", namespaces(form_));
    out_.open("h:head");
    out_.leaf("h:title", form_.title);
    Attributes model{{"odk:xforms-version", "1.0.0"}};
    if (!form_.entities_version.empty()) model.emplace_back("entities:entities-version", form_.entities_version);
    out_.open("model", model);
    write_submission();
    if (!texts_.empty()) texts_.write(out_);
    write_root();
    for (const ExternalInstance& instance : externals)
        out_.empty("instance", {{"id", instance.id}, {"src", instance.source}});
    for (const ChoiceList& list : form_.lists) {
        if (!list.used_by_search) write_choice_instance(list);
    }
    write_bindings();
    out_.close();
    out_.close();
    Attributes body;
    if (const std::string& style = form_.settings.text_of("style"); !style.empty()) body.emplace_back("class", style);
    out_.open("h:body", body);
    write_controls(form_.root);
    out_.close();
    out_.close();
    return "<?xml version=\"1.0\"?>" + out_.take() + "\n";
}

void XformWriter::write_submission() {
    Attributes attributes;
    const auto setting = [&](std::string_view key, std::string_view attribute) {
        const std::string& value = form_.settings.text_of(key);
        if (!value.empty()) attributes.emplace_back(std::string(attribute), value);
    };
    setting("submission_url", "action");
    if (!attributes.empty()) attributes.emplace_back("method", "post");
    setting("public_key", "base64RsaPublicKey");
    setting("auto_send", "orx:auto-send");
    setting("auto_delete", "orx:auto-delete");
    if (yes_no(form_.settings.text_of("client_editable")).value_or(false))
        attributes.emplace_back("odk:client-editable", "true");
    if (!attributes.empty()) out_.empty("submission", attributes);
}

Attributes XformWriter::instance_attributes(const Element& element) const {
    Attributes out;
    for (const auto& [key, value] : element.instance.parts) out.emplace_back(key, paths_.resolve(value.text, &element));
    return out;
}

void XformWriter::write_root() {
    Attributes attributes;
    if (const Field* own = form_.settings.find("attribute"); own != nullptr && own->grouped) {
        for (const auto& [key, value] : own->parts) set_attribute(attributes, key, value.text);
    }
    set_attribute(attributes, "id", form_.id);
    for (const auto& [key, attribute] :
         {std::pair{"instance_xmlns", "xmlns"},
          {"version", "version"},
          {"prefix", "odk:prefix"},
          {"delimiter", "odk:delimiter"}}) {
        if (const std::string& value = form_.settings.text_of(key); !value.empty())
            set_attribute(attributes, attribute, value);
    }
    out_.open("instance");
    write_instance(form_.root, false, attributes);
    out_.close();
}

/// The data node of a section. A repeat comes as a template and a first instance; inside a first instance, and inside
/// a template, repeats come once.
void XformWriter::write_instance(const Element& section, bool templates, const Attributes& more) {
    Attributes attributes = instance_attributes(section);
    for (const auto& [key, value] : more) set_attribute(attributes, key, value);
    for (const auto& child : section.children) {
        if (child->kind == Kind::attribute) set_attribute(attributes, child->name, child->value);
    }
    out_.open(section.name, attributes);
    for (const auto& child : section.children) write_instance_child(*child, templates);
    out_.close();
}

void XformWriter::write_instance_child(const Element& child, bool& templates) {
    switch (child.kind) {
        case Kind::attribute:
        case Kind::external_instance:
            return;
        case Kind::entity_label:
            return out_.empty(child.name);
        case Kind::question:
            return write_question_node(child);
        default:
            break;
    }
    if (child.kind == Kind::repeat && !templates) {
        write_template(child);
        write_instance(child, true, {});
    } else {
        write_instance(child, templates, {});
    }
}

void XformWriter::write_template(const Element& repeat) {
    out_.open(repeat.name, {{"jr:template", ""}});
    for (const auto& child : repeat.children) {
        if (child->kind == Kind::repeat) {
            write_template(*child);
        } else if (child->kind == Kind::question) {
            write_question_node(*child);
        } else if (child->section()) {
            write_instance(*child, false, {});
        }
    }
    out_.close();
}

void XformWriter::write_question_node(const Element& question) {
    const bool fixed = !question.default_value.empty() && !is_dynamic_default(question.default_value, question.type);
    if (fixed) {
        out_.leaf(question.name, question.default_value, instance_attributes(question));
    } else {
        out_.empty(question.name, instance_attributes(question));
    }
}

void XformWriter::write_choice_instance(const ChoiceList& list) {
    out_.open("instance", {{"id", list.name}});
    out_.open("root");
    for (std::size_t index = 0; index < list.choices.size(); ++index) {
        const Choice& choice = list.choices[index];
        out_.open("item");
        if (list.needs_itext) out_.leaf("itextId", fmt::format("{}-{}", list.name, index));
        out_.leaf("name", choice.name);
        if (!list.needs_itext && !choice.label.empty()) out_.leaf("label", choice.label.text);
        for (const auto& [key, value] : choice.extra) out_.leaf(key, value);
        if (!choice.sms_option.empty()) out_.leaf("sms_option", choice.sms_option);
        out_.close();
    }
    out_.close();
    out_.close();
}

void XformWriter::write_bindings() {
    walk(form_.root, [&](const Element& element) {
        if (element.has_bind) write_binding(element);
        if (element.kind == Kind::attribute || element.kind == Kind::question) write_actions(element, false);
    });
}

void XformWriter::write_binding(const Element& element) {
    const std::string path = paths_.absolute(element);
    Attributes attributes{{"nodeset", path}};
    for (const auto& [key, value] : element.bind.parts) {
        if (key == "calculate" && !element.triggers.empty()) continue;
        const bool message = key == "jr:constraintMsg" || key == "jr:requiredMsg";
        if ((message && message_in_itext(value)) || (key == "jr:noAppErrorString" && value.grouped)) {
            set_attribute(attributes, key, fmt::format("jr:itext('{}:{}')", path, key));
            continue;
        }
        const auto agreed = converts_yes_no(key) && value.text != "true()" && value.text != "false()"
                                ? yes_no(value.text)
                                : std::nullopt;
        set_attribute(
            attributes, key, agreed ? (*agreed ? "true()" : "false()") : paths_.resolve(value.text, &element)
        );
    }
    out_.empty("bind", attributes);
}

void XformWriter::write_actions(const Element& element, bool new_repeat) {
    for (const Action& action : element.actions) {
        if ((action.event == "odk-new-repeat") != new_repeat) continue;
        Attributes attributes{{"ref", paths_.absolute(element)}, {"event", action.event}};
        if (action.name == "setvalue") {
            std::string value = action.value;
            if (!element.default_value.empty()) {
                value =
                    element.dynamic_default ? paths_.resolve(element.default_value, &element) : element.default_value;
            }
            if (!value.empty()) attributes.emplace_back("value", value);
        } else if (!action.quality.empty()) {
            attributes.emplace_back("odk:quality", action.quality);
        }
        out_.empty(action.name, attributes);
    }
}

}  // namespace longdan::xlsform
