#include "engine/xforms/codebook.h"

#include "engine/xforms/form_model.h"
#include "engine/xpath/expression.h"
#include "platform/base/text.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

namespace longdan::xforms {
namespace {

using xpath::no_node;
using xpath::NodeId;

constexpr std::size_t most_variables_of_a_list = 200;

std::optional<VariableKind> kind_of(DataType type) {
    switch (type) {
        case DataType::integer:
            return VariableKind::number;
        case DataType::decimal:
            return VariableKind::decimal;
        case DataType::boolean:
            return VariableKind::truth;
        case DataType::date:
            return VariableKind::date;
        case DataType::date_time:
            return VariableKind::moment;
        case DataType::select_one:
            return VariableKind::choice;
        case DataType::select_multiple:
            return VariableKind::chosen;
        case DataType::rank:
            return VariableKind::place;
        default:
            return std::nullopt;
    }
}

/// The path that gives the list without its filters: the steps of instance('x')/root/item[…].
const xpath::ExpressionNode* list_path(const xpath::Syntax& syntax) {
    const xpath::ExpressionNode& root = syntax[syntax.root()];
    if (root.kind != xpath::ExpressionKind::path || root.origin != xpath::Origin::base) return nullptr;
    const xpath::ExpressionNode& base = syntax[root.base];
    if (base.kind != xpath::ExpressionKind::call || base.function != xpath::Function::instance) return nullptr;
    if (syntax[base.operands.front()].kind != xpath::ExpressionKind::text) return nullptr;
    return &root;
}

/// Every choice that the control can ever offer, in the order of its list; nothing when that cannot be said.
std::optional<std::vector<std::string>> all_choices(const Form& form, const Control& control) {
    std::vector<std::string> names;
    for (const StaticChoice& choice : control.choices) names.push_back(choice.value);
    if (!control.itemset) return names;
    const xpath::Syntax& syntax = form.expressions()[control.itemset->nodes].compiled->syntax();
    const xpath::ExpressionNode* path = list_path(syntax);
    if (path == nullptr) return std::nullopt;
    const xpath::Tree* tree = form.model().secondary.find(syntax[syntax[path->base].operands.front()].text);
    if (tree == nullptr) return std::nullopt;
    std::vector<NodeId> at = {xpath::Tree::root};
    for (const xpath::Step& step : path->steps) {
        if (step.axis != xpath::Axis::child || step.test != xpath::NodeTest::name) return std::nullopt;
        const xpath::NameId name = tree->find_name(step.name);
        std::vector<NodeId> below;
        for (const NodeId parent : at) {
            for (NodeId one = tree->node(parent).first_child; one != no_node; one = tree->node(one).next) {
                if (tree->node(one).name == name) below.push_back(one);
            }
        }
        at = std::move(below);
    }
    for (const NodeId item : at) {
        const NodeId value = tree->child(item, control.itemset->value);
        if (value != no_node) names.push_back(tree->value(value));
    }
    return names;
}

std::vector<std::string> without_repetition(const std::vector<std::string>& names) {
    std::set<std::string_view> seen;
    std::vector<std::string> once;
    for (const std::string& name : names) {
        if (seen.insert(name).second) once.push_back(name);
    }
    return once;
}

/// A choice that stands for an answer not given, by its name.
std::optional<MissingCode> missing_choice(std::string_view name) {
    for (const std::string_view one : {"dont_know", "dk", "khong_biet"}) {
        if (name == one) return MissingCode::dont_know;
    }
    for (const std::string_view one : {"refused", "rf", "tu_choi"}) {
        if (name == one) return MissingCode::refused;
    }
    return std::nullopt;
}

/// Names that are all whole numbers are their own codes; else choices are numbered from 1. Codes that the version
/// before gave stay.
void give_codes(FormVariable& variable, const std::vector<std::string>& names, const FormVariable* before) {
    std::set<std::int64_t> taken;
    bool numbers = true;
    for (const std::string& name : names) {
        if (missing_choice(name)) continue;
        const auto number = name.size() < 18 ? read_int(name) : std::nullopt;
        numbers = numbers && number && *number >= 0 && taken.insert(*number).second;
    }
    taken.clear();
    std::int64_t next = 1;
    if (before != nullptr) {
        for (const auto& [name, code] : before->codes) {
            taken.insert(code);
            if (!missing_of(code)) next = std::max(next, code + 1);
        }
    }
    for (const std::string& name : names) {
        std::int64_t code = 0;
        if (const auto missing = missing_choice(name)) {
            code = code_of(*missing);
        } else if (before != nullptr && before->code_of.contains(name)) {
            code = before->code_of.at(name);
        } else if (numbers && !taken.contains(*read_int(name))) {
            code = *read_int(name);
        } else {
            code = next;
        }
        taken.insert(code);
        if (!missing_of(code)) next = std::max(next, code + 1);
        variable.codes.emplace_back(name, code);
        variable.code_of.emplace(name, code);
    }
}

class CodebookMaker {
  public:
    CodebookMaker(const Form& form, const FormCodebook* previous) : form_(form), previous_(previous) {}

    FormCodebook make() {
        for (const FormNode& node : form_.nodes()) ++times_[node.name];
        book_.tables.emplace_back();
        for (const std::uint32_t repeat : form_.model().repeats) {
            VariableTable& table = book_.tables.emplace_back();
            table.repeat = repeat;
            table.name = name_of(repeat);
            table.parent = table_of(form_.nodes()[repeat].repeat);
        }
        for (std::uint32_t node = 0; node < form_.nodes().size(); ++node) add(node);
        if (previous_ != nullptr) keep_order();
        return std::move(book_);
    }

