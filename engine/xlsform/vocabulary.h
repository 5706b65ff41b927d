#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The words of XLSForm: question types, columns and their other names, settings. Facts: pyxform 4
/// (aliases, question_type_dictionary), https://xlsform.org, https://getodk.github.io/xforms-spec.
namespace longdan::xlsform {

/// What a question type is in the XForm.
struct QuestionType {
    std::string_view name;
    std::string_view control;  ///< element in the body; "" for none, "action" for questions that only act
    std::string_view media;    ///< mediatype of uploads
    std::string_view bind;     ///< type in the bind; "" for none
    std::string_view preload;
    std::string_view preload_params;
    std::string_view constraint;
    std::string_view hint;
    bool readonly = false;
};
/// The type of that name; nullptr when there is none.
const QuestionType* question_type(std::string_view name);
/// Another name of a type ("image" is "photo"); the name itself when it has none.
std::string_view plain_type(std::string_view name);

/// `select_one list or_other` and its kin.
struct SelectType {
    std::string_view type;  ///< "select one", "select all that apply", "rank", "select one external"
    std::string list;
    bool from_file = false;
    bool or_other = false;
};
std::optional<SelectType> select_type(std::string_view text);

/// `begin group`, `end_repeat` and their kin.
struct ControlType {
    bool begin = false;
    std::string_view kind;  ///< "group", "repeat", "loop"
};
std::optional<ControlType> control_type(std::string_view text);

/// Yes and no as the sheets write them; nothing for other words.
std::optional<bool> yes_no(std::string_view text);
/// The bind attributes in which yes and no become true() and false().
bool converts_yes_no(std::string_view bind_attribute);
/// The bind attributes that hold expressions, in the order in which their secondary instances are looked for.
const std::vector<std::string_view>& expression_attributes();

/// The headings a sheet knows.
struct ColumnNames {
    std::string_view sheet;
    std::optional<std::vector<std::string>> (*alias)(std::string_view heading);
    bool (*known)(std::string_view heading);
    std::vector<std::string_view> required;
};
const ColumnNames& survey_columns();
const ColumnNames& choices_columns();
const ColumnNames& settings_columns();
const ColumnNames& entities_columns();

/// The endings of files that a select_one_from_file may name.
bool is_list_file_ending(std::string_view ending);
/// "cities.csv" -> "cities", ".csv"; a leading dot is no ending.
std::pair<std::string, std::string> split_ending(std::string_view file_name);

}  // namespace longdan::xlsform
