#include "engine/xforms/evaluation.h"

#include "engine/xforms/tree_builder.h"
#include "engine/xforms/xml.h"
#include "platform/base/text.h"

#include <algorithm>
#include <cmath>

namespace longdan::xforms {
namespace {

using xpath::no_node;
using xpath::NodeId;
using xpath::NodeRef;

/// A result as the type of the node writes it: no fraction for whole numbers, no time for days, nothing for no number.
std::string as_type(const xpath::Value& value, DataType type, xpath::Zone zone) {
    const bool number = std::holds_alternative<double>(value);
    switch (type) {
        case DataType::integer: {
            const double result = xpath::number_of(value, zone);
            return std::isfinite(result) ? xpath::text_of(std::trunc(result)) : std::string();
        }
        case DataType::decimal: {
            const double result = xpath::number_of(value, zone);
            return std::isnan(result) ? std::string() : xpath::text_of(result);
        }
        case DataType::date:
        case DataType::date_time: {
            std::string written = xpath::text_of(value, zone);
            if (number) {
                const double days = std::get<double>(value);
                if (std::isnan(days)) return {};
                written = xpath::text_of(xpath::Date{days * 86'400'000.0}, zone);
            }
            return type == DataType::date ? written.substr(0, 10) : written;
        }
        default:
            // As JavaRosa and ODK's web forms: a calculation without a result leaves its node blank.
            if (number && std::isnan(std::get<double>(value))) return {};
            return xpath::text_of(value, zone);
    }
}

}  // namespace

Evaluation::Evaluation(const Form& form, FormInstance& instance, const SessionOptions& options)
    : form_(form), instance_(instance), options_(options), chance_(options.seed) {
    language_ = options.language.empty() ? nullptr : form.language(options.language);
    if (language_ == nullptr) language_ = form.default_language();
    flags_.assign(instance.tree().size(), 0);
    if (!options.last_saved.empty()) {
        const xml::Document document(options.last_saved, "last-saved");
        auto tree = std::make_unique<xpath::Tree>(form.model().names);
        add_xml(*tree, xpath::Tree::root, document.root(), xml::namespace_of(document.root()));
        last_saved_ = std::move(tree);
    }
}

bool Evaluation::set_flag(NodeId id, Flag which, bool on) {
    if (id >= flags_.size()) flags_.resize(instance_.tree().size(), 0);
    const std::uint8_t before = flags_[id];
    flags_[id] = static_cast<std::uint8_t>(on ? before | which : before & ~which);
    return flags_[id] != before;
}

bool Evaluation::readonly(NodeId id) const {
    // Read-only groups make all inside read-only (XForms 1.1, section 6.1.2).
    for (NodeId at = id; at != no_node; at = instance_.tree().node(at).parent) {
        if (flag(at, is_readonly)) return true;
    }
    return false;
}

xpath::Context Evaluation::context(NodeRef at, NodeRef current) const {
    xpath::Context context;
    context.node = at;
    context.current = current;
    context.main = &instance_.tree();
    context.now = options_.now;
    context.zone = {options_.offset_minutes};
    // The evaluator asks for chance, which moves the generator; nothing else here changes.
    context.surroundings = const_cast<Evaluation*>(this);
    return context;
}

bool Evaluation::evaluate_condition(std::uint32_t expression, NodeId id, bool otherwise) const {
    if (expression == no_index) return otherwise;
    try {
        return xpath::evaluate_boolean(*form_.expressions()[expression].compiled, context(id));
    } catch (const xpath::ExpressionError&) {
        return otherwise;
    }
}

std::string Evaluation::evaluate_words(std::uint32_t expression, NodeRef at, NodeRef current) const {
    if (expression == no_index) return {};
    try {
        return xpath::evaluate_text(*form_.expressions()[expression].compiled, context(at, current));
    } catch (const xpath::ExpressionError&) {
        return {};
    }
}

xpath::NodeSet Evaluation::evaluate_nodes(std::uint32_t expression, NodeId id) const {
    try {
        return xpath::evaluate_nodes(*form_.expressions()[expression].compiled, context(id));
    } catch (const xpath::ExpressionError&) {
        return {};
    }
}

double Evaluation::evaluate_count(std::uint32_t expression, NodeId id) const {
    try {
        return xpath::evaluate_number(*form_.expressions()[expression].compiled, context(id));
    } catch (const xpath::ExpressionError&) {
        return std::nan("");
    }
}

std::string Evaluation::calculated(NodeId id) const {
    return computed(form_.nodes()[instance_.form_node(id)].calculate, id);
}

std::string Evaluation::computed(std::uint32_t expression, NodeId id) const {
    const FormNode& node = form_.nodes()[instance_.form_node(id)];
    try {
        const xpath::Context here = context(id);
        return as_type(xpath::evaluate(*form_.expressions()[expression].compiled, here), node.type, here.zone);
    } catch (const xpath::ExpressionError&) {
        return {};
    }
}

bool Evaluation::equal_to(NodeId id, const std::string& calculated) const {
    const std::string& came = instance_.tree().node(id).text;
    if (came == calculated) return true;
    // Some clients write a result that is none as text, and truth as 1 and 0.
    if (came.empty()) return calculated == "NaN" || calculated == "Invalid Date";
    if (calculated.empty()) return came == "NaN" || came == "Invalid Date";
    if (calculated == "true" || calculated == "false") return came == (calculated == "true" ? "1" : "0");
    const xpath::Zone zone{options_.offset_minutes};
    const double first = xpath::number_of(std::string_view(came), zone);
    const double second = xpath::number_of(std::string_view(calculated), zone);
    if (std::isnan(first) || std::isnan(second)) return trimmed(came) == trimmed(calculated);
    return std::abs(first - second) <= 1e-9 * std::max({1.0, std::abs(first), std::abs(second)});
}

bool Evaluation::agrees(NodeId id) const {
    if (equal_to(id, calculated(id))) return true;
    const FormNode& node = form_.nodes()[instance_.form_node(id)];
    const auto is_equal = [id](const Evaluation& other) { return other.equal_to(id, other.calculated(id)); };
    if (lacks_list(form_.expressions()[node.calculate]) || without_irrelevant(node.calculate, is_equal)) return true;
    if (!form_.expressions()[node.calculate].compiled->dependencies().reads_labels) return false;
    // A label was written in whatever language the person read.
    Evaluation other(form_, instance_, options_);
    for (const Language& language : form_.languages()) {
        other.set_language(&language);
        if (other.equal_to(id, other.calculated(id))) return true;
    }
    return false;
}

bool Evaluation::without_irrelevant(std::uint32_t expression, const std::function<bool(const Evaluation&)>& holds)
    const {
    const auto gathered = form_.model().left_out.find(expression);
    if (!as_it_came_ || gathered == form_.model().left_out.end()) return false;
    const auto is_absent = [&](std::uint32_t node) { return instance_.first(node) == no_node; };
    if (std::any_of(gathered->second.begin(), gathered->second.end(), is_absent)) return true;
    if (!relevant_part_) {
        relevant_part_ = std::make_unique<FormInstance>(instance_);
        relevant_part_->drop_irrelevant();
    }
    return holds(Evaluation(form_, *relevant_part_, options_));
}

bool Evaluation::apply(std::uint32_t expression, NodeId id) {
    const FormExpression& what = form_.expressions()[expression];
    switch (what.role) {
        case Role::relevant:
            if (!set_flag(id, is_irrelevant, !evaluate_condition(expression, id, true))) return false;
            spread_relevance(id);
            return true;
        case Role::required:
            return set_flag(id, is_required, evaluate_condition(expression, id, false));
        case Role::readonly:
            return set_flag(id, is_readonly, evaluate_condition(expression, id, false));
        case Role::calculate: {
            const std::string value = calculated(id);
            if (value == instance_.tree().node(id).text) return false;
            instance_.tree().set_text(id, value);
            return true;
        }
        default:
            return false;
    }
}

bool Evaluation::holds_answer(NodeId id) const {
    const xpath::Node& node = instance_.tree().node(id);
    if (!node.text.empty()) return true;
    for (NodeId at = node.first_child; at != no_node; at = instance_.tree().node(at).next) {
        if (holds_answer(at)) return true;
    }
    return false;
}

void Evaluation::take_conditions(bool readonly) {
    as_it_came_ = true;
    for (const std::uint32_t index : form_.evaluation_order()) {
        const FormExpression& expression = form_.expressions()[index];
        if (expression.role == Role::calculate || (expression.role == Role::readonly && !readonly)) continue;
        const bool unknown = lacks(index);
        if (unknown && expression.role == Role::required) continue;
        for (NodeId id = instance_.first(expression.node); id != no_node; id = instance_.next(id)) {
            if (!unknown || expression.role != Role::relevant) {
                apply(index, id);
            } else if (set_flag(id, is_irrelevant, !holds_answer(id))) {
                spread_relevance(id);
            }
        }
    }
}

void Evaluation::inherit(NodeId id) { spread_relevance(id); }

void Evaluation::spread_relevance(NodeId id) {
    xpath::Tree& tree = instance_.tree();
    const NodeId parent = tree.node(id).parent;
    const bool now = (parent == no_node || tree.node(parent).relevant) && !flag(id, is_irrelevant);
    tree.set_relevant(id, now);
    for (NodeId at = tree.node(id).first_attribute; at != no_node; at = tree.node(at).next) spread_relevance(at);
    for (NodeId at = tree.node(id).first_child; at != no_node; at = tree.node(at).next) spread_relevance(at);
}

std::optional<ViolationRule> Evaluation::judge(NodeId id) const {
    const std::uint32_t index = instance_.form_node(id);
    if (index == no_index) return std::nullopt;
    const FormNode& node = form_.nodes()[index];
    if (node.kind != NodeKind::value) return std::nullopt;
    const std::string& value = instance_.tree().node(id).text;
    if (!relevant(id)) return value.empty() ? std::nullopt : std::optional(ViolationRule::irrelevant);
    if (value.empty()) return required(id) ? std::optional(ViolationRule::required) : std::nullopt;
    if (!is_of_type(node.type, value)) return ViolationRule::type;
    if (node.control != no_index) {
        const Control& control = form_.controls()[node.control];
        if (const auto wrong = judge_choices(id, control, value)) return wrong;
        if (control.kind == ControlKind::range) {
            const auto number = read_decimal(value);
            const auto first = read_decimal(control.range_start);
            const auto last = read_decimal(control.range_end);
            if (!number) return ViolationRule::type;
            if (first && last && (*number < std::min(*first, *last) || *number > std::max(*first, *last))) {
                return ViolationRule::constraint;
            }
        }
    }
    if (evaluate_condition(node.constraint, id, true)) return std::nullopt;
    const auto holds = [&](const Evaluation& other) { return other.evaluate_condition(node.constraint, id, true); };
    if (lacks_list(form_.expressions()[node.constraint]) || without_irrelevant(node.constraint, holds)) {
        return std::nullopt;
    }
    return ViolationRule::constraint;
}

}  // namespace longdan::xforms
