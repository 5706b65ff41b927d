#include "engine/xlsform/language.h"
#include "engine/xlsform/survey_reader.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace longdan::xlsform {
namespace {

bool is_number(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    double value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    return failure == std::errc() && end == text.data() + text.size();
}

bool is_column_name(std::string_view text) {
    const auto letter = [](char sign) {
        return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || sign == '_';
    };
    const auto more = [&](char sign) {
        return letter(sign) || (sign >= '0' && sign <= '9') || sign == '-' || sign == '.';
    };
    return !text.empty() && letter(text.front()) && std::ranges::all_of(text, more);
}

}  // namespace

bool SurveyReader::check_list(const QuestionRow& row, const SelectType& select) {
    const auto [stem, ending] = split_ending(select.list);
    if (select.type == "select one external") {
        if (external_lists_->contains(select.list)) {
            if (!row.fields.text_of("choice_filter").empty()) return true;
            problems_.error(
                row.place("choice_filter"), "select_one_external cần choice_filter",
                "select_one_external needs a choice_filter"
            );
        } else {
            problems_.error(
                row.place("type"), fmt::format("không có danh sách \"{}\" ở trang external_choices", select.list),
                fmt::format("list '{}' is not on the external_choices sheet", select.list)
            );
        }
        return false;
    }
    if (select.from_file) {
        secondary_instances_.insert(stem);
        if (is_list_file_ending(ending) && stem.find('.') == std::string::npos) return true;
        problems_.error(
            row.place("type"), fmt::format("tệp \"{}\" phải có đuôi .csv, .xml hoặc .geojson", select.list),
            fmt::format("file name '{}' should end with .csv, .xml or .geojson", select.list)
        );
        return false;
    }
    if (has_reference(select.list)) return true;
    const ChoiceList* list = form_.list(select.list);
    if (list == nullptr) {
        problems_.error(
            row.place("type"),
            fmt::format("danh sách \"{}\" không có ở trang choices; thêm danh sách hoặc sửa tên", select.list),
            fmt::format("list name '{}' is not on the choices sheet", select.list)
        );
        return false;
    }
    if (select.type != "select all that apply") return true;
    for (const Choice& choice : list->choices) {
        if (choice.name.find(' ') == std::string::npos) continue;
        problems_.error(
            row.place("type"),
            fmt::format(
                "lựa chọn \"{}\" của danh sách \"{}\" có dấu cách; chọn nhiều không dùng được", choice.name, list->name
            ),
            fmt::format(
                "choice names with spaces cannot be used in select_multiple: '{}' in '{}'", choice.name, list->name
            )
        );
        return false;
    }
    return true;
}

bool SurveyReader::check_select_parameters(const QuestionRow& row, const SelectType& select) {
    const bool known = select.from_file ? accept_parameters(row, {"randomize", "seed", "value", "label"}, problems_)
                                        : accept_parameters(row, {"randomize", "seed"}, problems_);
    if (!known) return false;
    const auto complain = [&](std::string vi, std::string en) {
        problems_.error(row.place("parameters"), std::move(vi), std::move(en));
        return false;
    };
    for (const std::string_view key : {"value", "label"}) {
        if (row.parameters.contains(key) && !is_column_name(row.parameters.text_of(key))) {
            return complain(
                fmt::format("tham số {} không phải tên cột hợp lệ", key),
                fmt::format("parameter '{}' is no column name", key)
            );
        }
    }
    const std::string& randomize = row.parameters.text_of("randomize");
    if (row.parameters.contains("randomize") && randomize != "true" && randomize != "false") {
        return complain("randomize chỉ nhận true hoặc false", "randomize must be set to true or false");
    }
    if (!row.parameters.contains("seed")) return true;
    if (randomize.empty())
        return complain("seed chỉ dùng cùng randomize=true", "parameters must include randomize=true to use a seed");
    const std::string& seed = row.parameters.text_of("seed");
    if (only_reference(seed) || is_number(seed)) return true;
    return complain(
        "seed phải là một số hoặc ${câu hỏi}", "seed value must be a number or a reference to another field"
    );
}

