#include "engine/xlsform/texts.h"

#include "engine/xlsform/language.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

namespace longdan::xlsform {
namespace {

bool is_media(std::string_view kind) {
    return kind == "image" || kind == "big-image" || kind == "audio" || kind == "video";
}

bool searches(const Element& element) {
    const std::string& appearance = element.control.text_of("appearance");
    const auto call = appearance.find("search(");
    return call != std::string::npos && appearance.find(')', call) != std::string::npos && appearance.size() > 7;
}

}  // namespace

bool label_in_itext(const Element& element) {
    return element.label.grouped || (element.media.grouped && !element.media.empty());
}

bool message_in_itext(const Field& message) { return message.grouped || has_reference(message.text); }

Texts::Texts(Form& form, const Paths& paths, Problems& problems) : form_(form), paths_(paths) {
    for (const ChoiceList& list : form.lists) {
        if (list.needs_itext) add_choices(list);
    }
    mark_searches(form, problems);
    walk(form.root, [&](const Element& element) {
        if (!element.section() && element.kind != Kind::question) return;
        add_messages(element);
        add_labels(element);
    });
    walk(form.root, [&](const Element& element) {
        if (element.section() || element.kind == Kind::question) add_media(element, problems);
    });
    fill();
}

std::vector<std::string> Texts::languages() const {
    std::vector<std::string> out;
    for (const Language& language : languages_) out.push_back(language.name);
    return out;
}

void Texts::add(
    const std::string& language, const std::string& id, std::string form, std::string text, const Element* context
) {
    paths_.budget().spend(id.size() + text.size());
    const auto [place, added] = language_index_.try_emplace(language, languages_.size());
    if (added) languages_.push_back({language, {}, {}});
    Language& there = languages_[place->second];
    const auto [position, fresh] = there.index.try_emplace(id, there.texts.size());
    if (fresh) there.texts.push_back({id, {}});
    auto& values = there.texts[position->second].values;
    const auto known = std::ranges::find(values, form, &Value::form);
    if (known == values.end()) {
        values.push_back({std::move(form), std::move(text), context});
    } else {
        *known = {std::move(form), std::move(text), context};
    }
}

void Texts::add_choices(const ChoiceList& list) {
    for (std::size_t index = 0; index < list.choices.size(); ++index) {
        const Choice& choice = list.choices[index];
        const std::string id = fmt::format("{}-{}", list.name, index);
        if (choice.label.grouped) {
            for (const auto& [language, text] : choice.label.parts) add(language, id, "long", text.text, nullptr);
        } else if (!choice.label.empty()) {
            add(form_.default_language, id, "long", choice.label.text, nullptr);
        }
        for (const auto& [kind, media] : choice.media.parts) {
            if (!media.grouped) {
                add(form_.default_language, id, kind, media.text, nullptr);
                continue;
            }
            for (const auto& [language, file] : media.parts) add(language, id, kind, file.text, nullptr);
        }
    }
}

void Texts::mark_searches(Form& form, Problems& problems) {
    std::map<std::string, std::vector<const Element*>> with;
    std::map<std::string, std::vector<const Element*>> without;
    walk(form.root, [&](const Element& element) {
        if (!element.select()) return;
        if (!searches(element)) {
            without[element.itemset].push_back(&element);
            return;
        }
        with[element.itemset].push_back(&element);
        if (ChoiceList* list = form.list(element.itemset)) {
            list->used_by_search = true;
        } else {
            problems.error(
                {"survey", element.row, "appearance"}, "search() chỉ dùng với danh sách ở trang choices",
                "search() goes with a list on the choices sheet only"
            );
        }
    });
    for (const auto& [list, questions] : with) {
        if (!without.contains(list)) continue;
        problems.error(
            {"survey", questions.front()->row, "appearance"},
            fmt::format("danh sách \"{}\" được dùng cả có và không có search(); tách thành hai danh sách", list),
            fmt::format("the list '{}' is used with and without search(); use two lists", list)
        );
    }
}

void Texts::add_messages(const Element& element) {
    for (const std::string_view kind : {"jr:constraintMsg", "jr:requiredMsg", "jr:noAppErrorString"}) {
        const Field* message = element.bind.find(kind);
        if (message == nullptr) continue;
        const std::string id = fmt::format("{}:{}", paths_.absolute(element), kind);
        if (message->grouped) {
            for (const auto& [language, text] : message->parts) add(language, id, "long", text.text, &element);
        } else if (kind != "jr:noAppErrorString" && has_reference(message->text)) {
            add(form_.default_language, id, "long", message->text, &element);
        }
    }
}

void Texts::add_labels(const Element& element) {
    const std::string path = paths_.absolute(element);
    const auto put = [&](const Field& text, std::string_view part, bool itext) {
        if (text.empty() || (!text.grouped && !itext)) return;
        const bool guidance = part == "guidance_hint";
        const std::string id = fmt::format("{}:{}", path, guidance ? "hint" : part);
        const std::string form = guidance ? "guidance" : "long";
        if (!text.grouped) return add(form_.default_language, id, form, text.text, &element);
        for (const auto& [language, value] : text.parts) add(language, id, form, value.text, &element);
    };
    put(element.label, "label", label_in_itext(element));
    put(element.hint, "hint", !element.guidance.empty());
    put(element.guidance, "guidance_hint", true);
}

void Texts::add_media(const Element& element, Problems& problems) {
    const Field* media = &element.media;
    if (const Field* plain = media->find("default"); plain != nullptr && plain->grouped) media = plain;
    const std::string id = paths_.absolute(element) + ":label";
    for (const auto& [kind, file] : media->parts) {
        if (!is_media(kind)) {
            problems.error(
                {"survey", element.row, "media::" + kind}, fmt::format("không có loại phương tiện \"{}\"", kind),
                fmt::format("media type '{}' is not supported", kind)
            );
        } else if (!file.grouped) {
            add(form_.default_language, id, kind, file.text, nullptr);
        } else {
            for (const auto& [language, name] : file.parts) add(language, id, kind, name.text, nullptr);
        }
    }
}

void Texts::fill() {
    std::vector<std::pair<std::string, std::vector<std::string>>> wanted;
    std::unordered_map<std::string, std::size_t> index;
    for (const Language& language : languages_) {
        for (const Text& text : language.texts) {
            const auto [place, added] = index.try_emplace(text.id, wanted.size());
            if (added) wanted.push_back({text.id, {}});
            auto& forms = wanted[place->second].second;
            for (const Value& value : text.values) {
                if (std::ranges::find(forms, value.form) == forms.end()) forms.push_back(value.form);
            }
        }
    }
    const auto names = languages();
    for (const std::string& language : names) {
        for (const auto& [id, forms] : wanted) {
            for (const std::string& form : forms) {
                Language& there = languages_[language_index_[language]];
                const auto text = there.index.find(id);
                const bool known = text != there.index.end() &&
                                   std::ranges::find(there.texts[text->second].values, form, &Value::form) !=
                                       there.texts[text->second].values.end();
                if (!known) add(language, id, form, "-", nullptr);
            }
        }
    }
}

void Texts::write_value(XmlText& out, const Text& text, const Value& value) const {
    const auto colon = text.id.find(':');
    const bool hint = colon != std::string::npos && std::string_view(text.id).substr(colon + 1) == "hint";
    Attributes attributes;
    Pieces pieces = paths_.pieces(value.text, value.context);
    if (hint) {
        if (value.form == "guidance") attributes.emplace_back("form", "guidance");
    } else if (value.form != "long") {
        if (value.text == "-") return;
        const bool image = value.form == "image" || value.form == "big-image";
        const std::string folder = image ? "jr://images/" : "jr://" + value.form + "/";
        attributes.emplace_back("form", value.form);
        if (pieces.front().output) {
            pieces.insert(pieces.begin(), {false, folder});
        } else {
            pieces.front().text.insert(0, folder);
        }
    }
    out.mixed("value", pieces, attributes);
}

void Texts::write(XmlText& out) const {
    out.open("itext");
    for (const Language& language : languages_) {
        Attributes attributes{{"lang", language.name}};
        if (language.name == form_.default_language) attributes.emplace_back("default", "true()");
        out.open("translation", attributes);
        for (const Text& text : language.texts) {
            out.open("text", {{"id", text.id}});
            for (const Value& value : text.values) write_value(out, text, value);
            out.close();
        }
        out.close();
    }
    out.close();
}

}  // namespace longdan::xlsform
