#include "engine/xlsform/namespaces.h"

#include "engine/xlsform/language.h"

#include <algorithm>

#include <fmt/format.h>

namespace longdan::xlsform {
namespace {

bool declared(const Attributes& known, std::string_view name) {
    const auto colon = name.find(':');
    if (colon == std::string_view::npos) return true;
    const std::string_view prefix = name.substr(0, colon);
    return prefix == "xml" || std::ranges::any_of(known, [&](const auto& attribute) {
               return std::string_view(attribute.first).starts_with("xmlns:") && attribute.first.substr(6) == prefix;
           });
}

void refuse(const Place& place, std::string_view name, Problems& problems) {
    const std::string_view prefix = name.substr(0, name.find(':'));
    problems.error(
        place,
        fmt::format("tiền tố \"{}\" chưa khai báo; thêm {}=\"địa chỉ\" vào thiết lập namespaces", prefix, prefix),
        fmt::format("the prefix '{}' is not declared: add {}=\"address\" to the setting namespaces", prefix, prefix)
    );
}

}  // namespace

Attributes namespaces(const Form& form) {
    Attributes out = {
        {"xmlns", "http://www.w3.org/2002/xforms"},         {"xmlns:h", "http://www.w3.org/1999/xhtml"},
        {"xmlns:ev", "http://www.w3.org/2001/xml-events"},  {"xmlns:xsd", "http://www.w3.org/2001/XMLSchema"},
        {"xmlns:jr", "http://openrosa.org/javarosa"},       {"xmlns:orx", "http://openrosa.org/xforms"},
        {"xmlns:odk", "http://www.opendatakit.org/xforms"},
    };
    const auto add = [&](const std::string& name, std::string value) {
        for (const auto& [known, there] : out) {
            if (known == name) return;
        }
        out.emplace_back(name, std::move(value));
    };
    for (const std::string& word : words(form.settings.text_of("namespaces"))) {
        const auto equals = word.find('=');
        if (equals == 0 || equals == std::string::npos || word.find('=', equals + 1) != std::string::npos) continue;
        std::string address = word.substr(equals + 1);
        std::erase_if(address, [](char sign) { return sign == '"' || sign == '\''; });
        add("xmlns:" + word.substr(0, equals), std::move(address));
    }
    if (!form.entities_version.empty()) add("xmlns:entities", "http://www.opendatakit.org/xforms/entities");
    return out;
}

void check_prefixes(const Form& form, const GroupedSheet& sheet, Problems& problems) {
    const Attributes known = namespaces(form);
    for (const GroupedSheet::Row& row : sheet.rows) {
        if (yes_no(row.fields.text_of("disabled")).value_or(false)) continue;
        for (const std::string_view part : {"bind", "control", "instance"}) {
            const Field* field = row.fields.find(part);
            if (field == nullptr || !field->grouped) continue;
            for (const auto& [name, value] : field->parts) {
                if (!declared(known, name)) refuse(sheet.place(row.number, part, name), name, problems);
            }
        }
    }
}

void check_choice_prefixes(const Form& form, const GroupedSheet& sheet, Problems& problems) {
    const Attributes known = namespaces(form);
    for (const GroupedSheet::Row& row : sheet.rows) {
        if (row.fields.text_of("list name").empty()) continue;
        for (const auto& [name, value] : row.fields.parts) {
            if (is_name(name) && !declared(known, name)) refuse(sheet.place(row.number, name), name, problems);
        }
    }
}

void check_prefixes(const Form& form, Problems& problems) {
    const Attributes known = namespaces(form);
    for (const auto& [name, address] : known) {
        if (is_name(name)) continue;
        problems.error(
            {"settings", 2, "namespaces"}, fmt::format("\"{}\" không dùng làm tiền tố được", name.substr(6)),
            fmt::format("'{}' cannot be a prefix", name.substr(6))
        );
    }
    if (!declared(known, form.root.name)) refuse({"settings", 2, "name"}, form.root.name, problems);
    if (const Field* own = form.settings.find("attribute"); own != nullptr && own->grouped) {
        for (const auto& [name, value] : own->parts) {
            if (!declared(known, name)) refuse({"settings", 2, "attribute::" + name}, name, problems);
        }
    }
    walk(form.root, [&](const Element& element) {
        const bool written =
            element.kind == Kind::group || element.kind == Kind::repeat || element.kind == Kind::question;
        if (written && element.row > 0 && !declared(known, element.name))
            refuse({"survey", element.row, "name"}, element.name, problems);
    });
}

}  // namespace longdan::xlsform
