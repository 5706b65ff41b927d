#include "engine/xlsform/workbook_rows.h"

#include "engine/xlsform/language.h"
#include "engine/xlsform/vocabulary.h"
#include "platform/base/error.h"

#include <algorithm>

#include <fmt/format.h>

namespace longdan::xlsform {
namespace {

bool is_element(const pugi::xml_node& node) { return node.type() == pugi::node_element; }

bool has_elements(const pugi::xml_node& node) { return static_cast<bool>(node.find_child(is_element)); }

/// The node stands for a template whose first instance follows.
bool is_template(const pugi::xml_node& node) { return static_cast<bool>(node.attribute("jr:template")); }

bool repeats_before(const pugi::xml_node& node) {
    for (auto other = node.previous_sibling(node.name()); other; other = other.previous_sibling(node.name())) {
        if (!is_template(other)) return true;
    }
    return false;
}

std::string type_for_bind(std::string_view bind) {
    if (const auto colon = bind.find(':'); colon != std::string_view::npos) bind.remove_prefix(colon + 1);
    if (bind == "int") return "integer";
    if (bind == "string" || bind == "select" || bind == "select1" || bind.empty()) return "text";
    return std::string(bind);
}

}  // namespace

std::string WorkbookRows::write() {
    find_datasets(model_.root(), std::string("/") + model_.root().name());
    write_section(model_.root(), std::string("/") + model_.root().name());
    write_externals();
    write_choices();
    write_settings();
    std::vector<sheets::SheetOut> sheets{survey_.sheet()};
    if (!choices_.empty()) sheets.push_back(choices_.sheet());
    if (!entities_.empty()) sheets.push_back(entities_.sheet());
    sheets.push_back(settings_.sheet());
    return sheets::write_xlsx(sheets);
}

void WorkbookRows::find_datasets(const pugi::xml_node& node, const std::string& path) {
    for (const auto& child : node.children()) {
        if (!is_element(child) || is_template(child)) continue;
        if (std::string_view(child.name()) == "meta") {
            if (const auto entity = child.child("entity")) datasets_[path] = entity.attribute("dataset").value();
        } else {
            find_datasets(child, path + "/" + child.name());
        }
    }
}

void WorkbookRows::write_section(const pugi::xml_node& node, const std::string& path) {
    for (const auto& child : node.children()) {
        if (!is_element(child)) continue;
        if (is_template(child) && child.next_sibling(child.name())) continue;
        if (model_.repeat(path + "/" + child.name()) && repeats_before(child)) continue;
        write_node(child, path + "/" + child.name());
    }
}

void WorkbookRows::write_node(const pugi::xml_node& node, const std::string& path) {
    const std::string_view name = node.name();
    if (name == "meta" || name == "orx:meta") return write_meta(node, path);
    const auto control = model_.control(path);
    const bool group = std::string_view(control.name()) == "group" || model_.repeat(path) || has_elements(node);
    group ? write_group(node, path) : write_question(node, path);
}

void WorkbookRows::write_group(const pugi::xml_node& node, const std::string& path) {
    const auto repeat = model_.repeat(path);
    const auto group = model_.control(path);
    const std::size_t row = survey_.add();
    const std::string kind = repeat ? "repeat" : "group";
    survey_.set(row, "type", "begin_" + kind);
    survey_.set(row, "name", node.name());
    if (group) write_words(row, path, group);
    write_bind(row, path, kind);
    std::size_t begin = row;
    if (repeat) {
        write_control(row, path, repeat, {"nodeset", "jr:count"});
        survey_.set(row, "repeat_count", model_.named(repeat.attribute("jr:count").value(), path));
        if (collapse_count(row, path)) --begin;
        ++repeats_open_;
    } else if (group) {
        write_control(row, path, group, {"ref"});
    }
    for (const auto& attribute : node.attributes()) {
        if (std::string_view(attribute.name()) == "jr:template") continue;
        survey_.set(begin, fmt::format("instance::{}", attribute.name()), model_.with_names(attribute.value(), path));
    }
    write_section(node, path);
    const std::size_t end = survey_.add();
    survey_.set(end, "type", "end_" + kind);
    if (repeat && --repeats_open_ == 0) repeat_rows_.emplace_back(begin, end);
}

/// A count that conversion put into a node of its own goes back into the column.
bool WorkbookRows::collapse_count(std::size_t row, const std::string& path) {
    const std::string name = path.substr(path.rfind('/') + 1) + "_count";
    if (row == 0 || survey_.at(row, "repeat_count") != "${" + name + "}" || survey_.at(row - 1, "name") != name)
        return false;
    const std::string formula = survey_.at(row - 1, "calculation");
    const bool made = survey_.at(row - 1, "type") == "calculate" && survey_.at(row - 1, "read_only") == "true()" &&
                      !formula.empty() && !only_reference(formula);
    if (!made) return false;
    survey_.set(row, "repeat_count", formula);
    survey_.move_up(row);
    return true;
}

void WorkbookRows::write_meta(const pugi::xml_node& meta, const std::string& path) {
    for (const auto& child : meta.children()) {
        if (!is_element(child)) continue;
        const std::string name = child.name();
        const std::string at = path + "/" + name;
        if (name == "entity") {
            write_entity(child, at);
        } else if (name == "audit") {
            const std::size_t row = survey_.add();
            survey_.set(row, "type", "audit");
            std::string parameters;
            for (const auto& attribute : model_.bind(at).attributes()) {
                const std::string_view key = attribute.name();
                if (key.starts_with("odk:"))
                    parameters +=
                        fmt::format("{}{}={}", parameters.empty() ? "" : " ", key.substr(4), attribute.value());
            }
            survey_.set(row, "parameters", parameters);
        }
    }
}

void WorkbookRows::write_entity(const pugi::xml_node& entity, const std::string& path) {
    const std::size_t row = entities_.add();
    entities_.set(row, "dataset", entity.attribute("dataset").value());
    const auto calculate = [&](const std::string& node) {
        return model_.with_names(model_.bind(node).attribute("calculate").value(), node);
    };
    entities_.set(row, "entity_id", calculate(path + "/@id"));
    entities_.set(row, "create_if", calculate(path + "/@create"));
    entities_.set(row, "update_if", calculate(path + "/@update"));
    entities_.set(row, "label", calculate(path + "/label"));
}

void WorkbookRows::write_question(const pugi::xml_node& node, const std::string& path) {
    const auto control = model_.control(path);
    const std::size_t row = survey_.add();
    survey_.set(row, "name", node.name());
    const std::string type = type_of(path, control, row);
    survey_.set(row, "type", type);
    write_words(row, path, control);
    write_bind(row, path, type);
    std::set<std::string> told = {"ref", "mediatype"};
    if (type == "range") told.insert({"start", "end", "step", "odk:tick-interval", "odk:placeholder"});
    if (control) write_control(row, path, control, told);
    write_default(row, node, path);
    write_triggers(row, path, type);
    for (const auto& attribute : node.attributes()) {
        survey_.set(row, fmt::format("instance::{}", attribute.name()), model_.with_names(attribute.value(), path));
    }
    note_instances(row, path);
}

std::string WorkbookRows::hidden_type(const std::string& path) const {
    const auto bind = model_.bind(path);
    const std::string_view kind = bind.attribute("type").value();
    const std::string_view preload = bind.attribute("jr:preload").value();
    const std::string_view params = bind.attribute("jr:preloadParams").value();
    if (preload == "timestamp" && (params == "start" || params == "end")) return std::string(params);
    if (preload == "date" && params == "today") return "today";
    if (preload == "property") {
        if (const QuestionType* known = question_type(params); known != nullptr && known->preload == "property")
            return std::string(params);
    }
    for (const auto& action : model_.actions(path)) {
        const std::string_view name = action.name();
        if (name == "odk:recordaudio") return "background-audio";
        if (name == "odk:setgeopoint") return "start-geopoint";
    }
    for (const auto& trigger : model_.triggers(path)) {
        if (std::string_view(trigger.action.name()) == "odk:setgeopoint") return "background-geopoint";
    }
    if (bind.attribute("calculate") && kind == "string") return "calculate";
    if (kind == "string" && model_.triggers(path).empty()) return "hidden";
    if (kind == "binary") return "image";
    return type_for_bind(kind);
}

std::string WorkbookRows::type_of(const std::string& path, const pugi::xml_node& control, std::size_t row) {
    if (!control) return hidden_type(path);
    const std::string_view element = control.name();
    const auto bind = model_.bind(path);
    const std::string_view kind = bind.attribute("type").value();
    if (element == "upload") {
        const std::string_view media = control.attribute("mediatype").value();
        if (media.starts_with("image/")) return "image";
        if (media.starts_with("audio/")) return "audio";
        if (media.starts_with("video/")) return "video";
        return "file";
    }
    if (element == "trigger")
        return kind.empty() ? "trigger" : kind == "geopoint" ? "background-geopoint" : "acknowledge";
    if (element == "range") {
        write_range(control, row);
        return "range";
    }
    if (element == "select" || element == "select1" || element == "odk:rank") return select_type(path, control, row);
    if (control.attribute("query")) {
        throw Error(
            ErrorKind::invalid,
            fmt::format(
                "{}: {}: danh sách của select_one_external nằm ở itemsets.csv, không ở biểu mẫu, nên không viết lại "
                "được (the list stands in itemsets.csv, not in the form)",
                file_name_, path
            )
        );
    }
    if (element != "input") {
        throw Error(
            ErrorKind::invalid,
            fmt::format(
                "{}: {}: câu hỏi kiểu <{}> không viết được thành XLSForm (no XLSForm question for this "
                "control)",
                file_name_, path, element
            )
        );
    }
    if (const auto itemset = control.child("itemset")) {
        write_geometry(itemset, path, row);
    }
    if (kind == "string" && std::string_view(bind.attribute("readonly").value()) == "true()" &&
        !bind.attribute("calculate"))
        return "note";
    return type_for_bind(kind);
}

void WorkbookRows::write_range(const pugi::xml_node& control, std::size_t row) {
    std::string parameters;
    const auto add = [&](std::string_view key, std::string_view value) {
        if (!value.empty()) parameters += fmt::format("{}{}={}", parameters.empty() ? "" : " ", key, value);
    };
    for (const auto& [attribute, key] :
         {std::pair{"start", "start"},
          {"end", "end"},
          {"step", "step"},
          {"odk:tick-interval", "tick_interval"},
          {"odk:placeholder", "placeholder"}}) {
        add(key, control.attribute(attribute).value());
    }
    const std::string_view nodeset = control.child("itemset").attribute("nodeset").value();
    if (nodeset.starts_with("instance('")) add("tick_labelset", nodeset.substr(10, nodeset.find('\'', 10) - 10));
    survey_.set(row, "parameters", parameters);
}

void WorkbookRows::write_settings() {
    const auto root = model_.root();
    const std::size_t row = settings_.add();
    settings_.set(row, "form_title", model_.html().child("h:head").child("h:title").text().get());
    settings_.set(row, "form_id", root.attribute("id").value());
    settings_.set(row, "version", root.attribute("version").value());
    settings_.set(row, "instance_xmlns", root.attribute("xmlns").value());
    settings_.set(row, "style", model_.body().attribute("class").value());
    if (std::string_view(root.name()) != "data") settings_.set(row, "name", root.name());
    if (model_.default_language() != "default") settings_.set(row, "default_language", model_.default_language());
    const std::string meta = std::string("/") + root.name() + "/meta/";
    settings_.set(
        row, "instance_name",
        model_.with_names(model_.bind(meta + "instanceName").attribute("calculate").value(), meta + "instanceName")
    );
    const auto metadata = root.child("meta") ? root.child("meta") : root.child("orx:meta");
    if (!metadata.child("instanceID") && !metadata.child("orx:instanceID"))
        settings_.set(row, "omit_instanceID", "yes");
    for (const auto& attribute : root.attributes()) {
        const std::string name = attribute.name();
        if (name == "id" || name == "version" || name == "xmlns") continue;
        const bool compact = name == "odk:prefix" || name == "odk:delimiter";
        settings_.set(row, compact ? name.substr(4) : "attribute::" + name, attribute.value());
    }
    const auto submission = model_.model().child("submission");
    for (const auto& [attribute, key] :
         {std::pair{"action", "submission_url"},
          {"base64RsaPublicKey", "public_key"},
          {"orx:auto-send", "auto_send"},
          {"orx:auto-delete", "auto_delete"},
          {"odk:client-editable", "client_editable"}}) {
        settings_.set(row, key, submission.attribute(attribute).value());
    }
    std::string namespaces;
    for (const auto& attribute : model_.html().attributes()) {
        const std::string_view name = attribute.name();
        if (!name.starts_with("xmlns:")) continue;
        const std::string_view prefix = name.substr(6);
        if (prefix == "h" || prefix == "ev" || prefix == "xsd" || prefix == "jr" || prefix == "orx" ||
            prefix == "odk" || prefix == "entities")
            continue;
        namespaces += fmt::format("{}{}=\"{}\"", namespaces.empty() ? "" : " ", prefix, attribute.value());
    }
    settings_.set(row, "namespaces", namespaces);
    if (survey_.has_runs()) settings_.set(row, "clean_text_values", "no");
    std::set<std::pair<std::string, std::string>> seen;
    for (std::size_t choice = 0; choice < choices_.size(); ++choice) {
        if (!seen.emplace(choices_.at(choice, "list_name"), choices_.at(choice, "name")).second)
            settings_.set(row, "allow_choice_duplicates", "yes");
    }
}

}  // namespace longdan::xlsform
