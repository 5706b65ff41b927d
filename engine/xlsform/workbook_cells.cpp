#include "engine/xlsform/language.h"
#include "engine/xlsform/vocabulary.h"
#include "engine/xlsform/workbook_rows.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace longdan::xlsform {
namespace {

/// instance('id')… -> id; "" when the nodeset asks something else.
std::string instance_id(std::string_view nodeset) {
    constexpr std::string_view open = "instance('";
    if (!nodeset.starts_with(open)) return "";
    const auto close = nodeset.find('\'', open.size());
    return close == std::string_view::npos ? "" : std::string(nodeset.substr(open.size(), close - open.size()));
}

/// randomize(nodeset, seed) in its parts.
struct Nodeset {
    std::string base;
    std::string filter;
    bool randomize = false;
    std::string seed;
};

Nodeset parts_of(std::string_view nodeset) {
    Nodeset out;
    constexpr std::string_view open = "randomize(";
    if (nodeset.starts_with(open) && nodeset.ends_with(')')) {
        out.randomize = true;
        nodeset = nodeset.substr(open.size(), nodeset.size() - open.size() - 1);
        const auto bracket = nodeset.rfind(']');
        const auto comma = nodeset.find(',', bracket == std::string_view::npos ? 0 : bracket);
        if (comma != std::string_view::npos) {
            out.seed = std::string(nodeset.substr(comma + 1));
            while (out.seed.starts_with(' ')) out.seed.erase(0, 1);
            nodeset = nodeset.substr(0, comma);
        }
    }
    const auto bracket = nodeset.find('[');
    out.base = std::string(nodeset.substr(0, bracket));
    if (bracket != std::string_view::npos && nodeset.ends_with(']')) {
        out.filter = std::string(nodeset.substr(bracket + 1, nodeset.size() - bracket - 2));
    }
    return out;
}

/// jr://file-csv/folder/a.csv -> folder/a.csv
std::string file_of(std::string_view source) {
    for (const std::string_view place : {"jr://file-csv/", "jr://file/"}) {
        if (source.starts_with(place)) return std::string(source.substr(place.size()));
    }
    return std::string(source.substr(source.rfind('/') + 1));
}

/// A range of whole numbers is bound as int.
std::string_view range_bind(std::string_view parameters) {
    bool fraction = false;
    for (const char sign : parameters) {
        fraction = sign == '.' || (fraction && sign >= '0' && sign <= '9');
        if (fraction && sign != '.' && sign != '0') return "decimal";
    }
    return "int";
}

std::string_view select_word(std::string_view element) {
    return element == "select1" ? "select_one" : element == "select" ? "select_multiple" : "rank";
}

/// A type of a bind, of XML Schema or as other tools name it, is that of XLSForm.
bool is_type(std::string_view written, std::string_view type) {
    if (const auto colon = written.find(':'); colon != std::string_view::npos) written.remove_prefix(colon + 1);
    const bool choice = written == "select" || written == "select1" || written == "rank";
    return written == type || (choice && type == "string");
}

}  // namespace

std::string WorkbookRows::select_type(const std::string& path, const pugi::xml_node& control, std::size_t row) {
    const std::string word(select_word(control.name()));
    const auto itemset = control.child("itemset");
    if (!itemset) return word + " " + write_items(path, control);
    const Nodeset nodeset = parts_of(itemset.attribute("nodeset").value());
    const std::string value = itemset.child("value").attribute("ref").value();
    const std::string label = itemset.child("label").attribute("ref").value();
    std::string parameters;
    const auto add = [&](std::string_view key, std::string_view text) {
        parameters += fmt::format("{}{}={}", parameters.empty() ? "" : " ", key, text);
    };
    if (nodeset.randomize) add("randomize", "true");
    if (!nodeset.seed.empty()) add("seed", model_.with_names(" " + nodeset.seed + " ", path));
    std::string list = instance_id(nodeset.base);
    std::string type;
    if (list.empty()) {
        const std::string target = model_.named(" " + nodeset.base + "/" + value + " ", path);
        type = word + " " + target;
        if (nodeset.filter != fmt::format("./{} != ''", value)) {
            survey_.set(row, "choice_filter", model_.with_names(nodeset.filter, path, nodeset.base));
        }
    } else {
        const std::string source = model_.instance(list).attribute("src").value();
        if (source.empty()) {
            type = word + " " + list;
        } else {
            const std::string file = file_of(source);
            const bool geojson = file.ends_with(".geojson");
            if (value != (geojson ? "id" : "name")) add("value", value);
            if (label != (geojson ? "title" : "label")) add("label", label);
            type = word + "_from_file " + file;
            made_by_.try_emplace(list, row);
        }
        survey_.set(row, "choice_filter", model_.with_names(nodeset.filter, path));
    }
    survey_.set(row, "parameters", parameters);
    return type;
}

