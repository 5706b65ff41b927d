#pragma once

#include "engine/xlsform/form.h"
#include "engine/xlsform/paths.h"
#include "engine/xlsform/problems.h"
#include "engine/xlsform/xml_text.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace longdan::xlsform {

/// True when the label must stand in itext: it has languages, or media go with it.
bool label_in_itext(const Element& element);
/// True when a message (constraint, required) must stand in itext: it has languages, or values in it.
bool message_in_itext(const Field& message);

/// The itext block: texts by language, so that every language has every text ("-" where none was written).
class Texts {
  public:
    /// Also marks the lists that selects with search() use. Errors: media of unknown kinds, lists that are used with
    /// and without search().
    Texts(Form& form, const Paths& paths, Problems& problems);

    bool empty() const { return languages_.empty(); }
    void write(XmlText& out) const;
    std::vector<std::string> languages() const;

  private:
    struct Value {
        std::string form;  ///< "long", "guidance", or a kind of media
        std::string text;
        const Element* context = nullptr;
    };
    struct Text {
        std::string id;
        std::vector<Value> values;
    };
    struct Language {
        std::string name;
        std::vector<Text> texts;
        std::unordered_map<std::string, std::size_t> index;
    };

    void add(
        const std::string& language, const std::string& id, std::string form, std::string text, const Element* context
    );
    void add_choices(const ChoiceList& list);
    void add_messages(const Element& element);
    void add_labels(const Element& element);
    void add_media(const Element& element, Problems& problems);
    void mark_searches(Form& form, Problems& problems);
    void fill();
    void write_value(XmlText& out, const Text& text, const Value& value) const;

    const Form& form_;
    const Paths& paths_;
    std::vector<Language> languages_;
    std::unordered_map<std::string, std::size_t> language_index_;
};

}  // namespace longdan::xlsform
