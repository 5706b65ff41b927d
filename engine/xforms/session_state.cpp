#include "engine/xforms/session_state.h"

#include "platform/base/markup.h"
#include "platform/base/text.h"

#include <algorithm>

#include <fmt/format.h>

namespace longdan::xforms {
namespace {

using xpath::no_node;
using xpath::NodeId;

constexpr int deepest_action = 20;
constexpr std::size_t most_evaluations_per_change = 200'000;

/// The path at a time as the type of the node has it: a date, a time, or both with the offset.
std::string moment_text(const SessionOptions& options, DataType type) {
    const Moment local{options.now.milliseconds + options.offset_minutes * 60'000LL};
    const std::string written = iso(local);  // "2026-04-06T08:30:00.000Z"
    const int offset = std::abs(options.offset_minutes);
    const std::string zone =
        fmt::format("{}{:02}:{:02}", options.offset_minutes < 0 ? '-' : '+', offset / 60, offset % 60);
    if (type == DataType::date) return written.substr(0, 10);
    if (type == DataType::time) return written.substr(11, 12) + zone;
    return written.substr(0, 23) + zone;
}

}  // namespace

void Session::State::wait(std::uint32_t place, NodeId scope, Waiting& waiting) const {
    const auto [known, added] = waiting.try_emplace(place, scope);
    if (!added && known->second != scope) known->second = instance.tree().document();
}

void Session::State::wait_for_dependents(NodeId id, Waiting& waiting) const {
    const std::uint32_t node = instance.form_node(id);
    if (node == no_index) return;
    for (const Dependent& one : form->model().dependents[node]) {
        NodeId scope = instance.tree().document();
        if (one.within != no_index) {
            for (NodeId at = id; at != no_node; at = instance.tree().node(at).parent) {
                if (instance.form_node(at) == one.within) scope = at;
            }
        }
        wait(one.place, scope, waiting);
    }
}

void Session::State::wait_for_all_below(NodeId id, Waiting& waiting) const {
    wait_for_dependents(id, waiting);
    const xpath::Node& node = instance.tree().node(id);
    for (NodeId at = node.first_attribute; at != no_node; at = instance.tree().node(at).next) {
        wait_for_dependents(at, waiting);
    }
    for (NodeId at = node.first_child; at != no_node; at = instance.tree().node(at).next) {
        wait_for_all_below(at, waiting);
    }
}

/// Instances came or went: everything that reads the repeat, its positions or what is in it, but for what stays within
/// an instance.
void Session::State::wait_for_structure(std::uint32_t repeat, Waiting& waiting) const {
    const std::string inside = form->nodes()[repeat].path + "/";
    const auto touches = [&](std::uint32_t node) {
        return node == repeat || form->nodes()[node].path.starts_with(inside);
    };
    for (std::uint32_t node = repeat; node < form->nodes().size(); ++node) {
        if (!touches(node)) continue;
        for (const Dependent& one : form->model().dependents[node]) {
            if (one.within != no_index && touches(one.within)) continue;
            wait(one.place, instance.tree().document(), waiting);
        }
    }
}

void Session::State::settle(Waiting waiting) {
    std::size_t evaluations = 0;
    const NodeId document = instance.tree().document();
    while (!waiting.empty()) {
        const auto [place, scope] = *waiting.begin();
        waiting.erase(waiting.begin());
        const std::uint32_t index = form->evaluation_order()[place];
        const FormExpression& expression = form->expressions()[index];
        for (NodeId id = instance.first(expression.node); id != no_node; id = instance.next(id)) {
            if (scope != document && id != scope && !instance.tree().is_ancestor(scope, id)) continue;
            if (++evaluations > most_evaluations_per_change) return;
            if (!evaluation.apply(index, id)) continue;
            if (expression.role == Role::relevant) wait_for_all_below(id, waiting);
            if (expression.role == Role::calculate) {
                note_changed(id);
                wait_for_dependents(id, waiting);
            }
        }
    }
}

void Session::State::settle_all() {
    Waiting waiting;
    for (std::uint32_t place = 0; place < form->evaluation_order().size(); ++place) {
        waiting.emplace(place, instance.tree().document());
    }
    settle(std::move(waiting));
    changed_.clear();
}

void Session::State::note_changed(NodeId id) { changed_.push_back(id); }

void Session::State::write(NodeId id, const std::string& value) {
    if (instance.tree().node(id).text == value) return;
    instance.tree().set_text(id, value);
    note_changed(id);
    Waiting waiting;
    wait_for_dependents(id, waiting);
    settle(std::move(waiting));
    run_changed();
}

/// Actions nested in a control run when the value of its node has changed.
void Session::State::run_changed() {
    if (action_depth_ >= deepest_action) {
        changed_.clear();
        return;
    }
    ++action_depth_;
    const std::vector<NodeId> changed = std::exchange(changed_, {});
    for (const NodeId id : changed) {
        for (const Action& action : form->actions()) {
            if (action.value_changed && action.trigger == instance.form_node(id)) run(action, id);
        }
    }
    --action_depth_;
}

/// The nodes that a predicate of the path picks, else the target nearest to `around`: in the same repeat where there is
/// one, in every instance where there is none.
std::vector<NodeId> Session::State::targets_of(const Action& action, NodeId around) const {
    std::vector<NodeId> targets;
    if (action.targets != no_index) {
        for (const xpath::NodeRef node : evaluation.evaluate_nodes(action.targets, around)) {
            if (node.tree == &instance.tree() && instance.form_node(node.id) == action.target) {
                targets.push_back(node.id);
            }
        }
        return targets;
    }
    const std::uint32_t repeat = form->nodes()[action.target].repeat;
    NodeId within = no_node;
    for (NodeId at = around; at != no_node; at = instance.tree().node(at).parent) {
        if (instance.form_node(at) == repeat && within == no_node) within = at;
    }
    for (NodeId id = instance.first(action.target); id != no_node; id = instance.next(id)) {
        if (within == no_node || instance.tree().is_ancestor(within, id)) targets.push_back(id);
    }
    return targets;
}

void Session::State::run(const Action& action, NodeId around) {
    if (action.kind == ActionKind::record_audio) return;  // sounds are files, which only the device makes
    std::string place;
    if (action.kind == ActionKind::set_geopoint) {
        place = evaluation.property("location");
        if (place.empty() || !is_of_type(DataType::geopoint, place)) return;
    }
    for (const NodeId id : targets_of(action, around)) {
        if (action.kind == ActionKind::set_geopoint) {
            write(id, place);
        } else if (action.value == no_index) {
            write(id, std::string(trimmed(action.words)));
        } else {
            write(id, evaluation.computed(action.value, id));
        }
    }
}

void Session::State::load_actions() {
    for (const Action& action : form->actions()) {
        if ((action.first_load && is_new) || action.every_load) run(action, instance.tree().document());
    }
}

NodeId Session::State::add_repeat(std::uint32_t repeat, NodeId parent) {
    const NodeId added = instance.add_repeat(repeat, parent);
    evaluation.inherit(added);
    Waiting waiting;
    const std::string inside = form->nodes()[repeat].path + "/";
    for (std::uint32_t place = 0; place < form->evaluation_order().size(); ++place) {
        const std::uint32_t node = form->expressions()[form->evaluation_order()[place]].node;
        if (node == repeat || form->nodes()[node].path.starts_with(inside)) waiting.emplace(place, added);
    }
    wait_for_structure(repeat, waiting);
    settle(std::move(waiting));
    for (const Action& action : form->actions()) {
        if (action.new_repeat && action.repeat == repeat) run(action, added);
    }
    run_changed();
    return added;
}

void Session::State::remove_repeat(NodeId id) {
    const std::uint32_t repeat = instance.form_node(id);
    instance.remove(id);
    Waiting waiting;
    wait_for_structure(repeat, waiting);
    settle(std::move(waiting));
    run_changed();
}

std::string Session::State::preloaded(const FormNode& node) const {
    const auto property = [&](std::string_view name) {
        const auto found = options.properties.find(name);
        return found == options.properties.end() ? std::string() : found->second;
    };
    if (node.preload == "timestamp" && node.preload_parameters == "start")
        return moment_text(options, DataType::date_time);
    if (node.preload == "date" && node.preload_parameters == "today") return moment_text(options, DataType::date);
    if (node.preload == "property") return property(node.preload_parameters);
    if (node.preload == "context" && node.preload_parameters == "UserName") return property("username");
    return {};
}

void Session::State::preload() {
    for (std::uint32_t index = 0; index < form->nodes().size(); ++index) {
        const FormNode& node = form->nodes()[index];
        if (node.preload.empty()) continue;
        for (NodeId id = instance.first(index); id != no_node; id = instance.next(id)) {
            if (node.preload == "uid") {
                if (instance.tree().node(id).text.empty()) instance.tree().set_text(id, "uuid:" + evaluation.uuid());
            } else if (is_new) {
                const std::string value = preloaded(node);
                if (!value.empty()) instance.tree().set_text(id, value);
            }
        }
    }
}

void Session::State::finish() {
    for (const Action& action : form->actions()) {
        if (action.finished) run(action, instance.tree().document());
    }
    for (std::uint32_t index = 0; index < form->nodes().size(); ++index) {
        const FormNode& node = form->nodes()[index];
        if (node.preload != "timestamp" || node.preload_parameters != "end") continue;
        for (NodeId id = instance.first(index); id != no_node; id = instance.next(id)) {
            write(id, moment_text(options, DataType::date_time));
        }
    }
}

std::string Session::State::serialise(bool keep_irrelevant) const {
    std::string out;
    write_node(out, instance.tree().document(), keep_irrelevant);
    return out;
}

void Session::State::write_node(std::string& out, NodeId id, bool keep_irrelevant) const {
    const xpath::Tree& tree = instance.tree();
    const xpath::Node& node = tree.node(id);
    if (!node.relevant && !keep_irrelevant) return;
    const std::string name = tree.qualified_name(id);
    out += "<" + name;
    if (node.parent == xpath::Tree::root) {
        for (const auto& [prefix, address] : form->model().declared) {
            out += fmt::format(" xmlns{}{}=\"", prefix.empty() ? "" : ":", prefix);
            append_markup(out, address, "\"\r");
            out += '"';
        }
    }
    for (NodeId at = node.first_attribute; at != no_node; at = tree.node(at).next) {
        if (!tree.node(at).relevant && !keep_irrelevant) continue;
        out += " " + tree.qualified_name(at) + "=\"";
        append_markup(out, tree.node(at).text, "\"\r");
        out += '"';
    }
    if (node.first_child == no_node && node.text.empty()) {
        out += "/>";
        return;
    }
    out += '>';
    append_markup(out, node.text, "\"\r");
    for (NodeId at = node.first_child; at != no_node; at = tree.node(at).next) write_node(out, at, keep_irrelevant);
    out += "</" + name + ">";
}

}  // namespace longdan::xforms