/// `or_other`: the list gets the choice "other", and the question a text question after it.
void SurveyReader::add_other(const QuestionRow& row, const SelectType& select) {
    ChoiceList& list = *form_.list(select.list);
    if (std::ranges::none_of(list.choices, [](const Choice& choice) { return choice.name == "other"; })) {
        Choice other;
        other.name = "other";
        other.label = Field("Other");
        for (const Choice& choice : list.choices) {
            if (!choice.label.grouped) continue;
            if (!other.label.grouped) other.label = Field::group();
            for (const auto& [language, text] : choice.label.parts) other.label.set(language, std::string("Other"));
        }
        list.choices.push_back(std::move(other));
    }
    auto question = std::make_unique<Element>();
    question->name = row.fields.text_of("name") + "_other";
    question->type = "text";
    question->question = question_type("text");
    question->row = row.number;
    question->label = Field("Specify other.");
    question->has_bind = true;
    question->bind.set("type", std::string("string"));
    question->bind.set("relevant", fmt::format("selected(../{}, 'other')", row.fields.text_of("name")));
    stack_.back().element->add(std::move(question));
}

/// The first select of a table-list gets a row of labels above it; all others must ask the same list.
bool SurveyReader::head_table_list(const QuestionRow& row, const SelectType& select) {
    if (table_list_name_.empty()) {
        if (!row.fields.text_of("choice_filter").empty()) {
            problems_.error(
                row.place("choice_filter"), "table-list không dùng được choice_filter",
                "choice filter not supported for table-list appearance"
            );
            return false;
        }
        table_list_name_ = select.list;
        if (form_.list(select.list) == nullptr) {
            problems_.error(
                row.place("type"), "table-list cần danh sách ở trang choices",
                "a table-list needs a list on the choices sheet"
            );
            return false;
        }
        auto head = std::make_unique<Element>();
        head->name = fmt::format("reserved_name_for_field_list_labels_{}", row.number);
        head->type = std::string(select.type);
        head->question = question_type(select.type);
        head->row = row.number;
        head->label = Field(" ");
        head->has_bind = true;
        head->bind.set("type", std::string(head->question->bind));
        head->control.set("appearance", std::string("label"));
        head->itemset = select.list;
        stack_.back().element->add(std::move(head));
    }
    if (table_list_name_ == select.list) return true;
    problems_.error(
        row.place("type"),
        fmt::format("các câu trong table-list phải cùng danh sách: {} và {}", table_list_name_, select.list),
        fmt::format("badly formatted table list, list names don't match: {} vs. {}", table_list_name_, select.list)
    );
    return false;
}

void SurveyReader::read_select(QuestionRow& row, const SelectType& select) {
    if (!check_list(row, select) || !check_select_parameters(row, select)) return;
    if (select.or_other) {
        if (!row.fields.text_of("choice_filter").empty()) {
            problems_.error(
                row.place("choice_filter"), "or_other không dùng cùng choice_filter",
                "choice filter not supported with or_other"
            );
            return;
        }
        if (form_.list(select.list) == nullptr) {
            problems_.error(
                row.place("type"), "or_other cần danh sách ở trang choices",
                "or_other needs a list on the choices sheet"
            );
            return;
        }
    }
    auto question = element_of(row, Kind::question, select.type);
    read_triggers(row, *question);
    read_default(row, *question);
    question->parameters = row.parameters;
    question->itemset = select.list;
    if (select.type == "select one external") question->query = select.list;
    if (table_list_) {
        if (!head_table_list(row, select)) return;
        question->control.set("appearance", std::string("list-nolabel"));
    }
    stack_.back().element->add(std::move(question));
    if (select.or_other) add_other(row, select);
}

}  // namespace longdan::xlsform
