#include "engine/xforms/session.h"

#include "engine/xforms/evaluation.h"
#include "engine/xforms/session_state.h"
#include "engine/xforms/xml.h"
#include "platform/base/error.h"
#include "platform/base/text.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace longdan::xforms {
namespace {

using xpath::no_node;
using xpath::NodeId;

constexpr std::size_t most_repeats = 5000;
constexpr int most_rounds = 100;

FormInstance load(const Form& form, std::string_view xml, const std::string& name, bool keep_unknown) {
    const xml::Document document(xml, name);
    if (const std::string reason = why_not_of(form, document.root()); !reason.empty()) {
        throw Error(ErrorKind::invalid, fmt::format("{}: {}", name, reason));
    }
    FormInstance filled = FormInstance::load(form, document.root());
    if (keep_unknown) return filled;
    const std::vector<NodeId> unknown = filled.unknown();
    for (const NodeId id : unknown) filled.remove(id);
    return filled;
}

}  // namespace

Session::State::State(std::shared_ptr<const Form> of, FormInstance filled, SessionOptions chosen)
    : form(std::move(of)),
      options(std::move(chosen)),
      instance(std::move(filled)),
      evaluation(*form, instance, options) {}

Session::Session(std::shared_ptr<const Form> form, SessionOptions options) {
    FormInstance fresh = FormInstance::fresh(*form);
    state_ = std::make_unique<State>(std::move(form), std::move(fresh), std::move(options));
    state_->is_new = true;
    begin();
}

Session::Session(std::shared_ptr<const Form> form, std::string_view xml, std::string name, SessionOptions options) {
    FormInstance filled = load(*form, xml, name, false);
    state_ = std::make_unique<State>(std::move(form), std::move(filled), std::move(options));
    begin();
}

Session Session::as_submitted(
    std::shared_ptr<const Form> form, std::string_view xml, std::string name, SessionOptions options
) {
    FormInstance filled = load(*form, xml, name, true);
    Session session(std::make_unique<State>(std::move(form), std::move(filled), std::move(options)));
    session.state_->evaluation.take_conditions(true);
    return session;
}

Session::Session(std::unique_ptr<State> state) : state_(std::move(state)) {}

Session::~Session() = default;
Session::Session(Session&&) noexcept = default;

const Form& Session::form() const { return *state_->form; }

void Session::set_language(std::string_view language) {
    state_->evaluation.set_language(state_->form->language(language));
}

std::optional<Session::Node> Session::find(std::string_view path) const { return state_->instance.find(path); }

std::string Session::path(Node node) const { return state_->instance.path(node); }

std::uint32_t Session::form_node(Node node) const { return state_->instance.form_node(node); }

std::vector<Session::Node> Session::nodes() const {
    std::vector<Node> all;
    const xpath::Tree& tree = state_->instance.tree();
    for (NodeId at = tree.document(); at != no_node;) {
        all.push_back(at);
        for (NodeId one = tree.node(at).first_attribute; one != no_node; one = tree.node(one).next) {
            if (state_->instance.form_node(one) != no_index) all.push_back(one);
        }
        if (tree.node(at).first_child != no_node) {
            at = tree.node(at).first_child;
            continue;
        }
        while (at != no_node && tree.node(at).next == no_node) at = tree.node(at).parent;
        if (at != no_node) at = tree.node(at).next;
    }
    return all;
}

const std::string& Session::value(Node node) const { return state_->instance.tree().node(node).text; }

bool Session::relevant(Node node) const { return state_->evaluation.relevant(node); }
bool Session::required(Node node) const { return state_->evaluation.required(node); }
bool Session::readonly(Node node) const { return state_->evaluation.readonly(node); }

std::optional<ViolationRule> Session::problem(Node node) const {
    if (!relevant(node)) return std::nullopt;
    return state_->evaluation.judge(node);
}

std::vector<Violation> Session::violations() const {
    std::vector<Violation> found;
    for (const Node node : nodes()) {
        const auto rule = problem(node);
        if (!rule) continue;
        const FormNode& asked = form().nodes()[form_node(node)];
        Violation& violation = found.emplace_back();
        violation.path = path(node);
        violation.rule = *rule;
        violation.question = asked.name;
        if (*rule == ViolationRule::required) violation.message = text(asked.required_message, node);
        if (*rule == ViolationRule::constraint) violation.message = text(asked.constraint_message, node);
    }
    return found;
}

