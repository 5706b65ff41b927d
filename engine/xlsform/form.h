#pragma once

#include "engine/xlsform/field.h"
#include "engine/xlsform/vocabulary.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace longdan::xlsform {

/// What a question does by itself: setvalue, odk:setgeopoint, odk:recordaudio.
struct Action {
    std::string name;
    std::string event;
    std::string value;
    std::string quality;
};

struct Choice {
    std::string name;
    Field label;
    Field media;
    std::string sms_option;
    std::vector<std::pair<std::string, std::string>> extra;
};
struct ChoiceList {
    std::string name;
    std::vector<Choice> choices;
    std::size_t row = 0;  ///< of its first choice
    bool needs_itext = false;
    bool used_by_search = false;
};

enum class Kind { survey, group, repeat, question, external_instance, entity, attribute, entity_label };

/// One node of the form: the survey, a section, a question, or a part of the meta block.
struct Element {
    Kind kind = Kind::question;
    std::string name;
    std::string type;
    const QuestionType* question = nullptr;
    std::size_t row = 0;
    Field label;
    Field hint;
    Field guidance;
    Field media;
    Field bind = Field::group();
    bool has_bind = false;
    Field control = Field::group();
    Field instance = Field::group();
    Field parameters = Field::group();
    std::string default_value;
    bool dynamic_default = false;
    std::string choice_filter;
    std::string itemset;
    std::string query;
    std::string value;  ///< of an attribute
    std::vector<std::string> triggers;
    std::vector<Action> actions;
    bool bodyless = false;
    Element* parent = nullptr;
    std::vector<std::unique_ptr<Element>> children;

    bool section() const {
        return kind == Kind::survey || kind == Kind::group || kind == Kind::repeat || kind == Kind::entity;
    }
    bool select() const {
        return question != nullptr &&
               (question->control == "select" || question->control == "select1" || question->control == "odk:rank");
    }
    Element& add(std::unique_ptr<Element> child) {
        child->parent = this;
        children.push_back(std::move(child));
        return *children.back();
    }
};

/// A form as read from the sheets, before it is XML.
struct Form {
    Form() = default;
    Form(const Form&) = delete;  ///< children point at their parents

    Element root;
    Field settings = Field::group();
    std::string title;
    std::string id;
    std::string default_language = "default";
    std::vector<ChoiceList> lists;
    std::map<std::string, std::size_t, std::less<>> list_index;
    std::string entities_version;

    ChoiceList* list(std::string_view name) {
        const auto found = list_index.find(name);
        return found == list_index.end() ? nullptr : &lists[found->second];
    }
    const ChoiceList* list(std::string_view name) const { return const_cast<Form*>(this)->list(name); }
    /// The questions whose value is set when another changes ("trigger" column), by the name of that other.
    std::map<std::string, std::vector<const Element*>, std::less<>> triggered;
};

/// Calls `visit` for the element and all below it, parents first.
template <class Visit>
void walk(const Element& element, Visit&& visit) {
    visit(element);
    for (const auto& child : element.children) walk(*child, visit);
}

}  // namespace longdan::xlsform