  private:
    std::uint32_t table_of(std::uint32_t repeat) const {
        for (std::uint32_t table = 1; table < book_.tables.size(); ++table) {
            if (book_.tables[table].repeat == repeat) return table;
        }
        return 0;
    }

    std::string name_of(std::uint32_t index) const {
        const FormNode& node = form_.nodes()[index];
        if (times_.at(node.name) == 1) return node.name;
        const std::size_t second = node.path.find('/', 1);
        return second == std::string::npos ? node.name : node.path.substr(second + 1);
    }

    const FormVariable* before(std::uint32_t table, const std::string& name) const {
        if (previous_ == nullptr) return nullptr;
        for (const VariableTable& one : previous_->tables) {
            if (one.name != book_.tables[table].name) continue;
            for (const FormVariable& variable : one.variables) {
                if (variable.name == name) return &variable;
            }
        }
        return nullptr;
    }

    void add(std::uint32_t index) {
        const FormNode& node = form_.nodes()[index];
        if (node.kind != NodeKind::value || node.is_attribute) return;
        const auto kind = kind_of(node.type);
        if (!kind) return;
        const std::uint32_t table = table_of(node.repeat);
        FormVariable variable;
        variable.name = name_of(index);
        variable.kind = *kind;
        variable.node = index;
        if (*kind < VariableKind::choice) {
            book_.tables[table].variables.push_back(std::move(variable));
            return;
        }
        if (node.control == no_index) return;
        const auto listed = all_choices(form_, form_.controls()[node.control]);
        if (!listed) return;
        const auto names = without_repetition(*listed);
        if (*kind == VariableKind::choice) {
            give_codes(variable, names, before(table, variable.name));
            book_.tables[table].variables.push_back(std::move(variable));
        } else if (names.size() <= most_variables_of_a_list) {
            for (const std::string& name : names) {
                FormVariable one = variable;
                one.name += "/" + name;
                one.option = name;
                book_.tables[table].variables.push_back(std::move(one));
            }
        }
    }

    /// Variables of the version before come first, in its order.
    void keep_order() {
        for (VariableTable& table : book_.tables) {
            std::map<std::string, std::size_t, std::less<>> place;
            for (const VariableTable& old : previous_->tables) {
                if (old.name != table.name) continue;
                for (const FormVariable& one : old.variables) place.emplace(one.name, place.size());
            }
            const auto rank = [&](const FormVariable& one) {
                const auto known = place.find(one.name);
                return known == place.end() ? place.size() : known->second;
            };
            std::stable_sort(table.variables.begin(), table.variables.end(), [&](const auto& a, const auto& b) {
                return rank(a) < rank(b);
            });
        }
    }

    const Form& form_;
    const FormCodebook* previous_;
    FormCodebook book_;
    std::map<std::string, std::size_t, std::less<>> times_;
};

/// A text as the author wrote it, in every language.
std::string written(const Form& form, const FormText& text) {
    std::string all;
    const auto add = [&](const FormText& one) {
        for (const TextPart& part : one.parts) {
            all += part.expression == no_index ? part.words : "{" + form.expressions()[part.expression].source + "}";
        }
    };
    add(text);
    for (const Language& language : form.languages()) {
        const auto found = language.texts.find(text.key);
        if (found == language.texts.end()) continue;
        for (const auto& [which, words] : found->second) {
            all += "\n" + language.name + ":" + which + ":";
            add(words);
        }
    }
    return all;
}

std::string label_of(const Form& form, const FormVariable& variable) {
    const std::uint32_t control = form.nodes()[variable.node].control;
    return control == no_index ? std::string() : written(form, form.controls()[control].label);
}

Comparison compare_variable(
    const Form& older, const FormVariable& before, const Form& newer, const FormVariable& after
) {
    if (before.kind != after.kind) return Comparison::incompatible;
    for (const auto& [name, code] : before.codes) {
        const auto found = after.code_of.find(name);
        if (found != after.code_of.end() && found->second != code) return Comparison::incompatible;
    }
    if (before.code_of != after.code_of) return Comparison::changed_choices;
    return label_of(older, before) == label_of(newer, after) ? Comparison::same : Comparison::changed_label;
}

using Named = std::map<std::string, const FormVariable*>;

std::vector<std::pair<std::string, const FormVariable*>> all_variables(const FormCodebook& codebook) {
    std::vector<std::pair<std::string, const FormVariable*>> all;
    for (const VariableTable& table : codebook.tables) {
        for (const FormVariable& one : table.variables) {
            all.emplace_back(table.name.empty() ? one.name : table.name + "[]/" + one.name, &one);
        }
    }
    return all;
}

}  // namespace

FormCodebook make_codebook(const Form& form, const FormCodebook* previous) {
    return CodebookMaker(form, previous).make();
}

std::vector<VariableComparison> compare(
    const Form& older, const FormCodebook& older_codebook, const Form& newer, const FormCodebook& newer_codebook
) {
    const auto before = all_variables(older_codebook);
    const auto after = all_variables(newer_codebook);
    const Named then(before.begin(), before.end());
    const Named now(after.begin(), after.end());
    std::vector<VariableComparison> result;
    for (const auto& [name, variable] : before) {
        const auto found = now.find(name);
        result.push_back(
            {name, found == now.end() ? Comparison::removed : compare_variable(older, *variable, newer, *found->second)}
        );
    }
    for (const auto& [name, variable] : after) {
        if (!then.contains(name)) result.push_back({name, Comparison::added});
    }
    return result;
}

}  // namespace longdan::xforms
