#include "engine/scoring/frame.h"
#include "platform/base/text.h"

#include <map>
#include <set>

#include <fmt/format.h>

namespace longdan::scoring {
namespace {

struct Flat {
    const Node* node;
    std::string parent;
    std::string path;  ///< folded names from the top: what a node is when its code changes
};

void flatten(
    const std::vector<Node>& nodes, const std::string& parent, const std::string& path, std::vector<Flat>& out
) {
    for (const Node& node : nodes) {
        const std::string here = path + "/" + folded(node.name.vi);
        out.push_back({&node, parent, here});
        flatten(node.children, node.code, here, out);
    }
}

std::vector<Flat> flat(const Frame& frame) {
    std::vector<Flat> out;
    flatten(frame.nodes, "", "", out);
    return out;
}

/// Pairs of nodes that are the same thing: first by code and name, then by name where it is unique, then by code.
class Matching {
  public:
    Matching(const std::vector<Flat>& older, const std::vector<Flat>& newer) : older_(older), newer_(newer) {
        pair_by([](const Flat& flat) { return flat.node->code + "\n" + folded(flat.node->name.vi); });
        pair_by([](const Flat& flat) { return flat.path; });
        pair_by([](const Flat& flat) { return folded(flat.node->name.vi); });
        pair_by([](const Flat& flat) { return flat.node->code; });
    }

    const Flat* older_of(std::size_t newer) const {
        const auto found = pairs_.find(newer);
        return found == pairs_.end() ? nullptr : &older_[found->second];
    }
    bool is_kept(std::size_t older) const { return used_.contains(older); }

  private:
    template <class Key>
    void pair_by(Key&& key) {
        // Only keys that are unique among what is still unpaired on both sides.
        std::map<std::string, std::vector<std::size_t>> old_by;
        std::map<std::string, std::vector<std::size_t>> new_by;
        for (std::size_t i = 0; i < older_.size(); ++i) {
            if (!used_.contains(i)) old_by[key(older_[i])].push_back(i);
        }
        for (std::size_t i = 0; i < newer_.size(); ++i) {
            if (!pairs_.contains(i)) new_by[key(newer_[i])].push_back(i);
        }
        for (const auto& [text, mine] : new_by) {
            const auto theirs = old_by.find(text);
            if (theirs == old_by.end() || mine.size() != 1 || theirs->second.size() != 1) continue;
            pairs_[mine[0]] = theirs->second[0];
            used_.insert(theirs->second[0]);
        }
    }

    const std::vector<Flat>& older_;
    const std::vector<Flat>& newer_;
    std::map<std::size_t, std::size_t> pairs_;
    std::set<std::size_t> used_;
};

/// Examples say nothing about how points are given.
Rule without_examples(Rule rule) {
    rule.examples.clear();
    for (Rule& one : rule.rules) one = without_examples(std::move(one));
    return rule;
}

bool same_scoring(const Node& a, const Node& b) {
    return a.maximum == b.maximum && a.is_leaf() == b.is_leaf() && a.step == b.step && a.rounding == b.rounding &&
           a.scored_by == b.scored_by && without_examples(a.rule) == without_examples(b.rule);
}

}  // namespace

std::string_view name(Change change) {
    switch (change) {
        case Change::same:
            return "same";
        case Change::renamed:
            return "renamed";
        case Change::moved:
            return "moved";
        case Change::points:
            return "points";
        case Change::rule:
            return "rule";
        case Change::added:
            return "added";
        case Change::removed:
            return "removed";
    }
    return "same";
}

std::vector<Difference> compare(const Frame& older, const Frame& newer) {
    const std::vector<Flat> before = flat(older);
    const std::vector<Flat> after = flat(newer);
    const Matching matching(before, after);
    std::map<std::string, std::string> new_code;
    for (std::size_t i = 0; i < after.size(); ++i) {
        if (const Flat* old = matching.older_of(i)) new_code[old->node->code] = after[i].node->code;
    }
    std::vector<Difference> out;
    for (std::size_t i = 0; i < after.size(); ++i) {
        const Node& node = *after[i].node;
        const Flat* old = matching.older_of(i);
        if (old == nullptr) {
            out.push_back({Change::added, node.code, "", node.name.vi});
            continue;
        }
        const std::size_t lines = out.size();
        const auto line = [&](Change change, std::string detail) {
            out.push_back({change, node.code, old->node->code, std::move(detail)});
        };
        if (folded(old->node->name.vi) != folded(node.name.vi)) {
            line(Change::renamed, fmt::format("{} -> {}", old->node->name.vi, node.name.vi));
        }
        const auto parent = new_code.find(old->parent);
        const bool same_place = old->parent.empty() ? after[i].parent.empty()
                                                    : parent != new_code.end() && parent->second == after[i].parent;
        if (!same_place || old->node->code != node.code) {
            line(Change::moved, fmt::format("{} -> {}", old->node->code, node.code));
        }
        if (old->node->maximum != node.maximum) {
            line(Change::points, fmt::format("{} -> {}", old->node->maximum.text(), node.maximum.text()));
        }
        if (without_examples(old->node->rule) != without_examples(node.rule)) {
            line(Change::rule, fmt::format("{} -> {}", name(old->node->rule.kind), name(node.rule.kind)));
        }
        if (out.size() == lines) line(Change::same, "");
    }
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (!matching.is_kept(i)) out.push_back({Change::removed, "", before[i].node->code, before[i].node->name.vi});
    }
    return out;
}

std::map<std::string, std::string> carry_map(const Frame& older, const Frame& newer) {
    const std::vector<Flat> before = flat(older);
    const std::vector<Flat> after = flat(newer);
    const Matching matching(before, after);
    std::map<std::string, std::string> out;
    for (std::size_t i = 0; i < after.size(); ++i) {
        const Flat* old = matching.older_of(i);
        if (old == nullptr || !after[i].node->is_leaf() || !same_scoring(*old->node, *after[i].node)) continue;
        out[old->node->code] = after[i].node->code;
    }
    return out;
}

}  // namespace longdan::scoring
