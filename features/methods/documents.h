#pragma once

#include "platform/base/document.h"
#include "platform/view/view.h"

#include <string>
#include <vector>

/// What the pages of methods are made from: allow-lists of fields.
namespace longdan::methods {

struct MethodLink {
    std::string code;
    std::string version;
    std::string title;
    std::string document;
    int first_year = 0;
    int last_year = 0;
    int items = 0;
    int confirmed = 0;  ///< of the items
    LONGDAN_DOCUMENT(MethodLink, code, version, title, document, first_year, last_year, items, confirmed)
};
struct FormLink {
    std::string code;
    std::string version;
    std::string title;
    std::string method;
    int questions = 0;
    LONGDAN_DOCUMENT(FormLink, code, version, title, method, questions)
};
struct MethodList {
    std::vector<MethodLink> methods;
    std::vector<FormLink> forms;
    LONGDAN_DOCUMENT(MethodList, methods, forms)
};

struct Sureness {
    std::string standing;  ///< confirmed, derived, background, working, unknown
    std::string label;
    std::string source;
    std::string remark;
    LONGDAN_DOCUMENT(Sureness, standing, label, source, remark)
};
struct LevelView {
    int code = 0;
    std::string label;
    bool satisfied = false;
    LONGDAN_DOCUMENT(LevelView, code, label, satisfied)
};
struct ScaleView {
    std::string label;
    std::vector<LevelView> levels;
    Sureness sure;
    LONGDAN_DOCUMENT(ScaleView, label, levels, sure)
};
struct ItemView {
    std::string code;
    std::string label;
    std::string scale;
    std::string base;
    bool multiple = false;
    Sureness sure;
    LONGDAN_DOCUMENT(ItemView, code, label, scale, base, multiple, sure)
};
struct GroupView {
    std::string code;
    std::string label;
    int depth = 0;
    int items_stated = 0;  ///< by sources, with all groups below
    int items_below = 0;   ///< known here, with all groups below
    std::vector<ItemView> items;
    Sureness sure;
    LONGDAN_DOCUMENT(GroupView, code, label, depth, items_stated, items_below, items, sure)
};
/// A node of the index, flat: `depth` says where it hangs.
struct NodeView {
    std::string code;
    std::string label;
    std::string rule;
    int depth = 0;
    int items = 0;
    Sureness sure;
    LONGDAN_DOCUMENT(NodeView, code, label, rule, depth, items, sure)
};
struct CheckView {
    int year = 0;
    std::vector<std::string> parts;  ///< "82,49"
    std::string total;
    bool equal_fits = false;  ///< the total is the plain mean of its parts
    std::string weight_low;   ///< of the last part, "0,360"; empty when no weight fits
    std::string weight_high;
    std::string source;
    LONGDAN_DOCUMENT(CheckView, year, parts, total, equal_fits, weight_low, weight_high, source)
};
struct MethodPage {
    std::string code;
    std::string version;
    std::string title;
    std::string document;
    int first_year = 0;
    int last_year = 0;
    std::string remark;
    std::string sha256;
    int minimum_n = 0;
    Sureness minimum_sure;
    std::vector<std::string> sources;
    std::vector<ScaleView> scales;
    std::vector<GroupView> groups;
    std::vector<NodeView> nodes;
    std::vector<CheckView> checks;
    LONGDAN_DOCUMENT(
        MethodPage, code, version, title, document, first_year, last_year, remark, sha256, minimum_n, minimum_sure,
        sources, scales, groups, nodes, checks
    )
};

extern const view::View<MethodList> methods_view;
extern const view::View<MethodPage> method_view;

}  // namespace longdan::methods