/// The places a map question shows: a list, a file, or the answers of a repeat.
void WorkbookRows::write_geometry(const pugi::xml_node& itemset, const std::string& path, std::size_t row) {
    const Nodeset nodeset = parts_of(itemset.attribute("nodeset").value());
    const std::string value = itemset.child("value").attribute("ref").value();
    std::string reference = instance_id(nodeset.base);
    if (reference.empty()) reference = model_.named(" " + nodeset.base + " ", path);
    survey_.set(row, "parameters", "reference-geometry=" + reference);
    const bool usual = nodeset.filter == fmt::format("./{} != ''", value);
    if (!usual) survey_.set(row, "choice_filter", model_.with_names(nodeset.filter, path, nodeset.base));
}

/// Choices that stand in the body: of search(), or of forms that were not written as XLSForm.
std::string WorkbookRows::write_items(const std::string& path, const pugi::xml_node& control) {
    const auto first = control.child("item");
    std::string list = XformModel::itext_id(first.child("label").attribute("ref").value());
    list.resize(std::min(list.rfind('-'), list.size()));
    if (list.empty() || list.find_first_of("/:") != std::string::npos)
        list = path.substr(path.rfind('/') + 1) + "_choices";
    if (searched_.contains(list) || model_.instance(list)) return list;
    auto& known = searched_[list];
    for (const auto& item : control.children("item")) {
        const std::size_t row = choices_.add();
        choices_.set(row, "list_name", list);
        choices_.set(row, "name", item.child("value").text().get());
        const auto label = item.child("label");
        const std::string id = XformModel::itext_id(label.attribute("ref").value());
        if (id.empty()) {
            choices_.set(row, "label", model_.words(label, path));
        } else {
            write_itext(choices_, row, "label", id, path);
        }
        known.emplace_back(item.child("value").text().get(), id);
    }
    return list;
}

void WorkbookRows::write_choices() {
    for (const auto& instance : model_.instances()) {
        const auto root = instance.child("root");
        if (!root) continue;
        const std::string list = instance.attribute("id").value();
        for (const auto& item : root.children("item")) {
            const std::size_t row = choices_.add();
            choices_.set(row, "list_name", list);
            for (const auto& child : item.children()) {
                const std::string name = child.name();
                if (name == "itextId") {
                    write_itext(choices_, row, "label", child.text().get(), "");
                } else if (!name.empty()) {
                    choices_.set(row, name, child.text().get());
                }
            }
        }
    }
}

/// The texts of an id in columns by language; media beside them.
void WorkbookRows::write_itext(
    SheetRows& sheet, std::size_t row, const std::string& heading, const std::string& id, const std::string& path
) {
    for (const auto& [form, values] : model_.texts(id, path)) {
        std::string column = heading;
        if (form == "guidance") column = "guidance_hint";
        if (!form.empty() && form != "guidance") column = "media::" + form;
        for (const auto& [language, text] : values) sheet.set(row, column + "::" + language, text);
    }
}

void WorkbookRows::write_text(
    std::size_t row, const std::string& heading, const pugi::xml_node& node, const std::string& path
) {
    const std::string made = path + ":" + heading;
    const std::string id = node                     ? XformModel::itext_id(node.attribute("ref").value())
                           : model_.has_texts(made) ? made
                                                    : "";
    if (id.empty()) {
        if (node) survey_.set(row, heading, model_.words(node, path));
    } else {
        write_itext(survey_, row, heading, id, path);
    }
}

void WorkbookRows::write_words(std::size_t row, const std::string& path, const pugi::xml_node& control) {
    write_text(row, "label", control.child("label"), path);
    write_text(row, "hint", control.child("hint"), path);
    if (survey_.at(row, "label") == " ") survey_.set(row, "label", "");
}

void WorkbookRows::write_bind(std::size_t row, const std::string& path, const std::string& type) {
    const std::string base = type.substr(0, type.find(' '));
    const QuestionType* known = question_type(plain_type(base));
    if (base.starts_with("select")) known = question_type("select one");
    std::string parameters = survey_.at(row, "parameters");
    for (const auto& attribute : model_.bind(path).attributes()) {
        const std::string key = attribute.name();
        const std::string value = attribute.value();
        if (key == "nodeset") continue;
        const std::string id = XformModel::itext_id(value);
        const auto column = [&](const std::string& heading) {
            id.empty() ? survey_.set(row, heading, model_.with_names(value, path))
                       : write_itext(survey_, row, heading, id, path);
        };
        const std::string_view usual = known == nullptr ? "" : base == "range" ? range_bind(parameters) : known->bind;
        if (known != nullptr &&
            ((key == "type" && is_type(value, usual)) || (key == "readonly" && known->readonly && value == "true()") ||
             (key == "jr:preload" && known->preload == value) ||
             (key == "jr:preloadParams" && known->preload_params == value))) {
            continue;
        }
        if (key == "relevant" || key == "required" || key == "constraint") {
            column(key);
        } else if (key == "calculate") {
            column("calculation");
        } else if (key == "readonly") {
            column("read_only");
        } else if (key == "jr:constraintMsg") {
            column("constraint_message");
        } else if (key == "jr:requiredMsg") {
            column("required_message");
        } else if (key == "jr:noAppErrorString") {
            column("no_app_error_string");
        } else if (key == "entities:saveto") {
            std::string dataset;
            for (const auto& [section, name] : datasets_) {
                if (path.starts_with(section + "/")) dataset = name;
            }
            survey_.set(row, "save_to", datasets_.size() > 1 ? dataset + "#" + value : value);
        } else if ((key == "orx:max-pixels" && base == "image") || (key == "odk:quality" && base == "audio")) {
            parameters += fmt::format("{}{}={}", parameters.empty() ? "" : " ", key.substr(4), value);
        } else {
            column("bind::" + key);
        }
    }
    survey_.set(row, "parameters", parameters);
}

