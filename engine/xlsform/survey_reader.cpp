#include "engine/xlsform/survey_reader.h"

#include "engine/xlsform/language.h"

#include <algorithm>

#include <fmt/format.h>

namespace longdan::xlsform {
namespace {

std::unique_ptr<Element> meta_question(std::string name, std::string_view type) {
    auto question = std::make_unique<Element>();
    question->name = std::move(name);
    question->type = std::string(type);
    question->question = question_type(type);
    question->has_bind = true;
    question->bind.set("type", std::string(question->question->bind));
    return question;
}

}  // namespace

SurveyReader::SurveyReader(
    const GroupedSheet& sheet, Form& form, Entities& entities, const Limits& limits, Problems& problems
)
    : sheet_(sheet), form_(form), entities_(entities), limits_(limits), problems_(problems) {}

void SurveyReader::read(const std::set<std::string>& external_lists) {
    external_lists_ = &external_lists;
    stack_.push_back({&form_.root, "", 0, {}, {}});
    for (const GroupedSheet::Row& row : sheet_.rows) {
        refuse_languages(sheet_, survey_columns(), row, problems_);
        Field fields = row.fields;
        QuestionRow current{sheet_, row.number, fields};
        read_row(current);
    }
    check_ends();
    const auto omit = yes_no(form_.settings.text_of("omit_instanceID"));
    if (omit.value_or(false)) {
        if (!form_.settings.text_of("public_key").empty()) {
            problems_.error(
                {"settings", 2, "omit_instanceID"}, "không bỏ được instanceID, vì mã hóa (public_key) cần nó",
                "cannot omit instanceID, it is required for encryption"
            );
        }
    } else {
        auto id = meta_question("instanceID", "calculate");
        const std::string& kind = form_.settings.text_of("instance_id");
        id->bind.set("readonly", std::string("true()"));
        id->bind.set("jr:preload", kind.empty() ? std::string("uid") : kind);
        meta_.push_back(std::move(id));
    }
    if (form_.settings.contains("instance_name")) {
        auto name = meta_question("instanceName", "calculate");
        name->bind.set("calculate", form_.settings.text_of("instance_name"));
        meta_.push_back(std::move(name));
    }
    entities_.place(form_, problems_);
    if (!meta_.empty()) {
        Element& meta = meta_group_of(form_.root);
        for (auto& question : meta_) meta.add(std::move(question));
    }
}

bool SurveyReader::is_comment(const QuestionRow& row) {
    if (!row.fields.text_of("type").empty()) return false;
    if (!row.fields.contains("name") && !row.fields.contains("label")) {
        problems_.warn(
            {sheet_.name, row.number, ""}, "dòng không có loại, tên và nhãn nên được bỏ qua",
            "row without type, name and label is skipped"
        );
    } else {
        problems_.error(row.place("type"), "câu hỏi không có loại (type)", "question with no type");
    }
    return true;
}

void SurveyReader::read_row(QuestionRow& row) {
    if (row.fields.contains("disabled")) {
        const bool disabled = yes_no(row.fields.text_of("disabled")).value_or(false);
        row.fields.erase("disabled");
        if (disabled) return;
    }
    if (row.fields.parts.empty() || is_comment(row)) return;
    std::string type(plain_type(row.fields.text_of("type")));
    if (question_type(type) == nullptr && question_type(plain_type(lower(type))) != nullptr) {
        type = std::string(plain_type(lower(type)));
    }
    row.parameters = parse_parameters(row, problems_);
    if (type == "audit") return read_audit(row);
    if (const auto setting = settings_columns().alias(type)) {
        const std::string& name = row.fields.text_of("name");
        if (setting->front() == "title") form_.title = name;
        if (setting->front() == "id_string") form_.id = name;
        return;
    }
    auto control = control_type(type);
    if (!control) control = control_type(lower(type));
    if (control && !control->begin) return close_section(row, control->kind);
    if (!name_row(row)) return;
    const std::string& name = row.fields.text_of("name");
    entities_.note_row(row, name, container(), control.has_value(), problems_);
    if (control) return open_section(row, control->kind);
    question_names_.insert(name);
    auto select = select_type(type);
    if (!select) {
        const auto space = type.find(' ');
        select = select_type(lower(type.substr(0, space)) + (space == std::string::npos ? "" : type.substr(space)));
    }
    if (select) return read_select(row, *select);
    read_question(row, type);
}

bool SurveyReader::name_row(QuestionRow& row) {
    if (!row.fields.contains("name")) {
        if (row.fields.text_of("type") != "note") {
            problems_.error(
                row.place("name"), "câu hỏi hoặc nhóm không có tên (name)", "question or group with no name"
            );
            return false;
        }
        row.fields.set("name", fmt::format("generated_note_name_{}", row.number));
    }
    const std::string name = row.fields.text_of("name");
    if (!is_name(name)) {
        problems_.error(
            row.place("name"),
            fmt::format(
                "tên \"{}\" không hợp lệ: bắt đầu bằng chữ cái hoặc gạch dưới, sau đó là chữ cái, chữ số, gạch dưới, "
                "gạch nối hoặc dấu chấm",
                name
            ),
            fmt::format(
                "the name '{}' is invalid: it begins with a letter or underscore, then letters, digits, underscores, "
                "hyphens or periods",
                name
            )
        );
        return false;
    }
    Open& open = stack_.back();
    if (name == "meta") {
        problems_.error(
            row.place("name"), "tên \"meta\" dành riêng cho phần quản lý của biểu mẫu", "the name 'meta' is reserved"
        );
        return false;
    }
    if (!open.names.insert(name).second) {
        problems_.error(
            row.place("name"), fmt::format("tên \"{}\" đã dùng trong cùng nhóm; đặt tên khác", name),
            fmt::format("the name '{}' is used twice in the same section", name)
        );
        return false;
    }
    if (!open.lower_names.insert(lower(name)).second) {
        problems_.warn(
            row.place("name"), fmt::format("tên \"{}\" chỉ khác tên khác ở chữ hoa, chữ thường", name),
            fmt::format("the name '{}' differs from another only in case", name)
        );
    }
    return true;
}

std::unique_ptr<Element> SurveyReader::element_of(const QuestionRow& row, Kind kind, std::string_view type) const {
    auto element = std::make_unique<Element>();
    element->kind = kind;
    element->type = std::string(type);
    element->row = row.number;
    element->name = row.fields.text_of("name");
    const auto take = [&](std::string_view key, Field& to) {
        if (const Field* field = row.fields.find(key)) to = *field;
    };
    take("label", element->label);
    take("hint", element->hint);
    take("media", element->media);
    if (kind == Kind::question) {
        take("guidance_hint", element->guidance);
        element->question = question_type(type);
        const QuestionType& known = *element->question;
        const auto set = [&](std::string_view key, std::string_view value) {
            if (value.empty()) return;
            element->bind.set(key, std::string(value));
            element->has_bind = true;
        };
        set("type", known.bind);
        set("readonly", known.readonly ? "true()" : "");
        set("jr:preload", known.preload);
        set("jr:preloadParams", known.preload_params);
        set("constraint", known.constraint);
        if (!known.media.empty()) element->control.set("mediatype", std::string(known.media));
        if (element->hint.empty() && !known.hint.empty()) element->hint = Field(std::string(known.hint));
        element->choice_filter = row.fields.text_of("choice_filter");
        element->default_value = row.fields.text_of("default");
    }
    const auto overlay = [&](std::string_view key, Field& to) {
        const Field* field = row.fields.find(key);
        if (field == nullptr || !field->grouped) return false;
        for (const auto& [name, value] : field->parts) to.set(name, value);
        return true;
    };
    if (overlay("bind", element->bind)) element->has_bind = true;
    overlay("control", element->control);
    overlay("instance", element->instance);
    if (element->control.text_of("appearance") == "label" && element->label.empty()) element->label = Field(" ");
    return element;
}

void SurveyReader::read_audit(QuestionRow& row) {
    const std::string& name = row.fields.text_of("name");
    if (!name.empty() && name != "audit") {
        problems_.error(
            row.place("name"), "câu loại audit luôn tên là \"audit\"; để trống cột tên",
            "audits must always be named 'audit'; leave the name blank"
        );
        return;
    }
    if (std::ranges::any_of(meta_, [](const auto& question) { return question->name == "audit"; })) {
        problems_.error(row.place("type"), "biểu mẫu chỉ có một câu loại audit", "a form has one audit only");
        return;
    }
    row.fields.set("name", std::string("audit"));
    auto question = element_of(row, Kind::question, "audit");
    read_triggers(row, *question);
    read_default(row, *question);
    apply_audit_parameters(row, *question, problems_);
    meta_.push_back(std::move(question));
}

bool SurveyReader::in_repeat() const {
    return std::ranges::any_of(stack_, [](const Open& open) { return open.kind == "repeat"; });
}

ContainerPath SurveyReader::container() const {
    ContainerPath path;
    path.push_back({"survey", "survey"});
    for (std::size_t depth = 1; depth < stack_.size(); ++depth) {
        path.push_back({stack_[depth].element->name, stack_[depth].kind});
    }
    return path;
}

void SurveyReader::read_default(QuestionRow& row, Element& question) {
    const std::string& value = row.fields.text_of("default");
    if (value.empty() || !is_dynamic_default(value, question.type)) return;
    question.dynamic_default = true;
    question.actions.push_back({"setvalue", "odk-instance-first-load", "", ""});
    if (in_repeat()) question.actions.push_back({"setvalue", "odk-new-repeat", "", ""});
}

void SurveyReader::read_triggers(QuestionRow& row, Element& question) {
    const std::string& column = row.fields.text_of("trigger");
    if (column.empty()) return;
    const auto complain = [&] {
        problems_.error(
            row.place("trigger"), "cột trigger chỉ nhận ${tên câu hỏi}, nhiều câu cách nhau bằng dấu phẩy",
            "the trigger column takes only ${question}, several with a comma between"
        );
    };
    if (!may_hold_reference(column) || !references_well_formed(column)) return complain();
    std::string_view rest = column;
    for (;;) {
        const auto comma = rest.find(',');
        const auto found = references(rest.substr(0, comma));
        if (found.size() > 1) return complain();
        if (found.size() == 1) {
            question.triggers.push_back(found.front().name);
            trigger_names_.push_back({found.front().name, row.place("trigger")});
        }
        if (comma == std::string_view::npos) return;
        rest.remove_prefix(comma + 1);
    }
}

void SurveyReader::read_question(QuestionRow& row, const std::string& type) {
    if (type == "calculate" && !is_dynamic_default(row.fields.text_of("default"), type)) {
        const Field* bind = row.fields.find("bind");
        if (bind == nullptr || bind->text_of("calculate").empty()) {
            problems_.error(
                row.place("bind", "calculate"), "câu loại calculate chưa có công thức (calculation)",
                "missing calculation"
            );
            return;
        }
    }
    if (type == "csv-external" || type == "xml-external") {
        if (in_repeat()) {
            problems_.error(
                row.place("type"), "tệp dữ liệu ngoài không đặt trong nhóm lặp; chuyển dòng này ra ngoài",
                "external instances must not be inside a repeat"
            );
            return;
        }
        auto element = std::make_unique<Element>();
        element->kind = Kind::external_instance;
        element->name = row.fields.text_of("name");
        element->type = type;
        element->row = row.number;
        secondary_instances_.insert(element->name);
        stack_.back().element->add(std::move(element));
        return;
    }
    if (question_type(type) == nullptr) {
        problems_.error(
            row.place("type"), fmt::format("loại câu hỏi \"{}\" không có trong hồ sơ biểu mẫu (docs/xlsform.md)", type),
            fmt::format("unknown question type '{}'", type)
        );
        return;
    }
    auto question = element_of(row, Kind::question, type);
    if (question->select()) {
        problems_.error(
            row.place("type"), fmt::format("loại \"{}\" thiếu tên danh sách lựa chọn", row.fields.text_of("type")),
            fmt::format("the type '{}' needs the name of a choice list", row.fields.text_of("type"))
        );
        return;
    }
    read_triggers(row, *question);
    read_default(row, *question);
    if (question->question->control == "input") question->query = row.fields.text_of("query");
    apply_parameters(row, type, *question, form_, problems_);
    if (type == "background-geopoint" && question->triggers.empty()) {
        problems_.error(
            row.place("trigger"), "câu background-geopoint cần cột trigger",
            "background-geopoint needs the trigger column"
        );
    }
    const std::string& geometry = row.parameters.text_of("reference-geometry");
    const bool drawn = type == "geopoint" || type == "geotrace" || type == "geoshape";
    if (drawn && !geometry.empty()) geometry_names_.push_back({geometry, row.place("parameters")});
    stack_.back().element->add(std::move(question));
}

void SurveyReader::check_ends() {
    for (std::size_t depth = 1; depth < stack_.size(); ++depth) {
        problems_.error(
            sheet_.place(stack_[depth].row, "type"),
            fmt::format("nhóm \"{}\" mở mà không đóng (thiếu end {})", stack_[depth].element->name, stack_[depth].kind),
            fmt::format("unmatched begin {}: '{}' is never closed", stack_[depth].kind, stack_[depth].element->name)
        );
    }
    for (const Waiting& trigger : trigger_names_) {
        if (question_names_.contains(trigger.name)) continue;
        problems_.error(
            trigger.place, fmt::format("không có câu hỏi tên \"{}\"", trigger.name),
            fmt::format("there is no question named '{}'", trigger.name)
        );
    }
    for (const Waiting& geometry : geometry_names_) {
        const auto reference = only_reference(geometry.name);
        if (secondary_instances_.contains(geometry.name) || form_.list(geometry.name) != nullptr ||
            entities_.declares(geometry.name) || (reference && repeat_names_.contains(reference->name))) {
            continue;
        }
        problems_.error(
            geometry.place, "reference-geometry phải là tên một danh sách, một tệp đính kèm hoặc ${nhóm lặp}",
            "reference-geometry must name a choice list, an attached file or a ${repeat}"
        );
    }
}

}  // namespace longdan::xlsform
