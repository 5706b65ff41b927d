#include "engine/xforms/plan_list.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include <boost/json.hpp>

namespace longdan::xforms {

namespace json = boost::json;

namespace {

using xpath::no_node;
using xpath::NodeId;
using xpath::Tree;

template <typename Visit>
void each_child(const Tree& tree, NodeId parent, Visit&& visit) {
    for (NodeId at = tree.node(parent).first_child; at != no_node; at = tree.node(at).next) visit(at);
}

bool is_plain(const Tree& tree, NodeId node) { return tree.node(node).first_attribute == no_node; }

/// Every row is an element of one name, its cells are leaves, each name once: then cells can stand in columns.
class Table {
  public:
    explicit Table(const Tree& tree) : tree_(tree) {}

    bool read() {
        const NodeId root = tree_.document();
        if (root == no_node || !is_plain(tree_, root) || tree_.node(root).first_child == no_node) return false;
        item_ = tree_.qualified_name(tree_.node(root).first_child);
        bool good = true;
        each_child(tree_, root, [&](NodeId row) { good = good && read_row(row); });
        return good;
    }

    std::size_t write(json::value& out) {
        json::array columns;
        for (const std::string& name : columns_) columns.emplace_back(name);
        json::array rows;
        rows.reserve(rows_.size());
        for (const std::vector<NodeId>& cells : rows_) {
            json::array row;
            row.reserve(cells.size());
            for (const NodeId cell : cells) {
                if (cell == no_node) {
                    row.emplace_back(nullptr);
                } else {
                    row.emplace_back(tree_.node(cell).text);
                }
            }
            rows.push_back(std::move(row));
        }
        const std::size_t count = rows.size();
        out = json::object{
            {"root", tree_.qualified_name(tree_.document())},
            {"item", item_},
            {"columns", std::move(columns)},
            {"rows", std::move(rows)}};
        return count;
    }

  private:
    bool read_row(NodeId row) {
        if (!is_plain(tree_, row) || tree_.node(row).first_child == no_node) return false;
        if (tree_.qualified_name(row) != item_) return false;
        std::vector<NodeId> cells;
        bool good = true;
        each_child(tree_, row, [&](NodeId cell) { good = good && place(cell, cells); });
        rows_.push_back(std::move(cells));
        return good;
    }

    bool place(NodeId cell, std::vector<NodeId>& cells) {
        if (!is_plain(tree_, cell) || tree_.node(cell).first_child != no_node) return false;
        const auto [known, added] = places_.try_emplace(tree_.node(cell).name, columns_.size());
        if (added) columns_.push_back(tree_.qualified_name(cell));
        if (cells.size() <= known->second) cells.resize(known->second + 1, no_node);
        if (cells[known->second] != no_node) return false;
        cells[known->second] = cell;
        return true;
    }

    const Tree& tree_;
    std::string item_;
    std::vector<std::string> columns_;
    std::unordered_map<xpath::NameId, std::size_t> places_;
    std::vector<std::vector<NodeId>> rows_;
};

json::value nested(const Tree& tree, NodeId node, std::size_t& leaves) {
    json::array out{tree.qualified_name(node)};
    if (tree.node(node).first_child == no_node) {
        ++leaves;
        out.emplace_back(tree.node(node).text);
    } else {
        json::array children;
        each_child(tree, node, [&](NodeId child) { children.push_back(nested(tree, child, leaves)); });
        out.push_back(std::move(children));
    }
    if (!is_plain(tree, node)) {
        json::object attributes;
        for (NodeId at = tree.node(node).first_attribute; at != no_node; at = tree.node(at).next) {
            attributes[tree.qualified_name(at)] = tree.node(at).text;
        }
        out.push_back(std::move(attributes));
    }
    return out;
}

}  // namespace

std::size_t write_list(const Tree& tree, json::value& out) {
    Table table(tree);
    if (table.read()) return table.write(out);
    std::size_t leaves = 0;
    json::value content = json::array{"root", json::array{}};
    if (tree.document() != no_node) content = nested(tree, tree.document(), leaves);
    out = json::object{{"tree", std::move(content)}};
    return leaves;
}

}  // namespace longdan::xforms
