#include "engine/xforms/dependency_order.h"

#include "engine/xforms/xml.h"

#include <algorithm>
#include <functional>
#include <queue>

#include <fmt/format.h>

namespace longdan::xforms {
namespace {

/// Stands above the root of the instance in a walk along a path.
constexpr std::uint32_t document = no_index - 1;

bool is_ordered(Role role) {
    return role == Role::relevant || role == Role::required || role == Role::readonly || role == Role::calculate;
}

/// True when the expression picks some instances of a repeat: by a predicate or by indexed-repeat.
bool picks_instances(const xpath::Expression& expression) {
    for (const xpath::ExpressionNode& node : expression.syntax().nodes) {
        if (node.kind == xpath::ExpressionKind::call && node.function == xpath::Function::indexed_repeat) return true;
        if (!node.base_predicates.empty()) return true;
        for (const xpath::Step& step : node.steps) {
            if (!step.predicates.empty()) return true;
        }
    }
    return false;
}

bool asks_device(const xpath::Expression& expression) {
    for (const xpath::ExpressionNode& node : expression.syntax().nodes) {
        if (node.kind == xpath::ExpressionKind::call && node.function == xpath::Function::property) return true;
    }
    return false;
}

bool asks_lists(const xpath::Expression& expression) {
    for (const xpath::ExpressionNode& node : expression.syntax().nodes) {
        if (node.kind != xpath::ExpressionKind::call) continue;
        if (node.function == xpath::Function::instance || node.function == xpath::Function::pulldata ||
            node.function == xpath::Function::choice_name) {
            return true;
        }
    }
    return false;
}

void sort_unique(std::vector<std::uint32_t>& nodes) {
    std::sort(nodes.begin(), nodes.end());
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
}

}  // namespace

DependencyOrder::DependencyOrder(Form& form, std::vector<std::string>& problems)
    : form_(form), model_(*form.model_), problems_(problems) {}

void DependencyOrder::find() {
    prepare_nodes();
    gather();
    link();
    sort();
    if (problems_.empty()) note_dependents();
}

void DependencyOrder::prepare_nodes() {
    for (std::uint32_t index = 0; index < form_.nodes_.size(); ++index) {
        model_.name_of.push_back(model_.names->add(xml::local_name(form_.nodes_[index].name)));
        if (form_.nodes_[index].kind == NodeKind::repeat) model_.repeats.push_back(index);
    }
    for (const FormExpression& expression : form_.expressions_) {
        const xpath::Dependencies& needs = expression.compiled->dependencies();
        model_.is_volatile.push_back(
            needs.reads_clock || needs.uses_chance || needs.uses_once || asks_device(*expression.compiled)
        );
        model_.needs_more.push_back(asks_lists(*expression.compiled));
    }
}

std::uint32_t DependencyOrder::nearest_repeat(std::uint32_t node) const {
    if (node == no_index || node == document) return no_index;
    return form_.nodes_[node].kind == NodeKind::repeat ? node : form_.nodes_[node].repeat;
}

void DependencyOrder::gather() {
    for (std::uint32_t index = 0; index < form_.expressions_.size(); ++index) {
        const FormExpression& expression = form_.expressions_[index];
        if (!is_ordered(expression.role) && expression.role != Role::constraint) continue;
        std::vector<Reading> readings = readings_of(expression);
        note_left_out(index, readings);
        if (is_ordered(expression.role)) items_.push_back({index, std::move(readings)});
    }
}

/// Nodes that are not relevant are not sent. What gathers them from the instances of a repeat counts them in some
/// clients and passes them over in others (JavaRosa).
void DependencyOrder::note_left_out(std::uint32_t expression, const std::vector<Reading>& readings) {
    std::vector<std::uint32_t> nodes;
    for (const Reading& reading : readings) {
        if (nearest_repeat(reading.node) == reading.within) continue;
        std::uint32_t at = reading.node;
        while (at != no_index && form_.nodes_[at].relevant == no_index) at = form_.nodes_[at].parent;
        if (at != no_index) nodes.push_back(reading.node);
    }
    if (nodes.empty()) return;
    sort_unique(nodes);
    model_.left_out[expression] = std::move(nodes);
    model_.needs_more[expression] = 1;
}

std::vector<DependencyOrder::Reading> DependencyOrder::readings_of(const FormExpression& expression) const {
    std::vector<Reading> found;
    const bool picks = picks_instances(*expression.compiled);
    for (const xpath::Reference& reference : expression.compiled->dependencies().references) {
        follow(reference, expression, picks, found);
    }
    return found;
}

void DependencyOrder::follow(
    const xpath::Reference& reference, const FormExpression& expression, bool picks, std::vector<Reading>& found
) const {
    if (reference.origin == xpath::Origin::base && !reference.from_current) return;
    std::uint32_t anchor = reference.origin == xpath::Origin::document ? document : expression.node;
    std::vector<std::uint32_t> at = {anchor};
    bool climbing = true;
    bool by_wildcard = false;
    for (const std::string& one : reference.steps) {
        climbing = climbing && (one == ".." || one == ".");
        by_wildcard = by_wildcard || one == "*" || one == "//";
        at = step(at, one);
        if (climbing && at.size() == 1) anchor = at.front();
    }
    // once() keeps what stands at the node: that is no reading of a value about to change.
    if (climbing && anchor == expression.node && expression.compiled->dependencies().uses_once) return;
    const std::uint32_t within = nearest_repeat(anchor);
    const std::uint32_t around = nearest_repeat(expression.node);
    for (const std::uint32_t node : at) {
        if (node == document || (by_wildcard && node == expression.node)) continue;
        const bool other = picks && around != no_index && within != around && nearest_repeat(node) == around;
        found.push_back({node, within, other});
    }
}

std::vector<std::uint32_t> DependencyOrder::step(const std::vector<std::uint32_t>& from, const std::string& step)
    const {
    const auto& nodes = form_.nodes_;
    if (step == ".") return from;
    std::vector<std::uint32_t> to;
    const bool attribute = step.starts_with('@');
    const std::string_view name = xml::local_name(attribute ? std::string_view(step).substr(1) : step);
    const auto take = [&](std::uint32_t child) {
        const FormNode& node = nodes[child];
        if (node.is_attribute != attribute) return;
        if (name == "*" || xml::local_name(node.name) == name) to.push_back(child);
    };
    for (const std::uint32_t node : from) {
        if (step == "..") {
            if (node != document) to.push_back(nodes[node].parent == no_index ? document : nodes[node].parent);
        } else if (step == "//") {
            to.push_back(node);
            for (std::uint32_t below = node == document ? 0 : node + 1; below < nodes.size(); ++below) {
                const bool inside = node == document || nodes[below].path.starts_with(nodes[node].path + "/");
                if (inside) to.push_back(below);
            }
        } else if (node == document) {
            take(0);
        } else {
            for (const std::uint32_t child : nodes[node].children) take(child);
        }
    }
    sort_unique(to);
    return to;
}

/// An expression comes after what settles the values it reads: their calculation, their relevance, and the relevance
/// of every group around them.
void DependencyOrder::link() {
    std::vector<std::uint32_t> item_of(form_.expressions_.size(), no_index);
    for (std::uint32_t item = 0; item < items_.size(); ++item) item_of[items_[item].expression] = item;
    followers_.resize(items_.size());
    waits_for_.assign(items_.size(), 0);
    for (std::uint32_t item = 0; item < items_.size(); ++item) {
        std::vector<std::uint32_t> before;
        for (const Reading& reading : items_[item].readings) {
            if (reading.other_instance) continue;
            const FormNode& node = form_.nodes_[reading.node];
            if (node.calculate != no_index) before.push_back(item_of[node.calculate]);
            for (std::uint32_t at = reading.node; at != no_index; at = form_.nodes_[at].parent) {
                if (form_.nodes_[at].relevant != no_index) before.push_back(item_of[form_.nodes_[at].relevant]);
            }
            // Reading oneself settles nothing, but what is read would be about to change.
            if (reading.node == form_.expressions_[items_[item].expression].node) before.push_back(item);
        }
        sort_unique(before);
        for (const std::uint32_t one : before) followers_[one].push_back(item);
        waits_for_[item] = before.size();
    }
}

void DependencyOrder::sort() {
    std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> ready;
    std::vector<std::size_t> waiting = waits_for_;
    for (std::uint32_t item = 0; item < items_.size(); ++item) {
        if (waiting[item] == 0) ready.push(item);
    }
    std::vector<Item> sorted;
    while (!ready.empty()) {
        const std::uint32_t item = ready.top();
        ready.pop();
        form_.order_.push_back(items_[item].expression);
        sorted.push_back(items_[item]);
        for (const std::uint32_t follower : followers_[item]) {
            if (--waiting[follower] == 0) ready.push(follower);
        }
    }
    if (sorted.size() < items_.size()) {
        report_cycle(waiting);
    } else {
        items_ = std::move(sorted);
    }
}

/// Walks backwards among what could not be placed until something comes twice: that is the cycle.
void DependencyOrder::report_cycle(const std::vector<std::size_t>& waiting) {
    std::vector<std::uint32_t> before(items_.size(), no_index);
    for (std::uint32_t item = 0; item < items_.size(); ++item) {
        if (waiting[item] == 0) continue;
        for (const std::uint32_t follower : followers_[item]) before[follower] = item;
    }
    std::uint32_t at = 0;
    while (waiting[at] == 0) ++at;
    std::vector<std::uint32_t> walk;
    while (std::find(walk.begin(), walk.end(), at) == walk.end()) {
        walk.push_back(at);
        at = before[at];
    }
    walk.erase(walk.begin(), std::find(walk.begin(), walk.end(), at));
    walk.push_back(at);
    std::string path;
    for (auto one = walk.rbegin(); one != walk.rend(); ++one) {
        const FormExpression& expression = form_.expressions_[items_[*one].expression];
        path += fmt::format(
            "{}{} ({})", path.empty() ? "" : " → ", form_.nodes_[expression.node].path, name(expression.role)
        );
    }
    problems_.push_back(fmt::format(
        "{}, dòng {}: các biểu thức phụ thuộc vòng tròn, hãy bỏ một mắt xích (a cycle): {}", form_.name_,
        form_.expressions_[items_[at].expression].line, path
    ));
}

/// What reads a position changes when an instance of a repeat around it comes or goes.
void DependencyOrder::note_position(std::uint32_t place) {
    const FormExpression& expression = form_.expressions_[items_[place].expression];
    if (!expression.compiled->dependencies().reads_position) return;
    for (std::uint32_t at = nearest_repeat(expression.node); at != no_index; at = form_.nodes_[at].repeat) {
        auto& dependents = model_.dependents[at];
        if (dependents.empty() || dependents.back().place != place) dependents.push_back({place, no_index});
        dependents.back().within = no_index;
    }
}

void DependencyOrder::note_dependents() {
    model_.dependents.resize(form_.nodes_.size());
    for (std::uint32_t place = 0; place < items_.size(); ++place) {
        for (const Reading& reading : items_[place].readings) {
            auto& dependents = model_.dependents[reading.node];
            const auto same = std::find_if(dependents.begin(), dependents.end(), [&](const Dependent& one) {
                return one.place == place;
            });
            if (same == dependents.end()) {
                dependents.push_back({place, reading.within});
            } else if (same->within != reading.within) {
                same->within = no_index;
            }
        }
        note_position(place);
    }
}

}  // namespace longdan::xforms
