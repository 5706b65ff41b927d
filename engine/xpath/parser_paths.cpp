#include "engine/xpath/parser.h"

#include <array>

/// Paths of expressions (XPath 1.0, sections 2 and 3.3).
namespace longdan::xpath {

namespace {

constexpr std::array<std::pair<std::string_view, Axis>, 12> axes = {{
    {"child", Axis::child},
    {"parent", Axis::parent},
    {"self", Axis::self},
    {"attribute", Axis::attribute},
    {"descendant", Axis::descendant},
    {"descendant-or-self", Axis::descendant_or_self},
    {"ancestor", Axis::ancestor},
    {"ancestor-or-self", Axis::ancestor_or_self},
    {"following-sibling", Axis::following_sibling},
    {"preceding-sibling", Axis::preceding_sibling},
    {"following", Axis::following},
    {"preceding", Axis::preceding},
}};

}  // namespace

bool Parser::is_plain(const ExpressionNode& made) const {
    if (made.origin == Origin::base) {
        const ExpressionNode& base = out_.nodes[made.base];
        const bool known = base.kind == ExpressionKind::call &&
                           (base.function == Function::current || base.function == Function::instance);
        if (!known || !made.base_predicates.empty()) return false;
    }
    return std::all_of(made.steps.begin(), made.steps.end(), [](const Step& step) {
        return step.predicates.empty() && step.test != NodeTest::any_text &&
               (step.axis == Axis::child || step.axis == Axis::parent || step.axis == Axis::self ||
                step.axis == Axis::attribute);
    });
}

Parser::Part Parser::path() {
    blanks();
    const std::size_t offset = at_;
    if (at_ == text_.size()) refuse(at_, "thiếu một vế ở cuối biểu thức (something is missing at the end)");
    if (sign() == '/') return absolute_path();
    if (!begins_primary()) {
        ExpressionNode made = node(ExpressionKind::path, offset);
        Part part;
        part.reads_context = true;
        steps(made, part);
        return finish(std::move(made), part);
    }
    const Part first = primary();
    blanks();
    if (sign() != '[' && sign() != '/') return first;
    want_nodes(first, at_);
    ExpressionNode made = node(ExpressionKind::path, offset);
    made.origin = Origin::base;
    made.base = first.id;
    Part part;
    part.take(first);
    predicates(made.base_predicates, part);
    if (take("//")) {
        made.steps.push_back(everything_below());
        steps(made, part);
    } else if (take("/")) {
        steps(made, part);
    }
    return finish(std::move(made), part);
}

Parser::Part Parser::absolute_path() {
    ExpressionNode made = node(ExpressionKind::path, at_);
    made.origin = Origin::document;
    Part part;
    if (take("//")) {
        made.steps.push_back(everything_below());
        steps(made, part);
    } else {
        take("/");
        blanks();
        if (sign() == '.' || sign() == '@' || sign() == '*' || starts_name(sign())) steps(made, part);
    }
    return finish(std::move(made), part);
}

Step Parser::everything_below() {
    Step step;
    step.axis = Axis::descendant_or_self;
    step.test = NodeTest::any_node;
    return step;
}

void Parser::predicates(std::vector<ExpressionId>& into, Part& part) {
    while (take("[")) {
        const Part inner = expression(0);
        part.take_predicate(inner);
        into.push_back(inner.id);
        want("]");
    }
}

void Parser::steps(ExpressionNode& made, Part& part) {
    while (true) {
        made.steps.push_back(step(part));
        if (take("//")) {
            made.steps.push_back(everything_below());
        } else if (!take("/")) {
            return;
        }
    }
}

Step Parser::step(Part& part) {
    blanks();
    Step made;
    made.offset = static_cast<std::uint32_t>(at_);
    if (take("..")) {
        made.axis = Axis::parent;
        made.test = NodeTest::any_node;
    } else if (take(".")) {
        made.axis = Axis::self;
        made.test = NodeTest::any_node;
    } else {
        bool holds_nodes = true;
        if (take("@")) {
            made.axis = Axis::attribute;
            blanks();
        } else {
            holds_nodes = axis(made);
        }
        node_test(made);
        if (!holds_nodes) made.test = NodeTest::nothing;
    }
    predicates(made.predicates, part);
    return made;
}

/// False for the axis of namespaces, which no client keeps as nodes.
bool Parser::axis(Step& made) {
    if (!starts_name(sign())) return true;
    const std::size_t begin = at_;
    const std::string_view name = plain_name();
    if (!take("::")) {
        at_ = begin;
        return true;
    }
    if (name == "namespace") {
        made.axis = Axis::self;
        return false;
    }
    const auto found = std::find_if(axes.begin(), axes.end(), [&](const auto& known) { return known.first == name; });
    if (found == axes.end()) refuse(begin, fmt::format("không có trục {}:: (unknown axis)", name));
    made.axis = found->second;
    blanks();
    return true;
}

void Parser::node_test(Step& made) {
    if (take("*")) {
        made.test = NodeTest::any_name;
        return;
    }
    if (!starts_name(sign())) {
        refuse(
            at_, at_ == text_.size() ? "thiếu một vế ở cuối biểu thức (something is missing at the end)"
                                     : fmt::format("không hiểu \"{}\" (not understood)", rest())
        );
    }
    const std::size_t begin = at_;
    std::string_view name = plain_name();
    if (const std::size_t after = at_; take("(")) {
        kind_test(made, name, begin);
        return;
    } else {
        at_ = after;
    }
    if (sign() == ':' && sign(1) != ':') {
        ++at_;
        made.prefix = name;
        made.space = space_of(name);
        made.space_id = names_.add(made.space);
        if (take("*")) {
            made.test = NodeTest::any_name;
            return;
        }
        name = plain_name();
    }
    made.name = name;
    made.name_id = names_.add(name);
}

void Parser::kind_test(Step& made, std::string_view name, std::size_t begin) {
    if (name == "node") {
        made.test = NodeTest::any_node;
    } else if (name == "text") {
        made.test = NodeTest::any_text;
    } else if (name == "comment") {
        made.test = NodeTest::nothing;
    } else if (name == "processing-instruction") {
        made.test = NodeTest::nothing;
        blanks();
        if (sign() == '"' || sign() == '\'') {
            const std::size_t end = text_.find(sign(), at_ + 1);
            if (end == std::string_view::npos) refuse(at_, "chuỗi chưa có dấu nháy đóng (a closing quote is missing)");
            at_ = end + 1;
        }
    } else {
        refuse(begin, fmt::format("hàm {}() không đứng được sau dấu / (a function cannot be a step)", name));
    }
    want(")");
}

}  // namespace longdan::xpath
