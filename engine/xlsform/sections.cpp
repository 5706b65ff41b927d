#include "engine/xlsform/language.h"
#include "engine/xlsform/survey_reader.h"

#include <algorithm>

#include <fmt/format.h>

namespace longdan::xlsform {

void SurveyReader::open_section(QuestionRow& row, std::string_view kind) {
    const std::string& name = row.fields.text_of("name");
    if (kind == "loop") {
        problems_.error(
            row.place("type"),
            "vòng lặp theo danh sách (loop) không thuộc hồ sơ; viết rõ từng câu hoặc dùng begin repeat",
            "loops over a list are outside the profile; write the questions out or use begin repeat"
        );
    }
    if (stack_.size() > limits_.nesting) {
        problems_.error(
            row.place("type"), fmt::format("nhóm lồng nhau quá {} lớp", limits_.nesting),
            fmt::format("sections nested deeper than {}", limits_.nesting)
        );
    }
    if (kind == "repeat" && (name == form_.root.name || !repeat_names_.insert(name).second)) {
        problems_.error(
            row.place("name"),
            fmt::format("tên nhóm lặp \"{}\" đã dùng; nhóm lặp phải có tên riêng trong cả biểu mẫu", name),
            fmt::format("the repeat name '{}' is taken; repeat names are unique in the form", name)
        );
    }
    auto section = element_of(row, kind == "repeat" ? Kind::repeat : Kind::group, kind == "loop" ? "group" : kind);
    const std::string& required = section->bind.text_of("required");
    if (!required.empty() && yes_no(required).value_or(true)) {
        problems_.warn(
            row.place("bind", "required"), "required của nhóm không có tác dụng; đặt ở câu hỏi bên trong",
            "a group that is required asks for nothing; put it on a question inside"
        );
    }
    if (kind == "repeat" && section->label.empty() && section->media.empty()) {
        problems_.warn(row.place("label"), "nhóm lặp không có nhãn", "repeat has no label");
    }
    count_repeats(row, *section);
    open_table_list(row, *section);
    if (const Field* intent = row.fields.find("intent")) section->control.set("intent", *intent);
    Element& added = stack_.back().element->add(std::move(section));
    stack_.push_back({&added, std::string(kind), row.number, {}, {}});
}

void SurveyReader::close_section(const QuestionRow& row, std::string_view kind) {
    if (!row.fields.text_of("name").empty() || row.fields.find("bind") != nullptr) {
        entities_.note_end(row, problems_);
    }
    if (stack_.size() == 1 || stack_.back().kind != kind) {
        problems_.error(
            row.place("type"),
            stack_.size() == 1 ? fmt::format("đóng {} mà không có nhóm nào đang mở", kind)
                               : fmt::format(
                                     "đóng {} trong khi nhóm \"{}\" đang mở là {}", kind, stack_.back().element->name,
                                     stack_.back().kind
                                 ),
            fmt::format("unmatched end {}", kind)
        );
        return;
    }
    stack_.pop_back();
    table_list_ = false;
    table_list_name_.clear();
}

/// A count that is an expression gets a node of its own, which the repeat then refers to.
void SurveyReader::count_repeats(const QuestionRow& row, Element& section) {
    const std::string count = section.control.text_of("jr:count");
    if (count.empty() || only_reference(count)) return;
    auto node = std::make_unique<Element>();
    node->name = section.name + "_count";
    if (!stack_.back().names.insert(node->name).second) {
        problems_.error(
            row.place("control", "jr:count"),
            fmt::format(
                "số lần lặp là công thức cần câu tên \"{}\", tên này đã dùng trong cùng nhóm; đổi tên câu kia",
                node->name
            ),
            fmt::format(
                "the count of the repeat makes a question '{}', a name used twice in the same section", node->name
            )
        );
        return;
    }
    node->type = "calculate";
    node->question = question_type("calculate");
    node->row = row.number;
    node->has_bind = true;
    node->bind.set("type", std::string("string"));
    node->bind.set("readonly", std::string("true()"));
    node->bind.set("calculate", count);
    section.control.set("jr:count", "${" + node->name + "}");
    stack_.back().element->add(std::move(node));
}

/// `table-list` becomes a field-list whose label and hint move into a note.
void SurveyReader::open_table_list(const QuestionRow& row, Element& section) {
    const auto modes = words(section.control.text_of("appearance"));
    if (std::ranges::find(modes, "table-list") == modes.end()) return;
    table_list_ = true;
    table_list_name_.clear();
    std::string appearance = "field-list";
    for (const std::string& mode : modes) {
        if (mode != "table-list") appearance += " " + mode;
    }
    section.control.set("appearance", appearance);
    if (section.label.empty() && section.hint.empty()) return;
    auto note = std::make_unique<Element>();
    note->name = fmt::format("generated_table_list_label_{}", row.number);
    note->type = "note";
    note->question = question_type("note");
    note->row = row.number;
    note->has_bind = true;
    note->bind.set("type", std::string("string"));
    note->bind.set("readonly", std::string("true()"));
    note->label = std::exchange(section.label, Field());
    note->hint = std::exchange(section.hint, Field());
    section.add(std::move(note));
}

}  // namespace longdan::xlsform
