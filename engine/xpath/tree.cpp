#include "engine/xpath/tree.h"

#include <map>
#include <mutex>
#include <shared_mutex>
#include <tuple>

namespace longdan::xpath {

namespace {

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

/// So many are counted one by one, more are looked up.
constexpr int few_siblings = 32;

}  // namespace

/// What children_where and position have learnt, shared by all threads that read the tree.
class ChildIndex {
  public:
    using Key = std::tuple<NodeId, NameId, NameId, bool>;
    using Values = std::unordered_map<std::string, std::vector<NodeId>, TextHash, std::equal_to<>>;

    std::shared_mutex mutex;
    std::map<Key, Values> values;
    bool empty = true;
    std::vector<std::uint32_t> positions;  ///< by node: its place among those of its name; 0 where nobody asked
};

Tree::Tree(std::shared_ptr<const Names> names) : names_(std::move(names)), index_(std::make_unique<ChildIndex>()) {
    nodes_.emplace_back().kind = NodeKind::root;
}

Tree::~Tree() = default;
Tree::Tree(Tree&&) noexcept = default;
Tree& Tree::operator=(Tree&&) noexcept = default;

Tree::Tree(const Tree& other)
    : names_(other.names_), nodes_(other.nodes_), in_order_(other.in_order_), index_(std::make_unique<ChildIndex>()) {
    if (other.own_names_) {
        own_names_ = std::make_unique<Names>();
        for (NameId id = 1; id < other.own_names_->size(); ++id) own_names_->add(other.own_names_->text(id));
    }
}

Tree& Tree::operator=(const Tree& other) {
    if (this != &other) *this = Tree(other);
    return *this;
}

NameId Tree::name_id(std::string_view text) {
    if (text.empty()) return Names::none;
    if (const NameId id = find_name(text); id != Names::none) return id;
    if (!own_names_) own_names_ = std::make_unique<Names>();
    return Names::first_of_tree + own_names_->add(text);
}

/// The tree's own table comes first: a name the form learns later keeps the number it has here.
NameId Tree::find_name(std::string_view text) const {
    if (own_names_) {
        if (const NameId id = own_names_->find(text); id != Names::none) return Names::first_of_tree + id;
    }
    return names_->find(text);
}

const std::string& Tree::name_text(NameId id) const {
    return id >= Names::first_of_tree ? own_names_->text(id - Names::first_of_tree) : names_->text(id);
}

NodeId Tree::add_node(NodeKind kind, NodeId parent) {
    const auto id = static_cast<NodeId>(nodes_.size());
    Node& node = nodes_.emplace_back();
    node.kind = kind;
    node.parent = parent;
    return id;
}

void Tree::link_child(NodeId id, NodeId parent, NodeId after) {
    const NodeId next = after == no_node ? nodes_[parent].first_child : nodes_[after].next;
    nodes_[id].previous = after;
    nodes_[id].next = next;
    (after == no_node ? nodes_[parent].first_child : nodes_[after].next) = id;
    (next == no_node ? nodes_[parent].last_child : nodes_[next].previous) = id;
    index_->positions.clear();
    forget_indices();
}

void Tree::forget_indices() {
    if (index_->empty) return;
    index_->values.clear();
    index_->empty = true;
}

NodeId Tree::add_element(NodeId parent, std::string_view name, std::string_view space, std::string_view prefix) {
    // A child of anything but the newest branch makes places and document order part ways.
    NodeId newest = static_cast<NodeId>(nodes_.size() - 1);
    if (in_order_ && newest != parent) {
        NodeId above = newest;
        while (above != no_node && above != parent) above = nodes_[above].parent;
        in_order_ = above == parent;
    }
    const NodeId id = add_node(NodeKind::element, parent);
    nodes_[id].name = name_id(name);
    nodes_[id].space = name_id(space);
    nodes_[id].prefix = name_id(prefix);
    link_child(id, parent, nodes_[parent].last_child);
    return id;
}

NodeId Tree::add_attribute(
    NodeId element, std::string_view name, std::string_view value, std::string_view space, std::string_view prefix
) {
    const NodeId id = add_node(NodeKind::attribute, element);
    nodes_[id].name = name_id(name);
    nodes_[id].space = name_id(space);
    nodes_[id].prefix = name_id(prefix);
    nodes_[id].text = value;
    if (nodes_[element].first_child != no_node) in_order_ = false;
    NodeId last = nodes_[element].first_attribute;
    if (last == no_node) {
        nodes_[element].first_attribute = id;
    } else {
        while (nodes_[last].next != no_node) last = nodes_[last].next;
        nodes_[last].next = id;
        nodes_[id].previous = last;
    }
    forget_indices();
    return id;
}

void Tree::set_text(NodeId id, std::string_view text) {
    nodes_[id].text.assign(text);
    forget_indices();
}

NodeId Tree::copy(const Tree& from, NodeId source, NodeId parent, NodeId after) {
    const NodeId id = add_node(NodeKind::element, parent);
    const auto take_names = [&](NodeId to, NodeId of) {
        const Node& node = from.nodes_[of];
        const NameId name = name_id(from.name_text(node.name));
        const NameId space = name_id(from.name_text(node.space));
        const NameId prefix = name_id(from.name_text(node.prefix));
        nodes_[to].name = name;
        nodes_[to].space = space;
        nodes_[to].prefix = prefix;
        nodes_[to].relevant = from.nodes_[of].relevant;
        const std::string text = from.nodes_[of].text;
        nodes_[to].text = text;
    };
    take_names(id, source);
    link_child(id, parent, after);
    in_order_ = false;
    for (NodeId at = from.nodes_[source].first_attribute; at != no_node; at = from.nodes_[at].next) {
        const NodeId attribute = add_attribute(id, "", "");
        take_names(attribute, at);
    }
    for (NodeId at = from.nodes_[source].first_child; at != no_node; at = from.nodes_[at].next) {
        if (at != id) copy(from, at, id, nodes_[id].last_child);
    }
    return id;
}

void Tree::remove(NodeId id) {
    Node& node = nodes_[id];
    Node& parent = nodes_[node.parent];
    if (node.kind == NodeKind::attribute) {
        (node.previous == no_node ? parent.first_attribute : nodes_[node.previous].next) = node.next;
        if (node.next != no_node) nodes_[node.next].previous = node.previous;
    } else {
        (node.previous == no_node ? parent.first_child : nodes_[node.previous].next) = node.next;
        (node.next == no_node ? parent.last_child : nodes_[node.next].previous) = node.previous;
    }
    node.parent = node.previous = node.next = no_node;
    index_->positions.clear();
    forget_indices();
}

NodeId Tree::child(NodeId parent, std::string_view name) const {
    const NameId wanted = find_name(name);
    if (wanted == Names::none) return no_node;
    NodeId at = nodes_[parent].first_child;
    while (at != no_node && nodes_[at].name != wanted) at = nodes_[at].next;
    return at;
}

NodeId Tree::attribute(NodeId element, std::string_view name) const {
    const NameId wanted = find_name(name);
    if (wanted == Names::none) return no_node;
    NodeId at = nodes_[element].first_attribute;
    while (at != no_node && nodes_[at].name != wanted) at = nodes_[at].next;
    return at;
}

std::string Tree::qualified_name(NodeId id) const {
    const Node& node = nodes_[id];
    if (node.prefix == Names::none) return name_text(node.name);
    return name_text(node.prefix) + ":" + name_text(node.name);
}

std::string_view Tree::value(NodeId id, std::string& buffer) const {
    const Node& node = nodes_[id];
    if (!node.relevant) return {};
    if (node.first_child == no_node) return node.text;
    buffer.clear();
    NodeId at = id;
    while (true) {
        const Node& here = nodes_[at];
        const bool enter = here.relevant;
        if (enter) buffer += here.text;
        if (enter && here.first_child != no_node) {
            at = here.first_child;
            continue;
        }
        while (at != id && nodes_[at].next == no_node) at = nodes_[at].parent;
        if (at == id) break;
        at = nodes_[at].next;
    }
    return buffer;
}

std::string Tree::value(NodeId id) const {
    std::string buffer;
    const std::string_view text = value(id, buffer);
    return text.data() == buffer.data() ? std::move(buffer) : std::string(text);
}

std::size_t Tree::position(NodeId id) const {
    std::size_t position = 1;
    const Node& node = nodes_[id];
    NodeId at = node.previous;
    for (int near = 0; at != no_node && near < few_siblings; at = nodes_[at].previous, ++near) {
        if (nodes_[at].name == node.name) ++position;
    }
    return at == no_node || node.kind == NodeKind::attribute ? position : position_among_many(id);
}

std::size_t Tree::position_among_many(NodeId id) const {
    auto& positions = index_->positions;
    {
        const std::shared_lock lock(index_->mutex);
        if (id < positions.size() && positions[id] != 0) return positions[id];
    }
    const std::unique_lock lock(index_->mutex);
    positions.resize(nodes_.size());
    std::map<NameId, std::uint32_t> so_far;
    for (NodeId at = nodes_[nodes_[id].parent].first_child; at != no_node; at = nodes_[at].next) {
        positions[at] = ++so_far[nodes_[at].name];
    }
    return positions[id];
}

bool Tree::is_ancestor(NodeId ancestor, NodeId of) const {
    for (NodeId at = nodes_[of].parent; at != no_node; at = nodes_[at].parent) {
        if (at == ancestor) return true;
    }
    return false;
}

std::strong_ordering Tree::document_order(NodeId a, NodeId b) const {
    if (a == b || in_order_) return a <=> b;
    const auto depth = [&](NodeId id) {
        std::size_t steps = 0;
        for (NodeId at = nodes_[id].parent; at != no_node; at = nodes_[at].parent) ++steps;
        return steps;
    };
    const std::size_t depth_a = depth(a);
    const std::size_t depth_b = depth(b);
    NodeId above_a = a;
    NodeId above_b = b;
    for (std::size_t at = depth_a; at > depth_b; --at) above_a = nodes_[above_a].parent;
    for (std::size_t at = depth_b; at > depth_a; --at) above_b = nodes_[above_b].parent;
    if (above_a == above_b) return depth_a <=> depth_b;
    while (nodes_[above_a].parent != nodes_[above_b].parent) {
        above_a = nodes_[above_a].parent;
        above_b = nodes_[above_b].parent;
    }
    const bool a_is_attribute = nodes_[above_a].kind == NodeKind::attribute;
    const bool b_is_attribute = nodes_[above_b].kind == NodeKind::attribute;
    if (a_is_attribute != b_is_attribute)
        return a_is_attribute ? std::strong_ordering::less : std::strong_ordering::greater;
    for (NodeId at = nodes_[above_a].next; at != no_node; at = nodes_[at].next) {
        if (at == above_b) return std::strong_ordering::less;
    }
    return std::strong_ordering::greater;
}

const std::vector<NodeId>& Tree::children_where(
    NodeId parent, NameId item, NameId key, bool key_is_attribute, std::string_view value
) const {
    static const std::vector<NodeId> nobody;
    const ChildIndex::Key question{parent, item, key, key_is_attribute};
    const auto answer = [&](const ChildIndex::Values& values) -> const std::vector<NodeId>& {
        const auto found = values.find(value);
        return found == values.end() ? nobody : found->second;
    };
    {
        const std::shared_lock lock(index_->mutex);
        if (const auto found = index_->values.find(question); found != index_->values.end())
            return answer(found->second);
    }
    const std::unique_lock lock(index_->mutex);
    const auto [place, fresh] = index_->values.try_emplace(question);
    index_->empty = false;
    if (!fresh) return answer(place->second);
    std::string buffer;
    for (NodeId at = nodes_[parent].first_child; at != no_node; at = nodes_[at].next) {
        if (nodes_[at].name != item) continue;
        const NodeId first = key_is_attribute ? nodes_[at].first_attribute : nodes_[at].first_child;
        for (NodeId inner = first; inner != no_node; inner = nodes_[inner].next) {
            if (nodes_[inner].name != key) continue;
            auto& holders = place->second[std::string(this->value(inner, buffer))];
            if (holders.empty() || holders.back() != at) holders.push_back(at);
        }
    }
    return answer(place->second);
}

}  // namespace longdan::xpath