std::vector<SessionChoice> Session::choices(std::uint32_t control, Node node) const {
    return state_->evaluation.choices(control, node);
}

std::string Session::label(std::uint32_t control, Node node) const {
    return text(form().controls()[control].label, node);
}

std::string Session::hint(std::uint32_t control, Node node) const {
    return text(form().controls()[control].hint, node);
}

std::string Session::text(const FormText& text, Node node) const {
    return state_->evaluation.text(text, state_->evaluation.ref(node), state_->evaluation.ref(node));
}

std::optional<std::string> Session::text_form(const FormText& text, std::string_view which, Node node) const {
    return state_->evaluation.text_form(text, which, node);
}

std::string Session::evaluate(std::string_view expression, Node node) const {
    // The form's own table stands still: other threads read it.
    xpath::Names names(form().model().names);
    const xpath::Expression read =
        xpath::Expression::parse(expression, names, form().model().prefixes, xpath::BadCalls::refuse_when_evaluated);
    return xpath::evaluate_text(read, state_->evaluation.context(node));
}

bool Session::set(Node node, std::string_view value) {
    const std::uint32_t index = form_node(node);
    if (index == no_index) return false;
    const FormNode& asked = form().nodes()[index];
    if (asked.kind != NodeKind::value || asked.calculate != no_index || readonly(node)) return false;
    state_->write(node, nfc(value));
    fit_repeats();
    return true;
}

std::vector<Session::Node> Session::repeats(std::uint32_t repeat, Node parent) const {
    return state_->instance.repeats(repeat, parent);
}

Session::Node Session::add_repeat(std::uint32_t repeat, Node parent) {
    const Node added = state_->add_repeat(repeat, parent);
    fit_repeats();
    return added;
}

void Session::remove_repeat(Node node) {
    state_->remove_repeat(node);
    fit_repeats();
}

void Session::begin() {
    state_->preload();
    state_->settle_all();
    fit_repeats();
    state_->load_actions();
    fit_repeats();
}

/// Repeats with jr:count have as many instances as it says. A count may depend on another, so it is asked until nothing
/// changes.
void Session::fit_repeats() {
    for (int round = 0; round < most_rounds; ++round) {
        bool changed = false;
        for (const std::uint32_t repeat : form().model().repeats) {
            const FormNode& node = form().nodes()[repeat];
            const std::uint32_t count =
                node.control == no_index ? no_index : form().controls()[node.control].repeat_count;
            if (count == no_index) continue;
            for (NodeId parent = state_->instance.first(node.parent); parent != no_node;) {
                const NodeId next = state_->instance.next(parent);
                changed = state_->fit(repeat, parent, count) || changed;
                parent = next;
            }
        }
        if (!changed) return;
    }
}

bool Session::State::fit(std::uint32_t repeat, NodeId parent, std::uint32_t count) {
    // What is not asked now keeps its instances with their answers: its count reads as blank.
    if (!evaluation.relevant(parent)) return false;
    // The count is seen from an instance of the repeat: paths like ../so_nguoi begin there.
    auto there = instance.repeats(repeat, parent);
    double wanted = 0;
    if (there.empty()) {
        const NodeId probe = instance.add_repeat(repeat, parent);
        wanted = evaluation.evaluate_count(count, probe);
        instance.remove(probe);
    } else {
        wanted = evaluation.evaluate_count(count, there.front());
    }
    const auto goal = std::isnan(wanted) || wanted < 0
                          ? std::size_t{0}
                          : static_cast<std::size_t>(std::min<double>(wanted, most_repeats));
    if (there.size() == goal) return false;
    while (there.size() < goal) there.push_back(add_repeat(repeat, parent));
    while (there.size() > goal) {
        remove_repeat(there.back());
        there.pop_back();
    }
    return true;
}

std::string Session::serialise(bool keep_irrelevant) const { return state_->serialise(keep_irrelevant); }

void Session::finish() { state_->finish(); }

}  // namespace longdan::xforms
