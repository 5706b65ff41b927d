#include "engine/xlsform/language.h"
#include "engine/xlsform/xform_writer.h"

#include <fmt/format.h>

namespace longdan::xlsform {
namespace {

/// A repeat's new instance sets the defaults of what is in it, but not of what is in repeats further down.
template <class Visit>
void walk_own(const Element& section, Visit&& visit) {
    for (const auto& child : section.children) {
        visit(*child);
        if (child->kind != Kind::repeat) walk_own(*child, visit);
    }
}

std::string trimmed_path(const std::string& path) {
    const auto begin = path.find_first_not_of(' ');
    return begin == std::string::npos ? "" : path.substr(begin, path.find_last_not_of(' ') + 1 - begin);
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
    if (what.empty()) return;
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
}

struct Itemset {
    std::string nodeset;
    std::string value = "name";
    std::string label = "label";
    std::string filter;
};

}  // namespace

Attributes XformWriter::control_attributes(const Element& element, bool appearance_as_is) const {
    Attributes out;
    for (const auto& [key, value] : element.control.parts) {
        const bool as_is = appearance_as_is && key == "appearance";
        out.emplace_back(key, as_is ? value.text : paths_.resolve(value.text, &element));
    }
    return out;
}

void XformWriter::write_controls(const Element& section) {
    for (const auto& child : section.children) write_control(*child);
}

void XformWriter::write_control(const Element& element) {
    switch (element.kind) {
        case Kind::group:
            return write_group(element);
        case Kind::repeat:
            return write_repeat(element);
        case Kind::question:
            return write_question(element);
        default:
            return;
    }
}

void XformWriter::write_group(const Element& group) {
    if (group.bodyless) return;
    Attributes attributes = control_attributes(group, true);
    set_attribute(attributes, "ref", paths_.absolute(group));
    out_.open("group", attributes);
    if (!group.label.empty()) write_label(group);
    write_controls(group);
    out_.close();
}

void XformWriter::write_repeat(const Element& repeat) {
    const std::string path = paths_.absolute(repeat);
    out_.open("group", {{"ref", path}});
    write_label(repeat);
    Attributes attributes{{"nodeset", path}};
    for (auto& [key, value] : control_attributes(repeat, false)) set_attribute(attributes, key, value);
    out_.open("repeat", attributes);
    write_controls(repeat);
    walk_own(repeat, [&](const Element& element) {
        if (element.kind == Kind::attribute || element.kind == Kind::question) write_actions(element, true);
    });
    out_.close();
    out_.close();
}

void XformWriter::write_label(const Element& element) {
    if (label_in_itext(element)) {
        out_.empty("label", {{"ref", fmt::format("jr:itext('{}:label')", paths_.absolute(element))}});
    } else if (!element.label.empty()) {
        out_.mixed("label", paths_.pieces(element.label.text, &element));
    } else {
        out_.empty("label");
    }
}

bool XformWriter::label_and_hint(const Element& question) {
    const Place place{"survey", question.row, "label"};
    const bool label = !question.label.empty() || !question.media.empty();
    if (!label && question.hint.empty()) {
        problems_.error(
            place, fmt::format("câu hỏi \"{}\" không có nhãn (label) và không có gợi ý (hint)", question.name),
            fmt::format("the survey element named '{}' has no label or hint", question.name)
        );
        return false;
    }
    if (question.media.contains("big-image") && !question.media.contains("image")) {
        problems_.error(
            place, fmt::format("câu hỏi \"{}\" có big-image thì phải có image", question.name),
            fmt::format("to use big-image, '{}' must also have an image", question.name)
        );
        return false;
    }
    write_label(question);
    if (question.hint.grouped || !question.guidance.empty()) {
        out_.empty("hint", {{"ref", fmt::format("jr:itext('{}:hint')", paths_.absolute(question))}});
    } else if (!question.hint.empty()) {
        out_.mixed("hint", paths_.pieces(question.hint.text, &question));
    }
    return true;
}

void XformWriter::write_question(const Element& question) {
    const bool computed =
        question.type == "calculate" || ((question.bind.contains("calculate") || !question.triggers.empty()) &&
                                         question.label.empty() && question.hint.empty());
    const std::string_view control = question.question->control;
    if (computed) {
        if (const auto acts = form_.triggered.find(question.name); acts != form_.triggered.end()) {
            for (const Element* target : acts->second) {
                if (target->type == "background-geopoint") continue;
                problems_.error(
                    {"survey", target->row, "trigger"},
                    fmt::format("câu \"{}\" không hiện cho người trả lời nên không làm trigger được", question.name),
                    fmt::format("the question '{}' is not user-visible so it can't be used as a trigger", question.name)
                );
            }
        }
        return;
    }
    if (control.empty() || control == "action") return;
    if (const std::string& type = question.bind.text_of("type");
        question.select() && type != "string" && type != "odk:rank") {
        problems_.error(
            {"survey", question.row, "bind::type"},
            fmt::format("câu lựa chọn \"{}\" không đổi được kiểu thành \"{}\"; bỏ bind::type", question.name, type),
            fmt::format("the bind type of the select '{}' cannot be '{}'", question.name, type)
        );
    }
    Attributes attributes{{"ref", paths_.absolute(question)}};
    for (auto& [key, value] : control_attributes(question, false)) set_attribute(attributes, key, value);
    if (!question.query.empty()) {
        std::string query = fmt::format("instance('{}')/root/item", question.query);
        if (!question.choice_filter.empty())
            query += fmt::format("[{}]", paths_.resolve(question.choice_filter, &question, {.current = true}));
        set_attribute(attributes, "query", std::move(query));
    }
    out_.open(control, attributes);
    if (label_and_hint(question)) {
        if (question.select()) {
            const ChoiceList* list = form_.list(question.itemset);
            list != nullptr && list->used_by_search ? write_items(question) : write_itemset(question);
        } else if (!question.itemset.empty() && question.type != "select one external") {
            write_itemset(question);
        }
        write_triggered(question);
    }
    out_.close();
}

/// With search() the choices stand in the body, where Collect looks for them.
void XformWriter::write_items(const Element& question) {
    const ChoiceList& list = *form_.list(question.itemset);
    for (std::size_t index = 0; index < list.choices.size(); ++index) {
        const Choice& choice = list.choices[index];
        out_.open("item");
        if (list.needs_itext) {
            out_.empty("label", {{"ref", fmt::format("jr:itext('{}-{}')", list.name, index)}});
        } else if (!question.label.empty() && !choice.label.empty()) {
            out_.mixed("label", paths_.pieces(choice.label.text, nullptr));
        } else {
            out_.empty("label");
        }
        out_.leaf("value", choice.name);
        out_.close();
    }
}

void XformWriter::write_itemset(const Element& question) {
    Itemset set;
    const auto [stem, ending] = split_ending(question.itemset);
    const bool from_questions = has_reference(question.itemset);
    const bool geo = !question.select() && question.type != "range";
    if (question.type != "range" && is_list_file_ending(ending)) {
        set.nodeset = fmt::format("instance('{}')/root/item", stem);
        if (ending == ".geojson") {
            set.value = "id";
            set.label = "title";
        }
        if (const std::string& value = question.parameters.text_of("value"); !value.empty()) set.value = value;
        if (const std::string& label = question.parameters.text_of("label"); !label.empty()) set.label = label;
    } else if (from_questions) {
        const std::string path = trimmed_path(paths_.resolve(question.itemset, &question, {.reference_parent = true}));
        if (geo) {
            set.nodeset = path;
            set.value = set.label = "geometry";
            set.filter = "./geometry != ''";
        } else {
            const auto slash = path.rfind('/');
            set.nodeset = slash == std::string::npos ? "" : path.substr(0, slash);
            set.value = set.label = slash == std::string::npos ? path : path.substr(slash + 1);
            set.filter = fmt::format("./{} != ''", set.value);
        }
    } else {
        set.nodeset = fmt::format("instance('{}')/root/item", question.itemset);
        const ChoiceList* list = form_.list(question.itemset);
        if (list != nullptr && list->needs_itext) set.label = "jr:itext(itextId)";
    }
    if (!question.choice_filter.empty() && question.type != "range") {
        set.filter =
            paths_.resolve(question.choice_filter, &question, {.current = true, .reference_parent = from_questions});
        if (from_questions) {
            replace_all(set.filter, "current()/" + set.nodeset, ".");
            replace_all(set.filter, set.nodeset, ".");
        }
    }
    if (!set.filter.empty()) set.nodeset += "[" + set.filter + "]";
    if (question.parameters.text_of("randomize") == "true") {
        std::string seed = question.parameters.text_of("seed");
        if (!seed.empty()) seed = ", " + trimmed_path(paths_.resolve(seed, &question));
        set.nodeset = "randomize(" + set.nodeset + seed + ")";
    }
    out_.open("itemset", {{"nodeset", set.nodeset}});
    out_.empty("value", {{"ref", set.value}});
    out_.empty("label", {{"ref", set.label}});
    out_.close();
}

void XformWriter::write_triggered(const Element& question) {
    const auto acts = form_.triggered.find(question.name);
    if (acts == form_.triggered.end()) return;
    for (const bool places : {false, true}) {
        for (const Element* target : acts->second) {
            if ((target->type == "background-geopoint") != places) continue;
            Attributes attributes{{"ref", paths_.absolute(*target)}, {"event", "xforms-value-changed"}};
            const std::string& value = target->bind.text_of("calculate");
            if (!places && !value.empty()) attributes.emplace_back("value", paths_.resolve(value, &question));
            out_.empty(places ? "odk:setgeopoint" : "setvalue", attributes);
        }
    }
}

}  // namespace longdan::xlsform
