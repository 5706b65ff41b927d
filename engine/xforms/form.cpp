#include "engine/xforms/form.h"

#include "engine/xforms/form_model.h"
#include "engine/xforms/form_reader.h"
#include "engine/xforms/xml.h"
#include "platform/base/text.h"

#include <algorithm>

namespace longdan::xforms {

Form::Form() = default;
Form::~Form() = default;

std::shared_ptr<const Form> Form::read(
    std::string_view xml, std::string name, FormFiles files, const FormLimits& limits
) {
    return FormReader(xml, std::move(name), std::move(files), limits).read();
}

std::optional<std::uint32_t> Form::find(std::string_view path) const {
    const auto found = by_path_.find(std::string(path));
    if (found == by_path_.end()) return std::nullopt;
    return found->second;
}

std::uint32_t Form::resolve(std::string_view path, std::uint32_t context) const {
    path = trimmed(path);
    if (path.empty()) return no_index;
    const auto& nodes = nodes_;
    if (path.starts_with('/')) {
        if (const auto known = by_path_.find(std::string(path)); known != by_path_.end()) {
            return known->second;
        }
    }
    std::uint32_t at = path.starts_with('/') ? no_index : context;
    bool first = true;
    for (std::string_view step : split(path, '/')) {
        step = trimmed(step);
        if (const std::size_t bracket = step.find('['); bracket != std::string_view::npos)
            step = step.substr(0, bracket);
        if (step.empty()) {
            if (!first) return no_index;
            first = false;
            continue;
        }
        first = false;
        if (step == "." || step == "current()") continue;
        if (step == "..") {
            if (at == no_index) return no_index;
            at = nodes[at].parent;
            continue;
        }
        const bool attribute = step.starts_with('@');
        if (attribute) step.remove_prefix(1);
        std::uint32_t found = no_index;
        const auto look = [&](std::uint32_t child) {
            const FormNode& one = nodes[child];
            if (one.is_attribute != attribute) return;
            if (one.name == step || (found == no_index && xml::local_name(one.name) == xml::local_name(step))) {
                found = child;
            }
        };
        if (at == no_index) {
            if (!nodes.empty()) look(0);
        } else {
            for (const std::uint32_t child : nodes[at].children) look(child);
        }
        if (found == no_index) return no_index;
        at = found;
    }
    return at;
}

const Language* Form::default_language() const {
    if (languages_.empty()) return nullptr;
    for (const Language& one : languages_) {
        if (one.is_default) return &one;
    }
    return &languages_.front();
}

const Language* Form::language(std::string_view name) const {
    for (const Language& one : languages_) {
        if (one.name == name) return &one;
    }
    const std::string code = "(" + std::string(name) + ")";
    for (const Language& one : languages_) {
        if (one.name.ends_with(code)) return &one;
    }
    return nullptr;
}

std::string_view name(Role role) {
    switch (role) {
        case Role::relevant:
            return "relevant";
        case Role::required:
            return "required";
        case Role::readonly:
            return "readonly";
        case Role::constraint:
            return "constraint";
        case Role::calculate:
            return "calculate";
        case Role::repeat_count:
            return "jr:count";
        case Role::choices:
            return "nodeset";
        case Role::text:
            return "value";
        case Role::action:
            return "setvalue";
    }
    return {};
}

std::string_view name(ControlKind kind) {
    switch (kind) {
        case ControlKind::input:
            return "input";
        case ControlKind::select:
            return "select";
        case ControlKind::select1:
            return "select1";
        case ControlKind::rank:
            return "rank";
        case ControlKind::range:
            return "range";
        case ControlKind::trigger:
            return "trigger";
        case ControlKind::upload:
            return "upload";
        case ControlKind::group:
            return "group";
        case ControlKind::repeat:
            return "repeat";
    }
    return {};
}

}  // namespace longdan::xforms
