#include "engine/xlsform/form_reader.h"

#include "engine/xlsform/delimited.h"
#include "engine/xlsform/expressions.h"
#include "engine/xlsform/headings.h"
#include "engine/xlsform/language.h"
#include "engine/xlsform/namespaces.h"
#include "engine/xlsform/paths.h"
#include "engine/xlsform/survey_reader.h"
#include "engine/xlsform/translations.h"

#include <algorithm>

#include <fmt/format.h>

namespace longdan::xlsform {
namespace {

void read_settings(const Definition& definition, Form& form, Problems& problems) {
    form.id = definition.file_stem.empty() ? "data" : definition.file_stem;
    form.root.kind = Kind::survey;
    form.root.type = "survey";
    form.root.name = "data";
    if (!definition.settings.rows.empty()) {
        DataSheet first = definition.settings;
        first.rows.resize(1);
        const bool both = std::ranges::find(first.headings, "form_id") != first.headings.end();
        for (std::string& heading : first.headings) {
            if (both && heading == "id_string") heading.clear();
        }
        std::erase_if(first.rows.front().cells, [&](const auto& cell) { return first.headings[cell.first].empty(); });
        GroupedSheet sheet = group_columns(first, settings_columns(), "default", false, problems);
        refuse_languages(sheet, settings_columns(), sheet.rows.front(), problems);
        form.settings = std::move(sheet.rows.front().fields);
        for (const auto& [key, value] : form.settings.parts) {
            if (key == "flat" || (key == "add_none_option" && yes_no(value.text).value_or(false))) {
                problems.error(
                    sheet.place(first.rows.front().number, key),
                    fmt::format("thiết lập {} không thuộc hồ sơ biểu mẫu; bỏ cột này", key),
                    fmt::format("the setting '{}' is outside the profile; remove the column", key)
                );
            } else if (key.starts_with("sms_") || key == "add_none_option") {
                problems.warn(
                    sheet.place(first.rows.front().number, key), "thiết lập này không dùng nữa nên được bỏ qua",
                    "this setting is out of use and is ignored"
                );
            }
            const bool told = value.text == "true" || value.text == "false" || value.text.empty();
            if ((key == "auto_send" || key == "auto_delete") && !told) {
                problems.warn(
                    sheet.place(first.rows.front().number, key),
                    "ứng dụng chỉ hiểu true hoặc false; viết một trong hai",
                    "clients understand only true and false here"
                );
            }
        }
        const std::string& name = form.settings.text_of("name");
        if (!name.empty() && !is_name(name)) {
            problems.error(
                sheet.place(first.rows.front().number, "name"), "tên nút gốc (name) không hợp lệ",
                "the form name is not a valid name"
            );
        }
        if (!name.empty()) form.root.name = name;
    }
    const auto setting = [&](std::string_view key, std::string& to) {
        if (const std::string& value = form.settings.text_of(key); !value.empty()) to = value;
    };
    setting("id_string", form.id);
    form.title = form.id;
    setting("title", form.title);
    setting("default_language", form.default_language);
    if (const Field* own = form.settings.find("instance"); own != nullptr && own->grouped) form.root.instance = *own;
}

Choice choice_of(const GroupedSheet& sheet, const GroupedSheet::Row& row, Problems& problems) {
    Choice choice;
    for (const auto& [key, value] : row.fields.parts) {
        if (key == "list name") continue;
        if (key == "name") {
            choice.name = value.text;
        } else if (key == "label") {
            choice.label = value;
        } else if (key == "media") {
            choice.media = value;
        } else if (key == "sms_option") {
            choice.sms_option = value.text;
        } else if (key.find(' ') == std::string::npos && !key.empty()) {
            if (value.grouped || !is_name(key)) {
                problems.error(
                    sheet.place(row.number, key),
                    "tên cột này không dùng làm tên dữ liệu được; chỉ chữ cái, chữ số, gạch",
                    "this column heading cannot be a data name"
                );
            } else {
                choice.extra.emplace_back(key, value.text);
            }
        }
    }
    return choice;
}

void read_choices(const GroupedSheet& sheet, Form& form, Problems& problems) {
    for (const auto& parts : sheet.columns) {
        if (parts.front().find(' ') == std::string::npos || parts.front() == "list name") continue;
        problems.warn(
            sheet.place(1, parts.front()), "tên cột có dấu cách nên cột được bỏ qua",
            "column headings must not contain spaces; ignored"
        );
    }
    const bool duplicates = yes_no(form.settings.text_of("allow_choice_duplicates")).value_or(false);
    std::set<std::pair<std::string, std::string>> seen;
    for (const GroupedSheet::Row& row : sheet.rows) {
        const std::string& list_name = row.fields.text_of("list name");
        if (list_name.empty()) continue;
        Choice choice = choice_of(sheet, row, problems);
        if (choice.name.empty()) {
            problems.error(sheet.place(row.number, "name"), "lựa chọn không có tên (name)", "choices must have a name");
            continue;
        }
        if (choice.label.empty()) {
            problems.warn(
                sheet.place(row.number, "label"), "lựa chọn không có nhãn (label)", "choices should have a label"
            );
        }
        if (!seen.emplace(list_name, choice.name).second && !duplicates) {
            problems.error(
                sheet.place(row.number, "name"),
                fmt::format(
                    "lựa chọn \"{}\" có hai lần trong danh sách \"{}\"; nếu cố ý, đặt allow_choice_duplicates",
                    choice.name, list_name
                ),
                fmt::format("choice names must be unique in a list: '{}' in '{}'", choice.name, list_name)
            );
        }
        const auto [place, added] = form.list_index.try_emplace(list_name, form.lists.size());
        if (added) form.lists.push_back({list_name, {}, row.number});
        form.lists[place->second].choices.push_back(std::move(choice));
    }
}

/// Which lists have texts in itext: with languages, media, or values in their labels.
void mark_lists(Form& form) {
    for (ChoiceList& list : form.lists) {
        list.needs_itext = std::ranges::any_of(list.choices, [](const Choice& choice) {
            return !choice.media.empty() || choice.label.grouped || has_reference(choice.label.text);
        });
    }
}

void collect_triggers(Form& form) {
    walk(form.root, [&](const Element& element) {
        for (const std::string& name : element.triggers) form.triggered[name].push_back(&element);
    });
}

/// Whether a text of the column is shown with values in it, so that its `{{ expressions }}` are read.
bool shows_values(const std::vector<std::string>& column, std::string_view text, bool choices) {
    const std::string& first = column.front();
    if (!choices && (first == "label" || first == "hint")) return true;
    const bool message =
        first == "bind" && column.size() > 1 && column[1].starts_with("jr:") && column[1].ends_with("Msg");
    if (first == "media" || first == "guidance_hint") return true;
    return (message && (column.size() > 2 || has_reference(text))) ||
           (choices && first == "label" && (column.size() > 1 || has_reference(text)));
}

/// Every `{{` in a shown text must be closed before the next.
void check_delimited(const GroupedSheet& sheet, const DataSheet& data, bool choices, Problems& problems) {
    for (const DataSheet::Row& row : data.rows) {
        for (const auto& [column, text] : row.cells) {
            if (text.find("{{") == std::string::npos) continue;
            if (!shows_values(sheet.columns[column], text, choices)) continue;
            const Place place{sheet.name, row.number, sheet.headings[column]};
            const auto fault = delimited(text).fault;
            if (fault == Delimited::Fault::open) {
                problems.error(
                    place, "biểu thức mở bằng {{ mà không đóng bằng }}; nếu là hai dấu ngoặc thường, viết \\{{",
                    "an expression begins with {{ and never ends with }}; write \\{{ for the signs themselves"
                );
            } else if (fault == Delimited::Fault::nested) {
                problems.error(
                    place, "biểu thức {{ }} không được nằm trong biểu thức khác",
                    "an expression {{ }} may not stand inside another"
                );
            }
        }
    }
}

/// Every ${name} in the text must be well formed, and name one element.
void check_reference(const Place& place, std::string_view text, const Paths& paths, Problems& problems) {
    if (!references_well_formed(text)) {
        problems.error(
            place, "tham chiếu viết sai: bắt đầu bằng ${, rồi tên ở cột name, rồi }",
            "a variable reference must start with '${', then a name, and end with '}'"
        );
        return;
    }
    for (const Reference& reference : references(text)) {
        if (paths.find(reference.name) != nullptr) continue;
        if (paths.ambiguous(reference.name)) {
            problems.error(
                place, fmt::format("tên \"{}\" có ở nhiều câu, không rõ là câu nào", reference.name),
                fmt::format("there are multiple survey elements named '{}'", reference.name)
            );
        } else {
            problems.error(
                place, fmt::format("không có câu hỏi nào tên \"{}\"", reference.name),
                fmt::format("there is no survey element named '{}'", reference.name)
            );
        }
    }
}

void check_references(
    const GroupedSheet& sheet, const ColumnNames& names, const DataSheet& data, const Paths& paths, Problems& problems
) {
    for (const DataSheet::Row& row : data.rows) {
        for (const auto& [column, text] : row.cells) {
            const std::string& first = sheet.columns[column].front();
            const bool translated = first == "label" || first == "media";
            if (!may_hold_reference(text) || !names.known(first) || first == "trigger" ||
                (names.sheet == "choices" && !translated) || (names.sheet == "entities" && first == "repeat"))
                continue;
            check_reference({sheet.name, row.number, sheet.headings[column]}, text, paths, problems);
        }
    }
}

/// Settings may hold references in every column, as the name of an instance does.
void check_settings(const DataSheet& settings, const Paths& paths, Problems& problems) {
    for (const DataSheet::Row& row : settings.rows) {
        for (const auto& [column, text] : row.cells) {
            if (!may_hold_reference(text)) continue;
            check_reference({settings.name, row.number, settings.headings[column]}, text, paths, problems);
        }
    }
}

struct Understood {
    GroupedSheet grouped;
    const DataSheet* data;
    const ColumnNames* names;
};

void check_signs(const Definition& definition, Problems& problems) {
    for (const DataSheet* sheet :
         {&definition.survey, &definition.choices, &definition.settings, &definition.entities}) {
        for (const DataSheet::Row& row : sheet->rows) {
            for (const auto& [column, text] : row.cells) {
                const bool control = std::ranges::any_of(text, [](char sign) {
                    return static_cast<unsigned char>(sign) < 0x20 && sign != '\n' && sign != '\r' && sign != '\t';
                });
                if (!control) continue;
                problems.error(
                    {sheet->name, row.number, sheet->headings[column]},
                    "ô có ký tự điều khiển mà XML không chứa được; xóa rồi gõ lại",
                    "the cell holds a control character that XML cannot hold"
                );
            }
        }
    }
}

}  // namespace

void read_form(const Definition& definition, const Limits& limits, Budget& budget, Form& form, Problems& problems) {
    if (!definition.survey.present) {
        problems.error(
            {}, fmt::format("không có trang \"survey\"; tệp có: {}", fmt::join(definition.sheet_names, ", ")),
            fmt::format("you must have a sheet named 'survey'; there are: {}", fmt::join(definition.sheet_names, ", "))
        );
        return;
    }
    check_signs(definition, problems);
    read_settings(definition, form, problems);
    const bool clean = yes_no(form.settings.text_of("clean_text_values")).value_or(true);
    std::vector<Understood> sheets;
    const auto understand = [&](const DataSheet& data, const ColumnNames& names, bool runs) -> const GroupedSheet& {
        sheets.push_back({group_columns(data, names, form.default_language, runs, problems), &data, &names});
        return sheets.back().grouped;
    };
    sheets.reserve(4);
    if (definition.choices.present && !definition.choices.headings.empty()) {
        read_choices(understand(definition.choices, choices_columns(), false), form, problems);
    }
    std::set<std::string> external_lists;
    if (definition.external_choices.present) {
        ColumnNames names = choices_columns();
        names.required.clear();
        const GroupedSheet external =
            group_columns(definition.external_choices, names, form.default_language, false, problems);
        for (const auto& row : external.rows) external_lists.insert(row.fields.text_of("list name"));
    }
    Entities entities;
    if (definition.entities.present && !definition.entities.rows.empty()) {
        entities.read(understand(definition.entities, entities_columns(), false), problems);
    }
    const GroupedSheet& survey = understand(definition.survey, survey_columns(), clean);
    SurveyReader(survey, form, entities, limits, problems).read(external_lists);
    mark_lists(form);
    collect_triggers(form);
    const Paths paths(form, budget);
    check_settings(definition.settings, paths, problems);
    check_prefixes(form, problems);
    Translations translations(form.default_language);
    for (const Understood& sheet : sheets) {
        if (sheet.names->sheet != "entities") translations.add(sheet.grouped);
        if (sheet.names->sheet == "survey") check_prefixes(form, sheet.grouped, problems);
        if (sheet.names->sheet == "choices") check_choice_prefixes(form, sheet.grouped, problems);
        check_references(sheet.grouped, *sheet.names, *sheet.data, paths, problems);
        check_delimited(sheet.grouped, *sheet.data, sheet.names->sheet == "choices", problems);
        check_expressions(sheet.grouped, *sheet.data, problems);
    }
    translations.check(problems);
}

std::string itemsets_csv(const DataSheet& sheet) {
    std::string out;
    const auto line = [&](const std::vector<std::string>& cells) {
        for (std::size_t index = 0; index < cells.size(); ++index) {
            if (index > 0) out += ',';
            out += '"';
            for (const char sign : cells[index]) out.append(sign == '"' ? 2 : 1, sign);
            out += '"';
        }
        out += "\r\n";
    };
    std::vector<std::string> headings;
    for (const std::string& heading : sheet.headings) {
        if (!heading.empty()) headings.push_back(heading);
    }
    line(headings);
    for (const DataSheet::Row& row : sheet.rows) {
        std::vector<std::string> cells;
        std::size_t next = 0;
        for (std::size_t column = 0; column < sheet.headings.size(); ++column) {
            const bool there = next < row.cells.size() && row.cells[next].first == column;
            if (!sheet.headings[column].empty()) cells.push_back(there ? row.cells[next].second : "");
            if (there) ++next;
        }
        line(cells);
    }
    return out;
}

}  // namespace longdan::xlsform
