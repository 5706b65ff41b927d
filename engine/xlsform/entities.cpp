#include "engine/xlsform/entities.h"

#include "engine/xlsform/language.h"
#include "engine/xlsform/survey_reader.h"

#include <algorithm>

#include <fmt/format.h>

namespace longdan::xlsform {
namespace {

ContainerPath head(const ContainerPath& path, std::size_t count) {
    return {path.begin(), path.begin() + static_cast<std::ptrdiff_t>(count)};
}

bool bounds(const ContainerNode& node) { return node.kind == "repeat" || node.kind == "survey"; }

/// The path to the nearest repeat (or the survey) around.
ContainerPath scope_of(const ContainerPath& path) {
    for (std::size_t count = path.size(); count > 0; --count) {
        if (bounds(path[count - 1])) return head(path, count);
    }
    return head(path, 1);
}

std::size_t repeats_in(const ContainerPath& path) {
    return static_cast<std::size_t>(std::count_if(path.begin() + 1, path.end(), [](const auto& node) {
        return node.kind == "repeat";
    }));
}

std::size_t below_scope(const ContainerPath& path) { return path.size() - scope_of(path).size(); }

std::string text_of(const ContainerPath& path) {
    std::string out;
    for (const ContainerNode& node : path) out += "/" + node.name;
    return out;
}

bool starts_with(const ContainerPath& path, const ContainerPath& with) {
    return path.size() >= with.size() && std::equal(with.begin(), with.end(), path.begin());
}

std::unique_ptr<Element> attribute(std::string name, std::string value, std::string calculate, bool bound) {
    auto out = std::make_unique<Element>();
    out->kind = Kind::attribute;
    out->name = std::move(name);
    out->value = std::move(value);
    if (bound || !calculate.empty()) {
        out->has_bind = true;
        out->bind.set("type", std::string("string"));
        out->bind.set("readonly", std::string("true()"));
        if (!calculate.empty()) out->bind.set("calculate", std::move(calculate));
    }
    return out;
}

}  // namespace

Element& meta_group_of(Element& section) {
    for (const auto& child : section.children) {
        if (child->kind == Kind::group && child->bodyless && child->name == "meta") return *child;
    }
    auto meta = std::make_unique<Element>();
    meta->kind = Kind::group;
    meta->type = "group";
    meta->name = "meta";
    meta->bodyless = true;
    return section.add(std::move(meta));
}

bool Entities::check_names(const Declaration& declaration, const GroupedSheet& sheet, Problems& problems) const {
    const auto place = sheet.place(declaration.row, "dataset");
    const std::string& name = declaration.dataset;
    if (name.empty() || name.starts_with("__") || name.find('.') != std::string::npos || !is_name(name)) {
        problems.error(
            place,
            fmt::format(
                "tên danh sách thực thể \"{}\" không hợp lệ: là tên, không có dấu chấm, không bắt đầu bằng __", name
            ),
            fmt::format("invalid entity list name '{}': a name without periods that does not begin with __", name)
        );
        return false;
    }
    if (declares(name)) {
        problems.error(place, "danh sách thực thể khai báo hai lần", "the entity list is declared twice");
        return false;
    }
    return true;
}

void Entities::read(const GroupedSheet& sheet, Problems& problems) {
    sheet_ = sheet.name;
    list_heading_ = sheet.place(1, "dataset").column;
    for (std::size_t column = 0; column < sheet.columns.size(); ++column) {
        const auto& parts = sheet.columns[column];
        const bool used = std::ranges::any_of(sheet.rows, [&](const GroupedSheet::Row& row) {
            return row.fields.find(parts.front()) != nullptr;
        });
        if (sheet.headings[column].empty() || !used || entities_columns().known(parts.front())) continue;
        problems.error(
            {sheet.name, 1, sheet.headings[column]}, "trang entities không có cột này",
            "unknown column of the entities sheet"
        );
    }
    for (const GroupedSheet::Row& row : sheet.rows) {
        if (row.fields.parts.empty()) continue;
        Declaration declaration;
        declaration.row = row.number;
        declaration.dataset = row.fields.text_of("dataset");
        declaration.id = row.fields.text_of("entity_id");
        declaration.create_if = row.fields.text_of("create_if");
        declaration.update_if = row.fields.text_of("update_if");
        declaration.label = row.fields.text_of("label");
        if (!check_names(declaration, sheet, problems)) continue;
        if (declaration.id.empty() && !declaration.update_if.empty()) {
            problems.error(
                sheet.place(row.number, "entity_id"), "cập nhật thực thể cần entity_id",
                "entity_id is required when updating entities"
            );
        } else if (!declaration.id.empty() && !declaration.create_if.empty() && declaration.update_if.empty()) {
            problems.error(
                sheet.place(row.number, "update_if"), "vừa tạo vừa cập nhật thì cần update_if",
                "update_if is required when upserting entities"
            );
        } else if (declaration.id.empty() && declaration.label.empty()) {
            problems.error(
                sheet.place(row.number, "label"), "tạo thực thể cần label", "label is required when creating entities"
            );
        }
        for (const std::string* cell :
             {&declaration.id, &declaration.create_if, &declaration.update_if, &declaration.label}) {
            for (const Reference& reference : references(*cell)) declaration.mentions.insert(reference.name);
        }
        declarations_.push_back(std::move(declaration));
    }
}

bool Entities::declares(std::string_view dataset) const {
    return std::ranges::any_of(declarations_, [&](const Declaration& declaration) {
        return declaration.dataset == dataset;
    });
}

/// Whose property a save_to is: `list#property`, or of the only list.
Entities::Declaration* Entities::declaration_for(QuestionRow& row, std::string& property, Problems& problems) {
    const auto refuse = [&](std::string vi, std::string en) {
        problems.error(row.place("bind", "entities:saveto"), std::move(vi), std::move(en));
        return nullptr;
    };
    if (declarations_.empty()) return refuse("save_to cần trang entities", "save_to needs an entities sheet");
    const auto hash = property.find('#');
    if (hash == std::string::npos) {
        if (declarations_.size() == 1) return &declarations_.front();
        return refuse(
            "có nhiều danh sách thực thể: viết save_to dạng danh_sách#thuộc_tính",
            "with several entity lists write save_to as list#property"
        );
    }
    if (property.find('#', hash + 1) != std::string::npos)
        return refuse("save_to có nhiều dấu #", "save_to has more than one #");
    const std::string dataset = property.substr(0, hash);
    property.erase(0, hash + 1);
    row.fields.group_at("bind").set("entities:saveto", property);
    for (Declaration& declaration : declarations_) {
        if (declaration.dataset == dataset) return &declaration;
    }
    return refuse(
        fmt::format("không có danh sách thực thể \"{}\"", dataset), fmt::format("there is no entity list '{}'", dataset)
    );
}

bool Entities::check_property(
    const QuestionRow& row, const std::string& property, const Declaration& to, bool section, Problems& problems
) const {
    const auto refuse = [&](std::string vi, std::string en) {
        problems.error(row.place("bind", "entities:saveto"), std::move(vi), std::move(en));
        return false;
    };
    if (section)
        return refuse("nhóm không lưu vào thực thể được", "groups and repeats can't be saved as entity properties");
    const std::string plain = lower(property);
    if (plain == "name" || plain == "label")
        return refuse(
            "thuộc tính không được tên name hoặc label", "the entity property names 'name' and 'label' are reserved"
        );
    if (property.starts_with("__") || !is_name(property))
        return refuse("tên thuộc tính không hợp lệ", "invalid entity property name");
    for (const Source& source : to.sources) {
        if (source.property == property) {
            return refuse(
                fmt::format("thuộc tính \"{}\" đã được dòng {} lưu", property, source.row),
                fmt::format("the property '{}' is saved by row {} already", property, source.row)
            );
        }
    }
    return true;
}

void Entities::note(Declaration& declaration, Source source) {
    if (declaration.sources.empty()) declaration.noted = sources_;
    ++sources_;
    declaration.sources.push_back(std::move(source));
}

void Entities::note_row(
    QuestionRow& row, const std::string& name, const ContainerPath& container, bool section, Problems& problems
) {
    const Field* bind = row.fields.find("bind");
    std::string property = bind == nullptr ? std::string() : bind->text_of("entities:saveto");
    if (!property.empty()) {
        Declaration* to = declaration_for(row, property, problems);
        if (to != nullptr && check_property(row, property, *to, section, problems)) {
            note(*to, {container, row.number, property, ""});
        }
    }
    for (Declaration& declaration : declarations_) {
        if (declaration.mentions.contains(name)) note(declaration, {container, row.number, "", name});
    }
}

void Entities::note_end(const QuestionRow& row, Problems& problems) {
    const Field* bind = row.fields.find("bind");
    if (bind == nullptr || bind->text_of("entities:saveto").empty()) return;
    problems.error(
        row.place("bind", "entities:saveto"), "dòng đóng nhóm không có save_to", "an end row has no save_to"
    );
}

/// Where an entity wants to stand: the deepest container of the deepest repeat its sources are in; with several
/// saving questions, the container they share.
bool Entities::request(Declaration& declaration, Request& out, Problems& problems) const {
    const Source* deepest = nullptr;
    const Source* deepest_saving = nullptr;
    for (const Source& source : declaration.sources) {
        const ContainerPath scope = scope_of(source.path);
        if (out.scope.empty() || repeats_in(scope) > repeats_in(out.scope)) {
            if (scope != out.scope) {
                deepest = &source;
                if (!source.property.empty()) deepest_saving = &source;
            }
            out.scope = scope;
        }
        const auto deeper = [&](const Source* than) {
            return than == nullptr || (scope == out.scope && below_scope(source.path) > below_scope(than->path));
        };
        if (deeper(deepest)) deepest = &source;
        if (source.property.empty()) continue;
        if (std::ranges::find(out.saving, source.path) == out.saving.end()) out.saving.push_back(source.path);
        if (deeper(deepest_saving)) deepest_saving = &source;
    }
    out.wanted = deepest_saving != nullptr ? deepest_saving->path : deepest->path;
    if (out.saving.size() == 1) out.wanted = out.saving.front();
    if (out.saving.size() > 1) {
        ContainerPath shared = out.saving.front();
        for (const ContainerPath& path : out.saving) {
            const auto [differs, other] = std::mismatch(shared.begin(), shared.end(), path.begin(), path.end());
            shared.erase(differs, shared.end());
        }
        const ContainerPath scope = scope_of(deepest_saving->path);
        const auto depth = [](const ContainerPath& path) { return std::pair(repeats_in(path), below_scope(path)); };
        out.wanted = depth(shared) > depth(scope) ? shared : scope;
    }
    for (const Source& source : declaration.sources) {
        const ContainerPath scope = scope_of(source.path);
        const bool saves = !source.property.empty();
        const bool fits = !saves || (scope_of(out.wanted) == scope && out.wanted.size() >= out.scope.size());
        if (starts_with(out.scope, scope) && fits) continue;
        problems.error(
            saves ? Place{"survey", source.row, "save_to"} : Place{sheet_, declaration.row, list_heading_},
            fmt::format(
                "thực thể \"{}\" lấy dữ liệu ở hai nhóm lặp không chứa nhau: {} và {}", declaration.dataset,
                text_of(out.scope), text_of(source.path)
            ),
            fmt::format(
                "the entity list '{}' is referred to from scopes that do not go together: {} and {}",
                declaration.dataset, text_of(out.scope), text_of(source.path)
            )
        );
        return false;
    }
    return true;
}

/// Scopes come in the order the survey first refers to their entities: what an earlier one took is not there for later.
std::map<ContainerPath, Entities::Declaration*> Entities::allocate(Problems& problems) {
    const ContainerPath survey = {{"survey", "survey"}};
    std::vector<Declaration*> ordered;
    for (Declaration& declaration : declarations_) ordered.push_back(&declaration);
    std::ranges::stable_sort(ordered, {}, &Declaration::noted);
    std::vector<std::pair<ContainerPath, std::vector<Request>>> scopes;
    for (Declaration* declaration : ordered) {
        Request wanted{declaration, {}, {}, {}};
        if (declaration->sources.empty()) {
            wanted.scope = wanted.wanted = survey;
        } else if (!request(*declaration, wanted, problems)) {
            continue;
        }
        auto scope = std::ranges::find(scopes, wanted.scope, [](const auto& known) { return known.first; });
        if (scope == scopes.end()) scope = scopes.insert(scopes.end(), {wanted.scope, {}});
        scope->second.push_back(std::move(wanted));
    }
    std::map<ContainerPath, Declaration*> placed;
    if (scopes.size() == 1 && scopes.front().first == survey && scopes.front().second.size() == 1) {
        placed[survey] = scopes.front().second.front().declaration;
        return placed;
    }
    std::map<ContainerPath, Declaration*> reserved;
    for (auto& [scope, requests] : scopes) {
        std::ranges::stable_sort(requests, {}, [](const Request& wanted) { return wanted.declaration->row; });
        for (const Request& wanted : requests) {
            const Declaration* conflict = nullptr;
            for (std::size_t depth = wanted.wanted.size(); depth >= scope.size(); --depth) {
                const ContainerPath path = head(wanted.wanted, depth);
                const auto taken = reserved.find(path);
                conflict = taken == reserved.end() ? nullptr : taken->second;
                if (conflict == nullptr) {
                    placed[path] = reserved[path] = wanted.declaration;
                    for (const ContainerPath& saving : wanted.saving) {
                        for (std::size_t length = saving.size(); length >= path.size(); --length) {
                            reserved[head(saving, length)] = wanted.declaration;
                        }
                    }
                    break;
                }
                if (std::ranges::any_of(wanted.saving, [&](const auto& saving) { return reserved.contains(saving); }))
                    break;
            }
            if (conflict == nullptr) continue;
            problems.error(
                {sheet_, wanted.declaration->row, list_heading_},
                fmt::format(
                    "không còn chỗ cho thực thể này trong {}: mỗi nhóm chỉ giữ một thực thể (dòng {})", text_of(scope),
                    conflict->row
                ),
                fmt::format(
                    "no container left for this entity in {}: each holds one (row {})", text_of(scope), conflict->row
                )
            );
        }
    }
    return placed;
}

void Entities::place(Form& form, Problems& problems) {
    if (declarations_.empty()) return;
    bool repeats = false;
    for (const auto& [path, declaration] : allocate(problems)) {
        Element* section = &form.root;
        bool repeat = false;
        for (std::size_t depth = 1; depth < path.size(); ++depth) {
            for (const auto& child : section->children) {
                if (child->name != path[depth].name || !child->section()) continue;
                section = child.get();
                break;
            }
            repeat = repeat || path[depth].kind == "repeat";
        }
        repeats = repeats || repeat;
        auto entity = std::make_unique<Element>();
        entity->kind = Kind::entity;
        entity->type = "entity";
        entity->name = "entity";
        entity->add(attribute("dataset", declaration->dataset, "", false));
        if (declaration->id.empty() || !declaration->create_if.empty())
            entity->add(attribute("create", "1", declaration->create_if, false));
        auto id = attribute("id", "", declaration->id, true);
        if (declaration->id.empty()) {
            id->actions.push_back({"setvalue", "odk-instance-first-load", "uuid()", ""});
            if (repeat) id->actions.push_back({"setvalue", "odk-new-repeat", "uuid()", ""});
        } else {
            entity->add(attribute("update", "1", declaration->update_if, false));
            const std::string item =
                fmt::format("instance('{}')/root/item[name={}]", declaration->dataset, declaration->id);
            entity->add(attribute("baseVersion", "", item + "/__version", true));
            entity->add(attribute("trunkVersion", "", item + "/__trunkVersion", true));
            entity->add(attribute("branchId", "", item + "/__branchId", true));
        }
        entity->add(std::move(id));
        if (!declaration->label.empty()) {
            auto label = attribute("label", "", declaration->label, true);
            label->kind = Kind::entity_label;
            entity->add(std::move(label));
        }
        meta_group_of(*section).add(std::move(entity));
    }
    form.entities_version = declarations_.size() > 1 || repeats ? "2025.1.0" : "2024.1.0";
}

}  // namespace longdan::xlsform
