#pragma once

#include "engine/xlsform/entities.h"
#include "engine/xlsform/form.h"
#include "engine/xlsform/headings.h"
#include "engine/xlsform/problems.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace longdan::xlsform {

/// The type and the parameters of a question that is being read.
struct QuestionRow {
    const GroupedSheet& sheet;
    std::size_t number;
    Field& fields;
    Field parameters = Field::group();

    Place place(std::string_view first, std::string_view second = "") const {
        return sheet.place(number, first, second);
    }
};

/// The `parameters` column: key=value pairs between blanks, commas or semicolons.
Field parse_parameters(const QuestionRow& row, Problems& problems);
/// False, with an error, when there is a parameter the type does not know.
bool accept_parameters(const QuestionRow& row, std::initializer_list<std::string_view> known, Problems& problems);
/// Carries parameters of text, image, audio, range, geo… and audit into bind, control and actions.
void apply_parameters(QuestionRow& row, std::string_view type, Element& question, const Form& form, Problems& problems);
void apply_audit_parameters(const QuestionRow& row, Element& question, Problems& problems);
void apply_range_parameters(const QuestionRow& row, Element& question, const Form& form, Problems& problems);

/// Reads the survey sheet into the form, row by row.
class SurveyReader {
  public:
    SurveyReader(const GroupedSheet& sheet, Form& form, Entities& entities, const Limits& limits, Problems& problems);
    void read(const std::set<std::string>& external_lists);

  private:
    struct Open {
        Element* element = nullptr;
        std::string kind;
        std::size_t row = 0;
        std::set<std::string> names;
        std::set<std::string> lower_names;
    };

    void read_row(QuestionRow& row);
    bool is_comment(const QuestionRow& row);
    bool name_row(QuestionRow& row);
    void read_audit(QuestionRow& row);
    void read_default(QuestionRow& row, Element& question);
    void read_triggers(QuestionRow& row, Element& question);
    void open_section(QuestionRow& row, std::string_view kind);
    void close_section(const QuestionRow& row, std::string_view kind);
    void count_repeats(const QuestionRow& row, Element& section);
    void open_table_list(const QuestionRow& row, Element& section);
    void read_select(QuestionRow& row, const SelectType& select);
    bool check_list(const QuestionRow& row, const SelectType& select);
    bool check_select_parameters(const QuestionRow& row, const SelectType& select);
    void add_other(const QuestionRow& row, const SelectType& select);
    bool head_table_list(const QuestionRow& row, const SelectType& select);
    void read_question(QuestionRow& row, const std::string& type);
    void check_ends();

    std::unique_ptr<Element> element_of(const QuestionRow& row, Kind kind, std::string_view type) const;
    ContainerPath container() const;
    bool in_repeat() const;

    const GroupedSheet& sheet_;
    Form& form_;
    Entities& entities_;
    const Limits& limits_;
    Problems& problems_;
    const std::set<std::string>* external_lists_ = nullptr;
    std::vector<Open> stack_;
    std::vector<std::unique_ptr<Element>> meta_;
    bool table_list_ = false;
    std::string table_list_name_;
    std::set<std::string> repeat_names_;
    std::set<std::string> question_names_;
    struct Waiting {
        std::string name;
        Place place;
    };
    std::vector<Waiting> trigger_names_;
    std::vector<Waiting> geometry_names_;
    std::set<std::string> secondary_instances_;
};

}  // namespace longdan::xlsform
