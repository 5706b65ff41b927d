#include "engine/xforms/evaluation.h"
#include "platform/base/text.h"

#include <algorithm>

#include <fmt/format.h>

/// Choices and texts of an instance.
namespace longdan::xforms {
namespace {

using xpath::no_node;
using xpath::NodeId;
using xpath::NodeRef;

constexpr int deepest_text = 20;

/// SplitMix64 (Steele, Lea, Flood 2014): a step of the generator behind random().
std::uint64_t next_bits(std::uint64_t& state) {
    std::uint64_t bits = (state += 0x9e3779b97f4a7c15ULL);
    bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9ULL;
    bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebULL;
    return bits ^ (bits >> 31);
}

/// instance('xa')/root/item without predicates: the id; nothing for any other nodeset.
struct PlainList {
    std::string_view instance;
    const std::vector<xpath::Step>* steps = nullptr;
};
std::optional<PlainList> plain_list(const xpath::Expression& expression) {
    const xpath::Syntax& syntax = expression.syntax();
    const xpath::ExpressionNode& root = syntax[syntax.root()];
    if (root.kind != xpath::ExpressionKind::path || root.origin != xpath::Origin::base) return std::nullopt;
    if (!root.base_predicates.empty() || root.steps.empty()) return std::nullopt;
    const xpath::ExpressionNode& base = syntax[root.base];
    if (base.kind != xpath::ExpressionKind::call || base.function != xpath::Function::instance) return std::nullopt;
    const xpath::ExpressionNode& id = syntax[base.operands.front()];
    if (id.kind != xpath::ExpressionKind::text) return std::nullopt;
    for (const xpath::Step& step : root.steps) {
        if (step.axis != xpath::Axis::child || step.test != xpath::NodeTest::name || !step.predicates.empty()) {
            return std::nullopt;
        }
    }
    return PlainList{id.text, &root.steps};
}

/// The choices of search() come from a file that only the phone reads.
bool is_searched(const Control& control) { return control.appearance.find("search(") != std::string::npos; }

bool is_name(std::string_view path) { return path.find_first_of("/.()[]*@: ") == std::string_view::npos; }

}  // namespace

std::optional<ViolationRule> Evaluation::judge_choices(NodeId id, const Control& control, std::string_view value)
    const {
    if (control.choices.empty() && !control.itemset) return std::nullopt;
    if (is_searched(control)) return std::nullopt;
    const bool several = control.kind != ControlKind::select1;
    std::string_view rest = value;
    while (!rest.empty()) {
        const std::size_t blank = several ? rest.find_first_of(" \t\r\n") : std::string_view::npos;
        const std::string_view one = rest.substr(0, blank);
        rest = blank == std::string_view::npos ? std::string_view() : rest.substr(blank + 1);
        if (one.empty()) continue;
        const bool fixed = std::any_of(control.choices.begin(), control.choices.end(), [&](const StaticChoice& choice) {
            return choice.value == one;
        });
        if (fixed) continue;
        if (!control.itemset) return ViolationRule::choice;
        const auto known = is_choice(id, *control.itemset, one);
        if (known && !*known) return ViolationRule::choice;
    }
    return std::nullopt;
}

bool Evaluation::lacks(std::uint32_t expression) const {
    const FormModel& model = form_.model();
    if (model.needs_more[expression] == 0) return false;
    if (const auto nodes = model.left_out.find(expression); nodes != model.left_out.end()) {
        for (const std::uint32_t node : nodes->second) {
            NodeId at = instance_.first(node);
            if (at == no_node) return true;
            for (; at != no_node; at = instance_.next(at)) {
                if (!relevant(at)) return true;
            }
        }
    }
    return lacks_list(form_.expressions()[expression]);
}

bool Evaluation::lacks_list(const FormExpression& expression) const {
    const xpath::Syntax& syntax = expression.compiled->syntax();
    for (const xpath::ExpressionNode& node : syntax.nodes) {
        if (node.kind != xpath::ExpressionKind::call) continue;
        if (node.function == xpath::Function::instance || node.function == xpath::Function::pulldata) {
            const xpath::ExpressionNode& named = syntax[node.operands.front()];
            if (named.kind == xpath::ExpressionKind::text && form_.model().secondary.missing(named.text)) return true;
        } else if (node.function == xpath::Function::choice_name) {
            const xpath::ExpressionNode& named = syntax[node.operands.back()];
            const std::uint32_t asked = form_.resolve(named.text, expression.node);
            if (asked == no_index || form_.nodes()[asked].control == no_index) continue;
            const Control& control = form_.controls()[form_.nodes()[asked].control];
            if (is_searched(control)) return true;
            if (control.itemset && lacks_list(form_.expressions()[control.itemset->nodes])) return true;
        }
    }
    return false;
}

/// Nothing when the list is in a file that is not there.
std::optional<bool> Evaluation::is_choice(NodeId id, const Itemset& itemset, std::string_view value) const {
    const xpath::Expression& nodes = *form_.expressions()[itemset.nodes].compiled;
    const auto plain = plain_list(nodes);
    if (plain && is_name(itemset.value)) {
        const xpath::Tree* tree = instance(plain->instance);
        if (tree == nullptr) return std::nullopt;
        NodeId at = xpath::Tree::root;
        for (std::size_t step = 0; step + 1 < plain->steps->size() && at != no_node; ++step) {
            at = tree->child(at, (*plain->steps)[step].name);
        }
        if (at == no_node) return false;
        const xpath::NameId item = tree->find_name(plain->steps->back().name);
        return !tree->children_where(at, item, tree->find_name(itemset.value), false, value).empty();
    }
    if (lacks_list(form_.expressions()[itemset.nodes])) return std::nullopt;
    try {
        for (const NodeRef item : xpath::evaluate_nodes(nodes, context(id))) {
            if (item_value(itemset, item, id) == value) return true;
        }
        return false;
    } catch (const xpath::ExpressionError&) {
        return std::nullopt;
    }
}

std::string Evaluation::item_value(const Itemset& itemset, NodeRef item, NodeId at) const {
    if (is_name(itemset.value)) {
        const NodeId child = item.tree->child(item.id, itemset.value);
        return child == no_node ? std::string() : item.tree->value(child);
    }
    return evaluate_words(itemset.value_expression, item, ref(at));
}

std::vector<SessionChoice> Evaluation::choices(std::uint32_t index, NodeId id) const {
    const Control& control = form_.controls()[index];
    std::vector<SessionChoice> found;
    for (const StaticChoice& choice : control.choices) {
        SessionChoice& one = found.emplace_back();
        one.value = choice.value;
        one.label = text(choice.label, ref(id), ref(id));
        for (const char* form : {"image", "big-image", "audio", "video"}) {
            if (auto media = text_form(choice.label, form, id)) one.media.emplace_back(form, std::move(*media));
        }
    }
    if (!control.itemset) return found;
    const Itemset& itemset = *control.itemset;
    const std::uint32_t nodes = itemset.shuffled == no_index ? itemset.nodes : itemset.shuffled;
    try {
        for (const NodeRef item : xpath::evaluate_nodes(*form_.expressions()[nodes].compiled, context(id))) {
            SessionChoice& one = found.emplace_back();
            one.value = item_value(itemset, item, id);
            one.label = text(itemset.label, item, ref(id));
            const std::string key = key_of(itemset.label, item, ref(id));
            for (const char* form : {"image", "big-image", "audio", "video"}) {
                const FormText* media = key.empty() ? nullptr : translated(key, form);
                if (media != nullptr) one.media.emplace_back(form, write(*media, item, ref(id)));
            }
        }
    } catch (const xpath::ExpressionError&) {
        found.clear();
    }
    return found;
}

const FormText* Evaluation::translated(std::string_view key, std::string_view form) const {
    if (language_ == nullptr) return nullptr;
    const auto found = language_->texts.find(std::string(key));
    if (found == language_->texts.end()) return nullptr;
    for (const auto& [name, words] : found->second) {
        if (name == form) return &words;
    }
    if (!form.empty()) return nullptr;
    for (const std::string_view other : {"long", "short"}) {
        for (const auto& [name, words] : found->second) {
            if (name == other) return &words;
        }
    }
    return nullptr;
}

std::string Evaluation::key_of(const FormText& text, NodeRef at, NodeRef current) const {
    return text.key_expression == no_index ? text.key : evaluate_words(text.key_expression, at, current);
}

/// The words with the values of the expressions between them.
std::string Evaluation::write(const FormText& text, NodeRef at, NodeRef current) const {
    if (depth_ >= deepest_text) return {};
    ++depth_;
    std::string written;
    for (const TextPart& part : text.parts) {
        written += part.expression == no_index ? part.words : evaluate_words(part.expression, at, current);
    }
    --depth_;
    return written;
}

std::string Evaluation::text(const FormText& text, NodeRef at, NodeRef current) const {
    if (text.words_expression != no_index) return evaluate_words(text.words_expression, at, current);
    const std::string key = key_of(text, at, current);
    if (!key.empty()) {
        // Outputs of a translated text name nodes of the instance, not of the list an item stands in.
        if (const FormText* words = translated(key, "")) return write(*words, current, current);
        if (text.parts.empty()) return key;
    }
    return write(text, at, current);
}

std::optional<std::string> Evaluation::text_form(const FormText& text, std::string_view form, NodeId at) const {
    const std::string key = key_of(text, ref(at), ref(at));
    const FormText* words = key.empty() ? nullptr : translated(key, form);
    if (words == nullptr) return std::nullopt;
    return write(*words, ref(at), ref(at));
}

const xpath::Tree* Evaluation::instance(std::string_view id) const {
    if (last_saved_ && form_.model().secondary.is_last_saved(id)) return last_saved_.get();
    return form_.model().secondary.find(id);
}

std::optional<std::string> Evaluation::itext(std::string_view id, NodeRef context) const {
    const FormText* words = translated(id, "");
    if (words == nullptr) return std::nullopt;
    return write(*words, context, context);
}

std::string Evaluation::choice_name(std::string_view value, std::string_view path, NodeRef context) const {
    const NodeId here = context.tree == &instance_.tree() ? context.id : instance_.tree().document();
    const std::uint32_t around = instance_.form_node(here);
    const std::uint32_t node = form_.resolve(path, around == no_index ? 0 : around);
    if (node == no_index || form_.nodes()[node].control == no_index) return {};
    // Filters of the list are seen from the question, in the repeat at hand where there is one.
    NodeId at = instance_.first(node);
    for (NodeId asked = at; asked != no_node; asked = instance_.next(asked)) {
        const NodeId parent = instance_.tree().node(asked).parent;
        if (parent == here || instance_.tree().is_ancestor(parent, here)) at = asked;
    }
    if (at == no_node) return {};
    for (const SessionChoice& choice : choices(form_.nodes()[node].control, at)) {
        if (choice.value == value) return choice.label;
    }
    return {};
}

std::string Evaluation::property(std::string_view name) const {
    const auto found = options_.properties.find(name);
    return found == options_.properties.end() ? std::string() : found->second;
}

std::uint64_t Evaluation::random_bits() { return next_bits(chance_); }

std::string Evaluation::uuid() {
    const std::uint64_t high = (random_bits() & 0xffffffffffff0fffULL) | 0x4000ULL;
    const std::uint64_t low = (random_bits() & 0x3fffffffffffffffULL) | 0x8000000000000000ULL;
    return fmt::format(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xffff, high & 0xffff, low >> 48,
        low & 0xffffffffffffULL
    );
}

}  // namespace longdan::xforms
