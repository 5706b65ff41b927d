#include "engine/xlsform/vocabulary.h"

#include "engine/xlsform/language.h"

#include <algorithm>
#include <array>
#include <span>

namespace longdan::xlsform {
namespace {

using Types = std::vector<QuestionType>;

QuestionType input(std::string_view name, std::string_view bind) {
    return {.name = name, .control = "input", .bind = bind};
}
QuestionType note(std::string_view name) {
    return {.name = name, .control = "input", .bind = "string", .readonly = true};
}
QuestionType upload(std::string_view name, std::string_view media) {
    return {.name = name, .control = "upload", .media = media, .bind = "binary"};
}
QuestionType trigger(std::string_view name) { return {.name = name, .control = "trigger", .bind = "string"}; }
QuestionType preload(std::string_view name, std::string_view kind, std::string_view params, std::string_view bind) {
    return {.name = name, .bind = bind, .preload = kind, .preload_params = params};
}
QuestionType property(std::string_view name, std::string_view params) {
    return preload(name, "property", params, "string");
}
QuestionType days(std::string_view name, std::string_view constraint, std::string_view hint) {
    return {.name = name, .control = "input", .bind = "int", .constraint = constraint, .hint = hint};
}

void add_inputs(Types& types) {
    for (const auto name : {"text", "string", "q string", "add text prompt"}) types.push_back(input(name, "string"));
    for (const auto name : {"integer", "int", "q int", "add integer prompt"}) types.push_back(input(name, "int"));
    for (const auto name : {"decimal", "q decimal", "add decimal prompt"}) types.push_back(input(name, "decimal"));
    for (const auto name : {"date", "q date", "add date prompt"}) types.push_back(input(name, "date"));
    for (const auto name :
         {"dateTime", "datetime", "date time", "q dateTime", "q date time", "add dateTime prompt",
          "add date time prompt"}) {
        types.push_back(input(name, "dateTime"));
    }
    types.push_back(input("time", "time"));
    for (const auto name : {"geopoint", "gps", "location", "q geopoint", "q location", "add location prompt"}) {
        types.push_back(input(name, "geopoint"));
    }
    for (const auto name : {"geoshape", "q geoshape"}) types.push_back(input(name, "geoshape"));
    for (const auto name : {"geotrace", "q geotrace"}) types.push_back(input(name, "geotrace"));
    for (const auto name : {"barcode", "q barcode", "add barcode prompt"}) types.push_back(input(name, "barcode"));
    for (const auto name : {"note", "q note", "add note prompt"}) types.push_back(note(name));
    types.push_back(days("percentage", "0 <= . and . <= 100", ""));
    types.push_back(days("number of days in last month", "0 <= . and . <= 31", "Enter a number 0-31."));
    types.push_back(days("number of days in last six months", "0 <= . and . <= 183", "Enter a number 0-183."));
    types.push_back(days("number of days in last year", "0 <= . and . <= 365", "Enter a number 0-365."));
    types.push_back(
        {.name = "phone number",
         .control = "input",
         .bind = "string",
         .constraint = "regex(., '^\\d*$')",
         .hint = "Enter numbers only."}
    );
    types.push_back({.name = "range", .control = "range", .bind = "int"});
    types.push_back(input("select one external", "string"));
    types.push_back({.name = "select one", .control = "select1", .bind = "string"});
    types.push_back({.name = "select all that apply", .control = "select", .bind = "string"});
    types.push_back({.name = "rank", .control = "odk:rank", .bind = "odk:rank"});
}

void add_uploads(Types& types) {
    for (const auto name : {"photo", "image", "q picture", "q image", "add image prompt"}) {
        types.push_back(upload(name, "image/*"));
    }
    for (const auto name : {"audio", "q audio", "add audio prompt"}) types.push_back(upload(name, "audio/*"));
    for (const auto name : {"video", "q video", "add video prompt"}) types.push_back(upload(name, "video/*"));
    for (const auto name : {"file", "add file prompt"}) types.push_back(upload(name, "application/*"));
    for (const auto name : {"acknowledge", "q acknowledge", "add acknowledge prompt"}) types.push_back(trigger(name));
    types.push_back({.name = "trigger", .control = "trigger"});
    types.push_back({.name = "background-audio", .control = "action", .bind = "binary"});
    types.push_back({.name = "background-geopoint", .control = "trigger", .bind = "geopoint"});
    types.push_back({.name = "start-geopoint", .control = "action", .bind = "geopoint"});
}

void add_hidden(Types& types) {
    for (const auto name : {"calculate", "q calculate", "add calculate prompt", "hidden"}) {
        types.push_back({.name = name, .bind = "string"});
    }
    types.push_back({.name = "audit", .bind = "binary"});
    for (const auto name : {"start", "start time", "get start time"}) {
        types.push_back(preload(name, "timestamp", "start", "dateTime"));
    }
    for (const auto name : {"end", "end time", "get end time"}) {
        types.push_back(preload(name, "timestamp", "end", "dateTime"));
    }
    for (const auto name : {"today", "get today"}) types.push_back(preload(name, "date", "today", "date"));
    for (const auto name : {"deviceid", "device id", "get device id", "imei"})
        types.push_back(property(name, "deviceid"));
    for (const auto name : {"phonenumber", "get phone number"}) types.push_back(property(name, "phonenumber"));
    for (const auto name : {"simserial", "sim id", "get sim id"}) types.push_back(property(name, "simserial"));
    for (const auto name : {"subscriberid", "subscriber id", "get subscriber id"}) {
        types.push_back(property(name, "subscriberid"));
    }
    for (const auto name :
         {"username", "email", "uri:deviceid", "uri:phonenumber", "uri:simserial", "uri:subscriberid", "uri:username",
          "uri:email"}) {
        types.push_back(property(name, name));
    }
}

const Types& all_types() {
    static const Types types = [] {
        Types all;
        add_inputs(all);
        add_uploads(all);
        add_hidden(all);
        std::ranges::sort(all, {}, &QuestionType::name);
        return all;
    }();
    return types;
}

struct SelectWord {
    std::string_view word;
    std::string_view type;
    bool from_file = false;
};
constexpr std::array<SelectWord, 15> select_words = {{
    {"add select one prompt using", "select one"},
    {"add select multiple prompt using", "select all that apply"},
    {"select all that apply from", "select all that apply"},
    {"select one from", "select one"},
    {"select1", "select one"},
    {"select_one", "select one"},
    {"select one", "select one"},
    {"select_multiple", "select all that apply"},
    {"select all that apply", "select all that apply"},
    {"select_one_external", "select one external"},
    {"select_one_from_file", "select one", true},
    {"select_multiple_from_file", "select all that apply", true},
    {"select one from file", "select one", true},
    {"select multiple from file", "select all that apply", true},
    {"rank", "rank"},
}};

struct Alias {
    std::string_view heading;
    std::string_view first;
    std::string_view second;
};

std::optional<std::vector<std::string>> look_up(std::span<const Alias> aliases, std::string_view heading) {
    for (const Alias& alias : aliases) {
        if (alias.heading != heading) continue;
        if (alias.second.empty()) return std::vector{std::string(alias.first)};
        return std::vector{std::string(alias.first), std::string(alias.second)};
    }
    return std::nullopt;
}

std::optional<std::vector<std::string>> survey_alias(std::string_view heading) {
    static constexpr Alias aliases[] = {
        {"compact_tag", "instance", "odk:tag"},
        {"read_only", "bind", "readonly"},
        {"readonly", "bind", "readonly"},
        {"relevant", "bind", "relevant"},
        {"relevance", "bind", "relevant"},
        {"required", "bind", "required"},
        {"constraint", "bind", "constraint"},
        {"constraining_message", "bind", "jr:constraintMsg"},
        {"constraint_message", "bind", "jr:constraintMsg"},
        {"calculation", "bind", "calculate"},
        {"calculate", "bind", "calculate"},
        {"requiredmsg", "bind", "jr:requiredMsg"},
        {"required_message", "bind", "jr:requiredMsg"},
        {"noapperrorstring", "bind", "jr:noAppErrorString"},
        {"no_app_error_string", "bind", "jr:noAppErrorString"},
        {"save_to", "bind", "entities:saveto"},
        {"caption", "label", ""},
        {"command", "type", ""},
        {"tag", "name", ""},
        {"value", "name", ""},
        {"image", "media", "image"},
        {"big-image", "media", "big-image"},
        {"audio", "media", "audio"},
        {"video", "media", "video"},
        {"appearance", "control", "appearance"},
        {"count", "control", "jr:count"},
        {"repeat_count", "control", "jr:count"},
        {"jr:count", "control", "jr:count"},
        {"autoplay", "control", "autoplay"},
        {"rows", "control", "rows"},
        {"body", "control", ""},
    };
    return look_up(aliases, heading);
}

bool is_one_of(std::string_view text, std::span<const std::string_view> all) {
    return std::ranges::find(all, text) != all.end();
}

bool survey_known(std::string_view heading) {
    static constexpr std::string_view known[] = {"type",    "name",          "label",      "hint",     "guidance_hint",
                                                 "default", "trigger",       "parameters", "bind",     "media",
                                                 "control", "choice_filter", "instance",   "query",    "itemset",
                                                 "choices", "list_name",     "actions",    "sms_field"};
    return is_one_of(heading, known);
}

std::optional<std::vector<std::string>> choices_alias(std::string_view heading) {
    static constexpr Alias aliases[] = {
        {"caption", "label", ""},    {"list_name", "list name", ""},      {"value", "name", ""},
        {"image", "media", "image"}, {"big-image", "media", "big-image"}, {"audio", "media", "audio"},
        {"video", "media", "video"},
    };
    return look_up(aliases, heading);
}

bool choices_known(std::string_view heading) {
    static constexpr std::string_view known[] = {"name", "label", "media", "sms_option", "parent", "extra_data"};
    return is_one_of(heading, known);
}

std::optional<std::vector<std::string>> settings_alias(std::string_view heading) {
    static constexpr Alias aliases[] = {
        {"form_title", "title", ""},
        {"set_form_title", "title", ""},
        {"form_id", "id_string", ""},
        {"set_form_id", "id_string", ""},
    };
    return look_up(aliases, heading);
}

bool settings_known(std::string_view heading) {
    static constexpr std::string_view known[] = {
        "name",
        "title",
        "id_string",
        "version",
        "style",
        "default_language",
        "instance_name",
        "instance_xmlns",
        "namespaces",
        "attribute",
        "public_key",
        "submission_url",
        "auto_send",
        "auto_delete",
        "omit_instanceID",
        "client_editable",
        "clean_text_values",
        "allow_choice_duplicates",
        "add_none_option",
        "prefix",
        "delimiter",
        "label",
        "hint",
        "type",
        "bind",
        "control",
        "media",
        "instance",
        "flat"};
    return is_one_of(heading, known);
}

std::optional<std::vector<std::string>> entities_alias(std::string_view heading) {
    static constexpr Alias aliases[] = {{"list_name", "dataset", ""}};
    return look_up(aliases, heading);
}

bool entities_known(std::string_view heading) {
    static constexpr std::string_view known[] = {"dataset", "entity_id", "create_if", "update_if", "label", "repeat"};
    return is_one_of(heading, known);
}

}  // namespace

const QuestionType* question_type(std::string_view name) {
    const auto found = std::ranges::lower_bound(all_types(), name, {}, &QuestionType::name);
    return found != all_types().end() && found->name == name ? &*found : nullptr;
}

std::string_view plain_type(std::string_view name) {
    if (name == "imei") return "deviceid";
    if (name == "image" || name == "add image prompt" || name == "add photo prompt") return "photo";
    if (name == "add audio prompt") return "audio";
    if (name == "add video prompt") return "video";
    if (name == "add file prompt") return "file";
    return name;
}

std::optional<SelectType> select_type(std::string_view text) {
    for (const SelectWord& select : select_words) {
        if (!text.starts_with(select.word) || text.size() <= select.word.size() + 1 ||
            text[select.word.size()] != ' ') {
            continue;
        }
        const std::string_view rest = text.substr(select.word.size() + 1);
        const auto end = rest.find(' ');
        const std::string_view other = end == std::string_view::npos ? std::string_view() : rest.substr(end);
        if (!other.empty() && other != " or_other" && other != " or other" && other != " or specify other") continue;
        if (end == 0) continue;
        return SelectType{select.type, std::string(rest.substr(0, end)), select.from_file, !other.empty()};
    }
    return std::nullopt;
}

std::optional<ControlType> control_type(std::string_view text) {
    struct Word {
        std::string_view word;
        std::string_view kind;
    };
    static constexpr Word kinds[] = {
        {"looped group", "repeat"}, {"lgroup", "repeat"}, {"group", "group"}, {"repeat", "repeat"}, {"loop", "loop"}};
    ControlType control;
    if (text.starts_with("begin ") || text.starts_with("begin_")) {
        control.begin = true;
        text.remove_prefix(6);
    } else if (text.starts_with("end ") || text.starts_with("end_")) {
        text.remove_prefix(4);
    } else {
        return std::nullopt;
    }
    for (const Word& kind : kinds) {
        if (!text.starts_with(kind.word)) continue;
        std::string_view rest = text.substr(kind.word.size());
        control.kind = kind.kind;
        if (rest.empty()) return control;
        if (!control.begin || rest.front() != ' ') continue;
        rest.remove_prefix(1);
        if (rest.starts_with("over ")) rest.remove_prefix(5);
        if (!rest.empty() && rest.find(' ') == std::string_view::npos) return control;
    }
    return std::nullopt;
}

std::optional<bool> yes_no(std::string_view text) {
    for (const std::string_view word : {"yes", "Yes", "YES", "true", "True", "TRUE", "true()"}) {
        if (text == word) return true;
    }
    for (const std::string_view word : {"no", "No", "NO", "false", "False", "FALSE", "false()"}) {
        if (text == word) return false;
    }
    return std::nullopt;
}

bool converts_yes_no(std::string_view bind_attribute) {
    return std::ranges::find(expression_attributes(), bind_attribute) != expression_attributes().end();
}

const std::vector<std::string_view>& expression_attributes() {
    static const std::vector<std::string_view> names = {"calculate", "constraint", "readonly", "required", "relevant"};
    return names;
}

const ColumnNames& survey_columns() {
    static const ColumnNames names{"survey", survey_alias, survey_known, {"type"}};
    return names;
}
const ColumnNames& choices_columns() {
    static const ColumnNames names{"choices", choices_alias, choices_known, {"name"}};
    return names;
}
const ColumnNames& settings_columns() {
    static const ColumnNames names{"settings", settings_alias, settings_known, {}};
    return names;
}
const ColumnNames& entities_columns() {
    static const ColumnNames names{"entities", entities_alias, entities_known, {}};
    return names;
}

bool is_list_file_ending(std::string_view ending) {
    return ending == ".csv" || ending == ".xml" || ending == ".geojson";
}

std::pair<std::string, std::string> split_ending(std::string_view file_name) {
    const auto dot = file_name.rfind('.');
    if (dot == std::string_view::npos || file_name.find_first_not_of('.') >= dot) return {std::string(file_name), ""};
    return {std::string(file_name.substr(0, dot)), std::string(file_name.substr(dot))};
}

}  // namespace longdan::xlsform
