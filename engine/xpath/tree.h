#pragma once

#include "engine/xpath/names.h"

#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// The trees that expressions walk: the answers of a form, its choice lists, a file beside it. Nodes stand in one array
/// and are named by their place in it; a node that is removed leaves its place empty.
namespace longdan::xpath {

using NodeId = std::uint32_t;
inline constexpr NodeId no_node = 0xffffffffU;

enum class NodeKind : std::uint8_t { root, element, attribute };

struct Node {
    NameId name = Names::none;    ///< without prefix
    NameId space = Names::none;   ///< the namespace's address
    NameId prefix = Names::none;  ///< as written in the document
    NodeId parent = no_node;
    NodeId first_child = no_node;  ///< elements only
    NodeId last_child = no_node;
    NodeId next = no_node;  ///< sibling, or next attribute
    NodeId previous = no_node;
    NodeId first_attribute = no_node;
    NodeKind kind = NodeKind::element;
    bool relevant = true;  ///< an irrelevant node keeps its text but counts as empty
    std::string text;      ///< own text; a value for leaves and attributes
};

class ChildIndex;

/// One XML document: a root node above the document element. Reading is safe from many threads at once as long as
/// nobody changes the tree; changing is for one thread.
class Tree {
  public:
    explicit Tree(std::shared_ptr<const Names> names);
    ~Tree();
    Tree(Tree&&) noexcept;
    Tree& operator=(Tree&&) noexcept;
    Tree(const Tree& other);
    Tree& operator=(const Tree& other);

    static constexpr NodeId root = 0;
    /// The document element, or no_node in an empty tree.
    NodeId document() const { return nodes_[root].first_child; }
    const Node& node(NodeId id) const { return nodes_[id]; }
    std::size_t size() const { return nodes_.size(); }

    NodeId add_element(NodeId parent, std::string_view name, std::string_view space = {}, std::string_view prefix = {});
    NodeId add_attribute(
        NodeId element, std::string_view name, std::string_view value, std::string_view space = {},
        std::string_view prefix = {}
    );
    void set_text(NodeId id, std::string_view text);
    void append_text(NodeId id, std::string_view text) { nodes_[id].text.append(text); }
    void set_relevant(NodeId id, bool relevant) { nodes_[id].relevant = relevant; }
    /// Copies `source` of `from` with all below it, as a child of `parent` after `after` (no_node: as the first child).
    NodeId copy(const Tree& from, NodeId source, NodeId parent, NodeId after);
    /// Takes a node and all below it out of the tree. Its places stay unused.
    void remove(NodeId id);

    /// First child or attribute of that name; no_node when there is none.
    NodeId child(NodeId parent, std::string_view name) const;
    NodeId attribute(NodeId element, std::string_view name) const;
    const std::string& name(NodeId id) const { return name_text(nodes_[id].name); }
    /// With the prefix, as written.
    std::string qualified_name(NodeId id) const;
    const std::string& name_text(NameId id) const;
    /// The number of a name in this tree, `Names::none` when no node can have it.
    NameId find_name(std::string_view text) const;

    /// The string-value (XPath 1.0, section 5): a leaf's text, else the texts of all below in document order, which are
    /// put into `buffer`. Irrelevant nodes are empty.
    std::string_view value(NodeId id, std::string& buffer) const;
    std::string value(NodeId id) const;

    /// Place among the elements of the same name before and after it, from 1 (what ODK calls the position of a repeat).
    std::size_t position(NodeId id) const;
    bool is_ancestor(NodeId ancestor, NodeId of) const;
    std::strong_ordering document_order(NodeId a, NodeId b) const;
    /// True when the numbers of nodes ascend in document order, as they do until something is put between or taken out.
    bool in_order() const { return in_order_; }
    /// Calls `visit` with every node from the root on, in document order: an element, its attributes, what is in it.
    template <class Visit>
    void walk(Visit&& visit) const {
        for (NodeId at = root; at != no_node;) {
            visit(at);
            for (NodeId one = nodes_[at].first_attribute; one != no_node; one = nodes_[one].next) visit(one);
            if (nodes_[at].first_child != no_node) {
                at = nodes_[at].first_child;
                continue;
            }
            while (at != no_node && nodes_[at].next == no_node) at = nodes_[at].parent;
            if (at != no_node) at = nodes_[at].next;
        }
    }

    /// Children of `parent` called `item` whose child (or attribute) called `key` has exactly the text `value`, in
    /// document order. The first question about (parent, item, key) reads all items once; later ones are a hash
    /// look-up.
    const std::vector<NodeId>& children_where(
        NodeId parent, NameId item, NameId key, bool key_is_attribute, std::string_view value
    ) const;

  private:
    NameId name_id(std::string_view text);
    std::size_t position_among_many(NodeId id) const;
    NodeId add_node(NodeKind kind, NodeId parent);
    void link_child(NodeId id, NodeId parent, NodeId after);
    void forget_indices();

    std::shared_ptr<const Names> names_;
    std::vector<Node> nodes_;
    std::unique_ptr<Names> own_names_;  ///< names the form's table does not know, numbered from Names::first_of_tree
    bool in_order_ = true;              ///< places ascend in document order
    mutable std::unique_ptr<ChildIndex> index_;
};

/// A node of one of several trees.
struct NodeRef {
    const Tree* tree = nullptr;
    NodeId id = no_node;
    bool operator==(const NodeRef&) const = default;
    const Node& operator*() const { return tree->node(id); }
    const Node* operator->() const { return &tree->node(id); }
    explicit operator bool() const { return id != no_node; }
};

}  // namespace longdan::xpath
