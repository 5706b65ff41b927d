#pragma once

#include "engine/xlsform/form.h"
#include "engine/xlsform/headings.h"
#include "engine/xlsform/problems.h"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace longdan::xlsform {

/// A container of questions: the survey, a group or a repeat; a path of them from the survey down.
struct ContainerNode {
    std::string name;
    std::string kind;
    auto operator<=>(const ContainerNode&) const = default;
};
using ContainerPath = std::vector<ContainerNode>;

struct QuestionRow;

/// The meta group of a section; added at its end when there is none.
Element& meta_group_of(Element& section);

/// The entities sheet: lists that submissions create and update (https://getodk.github.io/xforms-spec/entities). Where
/// each entity stands in the form follows from the questions that save to it and the references in its row.
class Entities {
  public:
    void read(const GroupedSheet& sheet, Problems& problems);
    bool empty() const { return declarations_.empty(); }
    bool declares(std::string_view dataset) const;
    /// Notes what a survey row says of entities: save_to, and being referred to.
    void note_row(
        QuestionRow& row, const std::string& name, const ContainerPath& container, bool section, Problems& problems
    );
    void note_end(const QuestionRow& row, Problems& problems);
    /// Puts the declarations into the form.
    void place(Form& form, Problems& problems);

  private:
    struct Source {
        ContainerPath path;
        std::size_t row = 0;
        std::string property;  ///< "" for a reference from the entities sheet
        std::string question;
    };
    struct Declaration {
        std::string dataset;
        std::size_t row = 0;
        std::string id;
        std::string create_if;
        std::string update_if;
        std::string label;
        std::set<std::string> mentions;
        std::vector<Source> sources;
        std::size_t noted = std::string::npos;  ///< how many sources the sheet had before its first
    };
    struct Request {
        Declaration* declaration = nullptr;
        ContainerPath scope;
        ContainerPath wanted;
        std::vector<ContainerPath> saving;
    };

    bool check_names(const Declaration& declaration, const GroupedSheet& sheet, Problems& problems) const;
    Declaration* declaration_for(QuestionRow& row, std::string& property, Problems& problems);
    bool check_property(
        const QuestionRow& row, const std::string& property, const Declaration& to, bool section, Problems& problems
    ) const;
    void note(Declaration& declaration, Source source);
    bool request(Declaration& declaration, Request& out, Problems& problems) const;
    std::map<ContainerPath, Declaration*> allocate(Problems& problems);

    std::string sheet_;
    std::string list_heading_;  ///< of the column that names the lists
    std::vector<Declaration> declarations_;
    std::size_t sources_ = 0;
};

}  // namespace longdan::xlsform