void WorkbookRows::write_control(
    std::size_t row, const std::string& path, const pugi::xml_node& control, const std::set<std::string>& told
) {
    for (const auto& attribute : control.attributes()) {
        const std::string key = attribute.name();
        if (told.contains(key)) continue;
        survey_.set(row, key == "appearance" ? key : "body::" + key, model_.with_names(attribute.value(), path));
    }
}

/// A literal is a first value like any other; the rest is computed.
std::string WorkbookRows::default_of(const std::string& value, const std::string& path) const {
    const bool literal = value.size() > 1 && (value.front() == '\'' || value.front() == '"') &&
                         value.find(value.front(), 1) == value.size() - 1;
    const std::string inside = literal ? value.substr(1, value.size() - 2) : "";
    if (literal && !is_dynamic_default(inside, "text")) return inside;
    return model_.with_names(value, path);
}

void WorkbookRows::write_default(std::size_t row, const pugi::xml_node& node, const std::string& path) {
    survey_.set(row, "default", node.text().get());
    for (const auto& action : model_.actions(path)) {
        const std::string_view name = action.name();
        if (name == "setvalue") survey_.set(row, "default", default_of(XformModel::value_of(action), path));
        if (name != "odk:recordaudio") continue;
        if (const auto quality = action.attribute("odk:quality"))
            survey_.set(row, "parameters", std::string("quality=") + quality.value());
    }
}

void WorkbookRows::write_triggers(std::size_t row, const std::string& path, const std::string& type) {
    std::string triggers;
    for (const auto& [by, action] : model_.triggers(path)) {
        const std::string name = model_.name_of(by);
        if (name.empty()) continue;
        triggers += fmt::format("{}${{{}}}", triggers.empty() ? "" : ", ", name);
        if (type != "background-geopoint")
            survey_.set(row, "calculation", model_.with_names(XformModel::value_of(action), by));
    }
    survey_.set(row, "trigger", triggers);
}

/// Which files the row brings into the model by itself, through pulldata().
void WorkbookRows::note_instances(std::size_t row, const std::string& path) {
    for (const auto& instance : model_.instances()) {
        const std::string id = instance.attribute("id").value();
        for (const auto& attribute : model_.bind(path).attributes()) {
            const std::string_view value = attribute.value();
            const auto call = value.find("pulldata(");
            if (call != std::string_view::npos && value.find("'" + id + "'", call) != std::string_view::npos)
                made_by_.try_emplace(id, row);
        }
        for (const char* column : {"default", "choice_filter"}) {
            const std::string& cell = survey_.at(row, column);
            if (cell.find("pulldata(") != std::string::npos && cell.find("'" + id + "'") != std::string::npos)
                made_by_.try_emplace(id, row);
        }
    }
}

/// Files that no row brings by itself get rows of their own, before the row that brings the next.
void WorkbookRows::write_externals() {
    struct Own {
        std::size_t before;
        std::string id;
        std::string type;
    };
    std::vector<Own> own;
    std::size_t before = survey_.size();
    for (auto instance = model_.instances().rbegin(); instance != model_.instances().rend(); ++instance) {
        const std::string id = instance->attribute("id").value();
        const std::string_view source = instance->attribute("src").value();
        if (source.empty() || id == "__last-saved") continue;
        if (const auto made = made_by_.find(id); made != made_by_.end()) {
            before = std::min(before, made->second);
            continue;
        }
        for (const auto& [first, last] : repeat_rows_) {
            if (before > first && before <= last) before = first;
        }
        own.push_back({before, id, source.ends_with(".csv") ? "csv-external" : "xml-external"});
    }
    for (const Own& external : own) {
        survey_.insert(external.before);
        survey_.set(external.before, "type", external.type);
        survey_.set(external.before, "name", external.id);
    }
}

}  // namespace longdan::xlsform
